"""The shipped cases hold the shipped policy: every row of the table and every rule, for each alteration breaks one of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from sanshen.model.policy import Policy
from sanshen.reading.policy_tests_file import Trials, read_policy_tests
from sanshen.trials.playing import play, play_all
from support import office

SHIPPED = Path(__file__).parents[3] / "scripts/sanshen/templates/reviews/policy-tests.yml"
POLICY = office.policy()
TREE: dict[str, Any] = msgspec.to_builtins(POLICY)
Alter = Callable[[dict[str, Any]], None]


def shipped() -> Trials:
    trials, faults = read_policy_tests(SHIPPED.read_bytes(), POLICY, None)
    assert trials is not None, faults
    return trials


TRIALS = shipped()


def without(items: list[str], one: str) -> list[str]:
    return [item for item in items if item != one]


def _stages() -> Iterator[tuple[str, Alter]]:
    scopes = {role: stage["of"] in {"unit", "former-unit"} for stage in TREE["stages"].values() for role in stage["roles"]} | {
        "duty-officer": True
    }
    for name, stage in TREE["stages"].items():
        for role in scopes:
            if role in stage["roles"]:
                others = without(stage["roles"], role) or ["duty-officer"]
                yield f"{name} without {role}", lambda t, s=name, r=others: t["stages"][s].update(roles=r)
            # A role whose holders are listed elsewhere changes nothing; nor one without a portfolio where that is asked.
            elif scopes[role] == (stage["of"] in {"unit", "former-unit"}) and stage["of"] != "portfolio":
                more = [*stage["roles"], role]
                yield f"{name} with {role}", lambda t, s=name, r=more: t["stages"][s].update(roles=r)
        for after in stage["after"]:
            rest = without(stage["after"], after)
            if not any(after in POLICY.below(one) for one in rest):
                yield f"{name} not after {after}", lambda t, s=name, r=rest: t["stages"][s].update(after=r)
        turned = "form" if stage["binds"] == "substance" else "substance"
        yield f"{name} binds the {turned}", lambda t, s=name, b=turned: t["stages"][s].update(binds=b)
        if stage["binds"] == "substance" and stage["after"]:
            edits = not stage["edits"]
            yield f"{name} edits: {edits}", lambda t, s=name, e=edits: t["stages"][s].update(edits=e)


def _grades() -> Iterator[tuple[str, Alter]]:
    for name, grade in TREE["grades"].items():
        for stage in TREE["stages"]:
            if stage in grade["stages"]:
                rest = without(grade["stages"], stage)
                yield f"{name} without {stage}", lambda t, g=name, s=rest: t["grades"][g].update(stages=s)
            elif stage != TREE["moves"]["stage"]:
                more = [*grade["stages"], stage]
                yield f"{name} with {stage}", lambda t, g=name, s=more: t["grades"][g].update(stages=s)


def _rules() -> Iterator[tuple[str, Alter]]:
    for place, group in enumerate(TREE["separate"]):
        for stage in group:
            rest = without(group, stage)
            yield f"{stage} not separate", lambda t, p=place, r=rest: t["separate"].__setitem__(p, r)
    for key, more in {
        "drafters-may-not": ["review-1", "proof-1"],
        "trained-roles": ["deputy-head", "principal-head", "section-chief", "district-deputy"],
        "verified-commits": ["general"],
    }.items():
        for one in TREE[key]:
            rest = without(TREE[key], one)
            yield f"{key} without {one}", lambda t, k=key, r=rest: t.update({k: r})
        for one in more:
            yield f"{key} with {one}", lambda t, k=key, r=[*TREE[key], one]: t.update({k: r})
    yield "paper signatures are on", lambda t: t.update(attested=True)
    yield "early sign-offs are held", lambda t: t.update(early="hold")
    for number in (9, 11):
        yield f"{number} characters", lambda t, n=number: t["corrections"].update(characters=n)
    for number in (29, 31):
        yield f"{number} days", lambda t, n=number: t["limits"].update({"delegation-days": n})
    yield "moves ask nobody else", lambda t: t.pop("moves")
    yield "another stage restores", lambda t: t["takedown"].update({"restore-stage": "review-3"})


def _control_plane() -> Iterator[tuple[str, Alter]]:
    plane = TREE["control-plane"]
    for name, seat in plane["seats"].items():
        for role in seat["roles"]:
            rest = without(seat["roles"], role)
            yield f"{name} without {role}", lambda t, s=name, r=rest: t["control-plane"]["seats"][s].update(roles=r)
    for place, row in enumerate(plane["rows"]):
        for key in ("needs", "otherwise"):
            for seat in row[key]:
                rest = without(row[key], seat)
                yield (
                    f"{row['paths'][0]} {key} no {seat}",
                    lambda t, p=place, k=key, r=rest: t["control-plane"]["rows"][p].update({k: r}),
                )


ALTERATIONS = dict([*_stages(), *_grades(), *_rules(), *_control_plane()])


def test_every_shipped_case_comes_out_as_written() -> None:
    outcomes = play_all(TRIALS.tests, POLICY, TRIALS.roster, lambda _: ())
    assert [(one.name, one.differences, one.problem) for one in outcomes if not one.passed] == []
    assert len(outcomes) > 90


def test_there_are_alterations_of_every_kind() -> None:
    assert len(ALTERATIONS) > 150


@pytest.mark.parametrize("name", ALTERATIONS)
def test_an_altered_policy_breaks_a_case(name: str) -> None:
    tree = json.loads(json.dumps(TREE))
    ALTERATIONS[name](tree)
    altered = msgspec.convert(tree, Policy)
    assert altered != POLICY
    cases = TRIALS.tests.cases
    assert any(not play(one, TRIALS.tests.day, altered, TRIALS.roster, lambda _: ()).passed for one in cases)
