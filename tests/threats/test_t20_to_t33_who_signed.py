"""T20–T33 at the command line: who may sign, when, for whom; objections. Statements by hand go past the refusals of `sign`."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from sanshen.evidence.wellformed import format_time
from support import office
from support.keys import shared_key
from support.office import with_text
from support.scenes import drafted, published, signed
from support.town import BODY, FIRE, START, Town, article, rules, sheet, stages

LIANGSHAN = "reviews/units/liangshan/people.yml"
DELEGATIONS = "reviews/units/liangshan/delegations.yml"


def district(**changes: tuple[str, str, str]) -> dict[str, bytes]:
    """The office's files with keys, each change being (path, old text, new text)."""
    files = office.district_files(
        {one: shared_key(one).public for one in office.NAMES}, pipeline=(shared_key("pipeline").public,)
    )
    for path, old, new in changes.values():
        files = with_text(files, path, old, new)
    return files


def town_of(folder: Path, *changes: tuple[str, str, str], more: dict[str, bytes] | None = None, grade: str = "general") -> Town:
    """A town whose office has these changes, with one drafted article."""
    files = district(**{str(place): change for place, change in enumerate(changes)})
    town = Town(folder, files={**files, **(more or {})})
    town.draft(text=article(grade=grade), by="wu.lei")
    return town


def why(verdict: dict[str, Any], who: str) -> str:
    """Why the gate ignored somebody's sign-off."""
    return next(one["why"] for one in verdict["ignored"] if one["who"] == who)


# -- Separate people: T20, T21 --


def test_t20_t21_one_person_in_two_seats_that_must_be_separate_counts_once(tmp_path: Path) -> None:
    town = town_of(tmp_path, (LIANGSHAN, "deputy-head: [li.na]", "deputy-head: [zhang.wei, li.na]"))
    town.state("zhang.wei", "review-1")
    town.state("zhang.wei", "review-2")
    verdict = town.gate()
    assert stages(verdict)["review-1"] == "signed"
    assert stages(verdict)["review-2"] == "open"
    assert "同一人" in why(verdict, "zhang.wei")
    assert town.sign("zhang.wei")[0] == 1


def test_t21_the_three_proofs_are_three_people(tmp_path: Path) -> None:
    town = town_of(tmp_path, (LIANGSHAN, "section-chief: [liu.yang]", "section-chief: [wang.fang, liu.yang]"))
    for person in ("zhang.wei", "li.na", "chen.jie", "wang.fang"):
        assert town.sign(person)[0] == 0
    town.state("wang.fang", "proof-2")
    assert stages(town.gate())["proof-2"] == "open"
    assert town.sign("liu.yang")[0] == 0


def test_t21_a_stand_in_and_who_sent_them_count_as_one(tmp_path: Path) -> None:
    """zhang.wei signs the first review; whoever stands in for zhang.wei at another stage of the group is no second pair of eyes."""
    given = (
        "delegations:\n  - {from: li.na, to: zhang.wei, stages: [review-2], start: 2026-11-20, end: 2026-11-30, reason: 培训}\n"
    )
    town = town_of(tmp_path, more={DELEGATIONS: given.encode()})
    town.state("zhang.wei", "review-1")
    town.state("zhang.wei", "review-2")
    assert stages(town.gate())["review-2"] == "open"


def test_t20_one_statement_signs_one_stage(tmp_path: Path) -> None:
    town = drafted(tmp_path)
    town.sign("zhang.wei")
    found = sheet(town.gate())["stages"]
    assert [one["id"] for one in found if one["state"] == "signed"] == ["review-1"]


# -- Seats: T22 --


