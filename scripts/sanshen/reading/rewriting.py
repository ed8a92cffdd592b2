"""Replacements in a file: applied to its bytes, and shown to change nothing that a reader sees anywhere else."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from sanshen.model.article import Article, Passage
from sanshen.model.finding import Edit, Place
from sanshen.reading.plain import correction_view

_BOM: Final = "\ufeff"


def in_order(edits: Iterable[Edit]) -> list[Edit]:
    """Edits as they follow each other in the file."""
    return sorted(edits, key=lambda one: (one.place.line, one.place.column))


def rewritten(data: bytes, edits: Iterable[Edit]) -> bytes:
    """The file with these edits, every other byte as it was: line ends, byte order mark, last line.

    Raises ValueError where the bytes are no UTF-8, two edits overlap, or something else stands there than `before`.
    """
    text = data.decode("utf-8")
    mark = _BOM if text.startswith(_BOM) else ""
    lines = re.split(r"(\r\n|\r|\n)", text[len(mark) :])  # every other one is a line end, the same that reading sees
    ends: dict[int, int] = {}
    for edit in reversed(in_order(edits)):
        at, first, last = 2 * (edit.place.line - 1), edit.place.column - 1, edit.place.end_column - 1
        if at >= len(lines) or last > ends.get(at, len(lines[at])) or lines[at][first:last] != edit.before:
            raise ValueError(f"line {edit.place.line} does not hold what is to be replaced")
        ends[at] = first
        lines[at] = lines[at][:first] + edit.after + lines[at][last:]
    return (mark + "".join(lines)).encode("utf-8")


class Shift:
    """Where places are after edits that do not overlap; what was replaced begins where its replacement begins."""

    def __init__(self, edits: Iterable[Edit]) -> None:
        self._lines: dict[int, list[tuple[int, int, int]]] = {}
        for edit in in_order(edits):
            known = self._lines.setdefault(edit.place.line, [])
            before = known[-1][2] if known else 0
            known.append((edit.place.column, edit.place.end_column, before + len(edit.after) - len(edit.before)))

    def of(self, place: Place) -> tuple[int, int]:
        """(line, column) after the edits."""
        known = self._lines.get(place.line, [])
        at = bisect_left(known, (place.column, 0, 0)) - 1
        if at < 0:
            return place.line, place.column
        start, end, by = known[at]
        if end <= place.column:
            return place.line, place.column + by
        return place.line, start + (known[at - 1][2] if at else 0)


def shows_only(edits: Sequence[Edit], before: Article, after: Article) -> bool:
    """Whether a reader of `after` sees what `before` shows with these edits, and nothing else that differs.

    Claims, bundle, the shape of the front matter and the structure of the page must be the same.
    """
    if before.claims != after.claims or before.bundle != after.bundle or before.meta_lines != after.meta_lines:
        return False
    if _shape(before.front) != _shape(after.front) or correction_view(before).structure != correction_view(after).structure:
        return False
    covered = {(edit.place.line, column): edit for edit in edits for column in range(edit.place.column, edit.place.end_column)}
    expected = Counter(_seen(one, _edited(one, covered)) for one in before.passages)
    return expected == Counter(_seen(one, one.text) for one in after.passages)


def _seen(passage: Passage, text: str) -> tuple[object, ...]:
    return (passage.kind, passage.key, passage.label, passage.hidden, passage.block, text)


def _edited(passage: Passage, covered: Mapping[tuple[int, int], Edit]) -> str:
    """The passage's text with the edits: the first character that one covers gives way to its replacement, the others to nothing."""
    places = passage.places
    if covered.keys().isdisjoint(places):
        return passage.text
    made: list[str] = []
    last: Edit | None = None
    for character, place in zip(passage.text, places, strict=True):
        edit = covered.get(place)
        if edit is None:
            made.append(character)
        elif edit is not last:
            made.append(edit.after)
        last = edit
    return "".join(made)


def _shape(value: object) -> object:
    """A front-matter value with its texts left out: those are compared as passages."""
    if isinstance(value, str):
        return ""
    if isinstance(value, Mapping):
        return tuple((key, _shape(part)) for key, part in value.items())
    if isinstance(value, (list, tuple)):
        return tuple(_shape(part) for part in value)
    return value
