"""Delegations: short, depth one, by somebody who holds the seat in that unit; anything else gives nobody any power (T24)."""

from __future__ import annotations

import pytest

from sanshen.model.roster import Roster
from support.office import district_files, roster

PATH = "reviews/units/liangshan/delegations.yml"
GOOD = "{from: li.na, to: liu.yang, stages: [review-2, proof-3], start: 2026-11-01, end: 2026-11-15, reason: 外出培训}"


def given(*entries: str) -> Roster:
    text = "delegations:\n" + "".join(f"  - {entry}\n" for entry in entries)
    return roster({**district_files(), PATH: text.encode()})


def test_a_good_delegation_stands() -> None:
    read = given(GOOD)
    assert read.faults == ()
    [one] = read.units["liangshan"].delegations
    assert (one.from_, one.to, one.stages) == ("li.na", "liu.yang", ("review-2", "proof-3"))


def test_thirty_days_with_both_ends_are_allowed() -> None:
    assert given(GOOD.replace("2026-11-15", "2026-11-30")).faults == ()


@pytest.mark.parametrize(
    ("old", "new", "key", "says"),
    [
        ("2026-11-15", "2026-12-01", "end", "超过上限 30 天"),
        ("2026-11-15", "2026-10-31", "end", "早于 start"),
        ("to: liu.yang", "to: li.na", "to", "本人"),
        ("to: liu.yang", "to: nobody.here", "to", "名册里没有"),
        ("from: li.na", "from: li.nan", "from", "是否想写“li.na”"),
        ("review-2, proof-3", "review-2, proof-4", "stages.1", "没有环节"),
        ("review-2, proof-3", "review-2, review-3", "stages.1", "不担任“review-3”"),
        ("review-2, proof-3", "district-deputy", "stages.0", "不是本单位的环节"),
        ("from: li.na", "from: han.mei", "stages.0", "不担任"),
        ("review-2, proof-3", "", "stages", "至少写一个环节"),
        ("外出培训", '" "', "reason", "原因"),
    ],
)
def test_each_fault_is_found_and_the_delegation_gives_no_power(old: str, new: str, key: str, says: str) -> None:
    read = given(GOOD.replace(old, new))
    found = {fault.key: fault.message.zh for fault in read.faults}
    assert f"delegations.0.{key}" in found, found
    assert says in found[f"delegations.0.{key}"]
    assert read.units["liangshan"].delegations == ()


def test_a_stand_in_cannot_delegate_further_while_standing_in() -> None:
    second = "{from: liu.yang, to: wang.fang, stages: [review-2], start: 2026-11-10, end: 2026-11-12, reason: 外出}"
    read = given(GOOD, second)
    assert any("转委托" in fault.message.zh and fault.key == "delegations.1.from" for fault in read.faults)
    assert [one.to for one in read.units["liangshan"].delegations] == ["liu.yang"]


def test_own_seats_may_be_delegated_before_and_after_standing_in() -> None:
    own = "{from: liu.yang, to: wang.fang, stages: [proof-2], start: 2026-11-10, end: 2026-11-12, reason: 外出}"
    assert given(GOOD, own).faults == ()


def test_an_appointment_that_has_ended_cannot_be_delegated() -> None:
    files = district_files()
    people = files["reviews/units/liangshan/people.yml"].replace(b"[li.na]", b"[{person: li.na, until: 2026-10-31}]")
    read = roster({**files, "reviews/units/liangshan/people.yml": people, PATH: f"delegations: [{GOOD}]\n".encode()})
    assert any("不担任“review-2”" in fault.message.zh for fault in read.faults)
    assert read.units["liangshan"].delegations == ()


def test_a_stand_in_needs_an_account_or_a_key() -> None:
    files = district_files()
    people = files["reviews/units/liangshan/people.yml"].replace(b"people:\n", b"people:\n  he.ping: {name: \xe4\xbd\x95}\n")
    text = f"delegations: [{GOOD.replace('liu.yang', 'he.ping')}]\n"
    read = roster({**files, "reviews/units/liangshan/people.yml": people, PATH: text.encode()})
    assert [fault.key for fault in read.faults] == ["delegations.0.to"]
