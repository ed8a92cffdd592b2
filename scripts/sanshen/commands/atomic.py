"""Whole files or none: a temporary name in the same folder, flushed to disk, then renamed."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from pathlib import Path

from sanshen.model.errors import UsageError
from sanshen.model.text import Text

_MODE = 0o644


def write(path: Path, data: bytes, *, mode: int = _MODE) -> None:
    """Write or replace a file; after an interruption there is the old file or the new one, never a part."""
    _through(path, data, lambda temporary: temporary.replace(path), mode)


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


def _through(path: Path, data: bytes, publish: Callable[[Path], object], mode: int = _MODE) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.parent / f".{path.name}.{secrets.token_hex(6)}.tmp"
    try:
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0), mode)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        publish(temporary)
    finally:
        temporary.unlink(missing_ok=True)
