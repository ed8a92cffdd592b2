"""Which commit's office (roster, policy, look) an edition may go by: never one that a step without a record has changed.

Whoever can push past the gate could otherwise rename the site, move its links or add a unit without anybody's signature (T44, T54).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sanshen.records.cover import Step
from sanshen.repository import Repository
from sanshen.verdict.paths import PathKind, kind_of


def standing_office(repository: Repository, steps: Sequence[Step], walk: Sequence[str], commit: str) -> str:
    """The newest commit of `walk` whose control plane is proven: `commit`, its end, or the tip before the first unproven change.

    A change without a record is healed by a later record of the same file, or by putting the old bytes back.
    """
    doubtful: dict[str, str] = {}
    for step in steps:
        record = step.file.record if step.file is not None else None
        if record is None:
            for path in _control_paths(repository, step):
                doubtful.setdefault(path, step.before)
            continue
        for one in record.control_plane.changed:
            doubtful.pop(one.path, None)
    before = {at for path, at in doubtful.items() if not _same(repository, at, commit, path)}
    return next((at for at in walk if at in before), commit)


def _control_paths(repository: Repository, step: Step) -> Iterator[str]:
    changes = repository.changes(repository.tree_of(step.before), repository.tree_of(step.after))
    return (one.path for one in changes if kind_of(one.path) is PathKind.CONTROL)


def _same(repository: Repository, one: str, other: str, path: str) -> bool:
    left, right = repository.entry(one, path), repository.entry(other, path)
    return (left.mode, left.oid) == (right.mode, right.oid) if left and right else left is right
