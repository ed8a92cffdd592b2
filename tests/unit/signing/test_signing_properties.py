"""The turns as properties, and against a slow model written from the contract's §3 alone.

The model knows nothing of `sanshen.signing`: it takes plain facts and says which event signs which stage of which article.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from itertools import pairwise
from random import Random

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from sanshen.model.change import Contribution, SignOff, SignOffKind
from sanshen.model.policy import Policy
from sanshen.model.roster import Appointment, Roster
from sanshen.model.sheet import Decision
from support import office
from support.sheets import START, Story, complete

PATHS = ("content/liangshan/news/2026/a.md", "content/liangshan/news/2026/b.md")
PEOPLE = ("zhang.wei", "wang.fang", "liu.yang", "li.na", "chen.jie")
ROLES = ("information-officer", "site-administrator", "section-chief", "deputy-head", "principal-head")
STAGES = ("review-1", "review-2", "review-3", "proof-1", "proof-2", "proof-3")
ROLES_OF = {
    "review-1": {"information-officer"},
    "review-2": {"deputy-head"},
    "review-3": {"principal-head"},
    "proof-1": {"site-administrator", "information-officer"},
    "proof-2": {"section-chief"},
    "proof-3": {"deputy-head"},
}
AFTER = {
    "review-1": [],
    "review-2": ["review-1"],
    "review-3": ["review-2"],
    "proof-1": ["review-1", "review-2", "review-3"],
    "proof-2": ["proof-1"],
    "proof-3": ["proof-2"],
}
REVIEWS, PROOFS = set(STAGES[:3]), set(STAGES[3:])
DRAFTERS_MAY_NOT = {"review-2", "review-3"}


@dataclass
class Event:
    """One act: who, over which commit (its number), with one article named (a statement) or none (a forge's approval)."""

    person: str
    commit: int
    second: int
    kind: str = "approve"
    path: str | None = None
    stage: str | None = None


@dataclass
class World:
    """A small change: per commit and article the (substance, form) there, or None; and who made each commit."""

    commits: list[dict[str, tuple[str, str]]]
    authors: list[str]
    seats: dict[str, set[str]]
    events: list[Event] = field(default_factory=list)


def model(world: World) -> tuple[dict[tuple[str, str], int], set[int], set[int]]:
    """(article, stage) → number of the event that signed it; the events that did nothing; the objections that stand.

    No amendments and no corrections occur in these worlds: their commits are nobody's whom §3 would let amend.
    """
    judged = world.commits[-1]
    signed: dict[tuple[str, str], int] = {}
    idle: set[int] = set()
    objections: dict[tuple[str, str | None], int] = {}  # statements object to the article they name, a review to the change
    order = sorted(range(len(world.events)), key=lambda one: (world.events[one].second, one))
    for number in order:
        event = world.events[number]
        covered = _covered(world, event)
        if event.kind != "approve":
            if _seated(world, event):
                objections[event.person, event.path] = number
            continue
        answered = [key for key, one in objections.items() if key[0] == event.person and _fresh(world, event, one)]
        if answered:
            for key in answered:
                del objections[key]
            if any(world.events[signed[key]].person == event.person for key in signed if key[0] in covered):
                continue  # a renewal signs nothing else
            if not _sign(world, signed, number, covered, judged):
                continue  # lifted an objection, so it did something
            continue
        if not _sign(world, signed, number, covered, judged):
            idle.add(number)
    return signed, idle, set(objections.values())


def _covered(world: World, event: Event) -> list[str]:
    there = world.commits[event.commit]
    return [path for path in world.commits[-1] if path in there and event.path in {None, path}]


def _seated(world: World, event: Event) -> bool:
    """Whether the person holds a seat in the change (of the article they name, if any)."""
    paths = [path for path in world.commits[-1] if event.path in {None, path}]
    return bool(paths) and any(world.seats[event.person] & ROLES_OF[stage] for stage in STAGES)


def _fresh(world: World, event: Event, objection: int) -> bool:
    """Whether an approval is over the judged version of everything that the objection was about."""
    judged, there = world.commits[-1], world.commits[event.commit]
    about = [path for path in judged if world.events[objection].path in {None, path}]
    return all(path in there and there[path][0] == judged[path][0] and event.path in {None, path} for path in about)


def _sign(
    world: World, signed: dict[tuple[str, str], int], number: int, covered: list[str], judged: dict[str, tuple[str, str]]
) -> bool:
    """Let the event sign the first open stage that its person may sign, for each covered article where they may."""
    event = world.events[number]
    for stage in STAGES if event.stage is None else [event.stage]:
        if any((path, before) not in signed for path in covered for before in AFTER[stage]):
            continue  # not open
        mine = [path for path in covered if _may(world, signed, number, path, stage, judged)]
        if mine:
            for path in mine:
                signed[path, stage] = number
            return True
    return False


def _may(
    world: World,
    signed: dict[tuple[str, str], int],
    number: int,
    path: str,
    stage: str,
    judged: dict[str, tuple[str, str]],
) -> bool:
    event = world.events[number]
    if (path, stage) in signed or not world.seats[event.person] & ROLES_OF[stage]:
        return False
    binds = 0 if stage in REVIEWS else 1
    if world.commits[event.commit][path][binds] != judged[path][binds]:
        return False
    group = REVIEWS if stage in REVIEWS else PROOFS
    if any((path, other) in signed and world.events[signed[path, other]].person == event.person for other in group):
        return False
    return not (stage in DRAFTERS_MAY_NOT and event.person in _drafters(world, signed, path))


def _drafters(world: World, signed: dict[tuple[str, str], int], path: str) -> set[str]:
    """Authors of the commits that changed the article up to the version that review-1 was signed over."""
    if (path, "review-1") not in signed:
        return set()
    last = world.events[signed[path, "review-1"]].commit
    return {world.authors[one] for one in range(last + 1) if one in _touching(world, path)}


def _touching(world: World, path: str) -> set[int]:
    return {
        one
        for one in range(len(world.commits))
        if world.commits[one].get(path) != (world.commits[one - 1].get(path) if one else None)
    }


# -- The same worlds, told to the program --


def _roster(world: World) -> Roster:
    base = _plain_roster()
    unit = base.units["liangshan"]
    roles = {role: tuple(Appointment(person=one) for one in PEOPLE if role in world.seats[one]) for role in ROLES}
    return msgspec.structs.replace(base, units={**base.units, "liangshan": msgspec.structs.replace(unit, roles=roles)})


class Telling(Story):
    """A Story whose versions and commits are a world's."""

    def __init__(self, world: World) -> None:
        super().__init__(policy=_plain_policy(), roster=_roster(world))
        self._articles.clear()
        self._contributions.clear()
        for path in sorted({path for commit in world.commits for path in commit}):
            self.add(path)
        for one, state in enumerate(world.commits):
            sha = f"{one + 1:040x}"
            reach = frozenset(f"{number + 1:040x}" for number in range(one + 1))
            self._states.append((sha, dict(state), reach))
            for path in self._articles:
                if one in _touching(world, path):
                    self._contributions[path][sha] = _contribution(sha, world.authors[one])
        for event in world.events:
            self._tell(event)

    def _tell(self, event: Event) -> None:
        number = len(self.events) + 1
        self.events.append(
            SignOff(
                id=f"review:{number:03}",
                kind=SignOffKind.APPROVE if event.kind == "approve" else SignOffKind.OBJECT,
                who=event.person,
                person=event.person,
                at=START + timedelta(seconds=event.second),
                order=(0, number),
                commit=f"{event.commit + 1:040x}",
                path=event.path,
                stage=event.stage,
            )
        )


def _contribution(sha: str, author: str) -> Contribution:
    """A commit of somebody's that is attributed to nobody: no amendment and no correction."""
    return Contribution(sha, frozenset({author}), attributed=False)


@cache
def _plain_policy() -> Policy:
    return msgspec.structs.replace(office.policy(), trained_roles=())


@cache
def _plain_roster() -> Roster:
    return office.roster()


def told(decision: Decision) -> dict[tuple[str, str], int]:
    """(article, stage) → number of the event, as the program has it."""
    return {
        (sheet.path, stage.id): int((stage.evidence or "").removeprefix("review:")) - 1
        for sheet in decision.sheets
        for stage in sheet.stages
        if stage.state == "signed"
    }


seats = st.fixed_dictionaries({one: st.frozensets(st.sampled_from(ROLES), min_size=1, max_size=2) for one in PEOPLE})
versions = st.tuples(st.sampled_from(["s1", "s1", "s2"]), st.sampled_from(["f1", "f1", "f2"])).map(
    lambda one: (one[0], "".join(one))
)
states = st.fixed_dictionaries({PATHS[0]: versions}, optional={PATHS[1]: versions})
authors = st.sampled_from(["wu.lei", "wu.lei", "li.na", "chen.jie", "zhang.wei"])


@st.composite
def worlds(draw: st.DrawFn, *, objections: bool = True, statements: bool = True) -> World:
    """Up to three commits and ten events; often in turn, often not."""
    commits = draw(st.lists(states, min_size=1, max_size=3))
    for before, after in pairwise(commits):  # what is there stays there
        after.update({path: before[path] for path in before.keys() - after.keys()})
    kinds = st.sampled_from(["approve"] * 5 + (["object"] if objections else []))
    usual = dict(zip(PEOPLE, ROLES, strict=True))
    held = draw(seats) if draw(st.booleans()) else {one: frozenset({role}) for one, role in usual.items()}
    forge = draw(st.booleans()) or not statements  # either reviews of a forge or statements, never both
    events = []
    second = 0
    for _ in range(draw(st.integers(0, 10))):
        second += draw(st.sampled_from([0, 1, 1, 1]))
        path = None if forge else draw(st.sampled_from(PATHS))
        kind = draw(kinds)
        stage = draw(st.sampled_from(STAGES)) if path is not None and kind == "approve" else None
        events.append(Event(draw(st.sampled_from(PEOPLE)), draw(st.integers(0, len(commits) - 1)), second, kind, path, stage))
    if draw(st.booleans()):
        last = len(commits) - 1
        turn = ("zhang.wei", "li.na", "chen.jie", "wang.fang", "liu.yang", "li.na")
        for person, stage in list(zip(turn, STAGES, strict=True))[: draw(st.integers(0, 6))]:
            second += 1
            if forge:
                events.append(Event(person, last, second))
            else:
                events += [Event(person, last, second, path=path, stage=stage) for path in commits[-1]]
    return World(commits, draw(st.lists(authors, min_size=3, max_size=3)), {key: set(one) for key, one in held.items()}, events)


@settings(max_examples=300, deadline=None)
@given(worlds())
def test_the_program_agrees_with_the_model(world: World) -> None:
    decision = Telling(world).decide()
    signed, idle, objections = model(world)
    assert told(decision) == signed
    assert {int(one.id.removeprefix("review:")) - 1 for one in decision.objections if one.blocks} == objections
    ignored = {int(one.id.removeprefix("review:")) - 1 for one in decision.ignored}
    assert ignored == idle
    whole = all((path, stage) in signed for path in world.commits[-1] for stage in STAGES)
    assert complete(decision) == (whole and not objections)


@settings(max_examples=80, deadline=None)
@given(worlds(), st.randoms(use_true_random=False))
def test_the_order_of_the_input_does_not_matter(world: World, random: Random) -> None:
    story = Telling(world)
    shuffled: list[SignOff] = list(story.events)
    random.shuffle(shuffled)
    assert story.decide(events=shuffled) == story.decide()


@settings(max_examples=80, deadline=None)
@given(worlds())
def test_an_ignored_sign_off_changes_nothing(world: World) -> None:
    story = Telling(world)
    decision = story.decide()
    for ignored in decision.ignored:
        without = story.decide(events=[one for one in story.events if one.id != ignored.id])
        assert told(without) == told(decision)
        assert without.open == decision.open
        assert [one.id for one in without.objections] == [one.id for one in decision.objections]
        assert complete(without) == complete(decision)


def _single(world: World) -> Sequence[str]:
    """People with one seat who are nobody's drafter and object to nothing."""
    return [one for one in PEOPLE if sum(len(world.seats[one] & ROLES_OF[stage]) > 0 for stage in STAGES) == 1]


@settings(max_examples=120, deadline=None)
@given(worlds())
def test_taking_away_a_sign_off_of_a_person_with_one_seat_never_turns_blocked_into_allowed(world: World) -> None:
    story = Telling(world)
    if complete(story.decide()):
        return
    single = _single(world)
    for event in story.events:
        if event.person in single and event.kind is SignOffKind.APPROVE:
            assert not complete(story.decide(events=[one for one in story.events if one.id != event.id]))


@settings(max_examples=80, deadline=None)
@given(worlds(objections=False))
def test_nothing_is_allowed_without_a_signature_for_every_stage_of_every_article(world: World) -> None:
    story = Telling(world)
    decision = story.decide()
    if complete(decision):
        assert set(told(decision)) == {(path, stage) for path in world.commits[-1] for stage in STAGES}


@settings(max_examples=80, deadline=None)
@given(worlds(statements=False))
def test_no_event_signs_two_stages(world: World) -> None:
    found = told(Telling(world).decide())
    stages_of: dict[int, set[str]] = {}
    for (_, stage), number in found.items():
        stages_of.setdefault(number, set()).add(stage)
    assert all(len(one) == 1 for one in stages_of.values())


@settings(max_examples=80, deadline=None)
@given(worlds())
def test_a_stranger_changes_nothing(world: World) -> None:
    story = Telling(world)
    before = told(story.decide())
    for person in (None, "nobody.known", "han.mei"):
        story.event(SignOffKind.APPROVE, person)
    assert told(story.decide()) == before
