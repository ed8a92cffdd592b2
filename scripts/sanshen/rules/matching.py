"""Finding many terms in folded text, also where blanks, signs or line breaks were put between the characters of one term.

A term is matched on its letters and digits alone; afterwards the gaps between them are looked at. A gap of blanks and signs
is a disguise. One sentence end between two characters is just two sentences (甲。乙), and in a term of two characters one
comma is just a list; two such gaps in one term are no accident any more.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import Final, NamedTuple

from ahocorasick_rs import AhoCorasick

from sanshen.reading.folding import fold

# As folding leaves them: full-width forms have become ASCII.
_SENTENCE_ENDS: Final = frozenset("。!?")
_CLAUSE_MARKS: Final = frozenset(",、:;()“”‘’\"'《》〈〉「」『』【】[]〔〕")
_LONGEST_GAP: Final = 16
_PAIR: Final = 2


class Hit(NamedTuple):
    """Term number `term` stands at `folded[start:end]`."""

    term: int
    start: int
    end: int


class _Key(NamedTuple):
    letters: str
    gaps: tuple[str, ...]


@lru_cache(maxsize=256)
def _squeeze(folded: str) -> tuple[str, list[int]]:
    # Several rules look at the same passage one after the other. Nobody changes the list.
    places = [at for at, character in enumerate(folded) if character.isalnum()]
    return "".join([folded[at] for at in places]), places


def _gaps(folded: str, places: Sequence[int]) -> tuple[str, ...]:
    return tuple(folded[left + 1 : right] for left, right in pairwise(places))


def _key(term: str) -> _Key:
    folded = fold(term).text
    letters, places = _squeeze(folded)
    return _Key(letters, _gaps(folded, places))


def _gaps_fit(gaps: Sequence[str], own: Sequence[str]) -> bool:
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


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalnum()


def _cut_out(folded: str, start: int, end: int) -> bool:
    """Whether a Latin term is a word of its own (`AI` is not in `said`); Chinese has no word boundaries to look at."""
    left = start > 0 and _is_latin(folded[start]) and _is_latin(folded[start - 1])
    right = end < len(folded) and _is_latin(folded[end - 1]) and _is_latin(folded[end])
    return not (left or right)


class Matcher:
    """An automaton over terms and their exceptions; built once for a list of terms, used for every passage.

    `exceptions[i]` are longer words that make a hit of term `i` inside them harmless.
    """

    def __init__(self, terms: Sequence[str], exceptions: Sequence[Sequence[str]] = ()) -> None:
        self._keys: list[_Key] = []
        self._terms: list[list[int]] = []
        self._excuses: list[list[int]] = []
        numbers: dict[str, int] = {}
        for number, term in enumerate(terms):
            self._terms[self._number(numbers, term)].append(number)
            for exception in exceptions[number] if exceptions else ():
                self._excuses[self._number(numbers, exception)].append(number)
        self._automaton = AhoCorasick([key.letters for key in self._keys])

    def _number(self, numbers: dict[str, int], term: str) -> int:
        key = _key(term)
        if not key.letters:
            raise ValueError(f"a term needs at least one letter or digit: {term!r}")
        same = "\0".join((key.letters, *key.gaps))
        if same not in numbers:
            numbers[same] = len(self._keys)
            self._keys.append(key)
            self._terms.append([])
            self._excuses.append([])
        return numbers[same]

    def may_find(self, letters: str) -> bool:
        """Whether text of these letters and digits, folded and without all signs between them, could hold a term."""
        return bool(self._automaton.find_matches_as_indexes(letters))

    def find(self, folded: str) -> Iterator[Hit]:
        """Every hit in text that has been folded, in order of its end; hits inside their exceptions are left out."""
        letters, places = _squeeze(folded)
        hits: list[Hit] = []
        excused: dict[int, list[tuple[int, int]]] = {}
        for key_number, first, last in self._automaton.find_matches_as_indexes(letters, overlapping=True):
            own = self._keys[key_number]
            start, end = places[first], places[last - 1] + 1
            if not _cut_out(folded, start, end) or not _gaps_fit(_gaps(folded, places[first:last]), own.gaps):
                continue
            hits.extend(Hit(term, start, end) for term in self._terms[key_number])
            for term in self._excuses[key_number]:
                excused.setdefault(term, []).append((start, end))
        around = {term: _Spans(spans) for term, spans in excused.items()}
        for hit in hits:
            if hit.term not in around or not around[hit.term].hold(hit):
                yield hit


class _Spans:
    """Spans, sorted: a text full of hits must not be compared pair by pair."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        self._furthest: dict[int, int] = {}
        for start, end in spans:
            self._furthest[start] = max(end, self._furthest.get(start, end))
        self._starts = sorted(self._furthest)
        self._reach = [0, *accumulate((self._furthest[start] for start in self._starts), max)]

    def hold(self, hit: Hit) -> bool:
        """Whether the hit lies inside a span that is longer than itself."""
        before = self._reach[bisect_left(self._starts, hit.start)]
        return before >= hit.end or self._furthest.get(hit.start, 0) > hit.end


def longest(hits: Sequence[Hit]) -> list[Hit]:
    """The hits that do not lie strictly inside another one."""
    spans = _Spans((hit.start, hit.end) for hit in hits)
    return [hit for hit in hits if not spans.hold(hit)]
