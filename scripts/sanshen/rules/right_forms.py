"""How numbers, letters and marks are to be written in Chinese text (GB/T 15834, GB/T 15835), as far as that is certain."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from functools import cache, lru_cache
from typing import Final

from sanshen.rules.fixing import Change, is_inside

Fixer = Callable[[str, int, int], tuple[Change, ...]]
"""(text, start, end) of what a rule found → the changes that put it right; () where that is not certain."""

_WIDE: Final = 0xFEE0
"""Full-width forms of ASCII stand so far behind it."""
_DOUBLE: Final = '"＂'
_SINGLE: Final = "'＇"
MARKS: Final = _DOUBLE + _SINGLE
"""Straight quotation marks, of either width."""
_LONGEST: Final = 160


def narrow(text: str, start: int, end: int) -> tuple[Change, ...]:
    """Full-width digits and letters become ASCII."""
    return (Change(start, end, "".join(chr(ord(sign) - _WIDE) for sign in text[start:end])),)


def wide(text: str, start: int, end: int) -> tuple[Change, ...]:
    """An ASCII mark becomes the full-width one."""
    return (Change(start, end, "".join(chr(ord(sign) + _WIDE) for sign in text[start:end])),)


def round_zero(text: str, start: int, end: int) -> tuple[Change, ...]:
    """The zero of a year in characters is 〇."""
    return tuple(Change(start + at, start + at + 1, "〇") for at, sign in enumerate(text[start:end]) if sign in "零0OoＯ０")


def quoted(text: str, start: int, end: int) -> tuple[Change, ...]:
    """A pair of straight marks becomes “ ”, ‘ ’ where it stands inside “ ”; pairs inside it become ‘ ’."""
    if not _certain(text, start, end - 1, _DOUBLE if text[start] in _DOUBLE else _SINGLE):
        return ()
    nested = is_inside(text, start, "“", "”")
    outer = "‘’" if nested else "“”"
    inner = [] if nested else list(_inner(text, start, end))
    return (Change(start, start + 1, outer[0]), *inner, Change(end - 1, end, outer[1]))


def _inner(text: str, start: int, end: int) -> Iterator[Change]:
    inside = range(start + 1, end - 1)
    for sign, after in zip("“”", "‘’", strict=True):
        yield from (Change(at, at + 1, after) for at in inside if text[at] == sign)
    places = [at for at in inside if text[at] in _SINGLE]
    if len(places) % 2 == 0:
        pairs = [
            (left, right) for left, right in zip(places[::2], places[1::2], strict=True) if _certain(text, left, right, _SINGLE)
        ]
        if 2 * len(pairs) == len(places):
            yield from (Change(at, at + 1, after) for pair in pairs for at, after in zip(pair, "‘’", strict=True))


def _certain(text: str, opening: int, closing: int, kind: str) -> bool:
    """Whether the two marks surely are a pair of quotation marks: no inches, no minutes, no apostrophe, no odd one beside them."""
    first, last = _line_of(text, opening)
    marks = _marks(text, kind)
    begin, end = bisect_left(marks, first), bisect_left(marks, last)
    if (end - begin) % 2 or (bisect_left(marks, opening) - begin) % 2 or not (bisect_left(marks, closing) - begin) % 2:
        return False
    before, behind = text[opening - 1 : opening], text[closing + 1 : closing + 2]
    words = text[opening + 1 : closing]
    if before.isdecimal() or words != words.strip() or not words:
        return False
    return kind == _DOUBLE or not (_is_latin(before) or _is_latin(behind))


@lru_cache(maxsize=4)
def _marks(text: str, kind: str) -> Sequence[int]:
    return [at for at, sign in enumerate(text) if sign in kind]


def _is_latin(sign: str) -> bool:
    return sign.isascii() and sign.isalnum()


def _line_of(text: str, at: int) -> tuple[int, int]:
    end = text.find("\n", at)
    return text.rfind("\n", 0, at) + 1, len(text) if end < 0 else end


@cache
def _single_pattern() -> re.Pattern[str]:
    return re.compile(r"(?<![0-9A-Za-z'＇])['＇][^'＇\n]{0,80}[一-鿿][^'＇\n]{0,80}['＇](?![0-9A-Za-z'＇])")


@cache
def _double_pattern() -> re.Pattern[str]:
    return re.compile(r"[\"＂][^\"＂\n]{0,80}[一-鿿][^\"＂\n]{0,80}[\"＂]")


def straight_quotations(text: str) -> Iterator[tuple[int, int]]:
    """The spans, marks included, of Chinese words between straight marks; a pair inside another one is not named again."""
    found: list[tuple[int, int]] = []
    first = 0
    for line in text.split("\n"):
        marks = [first + at for at, sign in enumerate(line) if sign in _DOUBLE]
        if len(marks) % 2 == 0:
            pairs = ((left, right + 1) for left, right in zip(marks[::2], marks[1::2], strict=True))
            found += [pair for pair in pairs if _is_chinese(text, *pair)]
        else:
            found += [(first + one.start(), first + one.end()) for one in _double_pattern().finditer(line)]
        first += len(line) + 1
    yield from sorted([*found, *(one.span() for one in _single_pattern().finditer(text) if not _within(found, one.start()))])


def _within(pairs: Sequence[tuple[int, int]], at: int) -> bool:
    before = bisect_left(pairs, (at, 0)) - 1
    return before >= 0 and at < pairs[before][1]


def _is_chinese(text: str, start: int, end: int) -> bool:
    return end - start <= _LONGEST and any("一" <= sign <= "鿿" for sign in text[start:end])
