"""Files in the user's cache folder that are believed only under the seal of a key kept elsewhere.

The key is this user's own, made once, in the state folder and never in the cache: whoever brings a cache along (a restored CI
cache, an unpacked archive) has not the key. What is cut off, changed, renamed or sealed by another key is no file. Written
under a temporary name and renamed, so two runs at once do no harm.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import stat
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from sanshen.commands.cache_folder import cache_folder, forget_all_but, own_folder

if TYPE_CHECKING:
    from io import FileIO

_KEY_BYTES: Final = 32
_SEAL_BYTES: Final = hashlib.sha256().digest_size
_SIZE_BYTES: Final = 8
_MOST_PIECES: Final = 8
_Sealed = Callable[[Sequence[bytes]], Sequence[bytes]]
"""Which of the pieces the seal covers."""


class SealedFiles(msgspec.Struct, frozen=True):
    """The sealed files of one user: `folder` is the cache folder, `key` the user's own."""

    folder: Path
    key: bytes

    def find(self, name: str) -> bytes | None:
        """What was kept under a name, None where nothing whole is there."""
        found = self.find_pieces(name)
        return found[0] if found is not None and len(found) == 1 else None

    def find_pieces(self, name: str) -> tuple[bytes, ...] | None:
        """The pieces that were kept under a name, each as bytes of its own; None where nothing whole is there."""
        return self._found(name, _as_they_are)

    def find_locked(self, name: str, secret: bytes) -> tuple[bytes, ...] | None:
        """What `keep_locked` kept under that name with that secret."""
        from sanshen.evidence.lock import unlock

        found = self._found(name, _not_looked_at)
        if found is None:
            return None
        pieces = [unlock(piece, secret, _place(name, number)) for number, piece in enumerate(found)]
        whole = tuple(piece for piece in pieces if piece is not None)
        return whole if len(whole) == len(pieces) else None

    def keep(self, name: str, body: bytes, *, kept: int) -> None:
        """Keep `body` under a name like `kind-digest`; of each kind the `kept` newest files stay."""
        self.keep_pieces(name, (body,), kept=kept)

    def keep_pieces(self, name: str, pieces: Sequence[bytes], *, kept: int) -> None:
        """As `keep`, several pieces in one file: they are kept, found and believed together."""
        self._keep(name, pieces, _as_they_are, kept)

    def keep_locked(self, name: str, pieces: Sequence[bytes], secret: bytes, *, kept: int) -> None:
        """As `keep_pieces`, locked so that nobody without `secret` (32 bytes) can read them, or put others in their place."""
        from sanshen.evidence.lock import lock

        locked = [lock(piece, secret, _place(name, number)) for number, piece in enumerate(pieces)]
        self._keep(name, locked, _not_looked_at, kept)

    def _found(self, name: str, sealed: _Sealed) -> tuple[bytes, ...] | None:
        try:
            with open(self.folder / name, "rb", buffering=0) as file:  # noqa: PTH123  # as it is: without a second buffer
                return self._read(file, name, sealed)
        except OSError:
            return None

    def _read(self, file: FileIO, name: str, sealed: _Sealed) -> tuple[bytes, ...] | None:
        seal, count = file.read(_SEAL_BYTES), int.from_bytes(file.read(_SIZE_BYTES), "little")
        if not 0 < count <= _MOST_PIECES:
            return None
        head = file.read(_SIZE_BYTES * count)
        sizes = [int.from_bytes(head[at : at + _SIZE_BYTES], "little") for at in range(0, len(head), _SIZE_BYTES)]
        if os.fstat(file.fileno()).st_size != file.tell() + sum(sizes):
            return None  # what is not as long as it says is not read
        pieces = tuple(file.read(size) for size in sizes)
        return pieces if hmac.compare_digest(seal, self._seal(name, head, sealed(pieces))) else None

    def _keep(self, name: str, pieces: Sequence[bytes], sealed: _Sealed, kept: int) -> None:
        from tempfile import mkstemp

        head = b"".join(len(piece).to_bytes(_SIZE_BYTES, "little") for piece in pieces)
        seal = self._seal(name, head, sealed(pieces))
        try:
            handle, temporary = mkstemp(prefix=".sealed-", dir=self.folder)
            with os.fdopen(handle, "wb") as out:
                out.writelines((seal, len(pieces).to_bytes(_SIZE_BYTES, "little"), head, *pieces))
            Path(temporary).replace(self.folder / name)
            forget_all_but(self.folder, name.partition("-")[0] + "-*", kept)
        except OSError:
            # A full or read-only disk costs the next run its speed, nothing else.
            return

    def _seal(self, name: str, head: bytes, pieces: Iterable[bytes]) -> bytes:
        sealing = hmac.new(self.key, f"{name}\0{len(head)}\0".encode() + head, "sha256")
        for piece in pieces:
            sealing.update(piece)
        return sealing.digest()


def _as_they_are(pieces: Sequence[bytes]) -> Sequence[bytes]:
    return pieces


def _not_looked_at(_: Sequence[bytes]) -> Sequence[bytes]:
    """Locked pieces hold their own seals, and each the name and number that it belongs to."""
    return ()


def _place(name: str, number: int) -> bytes:
    return f"{name}\0{number}".encode()


def sealed_files(env: Mapping[str, str]) -> SealedFiles | None:
    """This user's sealed files; None where there is no folder for them or for the key."""
    folder = cache_folder(env)
    key = own_key(env) if folder is not None else None
    return None if folder is None or key is None else SealedFiles(folder, key)


def own_key(env: Mapping[str, str]) -> bytes | None:
    """This user's own key, made where there is none yet; None where there is no safe place for it."""
    place = own_folder(env, "XDG_STATE_HOME", ".local/state")
    if place is None:
        return None
    file = place / "cache-key"
    try:
        return _read_key(file) or _make_key(file)
    except OSError:
        return None


def _read_key(file: Path) -> bytes | None:
    try:
        found = file.lstat()
    except FileNotFoundError:
        return None
    private = stat.S_ISREG(found.st_mode) and found.st_uid == os.getuid() and not stat.S_IMODE(found.st_mode) & 0o077
    key = file.read_bytes() if private else b""
    if len(key) != _KEY_BYTES:
        file.unlink()  # what others could read or write is no key of ours any more
        return None
    return key


def _make_key(file: Path) -> bytes | None:
    """A new key, whole before it has its name; where two make one at once, the first one's stays."""
    from tempfile import mkstemp

    handle, temporary = mkstemp(prefix=".key-", dir=file.parent)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(os.urandom(_KEY_BYTES))
        with suppress(FileExistsError):  # the other's key is as good
            os.link(temporary, file)
    finally:
        os.unlink(temporary)  # noqa: PTH108  # a path as mkstemp gave it
    return _read_key(file)
