"""Parts that do not add up to the whole that the same sentence states."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sanshen.model.article import Article, PassageKind
from sanshen.model.finding import Finding, Severity
from sanshen.model.rulebook import RuleBook
from sanshen.model.text import Text
from sanshen.rules.clues import Clues
from sanshen.rules.counts import announced, kinds, may_count, spelled
from sanshen.rules.figures import Sentence, are_dense, body, commas_kept, sentences
from sanshen.rules.reading_view import View, views
from sanshen.rules.rule import Example, Rule
from sanshen.rules.skim import Skim
from sanshen.rules.sums import LISTING, PAIRS, Sum, halves, whole_first, whole_last

_ITEMS: Final = ("一是", "一要")
_COUNTED: Final = ("共", "合计", "总计", *_ITEMS)


def _sums(article: Article) -> Iterator[Sum]:
    for view in body(article):
        if not (any(word in view.folded for word in LISTING) or are_dense(view.folded)):
            continue
        before: Sentence | None = None
        for sentence in sentences(view):
            starts = sentence.text.lstrip().startswith(LISTING[0])
            yield from whole_first(sentence, before if starts else None)
            yield from whole_last(sentence)
            yield from halves(sentence)
            before = sentence if len(sentence.figures) == 1 else None


def _in_characters(article: Article) -> Iterator[Sum]:
    for view in views(article):
        if view.passage.kind is not PassageKind.TEXT or not any(word in view.folded for word in (*LISTING, *_COUNTED)):
            continue
        if may_count(view.folded):
            for sentence in spelled(view):
                yield from whole_first(sentence, None)
                yield from whole_last(sentence)


def _counts(article: Article) -> Iterator[tuple[View, int, int, Text]]:
    """Things of several kinds against how many they are together, and items against how many were announced."""
    for view in views(article):
        if view.passage.kind is not PassageKind.TEXT or not any(word in view.folded for word in _COUNTED):
            continue
        listed, counted = any(word in view.folded for word in _ITEMS), may_count(view.folded)
        if not listed and not counted:
            continue
        text = commas_kept(view).replace("\n", " ")
        for start, end, written, wanted in kinds(Sentence(view, text, 0, ())) if counted else ():
            message = Text(f"各项合计 {wanted}，与总数{written}不符", f"the parts make {wanted}, not {written}")
            yield view, start, end, message
        for start, end, written, wanted in announced(text) if listed else ():
            yield view, start, end, Text(f"写的是{written}，列了 {wanted} 项", f"{wanted} items are listed, not {written}")


def check(article: Article, _book: RuleBook) -> Iterator[Finding]:
    """Lists behind 其中 and before 共计, all of one unit; a list that may name only some parts warns near its whole alone."""
    reported = set[tuple[int, int]]()
    for one in (*_sums(article), *_in_characters(article)):
        if not one.is_wrong:
            continue
        together = one.total.in_its_units(sum(part.value for part in one.parts))
        start, end = one.said.span(one.total.start, one.total.end)
        place = one.said.view.place(start, end)
        if (place.line, place.column) in reported:
            continue
        reported.add((place.line, place.column))
        yield RULE.finding(
            article.path,
            place,
            Text(
                f"各分项合计 {together}，与总数 {one.total.written} 不符", f"the parts make {together}, not {one.total.written}"
            ),
            excerpt=one.said.view.around(start, end),
            matched=one.said.view.original(start, end),
        )
    for view, start, end, message in _counts(article):
        place = view.place(start, end)
        if (place.line, place.column) not in reported:
            shown = view.original(start, end)
            yield RULE.finding(article.path, place, message, excerpt=view.around(start, end), matched=shown)


def _trigger(skim: Skim, _book: RuleBook) -> bool:
    if not skim.heard.isdisjoint(LISTING):
        return True
    if any(word in skim.folded for word in _ITEMS):
        return True
    if any(word in skim.folded for word in _COUNTED) and may_count(skim.folded):
        return True
    if not are_dense(skim.folded):
        return False
    # A whole behind its parts, or in two halves.
    return (
        "共" in skim.folded or "计" in skim.folded or any(one in skim.folded and other in skim.folded for one, other in PAIRS)
    )


RULE: Final = Rule(
    id="SS1324",
    title=Text("分项与总数不符", "parts that do not make the whole"),
    why=Text(
        "办法第十三条（七）：统计数据不准确的信息不能通过审核；分项之和与总数不符是最常见的差错。",
        "Art. 13(7): inaccurate figures must not pass; parts that do not make their whole are the commonest slip.",
    ),
    fix=Text(
        "核对各分项与总数；分项本就不完整或有交叉的写明误报说明（waivers）",
        "check the figures; where the list is not complete, explain it in `waivers`",
    ),
    item="13(七)",
    severity=Severity.WARNING,
    bad=Example(body="全年公开信息 827 条，其中网站 293 条、公众号 109 条、其他 132 条。\n"),
    good=Example(body="全年公开信息 534 条，其中网站 293 条、公众号 109 条、其他 132 条，办结申请 5 件。\n"),
    waivable=True,
    adjustable=True,
    check=check,
    clues=Clues(folded="共计男不未农在正", pieces=("一是", "一要")),
    trigger=_trigger,
    words=LISTING,
)
