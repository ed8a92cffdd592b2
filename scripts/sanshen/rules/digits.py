"""Digits as people write them to be read by people and not by programs: spelled in characters, or with signs between."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Final, NamedTuple

from sanshen.rules.reading_view import View
from sanshen.rules.skim import Skim

SPELLED: Final = dict(
    zip(
        map(ord, "〇○零一二三四五六七八九壹贰叁肆伍陆柒捌玖幺弌弍弎洞两拐勾"), "000123456789123456789" + "11230279", strict=True
    )
)
_TELLING: Final = "〇○零一二三四五六七八九壹贰叁肆伍陆柒捌玖幺"
"""Spelled digits that tell a spelled number; the rest only stand in one."""
_LEAST: Final = 11
"""So many spelled digits make a number worth reading as one: a mobile number, the shortest that is looked for."""
SEPARATOR: Final = r"[\s\-·._~/—–|*、,()]"
_DRAWN: Final = {ord("o"): "0", ord("l"): "1", ord("i"): "1"}
"""Letters that look like digits (folded: O, l, I)."""


class Run(NamedTuple):
    """`digits` (with a closing `x`) stand at `folded[start:end]`."""

    digits: str
    start: int
    end: int


@cache
def _spelled_run() -> re.Pattern[str]:
    return re.compile("[" + "".join(map(chr, SPELLED)) + r"0-9](?:\W{0,3}[" + "".join(map(chr, SPELLED)) + "0-9x]){10,}")


def spelled(folded: str) -> str:
    """`folded` with long runs of Chinese digits (一三八…) as ASCII digits; of the same length, so places stay true."""
    if not any(map(folded.__contains__, _TELLING)):
        return folded
    return _spelled_run().sub(_as_digits, folded)


def _as_digits(found: re.Match[str]) -> str:
    text = found.group()
    characters = sum(character in text for character in _TELLING)
    return text.translate(SPELLED) if characters and sum(one.isalnum() or one == "○" for one in text) >= _LEAST else text


@cache
def _drawn_run() -> re.Pattern[str]:
    return re.compile(r"(?<![0-9a-z/_=.%@&?#\-])[0-9oli](?:[\s\-]?[0-9oli]){10,18}(?![0-9a-wyz/_=%@&?#])")


def _redrawn(found: re.Match[str]) -> str:
    text = found.group()
    letters = sum(map(str.isalpha, text))
    return text.translate(_DRAWN) if 0 < letters < sum(map(str.isdigit, text)) else text


def readings(folded: str) -> tuple[str, ...]:
    """The ways to read the digits of a text, all of its length: as they stand, spelled ones (一三八) and drawn ones (l3O) as digits.

    A character before a number may be a name's (王五138…), so what stands there is read by itself too.
    """
    drawn = _drawn_run().sub(_redrawn, folded) if any(one in folded for one in "oli") else folded
    return tuple(dict.fromkeys((folded, spelled(folded), drawn)))


def runs(view: View, shape: re.Pattern[str]) -> Iterator[Run]:
    """Every match of `shape` in a passage, however its digits are read; the first group that took part is the number.

    No shape matches fewer characters than the shortest number has digits.
    """
    if len(view.folded) < _LEAST:
        return
    seen = set[Run]()
    for reading in readings(view.folded):
        for found in shape.finditer(reading):
            number = found.lastindex or 0
            text = found.group(number)
            digits = "".join(character for character in text if character.isdigit() or character == "x")
            run = Run(digits, *found.span(number))
            if run not in seen:
                seen.add(run)
                yield run


@cache
def _dense() -> re.Pattern[str]:
    return re.compile(f"[0-9oli{''.join(map(chr, SPELLED))}]{{{_LEAST}}}")


@cache
def _half() -> re.Pattern[str]:
    # A word between the digits of an identity number or a card leaves nine together on one side, or not two anywhere (see `_spread`).
    return re.compile("[0-9]{9}")


@cache
def _spread() -> re.Pattern[str]:
    return re.compile("[0-9](?P<sign>[^0-9a-z]{1,3})(?:[0-9](?P=sign)){4}[0-9]")


@lru_cache(maxsize=4)
def _long_number(folded: str, letters: str) -> bool:
    # A circle is no letter, but people write it for a nought.
    drawn = re.sub(r"[^\w○]|_", "", folded) if "○" in folded else letters
    return _dense().search(drawn) is not None or _half().search(folded) is not None or _spread().search(folded) is not None


def has_long_number(skim: Skim) -> bool:
    """Whether eleven digits or more, spelled or not, could follow each other with nothing but signs between them."""
    return _long_number(skim.folded, skim.letters)


def has_dense_number(letters: str) -> bool:
    """Whether eleven digits or more, spelled or not, follow each other in these letters and digits."""
    return _dense().search(letters) is not None


def spread(first: str, count: int, last: str = r"\d") -> str:
    """A pattern for `count` digits with one and the same sign between each two of them (`1-3-8-…`); holds one group name."""
    return rf"(?<!\d[^\da-z]){first}(?P<sign>[^\da-z]{{1,3}})(?:\d(?P=sign)){{{count - 2}}}{last}(?!(?P=sign)\d)"
