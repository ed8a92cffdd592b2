"""Workbooks: every cell of every sheet, hidden ones included, with its address."""

from __future__ import annotations

import re
from itertools import groupby
from posixpath import normpath
from typing import Final

from sanshen.attachments.notes import Notes
from sanshen.attachments.packages import Package, Step
from sanshen.attachments.refusal import RefusedError
from sanshen.attachments.unseen import attribute, is_pale
from sanshen.model.extract import Cell, Sign, Spot

_RELATIONS: Final = "xl/_rels/workbook.xml.rels"
_WORKBOOK: Final = "xl/workbook.xml"
_STRINGS: Final = "xl/sharedStrings.xml"
_STYLES: Final = "xl/styles.xml"
_HEAD_CELLS: Final = 2
_NARROWEST: Final = {"width": 0.3, "ht": 2.0}
"""A column in characters, a row in points: nothing narrower shows a letter."""
_LONG_NUMBER: Final = 11
"""So many cells in a row with one sign each may be somebody's telephone or identity number, as forms have it."""
_SHOWN: Final = {"dataValidation": ("promptTitle", "prompt", "errorTitle", "error"), "hyperlink": ("display", "tooltip")}
"""Words that appear beside a cell and stand in no text of the file."""
_JOINED_BY_SIGN: Final = re.compile(r'"?\s*&\s*"?')
_JOINED_BY_NAME: Final = re.compile(r"CONCAT(?:ENATE)?\([^()]*\)", re.IGNORECASE)
_BETWEEN: Final = re.compile(r'"?\s*,\s*"?')
_MOST_COLUMNS: Final = 16_384
_LARGEST: Final = 1e18


def read_sheets(package: Package, notes: Notes) -> frozenset[str]:
    """Note every sheet; returns the parts that were read."""
    targets = _targets(package)
    strings, unseen = _strings(package), _unseen(package)
    read = {_WORKBOOK, _STRINGS}
    number = 0
    for step in package.walk(_WORKBOOK):
        if step.begins and step.name == "sheet":
            number += 1
            name, part = attribute(step, "name"), targets.get(attribute(step, "id"), "")
            notes.text(name, Spot("sheet-name", number))
            if attribute(step, "state") in {"hidden", "veryHidden"}:
                notes.mark(Sign.HIDDEN_SHEET, Spot("sheet", 1, name))
            if part in package.names:
                _SheetReader(notes, name, number, strings, unseen).read(package, part)
                read.add(part)
        elif not step.begins and step.name == "definedName":
            notes.text(step.element.text or "", Spot("workbook"))
    return frozenset(read)


def _targets(package: Package) -> dict[str, str]:
    found = {}
    if _RELATIONS in package.names:
        for step in package.walk(_RELATIONS):
            if step.begins and step.name == "Relationship":
                target = attribute(step, "Target")
                found[attribute(step, "Id")] = normpath(target[1:] if target.startswith("/") else "xl/" + target)
    return found


def _strings(package: Package) -> list[str]:
    found: list[str] = []
    if _STRINGS not in package.names:
        return found
    pieces: list[str] = []
    for step in package.walk(_STRINGS):
        if step.name == "si" and step.begins:
            pieces = []
        elif step.name == "t" and not step.begins:
            pieces.append(step.element.text or "")
        elif step.name == "si":
            found.append("".join(pieces))
    return found


def _unseen(package: Package) -> frozenset[int]:
    """The numbers of the formats under which a cell shows nothing: white on white, or the number format ;;;."""
    blank: set[str] = set()
    fonts: list[bool] = []
    fills: list[bool] = []
    formats: set[int] = set()
    number = 0
    for step in package.walk(_STYLES) if _STYLES in package.names else ():
        if not step.begins:
            continue
        if step.name == "numFmt" and attribute(step, "formatCode").replace(" ", "") == ";;;":
            blank.add(attribute(step, "numFmtId"))
        elif step.path[-1:] == ("fonts",):
            fonts.append(False)
        elif step.path[-2:] == ("fonts", "font") and step.name == "color":
            white = attribute(step, "theme") == "0" and attribute(step, "tint") in {"", "0"}
            fonts[-1] = white or is_pale(attribute(step, "rgb"))
        elif step.path[-1:] == ("fills",):
            fills.append(True)
        elif step.path[-2:] == ("fills", "fill"):
            fills[-1] = step.name == "patternFill" and attribute(step, "patternType") in {"", "none"}
        elif step.path[-1:] == ("cellXfs",):
            font, fill = _whole(attribute(step, "fontId")) or 0, _whole(attribute(step, "fillId")) or 0
            pale = font < len(fonts) and fonts[font] and (fill >= len(fills) or fills[fill])
            if pale or attribute(step, "numFmtId") in blank:
                formats.add(number)
            number += 1
    return frozenset(formats)


def number_text(raw: str) -> str:
    """A number as a reader of the sheet sees it: whole ones without exponent (13.8E9 may be somebody's telephone)."""
    try:
        value = float(raw)
    except ValueError:
        return raw
    return str(int(value)) if value.is_integer() and abs(value) < _LARGEST else raw


