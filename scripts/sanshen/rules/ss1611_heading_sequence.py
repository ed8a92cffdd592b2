"""The sequence of headings: 一、（一）1.（1）, none left out and none twice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final, NamedTuple

from sanshen.model.article import Article, PassageKind
from sanshen.model.finding import Finding, Severity
from sanshen.model.rulebook import RuleBook
from sanshen.model.text import Text
from sanshen.rules.clues import Clues
from sanshen.rules.dates import number_of
from sanshen.rules.reading_view import View, views
from sanshen.rules.rule import Example, Rule
from sanshen.rules.skim import Skim

_LEVELS: Final = 4


class Marker(NamedTuple):
    """A heading's number: its level (0: 一、 to 3: （1）), its value, and where it stands in the folded passage."""

    level: int
    value: int
    start: int
    end: int


@cache
def _marker() -> re.Pattern[str]:
    # Folding has made the brackets and full stops plain.
    han, number = "[一二三四五六七八九十]{1,3}", r"\d{1,2}"
    return re.compile(rf"^\s*(?:({han})、|\(({han})\)|({number})\.(?!\d)|\(({number})\))", re.MULTILINE)


@cache
def _reset() -> re.Pattern[str]:
    return re.compile(r"^\s*(?:第[一二三四五六七八九十百千\d]+[章节条款编]|附件|附:|附表)", re.MULTILINE)


def _markers(view: View) -> Iterator[Marker | None]:
    """The markers at the beginnings of a passage's lines; None where an article or annex begins and all counting is new."""
    found: list[tuple[int, Marker | None]] = [(hit.start(), None) for hit in _reset().finditer(view.folded)]
    for hit in _marker().finditer(view.folded):
        level = next(place for place, group in enumerate(hit.groups()) if group is not None)
        written = hit.group(level + 1)
        value = int(written) if written.isdigit() else number_of(written)
        found.append((hit.start(), Marker(level, value, hit.start(level + 1), hit.end(level + 1))))
    yield from (marker for _, marker in sorted(found, key=lambda pair: pair[0]))


def _is_counted(view: View) -> bool:
    block = view.passage.block
    return view.passage.kind is PassageKind.TEXT and block is not None and block.kind != "cell" and not block.quoted


class _Counts:
    """How far each level has counted. Inside an article of law nothing is expected: its gaps are the law's own."""

    def __init__(self) -> None:
        self._last = [0] * _LEVELS
        self._law = False

    def begin(self, *, law: bool) -> None:
        """All counting is new."""
        self._last, self._law = [0] * _LEVELS, law

    def take(self, marker: Marker) -> int:
        """Count a marker; the number expected in its place, 0 where it fits."""
        before = self._last[marker.level]
        self._last[marker.level] = marker.value
        self._last[marker.level + 1 :] = [0] * (_LEVELS - marker.level - 1)
        fits = self._law or not before or marker.value in {1, before + 1}
        return 0 if fits else before + 1


def _faults(article: Article) -> Iterator[tuple[View, Marker, int]]:
    """(passage, marker, the number expected there) for each marker that follows neither itself nor a new beginning."""
    counts = _Counts()
    for view in views(article):
        if not _is_counted(view):
            continue
        block, found = view.passage.block, list(_markers(view))
        if block is not None and block.kind == "heading" and not found:
            counts.begin(law=False)
        for marker in found:
            if marker is None or not marker.value:
                counts.begin(law=True)
            elif expected := counts.take(marker):
                yield view, marker, expected


def check(article: Article, _book: RuleBook) -> Iterator[Finding]:
    """Each level counts on from the one before of its own level; a higher level, an article of law or an annex begins anew."""
    for view, marker, expected in _faults(article):
        yield RULE.finding(
            article.path,
            view.place(marker.start, marker.end),
            Text(f"标题序号跳号或重复，此处应为第 {expected} 项", f"headings out of sequence: number {expected} belongs here"),
            excerpt=view.around(marker.start, marker.end, width=10),
            matched=view.original(marker.start, marker.end),
        )


@cache
def _later() -> re.Pattern[str]:
    # What any number but one is written with.
    return re.compile(r"十一、|[二三四五六七八九十]、|\([二三四五六七八九十0-9]|[0-9]\.")


def _trigger(skim: Skim, _book: RuleBook) -> bool:
    return _later().search(skim.folded) is not None


RULE: Final = Rule(
    id="SS1611",
    title=Text("标题序号", "sequence of headings"),
    why=Text(
        "序号跳号、重复多半是漏段或误贴；公文结构层次依次用“一、”“（一）”“1.”“（1）”（办法第十六条：杜绝内容差错）。",
        "A number left out or doubled mostly means a lost or doubled paragraph (Art. 16: no errors of content).",
    ),
    fix=Text(
        "补齐或改正序号；原文如此的写明误报说明（waivers）",
        "correct the numbers; where the original has it so, explain it in `waivers`",
    ),
    item="16",
    severity=Severity.WARNING,
    bad=Example(body="一、总体要求\n\n二、主要任务\n\n四、工作保障\n"),
    good=Example(body="一、总体要求\n\n（一）目标\n\n（二）原则\n\n二、主要任务\n\n（一）排查\n\n三、工作保障\n"),
    waivable=True,
    adjustable=True,
    check=check,
    clues=Clues(folded="、(."),
    trigger=_trigger,
)