@pytest.mark.parametrize(
    ("person", "stage"),
    [
        ("wu.lei", "review-1"),  # information officer of another unit
        ("han.mei", "review-2"),
        ("wang.fang", "review-1"),  # right unit, other office
        ("zhao.min", "review-1"),  # an administrator of the district
        ("qian.yi", "review-1"),
        ("zhang.wei", "review-2"),
        ("zhang.wei", "district-deputy"),
        ("zhang.wei", "no-such-stage"),
    ],
)
def test_t22_the_wrong_seat_signs_nothing(tmp_path: Path, person: str, stage: str) -> None:
    town = drafted(tmp_path)
    town.state(person, stage)
    verdict = town.gate()
    assert not verdict["allowed"]
    assert "signed" not in stages(verdict).values()
    assert [one["who"] for one in verdict["ignored"]] == [person]


def test_t22_a_district_deputy_without_this_unit_in_the_portfolio(tmp_path: Path) -> None:
    narrow = ("reviews/district.yml", "units: [liangshan, education], matters: [消防]", "units: [education], matters: [教育]")
    town = town_of(tmp_path, narrow, grade="major")
    for person in ("zhang.wei", "li.na", "chen.jie"):
        assert town.sign(person)[0] == 0
    town.state("sun.er", "district-deputy")
    assert stages(town.gate())["district-deputy"] == "open"


def test_t22_the_articles_matter_may_bring_it_into_the_portfolio(tmp_path: Path) -> None:
    narrow = ("reviews/district.yml", "units: [liangshan, education], matters: [消防]", "units: [education], matters: [消防]")
    town = town_of(tmp_path, narrow, grade="major")
    town.draft(text=article(grade="major", more="matter: 消防\n"))
    for person in ("zhang.wei", "li.na", "chen.jie"):
        assert town.sign(person)[0] == 0
    assert town.sign("sun.er")[0] == 0


# -- Turns: T23 --


def test_t23_before_their_turn_signs_nothing_and_is_told_so(tmp_path: Path) -> None:
    town = drafted(tmp_path)
    assert town.sign("li.na")[0] == 1
    town.state("li.na", "review-2")
    verdict = town.gate()
    assert stages(verdict)["review-2"] == "waiting"
    assert "尚未轮到" in why(verdict, "li.na")
    town.sign("zhang.wei")
    assert stages(town.gate())["review-2"] == "open"  # the early one does not revive
    assert town.sign("li.na")[0] == 0


@pytest.mark.parametrize("skipped", range(6))
def test_t23_no_stage_can_be_skipped(tmp_path: Path, skipped: int) -> None:
    """Everybody but one signs, in turn: whatever comes after the gap is early."""
    town = drafted(tmp_path)
    order = list(zip(stages(town.gate()), ("zhang.wei", "li.na", "chen.jie", "wang.fang", "liu.yang", "li.na"), strict=True))
    for place, (stage, person) in enumerate(order):
        if place != skipped:
            town.state(person, stage, save=False)
    town.commit("All but one")
    verdict = town.gate()
    assert not verdict["allowed"]
    assert [one["state"] for one in sheet(verdict)["stages"]] == ["signed"] * skipped + ["open"] + ["waiting"] * (5 - skipped)


def test_t23_policy_may_hold_early_sign_offs(tmp_path: Path) -> None:
    held = office.policy_bytes().replace(b"early: void", b"early: hold")
    town = Town(tmp_path, policy=held)
    town.draft()
    town.state("li.na", "review-2")
    assert stages(town.gate())["review-2"] == "waiting"
    town.state("zhang.wei", "review-1")
    assert stages(town.gate())["review-2"] == "signed"


def test_t23_t47_a_late_second_article_gets_no_sign_off_of_the_first(tmp_path: Path) -> None:
    town = signed(tmp_path)
    other = FIRE.replace("fire", "other")
    town.draft(other, article("另一篇"))
    verdict = town.gate()
    assert set(stages(verdict).values()) == {"signed"}
    assert "signed" not in stages(verdict, other).values()
    assert verdict["open"] == ["review-1"]


# -- Fitness: T24 --

