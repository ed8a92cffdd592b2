"""Pure: lay the records along the protected branch's first parents; whatever no good record covers is a named gap."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from sanshen.model.proof import ProofFault
from sanshen.model.text import Text
from sanshen.records.chain import fault
from sanshen.records.record import Record, RecordFile


class Step(msgspec.Struct, frozen=True):
    """A stretch of the first-parent walk, tip before → tip after, and the record that covers it (None: a gap)."""

    before: str
    after: str
    file: RecordFile | None = None


class Cover(msgspec.Struct, frozen=True):
    """The whole walk from the genesis commit to the judged one, cut into steps."""

    steps: tuple[Step, ...]
    faults: tuple[ProofFault, ...] = ()
    later: tuple[RecordFile, ...] = ()
    """Records of steps that lie beyond the judged commit."""


def lay(files: Sequence[RecordFile], walk: Sequence[str], beyond: Sequence[str] = ()) -> Cover:
    """Cut `walk` (first parents, genesis first) into recorded steps and gaps.

    `files` are the records with good signatures, in order; `beyond` are commits of the protected branch after the walk's end.
    """
    position = {commit: place for place, commit in enumerate(walk)}
    ahead = frozenset(beyond)
    steps: list[Step] = []
    faults: list[ProofFault] = []
    later: list[RecordFile] = []
    cursor = 0
    for file in files:
        record = file.record
        if record is None:
            continue
        wrong = _misfit(record, position, cursor)
        if record.after in ahead:
            later.append(file)
        elif wrong is not None:
            faults.append(fault(file, wrong))
        else:
            start, end = position[record.before], position[record.after]
            if start > cursor:
                steps.append(Step(walk[cursor], walk[start]))
            steps.append(Step(walk[start], walk[end], file))
            cursor = end
    if cursor < len(walk) - 1:
        steps.append(Step(walk[cursor], walk[-1]))
    return Cover(tuple(steps), tuple(faults), tuple(later))


def _misfit(record: Record, position: Mapping[str, int], cursor: int) -> Text | None:
    """Why the record covers no stretch of the walk that is still uncovered."""
    for commit in (record.before, record.after):
        if commit not in position:
            return Text(
                f"提交 {commit[:12]} 不在受保护分支的主线上",
                f"commit {commit[:12]} is not on the protected branch's first parents",
            )
    if position[record.after] <= position[record.before]:
        return Text("所记步骤的前后次序颠倒", "its step runs backwards")
    if position[record.before] < cursor:
        return Text("与前面的记录重复覆盖同一步骤", "it covers a step that an earlier record covers")
    return None
