"""What of an old site has been brought in already: one line a page, so that a run that was stopped goes on where it was.

A page is written anew where its old bytes, its place, the mapping or the program have changed, and never over a file that
people have changed since: what stands there must be what was written.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import msgspec

from sanshen.commands import atomic
from sanshen.incoming.site import Note
from sanshen.incoming.writing import Written

_ABSENT: Final = ""


class Done(msgspec.Struct, frozen=True, array_like=True):
    """One page that was brought in. `key`: the digest of all it depends on; `files`: path → SHA-256 as written."""

    source: str
    key: str
    files: Mapping[str, str]
    notes: tuple[Note, ...]
    used: tuple[str, ...] = ()
    """The old files that it uses, below the old folder."""


class Journal:
    """The lines of one file; a line that was cut off by a stop counts for nothing."""

    def __init__(self, file: Path, root: Path, old: Path) -> None:
        self._file = file
        self._root = root
        self._old = old
        self.done: dict[str, Done] = {}
        lines = file.read_bytes().split(b"\n") if file.is_file() else []
        for line in lines:
            try:
                one = msgspec.json.decode(line, type=Done)
            except msgspec.DecodeError:
                continue
            self.done[one.source] = one
        file.parent.mkdir(parents=True, exist_ok=True)
        self._out = file.open("ab")
        self._out.write(b"\n")  # ends a line that was cut off

    def close(self) -> None:
        """End the journal with one line a page."""
        self._out.close()
        lines = b"".join(msgspec.json.encode(one) + b"\n" for _, one in sorted(self.done.items()))
        atomic.write(self._file, lines)

    def stands(self, source: str, key: str) -> Done | None:
        """The line of a page that needs not be written again."""
        one = self.done.get(source)
        fresh = one is not None and one.key == key and all(self._digest(path) == sha for path, sha in one.files.items())
        return one if fresh else None

    def put(self, source: str, key: str, written: Written) -> Done:
        """Write a page with its files, and its line; what people have changed stays, and is a note."""
        old = self.done[source].files if source in self.done else {}
        data = {written.path: written.data, **{path: file.read_bytes() for path, file in written.files.items()}}
        changed = [path for path in data if self._digest(path) not in {_ABSENT, old.get(path), _sha256(data[path])}]
        notes = (*written.notes, *(Note(source, "changed-by-hand", path) for path in changed))
        for path in data.keys() - set(changed):
            if self._digest(path) != _sha256(data[path]):
                _write(self._root / path, data[path])
        self._drop({path: sha for path, sha in old.items() if path not in data})
        files = {path: old.get(path, _ABSENT) if path in changed else _sha256(one) for path, one in data.items()}
        used = sorted({file.relative_to(self._old).as_posix() for file in written.files.values()})
        done = Done(source, key, files, notes, tuple(used))
        self.done[source] = done
        self._out.write(msgspec.json.encode(done) + b"\n")
        self._out.flush()
        return done

    def forget(self, source: str) -> None:
        """A page that is not brought in any more: its files go, unless people have changed them."""
        self._drop(self.done.pop(source).files)

    def _drop(self, files: Mapping[str, str]) -> None:
        for path, sha in files.items():
            if sha and self._digest(path) == sha:
                (self._root / path).unlink()

    def _digest(self, path: str) -> str:
        file = self._root / path
        return _sha256(file.read_bytes()) if file.is_file() and not file.is_symlink() else _ABSENT


def _write(file: Path, data: bytes) -> None:
    """Whole or not at all; thousands of files are not flushed to disk one by one, the journal's digests find what is torn."""
    file.parent.mkdir(parents=True, exist_ok=True)
    temporary = file.with_name(f".{file.name}.tmp")
    temporary.write_bytes(data)
    temporary.replace(file)


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
