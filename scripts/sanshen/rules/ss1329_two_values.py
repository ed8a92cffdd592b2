"""One figure with two values: what title, summary or first paragraph say, and what the text says further down."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from sanshen.model.article import Article, PassageKind
from sanshen.model.finding import Finding, Severity
from sanshen.model.rulebook import RuleBook
from sanshen.model.text import Text
from sanshen.rules.clues import Clues
from sanshen.rules.figures import Figure, Sentence, agree, body, sentences
from sanshen.rules.reading_view import View, views
from sanshen.rules.rule import Example, Rule

_SHORTEST: Final = 4
_WHOLES: Final = ("共", "累计", "总", "全年", "全区", "全镇", "全县", "全市", "合计", "达")
# Another year, another place or a part: the same words then count something else.
_OTHERS: Final = ("上年", "去年", "同期", "其中", "季度", "上半年", "月", "截至", "比", "计划", "目标", "力争", "平均", "每")
_FRONT: Final = frozenset({"title", "summary"})


class Told(NamedTuple):
    """A figure with the words of its clause and its unit: what it counts."""

    label: str
    unit: str
    figure: Figure
    sentence: Sentence


def _told(view: View) -> Iterator[Told]:
    if not any(word in view.folded for word in _WHOLES):
        return
    for sentence in sentences(view):
        if any(word in sentence.text for word in _OTHERS):
            continue
        for number, figure in enumerate(sentence.figures):
            label = re.sub(r"[\s了]", "", sentence.label(number))
            if figure.counts and figure.unit and len(label) >= _SHORTEST and any(word in label for word in _WHOLES):
                yield Told(label, figure.unit, figure, sentence)


def _views(article: Article) -> Iterator[tuple[bool, View]]:
    """(whether it leads the article, passage) of the front matter, then of the body."""
    for passage, view in zip(article.passages, views(article, waivers=True), strict=True):
        if passage.key in _FRONT or passage.kind is PassageKind.TITLE:
            yield True, view
    for place, view in enumerate(body(article)):
        yield place == 0, view


def check(article: Article, _book: RuleBook) -> Iterator[Finding]:
    """The same clause with the same unit and another value; years, quarters and parts are told apart."""
    lead: dict[tuple[str, str], Told] = {}
    for leading, view in _views(article):
        if not leading and not lead:
            return
        for told in _told(view):
            key = (told.label, told.unit)
            first = lead.get(key)
            if first is None:
                if leading:
                    lead[key] = told
                continue
            if agree(first.figure.value, told.figure.value, first.figure.step + told.figure.step):
                continue
            start, end = told.sentence.span(told.figure.start, told.figure.end)
            yield RULE.finding(
                article.path,
                view.place(start, end),
                Text(
                    f"“{told.label}”前面写的是 {first.figure.written}",
                    f"{told.label!r} was given as {first.figure.written} above",
                ),
                excerpt=view.around(start, end),
                matched=view.original(start, end),
            )


RULE: Final = Rule(
    id="SS1329",
    title=Text("同一数据前后不一", "one figure, two values"),
    why=Text(
        "标题、摘要与正文里的同一数据不一致，必有一处是错的（办法第十三条（七））。",
        "Where title, summary and text give one figure two values, one of them is wrong (Art. 13(7)).",
    ),
    fix=Text("核对后统一；指的是两件事的，改写说明", "make them one; where two things are meant, say so"),
    item="13(七)",
    severity=Severity.WARNING,
    bad=Example(body="全年累计检查企业 120 家。\n\n工作人员走村入户，全年累计检查企业 130 家。\n"),
    good=Example(body="全年累计检查企业 120 家。\n\n上年全年累计检查企业 98 家。全年累计培训人员 130 名。\n"),
    waivable=True,
    adjustable=True,
    check=check,
    clues=Clues(pieces=_WHOLES),
)