class _SheetReader:
    """Reads one sheet, a row at a time. The head of its table is the first row with more than one cell."""

    def __init__(self, notes: Notes, name: str, number: int, strings: list[str], unseen: frozenset[int]) -> None:
        self.notes, self.name, self.number, self.strings, self.unseen = notes, name, number, strings, unseen
        self.hidden_columns: list[range] = []
        self.hidden_row = False
        self.pale: set[str] = set()
        self.head: int | None = None
        self.row = 0
        self.cells: list[tuple[str, str]] = []
        self.pieces: list[str] = []

    def read(self, package: Package, part: str) -> None:
        for step in package.walk(part):
            if step.begins:
                self._begin(step)
            else:
                self._end(step)

    def _begin(self, step: Step) -> None:
        if step.name == "row":
            self.row = _whole(attribute(step, "r")) or self.row + 1
            self.cells = []
            self.hidden_row = _is_hidden(step, "ht")
        elif step.name == "c":
            self.pieces = []
            if _whole(attribute(step, "s")) in self.unseen:
                self.pale.add(attribute(step, "r"))
        elif step.name == "col" and _is_hidden(step, "width"):
            first, last = _whole(attribute(step, "min")) or 1, _whole(attribute(step, "max")) or _MOST_COLUMNS
            self.hidden_columns.append(range(first - 1, last))
        for one in _SHOWN.get(step.name, ()):
            self.notes.text(attribute(step, one), Spot("sheet", max(1, self.row), self.name), aside=True)

    def _end(self, step: Step) -> None:
        text = step.element.text or ""
        if step.name in {"v", "t", "f"}:
            self.pieces.append(text if step.name != "v" else number_text(text))
            if step.name == "f" and (joined := _joined(text)) != text:
                self.notes.text(joined, Spot("sheet", max(1, self.row), self.name), aside=True)
        elif step.name == "c":
            self.cells.append((attribute(step, "r"), " ".join(piece for piece in self._kept(step) if piece)))
        elif step.name == "row":
            self._flush()
        elif text.strip():
            self.notes.text(text, Spot("sheet", max(1, self.row), self.name))

    def _kept(self, step: Step) -> list[str]:
        if attribute(step, "t") != "s":
            return self.pieces
        return [self.strings[at] for piece in self.pieces if (at := _whole(piece)) is not None and at < len(self.strings)]

    def _flush(self) -> None:
        filled = [cell for cell in self.cells if cell[1].strip()]
        self._spelled(filled)
        if self.head is None and len(filled) >= _HEAD_CELLS:
            self.head = self.row
        for place, (address, text) in enumerate(self.cells):
            spot = Spot("sheet", self.row, f"{self.name}!{address}")
            column = _column(address, place)
            at = Cell(self.number, self.row - self.head, column) if self.head is not None else None
            self.notes.text(text, spot, cell=at)
            if text.strip():
                self._mark(spot, column)

    def _spelled(self, filled: list[tuple[str, str]]) -> None:
        """A number with one digit to a cell, put together."""
        for single, group in groupby(filled, key=lambda cell: len(cell[1].strip()) == 1):
            row = list(group)
            if single and len(row) >= _LONG_NUMBER:
                address = f"{self.name}!{row[0][0]}"
                self.notes.text("".join(text.strip() for _, text in row), Spot("sheet", self.row, address), aside=True)

    def _mark(self, spot: Spot, column: int) -> None:
        """A cell with words in it that nobody sees."""
        if spot.name.rpartition("!")[2] in self.pale:
            self.notes.mark(Sign.HIDDEN_TEXT, spot)
        if self.hidden_row:
            self.notes.mark(Sign.HIDDEN_CELLS, Spot("sheet", self.row, self.name))
        elif any(column in hidden for hidden in self.hidden_columns):
            self.notes.mark(Sign.HIDDEN_CELLS, Spot("sheet", 1, self.name), "col")


def _joined(formula: str) -> str:
    """A formula with the pieces that it puts together as one: `"区长"&"示例"`, `CONCAT("区长","示例")`."""
    formula = _JOINED_BY_SIGN.sub("", formula)
    return _JOINED_BY_NAME.sub(lambda found: _BETWEEN.sub("", found.group()), formula)


def _is_hidden(step: Step, side: str) -> bool:
    """Whether a row or column is hidden, or so narrow that it might as well be."""
    long = attribute(step, side)
    try:
        return attribute(step, "hidden") in {"1", "true"} or (long != "" and float(long) < _NARROWEST[side])
    except ValueError:
        return False


def _whole(text: str) -> int | None:
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 9 else None  # noqa: PLR2004  # no sheet has more rows


def _column(address: str, place: int) -> int:
    letters = [ord(letter) - ord("A") + 1 for letter in address if "A" <= letter <= "Z"]
    if not letters:
        return place
    found = 0
    for letter in letters[:3]:
        found = found * 26 + letter
    return found - 1


def no_sheets(package: Package) -> None:
    """Raises RefusedError where the workbook itself is missing."""
    if _WORKBOOK not in package.names:
        raise RefusedError(Sign.DAMAGED, "workbook")
