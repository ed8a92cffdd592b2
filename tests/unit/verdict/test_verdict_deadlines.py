"""Periods in hours, days and working days, by the calendar that the State Council announced or the office entered."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

import pytest

from sanshen.model.calendar import Calendar, CalendarYear
from sanshen.model.policy import Deadline
from sanshen.model.text import Text
from sanshen.verdict.deadlines import due_at, is_working_day, last_day_begins

ZONE = ZoneInfo("Asia/Shanghai")
OWN = Calendar(
    years=(
        CalendarYear(
            year=2031, source="国办发明电", holidays=(date(2031, 1, 1), date(2031, 1, 2)), workdays=(date(2031, 1, 4),)
        ),
    )
)
Unit = Literal["hours", "days", "working-days", "months"]


def _deadline(amount: int, unit: Unit) -> Deadline:
    return Deadline(name="x", amount=amount, unit=unit, source="x")


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("since", "amount", "unit", "due"),
    [
        ("2026-11-20T09:00", 24, "hours", "2026-11-21T09:00"),
        ("2026-11-20T09:00", 2, "days", "2026-11-23T00:00"),  # the 21st and the 22nd
        ("2026-11-20T09:00", 1, "working-days", "2026-11-24T00:00"),  # a Friday: the Monday after
        ("2026-11-20T23:59", 1, "working-days", "2026-11-24T00:00"),
        ("2026-11-21T00:00", 1, "working-days", "2026-11-24T00:00"),
        ("2026-09-30T09:00", 1, "working-days", "2026-10-09T00:00"),  # the eight days of National Day end on the 7th
        ("2026-09-18T09:00", 1, "working-days", "2026-09-21T00:00"),  # Sunday the 20th is a make-up working day
        ("2031-01-01T09:00", 1, "working-days", "2031-01-04T00:00"),  # the office's own calendar
        ("2031-01-03T09:00", 1, "working-days", "2031-01-05T00:00"),  # Saturday the 4th is worked
    ],
)
def test_when_a_period_is_over(since: str, amount: int, unit: Unit, due: str) -> None:
    assert due_at(_at(since), _deadline(amount, unit), OWN, ZONE) == _at(due)


def test_the_day_is_that_of_the_district_wherever_the_machine_stands() -> None:
    evening = datetime(2026, 11, 19, 17, 0, tzinfo=ZoneInfo("UTC"))  # already Friday in Shanghai
    assert due_at(evening, _deadline(1, "working-days"), OWN, ZONE) == _at("2026-11-24T00:00")


def test_reminding_begins_on_the_last_day() -> None:
    assert last_day_begins(_at("2026-11-20T09:00"), _deadline(1, "working-days"), OWN, ZONE) == _at("2026-11-23T00:00")
    assert last_day_begins(_at("2026-11-20T09:00"), _deadline(2, "days"), OWN, ZONE) == _at("2026-11-22T00:00")
    assert last_day_begins(_at("2026-11-20T09:00"), _deadline(5, "hours"), OWN, ZONE) == _at("2026-11-20T14:00")


@pytest.mark.parametrize("of", [due_at, last_day_begins])
def test_what_cannot_be_computed_is_said_and_not_guessed(of: object) -> None:
    assert callable(of)
    unknown = of(_at("2045-03-01T09:00"), _deadline(1, "working-days"), OWN, ZONE)
    assert isinstance(unknown, Text)
    assert "2045" in unknown.zh
    assert "calendar.yml" in unknown.en
    over_the_year = of(_at("2031-12-31T09:00"), _deadline(1, "working-days"), OWN, ZONE)
    assert isinstance(over_the_year, Text)
    assert isinstance(of(_at("2026-11-20T09:00"), _deadline(1, "months"), OWN, ZONE), Text)


def test_working_days() -> None:
    assert is_working_day(date(2026, 11, 20), Calendar()) is True
    assert is_working_day(date(2026, 11, 21), Calendar()) is False
    assert is_working_day(date(2026, 10, 1), Calendar()) is False
    assert is_working_day(date(2031, 1, 2), OWN) is False
    assert is_working_day(date(2031, 1, 4), OWN) is True
    assert is_working_day(date(2031, 1, 5), OWN) is False
    assert is_working_day(date(2031, 1, 2), Calendar()) is None
