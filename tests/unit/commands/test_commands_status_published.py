"""`status PATH` of an article that this branch does not touch: its sheet from the record."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from support.recorded_town import OTHER, copied, record, recorded_model, rewrite_records
from support.town import FIRE, GENERAL, Town, article


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return copied(recorded_model(), tmp_path)


def test_the_sheet_of_a_published_article_comes_from_its_record(town: Town) -> None:
    town.branch("draft")
    code, out, _ = town.run("status", FIRE)
    assert code == 0
    assert "已发布，审签记录在案" in out
    assert out.count("✔ 已签") == 6
    code, out, _ = town.run("status", FIRE, "--format", "json")
    (sheet,) = json.loads(out)["articles"]
    assert (code, sheet["change"], sheet["grade"]) == (0, "published", "general")
    assert [one["person"] for one in sheet["stages"]] == list(GENERAL)
    assert {one["state"] for one in sheet["stages"]} == {"signed"}


def test_published_and_changed_articles_stand_side_by_side(town: Town) -> None:
    town.branch("draft")
    town.draft(OTHER, article("街道办事大厅延长服务时间"))
    code, out, _ = town.run("status", FIRE, OTHER, "--format", "json")
    assert code == 1
    assert {one["path"]: one["change"] for one in json.loads(out)["articles"]} == {FIRE: "published", OTHER: "modified"}


def test_an_article_taken_down_says_so(town: Town) -> None:
    town.branch("down")
    code, out, err = town.run("takedown", OTHER, "--reason", "mistake", "--by", "chen.jie")
    assert code == 0, out + err
    town.commit("Take down", by="wu.lei")
    code, out, err = town.sign("chen.jie", OTHER)
    assert code == 0, out + err
    town.merge("down")
    assert record(town)[0] == 0
    code, out, _ = town.run("status", OTHER)
    assert code == 0
    assert "已撤下，审签记录在案" in out


def test_a_path_without_a_record_is_a_mistake(town: Town) -> None:
    code, _, err = town.run("status", "content/liangshan/news/2026/none.md")
    assert code == 2
    assert "没有审签记录" in err


def test_a_record_that_proves_nothing_is_none(town: Town) -> None:
    names = town.git("ls-tree", "-r", "--name-only", "sanshen-records", "reviews/records/").split()
    rewrite_records(
        town, {name: town.git("show", f"sanshen-records:{name}").replace('"number":', '"number" :') for name in names}
    )
    assert town.run("status", FIRE)[0] == 2
