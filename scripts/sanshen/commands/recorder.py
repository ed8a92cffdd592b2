"""Recording: which steps lack a record, which of them are allowed, and the writing of their records."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import NamedTuple

import msgspec

from sanshen.commands import record_steps
from sanshen.commands.desk import Desk
from sanshen.commands.record_steps import Judge, Judged, Line
from sanshen.model.errors import BlockedError, UsageError
from sanshen.model.text import Text
from sanshen.records import baseline as baseline_file
from sanshen.records.build import build
from sanshen.records.chain import Chain
from sanshen.records.office import OfficeHistory
from sanshen.records.record import Record, digest
from sanshen.records.seal import key_line, problem, same_key, sign
from sanshen.records.store import read_chain, tip
from sanshen.records.writer import Written, append
from sanshen.repository import Repository


class Refused(NamedTuple):
    """A step that gets no record, and why. `first`: the first commit that nothing carries, whatever was pushed on top."""

    before: str
    after: str
    reasons: tuple[Text, ...]
    first: str


class Recorder:
    """One run of `record` on one repository: judge each missing step as of its time, write what is allowed."""

    def __init__(self, repository: Repository, desk: Desk, key: Path) -> None:
        self.repository = repository
        self.office = OfficeHistory(repository)
        self.now = desk.clock()
        self.env = desk.env
        self.key = key
        self.public = key_line(key, desk.env)
        self.judge: Judge = partial(judge_by_what_there_is, desk, repository)
        self.earliest: datetime | None = None

    def run(self, base: str | None, head: str | None) -> tuple[list[Written], Refused | None]:
        """Write what is missing, oldest first, and stop at the first step that is refused."""
        end = self.repository.resolve(head) if head is not None else self._protected()
        root = self.repository.first_parents(end)[-1]
        chain = self._sound_chain(root)
        line = record_steps.read_line(self.repository, end, chain)
        self.earliest = chain.last.record.judged_at if chain.last is not None and chain.last.record is not None else None
        done: list[Written] = []
        for start, stop, widen in self._spans(base, line, chain, done):
            refused = self._span(line, start, stop, done, widen=widen)
            if refused is not None:
                return done, refused
        return done, None

    def _spans(self, base: str | None, line: Line, chain: Chain, done: list[Written]) -> Iterator[tuple[int, int, bool]]:
        """Stretches of the line to record: (from, to, whether steps inside are to be found), earlier gaps first."""
        last = len(line.commits) - 1
        if base is None:
            yield line.recorded, last, True
            return
        start = line.place(self.repository.resolve(base))
        known = _covering(chain, line, start, last)
        if known is not None:
            done.append(known)
            return
        if start < line.recorded:
            raise BlockedError(
                Text("这一步与已有记录部分重叠", "this step overlaps recorded ones"),
                Text("不写 --base 与 --head 运行 sanshen record 即可", "run `sanshen record` without --base and --head"),
            )
        yield line.recorded, start, True
        yield start, last, False

    def _span(self, line: Line, start: int, stop: int, done: list[Written], *, widen: bool) -> Refused | None:
        """Record from `start` to `stop`: in one step, or (`widen`) by the shortest steps that are allowed.

        A push may bring several commits of which only the last is complete; together they are the step that was pushed.
        """
        while start < stop:
            reasons: tuple[Text, ...] = ()
            for end in range(start + 1 if widen else stop, stop + 1):
                reasons = self._step(line, line.commits[start], line.commits[end], done)
                if not reasons:
                    start = end
                    break
            else:
                return Refused(line.commits[start], line.commits[stop], reasons, line.commits[start + 1])
        return None

    def _step(self, line: Line, before: str, after: str, done: list[Written]) -> tuple[Text, ...]:
        """Judge one step and write its record; the reasons where it is not allowed."""
        self._check_key(before)
        at = record_steps.step_time(self.repository, before, after, self.earliest, self.now)
        judged = self.judge(before, after, at, self.earliest)
        at = judged.at or at
        if judged.verdict.outcome != "allowed":
            return judged.verdict.reasons or (Text("审签未完成", "not fully signed"),)
        step = record_steps.facts(self.repository, line.root, before, after, at, judged)
        replaced = self._baseline(before)

        def make(chain: Chain) -> Record | Written:
            known = next((one for one in chain.files if one.record and one.record.after == after), None)
            if known is not None and known.record is not None and known.record.before == before:
                return Written(known.record, known.path, added=False)
            last = chain.last.record if chain.last is not None else None
            if last is not None and last.after != before:
                raise BlockedError(Text("另一次运行同时写入了其他步骤的记录", "another run recorded other steps meanwhile"))
            record_steps.check_baseline(self.repository, step, chain)
            return build(step, chain, replaced, self.now)

        done.append(append(self.repository, line.root, make, lambda data: sign(data, self.key, self.env), self.now))
        self.earliest = at
        return ()

    def _baseline(self, before: str) -> dict[str, str]:
        """Path → hash of its baseline entry, at the tip before."""
        data = self.repository.read_path(before, baseline_file.PATH)
        read = baseline_file.decode(data) if data is not None else None
        return {one.path: digest(one) for one in read.articles} if isinstance(read, baseline_file.Baseline) else {}

    def _check_key(self, before: str) -> None:
        if not any(same_key(self.public, line) for line in self.office.pipeline_keys(before)):
            raise UsageError(
                Text(
                    f"这把密钥不在 {before[:12]} 的 reviews/district.yml 的 pipeline-keys 中",
                    f"this key is not among pipeline-keys of reviews/district.yml at {before[:12]}",
                ),
                Text("请改用登记的发布密钥，或先登记这一把", "use a key that is registered, or register this one first"),
            )

    def _sound_chain(self, root: str) -> Chain:
        """The chain so far; BlockedError where it is damaged: nothing is built on a broken chain."""
        chain = read_chain(self.repository, tip(self.repository), root)
        faults = [f"{one.record}: {one.message.zh}" for one in chain.faults]
        english = [f"{one.record}: {one.message.en}" for one in chain.faults]
        last = chain.last
        if last is not None and last.record is not None:
            wrong = problem(last.body, last.signature, self.office.pipeline_keys(last.record.before))
            faults += [f"{last.path}: {wrong.zh}"] if wrong is not None else []
            english += [f"{last.path}: {wrong.en}"] if wrong is not None else []
        if faults:
            raise BlockedError(
                Text(
                    f"审签记录链已损坏：{'；'.join(faults[:5])}", f"the chain of records is damaged: {'; '.join(english[:5])}"
                ),
                Text("请先运行 sanshen verify 查明并恢复", "run sanshen verify, find out and restore it first"),
            )
        return chain

    def _protected(self) -> str:
        head = self.repository.resolve("HEAD")
        policy = self.office.policy(head)
        if policy is None:
            raise UsageError(Text("HEAD 的 reviews/policy.yml 不可用", "reviews/policy.yml of HEAD cannot be used"))
        return self.repository.protected(policy.protected_branch) or head


def judge_by_what_there_is(
    desk: Desk, repository: Repository, before: str, after: str, at: datetime, earliest: datetime | None
) -> Judged:
    """By the pull request that brought the step, where the environment names a forge and one did; else by its statements."""
    from sanshen.commands.merged_pull import judge_merge
    from sanshen.evidence.access import names_a_forge

    if not names_a_forge(desk.env):
        return judge_step(desk, repository, before, after, at)
    judged = judge_merge(desk, repository, before, after, earliest or datetime.min.replace(tzinfo=UTC))
    return judged if judged is not None else _pushed(judge_step(desk, repository, before, after, at), after)


def _pushed(judged: Judged, after: str) -> Judged:
    """A step that no pull request brought: only its own statements can carry it, and the reasons say so first."""
    verdict = judged.verdict
    if verdict.outcome == "allowed":
        return judged
    why = Text(
        f"{after[:12]} 不是经合并请求进入主线的，也没有签署书",
        f"{after[:12]} came into the protected branch without a pull request, and without statements",
    )
    return judged._replace(verdict=msgspec.structs.replace(verdict, reasons=(why, *verdict.reasons)))


def judge_step(desk: Desk, repository: Repository, before: str, after: str, at: datetime) -> Judged:
    """The verdict on one step from its SSH statements, as of `at`, by the roster and policy of the tip before."""
    from sanshen.commands.judge import judge_ssh

    judgement = judge_ssh(desk, repository, before, after, now=at)
    return Judged(judgement.verdict, judgement.cases)


def _covering(chain: Chain, line: Line, start: int, stop: int) -> Written | None:
    """The record that covers the stretch already, if one does."""
    for file in chain.files:
        record = file.record
        if record is None or record.before not in line.commits:
            continue
        end = line.commits.index(record.after) if record.after in line.commits else len(line.commits)
        if line.commits.index(record.before) <= start and stop <= end and start < stop:
            return Written(record, file.path, added=False)
    return None