UNFIT = {
    "suspended": (LIANGSHAN, "zhang.wei: {name: 张伟,", "zhang.wei: {name: 张伟, suspended: 2026-11-23,"),
    "left": (LIANGSHAN, "zhang.wei: {name: 张伟,", "zhang.wei: {name: 张伟, left: 2026-11-20,"),
    "not trained": (LIANGSHAN, "zhang.wei@example.gov.cn], trained: 2026-03-01", "zhang.wei@example.gov.cn]"),
    "trained later": (LIANGSHAN, "zhang.wei@example.gov.cn], trained: 2026-03-01", "zhang.wei@example.gov.cn], trained: 2026-12-01"),
    "not begun": (LIANGSHAN, "information-officer: [zhang.wei]", "information-officer: [{person: zhang.wei, from: 2026-11-24}]"),
    "over": (LIANGSHAN, "information-officer: [zhang.wei]", "information-officer: [{person: zhang.wei, until: 2026-11-22}]"),
}  # fmt: skip


@pytest.mark.parametrize("change", UNFIT.values(), ids=UNFIT)
def test_t24_the_unfit_sign_nothing(tmp_path: Path, change: tuple[str, str, str]) -> None:
    town = town_of(tmp_path, change)
    assert town.sign("zhang.wei")[0] == 1
    town.state("zhang.wei", "review-1")
    verdict = town.gate()
    assert stages(verdict)["review-1"] == "open"
    assert why(verdict, "zhang.wei")


def test_t24_suspended_after_signing_and_before_the_merge_voids(tmp_path: Path) -> None:
    town = signed(tmp_path)
    town.git("checkout", "-q", "main")
    text = (town.root / LIANGSHAN).read_text()
    town.write({LIANGSHAN: text.replace("liu.yang: {name: 刘洋,", "liu.yang: {name: 刘洋, suspended: 2026-11-23,")})
    town.commit("Suspend")
    town.git("checkout", "-q", "draft")
    verdict = town.gate()
    assert not verdict["allowed"]
    assert stages(verdict)["proof-2"] == "open"
    assert stages(verdict)["proof-3"] == "waiting"


DELEGATION = {
    "good": ("{from: li.na, to: wang.fang, stages: [review-2], start: 2026-11-20, end: 2026-11-30, reason: 培训}", True),
    "expired": ("{from: li.na, to: wang.fang, stages: [review-2], start: 2026-11-01, end: 2026-11-22, reason: 培训}", False),
    "not begun": ("{from: li.na, to: wang.fang, stages: [review-2], start: 2026-11-24, end: 2026-11-30, reason: 培训}", False),
    "too long": ("{from: li.na, to: wang.fang, stages: [review-2], start: 2026-11-01, end: 2026-12-01, reason: 培训}", False),
    "other stage": ("{from: li.na, to: wang.fang, stages: [proof-3], start: 2026-11-20, end: 2026-11-30, reason: 培训}", False),
    "not theirs": ("{from: liu.yang, to: wang.fang, stages: [review-2], start: 2026-11-20, end: 2026-11-30, reason: 培训}", False),
    "of another unit": ("{from: han.mei, to: wang.fang, stages: [review-2], start: 2026-11-20, end: 2026-11-30, reason: 培训}", False),
}  # fmt: skip


@pytest.mark.parametrize(("given", "counts"), DELEGATION.values(), ids=DELEGATION)
def test_t24_delegations(tmp_path: Path, given: str, counts: bool) -> None:
    town = town_of(tmp_path, more={DELEGATIONS: f"delegations:\n  - {given}\n".encode()})
    town.state("zhang.wei", "review-1")
    town.state("wang.fang", "review-2")
    found = next(one for one in sheet(town.gate())["stages"] if one["id"] == "review-2")
    assert found["state"] == ("signed" if counts else "open")
    if counts:
        assert (found["person"], found["on_behalf_of"]) == ("wang.fang", "li.na")


