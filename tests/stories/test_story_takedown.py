"""Taking an article down, and bringing it back, through the command line (Art. 23, 24; §4b)."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.town import FIRE, Town, article, stages

PICTURE = "content/liangshan/news/2026/fire.png"


@pytest.fixture
def town(tmp_path: Path) -> Town:
    """A town with one published article that has a picture."""
    town = Town(tmp_path)
    town.write({PICTURE: b"\x89PNG picture"})
    town.draft(text=article(body="街道组织检查。\n\n![检查现场](fire.png)\n"))
    town.sign_all()
    assert town.gate()["allowed"]
    town.merge()
    town.branch("work")
    return town


def test_a_takedown_needs_one_signature_by_anyone_concerned(town: Town) -> None:
    code, _, err = town.run("takedown", FIRE, "--reason", "error", "--by", "liu.yang")
    assert code == 0, err
    assert not (town.root / FIRE).exists()
    assert not (town.root / PICTURE).exists()
    town.commit("Take down", by="liu.yang")
    before = town.gate()
    assert not before["allowed"]
    assert before["open"] == ["takedown"]
    assert before["articles"][0]["change"] == "deleted"
    code, _, err = town.sign("liu.yang", FIRE)
    assert code == 0, err
    after = town.gate()
    assert after["allowed"], after["reasons"]
    assert stages(after) == {"takedown": "signed"}


def test_a_stranger_to_the_unit_cannot_sign_it(town: Town) -> None:
    town.run("takedown", FIRE, "--reason", "error")
    town.commit("Take down")
    assert town.sign("han.mei", FIRE)[0] == 1
    assert not town.gate()["allowed"]


def test_unknown_reason_and_uncommitted_changes_are_refused(town: Town) -> None:
    assert town.run("takedown", FIRE, "--reason", "because")[0] == 2
    town.write({FIRE: "changed"})
    assert town.run("takedown", FIRE, "--reason", "error")[0] == 1
    assert (town.root / FIRE).read_text() == "changed"


def test_restoring_after_a_mistake_needs_one_head_and_the_very_bytes(town: Town) -> None:
    text = (town.root / FIRE).read_text()
    picture = (town.root / PICTURE).read_bytes()
    assert town.record()[0] == 0
    town.run("takedown", FIRE, "--reason", "mistake")
    town.commit("Take down")
    town.sign("liu.yang", FIRE)
    town.merge("work")
    assert town.record()[0] == 0
    town.branch("again")
    town.draft(FIRE, text, **{PICTURE: picture})
    assert town.gate()["open"] == ["restore"]
    assert town.sign("liu.yang", FIRE)[0] == 1
    assert town.sign("li.na", FIRE)[0] == 0
    assert town.gate()["allowed"], town.gate()["reasons"]
    town.draft(FIRE, text.replace("检查。", "检查了。"), **{PICTURE: picture})
    assert "review-1" in town.gate()["open"]
