"""The forms of a term that an automaton looks for: its letters, the signs it is written with, and what a form is there for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby, repeat
from typing import Final, Literal

import msgspec

from sanshen.reading.folding import fold
from sanshen.rules.gaps import gaps_of

Role = Literal["term", "exception", "disguise"]
_SHORTEST_RUNS: Final = 2


class Form(msgspec.Struct, frozen=True, array_like=True, omit_defaults=True):
    """One wording of term number `term`. Signs at its ends (`lead`, `tail`) must stand there; those between its letters may.

    `runs`: how often each letter stands in a row, where the form is sought in text with doubled characters made one. `alike`: what
    should be written, where it folds to the same (办公厅 for 办公庁): only the text before folding tells which it is.
    """

    term: int
    role: Role = "term"
    gaps: tuple[str, ...] = ()
    lead: str = ""
    tail: str = ""
    runs: tuple[int, ...] = ()
    alike: str = ""

    def own_gaps(self, count: int) -> Sequence[str]:
        """The gaps of the form itself: none are kept where it has no signs."""
        return self.gaps or tuple(repeat("", count))


@lru_cache(maxsize=256)
def squeeze(folded: str) -> tuple[str, list[int]]:
    """The letters and digits of folded text, and where each stands. Nobody changes the list: several rules ask for the same."""
    places = [at for at, character in enumerate(folded) if character.isalnum()]
    return "".join([folded[at] for at in places]), places


def form_of(wording: str, term: int, role: Role) -> tuple[str, Form]:
    """(letters, form) of a wording. Raises ValueError where it has neither letter nor digit."""
    folded = fold(wording).text
    if folded.isalnum():
        return folded, Form(term, role)
    letters, places = squeeze(folded)
    if not letters:
        raise ValueError(f"a term needs at least one letter or digit: {wording!r}")
    gaps = gaps_of(folded, places)
    lead, tail = ("".join(sign.split()) for sign in (folded[: places[0]], folded[places[-1] + 1 :]))
    return letters, Form(term, role, gaps if any(gaps) else (), lead, tail)


def doubled(letters: str, form: Form) -> Iterator[tuple[str, Form]]:
    """The form that finds a term with a doubled letter of its own (天天向上) in text with doubled characters made one."""
    if len(set(letters)) == len(letters):
        return
    runs = tuple(len(list(same)) for _, same in groupby(letters))
    if len(runs) >= _SHORTEST_RUNS and len(runs) < len(letters):
        short = "".join(letter for letter, _ in groupby(letters))
        yield short, Form(form.term, form.role, _outer(form.gaps, runs), form.lead, form.tail, runs)


def told_apart(letters: str, form: Form, instead: str) -> Form:
    """The form of a term, knowing what should be written instead where both fold to the same."""
    if not any(character.isalnum() for character in instead):
        return form
    return msgspec.structs.replace(form, alike=instead) if form_of(instead, form.term, form.role) == (letters, form) else form


def without_fault(letters: str, form: Form, instead: str) -> Iterator[tuple[str, Form]]:
    """The exception for what should be written instead of a term, where it holds the term's letters (“三农” for 三农)."""
    if any(character.isalnum() for character in instead):
        right, excuse = form_of(instead, form.term, "exception")
        if letters in right and (right, excuse.gaps, excuse.lead, excuse.tail) != (letters, form.gaps, form.lead, form.tail):
            yield right, excuse


def _outer(gaps: Sequence[str], runs: Sequence[int]) -> tuple[str, ...]:
    """The gaps between different letters."""
    if not gaps:
        return ()
    found, at = [], -1
    for run in runs[:-1]:
        at += run
        found.append(gaps[at])
    return tuple(found)
