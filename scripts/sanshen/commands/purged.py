"""Versions whose bytes were purged from history: `verify` goes without them, where the ledger names path and digest (§8)."""

from __future__ import annotations

from typing import Final

from sanshen.model.ledger import PurgeEntry
from sanshen.reading.office import read_ledger_entry
from sanshen.records.record import Record
from sanshen.records.verifier import History
from sanshen.repository import Repository

PURGE: Final = "reviews/ledger/purge/"
_GONE: Final = -1
"""The size of a file whose object is not here."""


class Purged:
    """The purge entries at the verified commit; asked about every record in turn, the oldest first."""

    def __init__(self, repository: Repository, history: History) -> None:
        self._repository = repository
        self._named = _entries(repository, history)
        self._standing: dict[str, str] = {}
        """Path → form digest of the version that stands before the next record."""

    def takes(self, record: Record) -> bool:
        """Whether this step cannot be judged again for want of bytes that were purged.

        What is still here is judged: an entry about it excuses nothing.
        """
        before = dict(self._standing)
        self._standing.update((version.path, version.form) for version in record.versions if version.form)
        paths = {path for path, _ in self._named}
        gone = {
            (path, forms[path])
            for commit, forms in ((record.before, before), (record.after, self._standing))
            for path in paths & forms.keys()
            if self._is_gone(commit, path)
        }
        return bool(gone) and gone <= self._named

    def _is_gone(self, commit: str, path: str) -> bool:
        entry = self._repository.entry(commit, path)
        return entry is not None and entry.size == _GONE


def _entries(repository: Repository, history: History) -> frozenset[tuple[str, str]]:
    policy = history.office.policy(history.commit)
    if policy is None:
        return frozenset()
    read = (read_ledger_entry(one.path, repository.read(one.oid), policy)[0] for one in repository.list(history.commit, PURGE))
    return frozenset((entry.path, entry.digest) for entry in read if isinstance(entry, PurgeEntry))
