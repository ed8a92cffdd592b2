"""Hold the bytes of a commit against what the records say of them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sanshen.model.change import Entry
from sanshen.model.modes import PLAIN
from sanshen.model.proof import Proof, ProofFault, Proofs, SignedStage
from sanshen.model.sheet import Correction
from sanshen.model.text import EMPTY, Text
from sanshen.records.baseline import PATH as BASELINE
from sanshen.records.baseline import BaselineArticle
from sanshen.records.record import RecordedVersion, SheetLine, digest
from sanshen.records.state import RecordName, Standing, Standings
from sanshen.repository import Repository

CONTENT = "content/"
STRAY = Text("附件不属于任何已证明的信息", "a file that belongs to no proven article")
_ADVICE = Text(
    "这篇信息不会发布；请按变更流程补齐签署并运行 sanshen record",
    "it will not be published; have it signed as a change and run `sanshen record`",
)


class Compared(NamedTuple):
    """What is proven at a commit, every file of its content, and the SHA-256 of the plain ones."""

    proofs: Proofs
    entries: Mapping[str, Entry]
    hashes: Mapping[str, str]


def compare(repository: Repository, commit: str, standings: Standings, faults: Sequence[ProofFault], records: int) -> Compared:
    """Every file under content/ at `commit` is proven or named; every proven path that vanished is named."""
    entries = {entry.path: entry for entry in repository.list(commit, CONTENT)}
    found = _hashes(repository, entries)
    proven: dict[str, Proof] = {}
    unproven: dict[str, Text] = {}
    for path in sorted(entries):
        if not path.endswith(".md"):
            continue
        standing = standings.paths.get(path)
        why = why_not(path, entries[path].mode, standing, found)
        if standing is None or why != EMPTY:
            unproven[path] = why
        else:
            proven[path] = proof_of(path, standing)
    bundled = {path for proof in proven.values() for path, _ in proof.bundle}
    for path in sorted(set(entries) - set(proven) - set(unproven) - bundled):
        unproven[path] = STRAY
    named = [unproven_fault(path, record_of(standings.paths.get(path)), why) for path, why in sorted(unproven.items())]
    gone = [vanished(path, one) for path, one in sorted(standings.paths.items()) if path not in entries and was_public(one)]
    withdrawn = tuple(one for path, one in sorted(standings.withdrawn.items()) if path not in entries)
    proofs = Proofs(commit, proven, unproven, withdrawn, (*faults, *named, *gone), records)
    return Compared(proofs, entries, found)


def _hashes(repository: Repository, entries: Mapping[str, Entry]) -> dict[str, str]:
    """SHA-256 of every plain file, read in one pass: object ids alone are SHA-1."""
    oids = sorted({entry.oid for entry in entries.values() if entry.mode == PLAIN})
    by_oid = {oid: hashlib.sha256(data).hexdigest() for oid, data in repository.read_many(oids)}
    return {path: by_oid[entry.oid] for path, entry in entries.items() if entry.mode == PLAIN}


def why_not(path: str, mode: str, standing: Standing | None, found: Mapping[str, str]) -> Text:
    """Why the article is not proven; EMPTY where it is. `found`: the SHA-256 of it and of every file of its bundle."""
    if mode != PLAIN:
        return Text(f"不是普通文件（模式 {mode}）", f"not a plain file (mode {mode})")
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


def record_of(standing: Standing | None) -> str:
    """The record file by which a path stands, "" where there is none."""
    return standing.record.path if standing is not None and standing.record is not None else ""


def unproven_fault(path: str, record: str, why: Text) -> ProofFault:
    """The fault that names a file which is there and not proven."""
    return ProofFault(path, record, why, _ADVICE)


def vanished(path: str, standing: Standing) -> ProofFault:
    """The fault that names a path which was public and is not there."""
    return ProofFault(
        path,
        standing.record.path if standing.record is not None else BASELINE,
        Text("曾经发布，现已消失而没有撤下记录", "it was published and is gone without a recorded withdrawal"),
        Text("请恢复文件，或补办撤下登记", "bring it back, or take it down with an entry"),
    )


def was_public(standing: Standing) -> bool:
    """Whether the newest that is known of a path is that it is public."""
    if standing.version is not None:
        return standing.version.state == "published"
    return standing.baseline is not None


def proof_of(path: str, standing: Standing) -> Proof:
    """The proof of an article that stands, from its record or from the baseline."""
    if standing.version is not None and standing.record is not None:
        return _recorded(standing.version, standing.record, standing)
    if standing.baseline is None:
        raise ValueError(path)
    return _from_baseline(standing.baseline)


def _recorded(version: RecordedVersion, record: RecordName, standing: Standing) -> Proof:
    return Proof(
        path=version.path,
        version=version.number,
        grade=version.grade,
        substance=version.substance,
        form=version.form,
        sha256=version.sha256,
        published=record.published,
        first_published=standing.first_published,
        times=standing.times,
        record=record.path,
        record_digest=record.digest,
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
