"""How one text became another: sentences first, then characters. Exact for texts of any usual length, bounded for all others.

Sentences that stand once in both texts are anchors (patience); between two anchors sentences are paired by their likeness, and each
pair is compared character by character. What would cost too much is given as one difference.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Final, NamedTuple

from sanshen.rules.pairing import Block, Purse, Unit, paired

_LONGEST_NUMBER: Final = 30
_LONGEST_RUN: Final = 4
"""Characters that two different texts may well share by chance."""
_MOST_SPLIT: Final = 4_000_000


class Difference(NamedTuple):
    """`here[start:end]` stands where the other text has `there[other:stop]`."""

    start: int
    end: int
    other: int
    stop: int


@cache
def _sentence() -> re.Pattern[str]:
    return re.compile(r"[^。!?;]*(?:[。!?;]+[\"\)》】]*|$)")


def _units(text: str) -> list[Unit]:
    return [Unit(found.group(), found.start()) for found in _sentence().finditer(text) if found.group()]


def differences(here: str, there: str) -> list[Difference]:
    """Every difference, in order."""
    if here == there:
        return []
    ours, theirs, purse = _units(here), _units(there), Purse()
    found: list[Difference] = []
    for i, j, k, end in _gaps(ours, theirs):
        for block in paired(ours, theirs, (i, j, k, end), purse):
            found += _characters(here, there, _spans(ours, theirs, block, len(here), len(there)), purse)
    joined = _joined(here, there, found)
    return [part for one in joined for part in _split(here, there, one)]


def _split(here: str, there: str, one: Difference) -> Iterator[Difference]:
    """A difference without the runs that both sides share: a heading between something added and something left out."""
    mine, other = here[one.start : one.end], there[one.other : one.stop]
    if min(len(mine), len(other)) <= _LONGEST_RUN or len(mine) * len(other) > _MOST_SPLIT:
        yield one
        return
    from rapidfuzz.distance import Indel

    start, before = one.start, one.other
    for same in Indel.opcodes(other, mine):
        if same.tag == "equal" and same.dest_end - same.dest_start > _LONGEST_RUN:
            yield Difference(start, one.start + same.dest_start, before, one.other + same.src_start)
            start, before = one.start + same.dest_end, one.other + same.src_end
    if start < one.end or before < one.stop:
        yield Difference(start, one.end, before, one.stop)


def _spans(ours: Sequence[Unit], theirs: Sequence[Unit], block: Block, here: int, there: int) -> Difference:
    i, j, k, stop = block
    start = ours[i].start if i < len(ours) else here
    other = theirs[k].start if k < len(theirs) else there
    return Difference(start, ours[j - 1].end if j > i else start, other, theirs[stop - 1].end if stop > k else other)


def _gaps(ours: Sequence[Unit], theirs: Sequence[Unit]) -> Iterator[Block]:
    """The ranges between sentences that are the same in both texts."""
    todo: list[Block] = [(0, len(ours), 0, len(theirs))]
    while todo:
        i, j, k, stop = todo.pop()
        while i < j and k < stop and ours[i].text == theirs[k].text:
            i, k = i + 1, k + 1
        while i < j and k < stop and ours[j - 1].text == theirs[stop - 1].text:
            j, stop = j - 1, stop - 1
        anchors = _anchors(ours[i:j], theirs[k:stop]) if i < j and k < stop else []
        if not anchors:
            if i < j or k < stop:
                yield i, j, k, stop
            continue
        inner, left, right = list[Block](), i, k
        for one, other in anchors:
            inner.append((left, i + one, right, k + other))
            left, right = i + one + 1, k + other + 1
        inner.append((left, j, right, stop))
        todo += reversed(inner)


def _anchors(ours: Sequence[Unit], theirs: Sequence[Unit]) -> list[tuple[int, int]]:
    """The longest rising row of sentences that stand once in each text."""
    once = {text for text, count in Counter(unit.text for unit in ours).items() if count == 1}
    counted = Counter(unit.text for unit in theirs)
    places = {unit.text: at for at, unit in enumerate(theirs) if counted[unit.text] == 1 and unit.text in once}
    pairs = [(at, places[unit.text]) for at, unit in enumerate(ours) if unit.text in places]
    tails: list[int] = []
    rows: list[int] = []
    before: list[int] = []
    for number, (_, other) in enumerate(pairs):
        at = bisect_left(tails, other)
        before.append(rows[at - 1] if at else -1)
        if at == len(tails):
            tails.append(other)
            rows.append(number)
        else:
            tails[at], rows[at] = other, number
    found: list[tuple[int, int]] = []
    number = rows[-1] if rows else -1
    while number >= 0:
        found.append(pairs[number])
        number = before[number]
    return found[::-1]


def _characters(here: str, there: str, span: Difference, purse: Purse) -> Iterator[Difference]:
    mine, other = here[span.start : span.end], there[span.other : span.stop]
    if not mine or not other or not purse.pays(mine, other):
        if mine != other:
            yield span
        return
    from rapidfuzz.distance import Levenshtein

    for one in Levenshtein.opcodes(other, mine):
        if one.tag != "equal":
            yield Difference(
                span.start + one.dest_start, span.start + one.dest_end, span.other + one.src_start, span.other + one.src_end
            )


def _joined(here: str, there: str, found: Iterable[Difference]) -> list[Difference]:
    """Differences with whole numbers in them, those with hardly a character between them as one."""
    joined: list[Difference] = []
    for one in found:
        wide = _whole_numbers(here, there, one)
        if joined and wide.start - joined[-1].end <= 1 and wide.other - joined[-1].stop <= 1:
            last = joined.pop()
            wide = Difference(last.start, max(last.end, wide.end), last.other, max(last.stop, wide.stop))
        joined.append(wide)
    return joined


def _whole_numbers(here: str, there: str, one: Difference) -> Difference:
    start, end, other, stop = one
    if any(map(str.isdecimal, here[start:end] + there[other:stop])):
        most = _LONGEST_NUMBER
        while one.start - start < most and start and other and here[start - 1] == there[other - 1] and _counts(here, start - 1):
            start, other = start - 1, other - 1
        while end - one.end < most and here[end : end + 1] == there[stop : stop + 1] and _counts(here, end):
            end, stop = end + 1, stop + 1
    return Difference(start, end, other, stop)


def _counts(text: str, at: int) -> bool:
    """Whether the character belongs to a number: a digit, its per cent sign, or a mark between two digits."""
    sign = text[at : at + 1]
    left, right = text[at - 1 : at].isdecimal(), text[at + 1 : at + 2].isdecimal()
    return sign.isdecimal() or (sign == "%" and left) or (sign in {".", ","} and left and right)
