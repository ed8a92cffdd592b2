"""Slips of unit: one quantity given twice, in units that do not fit, or a unit written twice."""

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
from sanshen.rules.figures import Figure, Sentence, agree, body, sentences
from sanshen.rules.rule import Example, Rule
from sanshen.rules.skim import Skim

_SIZES: Final = {
    "元": ("money", 1.0),
    "平方公里": ("area", 1e6), "平方千米": ("area", 1e6), "公顷": ("area", 1e4), "亩": ("area", 1e4 / 15), "平方米": ("area", 1.0),
    "公里": ("length", 1e3), "千米": ("length", 1e3), "米": ("length", 1.0),
    "吨": ("weight", 1e3), "公斤": ("weight", 1.0), "千克": ("weight", 1.0), "克": ("weight", 1e-3),
    "小时": ("time", 60.0), "分钟": ("time", 1.0),
}  # fmt: skip
"""Unit → what it measures, and how many of the base unit it is."""
_TWICE: Final = (
    "万万",
    "亿亿",
    "千千",
    "百百",
    "亿万元",
    "万元元",
    "元元",
    "元万元",
    "元亿元",
    "%%",
    "公里里",
    "平方平方",
    "吨吨",
    "亩亩",
    "人人次",
)
_NAME: Final = 4
_TELLING: Final = 2
_LARGE: Final = frozenset({"", "万", "亿", "万亿"})
_ROUNDED: Final = 0.005
"""公顷 and 亩 are often rounded harder than their digits say."""


@cache
def _same() -> re.Pattern[str]:
    # Nothing but a bracket or 即/合 stands between the two.
    return re.compile(r"^\s*[(，]?\s*(?:折合|合|即|相当于|约合|计)?\s*$")


@cache
def _doubled() -> re.Pattern[str]:
    return re.compile(rf"\d\s?(?:{'|'.join(_TWICE)})")


@cache
def _measured() -> re.Pattern[str]:
    return re.compile(rf"\d\s?(?:(?:万亿|百万|千万|百|千|万|亿)?\s?(?:{'|'.join(_SIZES)})|{'|'.join(_TWICE)})")


def _differ(left: Figure, right: Figure) -> bool:
    measured, size = _SIZES[left.unit]
    other, other_size = _SIZES[right.unit]
    if measured != other or left.written == right.written:
        return False
    first, second = left.value * size, right.value * other_size
    tolerance = left.step * size + right.step * other_size + (_ROUNDED * first if left.unit != right.unit else 0.0)
    return not agree(first, second, tolerance)


def _told_twice(sentence: Sentence) -> Iterator[tuple[int, int, Text]]:
    for number in range(len(sentence.figures) - 1):
        left, right = sentence.figures[number], sentence.figures[number + 1]
        between = sentence.between(number)
        if left.unit not in _SIZES or right.unit not in _SIZES or not _same().match(between):
            continue
        told = any(word in between for word in ("合", "即", "相当", "计"))
        bracketed = "(" in between and sentence.text[right.end :].lstrip().startswith(")")
        if (told or (bracketed and left.unit + _scale(left) != right.unit + _scale(right))) and _differ(left, right):
            message = Text(f"{left.written} 与 {right.written} 不相等", f"{left.written} and {right.written} are not the same")
            yield left.start, right.end, message


@cache
def _said() -> re.Pattern[str]:
    return re.compile(r"(?:达到?|为|约|共|是|计|有|了|近|超|仅)+$")


def _misplaced(article: Article) -> Iterator[tuple[Sentence, Figure, Text]]:
    """`粮食总产量 18 万吨` and further down `粮食总产量达 18 亿吨`: the same digits of the same thing, in another scale."""
    known: dict[tuple[str, str, str], Figure] = {}
    for view in body(article):
        for sentence in sentences(view):
            for number, figure in enumerate(sentence.figures):
                digits = re.match(r"[\d,.]+", figure.written)
                name = _said().sub("", "".join(sentence.label(number).split()))[-_NAME:]
                if digits is None or not figure.unit or len(name) < _NAME or len(digits.group()) < _TELLING:
                    continue
                first = known.setdefault((name, digits.group(), figure.unit), figure)
                if first.scale != figure.scale and {first.scale, figure.scale} <= _LARGE:
                    message = Text(f"前面写的是 {first.written}", f"it was given as {first.written} above")
                    yield sentence, figure, message


def _scale(figure: Figure) -> str:
    return "".join(one for one in figure.written if one in "百千万亿")


def check(article: Article, _book: RuleBook) -> Iterator[Finding]:
    """`3.2 亿元（3200 万元）`, `120 公顷（合 180 亩）`, `万万元`."""
    for view in body(article):
        for sentence in sentences(view):
            doubled = (
                (*hit.span(), Text("单位写重了", "a unit is written twice")) for hit in _doubled().finditer(sentence.text)
            )
            for begin, stop, message in (*_told_twice(sentence), *doubled):
                start, end = sentence.span(begin, stop)
                yield RULE.finding(
                    article.path,
                    view.place(start, end),
                    message,
                    excerpt=view.original(start, end),
                    matched=view.original(start, end),
                )
    for sentence, figure, message in _misplaced(article):
        start, end = sentence.span(figure.start, figure.end)
        shown = sentence.view.original(start, end)
        yield RULE.finding(article.path, sentence.view.place(start, end), message, excerpt=shown, matched=shown)


def _trigger(skim: Skim, _book: RuleBook) -> bool:
    return _measured().search(skim.folded) is not None


RULE: Final = Rule(
    id="SS1328",
    title=Text("计量单位不符", "units that do not fit"),
    why=Text(
        "同一个量用两种单位写出而不相等，多半是万元与亿元、亩与公顷写混（办法第十三条（七））。",
        "One quantity in two units that do not agree is mostly a slip between ten thousand and a hundred million, or mu and "
        "hectares (Art. 13(7)).",
    ),
    fix=Text("核对数字与单位", "check figure and unit"),
    item="13(七)",
    severity=Severity.WARNING,
    bad=Example(body="项目总投资 3.2 亿元（3200 万元）。\n"),
    good=Example(body="项目总投资 3.2 亿元（32000 万元），新增绿地 12 公顷（合 180 亩）。\n"),
    waivable=True,
    adjustable=True,
    check=check,
    clues=Clues(pieces=(*_SIZES, *_TWICE)),
    trigger=_trigger,
)
