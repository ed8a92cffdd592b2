"""How sure it is that a term with letters or digits put between its characters is that term."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sanshen.rules.forms import Form
from sanshen.rules.gaps import disguised, gaps_of
from sanshen.rules.thinning import is_foreign

_SHORT: Final = 3
"""Two characters with something between are no term (三A级: 三级), unless it is of a script that nothing Chinese is written with; of
three, each gap has to be filled."""


def weight(folded: str, places: Sequence[int], form: Form) -> bool | None:
    """Whether a form whose letters stand at `places` is doubtful, with what is between them; None where it is no hit at all."""
    if form.runs:
        return None
    gaps = gaps_of(folded, places)
    if len(places) < _SHORT:
        return True if form.role == "term" and all(map(is_foreign, gaps)) else None
    filled = [any(map(str.isalnum, gap)) for gap in gaps]
    signs = ["".join(sign for sign in gap if not sign.isalnum()) for gap in gaps]
    if form.role == "disguise":
        return True if disguised(signs, form.own_gaps(len(gaps))) else None
    if not any(filled) or not disguised(signs, form.own_gaps(len(gaps))):
        return None
    if len(places) > _SHORT or all(filled):
        return False
    return None if any(map(str.isdigit, "".join(gaps))) else True
