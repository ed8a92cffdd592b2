"""A day of the year called by the name of another one: 5 月 4 日劳动节."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from sanshen.model.article import Article
from sanshen.model.finding import Finding, Severity
from sanshen.model.rulebook import RuleBook
from sanshen.model.text import Text
from sanshen.rules.clues import Clues
from sanshen.rules.dates import dated
from sanshen.rules.rule import Example, Rule

_DAYS: Final = {
    "元旦": (1, 1), "妇女节": (3, 8), "植树节": (3, 12), "国家安全教育日": (4, 15), "读书日": (4, 23), "劳动节": (5, 1), "青年节": (5, 4),
    "护士节": (5, 12), "防灾减灾日": (5, 12), "儿童节": (6, 1), "环境日": (6, 5), "爱眼日": (6, 6), "土地日": (6, 25), "禁毒日": (6, 26),
    "建党节": (7, 1), "建军节": (8, 1), "教师节": (9, 10), "国庆节": (10, 1), "记者节": (11, 8), "消防日": (11, 9), "艾滋病日": (12, 1),
    "交通安全日": (12, 2), "宪法日": (12, 4), "公祭日": (12, 13),
}  # fmt: skip
"""Days that are on the same date every year; those of the lunar calendar are not here."""


@cache
def _called() -> re.Pattern[str]:
    before = r"(?<![至到—\-~\d])(\d{1,2})\s?月\s?(\d{1,2})\s?日\s?(?:是|为|\()?\s?"
    prefix = r"[“”\"一二三四五六七八九十\d·第个届\s]{0,10}(?:国际|全国|世界|中国|国家|全民|劳动)*[”\"]?"
    return re.compile(rf"{before}{prefix}({'|'.join(_DAYS)})[”\"]?(?=当天|当日|这天|[，,。;)]|$)")


def check(article: Article, _book: RuleBook) -> Iterator[Finding]:
    """Only where the name stands right behind the date, and nothing right behind the name (5 月 2 日劳动节假期 is another thing)."""
    for view in dated(article):
        for hit in _called().finditer(view.folded):
            month, day = _DAYS[hit.group(3)]
            if (int(hit.group(1)), int(hit.group(2))) == (month, day):
                continue
            shown = view.original(*hit.span())
            message = Text(f"{hit.group(3)}是 {month} 月 {day} 日", f"that day is {month}-{day}")
            yield RULE.finding(article.path, view.place(*hit.span()), message, excerpt=shown, matched=shown)


RULE: Final = Rule(
    id="SS1336",
    title=Text("节日与日期不符", "a day called by another day's name"),
    why=Text(
        "节日、纪念日与日期不符，群众不知该在哪一天来（办法第十三条（七））。农历的节日不在此列。",
        "Where a day and its name differ, nobody knows which is meant (Art. 13(7)). Days of the lunar calendar are not looked at.",
    ),
    fix=Text("核对日期与节日", "check the date and the name"),
    item="13(七)",
    severity=Severity.WARNING,
    bad=Example(body="5 月 4 日劳动节，文化广场举办演出。\n"),
    good=Example(body="5 月 1 日劳动节，文化广场举办演出；5 月 2 日劳动节假期照常开放，9 月 8 日教师节前夕走访慰问。\n"),
    waivable=True,
    adjustable=True,
    check=check,
    clues=Clues(pieces=tuple(_DAYS)),
)
