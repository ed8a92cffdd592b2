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
from sanshen.rules.dates import Day, dated, days, may_hold_days
from sanshen.rules.rule import Example, Rule
from sanshen.rules.skim import Skim

_WEEK: Final = "一二三四五六日"


@cache
def _weekday() -> re.Pattern[str]:
    return re.compile(r"\s?[(,]?\s?(?:星期|礼拜|周)([一二三四五六日天])(?![一-龥]?刊)")


def _candidates(day: Day, today: date) -> Iterator[date]:
    """The date itself, or without a year those of the years around the day of publication, the nearest first."""
    years = [day.year] if day.year else [today.year, today.year + 1, today.year - 1]
    found = []
    for year in years:
        try:
            found.append(date(year, day.month, day.day))
        except ValueError:
            continue
    yield from sorted(found, key=lambda one: abs((one - today).days))


def check(article: Article, book: RuleBook) -> Iterator[Finding]:
    """With a year the contradiction is certain; without one the year nearest to the day of publication is taken."""
    for view in dated(article):
        if not any(word in view.folded for word in ("星期", "礼拜", "周")):
            continue
        for day in days(view):
            said = _weekday().match(view.folded, day.end)
            meant = next(_candidates(day, book.day), None)
            if said is None or meant is None:
                continue
            true = _WEEK[meant.weekday()]
            if true == said.group(1).replace("天", "日"):
                continue
            yield RULE.finding(
                article.path,
                view.place(day.start, said.end(1)),
                Text(f"{meant} 是星期{true}", f"{meant} is a {meant:%A}"),
                excerpt=view.original(day.start, said.end(1)),
                matched=view.original(day.start, said.end(1)),
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
    trigger=_trigger,
)
