"""Remembering what was found in a file whose bytes, rules and office have not changed since.

One file per state of office and code, in the user's own cache folder and never in the repository: a cache that a change
could bring along would let it bring its own verdict. Written under a temporary name and renamed, so two runs at once do
no harm.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Final

import msgspec

from sanshen.commands.cache_folder import forget_all_but
from sanshen.commands.own_code import digest_of_code
from sanshen.model.finding import Finding

_KEPT: Final = 4
"""States of office and code whose findings are kept."""
_PARTS: Final = ("model", "reading", "rules", "attachments", "judging", "commands")
_LIBRARIES: Final = (
    "markdown-it-py",
    "PyYAML",
    "msgspec",
    "daachorse",
    "pypdf",
    "pypdfium2",
    "puremagic",
    "defusedxml",
    "pillow",
    "zxing-cpp",
)


class Remembered(msgspec.Struct, frozen=True, array_like=True):
    """The findings of one article, the files it uses, and the digest of those files' states."""

    findings: tuple[Finding, ...]
    wanted: tuple[str, ...]
    bundle: str


def code_digest() -> str:
    """The digest of every module that takes part in judging, and of the libraries that read for it."""
    return digest_of_code(_PARTS, _LIBRARIES)


class Cache:
    """What is known for one state of the office, the code and the day; `save` keeps what this run learned."""

    def __init__(self, place: Path | None, state: str) -> None:
        self._file = place / f"check-{state}.msgpack" if place else None
        self._known: dict[str, Remembered] = {}
        self._learned: dict[str, Remembered] = {}
        if self._file is not None:
            self._known = _load(self._file)

    @property
    def knows_anything(self) -> bool:
        """Whether it is worth asking at all."""
        return bool(self._known)

    def get(self, key: str) -> Remembered | None:
        """What is known under that key."""
        return self._learned.get(key) or self._known.get(key)

    def put(self, key: str, remembered: Remembered) -> None:
        """Learn; the exact matched text is dropped, for it may be somebody's number."""
        bare = tuple(msgspec.structs.replace(finding, matched="") for finding in remembered.findings)
        self._learned[key] = msgspec.structs.replace(remembered, findings=bare)

    def save(self) -> None:
        """Write what was learned, together with what was known."""
        if self._file is None or not self._learned:
            return
        data = msgspec.msgpack.encode(self._known | self._learned)
        try:
            handle, name = tempfile.mkstemp(prefix=".check-", dir=self._file.parent)
            with os.fdopen(handle, "wb") as out:
                out.write(data)
            Path(name).replace(self._file)
            forget_all_but(self._file.parent, "check-*.msgpack", _KEPT)
        except OSError:
            # A full or read-only disk costs the next run its speed, nothing else.
            return


def _load(file: Path) -> dict[str, Remembered]:
    try:
        return msgspec.msgpack.decode(file.read_bytes(), type=dict[str, Remembered])
    except (OSError, msgspec.MsgspecError):
        return {}
