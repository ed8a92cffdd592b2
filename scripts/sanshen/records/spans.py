"""How long finished turns took, from the records: for the board, where nothing depends on it, so no signature is checked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from sanshen.model.board import Span
from sanshen.model.modes import PLAIN
from sanshen.model.policy import Policy
from sanshen.records.record import FOLDER, Record, read_file
from sanshen.records.store import tip
from sanshen.repository import Repository
from sanshen.verdict.turn_times import spans

MOST: Final = 200
"""The newest steps that are looked at: how long things take now, not what they took years ago."""


def finished_spans(repository: Repository, policy: Policy, base: str) -> tuple[Span, ...]:
    """The turns of every article published by the newest `MOST` records up to `base`.

    An article was handed in with the first commit of its step; where that is later than its first signature (a squash), its
    first stage has no known beginning. Only the newest records are read, however long the archive is.
    """
    root = repository.root_commit(base)
    commit = tip(repository)
    entries = repository.list(commit, FOLDER) if commit is not None else ()
    newest = sorted((one for one in entries if one.mode == PLAIN), key=lambda one: one.path)[-MOST:]  # by year and number
    data = dict(repository.read_many([one.oid for one in newest]))
    files = [read_file(one.path, data[one.oid]) for one in newest]
    records = [one.record for one in files if one.record is not None and not one.problem]
    return tuple(span for record in records if record.repository == root for span in _spans(repository, policy, record))


def _spans(repository: Repository, policy: Policy, record: Record) -> Iterator[Span]:
    versions = [one for one in record.versions if one.state == "published" and one.sheet]
    began = _first_commit(repository, record) if versions else None
    for version in versions:
        signed = {line.stage: line.at for line in version.sheet}
        first = min(signed.values())
        unit = [*version.path.split("/"), ""][1]
        yield from spans(policy, signed, unit, began if began is not None and began <= first else None)


def _first_commit(repository: Repository, record: Record) -> datetime | None:
    if not (repository.has(record.before) and repository.has(record.after)):
        return None
    commits = repository.commits(repository.new_commits(record.before, record.after))
    return min((one.committer_time for one in commits.values()), default=None)
