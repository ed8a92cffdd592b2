"""Files of the office and the ledgers whose bytes a record vouches for: what was signed, as against what merely lies there."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from sanshen.model.modes import PLAIN
from sanshen.records.verifier import History
from sanshen.repository import Repository


def recorded_files(repository: Repository, history: History, folder: str) -> Iterator[tuple[str, bytes]]:
    """(path, bytes) of every file below `folder` at the verified commit that stands as its newest record has it."""
    signed: dict[str, str] = {}
    for step in history.cover.steps:
        record = step.file.record if step.file is not None else None
        if record is not None:
            signed |= {one.path: one.sha256 for one in record.control_plane.changed}
    for entry in repository.list(history.commit, folder):
        data = repository.read(entry.oid)
        if entry.mode == PLAIN and signed.get(entry.path) == hashlib.sha256(data).hexdigest():
            yield entry.path, data
