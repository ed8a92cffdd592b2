"""Text without what no reader reads as part of a term: letters (of any other script) and digits between Han characters, and the numbers of tones."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

FOREIGN: Final = "\u0370-\u04ff\u3041-\u312f\uac00-\ud7a3"
"""Greek and Cyrillic, kana and Zhuyin, Hangul: in a Chinese text as foreign to a term as Latin letters are."""


@cache
def _between() -> re.Pattern[str]:
    # What comes before is looked at last: an expression that begins with a set of characters is sooner done with the others.
    return re.compile(rf"[0-9a-z{FOREIGN}](?<=[^\x00-\x7f].)[0-9a-z{FOREIGN}]?(?=[^\x00-\x7f])")


@cache
def _foreign() -> re.Pattern[str]:
    return re.compile(f"[{FOREIGN}]{{1,2}}")


def is_foreign(gap: str) -> bool:
    """Whether one or two letters of such a script are all that stands there."""
    return _foreign().fullmatch(gap) is not None


@cache
def _tones() -> re.Pattern[str]:
    return re.compile(r"[1-5](?<=[a-z].)(?![0-9])")


def thinned(letters: str) -> Iterator[tuple[str, str, list[int]]]:
    """(role of the forms to look for, the letters left over, the place of each in `letters`): without fillers, and without tones."""
    for role, shape in (("term", _between()), ("disguise", _tones())):
        kept, begin = list[int](), 0
        for found in shape.finditer(letters):
            kept += range(begin, found.start())
            begin = found.end()
        if begin:
            kept += range(begin, len(letters))
            yield role, "".join(map(letters.__getitem__, kept)), kept


def may_be_thinned(letters: str) -> Iterator[str]:
    """The same letters left over, without their places."""
    for shape in (_between(), _tones()):
        left = shape.sub("", letters)
        if len(left) < len(letters):
            yield left
