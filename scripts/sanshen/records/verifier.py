"""Prove, from the repository alone, that everything published at a commit was fully signed (contract §5.4)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec

from sanshen.model.proof import ProofFault, Proofs
from sanshen.model.text import Text
from sanshen.records import baseline as baseline_file
from sanshen.records.baseline import Baseline
from sanshen.records.chain import Chain, fault
from sanshen.records.content import Compared, compare
from sanshen.records.cover import Cover, Step, lay
from sanshen.records.index import differences
from sanshen.records.office import OfficeHistory
from sanshen.records.record import RecordFile
from sanshen.records.seal import problem
from sanshen.records.standing_office import Doubt, doubts, standing_office
from sanshen.records.state import Standings
from sanshen.records.store import read_chain, tip
from sanshen.repository import Repository

RECORD_IT = Text(
    "请运行 sanshen record 补写；不能补写的须先补齐签署", "run `sanshen record`; what it refuses must be signed first"
)


class History(msgspec.Struct, frozen=True):
    """The protected branch up to `commit` beside the records that cover it. `walk` begins at the genesis commit."""

    commit: str
    root: str
    walk: tuple[str, ...]
    chain: Chain
    sealed: tuple[RecordFile, ...]
    cover: Cover
    office: OfficeHistory
    faults: tuple[ProofFault, ...]
    records: str | None = None
    """The commit of the records branch that was read, None where there is none."""

    @property
    def all_faults(self) -> tuple[ProofFault, ...]:
        """Faults of the records, of their signatures, of their place on the branch, in this order."""
        return (*self.chain.faults, *self.faults, *self.cover.faults)


def read_history(repository: Repository, commit: str, *, now: datetime) -> History:
    """Read all records and lay them along the first parents of `commit`. Raises UndecidedError where objects are missing."""
    office = OfficeHistory(repository)
    full = tuple(reversed(repository.first_parents(commit)))
    root = full[0]
    walk = _since_genesis(full, office)
    records = tip(repository)
    chain = read_chain(repository, records, root)
    sealed, faults = _check_seals(repository, chain, office, frozenset(full), now)
    cover = lay(sealed, walk, _beyond(repository, sealed, walk)) if walk else Cover(())
    wrong = (*faults, *differences(repository, records, chain))
    return History(commit, root, walk, chain, sealed, cover, office, wrong, records)


def prove(repository: Repository, commit: str, *, now: datetime) -> Proofs:
    """What is proven at `commit`, what is not and why, and every fault. Never raises for faults of content or records."""
    return prove_history(repository, read_history(repository, commit, now=now))


def prove_history(repository: Repository, history: History) -> Proofs:
    """The same for a history that has been read already."""
    return examine(repository, history).proofs


class Examination(NamedTuple):
    """How a history was proven: where every path stands, what its content is, and the files of the office in doubt.

    `baseline` are the faults of the baseline, `gaps` those of steps without a record, in the order of the walk.
    """

    standings: Standings
    compared: Compared
    doubts: dict[str, Doubt]
    baseline: tuple[ProofFault, ...]
    gaps: tuple[ProofFault, ...]
    proofs: Proofs


def examine(repository: Repository, history: History) -> Examination:
    """Follow every path along the history and hold the content of its commit against where they stand."""
    baseline, faults = read_baseline(repository, history)
    standings = Standings(baseline.articles if baseline is not None else ())
    begun = history.walk[baseline_file.start(repository, history.walk)] if baseline is not None else ""
    # What the site held before its baseline is no gap: the baseline answers for it.
    steps = [step for step in history.cover.steps if step.file is not None or step.after != begun]
    gaps = follow(repository, steps, history.office, standings)
    wrong = (*history.all_faults, *faults, *gaps, *standings.faults)
    compared = compare(repository, history.commit, standings, wrong, len(history.chain.files))
    places = {commit: place for place, commit in enumerate(history.walk)}
    doubtful = doubts(repository, history.cover.steps, places, {})
    at = standing_office(repository, doubtful, history.commit)
    proofs = msgspec.structs.replace(compared.proofs, office_at=at)
    return Examination(standings, compared, doubtful, tuple(faults), gaps, proofs)


def cut_to_records(history: History) -> History | None:
    """The history up to the end of its newest record, where steps without a record follow it; else None."""
    steps = history.cover.steps
    if not [step for step in steps[-2:-1] if step.file is not None] or steps[-1].file is not None:
        return None
    end = history.walk.index(steps[-1].before)
    cover = msgspec.structs.replace(history.cover, steps=steps[:-1])
    return msgspec.structs.replace(history, commit=history.walk[end], walk=history.walk[: end + 1], cover=cover)


def _since_genesis(full: Sequence[str], office: OfficeHistory) -> tuple[str, ...]:
    """The walk from the first commit that has the office's files: before it there was nobody who could sign."""
    for place, commit in enumerate(full):
        if office.exists(commit):
            return tuple(full[place:])
    return ()


