"""Days that no calendar has, and hours that no clock shows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sanshen.model.article import Article
from sanshen.model.finding import Finding, Severity
from sanshen.model.rulebook import RuleBook
from sanshen.model.text import Text
from sanshen.rules.clues import Clues
from sanshen.rules.dates import dated, days, hours, turned_hours, turned_periods
from sanshen.rules.reading_view import View
from sanshen.rules.rule import Example, Rule


def _report(article: Article, view: View, start: int, end: int, message: Text, severity: Severity) -> Finding:
    shown = view.original(start, end)
    return RULE.finding(article.path, view.place(start, end), message, excerpt=shown, matched=shown, severity=severity)


def _hours(article: Article, view: View) -> Iterator[Finding]:
    for hour in hours(view):
        if not hour.exists:
            message = Text("一天里没有这个时刻", "no day has this hour")
            yield _report(article, view, hour.start, hour.end, message, Severity.ERROR)
        elif not hour.is_of_its_half:
            message = Text(f"{hour.half}没有这个时刻", "the morning does not have this hour")
            yield _report(article, view, hour.start, hour.end, message, Severity.WARNING)
    for start, end in turned_hours(view):
        message = Text("结束时间在开始时间之前", "it ends before it begins")
        yield _report(article, view, start, end, message, Severity.WARNING)


def check(article: Article, _book: RuleBook) -> Iterator[Finding]:
    """30 February, 31 April, the thirteenth month; the lunar calendar has its own days. What ends before it begins warns."""
    for view in dated(article):
        for day in days(view):
            if not day.exists:
                message = Text("日历上没有这一天", "no calendar has this day")
                yield _report(article, view, day.start, day.end, message, Severity.ERROR)
        for start, end in turned_periods(view):
            message = Text("结束日期在开始日期之前", "it ends before it begins")
            yield _report(article, view, start, end, message, Severity.WARNING)
        yield from _hours(article, view)


RULE: Final = Rule(
    id="SS1320",
    title=Text("不存在的日期、时刻", "impossible date or hour"),
    why=Text(
        "办法第十三条（七）、第十六条：不存在的日期、时刻是确定的内容差错，群众会因此误期。",
        "Art. 13(7) and 16: a day or hour that does not exist is a certain error, and makes citizens miss a term.",
    ),
    fix=Text(
        "核对日期；引用他人差错的写明误报说明（waivers）",
        "check the date; where you quote another's error, explain it in `waivers`",
    ),
    item="13(七)",
    severity=Severity.ERROR,
    bad=Example(body="请于 2 月 30 日前报名。\n"),
    good=Example(body="请于 2 月 29 日 24:00 前报名；农历二月三十日、2 月 28 日至 3 月 2 日不受理。\n"),
    waivable=True,
    check=check,
    clues=Clues(folded="午晨早晚年", facts=("dates",)),
)
