"""The words of a large lexicon in the order of their beginnings: what an automaton would find, from a quarter of its bytes.

An automaton over 100,000 terms takes four megabytes. Reading, proving and opening those costs a run over one article more than the
article, in which a few thousand beginnings are looked up. Over much text the automaton is made all the same. A small lexicon is
held by an automaton alone: there beginnings would only be common words.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from itertools import accumulate
from sys import byteorder
from typing import TYPE_CHECKING, Final

from sanshen.rules.letters import units

if TYPE_CHECKING:
    from daachorse import DoubleArrayAhoCorasick

MANY: Final = 20_000
"""From so many words on they are held by their beginnings."""
MUCH: Final = 500_000
"""So many bytes of text take as long without an automaton as it takes to make one."""
_UNIT: Final = 2
_PAIR: Final = 4
"""Bytes of a beginning: two units of UTF-16, as a number. A word of one unit begins with that and none."""
_NUMBER: Final = 4
_NONE: Final = bytes(_UNIT)
_FIRST_PAIR: Final = 1 << 16
"""A beginning below it is a word of one unit."""


def are_many(words: Collection[str]) -> bool:
    """Whether these are held by their beginnings: where numbers lie in memory as UTF-16 is written here, which is nearly everywhere."""
    return len(words) >= MANY and byteorder == "little"


def beginning(word: str) -> int:
    """How a word begins, as a number."""
    return int.from_bytes(units(word)[:_PAIR].ljust(_PAIR, b"\0"), "little")


class Beginnings:
    """Different words, in the order of their beginnings; finds them as an automaton over their UTF-16 does.

    `keys`: their beginnings, `rests`: what follows, one after the other, `ends`: where each rest ends (32 bits each).
    """

    def __init__(self, keys: bytes | memoryview, rests: bytes | memoryview, ends: bytes | memoryview) -> None:
        self.parts = keys, rests, ends
        self._keys, self._rests, self._ends = memoryview(keys).cast("I"), memoryview(rests), memoryview(ends).cast("I")
        self._has_lone = bool(self._keys) and self._keys[0] < _FIRST_PAIR
        self._absent: set[int] = set()
        self._looked = 0
        self._automaton: DoubleArrayAhoCorasick | None = None
        self._firsts: list[int] = []

    @classmethod
    def of(cls, words: Sequence[str]) -> Beginnings:
        """Words in that order."""
        rests = [units(word)[_PAIR:] for word in words]
        return cls(_numbers(map(beginning, words)), b"".join(rests), _numbers(accumulate(map(len, rests))))

    def find_overlapping(self, written: bytes) -> list[tuple[int, int, int]]:
        """(first, end, number) of every word in `written`, by bytes, in order of their ends."""
        found = []
        for first, after, begun in self._begun(written):
            number = begun
            while number < len(self._keys) and self._keys[number] == self._keys[begun]:
                rest = self._rests[self._ends[number - 1] if number else 0 : self._ends[number]]
                if written[after : after + len(rest)] == rest:
                    found.append((first, after + len(rest), number))
                number += 1
        return sorted(found, key=lambda one: (one[1], one[0]))

    find = find_overlapping

    def _begun(self, written: bytes) -> Iterator[tuple[int, int, int]]:
        """(first, end, number of the first word that begins so) of every beginning in `written`."""
        self._looked += len(written)
        if self._looked > MUCH:
            for first, end, pattern in self._made().find_overlapping(written):
                if not first % _UNIT:
                    yield first, end, self._firsts[pattern]
            return
        for offset, size, keys in self._keys_in(written):
            known = self._known(set(keys) - self._absent)
            if known:
                for at, key in enumerate(keys):
                    if key in known:
                        first = offset + at * size
                        yield first, first + size, known[key]

    def _keys_in(self, written: bytes) -> Iterator[tuple[int, int, list[int]]]:
        """(byte of the first, bytes of each, keys) of the pairs in `written` from the first unit on, from the second, and the units."""
        for offset in (0, _UNIT):
            size = max(len(written) - offset, 0) // _PAIR * _PAIR
            yield offset, _PAIR, memoryview(written)[offset : offset + size].cast("I").tolist()
        if self._has_lone:
            yield 0, _UNIT, memoryview(written).cast("H").tolist()

    def _known(self, keys: set[int]) -> dict[int, int]:
        """Which of these are beginnings, and of which word first; the others are remembered."""
        known, number = dict[int, int](), 0
        for key in sorted(keys):  # each is sought behind the one before
            number = bisect_left(self._keys, key, number)
            if number == len(self._keys):
                break
            if self._keys[number] == key:
                known[key] = number
        self._absent.update(keys.difference(known))
        return known

    def _made(self) -> DoubleArrayAhoCorasick:
        """An automaton over the beginnings."""
        if self._automaton is None:
            from daachorse import DoubleArrayAhoCorasick

            firsts = {key: number for number, key in reversed(list(enumerate(self._keys.tolist())))}
            self._firsts = list(firsts.values())
            self._automaton = DoubleArrayAhoCorasick([key.to_bytes(_PAIR, "little").removesuffix(_NONE) for key in firsts])
            self._absent.clear()
        return self._automaton


def _numbers(numbers: Iterator[int]) -> bytes:
    return b"".join([number.to_bytes(_NUMBER, "little") for number in numbers])
