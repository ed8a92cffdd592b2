"""A case played through the real decision (`signing.decide`, `verdict.conclude`), and what differs from what was expected."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import msgspec

from sanshen.model.change import Demand, Entry, PathChange, WholeChange
from sanshen.model.modes import PLAIN
from sanshen.model.policy import Policy
from sanshen.model.policy_tests import Expectation, PolicyCase, PolicyTests
from sanshen.model.roster import Delegation, Roster
from sanshen.model.sheet import Decision, Ignored, State, Verdict
from sanshen.model.text import EMPTY, Text
from sanshen.signing.corrections import LexiconHits
from sanshen.signing.decide import decide
from sanshen.signing.fitness import Bench
from sanshen.trials.staging import Stage, UnplayableError, whole_digest
from sanshen.verdict.paths import PathKind, kind_of
from sanshen.verdict.rows import demands, unsignable
from sanshen.verdict.scope import Scope, scope_of
from sanshen.verdict.takedown import takedown_demand
from sanshen.verdict.verdict import Subject, conclude

_NOBODY_DECIDES = date.max
"""A delegation put into a change only to say who delegates; nothing is ever signed by it."""


class Difference(msgspec.Struct, frozen=True):
    """One thing that came out otherwise: its key in the case's `expect`, what was expected, what came."""

    key: str
    expected: object
    actual: object


class Outcome(msgspec.Struct, frozen=True):
    """One case played. `verdict` is None where it could not be played, then `problem` says why."""

    name: str
    basis: str
    differences: tuple[Difference, ...] = ()
    verdict: Verdict | None = None
    problem: Text = EMPTY

    @property
    def passed(self) -> bool:
        """Whether everything came out as expected."""
        return self.verdict is not None and not self.differences


def play_all(tests: PolicyTests, policy: Policy, roster: Roster, hits: LexiconHits) -> tuple[Outcome, ...]:
    """Every case in the file's order. `hits`: spans of lexicon terms in a text (a correction may not touch one)."""
    return tuple(play(case, tests.day, policy, roster, hits) for case in tests.cases)


def play(case: PolicyCase, first_day: date, policy: Policy, roster: Roster, hits: LexiconHits) -> Outcome:
    """One case: its verdict, and every difference from what it expects."""
    try:
        stage = Stage(case, first_day, policy, roster).play()
        verdict = _judge(stage, hits)
    except UnplayableError as error:
        return Outcome(case.name, case.basis, problem=error.why)
    return Outcome(case.name, case.basis, tuple(differences(case.expect, verdict)), verdict)


def _judge(stage: Stage, hits: LexiconHits) -> Verdict:
    change, policy = stage.case.change, stage.policy
    bench = Bench(policy, stage.roster, stage.judged_at)
    if change.grade:
        facts = stage.article_case()
        decision = decide(bench, [facts], None, stage.events, hits)
        subject = Subject(facts.path, facts.kind.value, facts.grade, facts.judged.substance, facts.judged.form)
        return _conclude(decision, (subject,), Scope((), (), ()), policy)
    for path in change.files:
        if kind_of(path) is not PathKind.CONTROL:
            raise UnplayableError(
                Text(f"{path} 不是制度文件；信息用 grade 与 unit", f"{path} is no control plane; an article takes `grade`")
            )
    wanted = _demands(stage)
    paths = tuple(path for demand in wanted for path in demand.paths)
    digest = whole_digest(paths)
    whole = WholeChange(digest, wanted, {event.commit or "": digest for event in stage.events}, change.files)
    decision = decide(bench, [], whole, stage.events, hits)
    subjects = tuple(Subject(path, "deleted", "", None, None, takedown=True) for path in paths) if change.takedown else ()
    scope = scope_of(policy, [_touched(path) for path in change.files], {})
    return _conclude(decision, subjects, scope, policy)


def _conclude(decision: Decision, subjects: Sequence[Subject], scope: Scope, policy: Policy) -> Verdict:
    nobody_may = unsignable(policy, [one.path for one in scope.control])
    return conclude("", "", decision, subjects, scope, (*scope.findings, *nobody_may), scope.reasons)


def _touched(path: str) -> PathChange:
    return PathChange(path, Entry(path, PLAIN, "0" * 40), Entry(path, PLAIN, "1" * 40))


def _demands(stage: Stage) -> tuple[Demand, ...]:
    change = stage.case.change
    if change.takedown:
        return (takedown_demand(stage.policy, [stage.path]),)
    return demands(stage.policy, stage.roster, _after(stage), change.files, stage.judged_at)


def _after(stage: Stage) -> Roster:
    """The roster as the change would make it, as far as the control plane's rows look at it."""
    change, roster = stage.case.change, stage.roster
    unit = roster.units.get(change.unit or "")
    if unit is None:
        return roster
    if change.principal:
        unit = msgspec.structs.replace(unit, roles={**unit.roles, stage.policy.principal_role: ()})
    given = tuple(
        Delegation(from_=one, to=one, stages=(), start=_NOBODY_DECIDES, end=_NOBODY_DECIDES, reason=stage.case.name)
        for one in change.delegators
    )
    unit = msgspec.structs.replace(unit, delegations=(*unit.delegations, *given))
    return msgspec.structs.replace(roster, units={**roster.units, unit.id: unit})


def differences(expect: Expectation, verdict: Verdict) -> Iterator[Difference]:
    """What came out otherwise than expected; what is not asked for is not looked at."""
    states = [*verdict.whole, *(state for sheet in verdict.articles for state in sheet.stages)]
    signed = [one for one in states if one.state is State.SIGNED]
    yield from _compare("verdict", expect.verdict, verdict.outcome)
    yield from _compare_sets("open", expect.open, verdict.open)
    yield from _compare_sets("signed", expect.signed, [one.id for one in signed])
    yield from _compare_sets("demanded", expect.demanded, [one.id for one in states])
    if expect.signers is not None:
        who = {one.id: one.person for one in signed if one.id in expect.signers}
        yield from _compare("signers", dict(expect.signers), who)
    if expect.amended is not None:
        yield from _compare("amended", dict(expect.amended), {one.id: one.amended for one in signed if one.amended})
    if expect.ignored is not None:
        yield from _ignored(expect, verdict.ignored)
    if expect.objections is not None:
        yield from _compare_sets("objections", expect.objections, [one.who for one in verdict.objections if one.blocks])
    if expect.corrections is not None:
        found = [(one.before, one.after) for sheet in verdict.articles for one in sheet.corrections]
        yield from _compare("corrections", [(one.from_, one.to) for one in expect.corrections], found)


def _compare(key: str, expected: object, actual: object) -> Iterator[Difference]:
    if expected != actual:
        yield Difference(key, expected, actual)


def _compare_sets(key: str, expected: Sequence[str] | None, actual: Sequence[str]) -> Iterator[Difference]:
    """Lists in which the order says nothing."""
    if expected is not None:
        yield from _compare(key, sorted(expected), sorted(actual))


def _ignored(expect: Expectation, ignored: Sequence[Ignored]) -> Iterator[Difference]:
    """Each ignored sign-off, in order, is that person's and its reason holds the words."""
    wanted = expect.ignored or ()
    fits = len(wanted) == len(ignored) and all(
        one.who == found.who and (one.why in found.why.zh or one.why in found.why.en)
        for one, found in zip(wanted, ignored, strict=True)
    )
    if not fits:
        yield Difference("ignored", [[one.who, one.why] for one in wanted], [[one.who, one.why.zh] for one in ignored])
