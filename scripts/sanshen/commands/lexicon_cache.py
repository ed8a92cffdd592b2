"""The lexicon as it is searched with, remembered under the digest of its files: 100,000 terms open in milliseconds.

Both `check` and the verdict use it: what is remembered is what these very bytes said to this very code. It is sealed with this user's
own key. Where there is a confidential list it is locked besides, with the very bytes of that list: who has not the list cannot read
its terms out of the cache.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

import msgspec

import sanshen
from sanshen.commands.sealed_files import SealedFiles, sealed_files
from sanshen.model.lexicon import Lexicon, Term
from sanshen.model.packed import Packed
from sanshen.model.roster import Fault

_KEPT: Final = 4
"""Lexicons that are kept: a person works on few districts and branches at a time."""
_PARTS: Final = ("model", "reading", "rules")
Read = tuple[Lexicon, tuple[Fault, ...]]
"""The lexicon, and every fault of its files."""


class _Saved(msgspec.Struct, frozen=True, array_like=True):
    """The entries, the matcher over them, the faults. `memoryview`: nothing is copied."""

    terms: memoryview
    ends: memoryview
    confidential: memoryview
    confidential_ends: memoryview
    prepared: memoryview
    faults: tuple[Fault, ...]


@cache
def reading_code() -> str:
    """What the reading and matching code looks like from outside: names, sizes and times of its modules and tables."""
    root = Path(sanshen.__file__).parent
    seen = sha256(f"{sys.version} {msgspec.__version__}".encode())
    for part in _PARTS:
        for entry in sorted(os.scandir(root / part), key=lambda entry: entry.name):
            if entry.name.endswith((".py", ".json")):
                found = entry.stat()
                seen.update(f"{part}/{entry.name} {found.st_size} {found.st_mtime_ns}\0".encode())
    return seen.hexdigest()


def lexicon_reader(env: Mapping[str, str]) -> Callable[[Mapping[str, bytes], bytes | None], Read]:
    """`reading.read_lexicon`, from this user's own cache where the same bytes were read before."""
    from sanshen.reading.office import read_lexicon

    shelf = sealed_files(env)

    def read(files: Mapping[str, bytes], extra: bytes | None = None) -> Read:
        return read_lexicon(files, extra) if shelf is None else remembered_lexicon(shelf, files, extra)

    return read


def remembered_lexicon(shelf: SealedFiles, files: Mapping[str, bytes], extra: bytes | None, digest: str = "") -> Read:
    """What those files (path → bytes) and the confidential list say, from the cache where it is known.

    `digest`: theirs, where it is known already: seven megabytes are not hashed twice.
    """
    name = f"lexicon-{sha256((reading_code() + (digest or digest_of_files(files, extra))).encode()).hexdigest()}"
    secret = None if extra is None else shelf.key + extra
    known = _find(shelf, name, secret)
    return known if known is not None else _learned(shelf, name, secret, files, extra)


def digest_of_files(files: Mapping[str, bytes], extra: bytes | None) -> str:
    """The digest of files (path → bytes) and of the confidential list."""
    hashed = sha256()
    for path in sorted(files):
        hashed.update(f"{path}\0{len(files[path])}\0".encode("utf-8", "surrogateescape"))
        hashed.update(files[path])
    if extra is not None:
        hashed.update(b"\0confidential\0")
        hashed.update(extra)
    return hashed.hexdigest()


def _find(shelf: SealedFiles, name: str, secret: bytes | None) -> Read | None:
    body: memoryview | bytes | None = shelf.find(name)
    if body is not None and secret is not None:
        from sanshen.evidence.lock import unlock

        body = unlock(body, secret)
    if body is None:
        return None
    saved = msgspec.msgpack.decode(body, type=_Saved)
    lexicon = Lexicon(
        Packed(saved.terms, saved.ends, Term),
        Packed(saved.confidential, saved.confidential_ends, Term),
        saved.prepared,
    )
    return lexicon, saved.faults


def _learned(shelf: SealedFiles, name: str, secret: bytes | None, files: Mapping[str, bytes], extra: bytes | None) -> Read:
    from sanshen.reading.office import read_lexicon
    from sanshen.rules.term_matcher import built

    lexicon, faults = read_lexicon(files, extra)
    prepared = built(lexicon).save()
    terms, confidential = Packed.of(lexicon.terms, Term), Packed.of(lexicon.confidential, Term)
    body = msgspec.msgpack.encode((terms.data, terms.ends, confidential.data, confidential.ends, prepared, faults))
    if secret is not None:
        from sanshen.evidence.lock import lock

        body = lock(body, secret)
    shelf.keep(name, body, kept=_KEPT)
    return Lexicon(terms, confidential, memoryview(prepared)), faults
