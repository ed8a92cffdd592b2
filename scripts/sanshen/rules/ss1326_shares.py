"""Shares of one whole that do not make one hundred per cent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from sanshen.model.article import Article, PassageKind
from sanshen.model.finding import Finding, Severity
from sanshen.model.rulebook import RuleBook
from sanshen.model.text import Text
from sanshen.rules.clues import Clues
from sanshen.rules.figures import Figure, Sentence, agree, body, figures, sentences
from sanshen.rules.reading_view import View, views
from sanshen.rules.rule import Example, Rule
from sanshen.rules.skim import Skim
from sanshen.rules.sums import PAIRS
from sanshen.rules.tables import Table, tables

_PERCENT: Final = "%"
_HUNDRED: Final = 100.0
_LEAST: Final = 3
_LABEL: Final = 24
_NEAR: Final = 10.0
_NEAR_UNSAID: Final = 3.0
_COMPLETE: Final = ("其他", "其它", "其余", "分别占", "构成", "结构", "剩余")
_OVERLAPPING: Final = ("多选", "同时", "交叉", "重复")
_PAIRS: Final = (*PAIRS, ("笔试", "面试"), ("面试", "笔试"))
_HEADS: Final = ("占比", "比重", "所占比例", "构成比")
_WORDS: Final = (*_HEADS, "结构", "构成", "比例")
_SHARED: Final = ("占", "承担", "负担", "分担", "出资", "权重", "持股")
_TOTALS: Final = ("合计", "总计", "共计", "总数")


@cache
def _shared() -> re.Pattern[str]:
    return re.compile(
        r"(?:占|承担|负担|分担|出资|权重|持股)(?:比|总数的?|全部的?|总量的?|[^，。、\d]{0,6}的)?(?:为|达|了)?\s*$"
    )


@cache
def _respectively() -> re.Pattern[str]:
    return re.compile(r"分别占|(?:占比|比重|所占比例)分别(?:为|是)?")


@cache
def _ratio() -> re.Pattern[str]:
    share = r"(\d{1,2}(?:\.\d+)?)"
    return re.compile(rf"(?:结构|占比|比例|比重|构成)[^，。\d]{{0,8}}?{share}\s?[:∶]\s?{share}\s?[:∶]\s?{share}(?![\d:∶.])")


def _in_ratios(article: Article) -> Iterator[tuple[View, int, int, float]]:
    """`三次产业结构比为 12.3:41.3:46.4`."""
    for view in body(article):
        for hit in _ratio().finditer(view.folded) if ":" in view.folded or "∶" in view.folded else ():
            together = sum(map(float, hit.groups()))
            places = max(len(one.partition(".")[2]) for one in hit.groups())
            if abs(together - _HUNDRED) <= _NEAR and not agree(together, _HUNDRED, 1.5 * 10.0**-places):
                yield view, hit.start(1), hit.end(3), together


def _listed(sentence: Sentence) -> list[Figure]:
    """The shares of a sentence: each behind 占, or all behind one 分别占."""
    found = [figure for figure in sentence.figures if figure.unit == _PERCENT]
    if any(figure.rough for figure in found):
        return []
    told = _respectively().search(sentence.text)
    if told is not None:
        at = told.end()
        return [figure for figure in found if figure.start >= at and _joined(sentence, at, figure)]
    return [figure for figure in found if _shared().search(sentence.text[max(0, figure.start - _LABEL) : figure.start])]


def _joined(sentence: Sentence, at: int, figure: Figure) -> bool:
    between = "".join(sentence.text[at : figure.start].split())
    return re.fullmatch(r"[总体全部数量的为]*(?:\d+(?:\.\d+)?%[、和及,，])*", between) is not None


def _off(values: list[Figure]) -> float | None:
    """How much the shares make, where that is not one hundred within rounding; else None."""
    together = sum(one.value for one in values)
    tolerance = sum(one.step or 0.5 for one in values)
    return None if agree(together, _HUNDRED, tolerance) else together


def _message(together: float) -> Text:
    shown = f"{together:.10g}"
    return Text(f"各项占比合计 {shown}%，不是 100%", f"the shares make {shown}%, not 100%")


def _in_text(article: Article) -> Iterator[tuple[View, int, int, float]]:
    for view in body(article):
        if view.folded.count(_PERCENT) < _LEAST or not any(word in view.folded for word in _SHARED):
            continue
        for sentence in sentences(view):
            shares = _listed(sentence)
            together = _off(shares) if len(shares) >= _LEAST else None
            if together is None:
                continue
            # More than the whole needs no word that says the list is complete.
            said = together > _HUNDRED or any(word in sentence.text for word in _COMPLETE)
            near = _NEAR if said and not any(word in sentence.text for word in _OVERLAPPING) else _NEAR_UNSAID
            if abs(together - _HUNDRED) <= near:
                yield view, *sentence.span(shares[0].start, shares[-1].end), together


@cache
def _tenths() -> re.Pattern[str]:
    return re.compile(r"占(?:比|到|了)?([一二两三四五六七八九])成(?!多|以|左)")


def _in_halves(article: Article) -> Iterator[tuple[View, int, int, float]]:
    """`男性占 47.5%，女性占 55.5%`, and shares in tenths: 占四成、占三成、其他占四成."""
    for view in body(article) if _PERCENT in article.source or "％" in article.source else ():
        for sentence in sentences(view):
            shares = _listed(sentence)
            numbers = [sentence.figures.index(one) for one in shares]
            labels = [sentence.label(number).strip() for number in numbers]
            # Of those of which 60% are men: another whole each time.
            pair = (
                len(shares) == len(_PAIRS[0])
                and not sentence.text.startswith("的", shares[0].end)
                and any(labels[0].startswith(one) and labels[1].startswith(other) for one, other in _PAIRS)
            )
            together = _off(shares) if pair else None
            if together is not None:
                yield view, *sentence.span(shares[0].start, shares[-1].end), together
    for view in views(article):
        if view.passage.kind is not PassageKind.TEXT or "成" not in view.folded:
            continue
        for start, end in _clauses(view.folded):
            tenths = list(_tenths().finditer(view.folded, start, end))
            together = 10.0 * sum("一二三四五六七八九".find(one.group(1).replace("两", "二")) + 1 for one in tenths)
            if len(tenths) >= _LEAST and together > _HUNDRED:
                yield view, tenths[0].start(), tenths[-1].end(), together


def _clauses(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for hit in re.finditer("[。;!?]|$", text):
        yield start, hit.end()
        start = hit.end()


def _column(table: Table, column: int) -> tuple[list[Figure], bool]:
    """The shares in a column, and whether a total row says 100 beneath or above them."""
    shares, complete = list[Figure](), False
    for row in range(1, table.rows):
        value = figures(table.text(row, column).removesuffix(_PERCENT))
        label = table.text(row, 0) + table.text(row, 1)
        if any(word in label for word in _TOTALS):
            complete = complete or (len(value) == 1 and value[0].value == _HUNDRED)
        elif len(value) != 1 or any(word in label for word in ("其中", "小计")):
            return [], False
        else:
            shares.append(value[0])
    return shares, complete


def _in_tables(article: Article) -> Iterator[tuple[View, int, int, float]]:
    for table in tables(article):
        for column in range(table.columns):
            head = table.cells.get((0, column))
            if head is None or not any(word in table.head(column) for word in _HEADS):
                continue
            shares, complete = _column(table, column)
            together = _off(shares) if len(shares) >= _LEAST else None
            if together is not None and (complete or abs(together - _HUNDRED) <= _NEAR_UNSAID):
                yield head, 0, len(head.folded), together


def check(article: Article, _book: RuleBook) -> Iterator[Finding]:
    """Three or more shares in a sentence or a table's column; lists far from 100 may overlap or be incomplete, and pass."""
    for view, start, end, together in (*_in_text(article), *_in_halves(article), *_in_ratios(article), *_in_tables(article)):
        yield RULE.finding(
            article.path,
            view.place(start, end),
            _message(together),
            excerpt=view.original(start, end),
            matched=view.original(start, end),
        )


