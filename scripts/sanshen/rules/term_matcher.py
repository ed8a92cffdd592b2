"""The matcher of a lexicon: built once, or opened as it was saved, and kept as long as the lexicon is in use."""

from __future__ import annotations

from itertools import chain
from typing import Final

from sanshen.model.lexicon import Lexicon
from sanshen.rules.matching import Matcher

_KEPT: Final = 4
# Matchers of the lexicons last used; one over ten thousand terms costs more than judging an article.
_known: dict[int, tuple[Lexicon, Matcher]] = {}


def built(lexicon: Lexicon) -> Matcher:
    """The matcher over every entry of a lexicon, in the order of `Lexicon.entry`, whenever it is in force."""
    everything = list(chain(lexicon.terms, lexicon.confidential))
    return Matcher(
        [term.term for term in everything],
        [term.except_ for term in everything],
        [term.instead for term in everything],
        [term.match for term in everything],
    )


def matcher_of(lexicon: Lexicon) -> Matcher:
    """The matcher of a lexicon."""
    known = _known.get(id(lexicon))
    if known is not None and known[0] is lexicon:
        return known[1]
    matcher = _opened(lexicon) if lexicon.prepared else built(lexicon)
    while len(_known) >= _KEPT:
        _known.pop(next(iter(_known)))
    _known[id(lexicon)] = (lexicon, matcher)
    return matcher


def _opened(lexicon: Lexicon) -> Matcher:
    try:
        return Matcher.open(lexicon.prepared)
    except ValueError:
        return built(lexicon)  # saved by another release of the automaton's library
