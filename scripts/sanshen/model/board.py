"""The board (审签看板): every change that waits to be merged, whose turn it is and since when; and how long stages took."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, NamedTuple

import msgspec

from sanshen.model.sheet import Objection, State
from sanshen.model.text import EMPTY, Text

Standing = Literal["waiting", "returned", "faulty", "blocked", "draft", "allowed", "undecided"]
"""waiting: for signatures alone · returned: an objection stands · faulty: findings must be mended · blocked: something else
must be mended (a conflict, say) · draft: not handed in yet · allowed: may be merged · undecided: nobody can say."""


class Wait(msgspec.Struct, frozen=True):
    """One open stage: who may sign it now (nobody: empty), over which articles, since when, until when.

    `due` is None where the policy sets no period, or (then `why_not_due` says why) where it cannot be computed.
    """

    stage: str
    people: tuple[str, ...]
    paths: tuple[str, ...]
    since: datetime
    due: datetime | None = None
    overdue: bool = False
    why_not_due: Text = EMPTY


class Step(msgspec.Struct, frozen=True):
    """One stage of a sheet as the board shows it; `person` "" where nobody has signed."""

    stage: str
    state: State
    person: str = ""


class Item(msgspec.Struct, frozen=True):
    """One article on the board. `unit` is the unit whose people sign."""

    path: str
    grade: str
    unit: str
    change: str
    steps: tuple[Step, ...] = ()


class Fault(NamedTuple):
    """A finding that blocks: the file and the rule's id, nothing of the text."""

    path: str
    rule: str


class Line(msgspec.Struct, frozen=True):
    """One change: a pull request (`number`), or without a forge a branch (`branch`, number 0).

    `title`, `branch`, `login` and the paths are other people's words. `author` is a person of the roster or "".
    `people` are all who had a hand in it. `problem` says why an undecided one could not be judged.
    """

    number: int
    branch: str
    title: str
    standing: Standing
    head: str = ""
    author: str = ""
    login: str = ""
    opened: datetime | None = None
    address: str = ""
    items: tuple[Item, ...] = ()
    changed: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    """Of what is signed as one piece."""
    waits: tuple[Wait, ...] = ()
    objections: tuple[Objection, ...] = ()
    errors: int = 0
    faults: tuple[Fault, ...] = ()
    """What blocks it: which rule, in which file."""
    people: frozenset[str] = frozenset()
    problem: Text = EMPTY
    reasons: tuple[Text, ...] = ()

    def awaits(self, who: str) -> bool:
        """Whether it waits for this person's signature."""
        return bool(self.waits_for(who))

    def waits_for(self, who: str) -> tuple[Wait, ...]:
        """The turns that are this person's; none while their own objection is unanswered."""
        return () if self.returned_by(who) else tuple(wait for wait in self.waits if who in wait.people)

    def returned_by(self, who: str) -> bool:
        """Whether this person's objection stands."""
        return any(one.who == who and one.blocks for one in self.objections)

    @property
    def overdue(self) -> bool:
        """Whether somebody has kept it too long."""
        return any(wait.overdue for wait in self.waits)

    @property
    def since(self) -> datetime | None:
        """Since when it has stood where it stands: the longest waiting turn, else when it was opened."""
        return min((wait.since for wait in self.waits), default=self.opened)

    @property
    def for_author(self) -> bool:
        """Whether the author has something to mend."""
        return self.standing in {"returned", "faulty", "blocked"}


class Span(msgspec.Struct, frozen=True):
    """A finished turn: how long one stage of one article of a unit took. `stage` "" stands for the article's whole way."""

    stage: str
    unit: str
    began: datetime
    ended: datetime

    @property
    def hours(self) -> float:
        """Its length."""
        return (self.ended - self.began).total_seconds() / 3600


class Pace(msgspec.Struct, frozen=True):
    """How long something took: of `count` finished ones the middle and the longest, in hours; and what waits now."""

    id: str
    count: int
    median: float
    longest: float
    open: int = 0
    open_longest: float = 0.0


class Board(msgspec.Struct, frozen=True):
    """Everything on the board as of `at`, judged by the office of commit `base`."""

    at: datetime
    base: str
    forge: bool
    lines: tuple[Line, ...]
    stages: tuple[Pace, ...] = ()
    units: tuple[Pace, ...] = ()

    @property
    def undecided(self) -> tuple[Line, ...]:
        """Those that could not be judged."""
        return tuple(line for line in self.lines if line.standing == "undecided")