def test_t24_a_chained_delegation_gives_nothing(tmp_path: Path) -> None:
    given = (
        "delegations:\n"
        "  - {from: li.na, to: liu.yang, stages: [review-2], start: 2026-11-20, end: 2026-11-30, reason: 培训}\n"
        "  - {from: liu.yang, to: wang.fang, stages: [review-2], start: 2026-11-20, end: 2026-11-30, reason: 培训}\n"
    )
    town = town_of(tmp_path, more={DELEGATIONS: given.encode()})
    town.state("zhang.wei", "review-1")
    town.state("wang.fang", "review-2")
    assert stages(town.gate())["review-2"] == "open"


def test_t24_a_units_delegations_give_nothing_in_another_unit_or_the_district(tmp_path: Path) -> None:
    given = "delegations:\n  - {from: sun.er, to: wang.fang, stages: [district-deputy], start: 2026-11-20, end: 2026-11-30, reason: x}\n"
    town = town_of(tmp_path, more={DELEGATIONS: given.encode()}, grade="major")
    for person in ("zhang.wei", "li.na", "chen.jie"):
        assert town.sign(person)[0] == 0
    town.state("wang.fang", "district-deputy")
    assert stages(town.gate())["district-deputy"] == "open"


# -- The roster of the change itself: T25 --


def test_t25_a_roster_changed_in_the_same_change_admits_nobody(tmp_path: Path) -> None:
    town = drafted(tmp_path)
    text = (town.root / LIANGSHAN).read_text()
    town.write({LIANGSHAN: text.replace("information-officer: [zhang.wei]", "information-officer: [zhang.wei, wang.fang]")})
    town.commit("Admit wang.fang")
    town.state("wang.fang", "review-1")
    verdict = town.gate()
    assert not verdict["allowed"]
    assert any("不得在同一次变更" in one for one in verdict["reasons"])
    assert all(one["state"] != "signed" for one in verdict["articles"][0]["stages"])


def test_t25_somebody_elses_key_signs_for_nobody(tmp_path: Path) -> None:
    town = drafted(tmp_path)
    town.state("zhang.wei", "review-1", key="wu.lei")
    verdict = town.gate()
    assert not verdict["allowed"]
    assert stages(verdict)["review-1"] == "open"
    assert "SS1201" in rules(verdict)


def test_t25_the_pipelines_key_is_nobodys(tmp_path: Path) -> None:
    town = drafted(tmp_path)
    town.keys["pipeline"] = town.pipeline
    town.state("zhang.wei", "review-1", key="pipeline")
    del town.keys["pipeline"]
    verdict = town.gate()
    assert stages(verdict)["review-1"] == "open"
    assert "SS1201" in rules(verdict)


# -- Objections: T28 --


def test_t28_an_objection_blocks_across_pushes_until_its_author_signs_the_present_version(tmp_path: Path) -> None:
    town = signed(tmp_path)
    code, _, err = town.sign("liu.yang", object="数字与附件不符")
    assert code == 0, err
    verdict = town.gate()
    assert not verdict["allowed"]
    assert [(one["who"], one["blocks"]) for one in verdict["objections"]] == [("liu.yang", True)]
    assert set(stages(verdict).values()) == {"signed"}  # other people's stages stand, and so does the turn
    town.draft(text=article(body=BODY + "\n补充说明。\n"))
    town.sign_all(people=("zhang.wei", "li.na", "chen.jie", "wang.fang"))
    assert town.gate()["objections"]
    assert town.sign("liu.yang")[0] == 0
    verdict = town.gate()
    assert verdict["objections"] == []
    assert town.sign("li.na")[0] == 0
    assert town.gate()["allowed"]


def test_t28_an_objection_cannot_be_deleted_away(tmp_path: Path) -> None:
    town = signed(tmp_path)
    town.sign("liu.yang", object="数字与附件不符")
    town.merge("draft")  # it reached the protected branch by some other way
    town.branch("later", "main")
    folder = town.root / FIRE.replace("content/", "reviews/signatures/").removesuffix(".md")
    last = sorted(folder.glob("*.json"))[-1]
    town.write({str(last.relative_to(town.root)): None})
    town.commit("Forget it")
    verdict = town.gate()
    assert not verdict["allowed"]
    assert "SS1201" in rules(verdict)


