"""Whose turn it is: the people who may sign an open stage today (§3 Turns)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

import msgspec

from sanshen.judging.judge import Judgement
from sanshen.model.change import ArticleCase, Demand, SignOff, SignOffKind, WholeChange
from sanshen.model.sheet import Sheet, StageState, State, Verdict
from sanshen.signing.fitness import Bench, Standing
from sanshen.signing.whole import may_sit


class Turn(msgspec.Struct, frozen=True):
    """One open stage and the people who may sign it now, in the order of the roster; empty where nobody can."""

    stage: str
    people: tuple[str, ...]


def turns(judgement: Judgement, now: datetime) -> tuple[Turn, ...]:
    """The open stages of the change, each with those whose turn it is.

    Whoever has signed a stage that must be somebody else's is left out; so is who may not sign for another reason.
    """
    bench = Bench(judgement.office.policy, judgement.office.roster, now)
    found: dict[str, dict[str, None]] = {stage: {} for stage in judgement.verdict.open}
    for sheet, case in _sheets(judgement):
        for stage in sheet.stages:
            if stage.state is State.OPEN and stage.id in found:
                found[stage.id] |= dict.fromkeys(_able(bench, sheet, case, stage.id))
    if judgement.whole is not None:
        for demand, row in _rows(judgement.whole, judgement.verdict):
            for one in row:
                if one.state is State.OPEN and one.id in found:
                    found[one.id] |= dict.fromkeys(_able_to_sit(bench, demand, row, one.id))
    return tuple(Turn(stage, tuple(people)) for stage, people in found.items())


def _sheets(judgement: Judgement) -> Iterator[tuple[Sheet, ArticleCase]]:
    cases = {case.path: case for case in judgement.cases}
    for sheet in judgement.verdict.articles:
        if sheet.path in cases:
            yield sheet, cases[sheet.path]


def _able(bench: Bench, sheet: Sheet, case: ArticleCase, stage: str) -> Iterator[str]:
    signed = {one.id: {one.person, one.on_behalf_of} for one in sheet.stages if one.state is State.SIGNED}
    groups = [group for group in bench.policy.separate if stage in group]
    taken = {who for group in groups for other in group if other != stage for who in signed.get(other, ())}
    for person in bench.roster.people:
        standing = bench.may_sign(person, stage, case, bench.now)
        if isinstance(standing, Standing) and not standing.people & taken:
            yield person


def _rows(whole: WholeChange, verdict: Verdict) -> Iterator[tuple[Demand, Sequence[StageState]]]:
    """Each row of a change signed as one piece, with its own seats: they stand one row after the other, a way of filling each."""
    states = verdict.whole or next((sheet.stages for sheet in verdict.articles if sheet.kind == "deleted"), ())
    for demand in whole.demands:
        ways = sorted(demand.alternatives, key=len, reverse=True)
        row = next((states[: len(way)] for way in ways if tuple(one.id for one in states[: len(way)]) == way), ())
        states = states[len(row) :]
        yield demand, row


def _able_to_sit(bench: Bench, demand: Demand, row: Sequence[StageState], seat: str) -> Iterator[str]:
    """Who may take an open seat of a row: within a row all signers differ, so whoever has signed it already may not."""
    now = SignOff(id="", kind=SignOffKind.APPROVE, who="", person=None, at=bench.now, order=(0, 0), commit=None)
    signed = {one.person for one in row if one.state is State.SIGNED}
    for person in bench.roster.people:
        if person not in signed and may_sit(bench, person, bench.seats[seat], demand, now) is None:
            yield person
