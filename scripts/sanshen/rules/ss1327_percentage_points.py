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
from sanshen.rules.changes import changes
from sanshen.rules.clues import Clues
from sanshen.rules.figures import Sentence, agree, body, sentences
from sanshen.rules.rule import Example, Rule

_PERCENT: Final = "%"
_POINTS: Final = ("个百分点", "百分点")
_SMALL: Final = 5.0
"""A rate that moves by more in per cent may well be told in shares of itself."""
_QUANTITIES: Final = frozenset(
    {"元", "美元", "吨", "件", "人", "人次", "户", "家", "个", "辆", "台", "亩", "平方米", "千瓦时", "公斤", "头", "只"}
)
_RATES: Final = ("率", "比重", "占比", "满意度", "天数比例", "普及比例", "达标比例", "覆盖面")
_SURELY_RISING: Final = ("生产总值", "gdp", "增加值", "收入", "总额", "产量", "产值", "投资", "人口", "支出")
Fault = tuple[int, int, Text]


@cache
def _fell() -> re.Pattern[str]:
    return re.compile(r"(?:下降|减少|降低|缩短|缩小|回落)了?\s?(?:\d+(?:\.\d+)?|[一二两三四五六七八九十])\s?倍(?!以)")


def _called_wrong(sentence: Sentence) -> Iterator[Fault]:
    """`由 95% 提高到 97%，提高 2%`, `97%，比上年的 95% 提高 2%`: two percentages differ by so many percentage points."""
    for one in changes(sentence, None):
        third = one.told[0].figure if one.told else None
        if one.old.unit != _PERCENT or third is None or third.rough:
            continue
        difference = abs(one.new.value - one.old.value)
        shown = f"{difference:.10g}"
        blur = one.blur + third.step
        if third.unit == _PERCENT and agree(third.value, difference, blur):
            yield third.start, third.end, Text(f"应为 {shown} 个百分点", f"these are {shown} percentage points")
        elif third.unit in _POINTS and not agree(third.value, difference, blur):
            yield third.start, third.end, Text(f"两者相差 {shown} 个百分点", f"the two differ by {shown} percentage points")


@cache
def _since() -> re.Pattern[str]:
    return re.compile(
        r"^[，,]\s*(?:[较比](?:上年|去年|上月|上季度|年初|上年末|去年底|上年底)(?:同期|末|底)?|同比|环比)(?:增长|增加|上升|提高|提升|下降|减少|降低|回落)了?\s*$"
    )


@cache
def _grown() -> re.Pattern[str]:
    return re.compile(r"^[，,]?\s*(?:[较比](?:上年|去年)(?:同期)?|同比|环比)(?:增长|增加|下降|减少)了?\s*$")


def _of_a_rate(sentence: Sentence) -> Iterator[Fault]:
    """`失业率为 3.2%，比上年下降 0.4%`, and the other way round `产量 12 万吨，同比增长 3.2 个百分点`."""
    for number in range(len(sentence.figures) - 1):
        first, second = sentence.figures[number : number + 2]
        between = sentence.between(number)
        if first.unit == _PERCENT and second.unit == _PERCENT and not second.rough:
            rate = sentence.label(number).rstrip(" 为达到是").endswith(_RATES)
            if rate and second.value <= _SMALL and second.value < first.value and _since().match(between):
                message = Text("两个百分数之差用“个百分点”", "a rate moves by percentage points")
                yield second.start, second.end, message
        elif second.unit in _POINTS and first.counts and first.unit in _QUANTITIES and _grown().match(between):
            yield (
                second.start,
                second.end,
                Text("数量的增减用百分比，不用百分点", "a quantity grows by per cent, not by points"),
            )


@cache
def _grows() -> re.Pattern[str]:
    return re.compile(r"^[一-龥]{0,8}?(?:同比|比上年|较上年)?(?:增长|上升|下降|减少|增加)了?\s?$")


def _of_a_quantity(sentence: Sentence) -> Iterator[Fault]:
    """`生产总值增长 5.6 个百分点`: nothing in the sentence is a rate that could move by points."""
    for number, figure in enumerate(sentence.figures):
        label = sentence.label(number).strip()
        named = next((word for word in _SURELY_RISING if word in label), "")
        told = figure.unit in _POINTS and _grows().match(label.rpartition(named)[2] if named else "-") is not None
        if told and not any(
            word in sentence.text for word in ("率", "比重", "占比", "拉动", "增速", "增幅", "比例", "%", "系数")
        ):
            yield (
                figure.start,
                figure.end,
                Text("数量的增减用百分比，不用百分点", "a quantity grows by per cent, not by points"),
            )


def _mixed(sentence: Sentence) -> Iterator[Fault]:
    for hit in re.finditer(r"%\s?(?:个?百分点|个点)", sentence.text):
        yield *hit.span(), Text("“%”与“百分点”只写一个", "write either % or percentage points")
    for hit in _fell().finditer(sentence.text):
        yield *hit.span(), Text("减少不用“倍”；请写百分之几或几分之几", "nothing falls by a multiple; give a share")


def check(article: Article, _book: RuleBook) -> Iterator[Finding]:
    """Differences of percentages, `%个百分点`, and 下降…倍."""
    for view in body(article):
        if not any(sign in view.folded for sign in ("%", "倍", "百分点")):
            continue
        for sentence in sentences(view):
            for begin, stop, message in (
                *_called_wrong(sentence),
                *_of_a_rate(sentence),
                *_of_a_quantity(sentence),
                *_mixed(sentence),
            ):
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
    clues=Clues(folded=_PERCENT + "倍", pieces=("百分点",)),
)
