"""Found by review: `publish-after` (Art. 13(5), T57). A fully signed article stays off the public site until its time has come."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from support.scenes import FIRE, ILLUSTRATED, PICTURE, PNG, founded, published
from support.town import Town, article

TEXT = ILLUSTRATED.replace("source: 梁山街道\n", "source: 梁山街道\npublish-after: 2026-12-01T08:00:00+08:00\n")


def built(town: Town, where: Path, *, code: int = 0) -> dict[str, object]:
    found, out, err = town.run("build", "--rev", "main", "--site-dir", str(where), "--format", "json")
    assert found == code, (out, err)
    return dict(json.loads(out))


def files(where: Path) -> str:
    """Every name and every byte of the site, as one text."""
    return "\n".join(f"{one}\n{one.read_bytes()!r}" for one in sorted(where.rglob("*")) if one.is_file())


@pytest.fixture
def town(tmp_path: Path) -> Town:
    town = founded(tmp_path)
    town.write({PICTURE: PNG})
    town.draft(text=TEXT)
    town.sign_all()
    assert town.gate()["allowed"]
    town.merge()
    assert town.record()[0] == 0
    return town


def test_t57_what_is_embargoed_is_nowhere_on_the_site(town: Town, tmp_path: Path) -> None:
    done = built(town, tmp_path / "public")
    assert (done["allowed"], done["articles"], done["embargoed"]) == (True, [], [FIRE])
    site = files(tmp_path / "public")
    assert "fire" not in site
    assert "梁山街道开展冬季消防安全检查" not in site


def test_t57_it_goes_out_when_its_time_has_come_and_says_when_that_was(town: Town, tmp_path: Path) -> None:
    built(town, tmp_path / "public")
    town.minute += int(timedelta(days=9) / timedelta(minutes=1))
    done = built(town, tmp_path / "public")
    assert (done["articles"], done["embargoed"]) == ([FIRE], [])
    page = (tmp_path / "public/liangshan/news/2026/fire/index.html").read_text()
    assert "2026-12-01 08:00" in page
    assert "2026-11-23" not in page
    assert "更正" not in page


def test_an_embargo_put_on_what_is_public_takes_nothing_down(tmp_path: Path) -> None:
    town = published(tmp_path)
    town.record()
    built(town, tmp_path / "public")
    before = files(tmp_path / "public")
    town.draft(text=article(more="publish-after: 2026-12-01\n"))
    town.sign_all()
    town.merge("next")
    assert town.record()[0] == 0
    assert built(town, tmp_path / "public", code=1)["vanished"] == ["liangshan/news/2026/fire/index.html"]
    assert files(tmp_path / "public") == before


def test_a_correction_cannot_make_an_article_look_newer(tmp_path: Path) -> None:
    town = published(tmp_path)
    assert town.record()[0] == 0
    town.minute += int(timedelta(days=9) / timedelta(minutes=1))
    town.draft(text=article(more="publish-after: 2026-11-30\n"))
    town.sign_all()
    town.merge("next")
    assert town.record()[0] == 0
    built(town, tmp_path / "public")
    assert '发布时间：<time datetime="2026-11-23T' in (tmp_path / "public/liangshan/news/2026/fire/index.html").read_text()
