"""A text as it is compared with another: every word, number and mark, but no blanks, line breaks, widths or kinds of quotation mark."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Final, NamedTuple

from sanshen.model.article import Article, Passage, PassageKind
from sanshen.model.extract import Extract, Fragment, Spot
from sanshen.reading.folding import fold
from sanshen.reading.list_numbers import list_numbers

_QUOTES: Final = frozenset("\"'＂＇“”„‟‘’‚‛″′〝〞〟「」『』«»")
_DASHES: Final = frozenset("-‐‑‒–—―−－─━")
_NOTHING: Final = frozenset({"Cc", "Cf", "Cs", "Zs", "Zl", "Zp", "Mn"})
_RADICALS: Final = range(0x2E80, 0x2FE0)
"""Characters that PDF files give for the ones they look like."""
_SHOWN: Final = frozenset({"page", "paragraph", "line", "sheet", "row", "slide", "picture"})
_ENDS: Final = frozenset("。!?;:")
_FURTHEST: Final = 200
_CLOSING: Final = 5
_PAGED: Final = "page"
_HEAD_PAGES: Final = 3
"""A first or last line that so many pages share is no text, but a running head."""


class Piece(NamedTuple):
    """Text that stands together. `lead` goes before it and is no part of it: the number of a list item."""

    text: str
    source: Passage | Spot
    lead: str = ""


class Strand:
    """All pieces as one `text`. `starts`: where in it a line of the source begins, with its end as the last one."""

    def __init__(self, pieces: Iterable[Piece]) -> None:
        parts: list[str] = []
        self.pieces: list[Piece] = []
        self._begins: list[int] = []
        self._origins: list[Sequence[int]] = []
        self.starts: list[int] = []
        length = 0
        for piece in pieces:
            origin: list[int] = []
            begun, fresh = length, True
            for at, character in enumerate(piece.lead + piece.text):
                made = _plain(character)
                if made and fresh:
                    self.starts.append(length)
                fresh = character == "\n" or (fresh and not made)
                parts.append(made)
                origin += [at - len(piece.lead)] * len(made)
                length += len(made)
            if length > begun:
                self.pieces.append(piece)
                self._begins.append(begun)
                self._origins.append(origin)
        self.text = "".join(parts)
        self.starts.append(length)

    def spot(self, at: int) -> tuple[Piece, int]:
        """The piece that `text[at]` belongs to, and the index of its character there (of the first, for a lead)."""
        number = max(0, bisect_right(self._begins, min(at, len(self.text) - 1)) - 1)
        origin = self._origins[number]
        return self.pieces[number], max(0, origin[min(max(0, at - self._begins[number]), len(origin) - 1)])

    def shown(self, start: int, end: int, most: int) -> str:
        """The source's own characters behind `text[start:end]`, on one line; of more than `most` the middle is left out."""
        if end - start > most:
            return f"{self.shown(start, start + most // 2, most)}…{self.shown(end - most // 2, end, most)}"
        # Where one character became several (…), it is named once.
        places = dict.fromkeys(self._place(at) for at in range(start, end))
        return "".join((self.pieces[number].lead + self.pieces[number].text)[at] for number, at in places)

    def _place(self, at: int) -> tuple[int, int]:
        """The number of the piece, and the index of the character in its lead and text."""
        number = max(0, bisect_right(self._begins, at) - 1)
        return number, self._origins[number][at - self._begins[number]] + len(self.pieces[number].lead)

    def is_start(self, at: int) -> bool:
        """Whether a line of the source begins there, or the text ends."""
        place = bisect_left(self.starts, at)
        return place < len(self.starts) and self.starts[place] == at

    def is_cut(self, at: int) -> bool:
        """Whether a line or a sentence begins there, or the text ends."""
        return self.is_start(at) or self.text[max(0, at - _CLOSING) : at].rstrip('")》】')[-1:] in _ENDS

    def shift(self, start: int, end: int) -> int:
        """How far `text[start:end]` has to move to be whole lines, where it reads the same on the way (甲乙甲丙: 甲乙 or 乙甲); else 0."""
        for step in (-1, 1):
            by = 0
            while abs(by) <= _FURTHEST:
                if self.is_start(start + by) and self.is_start(end + by):
                    return by
                out, into = (end + by - 1, start + by - 1) if step < 0 else (start + by, end + by)
                if into < 0 or into >= len(self.text) or self.text[out] != self.text[into]:
                    break
                by += step
        return 0

    def around(self, start: int, end: int, width: int) -> str:
        """The source's own characters behind `text[start:end]`, on one line, with so many beside them in the same piece."""
        piece, first = self.spot(start)
        other, last = self.spot(max(start, end - 1))
        stop = last + 1 if other is piece else len(piece.text)
        return " ".join(piece.text[max(0, first - width) : stop + width].split())


@cache
def _plain(character: str) -> str:
    if character in _QUOTES:
        return '"'
    if character in _DASHES:
        return "-"
    if ord(character) in _RADICALS:
        character = fold(character).text
    made = unicodedata.normalize("NFKC", character)
    return "".join(one for one in made if unicodedata.category(one) not in _NOTHING)


def strand_of_article(article: Article) -> Strand:
    """What a reader of the page sees: paragraphs, headings, cells, code, and the numbers of lists."""
    return Strand(_pieces(article))


def _pieces(article: Article) -> Iterator[Piece]:
    numbers = dict(list_numbers(article.body, article.body_line))
    for passage in article.passages:
        if passage.kind is PassageKind.CODE or (passage.kind is PassageKind.TEXT and passage.block is not None):
            lead = numbers.pop(passage.runs[0][1], "") if passage.runs else ""
            yield Piece(passage.text, passage, lead)


def strand_of_original(extract: Extract) -> Strand:
    """The text of the original, without what only belongs to its sheets of paper: page numbers and running heads."""
    fragments = [one for one in extract.fragments if one.spot.part in _SHOWN and not one.link and not one.aside]
    paged = [one for one in fragments if one.spot.part == _PAGED]
    heads = _running_heads(paged)
    return Strand(Piece(_bare(one, heads) if one.spot.part == _PAGED else one.text, one.spot) for one in fragments)


@cache
def _page_number() -> re.Pattern[str]:
    dashes = "".join(map(re.escape, sorted(_DASHES)))
    return re.compile(rf"[{dashes}·\s]*第?\s*\d{{1,4}}\s*页?(?:\s*[/／,，]?\s*共?\s*\d{{1,4}}\s*页?)?[{dashes}·\s]*")


def _running_heads(pages: Sequence[Fragment]) -> frozenset[str]:
    outer = Counter(line for one in pages for line in {_wordless(line) for line in _outer(one.text)})
    return frozenset(line for line, count in outer.items() if line and count >= max(_HEAD_PAGES, len(pages) // 2))


def _outer(text: str) -> list[str]:
    lines = [line for line in text.split("\n") if line.strip()]
    return [lines[0], lines[-1]] if lines else []


def _wordless(line: str) -> str:
    return "".join(one for one in line if not one.isdecimal() and not one.isspace())


def _bare(page: Fragment, heads: frozenset[str]) -> str:
    lines = page.text.split("\n")
    for at in (0, -1, 0, -1):
        while lines and not lines[at].strip():
            lines.pop(at)
        if lines and (_page_number().fullmatch(lines[at]) or _wordless(lines[at]) in heads):
            lines.pop(at)
    return "\n".join(lines)
