"""The sheet of an article that is public already, from its record: for `status PATH` where the change does not touch it."""

from __future__ import annotations

from collections.abc import Sequence

from sanshen.model.change import Paper
from sanshen.model.errors import UsageError
from sanshen.model.policy import Policy
from sanshen.model.sheet import Correction, Sheet, StageState, State, paper_of
from sanshen.model.text import Text
from sanshen.records.newest import newest_version
from sanshen.records.record import Record, RecordedVersion, SheetLine
from sanshen.repository import Repository


def published_sheets(repository: Repository, base: str, policy: Policy, paths: Sequence[str]) -> tuple[Sheet, ...]:
    """The sheet of each path's newest recorded version; UsageError for a path that has none."""
    return tuple(_sheet(repository, base, policy, path) for path in paths)


def _sheet(repository: Repository, base: str, policy: Policy, path: str) -> Sheet:
    found = newest_version(repository, base, path)
    if found is None:
        raise UsageError(
            Text(f"{path} 不在本次变更之中，也没有审签记录", f"{path} is not part of the change and has no record"),
            Text("不带路径运行可看全部", "run it without a path to see all"),
        )
    return _of_record(policy, *found)


def _paper(line: SheetLine) -> Paper | None:
    """The paper a recorded stage was signed on; who entered it stands in the record's events."""
    found = paper_of(line.evidence)
    return Paper(line.person, found[1], found[0]) if found is not None else None


def _of_record(policy: Policy, record: Record, version: RecordedVersion) -> Sheet:
    lines = version.sheet or record.control_plane.stages  # a take-down is signed as one piece
    return Sheet(
        path=version.path,
        grade=version.grade,
        kind=version.state,
        substance=version.substance or None,
        form=version.form or None,
        stages=tuple(
            StageState(
                id=line.stage,
                roles=policy.stages[line.stage].roles if line.stage in policy.stages else (),
                state=State.SIGNED,
                person=line.person,
                at=line.at,
                evidence=line.evidence,
                amended=line.amended,
                on_behalf_of=line.on_behalf_of or None,
                paper=_paper(line),
            )
            for line in lines
        ),
        corrections=tuple(Correction(one.line, one.from_, one.to) for one in version.corrections),
        complete=True,
    )
