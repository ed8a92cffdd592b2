"""Answers of the forge kept from run to run, so that what has not changed need not be sent again (conditional requests).

Nothing kept is believed by itself: its body is used only where the forge says, now, that it would send just that (304).
That binds the body to its ETag, so both are sealed together with their address: the seal's key comes from the secret of
whoever asks (the App's key or the token), and whoever can write to the folder but has not that secret can forge nothing.
An entry that is cut off, changed, copied from another address or sealed with another secret is no entry.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import tempfile
from pathlib import Path
from typing import Final

import msgspec

MOST_BYTES: Final = 16 * 1024 * 1024
MOST_ENTRIES: Final = 2_000
_SEAL: Final = hashlib.sha256().digest_size
_PURPOSE: Final = b"sanshen kept answers 1"
_SUFFIX: Final = ".answer"
_TEMPORARY: Final = ".answer-"
_STALE: Final = 3600.0
"""Seconds after which nobody can be writing a temporary file any more."""


class Kept(msgspec.Struct, frozen=True, array_like=True):
    """One good answer: the address that gave it, its ETag, its Link header ("" where it had none), its body."""

    url: str
    etag: str
    link: str
    body: bytes


class Shelf:
    """The kept answers of one secret's holder in one folder; a folder of None keeps nothing.

    `longest`: seconds after which an entry is cleared away, None for as long as there is room.
    """

    def __init__(self, folder: Path | None, secret: str, longest: float | None = None) -> None:
        self._folder = folder
        self._longest = longest
        self._key = hmac.digest(secret.encode(), _PURPOSE, "sha256")
        self._wrote = False

    def find(self, url: str) -> Kept | None:
        """What was kept of `url`; None where nothing whole and sealed with our secret is there."""
        if self._folder is None:
            return None
        try:
            with self._place(self._folder, url).open("rb") as file:
                data = file.read(MOST_BYTES + 1)
        except OSError:
            return None
        sealed, packed = data[:_SEAL], data[_SEAL:]
        if len(data) > MOST_BYTES or not hmac.compare_digest(sealed, self._seal(packed)):
            return None
        try:
            kept = msgspec.msgpack.decode(packed, type=Kept)
        except msgspec.MsgspecError:  # sealed by another release of ours
            return None
        return kept if kept.url == url else None

    def keep(self, kept: Kept) -> None:
        """Put an answer there whole, under a temporary name first: of two runs at once the later one's stays."""
        packed = msgspec.msgpack.encode(kept)
        if self._folder is None or len(packed) + _SEAL > MOST_BYTES:
            return
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle, name = tempfile.mkstemp(prefix=_TEMPORARY, dir=self._folder)
            with os.fdopen(handle, "wb") as out:
                out.write(self._seal(packed) + packed)
            Path(name).replace(self._place(self._folder, kept.url))
            self._wrote = True
        except OSError:
            # A full or read-only disk costs the next run its speed, nothing else.
            return

    def tidy(self) -> None:
        """Keep the folder small: what is old goes, beyond MOST_ENTRIES the oldest, and what killed runs left. Another may be tidying too."""
        if self._folder is None or not self._wrote:
            return
        self._wrote = False
        try:
            found = sorted((one.stat().st_mtime, one) for one in self._folder.iterdir() if one.name.endswith(_SUFFIX))
            left = [one for one in self._folder.glob(f"{_TEMPORARY}*") if one.stat().st_mtime < found[-1][0] - _STALE]
            old = [one for at, one in found if self._longest is not None and at < found[-1][0] - self._longest]
            for one in [*left, *old, *(one for _, one in found[:-MOST_ENTRIES])]:
                one.unlink(missing_ok=True)
        except OSError:
            return  # what one run cannot clear away the next one can

    def _seal(self, packed: bytes) -> bytes:
        return hmac.digest(self._key, packed, "sha256")

    def _place(self, folder: Path, url: str) -> Path:
        return folder / f"{hashlib.sha256(url.encode()).hexdigest()}{_SUFFIX}"
