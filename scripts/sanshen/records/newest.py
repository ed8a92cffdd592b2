"""The newest recorded entry of single paths, as of one commit of the protected branch; the price does not grow with the archive."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

import msgspec

from sanshen.model.modes import PLAIN
from sanshen.records.baseline import PATH as BASELINE
from sanshen.records.baseline import Baseline, decode
from sanshen.records.index import IndexEntry, index_files, versions_of
from sanshen.records.office import OfficeHistory
from sanshen.records.record import NONE, Record, RecordedVersion, canonical, digest, read_file
from sanshen.records.seal import problem
from sanshen.records.store import tip
from sanshen.repository import Repository


class NewestEntry(msgspec.Struct, frozen=True):
    """The last version that was published under a path. `digest` names its newest entry, a withdrawal included.

    `form` is that of the last *published* version, "" where there was none. `earlier`: (when it was superseded, its digest
    or "none") of every entry before, newest first: what somebody could know who signed before the pipeline had recorded.
    """

    digest: str
    form: str
    after: str = ""
    """The tip after the step that the newest entry is about; "" for the baseline's."""
    earlier: tuple[tuple[datetime, str], ...] = ()


def newest_entries(repository: Repository, base: str, paths: Collection[str]) -> Mapping[str, NewestEntry]:
    """Path → its newest entry among the records (or in the baseline) of steps up to `base`; absent where there is none."""
    if not paths:
        return {}
    found = _of_baseline(repository, base, paths)
    records = tip(repository)
    if records is not None:
        asked = _Sealed(repository, records, base)
        found |= {path: one for path in paths if (one := _recorded(asked, path, found.get(path))) is not None}
    return found


def newest_version(repository: Repository, base: str, path: str) -> tuple[Record, RecordedVersion] | None:
    """The newest recorded version of one path in a step up to `base`, with its record; None where there is none."""
    records = tip(repository)
    return _Sealed(repository, records, base).newest(path) if records is not None else None


class _Sealed:
    """What the index says and a record of a step up to `base` confirms: the index itself proves nothing (T10, T56)."""

    def __init__(self, repository: Repository, records: str, base: str) -> None:
        self._repository = repository
        self._records = records
        self._base = base
        self._office = OfficeHistory(repository)
        self._known: dict[str, Record | None] = {}
        self._line: frozenset[str] | None = None

    def versions(self, path: str) -> list[IndexEntry]:
        """The confirmed entries of one path, newest first. Later steps than `base` are left out: they must not judge an earlier."""
        return [one for file, one in versions_of(self._repository, self._records, path) if self._confirmed(file, one)]

    def newest(self, path: str) -> tuple[Record, RecordedVersion] | None:
        """The newest confirmed version of one path, with its record."""
        newest = next(iter(self.versions(path)), None)
        record = self._known[newest.record] if newest is not None else None
        found = next((one for one in record.versions if one.path == path), None) if record is not None else None
        return (record, found) if record is not None and found is not None else None

    def _confirmed(self, file: str, entry: IndexEntry) -> bool:
        if entry.record not in self._known:
            self._known[entry.record] = self._record(entry.record)
        record = self._known[entry.record]
        return record is not None and index_files(record).get(file) == canonical(entry)

    def _record(self, path: str) -> Record | None:
        """The record in this file, None unless a pipeline key of its own tip before has sealed it and its step is on the line."""
        found = self._repository.entry(self._records, path)
        read = read_file(path, self._repository.read(found.oid)) if found is not None and found.mode == PLAIN else None
        if read is None or read.record is None or read.problem or not {read.record.before, read.record.after} <= self._steps():
            return None
        sealed = problem(read.body, read.signature, self._office.pipeline_keys(read.record.before)) is None
        return read.record if sealed else None

    def _steps(self) -> frozenset[str]:
        if self._line is None:  # a branch that was merged may have named a key of its own for a while: only first parents count
            self._line = frozenset(self._repository.first_parents(self._base))
        return self._line


def _recorded(sealed: _Sealed, path: str, baseline: NewestEntry | None) -> NewestEntry | None:
    """The newest confirmed entry of one path."""
    versions = sealed.versions(path)
    if not versions:
        return None
    first = baseline or NewestEntry(NONE, "")
    before = [*(one.entry for one in versions[1:]), first.digest]
    return NewestEntry(
        digest=versions[0].entry,
        form=next((one.form for one in versions if one.state == "published"), first.form),
        after=versions[0].after,
        earlier=tuple((one.published, replaced) for one, replaced in zip(versions, before, strict=True)),
    )


def _of_baseline(repository: Repository, base: str, paths: Collection[str]) -> dict[str, NewestEntry]:
    data = repository.read_path(base, BASELINE)
    read = decode(data) if data is not None else None
    if not isinstance(read, Baseline):
        return {}
    return {one.path: NewestEntry(digest(one), one.form) for one in read.articles if one.path in paths}
