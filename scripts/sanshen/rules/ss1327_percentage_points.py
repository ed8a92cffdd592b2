"""Percentage points called per cent, and things that fell by more than all of themselves."""

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
from sanshen.rules.figures import Sentence, agree, body, sentences
from sanshen.rules.rule import Example, Rule

_PERCENT: Final = "%"
_POINTS: Final = ("个百分点", "百分点")
Fault = tuple[int, int, Text]


@cache
def _turns() -> re.Pattern[str]:
    return re.compile(r"^[^，。]{0,8}?(?:到|至|为)(?:\s?\d{4}\s?年(?:同期|底|末)?的?)?[^，。\d]{0,4}$")


@cache
def _moved() -> re.Pattern[str]:
    return re.compile(r"^[，,]?\s*(?:同比|环比)?(?:增长|增加|上升|提高|提升|下降|减少|降低|回落)(?:了|约)?\s*$")


@cache
def _fell() -> re.Pattern[str]:
    return re.compile(r"(?:下降|减少|降低|缩短|缩小|回落)了?\s?(?:\d+(?:\.\d+)?|[一二三四五六七八九十])\s?倍(?!以)")


def _called_wrong(sentence: Sentence) -> Iterator[Fault]:
    """`由 95% 提高到 97%，提高 2%`: the difference of two percentages is so many percentage points."""
    for number in range(len(sentence.figures) - 2):
        first, second, third = sentence.figures[number : number + 3]
        lead = sentence.text[max(0, first.start - 10) : first.start]
        if first.unit != _PERCENT or second.unit != _PERCENT or not ("由" in lead or "从" in lead) or third.rough:
            continue
        if not _turns().match(sentence.between(number)) or not _moved().match(sentence.between(number + 1)):
            continue
        difference = abs(second.value - first.value)
        shown = f"{difference:.10g}"
        blur = first.step + second.step + third.step
        if third.unit == _PERCENT and agree(third.value, difference, blur):
            yield third.start, third.end, Text(f"应为 {shown} 个百分点", f"these are {shown} percentage points")
        elif third.unit in _POINTS and not agree(third.value, difference, blur):
            yield third.start, third.end, Text(f"两者相差 {shown} 个百分点", f"the two differ by {shown} percentage points")


def _mixed(sentence: Sentence) -> Iterator[Fault]:
    for hit in re.finditer(r"%\s?(?:个?百分点|个点)", sentence.text):
        yield *hit.span(), Text("“%”与“百分点”只写一个", "write either % or percentage points")
    for hit in _fell().finditer(sentence.text):
        yield *hit.span(), Text("减少不用“倍”；请写百分之几或几分之几", "nothing falls by a multiple; give a share")


def check(article: Article, _book: RuleBook) -> Iterator[Finding]:
    """Differences of percentages, `%个百分点`, and 下降…倍."""
    for view in body(article):
        if not any(sign in view.folded for sign in ("%", "倍")):
            continue
        for sentence in sentences(view):
            for begin, stop, message in (*_called_wrong(sentence), *_mixed(sentence)):
                start, end = sentence.span(begin, stop)
                yield RULE.finding(
                    article.path,
                    view.place(start, end),
                    message,
                    excerpt=view.around(start, end),
                    matched=view.original(start, end),
                )


RULE: Final = Rule(
    id="SS1327",
    title=Text("百分点与百分比", "percentage points and per cent"),
    why=Text(
        "两个百分数之差是百分点；把百分点写成百分比、把减少写成几倍，数据就变了（办法第十三条（七））。",
        "The difference of two percentages is in percentage points; calling it per cent changes the figure (Art. 13(7)).",
    ),
    fix=Text("改为“个百分点”，或核对数字", "call them percentage points, or check the figures"),
    item="13(七)",
    severity=Severity.WARNING,
    bad=Example(body="群众满意率由 95% 提高到 97%，提高 2%。\n"),
    good=Example(body="群众满意率由 95% 提高到 97%，提高 2 个百分点；投诉量下降 20%。\n"),
    waivable=True,
    adjustable=True,
    check=check,
    clues=Clues(folded=_PERCENT + "倍"),
)
