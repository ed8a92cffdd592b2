"""Who must sign, who can that day, what a leave empties, and delegations that would really help."""

from __future__ import annotations

from datetime import UTC, date, datetime

import msgspec

from sanshen.model.roster import Appointment, Delegation, Roster
from sanshen.trials.explaining import Explanation, Question, explain
from support import office

NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)


def asked(roster: Roster | None = None, **facts: object) -> Explanation:
    question = Question(**{"grade": "general", "unit": "liangshan", "at": NOON, **facts})  # type: ignore[arg-type]  # names of its fields
    return explain(office.policy(), roster or office.roster(), question)


def with_unit(**facts: object) -> Roster:
    roster = office.roster()
    unit = msgspec.structs.replace(roster.units["liangshan"], **facts)
    return msgspec.structs.replace(roster, units={**roster.units, "liangshan": unit})


def with_person(person: str, **facts: object) -> Roster:
    roster = office.roster()
    return msgspec.structs.replace(
        roster, people={**roster.people, person: msgspec.structs.replace(roster.people[person], **facts)}
    )


def able(found: Explanation) -> dict[str, list[str]]:
    return {one.id: [each.person for each in one.able] for one in found.stages}


def test_every_stage_in_order_with_those_who_can() -> None:
    found = asked(grade="special")
    assert able(found) == {
        "review-1": ["zhang.wei"],
        "review-2": ["li.na"],
        "review-3": ["chen.jie"],
        "district-deputy": ["sun.er"],
        "district-principal": ["qian.yi"],
        "proof-1": ["zhang.wei", "wang.fang"],
        "proof-2": ["liu.yang"],
        "proof-3": ["li.na"],
    }
    assert found.signable
    assert found.stages[5].after == ("review-1", "review-2", "review-3", "district-deputy", "district-principal")


def test_a_move_asks_the_former_unit_too() -> None:
    assert able(asked(former_unit="education"))["moved-3"] == ["jiang.bo"]


def test_the_unfit_are_named_with_the_reason() -> None:
    found = asked(with_person("zhang.wei", trained=None))
    assert able(found)["review-1"] == []
    assert [(one.person, "trained" in one.why.en) for one in found.stages[0].unable] == [("zhang.wei", True)]
    assert not found.signable
    assert not found.stages[0].blocked_by_leave
    assert found.helps == (), "who may not sign may not delegate either"


def test_the_day_decides_who_is_in_office() -> None:
    roles = {
        **office.roster().units["liangshan"].roles,
        "deputy-head": (Appointment(person="li.na", until=date(2026, 11, 30)),),
    }
    roster = with_unit(roles=roles)
    assert asked(roster).signable
    later = asked(roster, at=datetime(2026, 12, 1, 4, tzinfo=UTC))
    assert [one.id for one in later.stages if one.empty] == ["review-2", "proof-3"]


def test_a_leave_empties_seats_and_a_delegation_to_a_colleague_helps() -> None:
    found = asked(without="li.na")
    assert [one.id for one in found.stages if one.blocked_by_leave] == ["review-2", "proof-3"]
    # Nobody can stand in for both: whoever is free in the reviews proofs already. So one delegation for each.
    assert found.helps
    assert {stage for one in found.helps for stage in one.stages} == {"review-2", "proof-3"}
    assert all(one.from_ == "li.na" and one.to != "li.na" for one in found.helps)


def test_every_delegation_that_is_proposed_works() -> None:
    found = asked(without="li.na")
    given = tuple(
        Delegation(from_=one.from_, to=one.to, stages=one.stages, start=date(2026, 11, 23), end=date(2026, 11, 30), reason="x")
        for one in found.helps
    )
    assert asked(with_unit(delegations=given), without="li.na").signable


def test_a_delegation_on_file_fills_the_seat() -> None:
    given = Delegation(
        from_="li.na", to="wang.fang", stages=("review-2",), start=date(2026, 11, 20), end=date(2026, 11, 25), reason="培训"
    )
    found = asked(with_unit(delegations=(given,)), without="li.na")
    [standing] = found.stages[1].able
    assert (standing.person, standing.on_behalf_of) == ("wang.fang", "li.na")


def test_district_seats_cannot_be_delegated_by_a_unit() -> None:
    found = asked(grade="major", without="sun.er")
    assert [one.id for one in found.stages if one.blocked_by_leave] == ["district-deputy"]
    assert found.helps == ()


def test_a_portfolio_that_does_not_hold_the_unit_is_the_reason() -> None:
    roster = office.roster()
    [deputy] = roster.district_roles["district-deputy"]
    narrow = msgspec.structs.replace(deputy, portfolio=msgspec.structs.replace(deputy.portfolio, units=("education",)))
    roster = msgspec.structs.replace(roster, district_roles={**roster.district_roles, "district-deputy": (narrow,)})
    found = asked(roster, grade="major")
    assert [one.person for one in found.stages[3].unable] == ["sun.er"]
    assert "portfolio" in found.stages[3].unable[0].why.en
    assert asked(roster, grade="major", matter="消防").signable


def test_one_person_in_two_seats_that_must_be_separate_is_a_clash() -> None:
    roles = {**office.roster().units["liangshan"].roles, "principal-head": (Appointment(person="li.na"),)}
    found = asked(with_unit(roles=roles))
    assert not any(one.empty for one in found.stages)
    assert found.clashes == (("review-1", "review-2", "review-3"),)
    assert not found.signable


def test_both_names_of_a_delegation_count_where_people_must_differ() -> None:
    given = Delegation(
        from_="li.na", to="chen.jie", stages=("review-2",), start=date(2026, 11, 20), end=date(2026, 11, 25), reason="培训"
    )
    found = asked(with_unit(delegations=(given,)), without="li.na")
    assert found.clashes == (("review-1", "review-2", "review-3"),)
