"""What was proven at one commit, kept so that the next proof need only follow what has changed since.

It is kept as a root and 256 parts. A part holds where single paths stand and is named by the SHA-256 of its bytes; the
root holds all the rest and names the parts, and whoever keeps it seals it. So reading one path costs the root and one
part, and writing costs the parts that changed, however long the archive is. Only a history whose records branch has no
fault at all is kept: of everything else nothing is remembered.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Final, Protocol

import msgspec

from sanshen.model.proof import ProofFault, Withdrawal
from sanshen.model.text import Text
from sanshen.records.standing_office import Doubt
from sanshen.records.state import Standing

Journal = tuple[tuple[str, tuple[str, ...]], ...]
"""(mark, the article paths that may have changed from that mark to the next), oldest first."""
PARTS: Final = 256
_JOURNAL: Final = 64
_JOURNAL_PATHS: Final = 4_096


class Shelf(Protocol):
    """Where a root and its parts are kept. It seals the root: what `root` gives is what this program has kept, unchanged."""

    @property
    def code(self) -> str:
        """What the program looks like from outside; another program's root is never found."""

    def root(self) -> bytes | None:
        """The newest root, None where there is none that is whole."""

    def part(self, digest: str) -> bytes | None:
        """The part of that SHA-256, None where its bytes are not there or are others."""

    def keep(self, root: bytes, parts: Mapping[str, bytes]) -> None:
        """Keep new parts (digest → bytes), then the root that names them; parts that no root names may go."""


class KeptFile(msgspec.Struct, frozen=True, array_like=True):
    """A file of the content: mode, object id, and the SHA-256 of its bytes ("" unless it is a plain file)."""

    mode: str
    oid: str
    sha256: str


class KeptPath(msgspec.Struct, frozen=True, array_like=True):
    """What is known of a path: where it stands, its file, and the articles whose standing names it as picture or attachment."""

    standing: Standing | None = None
    file: KeptFile | None = None
    owners: tuple[str, ...] = ()


class Unproven(msgspec.Struct, frozen=True, array_like=True):
    """Why a file is not proven, and the record of its path ("" without one)."""

    why: Text
    record: str


class Kept(msgspec.Struct, frozen=True, array_like=True):
    """The root. `commit` is the last commit that a record covers; `place` counts from the genesis commit of the office (0).

    `records` is the commit of the records branch, `number`, `digest`, `published` are those of its newest record; `baseline` is mode
    and object of the baseline's file. `journal`: what has changed of late.
    """

    repository: str
    commit: str
    place: int
    records: str
    number: int
    digest: str
    published: datetime
    baseline: str
    baseline_faults: tuple[ProofFault, ...]
    gaps: tuple[ProofFault, ...]
    faults: tuple[ProofFault, ...]
    doubts: Mapping[str, Doubt]
    unproven: Mapping[str, Unproven]
    vanished: Mapping[str, ProofFault]
    withdrawn: Mapping[str, Withdrawal]
    proven: int
    parts: tuple[str, ...]
    journal: Journal = ()


def mark_of(code: str, commit: str, records: str) -> str:
    """The name of what is proven at a commit by the records at another; the same question has the same answer for ever."""
    return hashlib.sha256(f"{code} {commit} {records}".encode()).hexdigest()


def noted(journal: Journal, mark: str, paths: frozenset[str]) -> Journal:
    """The journal with one more step; what is too long to be worth it is forgotten, the oldest first."""
    longer = [*journal, (mark, tuple(sorted(paths)))][-_JOURNAL:]
    while sum(len(changed) for _, changed in longer) > _JOURNAL_PATHS:
        del longer[0]
    return tuple(longer)


def since(journal: Journal, mark: str) -> frozenset[str] | None:
    """The paths that may have changed since that mark, None where it is not known."""
    found = next((place for place, (one, _) in enumerate(journal) if one == mark), None)
    return None if found is None else frozenset(path for _, paths in journal[found:] for path in paths)
