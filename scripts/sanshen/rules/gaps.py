"""What stands between the characters of a term in a text: a disguise, a line break, or just two sentences.

A gap of blanks and signs is a disguise. One sentence end between two characters is just two sentences (甲。乙), and in a term
of two characters one comma is just a list; two such gaps in one term are no accident any more.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

CELL: Final = "│"
"""Stands between two cells of one table row where a rule reads the row as a whole."""

# As folding leaves them: full-width forms have become ASCII.
_SENTENCE_ENDS: Final = frozenset("。!?")
_CLAUSE_MARKS: Final = frozenset(",、:;()“”‘’\"'《》〈〉「」『』【】[]〔〕" + CELL)
_QUOTES: Final = frozenset("“”‘’\"'《》〈〉「」『』()")
_ONE_QUOTE: Final = {ord(sign): '"' for sign in "“”‘’'「」『』〝〞"}
_LONGEST_GAP: Final = 16
_PAIR: Final = 2


def gaps_of(folded: str, places: Sequence[int]) -> tuple[str, ...]:
    """What stands between characters of `folded` at those places."""
    return tuple(folded[left + 1 : right] for left, right in pairwise(places))


def disguised(gaps: Sequence[str], own: Sequence[str]) -> bool:
    """Whether these gaps leave the term a term; `own` are the signs it is written with itself."""
    ends = clauses = 0
    for gap, expected in zip(gaps, own, strict=True):
        if not gap or gap == expected:
            continue
        if len(gap) > _LONGEST_GAP or "\n\n" in gap:
            return False
        ends += any(sign in _SENTENCE_ENDS for sign in gap)
        clauses += any(sign in _CLAUSE_MARKS for sign in gap)
    if ends + clauses >= _PAIR:
        return True
    return not ends and (not clauses or len(gaps) >= _PAIR)


def exact(gaps: Sequence[str], own: Sequence[str]) -> bool:
    """Whether these gaps are just those of the wording itself: what excuses a hit may not be disguised.

    Line breaks may be added, and quotation marks (警惕“稳赚不赔”); of signs that the wording has itself none may be missing.
    """
    return all(
        alike(gap, expected) or ("\n" in gap and not gap.strip() and not expected) or (not expected and _QUOTES.issuperset(gap))
        for gap, expected in zip(gaps, own, strict=True)
    )


def alike(one: str, other: str) -> bool:
    """Whether signs are the same, whatever kind of quotation mark is used and whatever blanks stand beside them."""
    return one == other or (bool(other.split()) and _bare(one) == _bare(other))


def _bare(signs: str) -> str:
    return "".join(signs.translate(_ONE_QUOTE).split())


def sign_before(folded: str, start: int, sign: str) -> int | None:
    """Where `sign` begins that ends right before `start`, blanks aside; None where it does not stand there."""
    for one in reversed(sign):
        start -= 1
        while start >= 0 and folded[start].isspace():
            start -= 1
        if start < 0 or not alike(folded[start], one):
            return None
    return start


def sign_behind(folded: str, end: int, sign: str) -> int | None:
    """Where `sign` ends that begins right behind `end`, blanks aside; None where it does not stand there."""
    for one in sign:
        while end < len(folded) and folded[end].isspace():
            end += 1
        if end >= len(folded) or not alike(folded[end], one):
            return None
        end += 1
    return end
