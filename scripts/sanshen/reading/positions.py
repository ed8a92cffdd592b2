"""Where the characters of a parsed piece of text stand in the file."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

from sanshen.model.article import Run

Place = tuple[int, int]
Places = list[Place]


def runs_of(places: Iterable[Place], index: int = 0) -> tuple[Run, ...]:
    """Places character by character → the runs they make, in a text where the first of them stands at `index`."""
    found: list[Run] = []
    following: Place | None = None
    for place in places:
        if place != following:
            found.append((index, *place))
        following = place[0], place[1] + 1
        index += 1
    return tuple(found)


class Pieces:
    """Maps indexes of a text to (line, column): each piece begins at an index and runs along one line of the file."""

    __slots__ = ("columns", "lines", "starts")

    def __init__(self) -> None:
        self.starts: list[int] = []
        self.lines: list[int] = []
        self.columns: list[int] = []

    @classmethod
    def of_line(cls, line: int, column: int) -> Pieces:
        """A text that runs along one line from its first character on."""
        made = cls.__new__(cls)
        made.starts, made.lines, made.columns = [0], [line], [column]
        return made

    def add(self, start: int, line: int, column: int) -> None:
        """From index `start` on, text runs along `line` from `column`; before the first column for virtual blanks."""
        self.starts.append(start)
        self.lines.append(line)
        self.columns.append(column)

    def at(self, index: int) -> Place:
        """The place of one character."""
        if not self.starts:
            return 1, 1
        one = max(0, bisect_right(self.starts, index) - 1)
        return self.lines[one], max(1, self.columns[one] + index - self.starts[one])

    def span(self, start: int, end: int, index: int = 0) -> list[Run]:
        """Where the characters from `start` to `end` stand, in a text where the first of them stands at `index`."""
        if len(self.starts) == 1 and start < end and self.columns[0] > 0 and start >= self.starts[0]:
            return [(index, self.lines[0], self.columns[0] + start - self.starts[0])]
        found: list[Run] = []
        while start < end:
            one = max(0, bisect_right(self.starts, start) - 1)
            stop = min(end, self.starts[one + 1]) if one + 1 < len(self.starts) else end
            column = self.columns[one] + start - self.starts[one]
            if column > 0:
                found.append((index, self.lines[one], column))
            else:
                found += [(index + more, self.lines[one], max(1, column + more)) for more in range(stop - start)]
            index += stop - start
            start = stop
        return found

    def shifted(self, by: int) -> Pieces:
        """The same places seen from a text that begins at index `by` of this one."""
        moved = Pieces()
        moved.starts = [start - by for start in self.starts]
        moved.lines, moved.columns = self.lines, self.columns
        return moved
