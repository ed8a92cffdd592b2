"""policy-tests.yml is read as strictly as every other file of the office: each fault with its line, column and key."""

from __future__ import annotations

from pathlib import Path

import pytest

from sanshen.reading.policy_tests_file import read_policy_tests
from support import office

SHIPPED = Path(__file__).parents[3] / "scripts/sanshen/templates/reviews/policy-tests.yml"
GOOD = """schema: 1
day: 2026-11-23
cases:
  - name: a
    change: {grade: general, unit: liangshan}
    steps:
      - approve: zhang.wei
      - edit: li.na
        text: 新的全文。
    expect: {verdict: blocked}
"""


def faults(text: str) -> list[tuple[int, str, str]]:
    trials, found = read_policy_tests(text.encode(), office.policy(), office.roster())
    assert (trials is None) == bool(found)
    return [(one.line, one.key, one.message.en) for one in found]


def test_no_file_is_no_fault_and_no_case() -> None:
    assert read_policy_tests(None, office.policy(), office.roster()) == (None, ())


def test_a_good_file_has_no_fault() -> None:
    assert faults(GOOD) == []
    assert faults(SHIPPED.read_text("utf-8")) == []


@pytest.mark.parametrize(
    ("old", "new", "line", "key", "says"),
    [
        ("schema: 1", "schema: 2", 1, "schema", "expected"),
        ("approve: zhang.wei", "aprove: zhang.wei", 7, "cases.0.steps.0.aprove", "approve"),
        ("approve: zhang.wei", "approve: zhang.we", 7, "cases.0.steps.0.approve", "zhang.wei"),
        ("approve: zhang.wei", "approve: {role: information-oficer}", 7, "cases.0.steps.0.approve.role", "information-officer"),
        ("approve: zhang.wei", "approve: {role: deputy-head, unit: liangsan}", 7, "cases.0.steps.0.approve.unit", "liangshan"),
        ("approve: zhang.wei", "{approve: zhang.wei, object: li.na}", 7, "cases.0.steps.0", "exactly one"),
        ("approve: zhang.wei", "{approve: zhang.wei, stage: reveiw-1}", 7, "cases.0.steps.0.stage", "review-1"),
        ("approve: zhang.wei", "{approve: zhang.wei, text: x}", 7, "cases.0.steps.0", "change the text"),
        ("approve: zhang.wei", "{approve: zhang.wei, day: 2026-11-22}", 7, "cases.0.steps.0.day", "2026-11-23"),
        ("approve: zhang.wei", '{approve: zhang.wei, at: "25:00"}', 7, "cases.0.steps.0.at", "expected"),
        ("text: 新的全文。", "stage: review-1", 8, "cases.0.steps.1", "replace"),
        ("grade: general", "grade: genral", 5, "cases.0.change.grade", "general"),
        ("grade: general, ", "", 5, "cases.0.change", "exactly one of"),
        ("unit: liangshan", "unit: liangsan", 5, "cases.0.change.unit", "liangshan"),
        ("unit: liangshan", "unit: liangshan, moved-from: liangshan", 5, "cases.0.change.moved-from", "another"),
        ("grade: general, unit", "takedown: true, matter: 消防, unit", 5, "cases.0.change.matter", "article"),
        ("{grade: general, unit: liangshan}", "{files: [reviews/policy.yml]}", 6, "cases.0.steps", "edited"),
        ("day: 2026-11-23", "day: 9999-12-31", 4, "cases.0.day", "2000"),
        ("approve: zhang.wei", "attest: zhao.min", 7, "cases.0.steps.0", "paper"),
        (
            "approve: zhang.wei",
            '{attest: zhao.min, stage: review-1, paper: {signer: sun.er, number: "1:2", date: 2026-11-23}}',
            7,
            "cases.0.steps.0.paper.number",
            "expected",
        ),
        (
            "approve: zhang.wei",
            '{attest: zhao.min, stage: review-1, paper: {signer: sun.ee, number: "12", date: 2026-11-23}}',
            7,
            "cases.0.steps.0.paper.signer",
            "sun.er",
        ),
        ("verdict: blocked", "verdict: maybe", 10, "cases.0.expect.verdict", "blocked"),
        ("verdict: blocked", "verdict: blocked, open: [reviw-1]", 10, "cases.0.expect.open.0", "review-1"),
        ("verdict: blocked", "verdict: blocked, signers: {review-1: li.ma}", 10, "cases.0.expect.signers.review-1", "li.na"),
        ("verdict: blocked", "verdict: blocked, ignored: [{who: no.body}]", 10, "cases.0.expect.ignored.0.who", "nobody"),
    ],
)
def test_a_fault_is_named_with_its_place(old: str, new: str, line: int, key: str, says: str) -> None:
    assert old in GOOD
    [(at, where, what), *_] = faults(GOOD.replace(old, new, 1))
    assert (at, where) == (line, key)
    assert says in what


def test_two_cases_of_one_name_are_refused() -> None:
    double = GOOD + GOOD[GOOD.index("  - name") :]
    assert [(line, key) for line, key, _ in faults(double)] == [(11, "cases.1.name")]


def test_a_day_may_not_run_backwards_nor_the_judgement_come_before_it() -> None:
    text = GOOD.replace("    expect", "    judged: 2026-11-22\n    expect")
    assert [key for _, key, _ in faults(text)] == ["cases.0.judged"]
    text = GOOD.replace("- approve: zhang.wei", '- {approve: zhang.wei, at: "10:00"}\n      - {approve: li.na, at: "09:00"}')
    assert [key for _, key, _ in faults(text)] == ["cases.0.steps.1.at"]


def test_the_invented_roster_is_checked_like_a_real_one() -> None:
    roster = """roster:
  name: 试算区
  units:
    demo:
      name: 示范单位
      people:
        jia: {name: 甲}
      roles:
        information-oficer: [jia]
        deputy-head: [yi]
"""
    text = roster + GOOD.replace("unit: liangshan", "unit: demo").replace("zhang.wei", "jia").replace("li.na", "jia")
    found = faults(text)
    assert [(line, key) for line, key, _ in found] == [
        (9, "roster.units.demo.roles.information-oficer"),
        (10, "roster.units.demo.roles.deputy-head.0"),
    ]


def test_a_phone_number_has_no_place_here_either() -> None:
    number = "138" + "0013" + "8000"
    [(line, _, what)] = faults(GOOD.replace("name: a", f"name: 电话 {number}"))
    assert line == 4
    assert number not in what


@pytest.mark.parametrize("text", ["", "[]", "schema: 1\n", "a: &x 1\nb: *x\n", "cases: []\n" + GOOD, "\x00"])
def test_what_is_no_such_file_is_refused_and_never_raises(text: str) -> None:
    assert faults(text)
