"""From one judgement to its line on the board: whose turn it is, since when, until when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec

from sanshen.judging.judge import Judgement
from sanshen.judging.turns import turns
from sanshen.model.board import Fault, Item, Line, Standing, Step, Wait
from sanshen.model.calendar import Calendar
from sanshen.model.change import ArticleCase, SignOffKind
from sanshen.model.policy import Policy
from sanshen.model.sheet import StageState, State, Verdict
from sanshen.model.text import Text
from sanshen.report.waiting import only_unsigned, to_mend
from sanshen.repository import Repository
from sanshen.verdict.deadlines import due_at
from sanshen.verdict.turn_times import turn_began


class Subject(msgspec.Struct, frozen=True):
    """What is known of a change before it is judged: a pull request, or a branch (number 0)."""

    number: int
    branch: str
    title: str
    opened: datetime
    head: str
    author: str = ""
    login: str = ""
    address: str = ""
    draft: bool = False


def line_of(repository: Repository, judgement: Judgement, subject: Subject, calendar: Calendar, now: datetime) -> Line:
    """The judged change as a line of the board. Nobody is waited for while it is a draft, or its author must mend it first."""
    verdict = judgement.verdict
    cases = {case.path: case for case in judgement.cases}
    standing = standing_of(verdict, draft=subject.draft)
    called = standing in {"waiting", "returned"} and not to_mend(verdict)
    waits = tuple(_waits(repository, judgement, subject, calendar, now)) if called else ()
    return Line(
        number=subject.number,
        branch=subject.branch,
        title=subject.title,
        standing=standing,
        head=subject.head,
        author=subject.author,
        login=subject.login,
        opened=subject.opened,
        address=subject.address,
        items=tuple(
            Item(
                one.path,
                one.grade,
                cases[one.path].unit if one.path in cases else _folder(one.path),
                one.kind,
                _steps(one.stages),
            )
            for one in verdict.articles
        ),
        changed=verdict.changed,
        steps=_steps(verdict.whole),
        waits=waits,
        objections=verdict.objections,
        errors=_errors(verdict),
        faults=_faults(verdict),
        people=_people(judgement, subject),
        reasons=verdict.reasons,
    )


def _steps(stages: Iterable[StageState]) -> tuple[Step, ...]:
    return tuple(Step(one.id, one.state, one.person or "") for one in stages)


def unjudged_line(subject: Subject, problem: Text, standing: Standing = "undecided") -> Line:
    """A change that could not be judged, with all that is known of it."""
    return Line(
        number=subject.number,
        branch=subject.branch,
        title=subject.title,
        standing=standing,
        head=subject.head,
        author=subject.author,
        login=subject.login,
        opened=subject.opened,
        address=subject.address,
        problem=problem,
    )


def standing_of(verdict: Verdict, *, draft: bool) -> Standing:
    """Where a change stands, in one word."""
    if verdict.outcome == "undecided":
        return "undecided"
    if draft:
        return "draft"
    if verdict.outcome == "allowed":
        return "allowed"
    if any(one.blocks for one in verdict.objections):
        return "returned"
    if _errors(verdict):
        return "faulty"
    return "waiting" if verdict.open and only_unsigned(verdict) else "blocked"


def _errors(verdict: Verdict) -> int:
    inside = sum(finding.blocks for sheet in verdict.articles for finding in sheet.findings)
    return inside + sum(finding.blocks for finding in verdict.findings)


def _faults(verdict: Verdict) -> tuple[Fault, ...]:
    found = (*(finding for sheet in verdict.articles for finding in sheet.findings), *verdict.findings)
    return tuple(sorted({Fault(one.path, one.rule) for one in found if one.blocks}))


def _people(judgement: Judgement, subject: Subject) -> frozenset[str]:
    """Everybody who opened it or had a hand in a commit of it."""
    hands = {who for case in judgement.cases for one in case.contributions.values() for who in one.people}
    return frozenset(hands | ({subject.author} if subject.author else set()))


def _folder(path: str) -> str:
    return [*path.split("/"), ""][1]


def _waits(repository: Repository, judgement: Judgement, subject: Subject, calendar: Calendar, now: datetime) -> Iterator[Wait]:
    policy, sheets = judgement.office.policy, judgement.verdict.articles
    altered = {path: at for case in judgement.cases for path, at in _alterations(repository, judgement, case)}
    opened = max([subject.opened, *_whole_alteration(repository, judgement)])
    for turn in turns(judgement, now):
        began = turn_began(policy, turn.stage, sheets, opened, altered, now)
        paths = tuple(one.path for one in sheets if any(it.id == turn.stage and it.state is State.OPEN for it in one.stages))
        due = _due(policy, turn.stage, began, calendar)
        yield Wait(
            stage=turn.stage,
            people=turn.people,
            paths=paths,
            since=began,
            due=due if isinstance(due, datetime) else None,
            overdue=isinstance(due, datetime) and now >= due,
            why_not_due=due if isinstance(due, Text) else Text("", ""),
        )


def _due(policy: Policy, stage: str, began: datetime, calendar: Calendar) -> datetime | Text | None:
    known = policy.stages.get(stage) or policy.control_plane.seats.get(stage)
    if known is None or known.within is None:
        return None
    return due_at(began, policy.deadlines[known.within], calendar, ZoneInfo(policy.time_zone))


def _alterations(repository: Repository, judgement: Judgement, case: ArticleCase) -> Iterator[tuple[str, datetime]]:
    """When the article last changed, where somebody had signed over another text of it before.

    The time is the commit's own, so its maker's word; it moves nothing but the clock on the board.
    """
    judged = (case.judged.substance, case.judged.form)
    others = [
        version
        for event in judgement.events
        if event.kind is SignOffKind.APPROVE and event.void is None and (version := case.versions.get(event.commit or ""))
    ]
    if not any(one.covered and (one.substance, one.form) != judged for one in others):
        return
    commits = repository.commits([one for one in case.judged.reach if repository.has(one)])
    if commits:
        yield case.path, max(one.committer_time for one in commits.values())


def _whole_alteration(repository: Repository, judgement: Judgement) -> Iterator[datetime]:
    whole = judgement.whole
    if whole is None:
        return
    digests = [whole.digests.get(event.commit or "") for event in judgement.events if event.kind is SignOffKind.APPROVE]
    if any(digest is not None and digest != whole.digest for digest in digests):
        yield repository.commit(judgement.verdict.head).committer_time
