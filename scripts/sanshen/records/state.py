"""Pure: follow every path through the steps of the protected branch; what stands at the end, and by which record."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime
from typing import Final, NamedTuple

import msgspec

from sanshen.model.policy import Policy
from sanshen.model.proof import ProofFault, Withdrawal
from sanshen.model.text import EMPTY, Text
from sanshen.records.baseline import BaselineArticle
from sanshen.records.chain import fault
from sanshen.records.record import NONE, Record, RecordedVersion, RecordFile, digest

NEVER: Final = datetime.max.replace(tzinfo=UTC)
"""Since when a path has been public that nothing is known of: any record's time is earlier."""


class RecordName(msgspec.Struct, frozen=True, array_like=True):
    """Which record it is: its file, the SHA-256 of its canonical bytes, its publication time."""

    path: str
    digest: str
    published: datetime


class Standing(msgspec.Struct, frozen=True, array_like=True):
    """Where one path stands: its newest version (or the baseline's entry), or `why` nothing is proven of it."""

    first_published: datetime
    version: RecordedVersion | None = None
    record: RecordName | None = None
    baseline: BaselineArticle | None = None
    times: tuple[datetime, ...] = ()
    """When each of its versions was published, oldest first, under older paths too; a move is no new version."""
    last: tuple[str, tuple[tuple[str, str], ...]] = ("", ())
    """SHA-256 and bundle of the newest published version, to know a take-down brought back unchanged."""
    why: Text = EMPTY


class _RecordedStep(NamedTuple):
    """One step while it is followed; `before` is the standing of its paths when it began, `moved` old path → new."""

    file: RecordFile
    name: RecordName
    record: Record
    policy: Policy | None
    before: Mapping[str, Standing]
    moved: Mapping[str, str]


class Standings:
    """The standing of every path, moved on step by step."""

    def __init__(self, baseline: Iterable[BaselineArticle] = ()) -> None:
        self.paths: dict[str, Standing] = {
            one.path: Standing(one.published, baseline=one, times=(one.published,), last=(one.sha256, one.bundle))
            for one in baseline
        }
        self.withdrawn: dict[str, Withdrawal] = {}
        self.faults: list[ProofFault] = []

    def recorded(self, file: RecordFile, record: Record, policy: Policy | None) -> None:
        """A step with a good record."""
        moved = {version.moved_from: version.path for version in record.versions if version.moved_from}
        concerned = {version.path for version in record.versions} | moved.keys()
        before = {path: self.paths[path] for path in concerned if path in self.paths}
        step = _RecordedStep(file, RecordName(file.path, file.digest, record.published), record, policy, before, moved)
        for version in record.versions:
            self._follow(version, step)

    def unrecorded(self, paths: Collection[str], why: Text) -> None:
        """A step without a good record changed these paths: nothing is proven of them until a later record covers them."""
        for path in paths:
            held = self.paths.get(path)
            self.paths[path] = msgspec.structs.replace(held, why=why) if held is not None else Standing(NEVER, why=why)

    def _follow(self, version: RecordedVersion, step: _RecordedStep) -> None:
        held = step.before.get(version.path)
        why = _replaces_wrongly(version, held)
        if version.state == "withdrawn":
            why = why if why != EMPTY else self._withdraw(version.path, step)
            last = held.last if held is not None else ("", ())
        else:
            why = why if why != EMPTY else incomplete(version, step.policy, restored=_restored(version, held))
            last = (version.sha256, version.bundle)
            self.withdrawn.pop(version.path, None)
        if why != EMPTY:
            self.faults.append(fault(step.file, why, version.path))
        self.paths[version.path] = Standing(
            first_published=_first_published(version, step),
            version=version,
            record=step.name,
            times=_times(version, step),
            last=last,
            why=why,
        )

    def _withdraw(self, path: str, step: _RecordedStep) -> Text:
        target = step.moved.get(path, "")
        self.withdrawn[path] = Withdrawal(path, step.record.published, step.file.path, target)
        if target or step.record.takedowns:
            return EMPTY
        return Text("撤下而没有登记", "withdrawn without a take-down entry")


def _first_published(version: RecordedVersion, step: _RecordedStep) -> datetime:
    """Since when the article has been public, under this path or the one it moved from."""
    earlier = [step.before[path].first_published for path in (version.path, version.moved_from) if path in step.before]
    return min([step.record.published, *earlier])


def _times(version: RecordedVersion, step: _RecordedStep) -> tuple[datetime, ...]:
    """When the versions so far were published: a move, and what came back unchanged after a take-down, is no new one."""
    same = version.moved_from or _restored(version, step.before.get(version.path))
    held = {time for path in (version.path, version.moved_from) if path in step.before for time in step.before[path].times}
    if version.state == "published" and not same:
        held.add(step.record.published)
    return tuple(sorted(held)) or (step.record.published,)


def _restored(version: RecordedVersion, held: Standing | None) -> bool:
    """Whether a version brings back, byte for byte, what was taken down (Art. 23; by mistake, as the gate has asked)."""
    gone = held is not None and held.version is not None and held.version.state == "withdrawn"
    return gone and held is not None and held.last == (version.sha256, version.bundle)


def _replaces_wrongly(version: RecordedVersion, held: Standing | None) -> Text:
    """The first recorded version of a path replaces nothing, or what the baseline has there."""
    expected = digest(held.baseline) if held is not None and held.baseline is not None else NONE
    if version.number == 1 and version.replaces != expected:
        return Text("第 1 版所替换的与存量登记不符", "version 1 does not replace what the baseline holds")
    return EMPTY


def incomplete(version: RecordedVersion, policy: Policy | None, *, restored: bool) -> Text:
    """What the recorded sheet lacks by the policy of the tip before (Art. 12), EMPTY where it is complete."""
    if policy is None:
        return Text("当时的审签口径无法读取", "the policy of that time cannot be read")
    if version.grade not in policy.grades:
        return Text(f"当时没有等级 {version.grade!r}", f"there was no grade {version.grade!r}")
    signed = {line.stage for line in version.sheet if line.person}
    if restored and signed:
        return EMPTY
    demanded = list(policy.grades[version.grade].stages)
    if policy.moves.stage and version.moved_from and _unit(version.moved_from) != _unit(version.path):
        demanded.append(policy.moves.stage)
    missing = [stage for stage in demanded if stage not in signed]
    if missing:
        names = "、".join(missing)
        return Text(f"审签单缺 {names}", f"the sheet lacks {', '.join(missing)}")
    return EMPTY


def _unit(path: str) -> str:
    return [*path.split("/"), ""][1]
