"""Whole files or none: a temporary name in the same folder, flushed to disk, then renamed."""

from __future__ import annotations

import fcntl
import os
import secrets
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sanshen.model.errors import BlockedError, UsageError
from sanshen.model.text import Text

_MODE = 0o644
_SHOWN = 40


def write(path: Path, data: bytes, *, mode: int = _MODE) -> None:
    """Write or replace a file; after an interruption there is the old file or the new one, never a part."""
    _through(path, data, lambda temporary: temporary.replace(path), mode)


def write_one_of_many(path: Path, data: bytes, room: Path) -> None:
    """The same for thousands of files that can be made again: not flushed one by one, so that a power cut may leave a part.

    `room`: a folder of the same file system where a run that is killed leaves its temporary file, instead of beside the others.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    _through(room / path.name, data, lambda temporary: temporary.replace(path), flush=False)


@contextmanager
def claimed(path: Path, expected: bytes) -> Iterator[int]:
    """Hold a file that still has to be `expected`, and yield its permission bits; raises BlockedError where it is not.

    Another process that claims it meanwhile is refused, and so is one that read it before it was replaced.
    """
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
    with os.fdopen(handle, "rb") as file:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise _changed(path) from error
        held, there = os.fstat(handle), path.lstat()
        if (held.st_dev, held.st_ino) != (there.st_dev, there.st_ino) or file.read() != expected:
            raise _changed(path)
        yield stat.S_IMODE(held.st_mode)


def _changed(path: Path) -> BlockedError:
    return BlockedError(
        Text(
            f"{path} 正在或刚刚被别人改动，没有写入任何文件", f"{path} is being changed, or was just now: nothing was written"
        ),
        Text("保存好后重新运行", "save it and run again"),
    )


def replace(path: Path, data: bytes, mode: int) -> None:
    """Put other bytes in place of a file, whole, with exactly these permission bits."""

    def publish(temporary: Path) -> None:
        temporary.chmod(mode)
        temporary.replace(path)

    _through(path, data, publish)


def write_new(path: Path, data: bytes) -> None:
    """Write a file that must not exist yet; raises UsageError where something of that name is there, whatever it is."""

    def link(temporary: Path) -> None:
        try:
            os.link(temporary, path)  # unlike a rename this fails where the name is taken
        except FileExistsError as error:
            raise UsageError(
                Text(f"{path} 已存在，不会覆盖", f"{path} exists and is not overwritten"),
                Text("请换一个名称", "choose another name"),
            ) from error

    _through(path, data, link)


def _through(path: Path, data: bytes, publish: Callable[[Path], object], mode: int = _MODE, *, flush: bool = True) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.parent / f".{path.name[:_SHOWN]}.{secrets.token_hex(6)}.tmp"  # a long name has no room for more
    try:
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0), mode)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            if flush:
                os.fsync(file.fileno())
        publish(temporary)
    finally:
        temporary.unlink(missing_ok=True)
