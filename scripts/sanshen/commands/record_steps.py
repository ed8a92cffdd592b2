"""The steps of the protected branch that still lack a record, judged once more, and the facts their records hold."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Literal, NamedTuple

from sanshen.commands.forge_events import bounded
from sanshen.evidence.statements import FOLDER as STATEMENTS
from sanshen.evidence.statements import SignedStatement, read_statement
from sanshen.model.change import ArticleCase, PathChange
from sanshen.model.errors import BlockedError, UndecidedError
from sanshen.model.sheet import Sheet, Verdict
from sanshen.model.text import Text
from sanshen.records import baseline as baseline_file
from sanshen.records.build import PublishedFile, StepFacts
from sanshen.records.chain import Chain
from sanshen.records.office import DISTRICT
from sanshen.records.record import ForgeEvent
from sanshen.repository import Repository
from sanshen.site.composing import sample_hash

CONTENT = "content/"
TAKEDOWN = "reviews/ledger/takedown/"


class Judged(NamedTuple):
    """A verdict, the article cases it was made from, and where the sign-offs came from.

    `pull`: the merged pull request's number, 0 without a forge. `at`: when it was merged; None without a forge.
    `events`: the forge's events that lay before the judge.
    """

    verdict: Verdict
    cases: Sequence[ArticleCase]
    kind: Literal["ssh", "github"] = "ssh"
    pull: int = 0
    at: datetime | None = None
    events: tuple[ForgeEvent, ...] = ()


Judge = Callable[[str, str, datetime, datetime | None], Judged]
"""(tip before, tip after, the step's time, the time of the record before) → the verdict by the roster and policy of the tip before."""


class Line(NamedTuple):
    """The first parents of a commit from the genesis commit (the first with the office's files) on, and where records end."""

    root: str
    commits: tuple[str, ...]
    recorded: int
    """Index in `commits` of the newest recorded tip."""

    def place(self, commit: str) -> int:
        """Where `commit` stands; BlockedError where it is not on the line."""
        if commit not in self.commits:
            raise BlockedError(
                Text(
                    f"提交 {commit[:12]} 不在 {self.commits[-1][:12]} 的主线（第一父提交）上",
                    f"commit {commit[:12]} is not on the first parents of {self.commits[-1][:12]}",
                ),
                Text("请给出受保护分支合并前后的提交", "give the protected branch's tips before and after the merge"),
            )
        return self.commits.index(commit)


def read_line(repository: Repository, head: str, chain: Chain) -> Line:
    """The line up to `head`. BlockedError where there is no office yet, or where the newest record is not on the line."""
    full = tuple(reversed(repository.first_parents(head)))
    start = next((place for place, commit in enumerate(full) if repository.entry(commit, DISTRICT)), None)
    if start is None:
        raise BlockedError(
            Text(
                f"{head[:12]} 之前没有 {DISTRICT}，没有人可以签署", f"there is no {DISTRICT} up to {head[:12]}: nobody can sign"
            ),
            Text("请先运行 sanshen init", "run sanshen init first"),
        )
    commits = full[start:]
    last = chain.last.record if chain.last is not None else None
    if last is None:
        return Line(full[0], commits, baseline_file.start(repository, commits))
    if last.after in commits:
        return Line(full[0], commits, commits.index(last.after))
    longer = tuple(reversed(repository.first_parents(last.after))) if repository.has(last.after) else ()
    if head in longer:
        return Line(full[0], commits, len(commits) - 1)
    raise BlockedError(
        Text(
            f"最新记录 {last.number:06d} 的提交 {last.after[:12]} 不在 {head[:12]} 的主线上：主线被改写过",
            f"commit {last.after[:12]} of the newest record {last.number:06d} is not on the first parents of {head[:12]}: "
            "history was rewritten",
        ),
        Text("请恢复受保护分支", "restore the protected branch"),
    )


def step_time(repository: Repository, before: str, after: str, earliest: datetime | None, now: datetime) -> datetime:
    """The time at which a step is judged: its commit's, but never before the record before it or its newest statement.

    A commit's date is its maker's claim, so it can only move the time within these bounds, and never past `now`.
    """
    times = [repository.commit(after).committer_time, *_statement_times(repository, before, after)]
    return min(now, max([*times, earliest] if earliest is not None else times))


def _statement_times(repository: Repository, before: str, after: str) -> Iterable[datetime]:
    for change in repository.changes(before, after):
        if change.after is not None and change.path.startswith(STATEMENTS):
            read = read_statement(change.path, repository.read(change.after.oid))
            if isinstance(read, SignedStatement):  # the judge reports the others
                yield read.statement.at


def facts(repository: Repository, root: str, before: str, after: str, at: datetime, judged: Judged) -> StepFacts:
    """What the record of an allowed step says. UndecidedError where sheets and bytes do not agree."""
    changes = repository.changes(before, after)
    cases = {case.path: case for case in judged.cases}
    removed = tuple(one.path for one in changes if _is_article(one.path) and one.after is None)
    sheets = [sheet for sheet in judged.verdict.articles if sheet.path not in removed]
    covered = {sheet.path for sheet in sheets} | set(removed)
    for one in changes:
        if _is_article(one.path) and one.path not in covered:
            raise UndecidedError(Text(f"{one.path} 有变更而没有审签单", f"{one.path} changed and has no sheet"))
    kept = bounded(judged.events, judged.verdict)
    other = {one.path: _sha256(repository, one) for one in changes if not one.path.startswith((CONTENT, STATEMENTS))}
    return StepFacts(
        root=root,
        before=before,
        after=after,
        judged_at=at,
        articles=tuple(_published(repository, after, sheet, cases, removed) for sheet in sheets),
        removed=removed,
        changed=other,
        whole=judged.verdict.whole,
        takedowns=tuple(one.path for one in changes if one.path.startswith(TAKEDOWN) and one.before is None),
        kind="baseline" if baseline_file.PATH in other else judged.kind,
        pull=judged.pull,
        events=kept,
        left_out=len(judged.events) - len(kept),
    )


def _is_article(path: str) -> bool:
    return path.startswith(CONTENT) and path.endswith(".md")


def _sha256(repository: Repository, change: PathChange) -> str:
    if change.after is None:
        return "none"
    return hashlib.sha256(repository.read(change.after.oid)).hexdigest()


def _published(
    repository: Repository, after: str, sheet: Sheet, cases: Mapping[str, ArticleCase], removed: Sequence[str]
) -> PublishedFile:
    entry = repository.entry(after, sheet.path)
    case = cases.get(sheet.path)
    article = case.judged.article if case is not None else None
    if entry is None or article is None or not sheet.complete:
        raise UndecidedError(Text(f"{sheet.path} 的审签单与内容对不上", f"the sheet of {sheet.path} does not fit its content"))
    moved_from = article.meta.moved_from
    return PublishedFile(
        sheet=sheet,
        blob=entry.oid,
        sha256=hashlib.sha256(repository.read(entry.oid)).hexdigest(),
        bundle=tuple((file.path, file.digest) for file in article.bundle),
        moved_from=moved_from if moved_from in removed else "",
        sample=sample_hash(article),
    )


def check_baseline(repository: Repository, step: StepFacts, chain: Chain) -> None:
    """A baseline is true of its commit and brought in by the first record, or BlockedError (contract §4b)."""
    if step.kind != "baseline":
        return
    data = repository.read_path(step.after, baseline_file.PATH)
    read = baseline_file.decode(data) if data is not None else "removed"
    wrong = read if isinstance(read, str) else baseline_file.misfits(repository, read, step.root)
    if wrong:
        raise BlockedError(
            Text(f"{baseline_file.PATH} 与所指提交不符：{wrong}", f"{baseline_file.PATH} is not true of its commit: {wrong}"),
            Text("请重新运行 sanshen baseline 并签署", "run sanshen baseline anew and have it signed"),
        )
    if chain.last is not None:
        raise BlockedError(
            Text("已有审签记录，不能再做存量登记", "records exist: a baseline is refused"),
            Text("请把这些信息作为普通变更签署", "have these articles signed as ordinary changes"),
        )
