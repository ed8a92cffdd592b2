"""An article skimmed: all its words in one string, so that a rule with nothing to find in them is told so at once.

Most articles break no rule. Looking for a rule's own trigger once in the whole text costs a fraction of asking the rule
about every paragraph, cell and front-matter value; listening for the words of all rules in one pass costs less still.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

import msgspec
from daachorse import DoubleArrayAhoCorasick

from sanshen.model.article import Article
from sanshen.rules.letters import units
from sanshen.rules.reading_view import BARRIER, sight
from sanshen.rules.repeats import made_single

__all__ = ["BARRIER", "Listener", "Skim", "skim"]


class Skim(msgspec.Struct, frozen=True):
    """`text`: every passage (waiver texts too), barriers between; `characters`: what it is made of; `folded`: as rules see it,
    made of `shown`; `letters`: its letters and digits alone.

    `heard`: the words of all rules that stand in `letters`, doubled or not. `targets`: whether there is any link or picture, `escapes`: one whose
    target has percent escapes.
    """

    article: Article
    text: str
    characters: frozenset[str]
    folded: str
    shown: frozenset[str]
    letters: str
    heard: frozenset[str]
    targets: bool
    escapes: bool

    @property
    def has_cells(self) -> bool:
        """Whether there may be a table, in Markdown or HTML."""
        return "|" in self.article.source or "<" in self.article.source


class Listener:
    """Finds which of many words (letters and digits alone, folded) stand in a text, in one pass over it."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = tuple(dict.fromkeys(words))
        self._automaton = DoubleArrayAhoCorasick([units(word) for word in self._words]) if self._words else None

    def hear(self, letters: str) -> frozenset[str]:
        """The words that stand there, also where letters that are doubled have to be taken as one."""
        if self._automaton is None:
            return frozenset()
        # With what doubled letters hide; no word goes across the blank. A match that begins between two bytes of a character is none.
        single = made_single(letters)
        found = self._automaton.find_overlapping(units(letters if single == letters else f"{letters} {single}"))
        return frozenset([self._words[number] for first, _, number in found if not first & 1])


@cache
def _signs() -> re.Pattern[str]:
    # Exactly what is not str.isalnum(), which the matching of terms goes by.
    return re.compile(r"[\W_]+")


def skim(article: Article, listener: Listener) -> Skim:
    """Skim one article."""
    seen = sight(article)
    letters = _signs().sub("", seen.folded)
    return Skim(
        article,
        seen.text,
        seen.characters,
        seen.folded,
        frozenset(seen.folded),
        letters,
        listener.hear(letters),
        seen.targets,
        seen.escapes,
    )
