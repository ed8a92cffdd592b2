"""An article skimmed: all its words in one string, so that a rule with nothing to find in them is told so at once.

Most articles break no rule. Looking for a rule's own trigger once in the whole text costs a fraction of asking the rule
about every paragraph, cell and front-matter value; listening for the words of all rules in one pass costs less still.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Final

import msgspec
from daachorse import DoubleArrayAhoCorasick

from sanshen.model.article import Article
from sanshen.rules.letters import units
from sanshen.rules.reading_view import BARRIER, sight
from sanshen.rules.repeats import made_single
from sanshen.rules.thinning import may_be_thinned

__all__ = ["BARRIER", "Listener", "Skim", "skim"]


_USUAL: Final = " ,、。_\n\x00"


class Skim(msgspec.Struct, frozen=True):
    """`text`: every passage (waiver texts too), barriers between; `written`: none between; `folded`: as rules see it; `letters`: its
    letters and digits alone.

    `heard`: the words of all rules that stand in `letters`, doubled or not; `shown`: their clues that stand in `folded`. `targets`:
    whether there is any link or picture, `escapes`: one whose target has percent escapes.
    """

    article: Article
    text: str
    written: str
    folded: str
    letters: str
    heard: frozenset[str]
    shown: frozenset[str]
    targets: bool
    escapes: bool

    @property
    def has_cells(self) -> bool:
        """Whether there may be a table, in Markdown or HTML."""
        return "|" in self.article.source or "<" in self.article.source


class _Finder:
    """Finds which of many pieces stand in a text, in one pass over it."""

    def __init__(self, pieces: Iterable[str]) -> None:
        self._pieces = tuple(dict.fromkeys(pieces))
        self._automaton = DoubleArrayAhoCorasick([units(one) for one in self._pieces]) if self._pieces else None

    def find(self, text: str) -> frozenset[str]:
        if self._automaton is None:
            return frozenset()
        # A match that begins between two bytes of a character is none.
        found = self._automaton.find_overlapping(units(text))
        return frozenset([self._pieces[number] for first, _, number in found if not first & 1])


class Listener:
    """Finds which of many words (letters and digits alone, folded) are heard in a text, and which of many clues show there."""

    def __init__(self, words: Iterable[str], clues: Iterable[str] = ()) -> None:
        self._words, self._clues = _Finder(words), _Finder(clues)

    def hear(self, letters: str) -> frozenset[str]:
        """The words that stand there, also where doubled letters have to be taken as one or fillers left out."""
        single = made_single(letters)
        other = (single,) if single != letters else ()
        return self._words.find(" ".join((letters, *other, *may_be_thinned(letters))))  # no word goes across the blank

    def see(self, folded: str) -> frozenset[str]:
        """The clues that stand there."""
        return self._clues.find(folded)


@cache
def _signs() -> re.Pattern[str]:
    # With the underscore exactly what is not str.isalnum(), which the matching of terms goes by. A range of Han would be told
    # sooner than looked up, but Python takes as long to make it ready as to look at eighty articles.
    return re.compile(r"\W+")


def skim(article: Article, listener: Listener) -> Skim:
    """Skim one article."""
    seen = sight(article)
    letters = seen.folded
    # The usual signs by themselves: an expression takes its time for each.
    for sign in _USUAL:
        letters = letters.replace(sign, "")
    letters = _signs().sub("", letters)
    return Skim(
        article,
        seen.text,
        seen.written,
        seen.folded,
        letters,
        listener.hear(letters),
        listener.see(seen.folded),
        seen.targets,
        seen.escapes,
    )
