"""Finding many terms in folded text, also where blanks, signs or line breaks stand between their characters, or each is doubled.

A term is matched on its letters and digits alone; afterwards the gaps between them are looked at (see `gaps`), and the signs at
its ends, which belong to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from sanshen.rules.automaton import Automata, Index, Pieces, build, load
from sanshen.rules.fillers import weight
from sanshen.rules.forms import Form, squeeze
from sanshen.rules.gaps import disguised, exact, gaps_of, sign_before, sign_behind, wrapped
from sanshen.rules.repeats import made_single
from sanshen.rules.spans import Spans
from sanshen.rules.thinning import may_be_thinned, thinned

if TYPE_CHECKING:
    from sanshen.model.lexicon import Disguise

_SHORT: Final = 3
"""A term so short with one doubled character inside may be two words that meet (合同同法人): that is doubtful."""


Original = Callable[[int, int], str]


class Hit(NamedTuple):
    """Term number `term` stands at `folded[start:end]`; `doubtful`: only its sound, its parts, or what may be two words."""

    term: int
    start: int
    end: int
    doubtful: bool = False


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalnum()


def _cut_out(folded: str, start: int, end: int) -> bool:
    """Whether a Latin term is a word of its own (`AI` is not in `said`); Chinese has no word boundaries to look at."""
    left = start > 0 and _is_latin(folded[start]) and _is_latin(folded[start - 1])
    right = end < len(folded) and _is_latin(folded[end - 1]) and _is_latin(folded[end])
    return not (left or right)


def _signed(folded: str, start: int, end: int, form: Form) -> tuple[int, int] | None:
    """The span with the signs that the form begins and ends with; None where they do not stand there."""
    loose = form.role != "exception"  # what excuses may not itself be a disguise
    first = sign_before(folded, start, form.lead, loose=loose) if form.lead else start
    last = sign_behind(folded, end, form.tail, loose=loose) if form.tail else end
    return None if first is None or last is None else (first, last)


class Matcher:
    """An automaton over terms and their exceptions; built once for a list of terms, used for every passage.

    `exceptions[i]` are wordings that make a hit of term `i` harmless: longer ones that hold it, or words that cross its
    beginning or end. `instead[i]` is what should be written: where that stands, nothing is wrong. `disguises[i]` are looked for
    on top of what folding undoes; such hits are doubtful.
    """

    def __init__(
        self,
        terms: Sequence[str],
        exceptions: Sequence[Sequence[str]] = (),
        instead: Sequence[str] = (),
        disguises: Sequence[Sequence[Disguise]] = (),
        *,
        saved: Pieces | None = None,
    ) -> None:
        self._automata: Automata = build(terms, exceptions, instead, disguises) if saved is None else load(saved)

    @property
    def index(self) -> Index:
        """The automaton over letters and the forms behind it."""
        return self._automata.letters

    @classmethod
    def open(cls, saved: Pieces) -> Matcher:
        """The matcher that was saved. Raises ValueError where the pieces are none."""
        return cls((), saved=saved)

    def save(self) -> Pieces:
        """The matcher in pieces of bytes, for `open`."""
        return self._automata.save()

    def may_find(self, letters: str) -> bool:
        """Whether text of these letters and digits, folded and without all signs between them, could hold a term."""
        automata, single = self._automata, made_single(letters)
        if automata.letters.finds(letters) or (single != letters and automata.letters.finds(single)):
            return True
        if any(automata.letters.finds(left) for left in may_be_thinned(letters)):
            return True
        return automata.spoken is not None and automata.spoken.finds(letters.translate(automata.sounds))

    def find(self, folded: str, original: Original | None = None) -> Iterator[Hit]:
        """Every hit in text that has been folded, in order of its end; hits inside their exceptions are left out.

        `original` gives the text before folding behind a span: without it a term that folds to what should be written is no hit.
        """
        letters, places = squeeze(folded)
        hits: dict[Hit, None] = {}
        excused: dict[int, list[tuple[int, int]]] = {}
        for hit, form in self._plain(folded, letters, places):
            if form.role == "exception":
                excused.setdefault(hit.term, []).append((hit.start, hit.end))
            elif not form.alike or (original is not None and original(hit.start, hit.end) != form.alike):
                hits[hit] = None
        doubled, spoken = self._doubled(folded, letters, places), self._spoken(folded, letters, places)
        for hit in (*doubled, *spoken, *self._filled(folded, letters, places)):
            if hit not in hits and hit._replace(doubtful=False) not in hits:
                hits[hit] = None
        around = {term: Spans(spans) for term, spans in excused.items()}
        for hit in sorted(hits, key=lambda one: one.end) if len(hits) > 1 else hits:
            if hit.term not in around or not around[hit.term].excuse(hit.start, hit.end):
                yield hit

    def _plain(self, folded: str, letters: str, places: Sequence[int]) -> Iterator[tuple[Hit, Form]]:
        for first, last, form in self._automata.letters.find(letters):
            hit = fitting(folded, places[first:last], form)
            if hit is not None:
                yield hit, form

    def _doubled(self, folded: str, letters: str, places: Sequence[int]) -> Iterator[Hit]:
        """Terms whose characters stand there twice or more (示示例例)."""
        runs = _runs(letters)
        if len(runs) == len(letters):
            return
        for first, last, form in self._automata.letters.find("".join(letters[start] for start, _ in runs)):
            if form.role == "term":
                yield from _as_doubled(folded, places, runs[first:last], form)

    def _filled(self, folded: str, letters: str, places: Sequence[int]) -> Iterator[Hit]:
        """Terms with letters or digits between their characters (示x例y禁z词), and pinyin with the numbers of its tones (shi4li4)."""
        for role, left, kept in thinned(letters):
            for first, last, form in self._automata.letters.find(left):
                if form.role != role or kept[last - 1] - kept[first] == last - 1 - first:
                    continue
                spots = [places[at] for at in kept[first:last]]
                doubtful = weight(folded, spots, form)
                end = spots[-1] + 1 + (role == "disguise" and folded[spots[-1] + 1 : spots[-1] + 2].isdigit())
                span = None if doubtful is None else _signed(folded, spots[0], end, form)
                if span is not None and doubtful is not None and _cut_out(folded, *span):
                    yield Hit(form.term, *span, doubtful)

    def _spoken(self, folded: str, letters: str, places: Sequence[int]) -> Iterator[Hit]:
        """Terms written with other characters of the same sound."""
        if self._automata.spoken is None:
            return
        for first, last, form in self._automata.spoken.find(letters.translate(self._automata.sounds)):
            hit = fitting(folded, places[first:last], form)
            if hit is not None:
                yield hit


def fitting(folded: str, places: Sequence[int], form: Form) -> Hit | None:
    """The hit of a form whose letters stand at `places`; None where the gaps, the signs at its ends or its neighbours forbid it."""
    if form.runs:
        return None
    start, end = places[0], places[-1] + 1
    if end - start > len(places) or form.gaps:
        gaps, own = gaps_of(folded, places), form.own_gaps(len(places) - 1)
        if not (
            exact(gaps, own)
            if form.role == "exception"
            else disguised(gaps, own) or (len(gaps) == 1 and wrapped(folded, start, end, *gaps))
        ):
            return None
    span = _signed(folded, start, end, form)
    return Hit(form.term, *span, form.role == "disguise") if span is not None and _cut_out(folded, start, end) else None


def _runs(letters: str) -> list[tuple[int, int]]:
    """(start, end) of each run of one letter; digits stand alone, they are never doubled for disguise."""
    starts = [at for at, letter in enumerate(letters) if not at or letter != letters[at - 1] or letter.isdecimal()]
    return list(zip(starts, [*starts[1:], len(letters)], strict=False))


def _as_doubled(folded: str, places: Sequence[int], runs: Sequence[tuple[int, int]], form: Form) -> Iterator[Hit]:
    own = form.runs or (1,) * len(runs)
    counts = [end - start for start, end in runs]
    more = [count > one for count, one in zip(counts, own, strict=True)]
    if any(count < one for count, one in zip(counts, own, strict=True)) or not (
        any(more[1:-1]) or _is_stretched(folded, places, runs, more)
    ):
        return  # doubled at its ends only: the term itself stands there
    first, last = runs[0][1] - own[0], runs[-1][0] + own[-1]
    expected: list[str] = []
    for number, (start, end) in enumerate(runs):
        begin, stop = max(start, first), min(end, last)
        expected += [""] * (stop - begin - 1)
        if number < len(runs) - 1:
            expected.append(form.own_gaps(len(runs) - 1)[number])
    outer = places[runs[0][0]], places[runs[-1][1] - 1] + 1
    # What is doubled at an end that a sign closes belongs to the term (禁词词！！).
    start, end = outer[0] if form.lead else places[first], outer[1] if form.tail else places[last - 1] + 1
    span = _signed(folded, start, end, form)
    if span is not None and _cut_out(folded, *outer) and disguised(gaps_of(folded, places[first:last]), expected):
        once = max(count - one for count, one in zip(counts, own, strict=True)) == 1
        yield Hit(form.term, *span, once and len(runs) <= _SHORT and not all(more))


def _is_stretched(folded: str, places: Sequence[int], runs: Sequence[tuple[int, int]], more: Sequence[bool]) -> bool:
    """Whether a Latin word of some length is doubled at an end (casinoo): inside a longer word the term by itself is no hit."""
    ends = ((runs[0], more[0]), (runs[-1], more[-1]))
    return len(runs) > _SHORT and any(twice and _is_latin(folded[places[run[0]]]) for run, twice in ends)


def longest(hits: Sequence[Hit]) -> list[Hit]:
    """The hits that do not lie strictly inside another one."""
    spans = Spans((hit.start, hit.end) for hit in hits)
    return [hit for hit in hits if not spans.hold(hit.start, hit.end)]
