"""Who must sign an article, in which order, who can on a given day, and what happens when somebody is away (Art. 12)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

import msgspec

from sanshen.model.change import ArticleCase, ChangeKind, Version
from sanshen.model.policy import Policy
from sanshen.model.roster import Delegation, Roster
from sanshen.model.text import Text
from sanshen.signing.fitness import Bench, Standing

_NOTHING = Version("", None, None, frozenset(), covered=True)


class Holder(msgspec.Struct, frozen=True):
    """Somebody appointed to the stage who cannot sign it that day, and why."""

    person: str
    why: Text


class Signing(msgspec.Struct, frozen=True):
    """One stage of the sheet. `able`: who can sign it that day, the absent left out; `unable`: holders who cannot.

    `empty`: nobody can. `blocked_by_leave`: nobody can, only because of the absent person.
    """

    id: str
    roles: tuple[str, ...]
    of: str
    binds: str
    after: tuple[str, ...]
    able: tuple[Standing, ...]
    unable: tuple[Holder, ...]
    blocked_by_leave: bool = False

    @property
    def empty(self) -> bool:
        """Whether nobody can sign it."""
        return not self.able


class Help(msgspec.Struct, frozen=True):
    """A delegation that would close the gap: tried with the same decision code, and found to work."""

    from_: str
    to: str
    stages: tuple[str, ...]


class Explanation(msgspec.Struct, frozen=True):
    """The whole answer. `clashes`: groups of stages whose signers must differ and for which the people do not suffice."""

    grade: str
    unit: str
    matter: str
    at: datetime
    without: str
    stages: tuple[Signing, ...]
    clashes: tuple[tuple[str, ...], ...]
    helps: tuple[Help, ...]

    @property
    def signable(self) -> bool:
        """Whether a sheet can be completed that day."""
        return not self.clashes and not any(one.empty for one in self.stages)


class Question(msgspec.Struct, frozen=True):
    """What is asked: an article of this grade, unit and matter, on the day of `at`, with `without` away ("": nobody)."""

    grade: str
    unit: str
    at: datetime
    matter: str = ""
    without: str = ""
    former_unit: str = ""


def explain(policy: Policy, roster: Roster, question: Question) -> Explanation:
    """Answer with the bench that judges real sign-offs, by this policy and roster."""
    asked = _Asked(policy, roster, question)
    stages = tuple(asked.signing(stage) for stage in asked.case.stages)
    clashes = tuple(asked.clashes())
    return Explanation(
        grade=question.grade,
        unit=question.unit,
        matter=question.matter,
        at=question.at,
        without=question.without,
        stages=stages,
        clashes=clashes,
        helps=tuple(_helps(policy, roster, question, stages, clashes)),
    )


class _Asked:
    """One question put to one roster."""

    def __init__(self, policy: Policy, roster: Roster, question: Question) -> None:
        self.policy = policy
        self.bench = Bench(policy, roster, question.at)
        self.question = question
        self.case = ArticleCase(
            path="",
            kind=ChangeKind.ADDED,
            grade=question.grade,
            stages=policy.demanded(question.grade, moved=bool(question.former_unit)),
            unit=question.unit,
            judged=_NOTHING,
            former_unit=question.former_unit,
            matter=question.matter,
        )

    def signing(self, id_: str) -> Signing:
        stage = self.policy.stages[id_]
        everybody = tuple(self._standings(id_))
        able = tuple(one for one in everybody if one.person != self.question.without)
        return Signing(
            id=id_,
            roles=stage.roles,
            of=stage.of,
            binds=stage.binds,
            after=tuple(one for one in stage.after if one in self.case.stages),
            able=able,
            unable=tuple(self._unable(id_)),
            blocked_by_leave=bool(everybody) and not able,
        )

    def able(self, stage: str) -> tuple[Standing, ...]:
        """Who can sign, the absent left out."""
        return tuple(one for one in self._standings(stage) if one.person != self.question.without)

    def _standings(self, stage: str) -> Iterator[Standing]:
        for person in self.bench.roster.people:
            standing = self.bench.may_sign(person, stage, self.case, self.question.at)
            if isinstance(standing, Standing):
                yield standing

    def _unable(self, stage: str) -> Iterator[Holder]:
        """Those who hold the seat and may not sign all the same: suspended, untrained, not in office that day."""
        appointed = self.bench.appointed(stage, self.case)
        for person in appointed:
            answer = self.bench.may_sign(person, stage, self.case, self.question.at)
            if isinstance(answer, Text):
                yield Holder(person, answer)
        entry = self.policy.stages[stage]
        if entry.of == "portfolio":
            why = Text("分管范围不含本单位或本事项", "neither the unit nor the matter is in the portfolio")
            others = self.bench.roster.seat_holders(entry.roles, None) - set(appointed)
            yield from (Holder(person, why) for person in sorted(others))

    def clashes(self) -> Iterator[tuple[str, ...]]:
        """Groups that need different signers and cannot have them, although no seat of theirs is empty."""
        for group in self.policy.separate:
            stages = [one for one in group if one in self.case.stages]
            choices = [self.able(one) for one in stages]
            if all(choices) and not _assignable(choices, frozenset()):
                yield tuple(stages)


def _assignable(choices: Sequence[Sequence[Standing]], taken: frozenset[str]) -> bool:
    """Whether everybody can be somebody else (both names of a delegation count), fewest choices first."""
    if not choices:
        return True
    first, *rest = sorted(choices, key=len)
    return any(not one.people & taken and _assignable(rest, taken | one.people) for one in first)


def _helps(
    policy: Policy, roster: Roster, question: Question, stages: Sequence[Signing], clashes: Sequence[tuple[str, ...]]
) -> Iterator[Help]:
    """Delegations by those who hold a seat of the unit, each tried: the first helper that leaves no gap in what it covers."""
    gaps = [one for one in stages if one.empty and one.of == "unit"]
    givers: dict[str, list[str]] = {}
    before = _Asked(policy, roster, msgspec.structs.replace(question, without=""))
    for gap in gaps:
        for standing in before.able(gap.id):
            if standing.on_behalf_of is None:
                givers.setdefault(standing.person, []).append(gap.id)
    for giver, ids in givers.items():
        yield from _help(policy, roster, question, giver, ids, clashes)


def _help(
    policy: Policy, roster: Roster, question: Question, giver: str, ids: Sequence[str], clashes: Sequence[tuple[str, ...]]
) -> Iterator[Help]:
    """One helper for all the stages, else one for each stage alone."""
    for wanted in (tuple(ids), *((one,) for one in ids if len(ids) > 1)):
        found = next(
            (
                one
                for one in _colleagues(roster, question, giver)
                if _closes(policy, roster, question, Help(giver, one, wanted), clashes)
            ),
            None,
        )
        if found is not None:
            yield Help(giver, found, wanted)
            if len(wanted) == len(ids):
                return


def _colleagues(roster: Roster, question: Question, giver: str) -> Iterator[str]:
    """People of the unit who have an account or a key, those who hold no office in it first: they are in nobody's way."""
    unit = roster.units.get(question.unit)
    seated = {one.person for held in (unit.roles.values() if unit is not None else ()) for one in held}
    own = [one for one, home in roster.home.items() if home == question.unit and one not in {giver, question.without}]
    able = [one for one in own if roster.people[one].github is not None or roster.people[one].ssh]
    yield from sorted(able, key=lambda one: one in seated)


def _closes(policy: Policy, roster: Roster, question: Question, help_: Help, clashes: Sequence[tuple[str, ...]]) -> bool:
    """Whether with this delegation on file the stages have a signer, and no group of stages runs out of different people."""
    day = Bench(policy, roster, question.at).day(question.at)
    given = Delegation(from_=help_.from_, to=help_.to, stages=help_.stages, start=day, end=day, reason="")
    unit = roster.units[question.unit]
    units = {**roster.units, unit.id: msgspec.structs.replace(unit, delegations=(*unit.delegations, given))}
    asked = _Asked(policy, msgspec.structs.replace(roster, units=units), question)
    return all(asked.able(one) for one in help_.stages) and set(asked.clashes()) <= set(clashes)
