"""The numbers of headings: how they are written, and how each level counts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final, NamedTuple

from sanshen.model.article import PassageKind
from sanshen.rules.dates import number_of
from sanshen.rules.reading_view import View

_LEVELS: Final = 4
_NUMBERED: Final = 2
_ENDS: Final = ("。", ";", ":", "!", ",", "、")
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


def markers(view: View) -> Iterator[Marker | None]:
    """The markers at the beginnings of a passage's lines; None where an article or annex begins and all counting is new."""
    found: list[tuple[int, Marker | None]] = [(hit.start(), None) for hit in _reset().finditer(view.folded)]
    for hit in _marker().finditer(view.folded):
        level = next(place for place, group in enumerate(hit.groups()) if group is not None)
        written = hit.group(level + 1)
        value = int(written) if written.isdigit() else number_of(written)
        found.append((hit.start(), Marker(level, value, hit.start(level + 1), hit.end(level + 1))))
    yield from (marker for _, marker in sorted(found, key=lambda pair: pair[0]))


def is_counted(view: View) -> bool:
    """Whether a passage is the article's own running text: no table, no quotation."""
    block = view.passage.block
    return view.passage.kind is PassageKind.TEXT and block is not None and block.kind != "cell" and not block.quoted


class Counts:
    """How far each level has counted. Inside an article of law nothing is expected: its gaps are the law's own."""

    def __init__(self) -> None:
        self._law = False
        self._texts: list[str] = []
        self._reset()

    def _reset(self) -> None:
        self._last, self._highest = [0] * _LEVELS, [0] * _LEVELS
        self._list = self._asked = False
        self._first = 0
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

    def _doubled(self, marker: Marker) -> bool:
        """Whether 一、 stands twice in a row with nothing between that could be the title of another list."""
        if marker.level or self._last[0] != 1 or self._list:
            return False
        between = self._texts[self._first + 1 : -1]
        return all(text.rstrip().endswith(_ENDS) for text in between)

    def take(self, marker: Marker) -> Fault | None:
        """Count a marker; None where it fits."""
        before, level = self._last[marker.level], marker.level
        fault = None
        if not self._law and before:
            fits = marker.value == before + 1 or (marker.value == 1 and not self._doubled(marker))
            fault = None if fits else Fault(before + 1, "")
        elif not self._law:
            fault = self._begins(marker)
        if level == 0:
            self._first = len(self._texts) - 1
        self._last[level], self._highest[level] = marker.value, marker.value
        self._last[level + 1 :] = [0] * (_LEVELS - level - 1)
        self._since[level + 1 :] = [(len(self._texts) - 1, marker.end)] * (_LEVELS - level - 1)
        if level <= _NUMBERED:
            self._list = False
            self._asked = level == _NUMBERED and self._texts[-1].rstrip().endswith("?")
        return fault
