"""Hold the bytes of a commit against what the records say of them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime

from sanshen.model.change import Entry
from sanshen.model.proof import Proof, ProofFault, Proofs, SignedStage
from sanshen.model.sheet import Correction
from sanshen.model.text import EMPTY, Text
from sanshen.records.baseline import PATH as BASELINE
from sanshen.records.baseline import BaselineArticle
from sanshen.records.record import RecordedVersion, RecordFile, SheetLine, digest
from sanshen.records.state import Standing, Standings
from sanshen.repository import Repository

CONTENT = "content/"
_PLAIN = "100644"
_ADVICE = Text(
    "这篇信息不会发布；请按变更流程补齐签署并运行 sanshen record",
    "it will not be published; have it signed as a change and run `sanshen record`",
)


def compare(repository: Repository, commit: str, standings: Standings, faults: Sequence[ProofFault], records: int) -> Proofs:
    """Every file under content/ at `commit` is proven or named; every proven path that vanished is named."""
    entries = {entry.path: entry for entry in repository.list(commit, CONTENT)}
    found = _hashes(repository, entries)
    proven: dict[str, Proof] = {}
    unproven: dict[str, Text] = {}
    for path in sorted(entries):
        if not path.endswith(".md"):
            continue
        standing = standings.paths.get(path)
        why = _why_not(path, entries[path], standing, found)
        if standing is None or why != EMPTY:
            unproven[path] = why
        else:
            proven[path] = _proof(path, standing)
    bundled = {path for proof in proven.values() for path, _ in proof.bundle}
    for path in sorted(set(entries) - set(proven) - set(unproven) - bundled):
        unproven[path] = Text("附件不属于任何已证明的信息", "a file that belongs to no proven article")
    named = [_fault(path, standings.paths.get(path), why) for path, why in sorted(unproven.items())]
    return Proofs(
        commit,
        proven,
        unproven,
        tuple(one for path, one in sorted(standings.withdrawn.items()) if path not in entries),
        (*faults, *named, *_vanished(standings, entries)),
        records,
    )


def _hashes(repository: Repository, entries: Mapping[str, Entry]) -> dict[str, str]:
    """SHA-256 of every plain file, read in one pass: object ids alone are SHA-1."""
    oids = sorted({entry.oid for entry in entries.values() if entry.mode == _PLAIN})
    by_oid = {oid: hashlib.sha256(data).hexdigest() for oid, data in repository.read_many(oids)}
    return {path: by_oid[entry.oid] for path, entry in entries.items() if entry.mode == _PLAIN}


def _why_not(path: str, entry: Entry, standing: Standing | None, found: Mapping[str, str]) -> Text:
    """Why the file is not proven; EMPTY where it is."""
    if entry.mode != _PLAIN:
        return Text(f"不是普通文件（模式 {entry.mode}）", f"not a plain file (mode {entry.mode})")
    if standing is None:
        return Text("没有审签记录", "no record covers it")
    if standing.why != EMPTY:
        return standing.why
    if standing.version is not None and standing.version.state == "withdrawn":
        return Text("最新记录是撤下，文件却仍在", "its newest record is a withdrawal, yet the file is there")
    expected, bundle = standing.last
    if found[path] != expected:
        return Text(
            f"内容与最新记录不符：记录为 {expected[:12]}…，现为 {found[path][:12]}…",
            f"its bytes are not those of the newest record: {expected[:12]}… recorded, {found[path][:12]}… found",
        )
    for name, sha256 in bundle:
        if found.get(name) != sha256:
            return Text(f"附件 {name} 与最新记录不符", f"its file {name} is not that of the newest record")
    return EMPTY


def _fault(path: str, standing: Standing | None, why: Text) -> ProofFault:
    record = standing.file.path if standing is not None and standing.file is not None else ""
    return ProofFault(path, record, why, _ADVICE)


def _vanished(standings: Standings, entries: Mapping[str, Entry]) -> list[ProofFault]:
    return [
        ProofFault(
            path,
            one.file.path if one.file is not None else BASELINE,
            Text("曾经发布，现已消失而没有撤下记录", "it was published and is gone without a recorded withdrawal"),
            Text("请恢复文件，或补办撤下登记", "bring it back, or take it down with an entry"),
        )
        for path, one in sorted(standings.paths.items())
        if path not in entries and _was_public(one)
    ]


def _was_public(standing: Standing) -> bool:
    if standing.version is not None:
        return standing.version.state == "published"
    return standing.baseline is not None


def _proof(path: str, standing: Standing) -> Proof:
    if standing.version is not None and standing.file is not None and standing.file.record is not None:
        return _recorded(standing.version, standing.file, standing.file.record.published, standing)
    if standing.baseline is None:
        raise ValueError(path)
    return _from_baseline(standing.baseline)


def _recorded(version: RecordedVersion, file: RecordFile, published: datetime, standing: Standing) -> Proof:
    return Proof(
        path=version.path,
        version=version.number,
        grade=version.grade,
        substance=version.substance,
        form=version.form,
        sha256=version.sha256,
        published=published,
        first_published=standing.first_published,
        times=standing.times,
        record=file.path,
        record_digest=file.digest,
        sheet=tuple(_stage(line) for line in version.sheet),
        corrections=tuple(Correction(one.line, one.from_, one.to) for one in version.corrections),
        bundle=version.bundle,
        moved_from=version.moved_from,
        sample=version.sample,
    )


def _from_baseline(article: BaselineArticle) -> Proof:
    return Proof(
        path=article.path,
        version=0,
        grade="",
        substance=article.substance,
        form=article.form,
        sha256=article.sha256,
        published=article.published,
        first_published=article.published,
        times=(article.published,),
        record=BASELINE,
        record_digest=digest(article),
        bundle=article.bundle,
        baseline=True,
    )


def _stage(line: SheetLine) -> SignedStage:
    return SignedStage(line.stage, line.person, line.at, line.evidence, line.on_behalf_of, line.amended)
