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
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

import msgspec

from sanshen.commands.cache_folder import cache_folder, forget_all_but, own_folder

_KEY_BYTES: Final = 32
_SEAL_BYTES: Final = hashlib.sha256().digest_size


class SealedFiles(msgspec.Struct, frozen=True):
    """The sealed files of one user: `folder` is the cache folder, `key` the user's own."""

    folder: Path
    key: bytes

    def find(self, name: str) -> memoryview | None:
        """What was kept under a name, None where nothing whole is there."""
        try:
            data = memoryview((self.folder / name).read_bytes())
        except OSError:
            return None
        seal, body = data[:_SEAL_BYTES], data[_SEAL_BYTES:]
        return body if hmac.compare_digest(seal, self._seal(name, body)) else None

    def keep(self, name: str, body: bytes, *, kept: int) -> None:
        """Keep `body` under a name like `kind-digest`; of each kind the `kept` newest files stay."""
        from tempfile import mkstemp

        try:
            handle, temporary = mkstemp(prefix=".sealed-", dir=self.folder)
            with os.fdopen(handle, "wb") as out:
                out.write(self._seal(name, body))
                out.write(body)
            Path(temporary).replace(self.folder / name)
            forget_all_but(self.folder, name.partition("-")[0] + "-*", kept)
        except OSError:
            # A full or read-only disk costs the next run its speed, nothing else.
            return

    def _seal(self, name: str, body: bytes | memoryview) -> bytes:
        sealing = hmac.new(self.key, f"{name}\0".encode(), "sha256")
        sealing.update(body)
        return sealing.digest()


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
