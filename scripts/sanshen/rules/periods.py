"""Periods in running text: 2026 年 11 月 16 日至 20 日, 11 月 16 日（周一）至 11 月 20 日（周五）, and how many days each has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from typing import Final, NamedTuple

from sanshen.rules.reading_view import View

_LONGEST: Final = 400


class Period(NamedTuple):
    """A period as written at `folded[start:end]`; both days are its own. Without a year it is of the year given."""

    first: date
    last: date
    start: int
    end: int

    @property
    def days(self) -> int:
        """How many days it has, the first and the last one included."""
        return (self.last - self.first).days + 1

    @property
    def working_days(self) -> int | None:
        """How many of them people work on; None for a year of which nobody has announced it yet."""
        from chinese_calendar import is_workday  # type: ignore[import-untyped]  # it has no types

        if self.days > _LONGEST:
            return None
        try:
            return sum(bool(is_workday(self.first + timedelta(days=day))) for day in range(self.days))
        except NotImplementedError:
            return None


@cache
def _written() -> re.Pattern[str]:
    aside = r"(?:\s?\([^()]{1,8}\))?"
    hour = r"\s?(?:[上下]午|凌晨|晚上?)?\s?(?:\d{1,2}(?::\d{2}|[时点])(?:\d{1,2}分)?)?\s?"
    return re.compile(
        r"(?:((?:19|20)\d{2})\s?年\s?)?(?<!\d)(\d{1,2})\s?月\s?(\d{1,2})\s?日"
        rf"{aside}{hour}(?:起|开始)?\s?[，,]?\s?[至到—\-~]{{1,2}}\s?"
        rf"(?:((?:19|20)\d{{2}})\s?年\s?)?(?:(\d{{1,2}})\s?月\s?)?(\d{{1,2}})\s?日{aside}{hour}"
    )


def periods(view: View, year: int) -> Iterator[Period]:
    """Every period of a passage whose days exist and follow one another; `year` where it names none."""
    if "月" not in view.folded:
        return
    for hit in _written().finditer(view.folded):
        begun, month, day, ended, last_month, last = (int(part or 0) for part in hit.groups())
        begun = begun or year
        try:
            first = date(begun, month, day)
            end = date(ended or begun, last_month or month, last)
        except ValueError:
            continue
        if end >= first:
            yield Period(first, end, *hit.span())
