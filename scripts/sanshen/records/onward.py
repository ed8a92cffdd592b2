"""Prove a later commit from what is kept of an earlier one: only what has changed between the two is read.

The answer is that of `prove`, or there is none (None): whatever is not plainly one more step on top of what was proven is
left to the whole proof. A proof rests on its own record, on the office of the tip before that record's step, and on the
bytes at its path. None of these can change for an untouched path: commits and blobs are named by their content, a record is
judged by the office of its own time, and the records branch has only grown. So roster, policy and keys that change later
change no older proof. The clock matters only for records that lie in its future, and such a history is never kept.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec

from sanshen.model.change import PathChange
from sanshen.model.modes import PLAIN
from sanshen.records.content import CONTENT
from sanshen.records.cover import Step, lay
from sanshen.records.growth import grown
from sanshen.records.keeping import baseline_at
from sanshen.records.kept import Kept, KeptFile
from sanshen.records.kept_paths import KeptPaths
from sanshen.records.office import OfficeHistory
from sanshen.records.record import RecordFile
from sanshen.records.rejudging import rejudge
from sanshen.records.seal import problem
from sanshen.records.standing_office import doubts
from sanshen.records.state import Standings
from sanshen.records.store import tip
from sanshen.records.verifier import follow
from sanshen.repository import Repository


class Onward(NamedTuple):
    """What is proven at a later commit; `changed` are the articles that may be concerned.

    `recorded` is where the newest record ends: the commit itself, or an older one where steps without a record follow. Then
    what is proven is so for now only: a later record may cover those steps, so it must not be kept.
    """

    kept: Kept
    changed: frozenset[str]
    recorded: str


class _Stretch(NamedTuple):
    """The way from the kept commit to another: its commits, the new records, the steps, the content that differs."""

    line: Sequence[str]
    records: str
    files: Sequence[RecordFile]
    steps: Sequence[Step]
    content: Sequence[PathChange]


def advance(repository: Repository, kept: Kept, paths: KeptPaths, commit: str, now: datetime) -> Onward | None:
    """Move `paths` on to `commit`; None where that cannot be done without doubt. LostError where what is kept is not whole."""
    office = OfficeHistory(repository)
    stretch = _stretch(repository, kept, paths, commit, now)
    if stretch is None or not all(_is_sealed(file, office) for file in stretch.files):
        return None
    standings = Standings()
    standings.withdrawn.update(kept.withdrawn)
    held = {path: paths.get(path).standing for path in _concerned(repository, stretch.steps)}
    standings.paths.update((path, standing) for path, standing in held.items() if standing is not None)
    gaps = follow(repository, stretch.steps, office, standings)
    judged = rejudge(kept, paths, standings.paths, _files(repository, stretch.content))
    places = {sha: kept.place + number for number, sha in enumerate(stretch.line)}
    moved = msgspec.structs.replace(
        _with_records(kept, stretch),
        commit=commit,
        place=places[commit],
        gaps=(*kept.gaps, *gaps),
        faults=(*kept.faults, *standings.faults),
        doubts=doubts(repository, stretch.steps, places, kept.doubts),
        unproven=judged.unproven,
        vanished=judged.vanished,
        withdrawn=standings.withdrawn,
        proven=judged.proven,
    )
    recorded = next((step.after for step in reversed(stretch.steps) if step.file is not None), kept.commit)
    return Onward(moved, judged.articles, recorded)


def _stretch(repository: Repository, kept: Kept, paths: KeptPaths, commit: str, now: datetime) -> _Stretch | None:
    """What lies between the kept commit and `commit`, None where it is no plain continuation."""
    line = _line(repository, kept.commit, commit)
    records = tip(repository)
    if line is None or records is None or kept.published > now or baseline_at(repository, commit) != kept.baseline:
        return None
    files = grown(repository, kept, paths, records, now)
    cover = lay(files, line) if files is not None else None
    if files is None or cover is None or cover.faults:
        return None
    content = [one for one in repository.changes(kept.commit, commit) if f"{one.path}/".startswith(CONTENT)]
    if not all(one.path.startswith(CONTENT) for one in content):  # `content` itself became a file, or was one
        return None
    return _Stretch(line, records, files, cover.steps, content)


def _line(repository: Repository, start: str, commit: str) -> tuple[str, ...] | None:
    """The first parents from `start` to `commit`, both included; None where `start` is not one of them."""
    if start == commit:
        return (start,)
    walked = repository.first_parents(commit, since=start) if repository.has(start) else ()
    if not walked or repository.commit(walked[-1]).parents[:1] != (start,):
        return None
    return (start, *reversed(walked))


def _is_sealed(file: RecordFile, office: OfficeHistory) -> bool:
    record = file.record
    return record is not None and problem(file.body, file.signature, office.pipeline_keys(record.before)) is None


def _concerned(repository: Repository, steps: Sequence[Step]) -> Iterator[str]:
    """Every path that a step speaks of, and every path that a step without a record changes."""
    for step in steps:
        if step.file is None or step.file.record is None:
            yield from (one.path for one in repository.changes(step.before, step.after))
        else:
            yield from (path for one in step.file.record.versions for path in (one.path, one.moved_from) if path)


def _files(repository: Repository, content: Sequence[PathChange]) -> dict[str, KeptFile | None]:
    """The files that differ, as they are now; None for one that is gone."""
    entries = {one.path: one.after for one in content}
    oids = sorted({entry.oid for entry in entries.values() if entry is not None and entry.mode == PLAIN})
    hashes = {oid: hashlib.sha256(data).hexdigest() for oid, data in repository.read_many(oids)} if oids else {}
    return {
        path: KeptFile(entry.mode, entry.oid, hashes[entry.oid] if entry.mode == PLAIN else "") if entry is not None else None
        for path, entry in entries.items()
    }


def _with_records(kept: Kept, stretch: _Stretch) -> Kept:
    last = stretch.files[-1] if stretch.files else None
    if last is None or last.record is None:
        return msgspec.structs.replace(kept, records=stretch.records)
    record = last.record
    return msgspec.structs.replace(
        kept, records=stretch.records, number=record.number, digest=last.digest, published=record.published
    )
