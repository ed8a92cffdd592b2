"""T01–T07 at the command line: what is published must be, byte for byte in substance, what was signed."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.scenes import ILLUSTRATED, PICTURE, PNG, drafted, founded, published, signed
from support.town import BODY, FIRE, Town, article, rules, sheet, stages

OTHER = article(body=BODY.replace("继续开展检查", "停止一切检查"))
SIGNED = "signed"


def test_complete_sheet_is_allowed_and_each_step_before_is_not(tmp_path: Path) -> None:
    order = ["review-1", "review-2", "review-3", "proof-1", "proof-2", "proof-3"]
    for count, turn in enumerate(order):
        verdict = signed(tmp_path / str(count), count).gate()
        assert (verdict["exit"], verdict["allowed"], verdict["open"]) == (1, False, [turn])
        assert [one["state"] for one in sheet(verdict)["stages"]] == [SIGNED] * count + ["open"] + ["waiting"] * (5 - count)
        assert verdict["reasons"]
    verdict = signed(tmp_path / "all").gate()
    assert (verdict["exit"], verdict["allowed"], verdict["open"], verdict["reasons"]) == (0, True, [], [])


def test_the_verdicts_json_has_exactly_the_contracts_keys(tmp_path: Path) -> None:
    verdict = signed(tmp_path).gate()
    must = {"allowed", "articles", "control_plane", "open", "reasons", "ignored", "objections", "base", "head"}
    assert must <= set(verdict)
    one = verdict["articles"][0]
    assert set(one) == {"path", "grade", "change", "substance", "form", "stages", "corrections", "findings"}
    assert set(one["stages"][0]) == {"id", "roles", "state", "person", "at", "evidence", "amended"}
    assert (one["path"], one["grade"], one["change"]) == (FIRE, "general", "added")
    assert set(verdict["control_plane"]) == {"changed", "stages"}


def test_t01_a_commit_after_the_last_sign_off_voids_them_all(tmp_path: Path) -> None:
    town = signed(tmp_path)
    town.draft(text=OTHER)
    verdict = town.gate()
    assert not verdict["allowed"]
    assert set(stages(verdict).values()) == {"open", "waiting"}
    assert verdict["open"] == ["review-1"]
    assert len(verdict["ignored"]) == 6
    assert all(one["why"] and one["who"] and one["at"] for one in verdict["ignored"])


@pytest.mark.parametrize("change", ["amend", "rebase", "fresh"])
def test_t02_a_force_push_of_other_content_is_void(tmp_path: Path, change: str) -> None:
    town = signed(tmp_path)
    keep = {str(one.relative_to(town.root)): one.read_bytes() for one in (town.root / "reviews/signatures").rglob("*.json")}
    if change == "fresh":
        town.branch("draft", "main")
    elif change == "rebase":
        town.git("reset", "-q", "--soft", "main")
    town.write({FIRE: OTHER, **keep})
    town.commit("Forced", by="zhang.wei")
    verdict = town.gate()
    assert not verdict["allowed"]
    assert SIGNED not in stages(verdict).values()


def test_t02_the_same_content_by_other_commits_stands(tmp_path: Path) -> None:
    town = signed(tmp_path)
    keep = {str(one.relative_to(town.root)): one.read_bytes() for one in (town.root / "reviews/signatures").rglob("*.json")}
    text = (town.root / FIRE).read_bytes()
    town.branch("again", "main")
    town.write({FIRE: text, **keep})
    town.commit("One commit", by="wu.lei")
    assert town.gate()["allowed"]


def test_t05_bad_bytes_and_good_ones_again_are_fine(tmp_path: Path) -> None:
    town = signed(tmp_path)
    good = (town.root / FIRE).read_text()
    town.draft(text=OTHER)
    assert not town.gate()["allowed"]
    town.draft(text=good)
    assert town.gate()["allowed"]


def _both_edit(tmp_path: Path) -> Town:
    """The published article changed on `main` and, elsewhere in the same line, on a fully signed branch `next`."""
    town = published(tmp_path)
    ours = article(body=BODY.replace("走访沿街商铺", "走访沿街商铺和市场"))
    town.draft(text=ours)
    town.state_all()
    assert town.gate()["allowed"]
    town.branch("rival", "main")
    town.draft(text=article(body=BODY.replace("走访沿街商铺", "走访学校")))
    town.git("checkout", "-q", "main")
    town.git("merge", "-q", "--ff-only", "rival")
    town.git("checkout", "-q", "next")
    return town


def test_a_conflict_blocks_with_its_path(tmp_path: Path) -> None:
    verdict = _both_edit(tmp_path).gate()
    assert (verdict["exit"], verdict["allowed"]) == (1, False)
    assert FIRE in verdict["reasons"][0]


def _resolve(town: Town, text: str) -> None:
    """Merge main into the branch, with the article as somebody's hand left it."""
    town.git("-c", "user.name=x", "-c", "user.email=x@example.com", "merge", "-q", "--no-commit", "main", check=False)
    town.write({FIRE: text})
    town.commit("Merge main by hand", by="wu.lei")


