"""T54, T55: what was pushed past the gate is not published, and an old build that finishes last changes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from sanshen.cli import main
from support.editions import article_text, page, tree
from support.recording import NEWS, Recorded


@pytest.fixture
def town(tmp_path: Path) -> Recorded:
    town = Recorded(tmp_path / "repo")
    town.publish({NEWS + "a.md": article_text("第一版。\n")})
    return town


def build(town: Recorded, revision: str) -> int:
    return main(["-C", str(town.repo.path), "build", "--rev", revision, "--site-dir", str(town.repo.path.parent / "site")])


def test_t55_an_old_build_that_finishes_last_changes_nothing(town: Recorded) -> None:
    old, site = town.repo.tip(), town.repo.path.parent / "site"
    town.publish({NEWS + "a.md": article_text("更正后的第二版。\n")})
    assert build(town, "main") == 0
    before = tree(site)
    assert build(town, old) == 1
    assert tree(site) == before
    assert "更正后的第二版" in page(site, "liangshan/news/2026/a/")


def test_t54_what_an_admin_pushed_directly_is_not_published(town: Recorded) -> None:
    site = town.repo.path.parent / "site"
    assert build(town, "main") == 0
    before = tree(site)
    town.repo.commit({NEWS + "a.md": article_text("直接推送。\n"), NEWS + "b.md": article_text("直接新增。\n")}, "direct push")
    assert build(town, "main") == 1
    assert tree(site) == before


def test_t54_a_record_does_not_vouch_for_other_bytes_of_the_same_path(town: Recorded, tmp_path: Path) -> None:
    town.repo.commit({NEWS + "a.md": article_text("第一版。\n") + "\n"}, "one byte more")
    assert build(town, "main") == 1
    assert not (tmp_path / "site/liangshan/news/2026/a").exists()
