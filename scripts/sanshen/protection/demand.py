"""One thing that GitHub must enforce: what, why, against which threat, how to set it by hand, and how to see that it is so."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Final

import msgspec

from sanshen.model.policy import Policy
from sanshen.model.roster import Roster
from sanshen.model.text import Text
from sanshen.protection.settings import Settings

GATE: Final = "gate"
PUBLISHING: Final = "publishing"
PAGES: Final = "github-pages"
ENVIRONMENTS: Final = (GATE, PUBLISHING, PAGES)
"""The environments of the workflow files, which hold what must not be had from any other branch."""


class District(msgspec.Struct, frozen=True):
    """By what the settings are judged: the office of the base, the day, and the App that the district says is its own."""

    policy: Policy
    roster: Roster
    day: date
    app: int | None
    labels: tuple[str, ...]

    @property
    def branch(self) -> str:
        """The protected branch."""
        return self.policy.protected_branch


class Step(msgspec.Struct, frozen=True):
    """One request that sets something. `closes`: ids of the demands that it fulfils; `once`: must not be sent twice."""

    method: str
    path: str
    body: object
    what: Text
    closes: tuple[str, ...]
    once: bool = False


class Demand(msgspec.Struct, frozen=True):
    """What GitHub must enforce. `find` yields what is instead, one text for each way past it; nothing where all is well."""

    id: str
    title: Text
    why: Text
    """What somebody could do otherwise."""
    threats: tuple[str, ...]
    by_hand: Text
    """Where to click, on github.com and on GitHub Enterprise Server."""
    find: Callable[[Settings, District], Iterable[Text]]
    settable: bool = True
    """Whether `forge setup --apply` can set it; the rest takes a person."""


class Gap(msgspec.Struct, frozen=True):
    """One way in which the settings let somebody pass beside the gate."""

    demand: Demand
    found: Text


def gaps_of(demands: Iterable[Demand], settings: Settings, district: District) -> Iterator[Gap]:
    """Every gap, in the order of the demands."""
    for demand in demands:
        for found in demand.find(settings, district):
            yield Gap(demand, found)
