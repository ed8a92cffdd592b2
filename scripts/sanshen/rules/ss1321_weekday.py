"""A weekday that is not the date's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Final

from sanshen.model.article import Article
from sanshen.model.finding import Finding, Severity
from sanshen.model.rulebook import RuleBook
from sanshen.model.text import Text
from sanshen.rules.clues import Clues
from sanshen.rules.dates import Day, dated, days, may_hold_days
from sanshen.rules.reading_view import View
from sanshen.rules.rule import Example, Rule
from sanshen.rules.skim import Skim

_WEEK: Final = "一二三四五六日"
_NEAR: Final = 120
"""Within so many days of publication a date without a year is of that year."""


@cache
def _weekday() -> re.Pattern[str]:
    return re.compile(r"\s?[(,]?\s?(?:周末\s?)?(?:星期|礼拜|周)([一二三四五六日天])(?![一-龥]?刊)")


@cache
def _another() -> re.Pattern[str]:
    return re.compile(r"\s?[、,至到和及—~\-]{1,2}\s?(?:星期|礼拜|周)?([一二三四五六日天])")


def _said(text: str, day: Day) -> re.Match[str] | None:
    """The weekday behind a date; behind a range (28 日至 29 日（星期六、星期日）) the last one, which is the last day's."""
    said = _weekday().match(text, day.end)
    if said is None or sum(map(text[day.start : day.end].count, "日号")) < 2:  # noqa: PLR2004  # a range names two days
        return said
    return _another().match(text, said.end()) or said


@cache
def _before() -> re.Pattern[str]:
    # 本周五（11月27日）: the weekday first, the date in brackets behind it.
    return re.compile(r"(?:星期|礼拜|周)([一二三四五六日天])\s?\(\s?$")


def _foresaid(text: str, day: Day) -> re.Match[str] | None:
    closed = text[day.end : day.end + 1] == ")"
    return _before().search(text[max(0, day.start - 8) : day.start]) if closed else None


@cache
def _last_day() -> re.Pattern[str]:
    # 11月23日（周一）至27日（周五）: the last day of a period, named without its month.
    return re.compile(
        r"(?:((?:19|20)\d{2})\s?年\s?)?(?<!\d)(\d{1,2})\s?月\s?\d{1,2}\s?日\s?\([^()]{1,6}\)\s?[至到—\-~、和]{1,2}\s?(\d{1,2})\s?日(?=\s?\()"
    )


def _last_days(view: View) -> Iterator[Day]:
    for hit in _last_day().finditer(view.folded):
        yield Day(int(hit.group(1) or 0), int(hit.group(2)), int(hit.group(3)), hit.start(3), hit.end())


def _meant(day: Day, today: date) -> list[date]:
    """The date itself; without a year that of the nearest year, and where that is far off also the next nearest."""
    found = []
    for year in [day.year] if day.year else [today.year, today.year + 1, today.year - 1]:
        try:
            found.append(date(year, day.month, day.day))
        except ValueError:
            continue
    found.sort(key=lambda one: abs((one - today).days))
    return found[:1] if found and abs((found[0] - today).days) <= _NEAR else found[:2]


def _in_year_of_title(article: Article, day: Day) -> list[date]:
    """The day in the year that the title names (2026 年放假安排)."""
    found = re.search(r"(20\d\d)\s?年", article.meta.title)
    try:
        return [date(int(found.group(1)), day.month, day.day)] if found else []
    except ValueError:
        return []


def check(article: Article, book: RuleBook) -> Iterator[Finding]:
    """With a year the contradiction is certain; without one the year nearest to the day of publication is taken."""
    for view in dated(article):
        if not any(word in view.folded for word in ("星期", "礼拜", "周")):
            continue
        for day in (*days(view), *_last_days(view)):
            said = _said(view.folded, day)
            weekday, end = (said.group(1), said.end(1)) if said is not None else ("", day.end)
            if said is None and (foresaid := _foresaid(view.folded, day)) is not None:
                weekday = foresaid.group(1)
            meant = _meant(day, book.day) if day.year else [*_meant(day, book.day), *_in_year_of_title(article, day)]
            if not weekday or not meant or weekday.replace("天", "日") in {_WEEK[one.weekday()] for one in meant}:
                continue
            nearest, true = meant[0], _WEEK[meant[0].weekday()]
            yield RULE.finding(
                article.path,
                view.place(day.start, end),
                Text(f"{nearest} 是星期{true}", f"{nearest} is a {nearest:%A}"),
                excerpt=view.original(day.start, end),
                matched=view.original(day.start, end),
                severity=Severity.ERROR if day.year else Severity.WARNING,
            )


def _trigger(skim: Skim, _book: RuleBook) -> bool:
    return any(word in skim.folded for word in ("星期", "礼拜", "周")) and may_hold_days(skim)


RULE: Final = Rule(
    id="SS1321",
    title=Text("日期与星期不符", "weekday does not fit the date"),
    why=Text(
        "办法第十三条（七）、第十六条：日期与星期不符，群众不知该在哪一天来。",
        "Art. 13(7) and 16: where date and weekday differ, nobody knows which day is meant.",
    ),
    fix=Text("核对日期与星期", "check date and weekday"),
    item="13(七)",
    severity=Severity.ERROR,
    bad=Example(body="定于 2026 年 11 月 25 日（星期二）召开座谈会。\n"),
    good=Example(body="定于 2026 年 11 月 25 日（星期三）召开座谈会，11 月 27 日（周五）反馈。\n"),
    waivable=True,
    check=check,
    clues=Clues(facts=("dates",)),
    trigger=_trigger,
)
