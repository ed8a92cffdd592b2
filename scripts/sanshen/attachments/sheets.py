"""Workbooks: every cell of every sheet, hidden ones included, with its address."""

from __future__ import annotations

from posixpath import normpath
from typing import Final

from sanshen.attachments.flow import attribute
from sanshen.attachments.notes import Notes
from sanshen.attachments.packages import Package, Step
from sanshen.attachments.refusal import RefusedError
from sanshen.model.extract import Cell, Sign, Spot

_RELATIONS: Final = "xl/_rels/workbook.xml.rels"
_WORKBOOK: Final = "xl/workbook.xml"
_STRINGS: Final = "xl/sharedStrings.xml"
_HEAD_CELLS: Final = 2
_LARGEST: Final = 1e18


def read_sheets(package: Package, notes: Notes) -> frozenset[str]:
    """Note every sheet; returns the parts that were read."""
    targets = _targets(package)
    strings = _strings(package)
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
                _SheetReader(notes, name, number, strings).read(package, part)
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


def number_text(raw: str) -> str:
    """A number as a reader of the sheet sees it: whole ones without exponent (13.8E9 may be somebody's telephone)."""
    try:
        value = float(raw)
    except ValueError:
        return raw
    return str(int(value)) if value.is_integer() and abs(value) < _LARGEST else raw


class _SheetReader:
    """Reads one sheet, a row at a time. The head of its table is the first row with more than one cell."""

    def __init__(self, notes: Notes, name: str, number: int, strings: list[str]) -> None:
        self.notes, self.name, self.number, self.strings = notes, name, number, strings
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
        if step.name == "c":
            self.pieces = []
        hidden = attribute(step, "hidden")
        if step.name in {"row", "col"} and hidden in {"1", "true"}:
            where = self.row if step.name == "row" else 1
            self.notes.mark(Sign.HIDDEN_CELLS, Spot("sheet", where, self.name), "" if step.name == "row" else "col")

    def _end(self, step: Step) -> None:
        text = step.element.text or ""
        if step.name in {"v", "t", "f"}:
            self.pieces.append(text if step.name != "v" else number_text(text))
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
        if self.head is None and len(filled) >= _HEAD_CELLS:
            self.head = self.row
        for place, (address, text) in enumerate(self.cells):
            spot = Spot("sheet", self.row, f"{self.name}!{address}")
            at = Cell(self.number, self.row - self.head, _column(address, place)) if self.head is not None else None
            self.notes.text(text, spot, cell=at)


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
