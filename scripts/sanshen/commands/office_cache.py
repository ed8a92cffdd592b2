"""Remembering what policy, roster, lexicon and sources say while their bytes and the code that reads them are the same.

Reading the dossiers of sixty units costs more than judging an article, and they hardly ever change. Only `check` uses this:
a verdict reads policy, roster and sources anew each time.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Final

import msgspec

from sanshen.commands import lexicon_cache
from sanshen.commands.file_sources import FileSource
from sanshen.commands.office_reading import Office, OfficeFiles, lexicon_files, office_files, office_of
from sanshen.commands.sealed_files import SealedFiles, sealed_files
from sanshen.model.lexicon import Lexicon

_KEPT: Final = 8
"""States of office that are kept: a person works on few districts and branches at a time."""


def remembered_office(source: FileSource, env: Mapping[str, str]) -> Office:
    """`read_office`, from the user's own cache where nothing has changed. Raises UsageError as it does."""
    files = office_files(source, env)
    shelf = sealed_files(env)
    if shelf is None:
        return office_of(files)
    office = _remembered(shelf, lexicon_cache.reading_code(), files)
    lexicon, _ = lexicon_cache.remembered_lexicon(shelf, lexicon_files(files.files), files.extra, files.lexicon)
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
