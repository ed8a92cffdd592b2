"""When a period of the policy is over: hours, days, or working days by the State Council's calendar (节假日安排)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, tzinfo

from sanshen.model.calendar import Calendar
from sanshen.model.policy import Deadline
from sanshen.model.text import Text


def due_at(since: datetime, deadline: Deadline, calendar: Calendar, zone: tzinfo) -> datetime | Text:
    """The moment after which a period that began at `since` is overdue, or why nobody can say.

    Days end at midnight where the district lives, and the day on which it began does not count.
    """
    if deadline.unit == "hours":
        return since + timedelta(hours=deadline.amount)
    last = _last_day(since.astimezone(zone).date(), deadline, calendar)
    return last if isinstance(last, Text) else _midnight(last + timedelta(days=1), zone)


def last_day_begins(since: datetime, deadline: Deadline, calendar: Calendar, zone: tzinfo) -> datetime | Text:
    """The beginning of a period's last day (the end of a period in hours): from then on one may be reminded."""
    if deadline.unit == "hours":
        return since + timedelta(hours=deadline.amount)
    last = _last_day(since.astimezone(zone).date(), deadline, calendar)
    return last if isinstance(last, Text) else _midnight(last, zone)


def is_working_day(day: date, calendar: Calendar) -> bool | None:
    """Whether people work on that day; None for a year of which neither the office nor the library has the calendar.

    A year in `reviews/calendar.yml` goes before the library's. Nothing is guessed: make-up days are announced year by year.
    """
    year = calendar.year(day.year)
    if year is not None:
        return day in year.workdays or (day.weekday() < 5 and day not in year.holidays)  # noqa: PLR2004  # Monday to Friday
    from chinese_calendar import is_workday  # type: ignore[import-untyped]  # it has no types

    try:
        return bool(is_workday(day))
    except NotImplementedError:
        return None


def _last_day(began: date, deadline: Deadline, calendar: Calendar) -> date | Text:
    if deadline.unit == "months":
        return Text("以月计的时限不用于签署", "a period in months is none of a turn's")
    if deadline.unit == "days":
        return began + timedelta(days=deadline.amount)
    day, left = began, deadline.amount
    while left:
        day += timedelta(days=1)
        works = is_working_day(day, calendar)
        if works is None:
            return Text(
                f"没有 {day.year} 年的工作日历，期限无法计算；请在 reviews/calendar.yml 中登记",
                f"there is no calendar of {day.year}: the deadline cannot be computed; enter it in reviews/calendar.yml",
            )
        left -= works
    return day


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), zone)
