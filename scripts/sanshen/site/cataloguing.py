"""Changing the catalogue, and noting what a change touches."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import chain
from typing import Final

import msgspec

from sanshen.site.catalogue import Catalogue
from sanshen.site.changes import Changes
from sanshen.site.edition import LeftOut, Published, Setting, Tombstone
from sanshen.site.facts import Facts, belongings, facts_of, micros, targets_of
from sanshen.site.filed import Filed, filed_with, own_rows, place_rows

_AT_ONCE: Final = 256
_NEWER: Final = "SELECT COUNT(*) FROM listed WHERE list=? AND period=? AND (rank, path) < (?, ?)"
_COUNT_PLACES: Final = "INSERT INTO span SELECT list, period, COUNT(*) FROM listed GROUP BY list, period"
_COUNT_WORDS: Final = (
    "INSERT INTO tally SELECT SUBSTR(list, 3), SUM(held) FROM span WHERE list >= 'k:' AND list < 'k;' GROUP BY list"
)


class Cataloguing(Catalogue):
    """A catalogue that is being changed. `changes` notes what a change touches; None while a whole site is brought in."""

    def __init__(self, connection: sqlite3.Connection, setting: Setting, changes: Changes | None = None) -> None:
        super().__init__(connection, setting)
        self.changes = changes
        self._waiting: list[Filed] = []

    def put(self, article: Published) -> None:
        """Take an article in, or what it has become."""
        facts, old = facts_of(article, self.setting), self.published(article.path)
        if old is None:
            self._remember(facts)
            self._insert(filed_with(article, facts))
            self._count(facts, 1)
            self._note(facts, article)
            return
        before = facts_of(old, self.setting)
        if old == article and before == facts:
            return
        if before[1:] == facts[1:]:
            self._remember(facts)
            self._delete(before, old, keep_places=True)
            self._insert(filed_with(article, facts), keep_places=True)
            self._note(facts, article, old=old)
        else:
            self.drop(article.path)
            self.put(article)

    def drop(self, path: str) -> None:
        """An article is shown no more."""
        old = self.published(path)
        if old is None:
            return
        facts = facts_of(old, self.setting)
        self._remember(facts)
        self._note(facts, old)
        self._delete(facts, old)
        self._count(facts, -1)

    def bring_in(self, one: Filed) -> None:
        """Take in one of the many articles of a whole site; `settle` counts them all at the end, and not before are they all there."""
        self._waiting.append(one)
        if len(self._waiting) >= _AT_ONCE:
            self._take_in()

    def _take_in(self) -> None:
        waiting, rows = self._waiting, defaultdict[str, list[tuple[object, ...]]](list)
        self._waiting = []
        for one in waiting:
            for query, some in chain(own_rows(one), place_rows(one)):
                rows[query] += some
        for query, all_rows in rows.items():
            self._many(query, all_rows)

    def settle(self) -> None:
        """Count what `bring_in` brought."""
        self._take_in()
        self.run(_COUNT_PLACES)
        self.run(_COUNT_WORDS)

    def expect(self, lists: Iterable[str], words: Mapping[str, int]) -> None:
        """What stands elsewhere: lists that hold something, and how many more articles have a keyword.

        So the structure of the site, and which keywords lead on, are those of the whole.
        """
        self._many("INSERT OR IGNORE INTO span VALUES(?,'',1)", [(name,) for name in lists])
        self._many("UPDATE tally SET held=held+? WHERE key=?", [(held, key) for key, held in words.items()])

    def bury(self, stones: Iterable[Tombstone]) -> None:
        """What has been taken down, all of it, in the place of what was known before."""
        known = dict(self.rows("SELECT path, at FROM stone"))
        now = {one.path: micros(one.at) for one in stones}
        if self.changes is not None:
            self.changes.gone |= {path for path in known.keys() | now.keys() if known.get(path) != now.get(path)}
        self._many("DELETE FROM stone WHERE path=?", [(path,) for path in known if path not in now])
        self._many(
            "INSERT OR REPLACE INTO stone VALUES(?,?)", [(path, at) for path, at in now.items() if known.get(path) != at]
        )

    def leave_out(self, one: LeftOut, until: datetime | None = None, *, again: bool = False) -> None:
        """An article that is proven and not shown: why, or until when. `again`: to be tried anew with every build."""
        row = (one.path, int(again), None if until is None else micros(until), msgspec.msgpack.encode(one))
        self.run("INSERT OR REPLACE INTO outside VALUES(?,?,?,?)", *row)

    def reconsider(self, path: str) -> None:
        """Whatever was said of an article that is not shown holds no more."""
        self.run("DELETE FROM outside WHERE path=?", path)

    def _insert(self, one: Filed, *, keep_places: bool = False) -> None:
        for query, rows in chain(own_rows(one), () if keep_places else place_rows(one)):
            self._many(query, tuple(rows))

    def _delete(self, facts: Facts, old: Published, *, keep_places: bool = False) -> None:
        path = old.path
        for table in ("article", "body", "dead", "gram"):
            self.connection.execute(f"DELETE FROM {table} WHERE path=?", (path,))  # noqa: S608  # names of our own
        self._many("DELETE FROM link WHERE target=? AND path=?", [(target, path) for target in targets_of(old)])
        self._many("DELETE FROM former WHERE old=? AND path=?", [(one, path) for one in old.former])
        self._many("DELETE FROM used WHERE name=? AND path=?", [(name, path) for name in belongings(old)])
        if not keep_places:
            gone = [(*place, facts.rank, path) for place in facts.places]
            self._many("DELETE FROM listed WHERE list=? AND period=? AND rank=? AND path=?", gone)
            self._many("UPDATE word SET held=held-1 WHERE key=? AND spelling=?", facts.words)
            self._many("DELETE FROM word WHERE key=? AND spelling=? AND held=0", facts.words)

    def _count(self, facts: Facts, step: int) -> None:
        places = [(*place, step) for place in facts.places]
        self._many("INSERT INTO span VALUES(?,?,?) ON CONFLICT DO UPDATE SET held=held+excluded.held", places)
        self._many("DELETE FROM span WHERE list=? AND period=? AND held=0", facts.places)
        keys = {key for key, _ in facts.words}
        self._many(
            "INSERT INTO tally VALUES(?,?) ON CONFLICT DO UPDATE SET held=held+excluded.held", [(key, step) for key in keys]
        )
        self._many("DELETE FROM tally WHERE key=? AND held=0", [(key,) for key in keys])

    def _many(self, query: str, rows: Sequence[Sequence[object]]) -> None:
        if rows:
            self.connection.executemany(query, rows)

    # -- noting ---------------------------------------------------------------------------------------------------------

    def _remember(self, facts: Facts) -> None:
        """How lists and words were before the first change."""
        if self.changes is None:
            return
        for name, _ in facts.places:
            if name not in self.changes.spans:
                self.changes.spans[name] = self.spans(name)
        for key, _ in facts.words:
            if key not in self.changes.words:
                self.changes.words[key] = self.word(key)

    def _note(self, facts: Facts, article: Published, *, old: Published | None = None) -> None:
        """What shows something of an article: asked while it stands in its lists. `old`: it was in the same places before."""
        notes, path = self.changes, article.path
        if notes is None:
            return
        notes.articles.add(path)
        notes.beside |= {one for one in (*self.paths_beside(facts), article.interprets, *self.interpreters(path)) if one}
        notes.beside |= {old.interprets} if old is not None and old.interprets else set()
        notes.gone |= {path, *article.former, *(old.former if old is not None else ())}
        notes.files |= {*belongings(article), *(belongings(old) if old is not None else ())}
        notes.years.add((facts.entry.unit, facts.entry.day[:4]))
        held = {(name, period): count for name, _ in facts.places for period, count in self.spans(name)}
        for name, period in facts.places:
            newer = self.one(_NEWER, name, period, facts.rank, path)
            place = held.get((name, period), 0) - newer - 1
            (notes.shift if old is None else notes.replace)((name, period), place)
