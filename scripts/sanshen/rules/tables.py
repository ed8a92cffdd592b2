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


# The article judged last: one rule after the other, and one cell after the other, looks at the same tables.
_latest: list[tuple[Article, tuple[Table, ...]]] = []


def tables(article: Article) -> tuple[Table, ...]:
    """Every table of the body, in the order of the text."""
    if not _latest or _latest[0][0] is not article:
        _latest[:] = [(article, _read(article))]
    return _latest[0][1]


def table_of(article: Article, number: int) -> Table:
    """The table of that number (`Block.table`); a table without a cell that says anything has none and no cell asks for it."""
    every = tables(article)
    return every[number] if number < len(every) and every[number].number == number else _find(every, number)


def _find(every: tuple[Table, ...], number: int) -> Table:
    return next((one for one in every if one.number == number), Table(number, {}, 0, 0))


def _read(article: Article) -> tuple[Table, ...]:
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
    table = table_of(article, block.table)
    labels = [table.head(block.column), *(table.text(block.row, column) for column in {0, block.column - 1})]
    return " ".join([*(label[-width:] for label in labels), before])
