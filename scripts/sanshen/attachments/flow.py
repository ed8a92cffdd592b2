"""Running text: Word documents and slides, paragraph by paragraph, deleted, hidden and commented text included."""

from __future__ import annotations

import re
from typing import Final

from sanshen.attachments.notes import Notes
from sanshen.attachments.packages import TAIL, Package, Step
from sanshen.attachments.slides import Slide
from sanshen.attachments.unseen import Eyes, attribute
from sanshen.model.extract import Cell, Sign, Spot

_TEXTS: Final = frozenset({"t", "delText"})
_CODES: Final = frozenset({"instrText", "delInstrText"})
"""What a field does (where a link leads, which number it shows); the text that it shows follows as text."""
_PARAGRAPHS: Final = frozenset({"p", "comment", "Page"})
"""What holds together one text: paragraphs, a cell's comment, a page of an OFD file."""
_TRACKED: Final = frozenset({"ins", "del", "moveFrom", "moveTo", "rPrChange", "pPrChange", "cellIns", "cellDel"})
_BREAKS: Final = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_SYMBOLS: Final = {"F0AB": "★", "F0B6": "☆"}
"""Characters of the fonts Wingdings and Symbol that stand in for others."""
_SHOWN_ATTRIBUTES: Final = frozenset({"descr", "title", "alt", "tooltip", "string"})
"""Attributes that hold words: alternative texts, watermarks, field codes."""
_TELLING: Final = re.compile(r"[\u3400-\u9fff]|(?<![0-9A-Fa-f-])\d{11}")
"""What makes the value of any other attribute worth reading: Chinese, or as many digits as a telephone number has."""
_FETCHING: Final = re.compile(
    r"\b(?:DDE|DDEAUTO|INCLUDETEXT|DATABASE|LINK)\b|\bINCLUDEPICTURE\s+\W*(?:https?:|\\\\)", re.IGNORECASE
)
"""Fields that take content from elsewhere, or run a program."""


class FlowReader:
    """Reads one part. `part` and `number` say where it is; with `number` 0 paragraphs are counted from 1. `eyes`: what a reader sees."""

    def __init__(  # where it is, and who looks
        self, notes: Notes, part: str, number: int = 0, name: str = "", tables: int = 0, eyes: Eyes | Slide | None = None
    ) -> None:
        self.notes, self.part, self.fixed, self.name = notes, part, number, name
        self._eyes = eyes
        self._told: set[str] = set()
        self.paragraphs = 0
        self.tables = tables
        self._open: list[list[str]] = []
        self._codes: list[str] = []
        self._places: list[list[int]] = []

    def read(self, package: Package, name: str) -> None:
        """Note every paragraph of the part."""
        for step in package.walk(name):
            if step.begins:
                self._begin(step)
            else:
                self._end(step)

    def _spot(self) -> Spot:
        return Spot(self.part, self.fixed or max(1, self.paragraphs), self.name)

    def _begin(self, step: Step) -> None:
        self._attributes(step)
        if self._eyes is not None:
            self._eyes.begin(step)
        name = step.name
        if name in _PARAGRAPHS:
            self.paragraphs += 1
            self._open.append([])
        elif name == "tbl":
            self._places.append([self.tables, -1, -1])
            self.tables += 1
        elif name == "tr" and self._places:
            self._places[-1][1:] = [self._places[-1][1] + 1, -1]
        elif name == "tc" and self._places:
            self._places[-1][2] += 1
        elif name in _TRACKED:
            self.notes.mark(Sign.TRACKED, self._spot(), attribute(step, "author"))

    def _attributes(self, step: Step) -> None:
        for key, value in step.element.attrib.items():
            shown = key.rpartition("}")[2] in _SHOWN_ATTRIBUTES
            if key.rpartition("}")[2] == "instr":
                self._codes.append(value)
            elif shown or (value not in self._told and _TELLING.search(value)):
                self.notes.text(value, self._spot(), aside=True)
            if not shown:
                self._told.add(value)

    def _end(self, step: Step) -> None:
        name = step.name
        if self._eyes is not None:
            self._eyes.end(step)
        if name in _PARAGRAPHS and self._open:
            self.notes.text("".join(self._open.pop()), self._spot(), cell=self._cell())
            self._flush_codes()
        elif name == "tbl" and self._places:
            self._places.pop()
        elif name == TAIL:
            self._add(step.element.tail or "")
        elif name in _CODES:
            self._codes.append(step.element.text or "")
        elif name in _TEXTS or (step.element.text or "").strip():
            self._add((step.element.text or "") + ("\n" if name == "TextCode" else ""))
        elif name in _BREAKS:
            self._add(_BREAKS[name])
        elif name == "sym":
            self._add(_SYMBOLS.get(attribute(step, "char").upper(), " "))

    def _flush_codes(self) -> None:
        code, self._codes = "".join(self._codes), []
        self.notes.text(code, self._spot(), aside=True)
        if _FETCHING.search(code):
            self.notes.mark(Sign.EXTERNAL, self._spot(), code)

    def _add(self, text: str) -> None:
        if text.strip() and self._eyes is not None and not self._eyes.see():
            self.notes.mark(Sign.HIDDEN_TEXT, self._spot())
        if self._open:
            self._open[-1].append(text)
        else:
            self.notes.text(text, self._spot())

    def _cell(self) -> Cell | None:
        if not self._places or min(self._places[-1]) < 0:
            return None
        return Cell(*self._places[-1])