def test_t28_an_objection_by_nobody_concerned_is_shown_and_does_not_block(tmp_path: Path) -> None:
    town = signed(tmp_path)
    town.state("wu.lei", "", kind="object", reason="不同意")
    verdict = town.gate()
    assert verdict["allowed"], verdict["reasons"]
    assert [(one["who"], one["blocks"]) for one in verdict["objections"]] == [("wu.lei", False)]


def test_t28_an_objection_with_a_broken_place_in_the_chain_still_blocks(tmp_path: Path) -> None:
    """Whoever reorders statements must not be able to silence an objection."""
    town = signed(tmp_path)
    town.state("liu.yang", "", kind="object", reason="不同意", previous="f" * 64)
    verdict = town.gate()
    assert not verdict["allowed"]
    assert verdict["objections"]


# -- Drafters and attribution: T31 --


@pytest.mark.parametrize("hand", ["author", "co-author", "behind a merge"])
def test_t31_the_head_who_drafted_may_not_sign(tmp_path: Path, hand: str) -> None:
    town = drafted(tmp_path)
    text = article(body=BODY + "\n又及。\n")
    if hand == "author":
        town.draft(text=text, by="chen.jie")
    elif hand == "co-author":
        town.write({FIRE: text})
        town.commit("edit\n\nCo-Authored-By: 陈杰 <CHEN.JIE@example.gov.cn>")
    else:
        town.branch("side", "draft")
        town.draft(text=text, by="chen.jie")
        town.git("checkout", "-q", "draft")
        town.draft("content/liangshan/news/2026/other.md", article("另一篇"))
        town.git("-c", "user.name=x", "-c", "user.email=x@example.com", "merge", "-q", "--no-ff", "-m", "Merge", "side")
    for person in ("zhang.wei", "li.na"):
        assert town.sign(person, FIRE)[0] == 0
    assert town.sign("chen.jie", FIRE)[0] == 1
    town.state("chen.jie", "review-3")
    verdict = town.gate()
    assert stages(verdict)["review-3"] != "signed"
    assert "起草" in why(verdict, "chen.jie")


def test_t31_the_information_officer_may_draft(tmp_path: Path) -> None:
    town = drafted(tmp_path)
    town.draft(text=article(body=BODY + "\n又及。\n"), by="zhang.wei")
    town.state_all()
    assert town.gate()["allowed"]


@pytest.mark.parametrize(("grade", "allowed"), [("general", True), ("major", False)])
@pytest.mark.parametrize("how", ["unsigned", "a stranger", "somebody else's key"])
def test_t31_an_unattributed_commit_blocks_a_major_article(tmp_path: Path, grade: str, allowed: bool, how: str) -> None:
    town = drafted(tmp_path, grade)
    text = article(grade=grade, body=BODY + "\n又及。\n")
    town.write({FIRE: text})
    if how == "unsigned":
        town.commit("edit", signed=False)
    elif how == "a stranger":
        town.plant({FIRE: ("100644", text)}, by="nobody.known")
    else:
        town.keys["wu.lei"], kept = town.keys["han.mei"], town.keys["wu.lei"]
        town.commit("edit", by="wu.lei")
        town.keys["wu.lei"] = kept
    town.state_all()
    verdict = town.gate()
    assert set(stages(verdict).values()) == {"signed"}
    assert verdict["allowed"] is allowed
    assert allowed or any("无法归属" in one for one in verdict["reasons"])


# -- Time: T33 --


def test_t33_within_one_second_the_order_is_that_of_the_chain(tmp_path: Path) -> None:
    town = drafted(tmp_path)
    at = format_time(START + timedelta(minutes=30))
    town.minute = 40
    for person, stage in (("zhang.wei", "review-1"), ("li.na", "review-2"), ("chen.jie", "review-3")):
        town.state(person, stage, time=at, save=False)
    town.commit("At once")
    first = town.gate()
    assert [first["articles"][0]["stages"][place]["state"] for place in range(3)] == ["signed"] * 3
    assert town.gate() == first


