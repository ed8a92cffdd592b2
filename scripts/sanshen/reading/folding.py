"""Folding: the same word however it is dressed. Forms, case, invisible characters, marks, look-alikes, traditional characters.

What each character folds to is in `folding_table.json`, made by `scripts/tables/folding.py`: the same on every machine,
whatever its Python knows of Unicode.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_left
from collections.abc import Sequence, Set
from functools import cache
from itertools import count
from pathlib import Path
from typing import Final

import msgspec

TABLE: Final = Path(__file__).with_name("folding_table.json")


class Folded(msgspec.Struct, frozen=True):
    """`text[i]` came from character `origin[i]` of what was folded."""

    text: str
    origin: Sequence[int]


class FoldingTable(msgspec.Struct, frozen=True):
    """Every character that folds to something else: `single[i]` to `becomes[i]`, those of `dropped` to nothing.

    `single` is in the order of code points; `dropped` are ranges, both ends included.
    """

    single: str
    becomes: str
    dropped: tuple[tuple[int, int], ...]
    several: dict[str, str]

    def of(self, code: int) -> str:
        """What the character of that code point folds to."""
        character = chr(code)
        at = bisect_left(self.single, character)
        if at < len(self.single) and self.single[at] == character:
            return self.becomes[at]
        if character in self.several:
            return self.several[character]
        before = bisect_left(self.dropped, (code + 1, 0)) - 1
        return "" if before >= 0 and code <= self.dropped[before][1] else character


@cache
def folding_table() -> FoldingTable:
    """The table that comes with the program; read when the first character is folded."""
    return msgspec.json.decode(TABLE.read_bytes(), type=FoldingTable)


_MANY: Final = 128
_PLANE: Final = 0x10000
_FIRST_TEXTS: Final = 100
"""So many texts cost less without the expression that finds what changes in a text: making it takes a while."""
_TEXTS: Final = count()


class _Table(dict[int, str]):
    """Code point → its folded form, made when first asked for; `uneven` are those that do not fold to one character.

    `same` are those that fold to themselves.
    """

    def __init__(self) -> None:
        super().__init__()
        self.uneven: set[str] = set()
        self.same: set[str] = set()

    def __missing__(self, code: int) -> str:
        made = folding_table().of(code)
        self[code] = made
        if len(made) != 1:
            self.uneven.add(chr(code))
        elif made == chr(code):
            self.same.add(made)
        return made


def fold(text: str) -> Folded:
    """`text` folded, with the origin of each character. Characters are folded one by one, so positions stay true."""
    folded = text.translate(_TABLE)
    if _TABLE.uneven.isdisjoint(text):
        return Folded(folded, range(len(text)))
    parts: list[str] = []
    origin: list[int] = []
    for place, character in enumerate(text):
        made = _TABLE[ord(character)]
        parts.append(made)
        origin += [place] * len(made)
    return Folded("".join(parts), tuple(origin))


@cache
def _changing() -> re.Pattern[str]:
    """Any one character that does not fold to itself (beyond the first plane: any at all)."""
    table = folding_table()
    several = [(ord(one), ord(one)) for one in table.several]
    ranges = [*((ord(one), ord(one)) for one in table.single), *several, *table.dropped, (_PLANE, sys.maxunicode)]
    merged: list[tuple[int, int]] = []
    for first, last in sorted(ranges):
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return re.compile("[" + "".join(f"{re.escape(chr(first))}-{re.escape(chr(last))}" for first, last in merged) + "]")


def _changed(text: str) -> Set[str]:
    """Characters of a text, with all that do not fold to themselves."""
    if next(_TEXTS) < _FIRST_TEXTS:
        return frozenset(text)
    return frozenset(_changing().findall(text))


def fold_evenly(text: str) -> str | None:
    """`text` folded, each character at its own place; None where one does not fold to one.

    The same as `fold`, at a fraction of the price: most characters fold to themselves, and the others are few.
    """
    becoming = {one: _TABLE[ord(one)] for one in _changed(text) - _TABLE.same}
    if not _TABLE.uneven.isdisjoint(becoming):
        return None
    if len(becoming) > _MANY:
        return text.translate(_TABLE)
    # What a character folds to folds to itself, so the order does not matter.
    for one, made in becoming.items():
        text = text.replace(one, made)
    return text


_TABLE: Final = _Table()
