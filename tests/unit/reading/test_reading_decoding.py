from __future__ import annotations

from sanshen.model.policy import Grade, Policy
from sanshen.reading.decoding import decode
from sanshen.reading.office import read_policy
from support import office

POLICY = office.policy_bytes()
WRONG = POLICY.replace(b"schema: 1", b"schema: 2\nphone: '13800138000'")


def test_the_same_bytes_at_another_place_have_their_own_faults() -> None:
    for path in ("reviews/policy.yml", "reviews/other.yml", "reviews/policy.yml"):
        value, ground = decode(WRONG, Policy, path)
        assert value is None
        assert {one.path for one in ground.faults} == {path}
        assert [one.key for one in ground.faults] == ["schema", "phone"]


def test_the_same_bytes_are_held_against_what_is_asked_for() -> None:
    assert decode(POLICY, Policy, "a")[1].faults == []
    as_grade, ground = decode(POLICY, Grade, "a")
    assert as_grade is None
    assert ground.faults
    assert decode(POLICY, Policy, "a")[1].faults == []


def test_a_limit_counts_although_the_bytes_were_read_before() -> None:
    assert decode(POLICY, Policy, "a")[0] is not None
    value, ground = decode(POLICY, Policy, "a", max_bytes=len(POLICY) - 1)
    assert value is None
    assert "上限" in ground.faults[0].message.zh


def test_faults_found_later_stay_with_their_reading() -> None:
    nowhere = POLICY.replace(b"Asia/Shanghai", b"Asia/Nowhere")
    assert nowhere != POLICY
    assert [one.key for one in read_policy(nowhere)[1]] == [one.key for one in read_policy(nowhere)[1]] == ["time-zone"]
