"""Remembering what policy, roster, lexicon and sources say while their bytes and the code that reads them are the same.

Reading the dossiers of sixty units costs more than judging an article, and they hardly ever change. Only `check` uses this:
a verdict reads the office anew each time. A confidential lexicon is never remembered: its terms stay where the office keeps
them.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Final

import msgspec

import sanshen
from sanshen.commands.cache_folder import cache_folder, forget_all_but
from sanshen.commands.file_sources import FileSource
from sanshen.commands.office_reading import Office, OfficeFiles, office_files, office_of, read_office

_PARTS: Final = ("model", "reading")
_KEPT: Final = 8
"""States of office that are kept: a person works on few districts and branches at a time."""


def _code() -> str:
    """What the reading code looks like from outside: names, sizes and times of its modules."""
    root = Path(sanshen.__file__).parent
    seen = sha256(msgspec.__version__.encode())
    for part in _PARTS:
        for entry in sorted(os.scandir(root / part), key=lambda entry: entry.name):
            if entry.name.endswith(".py"):
                found = entry.stat()
                seen.update(f"{part}/{entry.name} {found.st_size} {found.st_mtime_ns}\0".encode())
    return seen.hexdigest()


def remembered_office(source: FileSource, env: Mapping[str, str]) -> Office:
    """`read_office`, from the user's own cache where nothing has changed. Raises UsageError as it does."""
    place = None if env.get("SANSHEN_LEXICON") else cache_folder(env)
    if place is None:
        return read_office(source, env)
    files = office_files(source, env)
    file = place / f"office-{sha256((files.digest + _code()).encode()).hexdigest()[:32]}.msgpack"
    known = _load(file)
    return known if known is not None and known.digest == files.digest else _learned(files, file)


def _load(file: Path) -> Office | None:
    try:
        return msgspec.msgpack.decode(file.read_bytes(), type=Office)
    except (OSError, msgspec.MsgspecError):
        return None  # not there yet, or broken: it is made anew


def _learned(files: OfficeFiles, file: Path) -> Office:
    office = office_of(files)
    try:
        handle, name = tempfile.mkstemp(prefix=".office-", dir=file.parent)
        with os.fdopen(handle, "wb") as out:
            out.write(msgspec.msgpack.encode(office))
        Path(name).replace(file)
        forget_all_but(file.parent, "office-*.msgpack", _KEPT)
    except OSError:
        # A full or read-only disk costs the next run its speed, nothing else.
        return office
    return office
