"""Which block of the body a run of text belongs to: paragraph, heading or table cell, and which one."""

from __future__ import annotations

from markdown_it.token import Token

from sanshen.model.article import Block


class BlockCounter:
    """Watches the tokens of a body go by and says what stands open."""

    def __init__(self) -> None:
        self._level = 0
        self._table = self._row = self._column = -1
        self._cell = False
        self._lists = self._quotes = 0

    def pass_by(self, token: Token) -> None:
        """Note one token, in the order of the text."""
        kind = token.type
        if kind == "heading_open":
            self._level = int(token.tag[1])
        elif kind == "heading_close":
            self._level = 0
        elif kind == "list_item_open":
            self._lists += 1
        elif kind == "list_item_close":
            self._lists -= 1
        elif kind == "blockquote_open":
            self._quotes += 1
        elif kind == "blockquote_close":
            self._quotes -= 1
        else:
            self._in_table(kind)

    def _in_table(self, kind: str) -> None:
        if kind == "table_open":
            self._table, self._row = self._table + 1, -1
        elif kind == "tr_open":
            self._row, self._column = self._row + 1, -1
        elif kind in {"th_open", "td_open"}:
            self._column, self._cell = self._column + 1, True
        elif kind in {"th_close", "td_close"}:
            self._cell = False

    def cell(self, table: int, row: int, column: int) -> Block:
        """A cell of a table in raw HTML; `table` counts those of one block of HTML from 0. The caption (row -1) is a paragraph."""
        if row < 0:
            return self.block()
        return Block("cell", 0, self._table + 1 + table, row, column, self._lists > 0, self._quotes > 0)

    def pass_tables(self, number: int) -> None:
        """So many tables in raw HTML have gone by."""
        self._table += number

    def block(self) -> Block:
        """The block whose text comes now."""
        listed, quoted = self._lists > 0, self._quotes > 0
        if self._cell:
            return Block("cell", 0, self._table, self._row, self._column, listed, quoted)
        if self._level:
            return Block("heading", self._level, listed=listed, quoted=quoted)
        return Block("paragraph", listed=listed, quoted=quoted)
