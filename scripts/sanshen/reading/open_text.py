"""Which characters of a file are plain visible text: what may be rewritten without touching anything else.

An allow-list: code, links (their text too), pictures, raw HTML, block quotations, struck-out text, and the lines that begin an
admonition are not on it, nor is anything that a later kind of token brings.
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
    quoted = 0
    for token in markdown.parse_shared(body, first_line, _NESTING).tokens:
        quoted += (token.type == "blockquote_open") - (token.type == "blockquote_close")
        if token.type == "inline" and not quoted:
            for line, stretch in _of_inline(token.content, token.children or (), token.meta["pieces"]):
                found.setdefault(line, []).append(stretch)
    return {line: tuple(sorted(stretches)) for line, stretches in found.items()}


def _of_inline(content: str, children: Sequence[Token], pieces: Pieces) -> Iterator[tuple[int, Stretch]]:
    if any(child.type == "html_inline" for child in children):
        return
    marked = {number for number, line in enumerate(content.split("\n")) if line.lstrip().startswith(_MARKS)}
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
