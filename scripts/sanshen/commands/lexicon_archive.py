"""How often entries stand in the articles there are: what a new entry would say about the archive."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

from sanshen.commands.file_sources import WorkTree
from sanshen.model.lexicon import Term
from sanshen.reading.folding import fold

_MOST_BYTES: Final = 16_777_216
_SHOWN: Final = 3


class Found(NamedTuple):
    """How often an entry stands in the archive, in how many articles, and the first places (path:line)."""

    hits: int = 0
    articles: int = 0
    places: tuple[str, ...] = ()


def archive_hits(root: Path, terms: Sequence[Term]) -> tuple[int, dict[int, Found]]:
    """(articles looked at, number of the entry → what was found) over the files under content/ as they are written."""
    from sanshen.rules.bulk_matching import BulkMatcher
    from sanshen.rules.matching import Matcher
    from sanshen.rules.ss1302_lexicon_term import excused

    matcher = BulkMatcher(
        Matcher([term.term for term in terms], [term.except_ for term in terms], [term.instead for term in terms])
    )
    source, looked, found = WorkTree(root), 0, dict[int, Found]()
    for path in source.paths("content/"):
        if not path.endswith(".md") or source.kind(path, _MOST_BYTES):
            continue
        looked += 1
        text = source.read(path).decode("utf-8", "replace")
        here: dict[int, list[int]] = {}
        for term, start, _ in matcher.find(text).tolist():
            if not (terms[term].unless and excused(_paragraph(text, start), terms[term])):
                here.setdefault(term, []).append(start)
        for term, starts in here.items():
            known = found.get(term, Found())
            places = tuple(f"{path}:{text.count(chr(10), 0, start) + 1}" for start in sorted(starts)[:_SHOWN])
            found[term] = Found(known.hits + len(starts), known.articles + 1, (*known.places, *places)[:_SHOWN])
    return looked, found


def _paragraph(text: str, at: int) -> str:
    """The paragraph of the source around a place, folded."""
    end = text.find("\n\n", at)
    return fold(text[text.rfind("\n\n", 0, at) + 1 : len(text) if end < 0 else end]).text
