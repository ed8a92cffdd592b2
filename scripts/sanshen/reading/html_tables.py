"""A table written in HTML, for cells that Markdown cannot merge: its cells where they stand, or why it is refused."""

from __future__ import annotations

from typing import Final

import msgspec

from sanshen.model.markup import CELLS, IN_CELLS, INLINE, LINE_BREAK, LONGEST, ROW_GROUPS, WITHIN, Refusal
from sanshen.reading import html_refusals
from sanshen.reading.html_tags import Piece, Tag, characters_of, pieces_of, tag_of

CAPTION: Final = "caption"
_MOST: Final = 20_000
"""Signs of a tag in one block, and places in its tables."""


class Cell(msgspec.Struct, frozen=True):
    """A cell or the caption (row -1): its characters, each with its index in the HTML. `table` counts those of one block from 0."""

    table: int
    row: int
    column: int
    characters: tuple[tuple[str, int], ...]


class TableReading(msgspec.Struct, frozen=True):
    """All cells of a block of HTML; or `refusal` and the span of the first fault."""

    cells: tuple[Cell, ...] = ()
    refusal: str = ""
    at: tuple[int, int] = (0, 0)


class _RefusedError(Exception):
    """This piece is refused."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


def read_table(html: str) -> TableReading:
    """Read a block of HTML. Nothing but well-formed tables is allowed; every element must be closed."""
    if len(html) > LONGEST or html.count("<") > _MOST:
        return TableReading(refusal=Refusal.LONG, at=(0, len(html)))
    reader = _Reader(html)
    for piece in pieces_of(html):
        try:
            reader.take(piece)
        except _RefusedError as error:
            return TableReading(refusal=error.refusal, at=(piece.start, piece.end))
    if reader.open:
        return TableReading(refusal=Refusal.UNCLOSED, at=reader.open[-1].at)
    return TableReading(tuple(reader.cells))


class _Open(msgspec.Struct):
    """An element that stands open, with its span; `shown`: the text inside an inline one so far."""

    name: str
    at: tuple[int, int]
    shown: str = ""


class _Reader:
    """Holds what stands open while the pieces go by."""

    def __init__(self, html: str) -> None:
        self.html = html
        self.open: list[_Open] = []
        self.cells: list[Cell] = []
        self._grid = _Grid()
        self._table = -1
        self._characters: list[tuple[str, int]] = []
        self._place = (-1, 0)

    def take(self, piece: Piece) -> None:
        """One piece; raises _RefusedError where it may not stand there."""
        if not piece.tag:
            self._text(piece)
            return
        written = self.html[piece.start : piece.end]
        tag = tag_of(written)
        refusal = html_refusals.of_tag(written, tag)
        if refusal is not None or tag is None:
            raise _RefusedError(refusal or Refusal.TAG)
        if not tag.opening:
            self._end(tag)
            return
        self._check_place(tag.name)
        if tag.name in ROW_GROUPS:
            self._grid.end_group()
        if tag.name == LINE_BREAK:
            self._show([("\n", piece.start)])
        else:
            self._begin(tag, piece)

    def _text(self, piece: Piece) -> None:
        characters = list(characters_of(self.html, piece))
        if any(one.name in CELLS or one.name == CAPTION for one in self.open):
            self._show(characters)
        elif any(not character.isspace() for character, _ in characters):
            raise _RefusedError(Refusal.LOOSE)

    def _show(self, characters: list[tuple[str, int]]) -> None:
        self._characters += characters
        text = "".join(character for character, _ in characters)
        for one in self.open:
            if one.name in INLINE:
                one.shown += text

    def _check_place(self, name: str) -> None:
        inline = [one.name for one in self.open if one.name in INLINE]
        around = self.open[-1].name if self.open else ""
        fits = name in (IN_CELLS if inline else WITHIN.get(around, ()))
        if not fits or (name in INLINE and html_refusals.misplaced(name, inline)):
            raise _RefusedError(Refusal.PLACE)

    def _begin(self, tag: Tag, piece: Piece) -> None:
        self.open.append(_Open(tag.name, (piece.start, piece.end)))
        if tag.name == "table":
            self._table, self._grid = self._table + 1, _Grid()
        elif tag.name == "tr":
            self._grid.next_row()
        elif tag.name in CELLS or tag.name == CAPTION:
            self._characters = []
            self._place = self._grid.seat(tag) if tag.name in CELLS else (-1, 0)

    def _end(self, tag: Tag) -> None:
        if not self.open or self.open[-1].name != tag.name:
            raise _RefusedError(Refusal.STRAY)
        opened = self.open.pop()
        refusal = html_refusals.of_content(tag.name, opened.shown) if tag.name in INLINE else None
        if refusal is not None:
            raise _RefusedError(refusal)
        if tag.name in ROW_GROUPS:
            self._grid.end_group()
        if tag.name in CELLS or tag.name == CAPTION:
            self.cells.append(Cell(self._table, *self._place, tuple(self._characters)))


class _Grid:
    """The places of one table, and those that are taken."""

    def __init__(self) -> None:
        self._row = self._column = -1
        self._taken: set[tuple[int, int]] = set()

    def next_row(self) -> None:
        self._row, self._column = self._row + 1, -1

    def end_group(self) -> None:
        """A group of rows ends, and with it whatever reaches down: browsers cut it off there, so it may not reach further."""
        if any(row > self._row for row, _ in self._taken):
            raise _RefusedError(Refusal.PLACE)

    def seat(self, tag: Tag) -> tuple[int, int]:
        """Row and column of the next cell, where cells above or before reach into it. Cells over each other would hide text."""
        self._column += 1
        while (self._row, self._column) in self._taken:
            self._column += 1
        wide, high = (int(tag.attributes.get(name, "1")) for name in ("colspan", "rowspan"))
        covered = {(self._row + down, self._column + right) for down in range(high) for right in range(wide)}
        if not self._taken.isdisjoint(covered):
            raise _RefusedError(Refusal.PLACE)
        self._taken |= covered
        if len(self._taken) > _MOST:
            raise _RefusedError(Refusal.LONG)
        place = self._row, self._column
        self._column += wide - 1
        return place
