"""Who is to be reminded now (催办): pure. One message a person, with everything that waits for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec

from sanshen.model.board import Board, Line, Wait
from sanshen.model.calendar import Calendar
from sanshen.model.policy import Policy
from sanshen.model.text import Text
from sanshen.verdict.deadlines import is_working_day, last_day_begins


class Errand(msgspec.Struct, frozen=True):
    """One change that waits for one person: to be signed at `waits`, or (none) to be mended because it is their own."""

    line: Line
    since: datetime
    waits: tuple[Wait, ...] = ()

    @property
    def overdue(self) -> bool:
        """Whether a turn of theirs is overdue."""
        return any(wait.overdue for wait in self.waits)


class Reminder(msgspec.Struct, frozen=True):
    """One person and everything that waits for them, the overdue and the oldest first."""

    person: str
    errands: tuple[Errand, ...]


class Reminding(msgspec.Struct, frozen=True):
    """Who is reminded now; `patient`: who is waited for but left alone for now; `unknown`: why nobody can say when to."""

    reminders: tuple[Reminder, ...]
    patient: tuple[str, ...] = ()
    unknown: tuple[Text, ...] = ()


def reminding(board: Board, policy: Policy, calendar: Calendar, last: Mapping[str, datetime]) -> Reminding:
    """Who is to be reminded as of the board's time; `last`: person → when they were reminded last.

    A person is reminded once something has waited for them long enough (`reminders.first`), and not again before
    `reminders.again` is over, whatever comes new meanwhile. Where the first period is in working days, nobody is
    disturbed on a day off.
    """
    rules = policy.reminders
    if rules is None:
        return Reminding(())
    zone, now = ZoneInfo(policy.time_zone), board.at
    first, again = policy.deadlines[rules.first], policy.deadlines[rules.again]
    errands = errands_of(board)
    if first.unit == "working-days" and is_working_day(now.astimezone(zone).date(), calendar) is False:
        return Reminding((), tuple(errands))
    due: list[Reminder] = []
    patient: list[str] = []
    unknown: dict[Text, None] = {}
    for person, mine in errands.items():
        ripe_at = [last_day_begins(one.since, first, calendar, zone) for one in mine]
        before = last.get(person)  # one in the future is no memory of anything: some clock was wrong
        free_at = last_day_begins(before, again, calendar, zone) if before is not None and before <= now else now
        unknown |= {one: None for one in (*ripe_at, free_at) if isinstance(one, Text)}
        ripe = any(isinstance(one, datetime) and one <= now for one in ripe_at)
        if ripe and isinstance(free_at, datetime) and free_at <= now:
            due.append(Reminder(person, tuple(mine)))
        else:
            patient.append(person)
    return Reminding(tuple(due), tuple(patient), tuple(unknown))


def errands_of(board: Board) -> dict[str, list[Errand]]:
    """Person → what waits for them; people in the order of their most pressing errand."""
    found: dict[str, list[Errand]] = {}
    for line in board.lines:
        for person, errand in _errands(line):
            found.setdefault(person, []).append(errand)
    for mine in found.values():
        mine.sort(key=_pressing)
    return dict(sorted(found.items(), key=lambda pair: (_pressing(pair[1][0]), pair[0])))


def _errands(line: Line) -> Iterator[tuple[str, Errand]]:
    for person in dict.fromkeys(who for wait in line.waits for who in wait.people):
        waits = line.waits_for(person)
        if waits:
            yield person, Errand(line, min(wait.since for wait in waits), waits)
    if line.author and line.for_author:
        objected = [one.at for one in line.objections if one.blocks]
        since = max(objected) if objected else line.opened
        if since is not None:
            yield line.author, Errand(line, since)


def _pressing(errand: Errand) -> tuple[bool, float, int, str]:
    return not errand.overdue, errand.since.timestamp(), errand.line.number, errand.line.branch


def count(errands: Sequence[Errand]) -> tuple[int, int, int]:
    """How many are to be signed, how many of those are overdue, and how many are to be mended."""
    to_sign = [one for one in errands if one.waits]
    return len(to_sign), sum(one.overdue for one in to_sign), len(errands) - len(to_sign)