def _check_seals(
    repository: Repository, chain: Chain, office: OfficeHistory, known: Collection[str], now: datetime
) -> tuple[tuple[RecordFile, ...], list[ProofFault]]:
    """The records signed by a pipeline key of their own tip before."""
    sealed: list[RecordFile] = []
    faults: list[ProofFault] = []
    for file in chain.files:
        record = file.record
        if record is None:
            continue
        if not all(one in known or repository.has(one) for one in (record.before, record.after)):
            wrong: Text | None = Text("所指的提交不在仓库中", "it names a commit that is not in the repository")
        elif record.published > now:
            wrong = Text("发布时间在将来", "its publication time lies in the future")
        else:
            wrong = problem(file.body, file.signature, office.pipeline_keys(record.before))
        if wrong is None:
            sealed.append(file)
        else:
            faults.append(fault(file, wrong))
    return tuple(sealed), faults


def _beyond(repository: Repository, sealed: Sequence[RecordFile], walk: Sequence[str]) -> tuple[str, ...]:
    """Commits of the protected branch after the walk's end that records know: an older commit is being verified."""
    known = frozenset(walk)
    outside = [file.record.after for file in sealed if file.record is not None and file.record.after not in known]
    if not outside:
        return ()
    longer = repository.first_parents(outside[-1])
    return longer[: longer.index(walk[-1])] if walk[-1] in longer else ()


def follow(
    repository: Repository, steps: Sequence[Step], office: OfficeHistory, standings: Standings
) -> tuple[ProofFault, ...]:
    """Move the standings on along `steps`; gaps are named and unprove what they changed."""
    gaps: list[ProofFault] = []
    for step in steps:
        if step.file is not None and step.file.record is not None:
            standings.recorded(step.file, step.file.record, office.policy(step.before))
            continue
        gaps.append(_gap(step))
        changed = repository.changes(repository.tree_of(step.before), repository.tree_of(step.after))
        standings.unrecorded([one.path for one in changed], gaps[-1].message)
    return tuple(gaps)


def _gap(step: Step) -> ProofFault:
    span = f"{step.before[:12]}..{step.after[:12]}"
    return fault(
        "",
        Text(f"步骤 {span} 没有有效的审签记录", f"step {span} has no valid record"),
        advice=RECORD_IT,
    )


def read_baseline(repository: Repository, history: History) -> tuple[Baseline | None, list[ProofFault]]:
    """The baseline at the commit, if the first record brought it in."""
    data = repository.read_path(history.commit, baseline_file.PATH)
    if data is None:
        return None, []
    read = baseline_file.decode(data)
    if isinstance(read, str):
        return None, [ProofFault(baseline_file.PATH, "", Text(f"存量登记无效：{read}", f"the baseline is not valid: {read}"))]
    if not baseline_file.covered(data, [step.file for step in history.cover.steps if step.file is not None]):
        why = Text("存量登记不是由第一条审签记录带入的", "the baseline was not brought in by the first record")
        return None, [ProofFault(baseline_file.PATH, "", why, RECORD_IT)]
    return read, []
