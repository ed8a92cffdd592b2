"""Long lists in parts that stand still: a year (or month) is cut from its oldest entry on, so what is full never changes again.

A column's own page shows the newest; below it each year has its pages. One more article touches the first page and the newest
part of its year, whatever the size of the archive.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Final, NamedTuple

import msgspec

from sanshen.site.addresses import chapter_address
from sanshen.site.structure import Entry

PER_PAGE: Final = 20
PER_MONTH_PAGE: Final = 100


class Turn(NamedTuple):
    """One way on from a page: what it is called and where it leads."""

    name: str
    address: str


class Chapter(msgspec.Struct, frozen=True):
    """One page of a list. `period` is its year or month ("" on the first page of all), `number` its place in it, 0 for the newest.

    `periods` are the years or months that there are, newest first; `older` and `newer` lead through all of them.
    """

    address: str
    entries: tuple[Entry, ...]
    period: str = ""
    number: int = 0
    periods: tuple[Turn, ...] = ()
    older: Turn | None = None
    newer: Turn | None = None

    @property
    def name(self) -> str:
        """What the page is called beside the list's name: `2026年`, `2026年（第1页）`."""
        year, _, month = self.period.partition("-")
        named = f"{year}年{int(month)}月" if month else f"{year}年" if year else ""
        return named + (f"（第{self.number}页）" if self.number else "")


def year_of(entry: Entry) -> str:
    """The year in which an entry was published, as readers of the district see it."""
    return entry.day[:4]


def month_of(entry: Entry) -> str:
    """The month: `2026-11`."""
    return entry.day[:7]


def chapters(base: str, entries: Sequence[Entry]) -> tuple[Chapter, ...]:
    """The pages of a list whose first page stands at `base`; a list that its first page holds whole has no other page.

    `entries` come newest first.
    """
    if len(entries) <= PER_PAGE:
        return (Chapter(base, tuple(entries)),)
    parts = _parts(base, entries, year_of, PER_PAGE)
    return (Chapter(base, tuple(entries[:PER_PAGE]), periods=parts[-1].periods), *parts)


def months(base: str, entries: Sequence[Entry]) -> tuple[Chapter, ...]:
    """Everything month by month, oldest first; `entries` come newest first."""
    return _parts(base, entries, month_of, PER_MONTH_PAGE)


def _cut(base: str, entries: Sequence[Entry], period_of: Callable[[Entry], str], size: int) -> Iterator[Chapter]:
    for period, group in groupby(reversed(entries), key=period_of):
        held = tuple(group)
        starts = range(0, len(held), size)
        for number, start in enumerate(starts, start=1):
            shown = tuple(reversed(held[start : start + size]))
            place = 0 if number == len(starts) else number
            yield Chapter(chapter_address(base, period, place), shown, period, place)


def _parts(base: str, entries: Sequence[Entry], period_of: Callable[[Entry], str], size: int) -> tuple[Chapter, ...]:
    cut = tuple(_cut(base, entries, period_of, size))
    fronts = tuple(Turn(part.name, part.address) for part in reversed(cut) if not part.number)
    around = zip(cut, (None, *cut[:-1]), (*cut[1:], None), strict=True)
    return tuple(
        msgspec.structs.replace(part, periods=fronts, older=_turn(before), newer=_turn(after)) for part, before, after in around
    )


def _turn(chapter: Chapter | None) -> Turn | None:
    return Turn(chapter.name, chapter.address) if chapter else None
