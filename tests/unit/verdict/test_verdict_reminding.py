"""Who is reminded, and who is left alone."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec
import pytest

from sanshen.model.board import Board
from sanshen.model.calendar import Calendar
from sanshen.model.policy import Deadline, Policy, Reminders
from sanshen.model.sheet import Objection
from sanshen.verdict.reminding import Reminding, count, reminding
from support.boards import AT, line, wait
from support.office import policy


def _policy(first: Deadline | None = None) -> Policy:
    day = Deadline(name="x", amount=1, unit="working-days", source="x")
    deadlines = {"first": first or day, "again": day}
    return msgspec.structs.replace(
        policy(), deadlines=deadlines, reminders=Reminders(by=("email",), first="first", again="again")
    )


def _who(*lines: object, at: datetime = AT, rules: Policy | None = None, **last: datetime) -> list[str]:
    return [one.person for one in _found(*lines, at=at, rules=rules, **last).reminders]


def _found(*lines: object, at: datetime = AT, rules: Policy | None = None, **last: datetime) -> Reminding:
    board = Board(at, "b" * 40, forge=True, lines=lines)  # type: ignore[arg-type]
    times = {name.replace("_", "."): when for name, when in last.items()}
    return reminding(board, rules or _policy(), Calendar(), times)


def test_whoever_has_been_waited_for_long_enough_is_reminded() -> None:
    assert _who(line()) == ["li.na"]
    assert _who(line(waits=(wait("review-2", days=0.3),))) == []  # since this morning: not before the next working day
    assert _who(line(waits=(wait("review-2", days=1),))) == ["li.na"]


def test_not_again_before_the_policy_says() -> None:
    assert _who(line(), li_na=AT - timedelta(hours=2)) == []
    assert _who(line(), li_na=AT - timedelta(days=1)) == ["li.na"]
    assert _who(line(), line(13), li_na=AT - timedelta(hours=2)) == []  # whatever comes new meanwhile


def test_a_reminder_from_the_future_keeps_nobody_from_theirs() -> None:
    assert _who(line(), li_na=AT + timedelta(days=900)) == ["li.na"]


def test_one_message_holds_everything_the_new_too() -> None:
    fresh = line(13, waits=(wait("review-3", "li.na", days=0.1, overdue=False),))
    (one,) = _found(fresh, line()).reminders
    assert [errand.line.number for errand in one.errands] == [12, 13]
    assert count(one.errands) == (2, 1, 0)


@pytest.mark.parametrize("days", [1, 2])  # Saturday, Sunday
def test_nobody_is_disturbed_on_a_day_off(days: int) -> None:
    found = _found(line(), at=AT + timedelta(days=days))
    assert (found.reminders, found.patient) == ((), ("li.na",))
    hours = Deadline(name="x", amount=4, unit="hours", source="x")
    assert _who(line(), at=AT + timedelta(days=days), rules=_policy(hours)) == ["li.na"]


def test_the_author_is_reminded_of_what_they_must_mend_from_when_it_came_back() -> None:
    def objection(days: float) -> Objection:
        return Objection("li.na", AT - timedelta(days=days), "review:1", "", blocks=True)

    assert _who(line(standing="returned", waits=(), objections=(objection(2),))) == ["zhang.wei"]
    assert _who(line(standing="returned", waits=(), objections=(objection(0.2),))) == []
    assert _who(line(standing="faulty", waits=())) == ["zhang.wei"]
    assert _who(line(standing="faulty", waits=(), author="")) == []
    assert _who(line(standing="draft", waits=()), line(13, standing="allowed", waits=())) == []


def test_whoever_sent_it_back_waits_themselves_the_others_do_not() -> None:
    objection = Objection("li.na", AT - timedelta(days=3), "review:1", "", blocks=True)
    returned = line(standing="returned", waits=(wait("review-2", "li.na", "he.ping"),), objections=(objection,))
    assert _who(returned) == ["he.ping", "zhang.wei"]


def test_what_cannot_be_computed_is_said_and_keeps_no_other_from_being_reminded() -> None:
    at = datetime(2026, 12, 31, 1, 0, tzinfo=AT.tzinfo)
    over_the_year = line(waits=(msgspec.structs.replace(wait("review-2", "chen.jie"), since=at - timedelta(hours=1)),))
    found = _found(over_the_year, line(13), at=at)
    assert [one.person for one in found.reminders] == ["li.na"]
    assert found.patient == ("chen.jie",)
    assert "2027" in found.unknown[0].zh


def test_without_rules_nobody_is_reminded() -> None:
    assert _who(line(), rules=policy()) == []
