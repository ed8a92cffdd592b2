"""So many days, against the first and the last of them; so many years of age, against the year of birth."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Final, NamedTuple

from sanshen.model.article import Article
from sanshen.model.finding import Finding, Severity
from sanshen.model.rulebook import RuleBook
from sanshen.model.text import Text
from sanshen.rules.clues import Clues
from sanshen.rules.dates import dated, number_of
from sanshen.rules.periods import Period, periods
from sanshen.rules.reading_view import View
from sanshen.rules.rule import Example, Rule
from sanshen.rules.skim import Skim

_BEFORE: Final = 24
_OLDER: Final = 2
"""By the old way of counting a person is up to two years older than the years between."""
_LONG: Final = 100


class Fault(NamedTuple):
    """What is wrong at `folded[start:end]`."""

    start: int
    end: int
    message: Text


@cache
def _counted() -> re.Pattern[str]:
    number = r"(\d{1,3}|[一二两三四五六七八九十]{1,3})\s?"
    return re.compile(
        rf"(?:举办|举行|开展|进行|实施|施工)?[\s，,()]{{0,3}}(?:共计?|为期|历时|会期|展期|工期|合计|总共|计|时间为|期限为|公示期?为?|公示时间为?)?\s?{number}(个?工作日|个自然日|自然日|天|日(?![前内起后至到]))"
    )


@cache
def _announced() -> re.Pattern[str]:
    number = r"(\d{1,3}|[一二两三四五六七八九十]{1,3})\s?"
    return re.compile(
        rf"(?:期|时间|期限|共计?|为期|历时)(?:为|是)?[:：]?\s?{number}(个?工作日|个自然日|自然日|天)\s?[，,:：(]{{0,2}}\s?(?:即|自|从|时间为?|起止时间为?)?[:：]?\s?(?:自|从)?\s?$"
    )


def _value(written: str) -> int:
    return int(written) if written.isdecimal() else number_of(written.replace("两", "二"))


def _told(view: View, period: Period) -> Iterator[tuple[re.Match[str], int]]:
    """The number of days said right behind a period, or right before it; with where the match begins."""
    # 公示期为 5 日 behind another clause is of something else: nothing but a mark stands between.
    behind = _counted().match(view.folded, period.end)
    if behind is not None and not view.folded[behind.end() :].startswith(("前", "内", "以", "后", "起")):
        yield behind, 0
    begin = max(0, period.start - _BEFORE)
    before = _announced().search(view.folded[begin : period.start])
    if before is not None:
        yield before, begin


def _wrong_days(view: View, period: Period) -> Iterator[Fault]:
    for hit, shift in _told(view, period):
        said, unit = _value(hit.group(1)), hit.group(2)
        if not said:
            continue
        start, end = hit.start(1) + shift, hit.end(2) + shift
        if "工作日" in unit:
            working = period.working_days
            if working is not None and said not in {working, working - 1}:
                message = Text(f"{period.first} 至 {period.last} 有 {working} 个工作日", f"there are {working} working days")
                yield Fault(start, end, message)
        elif period.days < _LONG and said not in {period.days, period.days - 1} and said != period.working_days:
            message = Text(f"{period.first} 至 {period.last} 是 {period.days} 天", f"these are {period.days} days")
            yield Fault(start, end, message)


@cache
def _aged() -> re.Pattern[str]:
    return re.compile(
        r"((?:19|20)\d{2})\s?年(?:\s?\d{1,2}\s?月)?(?:\s?\d{1,2}\s?日)?(?:出生|生)(?=[，,。;的])[^。!?]{0,60}?(现年|今年(?:已)?)\s?(\d{1,3})\s?周?岁"
    )


def _wrong_ages(view: View, day: date) -> Iterator[Fault]:
    for hit in _aged().finditer(view.folded):
        born, said = int(hit.group(1)), int(hit.group(3))
        # Of somebody else, where another birth is told in between.
        if "生" in view.folded[hit.end(1) + 8 : hit.start(2)].replace("学生", "").replace("生活", "").replace("生产", ""):
            continue
        if not day.year - born - _OLDER <= said <= day.year - born + 1:
            message = Text(
                f"{born} 年出生，{day.year} 年应为 {day.year - born} 岁上下",
                f"born in {born}, about {day.year - born} in {day.year}",
            )
            yield Fault(hit.start(2), hit.end(), message)


_NAMED: Final = (
    "报名",
    "公示",
    "公告",
    "征求意见",
    "登记",
    "缴费",
    "施工",
    "停水",
    "停电",
    "活动",
    "放假",
    "受理",
    "审核",
    "展览",
    "展出",
)
_NEAR: Final = 10


def _name(view: View, period: Period) -> str:
    """What a period is of (报名时间为 …), "" where its own words do not say so."""
    words = view.folded[max(0, period.start - _NEAR) : period.start]
    found = re.search(rf"({'|'.join(_NAMED)})(?:时间|期限|期|日期)(?:为|是|:)?\s?(?:自|从)?\s?$", words)
    return found.group(1) if found is not None else ""


def _two_ends(named: dict[tuple[str, date], Period], view: View, period: Period) -> Iterator[Fault]:
    """One period with two ends: it begins on the same day, and is called the same."""
    name = _name(view, period)
    if not name:
        return
    before = named.setdefault((name, period.first), period)
    if before.last != period.last:
        message = Text(f"前面写的是到 {before.last} 为止", f"above it ends on {before.last}")
        yield Fault(period.start, period.end, message)


def _year(article: Article, book: RuleBook) -> int:
    """The year of dates that name none: the one of the article's folder, which the day of publication may be later than."""
    return int(article.year) if article.year.isdecimal() else book.day.year


def check(article: Article, book: RuleBook) -> Iterator[Finding]:
    """Days are counted with the last one or without; working days by the calendar, as far as it has been announced."""
    year = _year(article, book)
    today = min(book.day, date(year, 12, 31))
    named = dict[tuple[str, date], Period]()
    for view in dated(article):
        told = [(view, period) for period in periods(view, year)]
        faults = [fault for one in told for fault in (*_wrong_days(*one), *_two_ends(named, *one))]
        for start, end, message in (*faults, *_wrong_ages(view, today)):
            shown = view.original(start, end)
            yield RULE.finding(article.path, view.place(start, end), message, excerpt=view.around(start, end), matched=shown)


def _trigger(skim: Skim, _book: RuleBook) -> bool:
    folded = skim.folded
    if "月" in folded and ("天" in folded or "日" in folded):
        return True
    return "岁" in folded and "生" in folded


RULE: Final = Rule(
    id="SS1334",
    title=Text("天数、年龄与日期不符", "days or ages that the dates contradict"),
    why=Text(
        "公示几天、放假几天与起止日期对不上，群众不知道哪天截止；年龄与出生年份对不上，必有一处写错（办法第十三条（七））。",
        "Where the number of days is not that of the period, nobody knows its end; an age and a year of birth must agree (Art. 13(7)).",
    ),
    fix=Text("核对起止日期与天数、出生年份与年龄", "check the period and its days, the birth and the age"),
    item="13(七)",
    severity=Severity.WARNING,
    bad=Example(body="公示期为 2026 年 11 月 16 日至 11 月 20 日，共 7 天。\n"),
    good=Example(
        body="公示期为 2026 年 11 月 16 日至 11 月 20 日，共 5 天。公示期 5 个工作日（2026 年 11 月 16 日至 11 月 20 日）。\n"
    ),
    waivable=True,
    adjustable=True,
    check=check,
    clues=Clues(folded="月岁"),
    trigger=_trigger,
)
