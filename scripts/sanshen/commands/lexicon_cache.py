"""The lexicon as it is searched with, remembered under the digest of its files: 100,000 terms open in milliseconds.

What is remembered is sealed with this user's own key. Where there is a confidential list it is locked besides, with the very
bytes of that list: who has not the list cannot read its terms out of the cache.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import msgspec

from sanshen.commands.sealed_files import SealedFiles
from sanshen.model.lexicon import Lexicon, Term
from sanshen.model.packed import Packed

_KEPT: Final = 4
"""Lexicons that are kept: a person works on few districts and branches at a time."""


class _Saved(msgspec.Struct, frozen=True, array_like=True):
    """The entries and the matcher over them. `memoryview`: nothing is copied."""

    terms: memoryview
    ends: memoryview
    confidential: memoryview
    confidential_ends: memoryview
    prepared: memoryview


def lexicon_of(files: Mapping[str, bytes], extra: bytes | None) -> Lexicon:
    """The lexicon of those files (path → bytes) and of the confidential list."""
    from sanshen.reading.office import read_lexicon

    return read_lexicon(files, extra)[0]


def remembered_lexicon(shelf: SealedFiles, digest: str, files: Mapping[str, bytes], extra: bytes | None) -> Lexicon:
    """`lexicon_of`, from the cache where it is known. `digest`: of the files, the list, and the code that reads them."""
    name = f"lexicon-{digest}"
    secret = None if extra is None else shelf.key + extra
    known = _find(shelf, name, secret)
    return known if known is not None else _learned(shelf, name, secret, lexicon_of(files, extra))


def _find(shelf: SealedFiles, name: str, secret: bytes | None) -> Lexicon | None:
    body: memoryview | bytes | None = shelf.find(name)
    if body is not None and secret is not None:
        from sanshen.evidence.lock import unlock

        body = unlock(body, secret)
    if body is None:
        return None
    saved = msgspec.msgpack.decode(body, type=_Saved)
    return Lexicon(
        Packed(saved.terms, saved.ends, Term),
        Packed(saved.confidential, saved.confidential_ends, Term),
        saved.prepared,
    )


def _learned(shelf: SealedFiles, name: str, secret: bytes | None, lexicon: Lexicon) -> Lexicon:
    from sanshen.rules.term_matcher import built

    prepared = built(lexicon).save()
    terms, confidential = Packed.of(lexicon.terms, Term), Packed.of(lexicon.confidential, Term)
    body = msgspec.msgpack.encode((terms.data, terms.ends, confidential.data, confidential.ends, prepared))
    if secret is not None:
        from sanshen.evidence.lock import lock

        body = lock(body, secret)
    shelf.keep(name, body, kept=_KEPT)
    return Lexicon(terms, confidential, memoryview(prepared))
