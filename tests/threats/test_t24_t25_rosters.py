"""Threats that the roster itself must withstand: chained delegations, doubled identities, a roster that admits its own signer."""

from __future__ import annotations

from sanshen.model.roster import introduced
from support.office import GITHUB_IDS, district_files, roster, with_text

PEOPLE = "reviews/units/liangshan/people.yml"
DELEGATIONS = "reviews/units/liangshan/delegations.yml"


def test_t24_chained_expired_and_overlong_delegations_give_no_power() -> None:
    text = (
        "delegations:\n"
        "  - {from: li.na, to: liu.yang, stages: [review-2], start: 2026-11-01, end: 2026-11-15, reason: 外出}\n"
        "  - {from: liu.yang, to: wang.fang, stages: [review-2], start: 2026-11-02, end: 2026-11-03, reason: 转托}\n"
        "  - {from: chen.jie, to: wang.fang, stages: [review-3], start: 2026-11-01, end: 2027-11-01, reason: 长期}\n"
    )
    read = roster({**district_files(), DELEGATIONS: text.encode()})
    [only] = read.units["liangshan"].delegations
    assert (only.from_, only.to) == ("li.na", "liu.yang")
    assert not only.runs_on(only.end.replace(day=16))


def test_t24_a_unit_cannot_delegate_the_districts_own_stages_to_itself() -> None:
    text = (
        "delegations:\n"
        "  - {from: sun.er, to: zhang.wei, stages: [district-deputy], start: 2026-11-01, end: 2026-11-02, reason: 代签}\n"
        "  - {from: qian.yi, to: chen.jie, stages: [district-principal], start: 2026-11-01, end: 2026-11-02, reason: 代签}\n"
    )
    read = roster({**district_files(), DELEGATIONS: text.encode()})
    assert read.units["liangshan"].delegations == ()
    assert len(read.faults) == 2


def test_t25_a_unit_cannot_appoint_itself_to_an_office_of_the_district() -> None:
    grab = with_text(district_files(), PEOPLE, "roles:\n", "roles:\n  office-administrator: [zhang.wei, wang.fang]\n")
    read = roster(grab)
    assert "zhang.wei" not in read.seat_holders(["office-administrator"], None)
    assert list(read.appointments("office-administrator", "liangshan")) == []
    assert len(introduced(roster().faults, read.faults)) == 1


def test_t26_a_unit_that_lists_another_persons_account_gains_nothing() -> None:
    number = GITHUB_IDS["qian.yi"]
    theft = with_text(district_files(), PEOPLE, f"id: {GITHUB_IDS['zhang.wei']}", f"id: {number}")
    read = roster(theft)
    assert read.by_login("zhangwei-gov", number) is None
    assert read.by_login("qianyi-gov", number) is None
    assert {"qian.yi", "zhang.wei"} == read.voided
    assert introduced(roster().faults, read.faults) == read.faults
