"""Long lists in parts that stand still: a year (or month) is cut from its oldest entry on, so what is full never changes again.

A column's own page shows the newest; below it each year has its pages. One more article touches the first page and the newest
part of its year, whatever the size of the archive.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

import msgspec

from sanshen.site.addresses import chapter_address
from sanshen.site.structure import Entry

PER_PAGE: Final = 20
PER_MONTH_PAGE: Final = 100

Spans = tuple[tuple[str, int], ...]
"""(period, how many entries), newest first."""


class Turn(NamedTuple):
    """One way on from a page: what it is called and where it leads."""

    name: str
    address: str


class Mark(NamedTuple):
    """Where one page of a list begins and ends, counted from the newest entry of the whole list; `Chapter` says the rest.

    `older` and `newer` have no name where they lead to another part of the same period.
    """

    address: str
    start: int
    stop: int
    period: str = ""
    number: int = 0
    periods: tuple[Turn, ...] = ()
    older: Turn | None = None
    newer: Turn | None = None
    parts: tuple[Turn, ...] = ()

    @property
    def name(self) -> str:
        """The page's year or month: `2026年`, `2026年1月`."""
        year, _, month = self.period.partition("-")
        return f"{year}年{int(month)}月" if month else f"{year}年" if year else ""

    @property
    def turn(self) -> Turn:
        """The way to this page."""
        return Turn(self.name, self.address)


class Chapter(msgspec.Struct, frozen=True):
    """One page of a list. `period` is its year or month ("" on the first page of all).

    `name` is what the page is called beside the list's name: `2026年`, and what is not the newest part by its days:
    `2026年2月11日—3月21日`. `periods` are the years or months that there are, newest first; `older` and `newer` lead through all
    of them. `parts`, on the newest part of a period, are its other parts, numbered from the newest: what stands still cannot say
    how many will come before it.
    """

    address: str
    entries: tuple[Entry, ...]
    name: str = ""
    period: str = ""
    periods: tuple[Turn, ...] = ()
    older: Turn | None = None
    newer: Turn | None = None
    parts: tuple[Turn, ...] = ()


def marks(base: str, spans: Spans) -> tuple[Mark, ...]:
    """The pages of a list whose first page stands at `base`; a list that its first page holds whole has no other page."""
    held = sum(count for _, count in spans)
    if held <= PER_PAGE:
        return (Mark(base, 0, held),)
    parts = month_marks(base, spans, PER_PAGE)
    return (Mark(base, 0, PER_PAGE, periods=parts[-1].periods), *parts)


def month_marks(base: str, spans: Spans, size: int = PER_MONTH_PAGE) -> tuple[Mark, ...]:
    """Every part of every period, the oldest first."""
    cut = tuple(_cut(base, spans, size))
    fronts = tuple(part.turn for part in reversed(cut) if not part.number)
    around = zip(cut, (None, *cut[:-1]), (*cut[1:], None), strict=True)
    held: dict[str, list[str]] = {}
    for part in reversed(cut):
        held.setdefault(part.period, []).append(part.address)
    return tuple(
        part._replace(periods=fronts, older=_way(part, before), newer=_way(part, after), parts=_parts(part, held))
        for part, before, after in around
    )


def _way(part: Mark, other: Mark | None) -> Turn | None:
    return other and (Turn("", other.address) if other.period == part.period else other.turn)


def _parts(part: Mark, held: Mapping[str, Sequence[str]]) -> tuple[Turn, ...]:
    rest = () if part.number else held[part.period][1:]
    return tuple(Turn(str(number), address) for number, address in enumerate(rest, start=2))


def _cut(base: str, spans: Spans, size: int) -> Iterator[Mark]:
    end = sum(count for _, count in spans)
    for period, count in reversed(spans):
        starts = range(0, count, size)
        for number, start in enumerate(starts, start=1):
            place = 0 if number == len(starts) else number
            first = end - min(start + size, count)
            yield Mark(chapter_address(base, period, place), first, end - start, period, place)
        end -= count


def chapter(mark: Mark, entries: Sequence[Entry]) -> Chapter:
    """The page that stands at a mark of these entries."""
    shown = tuple(entries[mark.start : mark.stop])
    name = _days(shown[-1].day, shown[0].day) if mark.number else mark.name
    return Chapter(mark.address, shown, name, mark.period, mark.periods, mark.older, mark.newer, mark.parts)


def _days(first: str, last: str) -> str:
    """Two days (`2026-02-11`) of one year as readers call the time between them: `2026年2月11日—3月21日`."""
    (year, month, day), (_, later, until) = (map(int, one.split("-")) for one in (first, last))
    begin = f"{year}年{month}月{day}日"
    return begin if first == last else f"{begin}—{until}日" if month == later else f"{begin}—{later}月{until}日"