def _trigger(skim: Skim, _book: RuleBook) -> bool:
    tenths = "占" in skim.folded and "成" in skim.folded
    return tenths or skim.folded.count(_PERCENT) >= len(_PAIRS[0]) or not skim.heard.isdisjoint(_WORDS)


RULE: Final = Rule(
    id="SS1326",
    title=Text("占比合计不是百分之百", "shares that do not make 100 per cent"),
    why=Text(
        "办法第十三条（七）：统计数据不准确的信息不能通过审核；同一总体的各项占比应合计 100%（四舍五入的尾差除外）。",
        "Art. 13(7): inaccurate figures must not pass; shares of one whole make 100 per cent, rounding aside.",
    ),
    fix=Text("核对各项占比；有交叉的写明误报说明（waivers）", "check the shares; where they overlap, explain it in `waivers`"),
    item="13(七)",
    severity=Severity.WARNING,
    bad=Example(body="咨询类占 45%，投诉类占 35%，其他占 25%。\n"),
    good=Example(body="咨询类占 45.3%，投诉类占 34.6%，其他占 20.2%。\n"),
    waivable=True,
    adjustable=True,
    check=check,
    clues=Clues(folded=_PERCENT + ":∶成"),
    trigger=_trigger,
    words=_WORDS,
)
