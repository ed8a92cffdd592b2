"""The lexicon as it is searched with, remembered under the digest of its files: 100,000 terms open in milliseconds.

Both `check` and the verdict use it: what is remembered is what these very bytes said to this very code. It is sealed with this user's
own key. Where there is a confidential list it is locked instead, with the digest of that list and this user's key: who has not the
list cannot read its terms out of the cache, and who has not the key can put nothing into it.
"""

from __future__ import annotations

import hmac
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
_FORMAT: Final = 3
"""Raised where what is kept is written otherwise: what was kept before is then not looked for."""
_PARTS: Final = ("model", "reading", "rules")
Read = tuple[Lexicon, tuple[Fault, ...]]
"""The lexicon, and every fault of its files."""
Lists = tuple[Mapping[str, bytes], bytes | None]
"""Path → bytes of the lexicon's files, and the confidential list."""


class Digests(msgspec.Struct, frozen=True):
    """`files`: path → SHA-256 of the lexicon's files. `extra`: that of the confidential list, which itself is never written down:
    it is half of what that list is locked with.
    """

    files: Mapping[str, str]
    extra: str | None

    @property
    def whole(self) -> str:
        """One digest of all of it."""
        every = "".join(f"{path}\0{digest}\0" for path, digest in sorted(self.files.items()))
        return sha256(
            (every + ("" if self.extra is None else f"\0{self.extra}")).encode("utf-8", "surrogateescape")
        ).hexdigest()


class _Saved(msgspec.Struct, frozen=True, array_like=True):
    """The entries and the faults; `memoryview`: nothing is copied. The matcher lies beside them, in pieces of its own."""

    terms: tuple[memoryview, memoryview, int]
    confidential: tuple[memoryview, memoryview, int]
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
        if shelf is None:
            return read_lexicon(files, extra)
        return remembered_lexicon(shelf, digests_of(files, extra), lambda: (files, extra))[0]

    return read


def remembered_lexicon(shelf: SealedFiles, digests: Digests, read: Callable[[], Lists]) -> tuple[Read, Digests]:
    """What the files of those digests say, from the cache where it is known; else what those say that `read` gives, with the digests
    of the very bytes that were read.
    """
    known = _find(_Place.of(shelf, digests))
    if known is not None:
        return known, digests
    files, extra = read()
    found = digests_of(files, extra)
    return _learned(_Place.of(shelf, found), files, extra), found


def digests_of(files: Mapping[str, bytes], extra: bytes | None) -> Digests:
    """The digests of files (path → bytes) and of the confidential list."""
    return Digests(
        {path: sha256(data).hexdigest() for path, data in files.items()}, None if extra is None else sha256(extra).hexdigest()
    )


class _Place(msgspec.Struct, frozen=True):
    """Where a lexicon is kept: its name on the shelf, and what it is locked with where it holds a confidential list."""

    shelf: SealedFiles
    name: str
    secret: bytes | None

    @classmethod
    def of(cls, shelf: SealedFiles, digests: Digests) -> _Place:
        name = f"lexicon-{sha256(f'{_FORMAT} {reading_code()} {digests.whole}'.encode()).hexdigest()}"
        secret = None if digests.extra is None else hmac.digest(shelf.key, f"lexicon\0{digests.extra}".encode(), "sha256")
        return cls(shelf, name, secret)


def _find(place: _Place) -> Read | None:
    shelf, name, secret = place.shelf, place.name, place.secret
    pieces = shelf.find_pieces(name) if secret is None else shelf.find_locked(name, secret)
    if pieces is None:
        return None
    saved = msgspec.msgpack.decode(pieces[0], type=_Saved)
    return Lexicon(Packed(*saved.terms, Term), Packed(*saved.confidential, Term), pieces[1:]), saved.faults


def _learned(place: _Place, files: Mapping[str, bytes], extra: bytes | None) -> Read:
    from sanshen.reading.office import read_lexicon
    from sanshen.rules.term_matcher import built

    lexicon, faults = read_lexicon(files, extra)
    prepared = built(lexicon).save()
    terms, confidential = Packed.of(lexicon.terms, Term), Packed.of(lexicon.confidential, Term)
    entries = msgspec.msgpack.encode((terms.parts, confidential.parts, faults))
    if place.secret is None:
        place.shelf.keep_pieces(place.name, (entries, *prepared), kept=_KEPT)
    else:
        place.shelf.keep_locked(place.name, (entries, *prepared), place.secret, kept=_KEPT)
    return Lexicon(terms, confidential, prepared), faults
