"""Which commit's office (roster, policy, look) an edition may go by: never one that a step without a record has changed.

Whoever can push past the gate could otherwise rename the site, move its links or add a unit without anybody's signature (T44, T54).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from sanshen.records.cover import Step
from sanshen.repository import Repository
from sanshen.verdict.paths import PathKind, kind_of


class Doubt(msgspec.Struct, frozen=True, array_like=True):
    """The tip before the first unproven change of a file of the office, and its place on the protected branch (genesis: 0)."""

    place: int
    commit: str


def doubts(
    repository: Repository, steps: Sequence[Step], places: Mapping[str, int], known: Mapping[str, Doubt]
) -> dict[str, Doubt]:
    """The files of the office that are in doubt after `steps`, where those of `known` were before them.

    A change without a record is healed by a later record of the same file. `places`: commit → its place on the branch.
    """
    found = dict(known)
    for step in steps:
        record = step.file.record if step.file is not None else None
        if record is None:
            for path in _control_paths(repository, step):
                found.setdefault(path, Doubt(places[step.before], step.before))
            continue
        for one in record.control_plane.changed:
            found.pop(one.path, None)
    return found


def standing_office(repository: Repository, doubtful: Mapping[str, Doubt], commit: str) -> str:
    """The newest commit whose control plane is proven: `commit`, or the tip before the first unproven change.

    Putting the old bytes back heals, too.
    """
    before = [one for path, one in doubtful.items() if not _same(repository, one.commit, commit, path)]
    return min(before, key=lambda one: one.place).commit if before else commit


def _control_paths(repository: Repository, step: Step) -> Iterator[str]:
    changes = repository.changes(repository.tree_of(step.before), repository.tree_of(step.after))
    return (one.path for one in changes if kind_of(one.path) is PathKind.CONTROL)


def _same(repository: Repository, one: str, other: str, path: str) -> bool:
    left, right = repository.entry(one, path), repository.entry(other, path)
    return (left.mode, left.oid) == (right.mode, right.oid) if left and right else left is right
