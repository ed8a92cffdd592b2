"""Spans of a text that hold or cross others; sorted, so that a text full of hits is not compared pair by pair."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import accumulate


class Spans:
    """(start, end) pairs, looked at by how far those that begin before a place reach."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        self._furthest: dict[int, int] = {}
        for start, end in spans:
            self._furthest[start] = max(end, self._furthest.get(start, end))
        self._starts = sorted(self._furthest)
        self._reach = [0, *accumulate((self._furthest[start] for start in self._starts), max)]

    def hold(self, start: int, end: int) -> bool:
        """Whether a span longer than this one holds it."""
        return self._reach[bisect_left(self._starts, start)] >= end or self._furthest.get(start, 0) > end

    def excuse(self, start: int, end: int) -> bool:
        """Whether a span holds this one, or crosses its beginning or its end: then another word stands there (佳|保安|全)."""
        if self._reach[bisect_right(self._starts, start)] >= end:
            return True
        return self._reach[bisect_left(self._starts, start)] > start or self._reach[bisect_left(self._starts, end)] > end
