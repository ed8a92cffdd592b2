"""The sequence of headings: 一、（一）1.（1）, none left out, none twice, none above where it belongs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
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
_ORDINAL_SIGNS: Final = frozenset("是要第")
_NUMBERED: Final = 2
# How a level's first item may stand inside the paragraph above it.
_FIRST: Final = (("一、",), ("(一)", "一是"), ("1.", "1、"), ("(1)", "1)", "①"))
_WRITTEN: Final = ("一、", "（一）", "1.", "（1）")


class Fault(NamedTuple):
    """The number expected in a marker's place; `above`: the marker of a lower level that is open there."""

    expected: int
    above: str


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
    return re.compile(rf"^\s*(?:({han})、|\(({han})\)|({number})[.、](?!\d)|\(({number})\))", re.MULTILINE)


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
        self._law = False
        self._texts: list[str] = []
        self._reset()

    def _reset(self) -> None:
        self._last, self._highest = [0] * _LEVELS, [0] * _LEVELS
        self._list = self._asked = False
        self._since = [(len(self._texts), 0)] * _LEVELS

    def begin(self, *, law: bool) -> None:
        """All counting is new."""
        self._law = law
        self._reset()

    def read(self, text: str, *, numbered: bool) -> None:
        """The next passage, before its markers are taken; `numbered`: an item of a list that the page numbers 1. 2. 3."""
        self._texts.append(text)
        if numbered:
            self._list, self._asked = True, text.rstrip().endswith("?")

    def _inline(self, marker: Marker) -> bool:
        """Whether the level's first item stands inside the text since its parent."""
        first, at = self._since[marker.level]
        for number in range(first, len(self._texts)):
            text = self._texts[number]
            begin = at if number == first else 0
            end = max(0, marker.start - 1) if number == len(self._texts) - 1 else len(text)
            if any(text.find(form, begin, end) >= 0 for form in _FIRST[marker.level]):
                return True
        return False

    def _above(self, marker: Marker) -> int | None:
        """The level below its own that is open where this one begins; a question may be answered with what it likes."""
        if marker.level == 0:
            return 1 if self._last[1] else None
        if self._list and marker.level < _NUMBERED:
            return None if self._asked else _NUMBERED
        deeper = [level for level in range(marker.level + 1, _LEVELS) if self._last[level]]
        return None if not deeper or self._asked else deeper[0]

    def _begins(self, marker: Marker) -> Fault | None:
        """What is wrong with the first marker of a level."""
        parent = any(self._last[: marker.level])
        late = parent and marker.value not in {1, self._highest[marker.level] + 1}
        late = late and not (marker.level == _NUMBERED and self._list)
        above = self._above(marker)
        if (above is None and not late) or self._inline(marker):
            return None
        return Fault(1, "") if above is None else Fault(marker.value, _WRITTEN[above])

    def take(self, marker: Marker) -> Fault | None:
        """Count a marker; None where it fits."""
        before, level = self._last[marker.level], marker.level
        fault = None
        if not self._law and before:
            fault = None if marker.value in {1, before + 1} else Fault(before + 1, "")
        elif not self._law:
            fault = self._begins(marker)
        self._last[level], self._highest[level] = marker.value, marker.value
        self._last[level + 1 :] = [0] * (_LEVELS - level - 1)
        self._since[level + 1 :] = [(len(self._texts) - 1, marker.end)] * (_LEVELS - level - 1)
        if level <= _NUMBERED:
            self._list = False
            self._asked = level == _NUMBERED and self._texts[-1].rstrip().endswith("?")
        return fault


def _numbered(view: View, lines: Sequence[str]) -> bool:
    """Whether the passage is an item of a numbered list: its number is no part of it, but stands before it in the source."""
    block, place = view.passage.block, view.place(0, 1) if view.folded else None
    if block is None or place is None or not block.listed or not 0 < place.line <= len(lines):
        return False
    return any(one.isdigit() for one in lines[place.line - 1][: place.column - 1])


def _faults(article: Article) -> Iterator[tuple[View, Marker, Fault]]:
    """(passage, marker, fault) for each marker that follows neither itself nor a new beginning, or opens below its own level."""
    counts, lines = _Counts(), article.source.split("\n")
    for view in views(article):
        if not _is_counted(view):
            continue
        block, found = view.passage.block, list(_markers(view))
        if block is not None and block.kind == "heading" and not found:
            counts.begin(law=False)
        counts.read(view.folded, numbered=_numbered(view, lines))
        for marker in found:
            if marker is None or not marker.value:
                counts.begin(law=True)
            elif (fault := counts.take(marker)) is not None:
                yield view, marker, fault


@cache
def _ordinal() -> re.Pattern[str]:
    han = "[一二三四五六七八九十]{1,2}"
    return re.compile(rf"(?:^|(?<=[。;,:(“]))\s*(?:({han})是|({han})要|(?:(?<![,:])第({han})[,、]))", re.MULTILINE)


def _miscounted(view: View) -> Iterator[tuple[int, int, int]]:
    """(start, end, number expected) of each 一是 … 二是 … 四是 in a passage; one list may stand inside another."""
    open_lists: dict[int, list[int]] = {}
    for hit in _ordinal().finditer(view.folded):
        group = hit.lastindex or 1
        value, counted = number_of(hit.group(group)), open_lists.setdefault(group, [])
        if value == 1:
            counted.append(1)
            continue
        if not counted:
            continue
        fitting = next((at for at in range(len(counted) - 1, -1, -1) if counted[at] == value - 1), None)
        if fitting is None:
            yield hit.start(group), hit.end(group), counted[-1] + 1
            fitting = len(counted) - 1
        counted[fitting:] = [value]


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

    for view in views(article):
        if _is_counted(view) and _ORDINAL_SIGNS & set(view.folded):
            for start, end, expected in _miscounted(view):
                yield RULE.finding(
                    article.path,
                    view.place(start, end),
                    _message(Fault(expected, "")),
                    excerpt=view.around(start, end, width=10),
                    matched=view.original(start, end),
                )


@cache
def _later() -> re.Pattern[str]:
    # What any number but one is written with, and （一）, which may stand below its level.
    return re.compile(r"十一、|[二三四五六七八九十][、是要]|第[二三四五六七八九十],|\([一二三四五六七八九十0-9]|[0-9][.、]")


def _trigger(skim: Skim, _book: RuleBook) -> bool:
    return _later().search(skim.folded) is not None


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
    clues=Clues(folded="、(.", pieces=("二是", "三是", "二要", "三要", "第二,", "第三,")),
    trigger=_trigger,
)
