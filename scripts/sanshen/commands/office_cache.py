"""Remembering what policy, roster, lexicon and sources say while their bytes and the code that reads them are the same.

Reading the dossiers of sixty units costs more than judging an article, and they hardly ever change. Only `check` uses this:
a verdict reads policy, roster and sources anew each time.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from hashlib import sha256
from typing import Final

import msgspec

from sanshen.commands import lexicon_cache
from sanshen.commands.file_sources import FileSource
from sanshen.commands.office_reading import Office, OfficeFiles, lexicon_lists, office_files, office_of, read_office
from sanshen.commands.sealed_files import SealedFiles, sealed_files
from sanshen.model.lexicon import Lexicon

_KEPT: Final = 8
"""States of office that are kept: a person works on few districts and branches at a time."""


def remembered_office(source: FileSource, env: Mapping[str, str]) -> Office:
    """`read_office`, from the user's own cache where nothing has changed. Raises UsageError as it does."""
    shelf = sealed_files(env)
    if shelf is None:
        return read_office(source, env)
    files = office_files(source, env)
    office = _remembered(shelf, lexicon_cache.reading_code(), files)
    (lexicon, _), found = lexicon_cache.remembered_lexicon(shelf, files.lexicon, partial(lexicon_lists, source, env))
    return msgspec.structs.replace(office, lexicon=lexicon, digest=files._replace(lexicon=found).digest)


def _remembered(shelf: SealedFiles, code: str, files: OfficeFiles) -> Office:
    """All but the lexicon, which is remembered by itself."""
    name = f"office-{sha256((files.others + code).encode()).hexdigest()}"
    known = shelf.find(name)
    if known is not None:
        return msgspec.msgpack.decode(known, type=Office)
    office = office_of(files, Lexicon())
    shelf.keep(name, msgspec.msgpack.encode(office), kept=_KEPT)
    return office
