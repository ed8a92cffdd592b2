"""The catalogue (编目): what lists, neighbours and links need of every article, to be looked up without walking the archive.

It holds only what was composed from proven articles; whoever keeps it in a file answers for its being the same file (`workshop`).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, Final, overload

import msgspec

from sanshen.site.edition import Published, Setting
from sanshen.site.facts import Facts, micros, moment
from sanshen.site.listings import Spans
from sanshen.site.structure import Entry

_ENTRIES: Final = msgspec.msgpack.Decoder(Entry)
_ARTICLES: Final = msgspec.msgpack.Decoder(Published)
_PART = """SELECT entry FROM article JOIN
  (SELECT path FROM listed WHERE list=? AND period=? ORDER BY rank, path LIMIT ? OFFSET ?) USING(path)"""
_OLDER = "SELECT path FROM listed WHERE list=? AND period=? AND (rank, path) > (?, ?) ORDER BY rank, path LIMIT 1"
_YOUNGER = "SELECT path FROM listed WHERE list=? AND period=? AND (rank, path) < (?, ?) ORDER BY rank DESC, path DESC LIMIT 1"
_BEFORE = "SELECT path FROM listed WHERE list=? AND period<? ORDER BY period DESC, rank, path LIMIT 1"
_AFTER = "SELECT path FROM listed WHERE list=? AND period>? ORDER BY period, rank DESC, path DESC LIMIT 1"
_SHOWN = "SELECT entry FROM article WHERE path=({})"


@lru_cache(maxsize=4096)
def _entry(data: bytes) -> Entry:
    return _ENTRIES.decode(data)


def packed(article: Published) -> bytes:
    """An article as the catalogue holds it: not compressed, for that takes as long as rendering it (ADR 32)."""
    return msgspec.msgpack.encode(article)


def unpacked(data: bytes) -> Published:
    """And back."""
    return _ARTICLES.decode(data)


class Listing(Sequence[Entry]):
    """The entries of one list, newest first, fetched as they are asked for."""

    def __init__(self, catalogue: Catalogue, name: str) -> None:
        self._catalogue = catalogue
        self.name = name
        self.spans = catalogue.spans(name)
        self._held = sum(held for _, held in self.spans)

    def __len__(self) -> int:
        return self._held

    @overload
    def __getitem__(self, place: int) -> Entry: ...

    @overload
    def __getitem__(self, place: slice) -> tuple[Entry, ...]: ...

    def __getitem__(self, place: int | slice) -> Entry | tuple[Entry, ...]:
        if isinstance(place, int):
            at = range(self._held)[place]
            return next(self._between(at, at + 1))
        start, stop, _ = place.indices(self._held)
        return tuple(self._between(start, stop))

    def __iter__(self) -> Iterator[Entry]:
        return self._between(0, self._held)

    def _between(self, start: int, stop: int) -> Iterator[Entry]:
        at = 0
        for period, held in self.spans:
            if at < stop and at + held > start:
                first = max(start - at, 0)
                yield from self._catalogue.entries(self.name, period, first, min(stop - at, held) - first)
            at += held


class Catalogue:
    """One catalogue, to be looked up; `setting` is the one that its entries were made with."""

    def __init__(self, connection: sqlite3.Connection, setting: Setting) -> None:
        self.connection = connection
        self.setting = setting

    def rows(self, query: str, *values: object) -> list[Any]:
        """All rows of a query."""
        return self.connection.execute(query, values).fetchall()

    def one(self, query: str, *values: object) -> Any:  # noqa: ANN401  # what a column holds
        """The first column of the first row, None where there is none."""
        row = self.connection.execute(query, values).fetchone()
        return row[0] if row else None

    def run(self, query: str, *values: object) -> None:
        """A query that answers nothing."""
        self.connection.execute(query, values)

    def decoded(self, data: bytes) -> Entry:
        """An entry as the tables hold it."""
        return _entry(data)

    def published(self, path: str) -> Published | None:
        """An article, with all that its page shows of it."""
        data = self.one("SELECT data FROM body WHERE path=?", path)
        return unpacked(data) if data is not None else None

    def entry(self, path: str) -> Entry | None:
        """What lists show of an article."""
        data = self.one("SELECT entry FROM article WHERE path=?", path)
        return _entry(data) if data is not None else None

    def spans(self, name: str) -> Spans:
        """How many entries each period of a list holds, newest first."""
        return tuple(self.rows("SELECT period, held FROM span WHERE list=? ORDER BY period DESC", name))

    def lists(self, kind: str) -> tuple[str, ...]:
        """The names of all lists of a kind (`c:`) that hold anything, without the kind."""
        query = "SELECT DISTINCT list FROM span WHERE list >= ? AND list < ?"
        return tuple(name.removeprefix(kind) for (name,) in self.rows(query, kind, kind[:-1] + chr(ord(kind[-1]) + 1)))

    def entries(self, name: str, period: str, first: int, count: int) -> Iterator[Entry]:
        """`count` entries of one period of a list from place `first` on, newest first."""
        found = [_entry(data) for (data,) in self.rows(_PART, name, period, count, first)]
        return iter(sorted(found, key=lambda entry: (-micros(entry.at), entry.path)))

    def beside(self, facts: Facts) -> tuple[Entry | None, Entry | None]:
        """(earlier, later) in the article's own column."""
        (name, period), at = facts.places[0], (facts.rank, facts.entry.path)
        earlier = self.one(_SHOWN.format(_OLDER), name, period, *at) or self.one(_SHOWN.format(_BEFORE), name, period)
        later = self.one(_SHOWN.format(_YOUNGER), name, period, *at) or self.one(_SHOWN.format(_AFTER), name, period)
        return (_entry(earlier) if earlier else None, _entry(later) if later else None)

    def paths_beside(self, facts: Facts) -> tuple[str | None, str | None]:
        """The same by path."""
        (name, period), at = facts.places[0], (facts.rank, facts.entry.path)
        earlier = self.one(_OLDER, name, period, *at) or self.one(_BEFORE, name, period)
        return earlier, self.one(_YOUNGER, name, period, *at) or self.one(_AFTER, name, period)

    def interpreters(self, path: str) -> tuple[str, ...]:
        """The articles that interpret a document."""
        query = "SELECT path FROM article WHERE interprets=? AND interprets<>'' ORDER BY path"  # as the index has it
        return tuple(one for (one,) in self.rows(query, path) if one != path)

    def shared(self, key: str) -> bool:
        """Whether two articles or more have a keyword."""
        return bool(self.one("SELECT 1 FROM tally WHERE key=? AND held > 1", key))

    def word(self, key: str) -> tuple[int, str]:
        """How many articles have a keyword, and its spelling: the most used, and of equals the first by code point."""
        spelling = self.one("SELECT spelling FROM word WHERE key=? ORDER BY held DESC, spelling LIMIT 1", key)
        return self.one("SELECT held FROM tally WHERE key=?", key) or 0, spelling or ""

    def newest(self) -> datetime | None:
        """When anything of any article last changed."""
        found = self.one("SELECT MAX(updated) FROM article")
        return None if found is None else moment(found)
