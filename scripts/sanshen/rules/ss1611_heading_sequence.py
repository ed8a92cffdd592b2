"""The sequence of headings: 一、（一）1.（1）, none left out, none twice, none above where it belongs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final

from sanshen.model.article import Article
from sanshen.model.finding import Finding, Severity
from sanshen.model.rulebook import RuleBook
from sanshen.model.text import Text
from sanshen.rules.clues import Clues
from sanshen.rules.heading_counts import Counts, Fault, Marker, is_counted, markers
from sanshen.rules.ordinals import SIGNS, Miscount, Ordinals, circled, left_out
from sanshen.rules.reading_view import View, views
from sanshen.rules.rule import Example, Rule
from sanshen.rules.skim import Skim


def _numbered(view: View, lines: Sequence[str]) -> bool:
    """Whether the passage is an item of a numbered list: its number is no part of it, but stands before it in the source."""
    block, place = view.passage.block, view.place(0, 1) if view.folded else None
    if block is None or place is None or not block.listed or not 0 < place.line <= len(lines):
        return False
    return any(one.isdigit() for one in lines[place.line - 1][: place.column - 1])


def _faults(article: Article) -> Iterator[tuple[View, Marker, Fault]]:
    """(passage, marker, fault) for each marker that follows neither itself nor a new beginning, or opens below its own level."""
    counts, lines = Counts(), article.source.split("\n")
    for view in views(article):
        if not is_counted(view):
            continue
        block, found = view.passage.block, list(markers(view))
        if block is not None and block.kind == "heading" and not found:
            counts.begin(law=False)
        counts.read(view.folded, numbered=_numbered(view, lines))
        for marker in found:
            if marker is None or not marker.value:
                counts.begin(law=True)
            elif (fault := counts.take(marker)) is not None:
                yield view, marker, fault


def _message(fault: Fault) -> Text:
    if fault.above:
        return Text(
            f"标题层次颠倒：前面已有“{fault.above}”，这一级应在它之上",
            f"levels of headings upside down: {fault.above} stands above, and this level belongs over it",
        )
    return Text(
        f"标题序号跳号或重复，此处应为第 {fault.expected} 项",
        f"headings out of sequence: number {fault.expected} belongs here",
    )


def check(article: Article, _book: RuleBook) -> Iterator[Finding]:
    """Each level counts on from the one before of its own level; a higher level, an article of law or an annex begins anew.

    A level opens with 1, or goes on counting across its parents, or its first item stands inside the paragraph above.
    """
    for view, marker, fault in _faults(article):
        yield RULE.finding(
            article.path,
            view.place(marker.start, marker.end),
            _message(fault),
            excerpt=view.around(marker.start, marker.end, width=10),
            matched=view.original(marker.start, marker.end),
        )
    for view, one in _miscounted(article):
        yield RULE.finding(
            article.path,
            view.place(one.start, one.end),
            _message(Fault(one.expected, "")),
            excerpt=view.around(one.start, one.end, width=10),
            matched=view.original(one.start, one.end),
        )


def _miscounted(article: Article) -> Iterator[tuple[View, Miscount]]:
    """The numbers inside running text that leave their list, and the article of law that is missing."""
    passages, lists = [view for view in views(article) if is_counted(view)], Ordinals()
    for view in passages:
        block = view.passage.block
        if block is not None and block.kind == "heading":
            lists.begin()
        if SIGNS & set(view.folded):
            yield from ((view, one) for one in lists.read(view))
        yield from ((view, one) for one in circled(view))
    yield from left_out(passages)


@cache
def _later() -> re.Pattern[str]:
    # What any number but one is written with, and （一）, which may stand below its level.
    han = "一二三四五六七八九十"
    return re.compile(
        rf"十一、|[二三四五六七八九十][、是要]|[第其][二三四五六七八九十],|第[{han}百零0-9]+[步章条]|\([{han}0-9]|[0-9][.、]"
    )


def _trigger(skim: Skim, _book: RuleBook) -> bool:
    return "①" in skim.text or skim.folded.count("一、") > 1 or _later().search(skim.folded) is not None


RULE: Final = Rule(
    id="SS1611",
    title=Text("标题序号", "sequence of headings"),
    why=Text(
        "序号跳号、重复多半是漏段或误贴；公文结构层次依次用“一、”“（一）”“1.”“（1）”，不颠倒（办法第十六条：杜绝内容差错）。",
        "A number left out or doubled mostly means a lost or doubled paragraph; levels follow each other as 一、（一）1.（1） "
        "(Art. 16: no errors of content).",
    ),
    fix=Text(
        "补齐或改正序号；原文如此的写明误报说明（waivers）",
        "correct the numbers; where the original has it so, explain it in `waivers`",
    ),
    item="16",
    severity=Severity.WARNING,
    bad=Example(body="一、总体要求\n\n1.目标\n\n（一）原则\n\n二、主要任务\n\n四、工作保障\n"),
    good=Example(body="一、总体要求\n\n（一）目标\n\n（二）原则\n\n二、主要任务\n\n（一）排查\n\n三、工作保障\n"),
    waivable=True,
    adjustable=True,
    check=check,
    clues=Clues(
        folded="、(.",
        written="①",
        pieces=("二是", "三是", "二要", "三要", "其二", "其三", "第二", "第三"),
    ),
    trigger=_trigger,
)
