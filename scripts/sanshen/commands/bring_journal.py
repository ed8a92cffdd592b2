"""What of an old site has been brought in already: one line a page, so that a run that was stopped goes on where it was.

A page is written anew where its old bytes, its place, the mapping or the program have changed, and never over a file that
people have changed since: what stands there must be what was written.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Final

import msgspec

from sanshen.commands import atomic
from sanshen.incoming.site import Note
from sanshen.incoming.writing import Written
from sanshen.reading import article_path

_ABSENT: Final = ""
_OTHER: Final = "?"
"""Stands for what is no plain file of its own: a folder, a link, something below a link that leads away."""


class Done(msgspec.Struct, frozen=True, array_like=True):
    """One page that was brought in. `key`: the digest of all it depends on; `files`: path → SHA-256 as written."""

    source: str
    key: str
    files: Mapping[str, str]
    notes: tuple[Note, ...]
    used: tuple[str, ...] = ()
    """The old files that it uses, below the old folder."""


class Journal:
    """The lines of one file, whose folder must be there; a line that was cut off by a stop, or names files that no import makes, counts for nothing."""

    def __init__(self, file: Path, root: Path, old: Path) -> None:
        self._file = file
        self._root = root
        self._old = old
        self.done: dict[str, Done] = {}
        lines = file.read_bytes().split(b"\n") if file.is_file() else []
        for line in lines:
            try:
                one = msgspec.json.decode(line, type=Done)
            except (msgspec.DecodeError, UnicodeDecodeError):
                continue
            if all(_is_ours(path) for path in one.files):
                self.done[one.source] = one
        self._out: BinaryIO | None = None
        self._room = _room(file.parent, root)

    def close(self) -> None:
        """End the journal, where this run has written to it, with one line a page."""
        if self._out is not None:
            self._out.close()
            lines = b"".join(msgspec.json.encode(one) + b"\n" for _, one in sorted(self.done.items()))
            atomic.write(self._file, lines)
            self._room.rmdir()

    def stands(self, source: str, key: str) -> Done | None:
        """The line of a page that needs not be written again."""
        one = self.done.get(source)
        fresh = one is not None and one.key == key and all(self._digest(path) == sha for path, sha in one.files.items())
        return one if fresh else None

    def put(self, source: str, key: str, written: Written) -> Done:
        """Write a page with its files, and its line; what people have changed stays, and is a note."""
        out = self._open()
        old = self.done[source].files if source in self.done else {}
        made: dict[str, str] = {}
        changed = []
        for path, data in _parts(written):  # one at a time: a page may have a hundred large pictures
            sha, there = _sha256(data), self._digest(path)
            kept = there not in {_ABSENT, old.get(path), sha}
            made[path] = old.get(path, _ABSENT) if kept else sha
            if kept:
                changed.append(Note(source, "changed-by-hand", path))
            elif there != sha:
                # What a power cut tears the digests of the journal find.
                atomic.write_one_of_many(self._root / path, data, self._room)
        self._drop({path: sha for path, sha in old.items() if path not in made})
        used = sorted({file.relative_to(self._old).as_posix() for file in written.files.values()})
        done = Done(source, key, made, (*written.notes, *changed), tuple(used))
        self.done[source] = done
        out.write(msgspec.json.encode(done) + b"\n")
        out.flush()
        return done

    def _open(self) -> BinaryIO:
        if self._out is None:
            shutil.rmtree(self._room, ignore_errors=True)  # of a run that was killed: nobody else is here now
            self._room.mkdir(parents=True)
            self._out = self._file.open("ab")
            self._out.write(b"\n")  # ends a line that was cut off
        return self._out

    def forget(self, source: str) -> None:
        """A page that is not brought in any more: its files go, unless people have changed them, and so does its line."""
        self._drop(self.done.pop(source).files)
        self._open()

    def _drop(self, files: Mapping[str, str]) -> None:
        for path, sha in files.items():
            if sha and self._digest(path) == sha:
                (self._root / path).unlink()

    def _digest(self, path: str) -> str:
        """SHA-256 of what stands at a path of the site."""
        file = self._root / path
        if file.parent.resolve() != self._root.resolve() / PurePosixPath(path).parent:
            return _OTHER
        if not os.path.lexists(file):
            return _ABSENT
        if not stat.S_ISREG(file.lstat().st_mode):
            return _OTHER
        with file.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()


def _room(folder: Path, root: Path) -> Path:
    """Where files are written before they get their names: beside the journal, where that is on the work tree's own disk."""
    return folder / "room" if folder.stat().st_dev == root.stat().st_dev else root / ".import-room"


def _is_ours(path: str) -> bool:
    """Whether an import makes files at such a path: below `content/`, and nowhere else whatever a journal says."""
    return path.startswith(article_path.CONTENT) and not article_path.faults(path)


def _parts(written: Written) -> Iterator[tuple[str, bytes]]:
    yield written.path, written.data
    for path, file in written.files.items():
        yield path, file.read_bytes()


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
