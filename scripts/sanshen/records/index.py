"""The index beside the records: which record holds which version of a path, one small file each, never changed again.

It saves the gate from reading every record to learn what one article's sign-offs replace. It proves nothing: `verify`
compares it with the records and names whatever differs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final, Literal

import msgspec

from sanshen.model.modes import PLAIN
from sanshen.model.proof import ProofFault
from sanshen.model.text import Text
from sanshen.records.chain import Chain, fault
from sanshen.records.record import Record, RecordedVersion, canonical, digest, file_path
from sanshen.repository import Repository

FOLDER: Final = "reviews/versions/"


class IndexEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One version: the record's file and tip after, the hash of the version's entry, and its form digest ("" if withdrawn)."""

    after: str
    entry: str
    form: str
    published: datetime
    record: str
    state: Literal["published", "withdrawn"]


def folder_of(path: str) -> str:
    """The folder, with its final slash, that holds the index entries of one article's path."""
    return f"{FOLDER}{path.removeprefix('content/').removesuffix('.md')}/"


def index_files(record: Record) -> dict[str, bytes]:
    """The index files that are written together with a record."""
    return {f"{folder_of(one.path)}{record.number:06d}.json": canonical(_entry(record, one)) for one in record.versions}


def _entry(record: Record, version: RecordedVersion) -> IndexEntry:
    return IndexEntry(
        after=record.after,
        entry=digest(version),
        form=version.form,
        published=record.published,
        record=file_path(record),
        state=version.state,
    )


def versions_of(repository: Repository, commit: str, path: str) -> Iterator[tuple[str, IndexEntry]]:
    """The indexed versions of one path at `commit` of the records branch with their files, newest first; other files are none.

    Nothing of it is proven: anybody who may push to the branch can add such a file (`newest` asks the sealed records).
    """
    folder = folder_of(path)
    entries = [one for one in repository.list(commit, folder) if "/" not in one.path.removeprefix(folder)]
    for one in reversed(entries):
        read = read_entry(repository.read(one.oid)) if one.mode == PLAIN else None
        if read is not None:
            yield one.path, read


def read_entry(data: bytes) -> IndexEntry | None:
    """The entry in `data`, None where it is none."""
    try:
        return msgspec.json.decode(data, type=IndexEntry)
    except (msgspec.DecodeError, UnicodeDecodeError):  # `verify` names it
        return None


def differences(repository: Repository, commit: str | None, chain: Chain) -> Iterator[ProofFault]:
    """Where the index is not what the records say. Entries of a record that is itself faulty or missing are that one's fault."""
    expected: dict[str, bytes] = {}
    for file in chain.files:
        if file.record is not None:
            expected.update(index_files(file.record))
    found = _read(repository, commit)
    good = {file.record.number for file in chain.files if file.record is not None}
    newest = max(good, default=0)
    for path in sorted(expected.keys() | found.keys()):
        if found.get(path) == expected.get(path):
            continue
        stem = path.rpartition("/")[2].removesuffix(".json")
        number = int(stem) if stem.isascii() and stem.isdigit() else 0
        if path in expected or number in good or not 0 < number < newest:
            yield fault(path, Text("版本索引与审签记录不符", "the index of versions differs from the records"))


def _read(repository: Repository, commit: str | None) -> Mapping[str, bytes]:
    if commit is None:
        return {}
    oids: dict[str, list[str]] = {}
    for entry in repository.list(commit, FOLDER):
        oids.setdefault(entry.oid, []).append(entry.path)
    return {path: data for oid, data in repository.read_many(list(oids)) for path in oids[oid]}
