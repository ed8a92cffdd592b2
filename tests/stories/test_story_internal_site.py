"""The internal site shows the office everything, and the public one nothing of it, whatever is built beside it."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from sanshen.evidence.forge import Forge
from support.boards import office_over, office_site
from support.editions import page, tree
from support.office import NAMES, policy
from support.recorded_town import copied, recorded_model
from support.sites import ARTICLE
from support.town import Town, article

X, Y, Z, W = (f"content/liangshan/news/2026/{name}.md" for name in "xyzw")
HOSTILE = 'draft-"><img/src=x/onerror=alert(1)>'
SECRET = "据内部材料透露的计划"


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(Forge.__init__.__kwdefaults__, "sleep", lambda seconds: None)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    """Three records on main; open: a good draft, one with a secrecy marking beside a good one, one with hostile words."""
    town = copied(recorded_model(), tmp_path_factory.mktemp("town"))
    town.branch("draft-good")
    town.draft(X, article("街道延长办事大厅服务时间"))
    town.branch("draft-secret")
    town.write({Y: article("泄密的一篇", body=f"机密★10年\n\n{SECRET}。\n")})
    town.draft(Z, article("同一变更里的另一篇"))
    town.branch(HOSTILE)
    town.write(
        {W: article("'<img src=x> [x](javascript:alert(1))'", body="正文**加粗**，见[站外](https://evil.example.com/)。\n")}
    )
    town.commit("</a><script>alert(2)</script>\u202e", by="wu.lei")
    town.git("checkout", "-q", "main")
    return town


def build(town: Town, place: str, *words: str) -> tuple[Path, str]:
    folder = town.root.parent / place
    code, out, err = town.run("build", "--site-dir", str(folder), "--key", str(town.pipeline.private), *words)
    assert code == 0, out + err
    return folder, err


@pytest.fixture(scope="module")
def internal(town: Town) -> Path:
    return build(town, "internal", "--internal")[0]


def text_of(folder: Path, address: str) -> str:
    return page(folder, address)


def test_no_byte_of_the_internal_site_reaches_the_public_one(town: Town, internal: Path, tmp_path: Path) -> None:
    """In one checkout, with one cache, internal first: the public site is what it is where nothing internal was ever built."""
    apart = copied(recorded_model(), tmp_path)
    apart.git("checkout", "-q", "main")
    alone = tree(build(apart, "public")[0])
    assert any("审签单" in data.decode("utf-8", "replace") for data in tree(internal).values())
    assert tree(build(town, "public")[0]) == alone
    rules = policy()
    marks = {
        *NAMES.values(),
        *NAMES,
        *(one.name for one in rules.stages.values()),
        "审签单",
        "审签看板",
        "内部版",
        "样版",
        "in_review",
    }
    marks |= {f"等级：{one.name}" for one in rules.grades.values()} | {SECRET, "街道延长办事大厅服务时间", "同一变更里的另一篇"}
    style = {"assets/sanshen/site.css", "assets/sanshen/site.js"}  # shared by both sites, and the same in both
    for name, data in alone.items():
        text = data.decode("utf-8", "replace").replace("三审三校", "")  # every page's foot says by what it was published
        found = {mark for mark in marks if mark in text or mark in name}
        assert not found or name in style, (name, found)
    assert json.loads(alone["manifest.json"])["internal"] is False


def test_the_internal_site_shows_sheets_the_board_and_the_samples(town: Town, internal: Path) -> None:
    shown = text_of(internal, "liangshan/news/2026/fire/")
    for word in ("审签单", "等级：一般", "内部版 · 不得对外发布", NAMES["chen.jie"]):
        assert word in shown
    assert 'href="../../../../in_review/"' in shown
    index = text_of(internal, "in_review/")
    assert (
        "街道延长办事大厅服务时间"
        in (internal / sample_of(index, "draft-good") / "liangshan/news/2026/x/index.html").read_text()
    )
    board = (internal / "in_review/board.html").read_text()
    assert "draft-good" in board
    assert '<link rel="stylesheet" href="board.css">' in board
    assert "<style>" not in board
    assert (internal / "in_review/board.css").stat().st_size > 0
    listed = {name for part in (internal / "manifest").iterdir() for name in json.loads(part.read_text())["files"]}
    assert {name for name in tree(internal) if name.startswith("in_review/")} <= listed, "signed like everything else"


def sample_of(index: str, branch: str) -> str:
    found = re.search(rf'href="\.\./(in_review/[a-z0-9-]+/)">{branch}', index)
    assert found is not None, index
    return found[1]


def test_every_sample_says_that_it_is_one_and_every_page_that_it_is_internal(internal: Path) -> None:
    pages = {name: data.decode() for name, data in tree(internal).items() if name.endswith(".html")}
    for name, text in pages.items():
        assert 'name="robots" content="noindex' in text, name
        assert "内部版" in text or "内部资料，不得公开" in text, name
        inner = name.startswith("in_review/") and name not in {"in_review/index.html", "in_review/board.html"}
        assert ("样版　未经签发" in text) is inner, name


def test_a_draft_with_a_secret_is_flagged_and_nothing_of_its_text_is_shown(internal: Path) -> None:
    index = text_of(internal, "in_review/")
    assert f"不显示 {Y}：SS1301（涉密或个人信息），须先改正" in index
    everything = "".join(data.decode("utf-8", "replace") for data in tree(internal).values())
    assert SECRET not in everything
    assert "泄密的一篇" not in everything
    other = (internal / sample_of(index, "draft-secret") / "liangshan/news/2026/z/index.html").read_text()
    assert "同一变更里的另一篇" in other


def test_t51_hostile_words_of_a_draft_are_inert(internal: Path) -> None:
    for name, data in tree(internal).items():
        text = data.decode("utf-8", "replace")
        if name.startswith("in_review/") and name.endswith(".html"):
            assert "<script>alert" not in text, name
            assert "<img src=x" not in text, name
            assert "<img/src=x" not in text, name
            assert 'href="javascript:' not in text, name
            assert "\u202e" not in text, name
    assert "U+202E" in text_of(internal, "in_review/")


def test_without_drafts_nothing_of_them_is_read(town: Town) -> None:
    folder, _ = build(town, "plain", "--internal", "--without-drafts")
    assert not (folder / "in_review").exists()
    shown = text_of(folder, "liangshan/news/2026/fire/")
    assert "审签单" in shown
    assert "in_review" not in shown


def test_what_is_no_longer_open_is_no_longer_there(town: Town, internal: Path, tmp_path: Path) -> None:
    here = copied(town, tmp_path)
    for branch in ("draft-good", "draft-secret"):
        here.git("branch", "-q", "-D", branch)
    shutil.copytree(internal, tmp_path / "site")
    before = {name for name in tree(internal) if name.startswith("in_review/branch-")}
    folder, _ = build(here, "site", "--internal")
    after = {name for name in tree(folder) if name.startswith("in_review/branch-")}
    assert after < before


def test_an_office_pushed_past_the_gate_judges_no_drafts(town: Town, tmp_path: Path) -> None:
    here = copied(town, tmp_path)
    path = "reviews/units/liangshan/people.yml"
    here.write({path: (here.root / path).read_text().replace("梁山街道", "梁山街道办", 1)})
    here.commit("pushed", signed=False)
    folder = here.root.parent / "site"
    code, out, err = here.run("build", "--internal", "--site-dir", str(folder))
    assert code == 1, out
    assert "不含看板与样版" in err
    assert not (folder / "in_review").exists()


def test_pull_requests_of_the_forge_are_shown_and_without_the_forge_the_site_of_before_stays(tmp_path: Path) -> None:
    with office_over(office_site(tmp_path)) as office:
        folder = tmp_path / "internal"
        done = office.run("build", "--internal", "--site-dir", str(folder))
        assert done.code == 0, done.out + done.err
        assert {seen.method for seen in office.forge.requests} <= {"GET"}
        before = tree(folder)
        assert (
            office.run("build", "--internal", "--site-dir", str(folder), env={"GITHUB_API_URL": "http://127.0.0.1:9"}).code == 3
        )
        assert tree(folder) == before
    index = text_of(folder, "in_review/")
    for number in (1, 2, 3, 4):
        assert f"#{number} " in index
    assert (folder / "in_review/pr-1" / ARTICLE.removeprefix("content/").removesuffix(".md") / "index.html").is_file()
    assert not (folder / "in_review/pr-4").exists(), "a change of the office has no sample"
    assert "<h2>#4 " in index
