"""Where `build` keeps what was proven: in the user's cache folder, one place a repository, the root of it under a seal.

Where a pipeline key is given, the seal's key comes from it, so that what one job of the pipeline has kept another can believe
(a cache that is carried from job to job), and nobody else can make it up. Else it is this user's own, as for everything kept.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import msgspec

from sanshen.commands.cache_folder import cache_folder
from sanshen.commands.sealed_files import SealedFiles, own_key
from sanshen.judging.own_code import digest_of_code
from sanshen.records.seal import is_public
from sanshen.repository import Repository

FOLDER: Final = "proven"
_PARTS: Final = "parts"
_PURPOSE: Final = b"sanshen proven 1"
_CODE: Final = ("model", "reading", "repository", "verdict", "records")
_LIBRARIES: Final = (
    "PyYAML", "chinesecalendar", "cryptography", "markdown-it-py", "mdurl", "msgspec", "nh3", "selectolax", "tzdata",
)  # fmt: skip
_PLACES: Final = 8
"""Repositories of which something is kept."""
_IDLE: Final = 3600.0
"""Seconds after which nobody can be reading a part any more that no root names."""


class ProofShelf(msgspec.Struct, frozen=True):
    """`records.kept.Shelf` in a folder: the root sealed, the parts under the SHA-256 of their bytes."""

    place: Path
    key: bytes
    code: str

    def root(self) -> bytes | None:
        """The newest root that the seal's key has sealed for this very program."""
        found = SealedFiles(self.place, self.key).find(f"root-{self.code}")
        return bytes(found) if found is not None else None

    def part(self, digest: str) -> bytes | None:
        """One part, if its bytes are what its name says."""
        try:
            data = (self.place / _PARTS / digest).read_bytes()
        except OSError:
            return None
        return data if hashlib.sha256(data).hexdigest() == digest else None

    def keep(self, root: bytes, parts: Mapping[str, bytes]) -> None:
        """Parts first, then the root; a run that is killed leaves the old root, two at once leave the later one's."""
        try:
            folder = self.place / _PARTS
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            for name, data in parts.items():
                temporary = folder / f".{name}-{os.getpid()}"
                temporary.write_bytes(data)
                temporary.replace(folder / name)
            SealedFiles(self.place, self.key).keep(f"root-{self.code}", root, kept=1)
            self._tidy(folder, root)
        except OSError:
            # A full or read-only disk costs the next run its speed, nothing else.
            return

    def _tidy(self, folder: Path, root: bytes) -> None:
        """Parts that the root does not name go once nobody can be reading them; so do the repositories used longest ago."""
        idle = (self.place / f"root-{self.code}").stat().st_mtime - _IDLE
        with os.scandir(folder) as found:
            for one in found:
                if one.name.encode() not in root and one.stat(follow_symlinks=False).st_mtime < idle:
                    Path(one.path).unlink(missing_ok=True)
        places = sorted(self.place.parent.iterdir(), key=lambda one: one.stat().st_mtime, reverse=True)
        for old in places[_PLACES:]:
            shutil.rmtree(old, ignore_errors=True)


def proof_shelf(repository: Repository, env: Mapping[str, str], pipeline_key: Path | None) -> ProofShelf | None:
    """The shelf of a repository; None where there is no folder for it, or no key."""
    folder = cache_folder(env)
    key = _key(env, pipeline_key)
    if folder is None or key is None:
        return None
    name = hashlib.sha256(os.fsencode(repository.location.git_dir)).hexdigest()[:32]
    return ProofShelf(folder / FOLDER / name, key, digest_of_code(_CODE, _LIBRARIES))


def _key(env: Mapping[str, str], pipeline_key: Path | None) -> bytes | None:
    """The seal's key: from the private pipeline key, else the user's own. A public key (of an agent) is no secret, nor is an
    empty file."""
    if pipeline_key is None or not pipeline_key.is_file():
        return own_key(env)
    secret = pipeline_key.read_bytes().strip()
    return own_key(env) if not secret or is_public(secret) else hmac.digest(secret, _PURPOSE, "sha256")
