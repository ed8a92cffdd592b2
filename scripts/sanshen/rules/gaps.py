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
_LONGEST_IN_LONG: Final = 64
"""Signs in one gap of a term: in a longer one they are no accident sooner. A run of blanks is one to whoever reads the page."""
_PAIR: Final = 2
_MOST_BEFORE_SIGN: Final = 4
_OPENER: Final = {
    "”": "“",
    "’": "‘",
    '"': '"',
    "'": "'",
    ")": "(",
    "]": "[",
    "】": "【",
    "〕": "〔",
    "》": "《",
    "〉": "〈",
    "」": "「",
    "』": "『",
}


def gaps_of(folded: str, places: Sequence[int]) -> tuple[str, ...]:
    """What stands between characters of `folded` at those places."""
    return tuple(folded[left + 1 : right] for left, right in pairwise(places))


def disguised(gaps: Sequence[str], own: Sequence[str]) -> bool:
    """Whether these gaps leave the term a term; `own` are the signs it is written with itself."""
    ends = clauses = 0
    for gap, expected in zip(gaps, own, strict=True):
        if not gap or gap == expected:
            continue
        if "\n\n" in gap or (len(gap) > _LONGEST_GAP and _is_too_long(gap, len(gaps))):
            return False
        ends += any(sign in _SENTENCE_ENDS for sign in gap)
        clauses += any(sign in _CLAUSE_MARKS for sign in gap) and not any(sign in _SENTENCE_ENDS for sign in gap)  # 甲。”乙
    if ends + clauses >= _PAIR:
        return True
    return not ends and (not clauses or len(gaps) >= _PAIR)


def _is_too_long(gap: str, count: int) -> bool:
    return sum(not sign.isspace() for sign in gap) > (_LONGEST_GAP if count < _PAIR else _LONGEST_IN_LONG)


def wrapped(folded: str, start: int, end: int, gap: str) -> bool:
    """Whether of the two characters at `folded[start:end]` one is set in marks by itself, or each (“甲”乙, 【甲】【乙】)."""
    bare, before, behind = "".join(gap.split()), folded[start - 1 : start], folded[end : end + 1]
    left = bare[:1] in _OPENER and _OPENER[bare[:1]] == before
    right = behind in _OPENER and _OPENER[behind] == bare[-1:]
    return left and right if len(bare) == _PAIR else len(bare) == 1 and (left or right)


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


def sign_before(folded: str, start: int, sign: str, *, loose: bool = False) -> int | None:
    """Where `sign` begins that ends right before `start`, blanks aside; None where it does not stand there.

    `loose`: a few other signs may stand between (禁词.！), as they may inside a term.
    """
    for one in reversed(sign):
        start, spare = start - 1, _MOST_BEFORE_SIGN * loose
        while start >= 0 and (folded[start].isspace() or (spare and _may_precede(folded[start], one))):
            spare -= not folded[start].isspace()
            start -= 1
        if start < 0 or not alike(folded[start], one):
            return None
    return start


def _may_precede(sign: str, wanted: str) -> bool:
    return not sign.isalnum() and sign not in _SENTENCE_ENDS and not alike(sign, wanted)


def sign_behind(folded: str, end: int, sign: str, *, loose: bool = False) -> int | None:
    """Where `sign` ends that begins right behind `end`, blanks (`loose`: and a few signs) aside; None where it does not stand there."""
    for one in sign:
        spare = _MOST_BEFORE_SIGN * loose
        while end < len(folded) and (folded[end].isspace() or (spare and _may_precede(folded[end], one))):
            spare -= not folded[end].isspace()
            end += 1
        if end >= len(folded) or not alike(folded[end], one):
            return None
        end += 1
    return end
