"""Remembering what policy, roster, lexicon and sources say while their bytes and the code that reads them are the same.

Reading the dossiers of sixty units costs more than judging an article, and they hardly ever change. Only `check` uses this:
a verdict reads the office anew each time.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Final

import msgspec

import sanshen
from sanshen.commands.file_sources import FileSource
from sanshen.commands.lexicon_cache import remembered_lexicon
from sanshen.commands.office_reading import Office, OfficeFiles, lexicon_files, office_files, office_of
from sanshen.commands.sealed_files import SealedFiles, sealed_files
from sanshen.model.lexicon import Lexicon

_PARTS: Final = ("model", "reading", "rules")
_KEPT: Final = 8
"""States of office that are kept: a person works on few districts and branches at a time."""


def _code() -> str:
    """What the reading and matching code looks like from outside: names, sizes and times of its modules and tables."""
    root = Path(sanshen.__file__).parent
    seen = sha256(f"{sys.version} {msgspec.__version__}".encode())
    for part in _PARTS:
        for entry in sorted(os.scandir(root / part), key=lambda entry: entry.name):
            if entry.name.endswith((".py", ".json")):
                found = entry.stat()
                seen.update(f"{part}/{entry.name} {found.st_size} {found.st_mtime_ns}\0".encode())
    return seen.hexdigest()


def remembered_office(source: FileSource, env: Mapping[str, str]) -> Office:
    """`read_office`, from the user's own cache where nothing has changed. Raises UsageError as it does."""
    files = office_files(source, env)
    shelf = sealed_files(env)
    if shelf is None:
        return office_of(files)
    code = _code()
    office = _remembered(shelf, code, files)
    digest = sha256((files.lexicon + code).encode()).hexdigest()
    lexicon = remembered_lexicon(shelf, digest, lexicon_files(files.files), files.extra)
    return msgspec.structs.replace(office, lexicon=lexicon, digest=files.digest)


def _remembered(shelf: SealedFiles, code: str, files: OfficeFiles) -> Office:
    """All but the lexicon, which is remembered by itself."""
    name = f"office-{sha256((files.others + code).encode()).hexdigest()}"
    known = shelf.find(name)
    if known is not None:
        return msgspec.msgpack.decode(known, type=Office)
    office = office_of(files, lexicon=Lexicon())
    shelf.keep(name, msgspec.msgpack.encode(office), kept=_KEPT)
    return office
