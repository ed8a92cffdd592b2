"""The catalogue's tables: one row an article, one a place in a list, one a file of the site. SQLite, so that a lookup costs no walk."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Final

SCHEMA: Final = """
CREATE TABLE article(path TEXT PRIMARY KEY, unit TEXT, year TEXT, updated INTEGER, interprets TEXT, entry BLOB)
  WITHOUT ROWID;
CREATE INDEX of_year ON article(unit, year, path, updated);
CREATE INDEX newest ON article(updated);
CREATE INDEX target ON article(interprets) WHERE interprets <> '';
CREATE TABLE body(path TEXT PRIMARY KEY, data BLOB);
CREATE TABLE listed(list TEXT, period TEXT, rank INTEGER, path TEXT, PRIMARY KEY(list, period DESC, rank, path)) WITHOUT ROWID;
CREATE TABLE span(list TEXT, period TEXT, held INTEGER, PRIMARY KEY(list, period DESC)) WITHOUT ROWID;
CREATE TABLE word(key TEXT, spelling TEXT, held INTEGER, PRIMARY KEY(key, spelling)) WITHOUT ROWID;
CREATE TABLE tally(key TEXT PRIMARY KEY, held INTEGER) WITHOUT ROWID;
CREATE INDEX often ON tally(held DESC, key);
CREATE TABLE link(target TEXT, path TEXT, PRIMARY KEY(target, path)) WITHOUT ROWID;
CREATE TABLE former(old TEXT, path TEXT, PRIMARY KEY(old, path)) WITHOUT ROWID;
CREATE TABLE stone(path TEXT PRIMARY KEY, at INTEGER) WITHOUT ROWID;
CREATE TABLE used(name TEXT, path TEXT, source TEXT, width INTEGER, PRIMARY KEY(name, path)) WITHOUT ROWID;
CREATE TABLE dead(path TEXT PRIMARY KEY, data BLOB) WITHOUT ROWID;
CREATE TABLE file(name TEXT PRIMARY KEY, part TEXT, lot TEXT, sha256 TEXT, kind TEXT, proof TEXT, key TEXT, address TEXT, day TEXT)
  WITHOUT ROWID;
CREATE INDEX of_part ON file(part, name, sha256, kind, proof);
CREATE INDEX of_lot ON file(lot, name);
CREATE INDEX standing ON file(address, day) WHERE day <> '-';
CREATE TABLE mapped(part TEXT PRIMARY KEY, day TEXT) WITHOUT ROWID;
CREATE TABLE listing(part TEXT PRIMARY KEY, sha256 TEXT, files INTEGER) WITHOUT ROWID;
CREATE TABLE finding(page TEXT, number INTEGER, data BLOB, PRIMARY KEY(page, number)) WITHOUT ROWID;
CREATE TABLE broken(target TEXT, page TEXT, PRIMARY KEY(target, page)) WITHOUT ROWID;
CREATE INDEX broken_on ON broken(page);
CREATE TABLE outside(path TEXT PRIMARY KEY, again INTEGER, until INTEGER, data BLOB) WITHOUT ROWID;
CREATE TABLE gram(path TEXT PRIMARY KEY, digest BLOB, size INTEGER, data BLOB);
CREATE TABLE searched(part TEXT PRIMARY KEY, key TEXT, sign BLOB) WITHOUT ROWID;
"""


def in_memory() -> sqlite3.Connection:
    """An empty catalogue that nothing outlives."""
    return _made(sqlite3.connect(":memory:", isolation_level=None))


def on_disk(file: Path) -> sqlite3.Connection:
    """An empty catalogue in a new file. It is no use before it is whole, so it is not flushed step by step."""
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("PRAGMA journal_mode=OFF")
    connection.execute("PRAGMA synchronous=OFF")
    return _made(connection)


def _made(connection: sqlite3.Connection) -> sqlite3.Connection:
    connection.executescript(SCHEMA)
    return connection


def standing_still(file: Path) -> sqlite3.Connection:
    """A catalogue to be looked up while nobody changes its file: it is asked for no lock, and not whether it is still the same."""
    return sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro&immutable=1", uri=True, isolation_level=None)


def opened(file: Path) -> sqlite3.Connection:
    """A catalogue that stands in a file; what is changed counts only when it is committed (sqlite3.DatabaseError for no catalogue).

    Until then not a byte of the file is touched. A run that dies while it commits leaves a file that no seal fits.
    """
    connection = sqlite3.connect(f"{file.absolute().as_uri()}?mode=rw", uri=True, isolation_level=None)
    connection.execute("PRAGMA journal_mode=MEMORY")
    connection.execute("PRAGMA cache_spill=OFF")
    connection.execute("PRAGMA synchronous=NORMAL")
    return connection
