"""The passages of the front matter: each text with the place of each of its characters, comments included."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final

from sanshen.model.article import Passage, PassageKind, Run
from sanshen.reading.front_matter import Parts
from sanshen.reading.meta import SIGNATURES
from sanshen.reading.meta_words import dotted
from sanshen.reading.positions import Place, Places, runs_of
from sanshen.reading.strict_yaml import Path, Scalar, YamlDocument

COMMENT: Final = "#"
"""The `key` of a passage that is a comment in the front matter."""


@cache
def _comment() -> re.Pattern[str]:
    return re.compile(r"(?:^|(?<=\s))#")


@cache
def _escape() -> re.Pattern[str]:
    return re.compile(r"\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)|''|.")


def meta_passages(parts: Parts, document: YamlDocument) -> tuple[Passage, ...]:
    """Passages of every text value, `signatures` aside, and of every comment."""
    lines = parts.source.split("\n")[: parts.body_line - 1]
    found: list[Passage] = []
    for at, scalar in document.scalars.items():
        value = _value(document.value, at)
        if at and at[0] != SIGNATURES and isinstance(value, str) and value:
            kind = PassageKind.TITLE if at == ("title",) else PassageKind.META
            found.append(Passage(kind, value, runs(lines, scalar, value), key=dotted(at)))
    return (*found, *_comments(lines, document.scalars))


def runs(lines: list[str], scalar: Scalar, value: str) -> tuple[Run, ...]:
    """Where the characters stand of `value`, which was read from the extent of `scalar`."""
    if scalar.line == scalar.end_line:
        quote = 1 if scalar.style else 0
        start = scalar.column - 1 + quote
        raw = lines[scalar.line - 1][start : scalar.end_column - 1 - quote]
        if raw == value:
            return ((0, scalar.line, start + 1),)
        return runs_of(_escaped(raw, scalar.line, start + 1, value))
    return runs_of(_followed(lines, scalar, value))


def _escaped(raw: str, line: int, column: int, value: str) -> Places:
    """A quoted text on one line: each unit of the source makes one character; what does not fit stands at the last unit."""
    units = [match.start() for match in _escape().finditer(raw)] or [0]
    return [(line, column + units[min(place, len(units) - 1)]) for place in range(len(value))]


def _followed(lines: list[str], scalar: Scalar, value: str) -> Places:
    """A text over several lines: its characters are found one after the other; folding only changes white space."""
    line = scalar.line + (1 if scalar.style in {"|", ">"} else 0)
    column = 1 if line > scalar.line else scalar.column + (1 if scalar.style else 0)
    found: Places = []
    for char in value:
        if not char.isspace():
            hit = _next(lines, line, column, scalar.end_line, char)
            if hit is not None:
                line, column = hit
        found.append((line, min(column, len(lines[line - 1]) + 1)))
        column += 1 if char != "\n" else 0
    return found


def _next(lines: list[str], line: int, column: int, last: int, char: str) -> Place | None:
    """The next place of `char`, passing over white space only; None where something else (an escape) stands there."""
    while line <= min(last, len(lines)):
        rest = lines[line - 1][column - 1 :]
        stripped = rest.lstrip()
        if stripped:
            column += len(rest) - len(stripped)
            return (line, column) if stripped[0] == char else None
        line, column = line + 1, 1
    return None


def _comments(lines: list[str], scalars: Mapping[Path, Scalar]) -> Iterator[Passage]:
    for number, text in enumerate(lines, 1):
        if COMMENT not in text:
            continue
        for match in _comment().finditer(text):
            column = match.start() + 1
            if not any(_inside(scalar, number, column) for scalar in scalars.values()):
                words = text[column:]
                if words.strip():
                    yield Passage(PassageKind.META, words, ((0, number, column + 1),), key=COMMENT)
                break


def _inside(scalar: Scalar, line: int, column: int) -> bool:
    return (scalar.line, scalar.column) <= (line, column) < (scalar.end_line, scalar.end_column)


def _value(value: object, at: Path) -> object:
    for part in at:
        if isinstance(value, dict) and isinstance(part, str):
            value = value.get(part)
        elif isinstance(value, list) and isinstance(part, int):
            value = value[part]
    return value
