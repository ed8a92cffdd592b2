"""Whose turn it is: the people who may sign an open stage today (§3 Turns)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import msgspec

from sanshen.judging.judge import Judgement
from sanshen.model.change import ArticleCase, SignOff, SignOffKind, WholeChange
from sanshen.model.sheet import Sheet, State
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
        for seat in found:
            found[seat] |= dict.fromkeys(_able_to_sit(bench, judgement.whole, seat))
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


def _able_to_sit(bench: Bench, whole: WholeChange, seat: str) -> Iterator[str]:
    now = SignOff(id="", kind=SignOffKind.APPROVE, who="", person=None, at=bench.now, order=(0, 0), commit=None)
    for demand in whole.demands:
        if not any(seat in alternative for alternative in demand.alternatives):
            continue
        for person in bench.roster.people:
            if seat in bench.seats and may_sit(bench, person, bench.seats[seat], demand, now) is None:
                yield person
