"""What a case says comes true, what it expects is compared exactly, and what cannot be played says why."""

from __future__ import annotations

import pytest

from sanshen.reading.policy_tests_file import read_policy_tests
from sanshen.signing import decide as decisions
from sanshen.trials import playing
from sanshen.trials.playing import Outcome, play_all
from support import office

HEAD = "schema: 1\nday: 2026-11-23\ncases:\n"
FULL = "steps: [{approve: zhang.wei}, {approve: li.na}, {approve: chen.jie}, {approve: wang.fang}, {approve: liu.yang}, {approve: li.na}]"


def played(*cases: str) -> list[Outcome]:
    """Cases (the lines of one case each, without its name) with the builder's own district."""
    text = HEAD + "".join(f"  - name: case {place}\n    {case}\n" for place, case in enumerate(cases))
    policy = office.policy()
    trials, faults = read_policy_tests(text.encode(), policy, office.roster())
    assert trials is not None, faults
    return list(play_all(trials.tests, policy, trials.roster, lambda _: ()))


def case(change: str, rest: str, expect: str) -> str:
    return f"change: {change}\n    {rest}\n    expect: {expect}"


ARTICLE = "{grade: general, unit: liangshan}"


def test_without_a_roster_of_its_own_the_districts_people_play() -> None:
    [one] = played(case(ARTICLE, FULL, "{verdict: allowed, signers: {review-2: li.na, proof-3: li.na}, ignored: []}"))
    assert one.passed


@pytest.mark.parametrize(
    ("expect", "key", "expected", "actual"),
    [
        ("{verdict: blocked}", "verdict", "blocked", "allowed"),
        ("{verdict: allowed, open: [review-1]}", "open", ["review-1"], []),
        ("{verdict: allowed, signers: {review-1: li.na}}", "signers", {"review-1": "li.na"}, {"review-1": "zhang.wei"}),
        ("{verdict: allowed, amended: {review-1: stands}}", "amended", {"review-1": "stands"}, {}),
        ("{verdict: allowed, ignored: [{who: li.na, why: 提前}]}", "ignored", [["li.na", "提前"]], []),
        ("{verdict: allowed, objections: [li.na]}", "objections", ["li.na"], []),
        ("{verdict: allowed, corrections: [{from: 甲, to: 乙}]}", "corrections", [("甲", "乙")], []),
        ("{verdict: allowed, demanded: [review-1]}", "demanded", ["review-1"], None),
        ("{verdict: allowed, signed: [review-1]}", "signed", ["review-1"], None),
    ],
)
def test_each_thing_that_differs_is_told_with_both_values(expect: str, key: str, expected: object, actual: object) -> None:
    [one] = played(case(ARTICLE, FULL, expect))
    [difference] = one.differences
    assert (difference.key, difference.expected) == (key, expected)
    assert actual is None or difference.actual == actual
    assert not one.passed


def test_the_reason_of_an_ignored_sign_off_must_hold_the_words() -> None:
    steps = "steps: [{approve: li.na}]"
    good, bad = played(
        case(ARTICLE, steps, "{verdict: blocked, ignored: [{who: li.na, why: signed early}]}"),
        case(ARTICLE, steps, "{verdict: blocked, ignored: [{who: li.na, why: 起草}]}"),
    )
    assert good.passed
    assert not bad.passed


def test_role_holders_are_found_in_the_unit_then_the_district_in_order() -> None:
    change = "{files: [reviews/policy.yml]}"
    steps = "steps: [{approve: {role: office-administrator}}, {approve: {role: office-administrator, number: 2}}]"
    both, same = played(
        case(change, steps, "{verdict: allowed, open: []}"),
        case(change, steps.replace(", number: 2", ""), "{verdict: blocked, open: [office-second]}"),
    )
    assert both.passed
    assert same.passed


def test_a_role_that_nobody_holds_fails_the_case_and_says_so() -> None:
    [one] = played(case(ARTICLE, "steps: [{approve: {role: duty-officer}}]", "{verdict: blocked}"))
    assert not one.passed
    assert "duty-officer" in one.problem.en
    assert one.verdict is None


def test_words_that_are_not_in_the_text_fail_the_case() -> None:
    [one] = played(case(ARTICLE, "steps: [{correct: wang.fang, replace: [{from: 天书, to: 人话}]}]", "{verdict: blocked}"))
    assert "天书" in one.problem.zh


def test_a_version_that_is_not_there_yet_fails_the_case() -> None:
    [one] = played(case(ARTICLE, "steps: [{approve: zhang.wei, over: 2}]", "{verdict: blocked}"))
    assert "2" in one.problem.en


def test_text_that_no_article_could_have_fails_the_case() -> None:
    change = '{grade: general, unit: liangshan, title: "", text: x}'
    [one] = played(case(change, "basis: x", "{verdict: blocked}"))
    assert "cannot be read" in one.problem.en


def test_content_is_no_control_plane() -> None:
    [one] = played(case("{files: [content/liangshan/news/2026/a.md]}", "basis: x", "{verdict: blocked}"))
    assert "no control plane" in one.problem.en


def test_an_older_version_may_be_signed_over() -> None:
    steps = "steps: [{edit: wu.lei, text: 新的全文。}, {approve: zhang.wei, over: 1}]"
    [one] = played(
        case(ARTICLE, steps, "{verdict: blocked, signed: [], ignored: [{who: zhang.wei, why: 签署之后内容又有改动}]}")
    )
    assert one.passed


def test_days_and_times_run_on() -> None:
    change = "{grade: general, unit: liangshan}"
    people = "people: {zhang.wei: {left: 2026-11-25}}"
    steps = 'steps: [{approve: zhang.wei}, {approve: li.na, day: 2026-11-24, at: "18:00"}]'
    late = 'steps: [{approve: zhang.wei}, {approve: li.na, day: 2026-11-25, at: "00:10"}]'
    before, after = played(
        case(change, f"{people}\n    {steps}", "{verdict: blocked, signed: [review-1, review-2]}"),
        case(change, f"{people}\n    {late}", "{verdict: blocked, signed: []}"),
    )
    assert before.passed, before.differences
    assert after.passed, after.differences


def test_cases_go_through_the_one_decision_there_is(monkeypatch: pytest.MonkeyPatch) -> None:
    steps = case(ARTICLE, FULL, "{verdict: allowed}")
    assert played(steps)[0].passed
    real = decisions.decide

    def forgetful(bench: object, cases: object, whole: object, events: list[object], hits: object) -> object:
        return real(bench, cases, whole, events[:-1], hits)  # type: ignore[arg-type]  # passed on as they came

    monkeypatch.setattr(playing, "decide", forgetful)
    assert not played(steps)[0].passed
