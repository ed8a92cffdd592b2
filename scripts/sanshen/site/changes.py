"""What a change of the catalogue touches, noted while it is made, so that nothing has to be looked for afterwards."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sanshen.site.listings import Mark, Spans

Stretch = tuple[str, str]
"""One period of one list."""


class Changes:
    """Notes of one build. A list's `spans` and a word's `words` are as they were before the first change."""

    def __init__(self) -> None:
        self.articles: set[str] = set()
        self.beside: set[str] = set()
        """Articles that show something of a changed one: neighbours, documents and interpretations."""
        self.gone: set[str] = set()
        """Paths that may have a tombstone, or lead on to where the article stands now."""
        self.files: set[str] = set()
        """Pictures and attachments of changed articles, by address."""
        self.years: set[tuple[str, str]] = set()
        self.spans: dict[str, Spans] = {}
        self.words: dict[str, tuple[int, str]] = {}
        self._shifted: dict[Stretch, int] = {}
        self._replaced: dict[Stretch, set[int]] = defaultdict(set)

    def shift(self, stretch: Stretch, place: int) -> None:
        """An entry came or went at `place`, counted from the oldest of its period: what is newer has another place now."""
        self._shifted[stretch] = min(place, self._shifted.get(stretch, place))

    def replace(self, stretch: Stretch, place: int) -> None:
        """An entry at `place` says something else."""
        self._replaced[stretch].add(place)

    def add(self, later: Changes) -> None:
        """The notes of a later round as well; of lists, only that they have changed."""
        self.articles |= later.articles
        self.beside |= later.beside
        self.gone |= later.gone
        self.files |= later.files
        self.years |= later.years
        self.spans = later.spans | self.spans

    def touched(self, name: str, before: Sequence[Mark], now: Sequence[Mark]) -> frozenset[str]:
        """The addresses of a list's pages that may not be as they were."""
        old = {mark.address: (mark.stop - mark.start, *mark[3:]) for mark in before}
        found = {
            mark.address for mark in now if not mark.period or old.get(mark.address) != (mark.stop - mark.start, *mark[3:])
        }
        for period, place, count, address in _places(now):
            shifted = self._shifted.get((name, period))
            if shifted is not None and place + count > shifted:
                found.add(address)
            if any(place <= one < place + count for one in self._replaced.get((name, period), ())):
                found.add(address)
        return frozenset(found)


def _places(marks: Sequence[Mark]) -> list[tuple[str, int, int, str]]:
    """(period, place from its oldest, how many, address) of every part; `marks` come oldest first."""
    seen: dict[str, int] = defaultdict(int)
    found = []
    for mark in marks:
        if mark.period:
            count = mark.stop - mark.start
            found.append((mark.period, seen[mark.period], count, mark.address))
            seen[mark.period] += count
    return found