def test_t06_a_hand_made_conflict_resolution_is_judged_by_its_bytes(tmp_path: Path) -> None:
    town = _both_edit(tmp_path)
    mine = (town.root / FIRE).read_text()
    _resolve(town, OTHER)
    verdict = town.gate()
    assert not verdict["allowed"]
    assert SIGNED not in stages(verdict).values()
    town.git("reset", "-q", "--hard", "HEAD^")
    _resolve(town, mine)
    assert town.gate()["allowed"]


def test_a_merge_result_unlike_both_sides_is_blocked(tmp_path: Path) -> None:
    body = "\n\n".join(f"第{number}段：街道开展检查。" for number in "一二三四五六七八九") + "\n"
    town = founded(tmp_path)
    town.draft(text=article(body=body))
    town.git("checkout", "-q", "main")
    town.git("merge", "-q", "--ff-only", "draft")
    town.branch("next")
    town.draft(text=article(body=body.replace("第一段", "第一节")))
    town.state_all()
    assert town.gate()["allowed"]
    town.git("checkout", "-q", "main")
    town.draft(text=article(body=body.replace("第九段", "第九节")))
    town.git("checkout", "-q", "next")
    verdict = town.gate()
    assert not verdict["allowed"]
    assert any("合并结果" in one for one in verdict["reasons"])


def test_t07_a_swapped_picture_voids_every_sign_off(tmp_path: Path) -> None:
    town = founded(tmp_path)
    town.write({PICTURE: PNG})
    town.draft(text=ILLUSTRATED)
    for person in ("zhang.wei", "li.na", "chen.jie"):
        town.sign(person)
    assert stages(town.gate())["review-3"] == SIGNED
    town.write({PICTURE: PNG + b" altered"})
    town.commit("Swap the picture", by="li.na")
    verdict = town.gate()
    assert stages(verdict)["review-3"] != SIGNED
    assert not verdict["allowed"]


def test_t07_a_picture_swapped_in_a_published_article_asks_for_its_sheet(tmp_path: Path) -> None:
    town = published(tmp_path, illustrated=True)
    town.write({PICTURE: b"another picture"})
    town.commit("Only the picture", by="li.na")
    verdict = town.gate()
    assert not verdict["allowed"]
    assert sheet(verdict)["change"] == "modified"
    assert verdict["open"] == ["review-1"]


ESCAPED = {
    "entity": "![现场](sh&#97;red&#46;png)",
    "backslash": r"![现场](shared\.png)",
    "percent": "![现场](sh%61red.png)",
    "dots": "![现场](./x/../shared.png)",
    "reference": "![现场][p]\n\n[p]: <shared.png> (题)",
    "entity in a reference": "![现场][p]\n\n[p]: shared&period;png",
    "link": "[附件](shared.png)",
}


@pytest.mark.parametrize("reference", ESCAPED.values(), ids=ESCAPED)
def test_t07_a_picture_that_another_article_shares_by_a_disguised_name(tmp_path: Path, reference: str) -> None:
    """Two articles show one picture. Whoever swaps it needs both sheets, however the other article spells its name."""
    town = founded(tmp_path)
    shared = "content/liangshan/news/2026/shared.png"
    town.write({shared: PNG, FIRE: article(body=f"街道组织检查。\n\n{reference}\n")})
    town.commit("As published")
    town.git("checkout", "-q", "main")
    town.git("merge", "-q", "--ff-only", "draft")
    town.branch("next")
    second = "content/liangshan/news/2026/second.md"
    town.write({shared: b"swapped", second: article("另一篇", body="正文。\n\n![图](shared.png)\n")})
    town.commit("A new article brings its picture")
    assert {one["path"] for one in town.gate()["articles"]} == {FIRE, second}


@pytest.mark.parametrize("reference", ESCAPED.values(), ids=ESCAPED)
def test_t07_t43_removing_a_disguised_attachment_is_seen(tmp_path: Path, reference: str) -> None:
    town = founded(tmp_path)
    shared = "content/liangshan/news/2026/shared.png"
    town.write({shared: PNG, FIRE: article(body=f"街道组织检查。\n\n{reference}\n")})
    town.commit("As published")
    town.git("checkout", "-q", "main")
    town.git("merge", "-q", "--ff-only", "draft")
    town.branch("next")
    town.write({shared: None})
    town.commit("Remove the attachment only")
    verdict = town.gate()
    assert not verdict["allowed"]
    assert "SS0004" in rules(verdict)


def test_t07_a_file_beside_the_article_that_nobody_refers_to_is_refused(tmp_path: Path) -> None:
    town = signed(tmp_path)
    town.write({"content/liangshan/news/2026/stray.pdf": b"%PDF"})
    town.commit("A stray file")
    verdict = town.gate()
    assert not verdict["allowed"]
    assert [one["path"] for one in verdict["findings"]] == ["content/liangshan/news/2026/stray.pdf"]


def test_t11_statements_of_another_article_prove_nothing(tmp_path: Path) -> None:
    town = drafted(tmp_path)
    other = FIRE.replace("fire", "other")
    town.draft(other, article())
    town.state_all(other)
    verdict = town.gate()
    assert not verdict["allowed"]
    assert set(stages(verdict, other).values()) == {SIGNED}
    assert SIGNED not in stages(verdict).values()
