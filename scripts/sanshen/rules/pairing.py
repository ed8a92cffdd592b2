"""Which sentence of one text came from which of another, between two that are the same in both. Bounded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

_MOST_CELLS: Final = 4_000_000_000
"""Pairs of characters that are compared at all: about a third of a second."""
_MOST_PAIRS: Final = 2_500
"""Pairs of sentences between two anchors that are looked at."""
_ALIKE: Final = 50.0


class Unit(NamedTuple):
    """A sentence, or what stands between two ends of sentences."""

    text: str
    start: int

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.start + len(self.text)


Block = tuple[int, int, int, int]
"""Units `i:j` of the one text stand for units `k:l` of the other."""


class Purse:
    """What may still be spent on comparing characters."""

    def __init__(self) -> None:
        self._cells = _MOST_CELLS

    def pays(self, one: str, other: str) -> bool:
        """Whether comparing the two can still be afforded; then it is paid for."""
        self._cells -= len(one) * len(other)
        return self._cells >= 0

    def likeness(self, one: str, other: str) -> float:
        """0 to 100; 0 below half, and where it would cost too much."""
        from rapidfuzz import fuzz

        return float(fuzz.ratio(one, other, score_cutoff=_ALIKE)) if self.pays(one, other) else 0.0


def paired(ours: Sequence[Unit], theirs: Sequence[Unit], block: Block, purse: Purse) -> Iterator[Block]:
    """The sentences between two anchors, each beside the one it came from; what came from nowhere stands alone."""
    i, j, k, stop = block
    if i == j or k == stop or (j - i) * (stop - k) > _MOST_PAIRS:
        yield block
        return
    pairs = _best([unit.text for unit in ours[i:j]], [unit.text for unit in theirs[k:stop]], purse)
    left, right = i, k
    for number, (one, other) in enumerate(pairs):
        following = pairs[number + 1] if number + 1 < len(pairs) else (j - i, stop - k)
        mine, their = (left, i + one, i + following[0]), (right, k + other, k + following[1])
        here = _widened(ours, theirs, mine, their, purse)
        if left < here[0] or right < here[2]:
            yield left, here[0], right, here[2]
        yield here
        left, right = here[1], here[3]
    if left < j or right < stop:
        yield left, j, right, stop


def _best(ours: Sequence[str], theirs: Sequence[str], purse: Purse) -> list[tuple[int, int]]:
    """Pairs of like sentences in rising order, so that as many characters as possible are alike."""
    rows, columns = len(ours), len(theirs)
    worth = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    like = [[purse.likeness(one, other) * (len(one) + len(other)) for other in theirs] for one in ours]
    for row in range(rows - 1, -1, -1):
        for column in range(columns - 1, -1, -1):
            paired = worth[row + 1][column + 1] + like[row][column] if like[row][column] else 0.0
            worth[row][column] = max(paired, worth[row + 1][column], worth[row][column + 1])
    found, row, column = list[tuple[int, int]](), 0, 0
    while row < rows and column < columns:
        if worth[row][column] == worth[row + 1][column]:
            row += 1
        elif worth[row][column] == worth[row][column + 1]:
            column += 1
        else:
            found.append((row, column))
            row, column = row + 1, column + 1
    return found


def _widened(
    ours: Sequence[Unit], theirs: Sequence[Unit], mine: tuple[int, int, int], other: tuple[int, int, int], purse: Purse
) -> Block:
    """The pair with what lies beside it on either side, as long as the two grow more alike: an end of sentence that was changed."""
    (low, at, high), (bottom, place, top) = mine, other
    i, j, k, stop = at, at + 1, place, place + 1

    def likeness(block: Block) -> float:
        i, j, k, stop = block
        return purse.likeness(_text(ours, i, j), _text(theirs, k, stop))

    best = likeness((i, j, k, stop))
    while True:
        wider = [(i - 1, j, k, stop)] * (i > low) + [(i, j + 1, k, stop)] * (j < high)
        wider += [(i, j, k - 1, stop)] * (k > bottom) + [(i, j, k, stop + 1)] * (stop < top)
        liked = max(((likeness(one), one) for one in wider), default=(best, (i, j, k, stop)))
        if liked[0] <= best:
            return i, j, k, stop
        best, (i, j, k, stop) = liked


def _text(units: Sequence[Unit], first: int, last: int) -> str:
    return "".join(unit.text for unit in units[first:last])
