"""Which machine makes which articles of a site that many machines build: the same answer on each of them.

The articles of a unit and year stay together and in the order of publication, so that nearly every page's neighbours are made on the
same machine; what is cut is cut where the loads are even.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Shard(NamedTuple):
    """The `number`th (from 1) of `of` machines."""

    number: int
    of: int

    def __str__(self) -> str:
        return f"{self.number}/{self.of}"


class Load(NamedTuple):
    """One article: where it belongs, when it was published (anything that sorts), and what it costs beside others."""

    path: str
    at: str = ""
    weight: int = 1

    @property
    def place(self) -> tuple[str, ...]:
        """Its place in the row that is cut: by unit, year, column and time. A path of any other form has a place, too."""
        _, unit, column, year, *_ = (*self.path.split("/"), "", "", "", "")
        return unit, year, column, self.at, self.path


def shares(loads: Iterable[Load], of: int) -> tuple[tuple[str, ...], ...]:
    """The paths for each of `of` machines, in the order of their making; some may be empty."""
    row = sorted(loads, key=lambda load: load.place)
    whole, done = sum(load.weight for load in row), 0
    found: list[list[str]] = [[] for _ in range(of)]
    for load in row:
        middle = 2 * done + load.weight  # in halves, so that only whole numbers are compared
        found[middle * of // (2 * whole)].append(load.path)
        done += load.weight
    return tuple(tuple(paths) for paths in found)
