"""An article skimmed: all its words in one string, so that a rule with nothing to find in them is told so at once.

Most articles break no rule. Looking for a rule's own trigger once in the whole text costs a fraction of asking the rule
about every paragraph, cell and front-matter value.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

import msgspec

from sanshen.model.article import Article
from sanshen.rules.reading_view import TARGETS, views

BARRIER: Final = "\n\x00\n"
"""Between two passages: no blank, no word, no line goes across it, and what looks back from behind it sees nothing."""


class Skim(msgspec.Struct, frozen=True):
    """`folded`: every passage (waiver texts too), folded as rules see it; `letters`: its letters and digits alone.

    `characters`: every character of the file and of the passages, unfolded. `targets`: whether there is any link or picture.
    """

    folded: str
    letters: str
    characters: frozenset[str]
    targets: bool


@cache
def _signs() -> re.Pattern[str]:
    # Exactly what is not str.isalnum(), which the matching of terms goes by.
    return re.compile(r"[\W_]+")


def skim(article: Article) -> Skim:
    """Skim one article."""
    folded = BARRIER.join([view.folded for view in views(article, waivers=True)])
    return Skim(
        folded,
        _signs().sub("", folded),
        frozenset(article.source).union("".join([passage.text for passage in article.passages])),
        any(passage.kind in TARGETS for passage in article.passages),
    )
