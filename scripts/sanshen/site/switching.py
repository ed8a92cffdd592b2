"""Putting a finished folder in the place of another, so that readers see the old site or the new one, never half of either."""

from __future__ import annotations

import ctypes
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

_EXCHANGE: Final = 2
_HERE: Final = -100
_PUBLIC: Final = 0o755
_NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
_READABLE: Final = 0o666


@contextmanager
def beside(target: Path) -> Iterator[Path]:
    """A new folder next to `target`, on the same file system; whatever is left of it is removed at the end, come what may."""
    target.parent.mkdir(parents=True, exist_ok=True)
    room = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    room.chmod(_PUBLIC)
    try:
        yield room
    finally:
        shutil.rmtree(room, ignore_errors=True)


def write_new(target: str | Path, data: bytes) -> None:
    """A file with these bytes, in the place of whatever has its name; never written into, for that may have other names as well."""
    try:
        stream = os.open(target, _NEW, _READABLE)  # by the thousand: a stream of Python's asks the system twice as much
    except FileExistsError:
        Path(target).unlink()
        stream = os.open(target, _NEW, _READABLE)
    try:
        rest = memoryview(data)
        while rest:  # a disk that is nearly full takes a part before it says so
            rest = rest[os.write(stream, rest) :]
    finally:
        os.close(stream)


def _make_folder(folder: str) -> None:
    """By the thousand, and nearly always right below one that stands."""
    try:
        os.mkdir(folder)  # noqa: PTH102
    except OSError:
        os.makedirs(folder, exist_ok=True)  # noqa: PTH103


def _second_name(one: str, other: str) -> None:
    """The same file under a second name; a copy where the file system knows no second names."""
    try:
        os.link(one, other)  # by the thousand
    except FileExistsError:
        Path(other).unlink()
        _second_name(one, other)
    except OSError:
        Path(other).unlink(missing_ok=True)  # never into it
        shutil.copyfile(one, other)


class Folder:
    """Writes new files below a folder; where a `twin` is named, each has a second name below that."""

    def __init__(self, out: Path, twin: Path | None = None) -> None:
        self.places = (out,) if twin is None else (out, twin)
        self._roots = [str(place) for place in self.places]
        self._known: set[str] = set()

    def write(self, name: str, data: bytes) -> None:
        """A new file, in the place of whatever has that name: never into it, for that may be another site's file as well."""
        first, *others = [f"{root}/{name}" for root in self._roots]
        folder = name.rpartition("/")[0]
        if folder not in self._known:
            for root in self._roots:
                _make_folder(f"{root}/{folder}")
            self._known.add(folder)
        write_new(first, data)
        for other in others:
            _second_name(first, other)

    def link(self, name: str, source: Path) -> None:
        """The same file as `source`, under a second name; a copy where the file system knows no second names."""
        target = self.places[0] / name
        target.parent.mkdir(parents=True, exist_ok=True)
        _second_name(str(source), str(target))

    def remove(self, name: str) -> None:
        """A file goes, and with it every folder that holds nothing else."""
        for place in self.places:
            (place / name).unlink(missing_ok=True)
            for folder in Path(name).parents[:-1]:
                try:
                    (place / folder).rmdir()
                except FileNotFoundError:
                    continue
                except OSError:  # not empty
                    break
                self._known.discard(folder.as_posix())


def flush(folder: Path) -> None:
    """Everything that was written to the file system of `folder` is on the disk when this returns."""
    call = getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None)
    if call is None:
        os.sync()
        return
    held = os.open(folder, os.O_RDONLY)
    try:
        if call(held) != 0:
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number), str(folder))
    finally:
        os.close(held)


def flush_folder(folder: Path) -> None:
    """The names in a folder are on the disk when this returns."""
    held = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(held)
    finally:
        os.close(held)


def write_through(target: Path, data: bytes) -> None:
    """A file with these bytes, on the disk when this returns."""
    with target.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def _exchange(one: Path, other: Path) -> bool:
    """Swap two names in one step of the kernel; False where the system or the file system cannot."""
    call = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if call is None:
        return False
    return bool(call(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) == 0)


def switch(new: Path, target: Path) -> None:
    """Put `new` where `target` is; what stood there ends up where `new` was (and is the caller's to remove).

    Without the kernel's exchange there is a moment between two renames; a failure in it puts the old folder back.
    """
    if not target.exists():
        new.rename(target)
        return
    if _exchange(new, target):
        return
    aside = new.with_name(new.name + ".old")
    target.rename(aside)
    try:
        new.rename(target)
    except OSError:
        aside.rename(target)
        raise
    aside.rename(new)
