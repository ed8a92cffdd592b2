"""What no reader reads as part of a term: letters and digits put between its Han characters, and the numbers of tones behind syllables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final

from sanshen.rules.forms import Form
from sanshen.rules.gaps import disguised, gaps_of

_SHORT: Final = 3
"""Two characters with something between are no term (三A级: 三级); of three, each gap has to be filled."""


@cache
def _between() -> re.Pattern[str]:
    # What comes before is looked at last: an expression that begins with a set of characters is sooner done with the others.
    return re.compile(r"[0-9a-z](?<=[^\x00-\x7f].)[0-9a-z]?(?=[^\x00-\x7f])")


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


def weight(folded: str, places: Sequence[int], form: Form) -> bool | None:
    """Whether a form whose letters stand at `places` is doubtful, with what is between them; None where it is no hit at all."""
    if form.runs or len(places) < _SHORT:
        return None
    gaps = gaps_of(folded, places)
    filled = [any(map(str.isalnum, gap)) for gap in gaps]
    signs = ["".join(sign for sign in gap if not sign.isalnum()) for gap in gaps]
    if form.role == "disguise":
        return True if disguised(signs, form.own_gaps(len(gaps))) else None
    if not any(filled) or not disguised(signs, form.own_gaps(len(gaps))):
        return None
    if len(places) > _SHORT or all(filled):
        return False
    return None if any(map(str.isdigit, "".join(gaps))) else True
