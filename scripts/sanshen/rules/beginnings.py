"""What tells one of many terms from all others: the automaton over a large lexicon holds beginnings, and what follows is compared.

An automaton over 100,000 terms takes eight megabytes, most of them for endings that are the only one possible. Reading, proving and
opening those costs a run over one article more than the article. A small lexicon is held whole: there beginnings would only be
common words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from sys import byteorder
from typing import Final

from sanshen.rules.letters import units

MANY: Final = 20_000
"""From so many terms on beginnings are held."""
_LEAST: Final = 2
"""Letters of a beginning: there are few texts without a given single one."""
_WIDTH: Final = 4


class Rests:
    """What follows the beginning of each term, in UTF-16: `data` one after the other, `ends` where each ends (32 bits each).

    Both empty where the automaton holds whole terms.
    """

    def __init__(self, data: bytes | memoryview = b"", ends: bytes | memoryview = b"") -> None:
        self.data, self.ends = memoryview(data), memoryview(ends)
        self._bounds = self.ends.cast("I")

    @classmethod
    def of(cls, rests: Sequence[bytes]) -> Rests:
        """Those rests; none where all are empty."""
        if not any(rests):
            return cls()
        ends = accumulate(map(len, rests))
        return cls(b"".join(rests), b"".join(end.to_bytes(_WIDTH, byteorder) for end in ends))

    def __bool__(self) -> bool:
        return len(self._bounds) > 0

    def __getitem__(self, at: int) -> memoryview:
        """What follows the beginning of term number `at`."""
        return self.data[self._bounds[at - 1] if at else 0 : self._bounds[at]]

    def complete(self, written: bytes, found: Sequence[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
        """Of (first, end, number) of beginnings in `written`, the terms that stand there whole, in order of their ends."""
        view, whole = memoryview(written), list[tuple[int, int, int]]()
        for first, end, number in found:
            rest = self[number]
            if not rest or view[end : end + len(rest)] == rest:
                whole.append((first, end + len(rest), number))
        return sorted(whole, key=lambda one: (one[1], one[0]))


def cut(words: Sequence[str]) -> tuple[list[bytes], Rests]:
    """The beginning of each of different words, as an automaton looks for it, and what follows."""
    if len(words) < MANY:
        return list(map(units, words)), Rests()
    sizes = [0] * len(words)
    for number, shared in _shared(words):
        sizes[number] = min(len(words[number]), max(_LEAST, shared + 1, sizes[number]))
    pieces = [(units(word[:size]), units(word[size:])) for word, size in zip(words, sizes, strict=True)]
    return [beginning for beginning, _ in pieces], Rests.of([rest for _, rest in pieces])


def _shared(words: Sequence[str]) -> Iterator[tuple[int, int]]:
    """(number of a word, how many first letters it has in common with its neighbour in the dictionary)."""
    order = sorted(range(len(words)), key=words.__getitem__)
    for one, other in pairwise(order):
        same = 0
        for left, right in zip(words[one], words[other], strict=False):
            if left != right:
                break
            same += 1
        yield one, same
        yield other, same
