"""What the records branch has gained since it was read last: new records on top of the chain and their index, or doubt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from sanshen.model.modes import PLAIN
from sanshen.model.text import EMPTY
from sanshen.records.chain import wrong_version
from sanshen.records.index import index_files
from sanshen.records.keeping import names_articles
from sanshen.records.kept import Kept
from sanshen.records.kept_paths import KeptPaths
from sanshen.records.record import FOLDER, Record, RecordFile, digest, read_file
from sanshen.repository import Repository

_REVIEWS = "reviews"


def grown(repository: Repository, kept: Kept, paths: KeptPaths, records: str, now: datetime) -> tuple[RecordFile, ...] | None:
    """The records that `records` has beyond the kept ones, each one more link of the chain; their signatures are not checked.

    None where anything else has happened to the branch: a file changed or gone, a record out of order, an index that differs.
    """
    if records == kept.records:
        return ()
    if not repository.has(kept.records) or not repository.is_ancestor(kept.records, records):
        return None
    added = _added(repository, kept.records, records)
    if added is None:
        return None
    files = [read_file(path, data) for path, data in added.items() if path.startswith(FOLDER)]
    files.sort(key=lambda one: one.named_number)
    good = [one.record for one in files if one.record is not None and not one.problem]
    index = {path: data for path, data in added.items() if not path.startswith(FOLDER)}
    expected = {path: data for record in good for path, data in index_files(record).items()}
    if len(good) != len(files) or index != expected or not _linked(files, kept, now):
        return None
    return tuple(files) if not any(_wrong_versions(good, paths)) else None


def _added(repository: Repository, before: str, after: str) -> Mapping[str, bytes] | None:
    """The files of the branch that are new; None where one was there before, is gone, or is no plain file."""
    changes = [one for one in repository.changes(before, after) if one.path.startswith(_REVIEWS)]
    new = {
        one.path: one.after.oid for one in changes if one.before is None and one.after is not None and one.after.mode == PLAIN
    }
    data = dict(repository.read_many(sorted(set(new.values())))) if new else {}
    return {path: data[oid] for path, oid in new.items()} if len(new) == len(changes) else None


def _linked(files: Sequence[RecordFile], kept: Kept, now: datetime) -> bool:
    """Whether each record is the next one of this repository's chain, in time, and names articles only."""
    number, before, at = kept.number, kept.digest, kept.published
    for file in files:
        record = file.record
        if record is None or record.repository != kept.repository or not names_articles(record):
            return False
        if (record.number, record.previous) != (number + 1, before) or not at <= record.published <= now:
            return False
        number, before, at = record.number, file.digest, record.published
    return True


def _wrong_versions(records: Sequence[Record], paths: KeptPaths) -> Iterator[bool]:
    """Whether a version does not follow the one before it on its path, for each in turn."""
    newest: dict[str, tuple[int, str]] = {}
    for record in records:
        for version in record.versions:
            before = newest.get(version.path) or _newest(paths, version.path)
            yield wrong_version(version, before, damaged=False) != EMPTY
            newest[version.path] = (version.number, digest(version))


def _newest(paths: KeptPaths, path: str) -> tuple[int, str] | None:
    standing = paths.get(path).standing
    version = standing.version if standing is not None else None
    return (version.number, digest(version)) if version is not None else None