def test_t33_times_that_run_backwards_void(tmp_path: Path) -> None:
    town = drafted(tmp_path)
    town.minute = 40
    town.state("zhang.wei", "review-1", time=format_time(START + timedelta(minutes=30)))
    town.state("li.na", "review-2", time=format_time(START + timedelta(minutes=29)))
    verdict = town.gate()
    assert stages(verdict)["review-2"] == "open"
    assert why(verdict, "li.na")


def test_t33_a_time_in_the_future_voids(tmp_path: Path) -> None:
    town = drafted(tmp_path)
    town.state("zhang.wei", "review-1", time=format_time(START + timedelta(days=2)))
    assert stages(town.gate())["review-1"] == "open"


# -- The append-only folder: T34 through the gate --


def first_statement(town: Town) -> str:
    folder = town.root / FIRE.replace("content/", "reviews/signatures/").removesuffix(".md")
    return str(min(folder.glob("*.json")).relative_to(town.root))


@pytest.mark.parametrize("how", ["modified", "deleted", "renamed", "mode"])
def test_t34_statements_of_the_base_stay_as_they_are(tmp_path: Path, how: str) -> None:
    town = published(tmp_path)
    path = first_statement(town)
    data = (town.root / path).read_bytes()
    if how == "modified":
        town.write({path: data + b" "})
    elif how == "mode":
        (town.root / path).chmod(0o755)
    else:
        town.write({path: None, **({path.replace("0001", "0009"): data} if how == "renamed" else {})})
    town.commit("Tamper")
    verdict = town.gate()
    assert not verdict["allowed"]
    assert "SS1201" in rules(verdict) or "SS0004" in rules(verdict)


GARBAGE = {
    "empty": b"",
    "not JSON": b"not JSON",
    "another object": b'{"statement":{},"signature":""}\n',
    "huge": b"[" * 200_000,
    "binary": bytes(range(256)),
}


@pytest.mark.parametrize("data", GARBAGE.values(), ids=GARBAGE)
def test_t34_garbage_in_the_folder_blocks(tmp_path: Path, data: bytes) -> None:
    town = signed(tmp_path)
    town.write({"reviews/signatures/liangshan/news/2026/fire/0007-0123456789abcdef.json": data})
    town.commit("Garbage")
    verdict = town.gate()
    assert (verdict["exit"], verdict["allowed"]) == (1, False)
    assert "SS1201" in rules(verdict)


@pytest.mark.parametrize("name", ["README.md", ".gitattributes", "fire/0001.json", "../signatures.json", "x/y/z/1.txt"])
def test_t34_nothing_but_statements_goes_into_the_folder(tmp_path: Path, name: str) -> None:
    town = signed(tmp_path)
    town.write({f"reviews/signatures/{name}": b"* merge=ours\n"})
    town.commit("Extra")
    assert not town.gate()["allowed"]


def test_t34_the_tampered_statement_signs_nothing_in_its_own_change(tmp_path: Path) -> None:
    town = signed(tmp_path, 1)
    path = first_statement(town)
    data = (town.root / path).read_bytes()
    town.write({path: data.replace(b"zhang.wei", b"wang.fang")})
    town.commit("Tamper")
    verdict = town.gate()
    assert not verdict["allowed"]
    assert stages(verdict)["review-1"] == "open"


@pytest.mark.parametrize("commit", ["f" * 40, "tree", "blob"])
def test_t04_a_statement_over_something_that_is_no_commit_here_is_void(tmp_path: Path, commit: str) -> None:
    town = drafted(tmp_path)
    named = {"tree": town.head("HEAD^{tree}"), "blob": town.head(f"HEAD:{FIRE}")}.get(commit, commit)
    town.state("zhang.wei", "review-1", commit=named)
    verdict = town.gate()
    assert (verdict["exit"], verdict["allowed"]) == (1, False)
    assert stages(verdict)["review-1"] == "open"
    assert why(verdict, "zhang.wei")
