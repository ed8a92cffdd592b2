"""Tables of an article as rules look at them, and what the words around a cell say about it."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from sanshen.model.article import Article, PassageKind
from sanshen.rules.reading_view import View, view_of


class Table(msgspec.Struct, frozen=True):
    """One table: `cells[row, column]` → the cell's text; row 0 is the head. Empty cells are left out."""

    number: int
    cells: Mapping[tuple[int, int], View]
    rows: int
    columns: int

    def head(self, column: int) -> str:
        """The folded text of a column's head, "" where it has none."""
        return self.text(0, column)

    def text(self, row: int, column: int) -> str:
        """The folded text of a cell, blanks and line breaks aside."""
        cell = self.cells.get((row, column))
        return "".join(cell.folded.split()) if cell is not None else ""

    def column_where(self, *words: str) -> int | None:
        """The first column whose head holds one of the words."""
        for column in range(self.columns):
            if any(word in self.head(column) for word in words):
                return column
        return None


def tables(article: Article) -> tuple[Table, ...]:
    """Every table of the body, in the order of the text."""
    cells: dict[int, dict[tuple[int, int], View]] = {}
    for passage in article.passages:
        block = passage.block
        if passage.kind is PassageKind.TEXT and block is not None and block.kind == "cell":
            cells.setdefault(block.table, {})[block.row, block.column] = view_of(passage)
    return tuple(
        Table(number, found, 1 + max(row for row, _ in found), 1 + max(column for _, column in found))
        for number, found in sorted(cells.items())
    )


def context(article: Article, view: View, start: int, width: int) -> str:
    """What stands before a place and names it: the words before it, and for a cell its column's head and its row's labels."""
    before = view.folded[max(0, start - width) : start]
    block = view.passage.block
    if block is None or block.kind != "cell":
        return before
    table = next((one for one in tables(article) if one.number == block.table), None)
    if table is None:
        return before
    labels = [table.head(block.column), *(table.text(block.row, column) for column in {0, block.column - 1})]
    return " ".join([*(label[-width:] for label in labels), before])
