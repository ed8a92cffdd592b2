"""T08–T12, T16 at the command line: moves, stale branches, old texts brought back, names that only claim."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.scenes import PICTURE, drafted, published, signed
from support.town import BODY, FIRE, GENERAL, Town, article, rules, sheet, stages

ELSEWHERE = "content/liangshan/notice/2026/fire.md"
ABROAD = "content/education/news/2026/fire.md"
EDUCATION = ("wu.lei", "han.mei", "jiang.bo", "zheng.shuang", "feng.tao", "han.mei")


def move(town: Town, to: str, *, source: str = "梁山街道", declared: str | None = FIRE, grade: str = "general") -> None:
    """Move the published article, declared or not."""
    more = f"moved-from: {declared}\n" if declared else ""
    text = article(grade=grade, more=more).replace("source: 梁山街道", f"source: {source}")
    town.write({FIRE: None, to: text})
    town.commit("Move", by="zheng.shuang")


def test_t08_a_move_to_another_column_needs_a_whole_new_sheet(tmp_path: Path) -> None:
    town = published(tmp_path)
    move(town, ELSEWHERE)
    verdict = town.gate()
    assert [(one["path"], one["change"]) for one in verdict["articles"]] == [(ELSEWHERE, "moved")]
    assert verdict["open"] == ["review-1"]
    town.state_all(ELSEWHERE)
    verdict = town.gate()
    assert verdict["allowed"], verdict["reasons"]
    assert "moved-3" not in stages(verdict, ELSEWHERE)


def test_t08_a_move_into_another_unit_also_needs_the_old_units_head(tmp_path: Path) -> None:
    town = published(tmp_path)
    move(town, ABROAD, source="区教委")
    for person in EDUCATION[:3]:
        code, _, err = town.sign(person, ABROAD)
        assert code == 0, err
    verdict = town.gate()
    assert verdict["open"] == ["moved-3"]
    assert not verdict["allowed"]
    assert town.sign("wu.lei", ABROAD, stage="proof-1")[0] == 1  # the proofs come after it
    assert town.sign("chen.jie", ABROAD)[0] == 0
    for person in EDUCATION[3:]:
        town.sign(person, ABROAD)
    verdict = town.gate()
    assert verdict["allowed"], verdict["reasons"]
    assert stages(verdict, ABROAD)["moved-3"] == "signed"


def test_t08_the_new_units_head_cannot_sign_for_the_old_one(tmp_path: Path) -> None:
    town = published(tmp_path)
    move(town, ABROAD, source="区教委")
    for person in EDUCATION[:3]:
        town.sign(person, ABROAD)
    town.state("jiang.bo", "moved-3", ABROAD)
    assert stages(town.gate(), ABROAD)["moved-3"] == "open"


@pytest.mark.parametrize(("before", "after"), [("general", "major"), ("major", "general")])
def test_t08_t40_the_grade_of_a_move_is_the_higher_of_both_places(tmp_path: Path, before: str, after: str) -> None:
    town = drafted(tmp_path, before)
    town.git("checkout", "-q", "main")
    town.git("merge", "-q", "--ff-only", "draft")
    town.branch("next")
    move(town, ELSEWHERE, grade=after)
    verdict = town.gate()
    assert sheet(verdict, ELSEWHERE)["grade"] == "major"
    assert "district-deputy" in stages(verdict, ELSEWHERE)


def test_t08_an_undeclared_move_is_a_deletion_and_an_addition(tmp_path: Path) -> None:
    town = published(tmp_path)
    move(town, ELSEWHERE, declared=None)
    verdict = town.gate()
    assert not verdict["allowed"]
    assert {(one["path"], one["change"]) for one in verdict["articles"]} == {(FIRE, "deleted"), (ELSEWHERE, "added")}
    assert "SS2301" in rules(verdict)


def test_t08_moved_from_a_path_that_the_base_lacks_is_ignored(tmp_path: Path) -> None:
    town = published(tmp_path)
    more = "moved-from: content/liangshan/news/2025/gone.md\n"
    town.draft(ELSEWHERE, article(more=more))
    verdict = town.gate()
    assert [(one["path"], one["change"]) for one in verdict["articles"]] == [(ELSEWHERE, "added")]
    town.state_all(ELSEWHERE)
    assert town.gate()["allowed"]


def test_t08_an_old_path_that_stays_is_no_move(tmp_path: Path) -> None:
    town = published(tmp_path)
    town.draft(ELSEWHERE, article(more=f"moved-from: {FIRE}\n"))
    town.write({FIRE: article(body=BODY + "\n补充。\n")})
    town.commit("and edit the old one")
    verdict = town.gate()
    assert not verdict["allowed"]
    assert any("仍在" in one["message"] for one in sheet(verdict, ELSEWHERE)["findings"])


def test_t08_an_old_path_that_stays_unchanged_is_no_move_either(tmp_path: Path) -> None:
    """The old path is in the base and must vanish in the same change; a copy that calls itself a move is refused."""
    town = published(tmp_path)
    town.draft(ELSEWHERE, article(more=f"moved-from: {FIRE}\n"))
    verdict = town.gate()
    assert not verdict["allowed"]
    assert any("仍在" in one["message"] for one in sheet(verdict, ELSEWHERE)["findings"])


def test_t08_one_old_path_named_twice_is_refused(tmp_path: Path) -> None:
    town = published(tmp_path)
    move(town, ELSEWHERE)
    town.draft(ELSEWHERE.replace("fire", "again"), article(more=f"moved-from: {FIRE}\n"))
    verdict = town.gate()
    assert not verdict["allowed"]
    assert any("多处" in line["message"] for one in verdict["articles"] for line in one["findings"])


def test_t08_sign_offs_made_at_the_old_place_are_void_at_the_new(tmp_path: Path) -> None:
    town = signed(tmp_path)
    town.write({FIRE: None, ELSEWHERE: article()})
    town.commit("Rename before the merge")
    verdict = town.gate()
    assert not verdict["allowed"]
    assert "signed" not in stages(verdict, ELSEWHERE).values()


def test_t09_a_stale_branch_that_would_revert_another_article_needs_that_ones_sheet(tmp_path: Path) -> None:
    town = published(tmp_path)
    town.draft(text=article(body=BODY + "\n后续：隐患已消除。\n"))
    town.state_all()
    town.merge("next")
    town.branch("stale", "main~1")
    other = FIRE.replace("fire", "other")
    town.draft(other, article("另一篇"))
    town.git("-c", "user.name=x", "-c", "user.email=x@example.com", "merge", "-q", "-s", "ours", "-m", "Update", "main")
    signatures = town.root / "reviews/signatures"
    assert signatures.exists()
    for path in (FIRE,):  # what `-s ours` also threw away comes back, so that only the article is reverted
        town.git("checkout", "-q", "main", "--", "reviews/signatures")
        town.commit("Keep the signatures")
        assert path
    town.state_all(other)
    verdict = town.gate()
    assert not verdict["allowed"]
    assert {(one["path"], one["change"]) for one in verdict["articles"]} == {(FIRE, "modified"), (other, "added")}
    assert set(stages(verdict, other).values()) == {"signed"}
    assert "signed" not in stages(verdict).values()


def test_t10_an_old_text_that_was_once_signed_needs_a_new_sheet(tmp_path: Path) -> None:
    town = published(tmp_path)
    old = (town.root / FIRE).read_bytes()
    town.draft(text=article(body=BODY + "\n更正：时间有误。\n"))
    town.state_all()
    town.merge("next")
    town.branch("undo", "main")
    town.write({FIRE: old})
    town.commit("Back to the old text")
    verdict = town.gate()
    assert not verdict["allowed"]
    assert "signed" not in stages(verdict).values()
    assert verdict["open"] == ["review-1"]


def test_t10_old_statements_under_new_numbers_prove_nothing(tmp_path: Path) -> None:
    town = published(tmp_path)
    old = (town.root / FIRE).read_bytes()
    kept = [(one.name, one.read_bytes()) for one in sorted((town.root / "reviews/signatures").rglob("*.json"))]
    town.draft(text=article(body=BODY + "\n更正：时间有误。\n"))
    town.state_all()
    town.merge("next")
    town.branch("undo", "main")
    folder = FIRE.replace("content/", "reviews/signatures/").removesuffix(".md")
    copies = {f"{folder}/{number:04d}{name[4:]}": data for number, (name, data) in enumerate(kept, 13)}
    town.write({FIRE: old, **copies})
    town.commit("Back, with the old statements numbered anew")
    verdict = town.gate()
    assert not verdict["allowed"]
    assert "signed" not in stages(verdict).values()


def test_t10_statements_of_an_abandoned_branch_prove_nothing_after_another_version(tmp_path: Path) -> None:
    town = published(tmp_path)
    town.draft(text=article(body=BODY + "\n甲稿。\n"))
    town.state_all()
    assert town.gate()["allowed"]
    town.branch("other", "main")
    town.draft(text=article(body=BODY + "\n乙稿。\n"))
    town.state_all()
    town.merge("other")
    town.git("checkout", "-q", "next")
    town.git("-c", "user.name=x", "-c", "user.email=x@example.com", "merge", "-q", "-X", "ours", "-m", "Update", "main")
    verdict = town.gate()
    assert sheet(verdict)["substance"]
    assert not verdict["allowed"]
    assert "signed" not in stages(verdict).values()


def test_t12_names_in_signatures_prove_nothing(tmp_path: Path) -> None:
    town = drafted(tmp_path)
    claims = "".join(f"  {stage}: {person}\n" for stage, person in zip(
        ("review-1", "review-2", "review-3", "proof-1", "proof-2", "proof-3"), GENERAL, strict=True))  # fmt: skip
    town.draft(text=article(more=f"signatures:\n{claims}"))
    verdict = town.gate()
    assert not verdict["allowed"]
    assert verdict["open"] == ["review-1"]
    town.state_all()
    assert town.gate()["allowed"]


def test_t12_a_name_that_the_evidence_contradicts_is_an_error(tmp_path: Path) -> None:
    town = signed(tmp_path)
    text = (town.root / FIRE).read_text()
    town.draft(text=text.replace("source: 梁山街道\n", "source: 梁山街道\nsignatures:\n  review-1: wang.fang\n"))
    verdict = town.gate()
    assert set(stages(verdict).values()) == {"signed"}  # `signatures` is part of neither digest
    assert not verdict["allowed"]
    assert any("SS0006" in one and "wang.fang" in one for one in verdict["reasons"])
    (found,) = [one for one in verdict["articles"][0]["findings"] if one["rule"] == "SS0006"]
    assert (found["severity"], found["line"]) == ("error", 5)
    town.draft(text=text.replace("source: 梁山街道\n", "source: 梁山街道\nsignatures:\n  review-1: zhang.wei\n"))
    assert town.gate()["allowed"]


@pytest.mark.parametrize(
    "block",
    [
        "signatures:\n  review-1: zhang.wei # 此稿未经核实\n",
        "signatures:\n  review-1: zhang.wei\n  note: 隐藏的文字\n",
        "signatures:\n  review-1: [zhang.wei, 隐藏的文字]\n",
        "signatures: {review-1: zhang.wei}  # 隐藏\n",
        "signatures:\n  # 隐藏\n  review-1: zhang.wei\n",
        "signatures: |\n  隐藏的文字\n",
        "signatures:\n  review-1: 不存在的人\n",
        "signatures:\n  review-1:\n",
        "signatures:\n  review-1: zhang.wei\n\n  review-1: li.na\n",
        "signatures:\n  review-1: zhang.wei\nsignatures:\n  review-2: li.na\n",
    ],
)
def test_t16_text_hidden_in_signatures_is_an_error(tmp_path: Path, block: str) -> None:
    town = signed(tmp_path)
    text = (town.root / FIRE).read_text()
    town.draft(text=text.replace("source: 梁山街道\n", f"source: 梁山街道\n{block}"))
    verdict = town.gate()
    assert not verdict["allowed"]
    assert sheet(verdict)["findings"]
    assert any(one.startswith(FIRE) for one in verdict["reasons"])


def test_t43_t08_a_move_that_leaves_the_picture_behind_is_refused(tmp_path: Path) -> None:
    town = published(tmp_path, illustrated=True)
    text = (town.root / FIRE).read_text().replace("source: 梁山街道\n", f"source: 梁山街道\nmoved-from: {FIRE}\n")
    town.write({FIRE: None, ELSEWHERE: text})
    town.commit("Move without the picture")
    verdict = town.gate()
    assert not verdict["allowed"]
    assert "SS0004" in rules(verdict)
    town.write({PICTURE: None, ELSEWHERE.replace(".md", ".png"): b"\x89PNG\r\n\x1a\n one"})
    town.commit("and with it")
    assert "SS0004" not in rules(town.gate())


def test_t08_nothing_moves_onto_an_article_that_is_there(tmp_path: Path) -> None:
    """The text would inherit the place, and the old path would vanish without a take-down."""
    town = published(tmp_path)
    town.git("checkout", "-q", "main")
    town.draft(ELSEWHERE, article("早已在此的一篇"))
    town.branch("next", "main")
    move(town, ELSEWHERE)
    verdict = town.gate()
    assert not verdict["allowed"]
    assert any("原已有信息" in line["message"] for one in verdict["articles"] for line in one["findings"])


def test_t08_an_origin_declared_long_ago_is_history(tmp_path: Path) -> None:
    town = published(tmp_path)
    move(town, ELSEWHERE)
    town.state_all(ELSEWHERE)
    town.merge("next")
    town.branch("later", "main")
    town.draft(FIRE, article("原处的新信息"))
    town.state_all(FIRE)
    town.merge("later")
    town.branch("edit", "main")
    town.draft(ELSEWHERE, article(more=f"moved-from: {FIRE}\n", body=BODY + "\n补充。\n"))
    town.state_all(ELSEWHERE)
    verdict = town.gate()
    assert verdict["allowed"], verdict["reasons"]
    assert sheet(verdict, ELSEWHERE)["change"] == "modified"
