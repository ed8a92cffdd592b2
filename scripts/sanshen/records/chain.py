"""Pure checks over the records alone: numbering, the hash chain, and the versions of each path."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from sanshen.model.proof import ProofFault
from sanshen.model.text import EMPTY, Text
from sanshen.records.record import NONE, Record, RecordedVersion, RecordFile, digest

_RESTORE = Text(
    "请从其他副本恢复 sanshen-records 分支，并查明是谁改动的",
    "restore the branch sanshen-records from another copy, and find out who changed it",
)


def fault(file: RecordFile | str, message: Text, path: str = "", advice: Text = _RESTORE) -> ProofFault:
    """A fault of one record file (or of the chain, where a name is given)."""
    return ProofFault(path, file if isinstance(file, str) else file.path, message, advice)


class Chain(msgspec.Struct, frozen=True):
    """The records that are what their names say, in order, and every fault of the rest."""

    files: tuple[RecordFile, ...]
    faults: tuple[ProofFault, ...] = ()

    @property
    def last(self) -> RecordFile | None:
        """The newest record."""
        return self.files[-1] if self.files else None


def link(files: Sequence[RecordFile], root: str) -> Chain:
    """Check all record files of a repository whose first commit is `root`; a faulty record is named and left out."""
    good: list[RecordFile] = []
    faults: list[ProofFault] = []
    for file in sorted(files, key=lambda one: (one.named_number, one.path)):
        record = file.record
        if file.problem or record is None:
            faults.append(fault(file, _unreadable(file)))
        elif record.repository != root:
            faults.append(fault(file, Text("这是另一个仓库的记录", "this is a record of another repository")))
        elif good and _number(good[-1]) == record.number:
            faults.append(fault(file, Text(f"编号 {record.number} 出现两次", f"number {record.number} is there twice")))
        else:
            good.append(file)
    return Chain(tuple(good), (*faults, *_missing(files), *_broken(good), *_versions(good)))


def _number(file: RecordFile) -> int:
    return file.record.number if file.record else 0


def _unreadable(file: RecordFile) -> Text:
    if file.problem == "misplaced" and file.record is not None:
        return Text(
            f"记录自称编号 {file.record.number}，与文件名不符",
            f"the record says it is number {file.record.number}, its name differs",
        )
    if file.problem == "not canonical":
        return Text("不是规范格式：内容被改动过", "not in canonical form: it was changed")
    return Text(f"不是有效的记录：{file.problem}", f"not a valid record: {file.problem}")


def _missing(files: Sequence[RecordFile]) -> list[ProofFault]:
    """Numbers that no file bears, as ranges."""
    faults, expected = [], 1
    for number in sorted({file.named_number for file in files} - {0}):
        if number > expected:
            span = f"{expected:06d}" if number == expected + 1 else f"{expected:06d}–{number - 1:06d}"
            faults.append(fault(f"{span}", Text(f"缺少记录 {span}", f"record {span} is missing")))
        expected = number + 1
    return faults


def _broken(good: Sequence[RecordFile]) -> list[ProofFault]:
    """Each record names the one before it, and time does not run backwards."""
    faults: list[ProofFault] = []
    before: RecordFile | None = None
    for file in good:
        record = file.record
        if record is None:
            continue
        follows = before is not None and _number(before) == record.number - 1
        expected = before.digest if before is not None and follows else NONE
        if (follows or record.number == 1) and record.previous != expected:
            faults.append(
                fault(
                    file, Text("所指的前一条记录与实际不符：前一条被改动或替换", "the record before it is not the one it names")
                )
            )
        if follows and before is not None and before.record is not None and record.published < before.record.published:
            faults.append(
                fault(file, Text("发布时间早于前一条记录", "its publication time lies before that of the record before"))
            )
        before = file
    return faults


def _versions(good: Sequence[RecordFile]) -> list[ProofFault]:
    """Versions of a path count on by one and name the entry before. After a missing record a jump is that record's fault."""
    faults: list[ProofFault] = []
    newest: dict[str, tuple[int, str]] = {}
    expected = 1
    damaged = False
    for file in good:
        record = file.record
        if record is None:
            continue
        damaged = damaged or record.number != expected
        expected = record.number + 1
        for version in record.versions:
            wrong = wrong_version(version, newest.get(version.path), damaged=damaged)
            if wrong != EMPTY:
                faults.append(fault(file, wrong, version.path))
            newest[version.path] = (version.number, digest(version))
    return faults


def wrong_version(version: RecordedVersion, before: tuple[int, str] | None, *, damaged: bool) -> Text:
    """Why a version does not follow `before`, the number and digest of the newest one of its path; EMPTY where it does."""
    number, replaced = before or (0, version.replaces)
    if version.number != number + 1 and not (damaged and version.number > number):
        return Text(
            f"第 {version.number} 版之前应是第 {version.number - 1} 版，实为第 {number} 版",
            f"version {version.number} follows version {number}",
        )
    if version.number == number + 1 and version.replaces != replaced:
        return Text("所替换的版本与记录不符", "the version it replaces is not the recorded one")
    return EMPTY


def newest_versions(chain: Chain) -> dict[str, tuple[RecordedVersion, Record]]:
    """The newest version of every path, with the record that holds it."""
    found: dict[str, tuple[RecordedVersion, Record]] = {}
    for file in chain.files:
        if file.record is not None:
            found.update({version.path: (version, file.record) for version in file.record.versions})
    return found
