"""MkDocs run by hand shows what `sanshen build` publishes, to the byte; what it has not is named here."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from support.archives import MKDOCS, archive, run
from support.editions import article_text, tree
from support.recording import NEWS, Recorded

ROOT = Path(__file__).parents[3]


@pytest.fixture
def town(tmp_path: Path) -> Recorded:
    """Articles with pictures, keywords and interpretations, one moved, one taken down, one never signed."""
    town = Recorded(tmp_path / "repo", files={"mkdocs.yml": MKDOCS})
    old, moved, gone = NEWS + "moving.md", "content/liangshan/policy/2026/moved.md", NEWS + "gone.md"
    text = article_text("会移动。\n", title="会移动")
    town.publish({**archive(24), old: text, gone: article_text("会撤下。\n", title="会撤下")})
    town.publish({old: None, moved: text}, moved={moved: old})
    town.publish({gone: None}, takedowns=(gone,))
    town.repo.commit({NEWS + "unsigned.md": article_text("未经签署。\n", title="未经签署")}, "direct")
    return town


def mkdocs(town: Recorded, out: Path) -> None:
    """`mkdocs build` with the file that a district has, where its hook and its theme are installed elsewhere."""
    text = (ROOT / "mkdocs.yml").read_text("utf-8")
    for name in ("hooks/mkdocs.py", "scripts/sanshen/site/theme"):
        assert name in text
        text = text.replace(name, str(ROOT / name))
    (town.repo.path / "mkdocs.yml").write_text(text, encoding="utf-8")
    (town.repo.path / "content").mkdir(exist_ok=True)
    words = [Path(sys.executable).parent / "mkdocs", "build", "-q", "-d", out]
    done = subprocess.run(words, cwd=town.repo.path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_what_mkdocs_shows_by_hand_is_what_is_published_but_for_the_manifest(town: Recorded, tmp_path: Path) -> None:
    assert run(town, "build", "--site-dir", str(tmp_path / "site")).code == 1, "one article was never signed"
    mkdocs(town, tmp_path / "by-hand")
    published, shown = tree(tmp_path / "site"), tree(tmp_path / "by-hand")
    assert {name for name in published if published[name] != shown.get(name)} == {
        name for name in published if name.startswith("manifest")
    }
    assert shown.keys() <= published.keys()
    assert len([name for name in shown if name.endswith("/index.html")]) > 50
