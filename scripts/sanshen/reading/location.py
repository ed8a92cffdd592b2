"""Gives every leaf of a token stream its pieces: which character of its content stands on which line and column."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Final

from markdown_it.common.utils import MD_TRIM_CHARS
from markdown_it.token import Token

from sanshen.reading.positions import Pieces

_BLANKS: Final = " \t"
Cell = tuple[str, Pieces]


def locate(tokens: Sequence[Token], source: str, first_line: int) -> None:
    """Set `meta["pieces"]` of inline, code, HTML and definition tokens, and `meta["surplus"]` of table rows.

    `surplus` are the cells beyond the header's width, which no reader sees: (text, pieces).
    """
    page = _Page(source, first_line)
    following: Iterator[Cell] = iter(())
    table: Token | None = None
    for place, token in enumerate(tokens):
        kind = token.type
        if kind in {"paragraph_open", "heading_open"}:
            inline = tokens[place + 1]
            inline.meta["pieces"] = (
                page.heading(token) if token.markup.startswith("#") else page.paragraph(token, inline.content)
            )
        elif kind in {"fence", "code_block", "html_block"}:
            token.meta["pieces"] = page.verbatim(token, 1 if kind == "fence" else 0)
            token.meta["info"] = page.info(token)
        elif kind == "definition":
            token.meta["text"], token.meta["pieces"] = page.definition(token)
        elif kind == "table_open":
            table = token
        elif kind == "tr_open" and table is not None:
            cells = page.row(table, token)
            wide = _width(tokens, place)
            token.meta["surplus"] = cells[wide:]
            following = iter(cells)
        elif kind == "inline" and "pieces" not in token.meta:
            text, pieces = next(following, ("", Pieces()))
            token.meta["pieces"] = pieces if text == token.content else Pieces()


def _width(tokens: Sequence[Token], row: int) -> int:
    """How many cells the row at `row` really has."""
    count = 0
    for token in tokens[row + 1 :]:
        if token.type == "tr_close":
            return count
        count += token.type == "inline"
    return count


class _Page:
    """The source with its lines."""

    def __init__(self, source: str, first_line: int) -> None:
        self.source, self.first_line = source, first_line
        self.begins = [0, *accumulate(len(line) + 1 for line in source.split("\n"))]

    def column(self, line: int, index: int) -> int:
        return index - self.begins[line] + 1

    def rest(self, index: int) -> str:
        """The source from `index` to the end of its line."""
        end = self.source.find("\n", index)
        return self.source[index:] if end < 0 else self.source[index:end]

    def paragraph(self, token: Token, content: str) -> Pieces:
        top, starts = _map(token)[0], token.meta["starts"]
        if content and len(starts) == 1 and self.source.startswith(content[:1], starts[0]):  # nothing was trimmed
            return Pieces.of_line(self.first_line + top, self.column(top, starts[0]))
        skip = 0
        while skip + 1 < len(starts) and not self.rest(starts[skip]).strip(MD_TRIM_CHARS):
            skip += 1  # a line of ideographic spaces is no empty line to the parser, but it is trimmed
        pieces, index = Pieces(), 0
        for number, text in enumerate(content.split("\n")):
            line, start = top + skip + number, starts[skip + number]
            raw = self.rest(start)
            lead = len(raw) - len(raw.lstrip(MD_TRIM_CHARS)) if number == 0 else len(text.lstrip(_BLANKS)) - len(text)
            pieces.add(index, self.first_line + line, self.column(line, start) + lead)
            index += len(text) + 1
        return pieces

    def heading(self, token: Token) -> Pieces:
        line, start = _map(token)[0], token.meta["starts"][0] + len(token.markup)
        raw = self.rest(start)
        pieces = Pieces()
        pieces.add(0, self.first_line + line, self.column(line, start) + len(raw) - len(raw.lstrip(MD_TRIM_CHARS)))
        return pieces

    def verbatim(self, token: Token, skip: int) -> Pieces:
        top, starts = _map(token)[0], token.meta["starts"]
        pieces, index = Pieces(), 0
        for number, text in enumerate(token.content.split("\n")):
            at = number + skip
            if at >= len(starts):
                break
            lead = len(text) - len(text.lstrip(_BLANKS))
            pieces.add(index, self.first_line + top + at, self.column(top + at, starts[at]) - lead)
            index += len(text) + 1
        return pieces

    def info(self, token: Token) -> Pieces:
        """Where the word behind the opening mark of a fence stands."""
        start = token.meta["starts"][0] + len(token.markup)
        lead = len(token.info) - len(token.info.lstrip())
        pieces = Pieces()
        pieces.add(0, self.first_line + _map(token)[0], self.column(_map(token)[0], start) + lead)
        return pieces

    def definition(self, token: Token) -> Cell:
        top = _map(token)[0]
        pieces, text = Pieces(), ""
        for number, start in enumerate(token.meta["starts"]):
            pieces.add(len(text), self.first_line + top + number, self.column(top + number, start))
            text += self.rest(start) + "\n"
        return text, pieces

    def row(self, table: Token, row: Token) -> list[Cell]:
        line = _map(row)[0]
        start = table.meta["starts"][line - _map(table)[0]]
        return split_row(self.rest(start), self.first_line + line, self.column(line, start))


def split_row(raw: str, line: int, column: int) -> list[Cell]:
    """The cells of a table row with their places; `raw` begins at `column`. An escaped bar belongs to its cell."""
    text = raw.strip(MD_TRIM_CHARS)
    column += len(raw) - len(raw.lstrip(MD_TRIM_CHARS))
    if "\\" not in text:
        return _plain_row(text, line, column)
    cells: list[list[int]] = [[]]
    escaped = False
    for at, char in enumerate(text):
        if char == "|" and not escaped:
            cells.append([])
        elif char == "|":
            cells[-1][-1] = at
        else:
            cells[-1].append(at)
        escaped = char == "\\"
    if not cells[0]:
        cells.pop(0)
    if cells and not cells[-1]:
        cells.pop()
    return [_cell(text, kept, line, column) for kept in cells]


def _plain_row(text: str, line: int, column: int) -> list[Cell]:
    """The cells of a row without escapes: each stands in one piece."""
    parts = text.split("|")
    begins = accumulate((len(part) + 1 for part in parts), initial=column)
    cells: list[Cell] = []
    for number, (part, begin) in enumerate(zip(parts, begins, strict=False)):
        if part or 0 < number < len(parts) - 1:  # nothing stands before the first bar, nor behind the last one
            content, pieces = part.strip(MD_TRIM_CHARS), Pieces()
            if content:
                pieces.add(0, line, begin + len(part) - len(part.lstrip(MD_TRIM_CHARS)))
            cells.append((content, pieces))
    return cells


def _cell(text: str, kept: list[int], line: int, column: int) -> Cell:
    content = "".join(text[at] for at in kept)
    lead = len(content) - len(content.lstrip(MD_TRIM_CHARS))
    content = content.strip(MD_TRIM_CHARS)
    pieces, before = Pieces(), -2
    for index, at in enumerate(kept[lead : lead + len(content)]):
        if at != before + 1:
            pieces.add(index, line, column + at)
        before = at
    return content, pieces


def _map(token: Token) -> list[int]:
    if token.map is None:
        raise RuntimeError(f"markdown-it gave no lines for {token.type}")
    return token.map
