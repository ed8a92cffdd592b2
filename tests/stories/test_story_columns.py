"""Where an article may stand: in a unit somebody answers for, in a column that was approved (Art. 8)."""

from __future__ import annotations

from pathlib import Path

from support import office
from support.town import Town

STRAY = "content/liangshan/gossip/2026/a.md"


def test_an_article_in_a_column_that_was_never_approved_is_refused(tmp_path: Path) -> None:
    town = Town(tmp_path)
    town.draft(STRAY)
    (finding,) = town.gate()["articles"][0]["findings"]
    assert finding["rule"] == "SS0001"
    assert "gossip" in finding["message"]


def test_a_unit_without_columns_on_file_is_not_held_to_them(tmp_path: Path) -> None:
    keys = {person: key.public for person, key in Town(tmp_path / "keys").keys.items()}
    files = office.district_files(keys)
    del files["reviews/units/liangshan/columns.yml"]
    town = Town(tmp_path, files=files)
    town.draft(STRAY)
    town.sign_all(STRAY)
    assert town.gate()["allowed"], town.gate()["reasons"]


def test_a_unit_that_nobody_knows_is_named(tmp_path: Path) -> None:
    town = Town(tmp_path)
    town.draft("content/nowhere/news/2026/a.md")
    assert any("nowhere" in reason for reason in town.gate()["reasons"])
