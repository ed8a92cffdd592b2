"""`reviews/policy-tests.yml`: changes told as cases, and what the policy must make of them. The shapes here are the file's."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal

import msgspec

from sanshen.model.data import Data, Identifier
from sanshen.model.dossier import Roles
from sanshen.model.roster import Delegation, Person, PersonId, UnitKind

Clock = Annotated[str, msgspec.Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$(?!\n)", description="时刻，如 09:30")]
PaperNumber = Annotated[str, msgspec.Meta(pattern=r"^[^\s:]{1,60}$(?!\n)", description="文号，一个词，不含冒号")]
Place = Annotated[int, msgspec.Meta(ge=1)]


class CastUnit(Data, frozen=True):
    """One invented unit: what its people.yml and delegations.yml would say."""

    name: str
    kind: UnitKind = "department"
    people: Mapping[PersonId, Person] = {}
    roles: Roles = msgspec.field(default_factory=dict)
    delegations: tuple[Delegation, ...] = ()


class Cast(Data, frozen=True):
    """An invented roster, so that the cases depend on no real person. People here need neither account nor key."""

    name: str
    people: Mapping[PersonId, Person] = {}
    roles: Roles = msgspec.field(default_factory=dict)
    units: Mapping[Identifier, CastUnit] = {}


class RoleHolder(Data, frozen=True):
    """Whoever holds a role that day: the `number`-th of them in the roster's order, of the change's unit or of `unit`."""

    role: Identifier
    unit: Identifier | None = None
    number: Place = 1


Who = PersonId | RoleHolder


class Change(Data, frozen=True):
    """The change of one case: an article (`grade` and `unit`), files of the control plane, or a take-down in a unit."""

    grade: str = ""
    """Id or Chinese name; "" for a change that is no article."""
    unit: Identifier | None = None
    column: Identifier = "news"
    matter: str = ""
    title: str = "试算用的信息"
    text: str = "这是一篇用来试算审签口径的信息。"
    author: Who | None = None
    """Who opened the pull request: a drafter of the article."""
    drafters: tuple[Who, ...] = ()
    """Who made the first commit, co-authors included; the author where none is named."""
    attributed: bool = True
    """Whether the first commit can be attributed to a person (verified commits)."""
    former_grade: str = ""
    """The grade the article has on the protected branch; "" where it is new."""
    moved_from: Identifier | None = None
    """The unit that it moves away from."""
    restored: bool = False
    """It comes back byte for byte after a take-down by mistake."""
    claims: Mapping[Identifier, PersonId] = {}
    """`signatures` of its front matter."""
    files: tuple[str, ...] = ()
    """Paths of the control plane that the change touches."""
    principal: bool = False
    """The change of people.yml replaces the unit's principal head."""
    delegators: tuple[PersonId, ...] = ()
    """Who delegates in the change of delegations.yml."""
    takedown: bool = False
    """An article of `unit` is taken down."""


class CasePaper(Data, frozen=True):
    """A paper that a district leader signed (书面签批)."""

    signer: PersonId
    number: PaperNumber
    date: date


class Replacement(Data, frozen=True):
    """Words of the text and what they become."""

    from_: str = msgspec.field(name="from")
    to: str


class Step(Data, frozen=True):
    """One thing that happens: exactly one of `approve`, `object`, `dismiss`, `edit`, `correct`, `attest`."""

    approve: Who | None = None
    object: Who | None = None
    dismiss: Who | None = None
    """A review of this person is dismissed, whoever did it."""
    edit: Who | None = None
    """A commit by this person: the whole new `text`, or `replace`."""
    correct: Who | None = None
    """A commit by this person that replaces a few words (`replace`); whether it is a correction, the decision says."""
    attest: Who | None = None
    """An office-administrator enters a `paper` for a `stage`."""
    paper: CasePaper | None = None
    text: str | None = None
    replace: tuple[Replacement, ...] = ()
    attributed: bool = True
    """Whether the commit can be attributed to that person."""
    stage: Identifier | None = None
    """The stage that an SSH statement names; without it the first open one is signed, as by a forge's approval."""
    over: Place | None = None
    """The version signed over: 1 is the first; without it the newest."""
    day: date | None = None
    """The day, from this step on; the first day is the case's."""
    at: Clock | None = None
    """The time of day; without it a minute after the step before."""
    note: str = ""


class IgnoredOne(Data, frozen=True):
    """A sign-off that counts for nothing, and words that the reason must hold (in either language)."""

    who: PersonId
    why: str = ""


class Expectation(Data, frozen=True):
    """What the policy must make of the change. What is left out is not asked; what is given must agree exactly."""

    verdict: Literal["allowed", "blocked"]
    open: tuple[Identifier, ...] | None = None
    """The stages whose turn it is."""
    signed: tuple[Identifier, ...] | None = None
    """The stages that are signed for good or provisionally."""
    signers: Mapping[Identifier, PersonId] | None = None
    """Stage → who signed it, for the stages named."""
    demanded: tuple[Identifier, ...] | None = None
    """Every stage of the sheet."""
    amended: Mapping[Identifier, Literal["pending", "stands", "here"]] | None = None
    """Stage → what an amendment made of it; exactly these stages."""
    ignored: tuple[IgnoredOne, ...] | None = None
    objections: tuple[PersonId, ...] | None = None
    """Who objects, blocking."""
    corrections: tuple[Replacement, ...] | None = None


class PersonState(Data, frozen=True):
    """What is different about a person in one case."""

    suspended: date | None = None
    left: date | None = None
    untrained: bool = False


class PolicyCase(Data, frozen=True):
    """One case: a change, what happens to it in order, and what must come of it."""

    name: str
    change: Change
    expect: Expectation
    basis: str = ""
    steps: tuple[Step, ...] = ()
    day: date | None = None
    judged: date | None = None
    """The day of judgement; without it, right after the last step."""
    people: Mapping[PersonId, PersonState] = {}
    delegations: tuple[Delegation, ...] = ()
    """Delegations on file with the change's unit, besides the roster's."""


class PolicyTests(Data, frozen=True):
    """The whole of `reviews/policy-tests.yml`."""

    schema: Literal[1]
    day: date
    """The day of a case that names none."""
    cases: tuple[PolicyCase, ...]
    roster: Cast | None = None
    """Invented people; without it the district's own roster is used."""
