"""Numbers counted inside running text: 一是 … 二是, 第一，… 第三，, 其一，其三, （1）…；（2）…, ①…；③…, 第一步，第三步."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import Final, NamedTuple

from sanshen.rules.dates import number_of
from sanshen.rules.reading_view import View

SIGNS: Final = frozenset("是要第其次步)①")
_CIRCLED: Final = "①②③④⑤⑥⑦⑧⑨⑩"
_AT_THE_HEAD: Final = frozenset({"bracketed", "han_bracketed", "dotted"})
"""What the sequence of headings counts itself where it begins a line."""
_SPOKEN: Final = {"首先": 1, "其次": 2}


class Miscount(NamedTuple):
    """A number out of its list at `text[start:end]` of a folded passage, and the number expected there."""

    start: int
    end: int
    expected: int


class _Item(NamedTuple):
    kind: str
    value: int
    start: int
    end: int
    heads: bool
    judged: bool


@cache
def _item() -> re.Pattern[str]:
    han, number = "[一二三四五六七八九十]{1,2}", r"\d{1,2}"
    return re.compile(
        r"(?:^|(?<=[。;,:(“]))\s*(?:"
        rf"(?P<is>{han})是|(?P<must>{han})要|第(?P<th>{han})[,、]|(?P<spoken>首先|其次),|其(?P<among>{han}),|第(?P<step>{han})步[,:]"
        rf"|\((?P<bracketed>{number})\)|\((?P<han_bracketed>{han})\)|(?P<dotted>{number})[.](?![\d\s]))",
        re.MULTILINE,
    )


@cache
def _circled() -> re.Pattern[str]:
    return re.compile(rf"(?:^|(?<=[。；，：:;,]))\s*([{_CIRCLED}])", re.MULTILINE)


def _items(view: View) -> Iterator[_Item]:
    text = view.folded
    for hit in _item().finditer(text):
        kind = hit.lastgroup or ""
        written = hit.group(kind)
        value = _SPOKEN.get(written) or (int(written) if written.isdigit() else number_of(written))
        before = text[: hit.start(kind)].rstrip("第其( ")[-1:]
        heads = not text[: hit.start(kind)].strip("第其(\n ")
        judged = kind != "spoken" and not (kind == "th" and before in {",", ":"})
        if kind in _AT_THE_HEAD:
            # Behind a comma stand references and remarks; at the head of a line the sequence of headings looks at it.
            judged = before not in {"", "\n", ",", "(", "“"}
        yield _Item("th" if kind == "spoken" else kind, value, hit.start(kind), hit.end(kind), heads, judged)


class Ordinals:
    """The lists that are open, passage after passage; a list may stand inside another."""

    def __init__(self) -> None:
        self._open: dict[str, list[int]] = {}

    def begin(self) -> None:
        """A heading, an annex, an article of law: what was open is over."""
        self._open.clear()

    def read(self, view: View) -> Iterator[Miscount]:
        """The numbers of the next passage that do not follow the one before.

        Only a number that begins its passage goes on with a list of the passages before: inside one, each counts for itself.
        """
        own: dict[str, list[int]] = {}
        for item in _items(view):
            opened = self._open.setdefault(item.kind, [])
            counted = opened if item.heads and not own.get(item.kind) else own.setdefault(item.kind, [])
            if item.kind in _AT_THE_HEAD and item.heads and item.value != 1:
                continue
            fault = _count(counted, item)
            if counted is opened:
                own[item.kind] = counted
            if fault is None or not item.judged:
                continue
            # A number at the head of a passage, behind lists that are over, may go on with something else.
            if not item.heads or fault.expected + 1 == item.value:
                yield fault
        for kind, counted in own.items():
            if counted is not self._open[kind]:
                self._open[kind] += counted


def _count(counted: list[int], item: _Item) -> Miscount | None:
    """Take an item into the lists that are open; what is wrong with it."""
    if item.value == 1:
        counted.append(1)
        return None
    if not counted:
        return None
    fitting = next((at for at in range(len(counted) - 1, -1, -1) if counted[at] == item.value - 1), None)
    expected = counted[-1] + 1
    counted[len(counted) - 1 if fitting is None else fitting :] = [item.value]
    return None if fitting is not None else Miscount(item.start, item.end, expected)


def circled(view: View) -> Iterator[Miscount]:
    """Circled numbers left out; found in the author's own characters, since folding makes them plain."""
    last = 0
    for hit in _circled().finditer(view.text) if "①" in view.text else ():
        value = _CIRCLED.index(hit.group(1)) + 1
        if last and value not in {1, last + 1}:
            at = bisect_left(view.origin, hit.start(1))
            yield Miscount(at, at + 1, last + 1)
        last = value if value == 1 or last else 0


_EXCERPT: Final = ("节选", "摘录", "摘编", "摘要", "修改", "修订", "删去", "删除", "修正", "省略", "…")
_FEWEST: Final = {"章": 3, "条": 4}


@cache
def _article_of_law() -> re.Pattern[str]:
    return re.compile(r"^\s*第([一二三四五六七八九十百零]{1,6}|\d{1,3})([章条])(?=\s|$)", re.MULTILINE)


class _Numbered(NamedTuple):
    view: View
    value: int
    start: int
    end: int


def left_out(passages: Sequence[View]) -> Iterator[tuple[View, Miscount]]:
    """The one chapter or article that does not follow in a text that has all others.

    Who quotes some articles leaves out many; one gap in a row from the first to the last is a lost one.
    """
    if any(word in view.folded for view in passages for word in _EXCERPT):
        return
    rows: dict[str, list[list[_Numbered]]] = {"章": [], "条": []}
    for view in passages:
        for hit in _article_of_law().finditer(view.folded) if "第" in view.folded else ():
            written, unit = hit.group(1), hit.group(2)
            value = int(written) if written.isdigit() else number_of(written)
            if value == 1:
                rows[unit].append([])
            if rows[unit]:
                rows[unit][-1].append(_Numbered(view, value, *hit.span(1)))
    for unit, lists in rows.items():
        for row in lists:
            broken = [(one, before) for before, one in pairwise(row) if one.value != before.value + 1]
            if len(row) >= _FEWEST[unit] and len(broken) == 1 and broken[0][0].value - broken[0][1].value in {0, 2}:
                one, before = broken[0]
                yield one.view, Miscount(one.start, one.end, before.value + 1)
