"""Which characters of a file are plain visible text: what may be rewritten without touching anything else.

An allow-list: code, links (their text too), pictures, raw HTML, block quotations, struck-out text, and admonitions
(the line that begins one, what is indented below it, what stands between ::: and :::) are not on it, nor is anything that a later kind of token brings.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from markdown_it.token import Token

from sanshen.reading import markdown
from sanshen.reading.positions import Pieces

_MARKS: Final = ("!!!", "???", ":::", "===", "[!")
"""What begins a box, a fold or a tab in other readers of Markdown; this one shows it as it is."""
_BOX: Final = ":::"
_NESTING: Final = 1_000
"""Enough for any article that was read: reading has bounded the depth already."""
_CLOSED: Final = frozenset({"link", "s"})


class Stretch(NamedTuple):
    """Characters of one line of the file, columns 1-based, `end` exclusive. `whole`: several that show as one (`&quot;`, `\\[`)."""

    column: int
    end: int
    whole: bool


@lru_cache(maxsize=2)
def open_text(body: str, first_line: int) -> Mapping[int, tuple[Stretch, ...]]:
    """Line of the file → its stretches of plain visible text, for a body that begins at line `first_line`."""
    found: dict[int, list[Stretch]] = {}
    quoted, boxed = 0, False
    for token in markdown.parse_shared(body, first_line, _NESTING).tokens:
        quoted += (token.type == "blockquote_open") - (token.type == "blockquote_close")
        if token.type != "inline":
            continue
        # A paragraph that opens a box of ::: and does not close it opens it for those behind it, too.
        fences = [line.strip() for line in token.content.split("\n") if line.lstrip().startswith(_BOX)]
        inside, boxed = boxed, (boxed if not fences else bool(fences[-1].strip(_BOX[0])))
        if not (quoted or inside):
            for line, stretch in _of_inline(token.content, token.children or (), token.meta["pieces"]):
                found.setdefault(line, []).append(stretch)
    return {line: tuple(sorted(stretches)) for line, stretches in found.items()}


def _of_inline(content: str, children: Sequence[Token], pieces: Pieces) -> Iterator[tuple[int, Stretch]]:
    if any(child.type == "html_inline" for child in children):
        return
    marked = frozenset(_boxed(content.split("\n")))
    closed = 0
    for child in children:
        name, _, side = child.type.rpartition("_")
        if name in _CLOSED:
            closed += (side == "open") - (side == "close")
        if closed or child.type not in {"text", "text_special"} or not child.content:
            continue
        for start, length, whole in _extents(child):
            if content.count("\n", 0, start) not in marked:
                yield from _stretches(pieces, start, length, whole=whole)


def _boxed(lines: Sequence[str]) -> Iterator[int]:
    """The lines of a paragraph that begin an admonition or belong to one: what is indented below it, or all up to the next :::."""
    inside = fenced = False
    for number, line in enumerate(lines):
        if line.lstrip().startswith(_BOX):
            fenced = bool(line.strip().strip(_BOX[0]))
        inside = line.lstrip().startswith(_MARKS) or fenced or (inside and line[:1].isspace())
        if inside:
            yield number


def _extents(token: Token) -> Iterator[tuple[int, int, bool]]:
    """(index, length, whole) in the content of the inline token."""
    if token.type == "text":
        yield from ((start, length, False) for start, length in token.meta["at"])
    elif len(token.content) == 1:
        start = token.meta["at"][0][0] - (1 if token.info == "escape" else 0)
        yield start, len(token.markup), True


def _stretches(pieces: Pieces, start: int, length: int, *, whole: bool) -> Iterator[tuple[int, Stretch]]:
    runs = pieces.span(start, start + length)
    ends = [*(index for index, _, _ in runs[1:]), length]
    for (index, line, column), end in zip(runs, ends, strict=True):
        if not whole or len(runs) == 1:
            yield line, Stretch(column, column + end - index, whole)
