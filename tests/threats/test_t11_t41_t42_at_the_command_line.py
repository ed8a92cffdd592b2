"""T11, T41, T42 at the command line: nothing is carried from one pull request to another; gate and site read the same bytes alike."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_t41_strict_front_matter import HEAD, LAUGHS
from test_t42_built_page import TRICKS

from sanshen.rules.page import read_page
from support import checking
from support.editions import article_text, page
from support.office import login
from support.pulls import AUTHOR, pull_of_article
from support.recording import NEWS, Recorded
from support.sites import ARTICLE, TEXT, Site
from support.town import rules

BAD = {
    "doubled key": f"---\n{HEAD}grade: special\n---\n\n文。\n",
    "key in quotes": f"---\n{HEAD}'grade': special\n---\n\n文。\n",
    "key by escapes": f'---\n{HEAD}"gr\\u0061de": special\n---\n\n文。\n',
    "anchor": f"---\n{HEAD}summary: &a x\n---\n\n文。\n",
    "merge key": f"---\n{HEAD}<<: {{summary: x}}\n---\n\n文。\n",
    "tag": f"---\n{HEAD}summary: !!python/object:os.system x\n---\n\n文。\n",
    "laughs": f"---\n{HEAD}{LAUGHS}---\n\n文。\n",
    "tab": f"---\n{HEAD}\tsummary: x\n---\n\n文。\n",
    "second block": f"---\n{HEAD}---\n---\ngrade: special\n---\n\n文。\n",
    "document end": f"---\n{HEAD}...\nsummary: x\n---\n\n文。\n",
    "TOML": "+++\ntitle = 'x'\n+++\n\n文。\n",
    "JSON": '{"title": "x"}\n\n文。\n',
    "none": "文。\n",
    "not closed": f"---\n{HEAD}",
    "BOM inside": f"---\n\ufeff{HEAD}---\n\n文。\n",
    "large": f"---\n{HEAD}summary: {'x' * 200_000}\n---\n\n文。\n",
    "nested": "---\na: " + "[" * 60_000 + "\n---\n\n文。\n",
}
STRICT = {"SS0002", "SS0003", "SS0007"}


def _paths() -> dict[str, str]:
    return {f"content/liangshan/news/2026/bad-{number}.md": text for number, text in enumerate(BAD.values())}


def test_t41_check_refuses_every_front_matter_that_two_readers_could_read_differently(tmp_path: Path) -> None:
    done = checking.sanshen(checking.site(tmp_path, _paths()), "check", "--format", "json")
    assert done.code == 1
    for path, name in zip(_paths(), BAD, strict=True):
        found = {one["rule"] for one in done.findings if one["path"] == path and one["severity"] == "error"}
        assert found & STRICT, (name, found)


@pytest.mark.parametrize("name", ["doubled key", "key by escapes", "second block", "anchor", "TOML", "large"])
def test_t41_the_gate_blocks_it_and_never_falls_back_on_a_grade(tmp_path: Path, name: str) -> None:
    with pull_of_article(tmp_path, BAD[name]) as pull:
        pull.complete()
        said = pull.gate()
        assert (said.code, said.json["allowed"]) == (1, False)
        assert STRICT & rules(said.json)
        assert [one["grade"] for one in said.json["articles"]] == [None]


@pytest.mark.parametrize("name", ["doubled key", "second block", "BOM inside"])
def test_t41_the_site_leaves_out_what_the_gate_would_not_read(
    tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Even with a record: whoever made it, no reader here takes the other meaning."""
    town = Recorded(tmp_path / "repo")
    town.publish({NEWS + "good.md": article_text("好。\n"), NEWS + "bad.md": BAD[name]})
    assert _build(town) == 1
    capsys.readouterr()
    assert (tmp_path / "site/liangshan/news/2026/good").is_dir()
    assert not (tmp_path / "site/liangshan/news/2026/bad").exists()


def test_t41_byte_order_mark_and_line_ends_are_read_alike_by_gate_and_site(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plain = article_text("街道检查了消防设施。\n")
    other = ("\ufeff" + plain.replace("冬季", "春季")).replace("\n", "\r\n")
    done = checking.sanshen(checking.site(tmp_path / "check", {checking.ARTICLE: other}), "check", "--format", "json")
    assert done.code == 0, done.findings
    town = Recorded(tmp_path / "repo")
    town.publish({NEWS + "a.md": plain, NEWS + "b.md": other})
    assert _build(town) == 0
    capsys.readouterr()
    shown = [page(tmp_path / "site", f"liangshan/news/2026/{one}/") for one in "ab"]
    assert all("街道检查了消防设施。" in one for one in shown)
    assert "\ufeff" not in shown[1]


def _build(town: Recorded) -> int:
    from sanshen.cli import main

    return main(["-C", str(town.repo.path), "build", "--site-dir", str(town.repo.path.parent / "site")])


def test_t42_what_other_builders_would_execute_is_text_or_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each trick as an article of its own, through `sanshen check` and `sanshen build`."""
    texts = {
        f"{NEWS}t{place}.md": article_text("文字。\n\n" + body, title=f"第{place}篇")
        for place, body in enumerate(TRICKS.values())
    }
    done = checking.sanshen(checking.site(tmp_path / "check", texts), "check", "--format", "json")
    blocked = {one["path"] for one in done.findings if one["severity"] == "error"}
    assert f"{NEWS}t0.md" in blocked, "a javascript: link"
    town = Recorded(tmp_path / "repo")
    town.publish(dict(texts))
    assert _build(town) in {0, 1}
    capsys.readouterr()
    built = 0
    for place, name in enumerate(TRICKS):
        file = tmp_path / f"site/liangshan/news/2026/t{place}/index.html"
        if not file.is_file():
            continue
        built += 1
        html = file.read_text()
        elements = read_page(html).elements
        assert [one.name for one in elements if one.name in {"script", "iframe", "details"}] == ["script"], name
        assert not [key for one in elements for key in one.attributes if key.startswith("on")], name
        assert not [one for one in elements if "javascript:" in (one.attributes.get("href") or "")], name
        assert "root:" not in html
    assert built > len(TRICKS) // 2


def test_t11_a_pull_request_opened_again_carries_nothing_over(tmp_path: Path) -> None:
    """Everybody has signed number 1; closed and opened again as number 15, on the very same commit, nobody has signed."""
    with pull_of_article(tmp_path) as pull:
        pull.complete()
        assert pull.gate().code == 0
        pull.forge.close(1)
        pull.forge.open_pull(15, login(AUTHOR), "main", pull.base, pull.head)
        said = pull.gate(number=15)
        assert (said.code, said.json["allowed"], said.json["open"]) == (1, False, ["review-1"])
        assert set(said.states().values()) == {"open", "waiting"}
        assert pull.announce(number=15).code == 1
        assert pull.forge.statuses(pull.head)[0]["state"] == "pending"


def test_t11_nor_while_both_are_open(tmp_path: Path) -> None:
    with pull_of_article(tmp_path) as pull:
        pull.complete()
        pull.forge.open_pull(15, login(AUTHOR), "main", pull.base, pull.head)
        assert pull.gate(number=15).states()["review-1"] == "open"
        assert pull.announce().code == 1
        assert pull.forge.statuses(pull.head)[0]["state"] == "failure"


def test_t11_signed_bytes_under_another_commit_are_unsigned_in_another_pull_request(tmp_path: Path) -> None:
    with pull_of_article(tmp_path) as pull:
        pull.complete()
        site: Site = pull.site
        other = site.repo.commit({ARTICLE: TEXT}, "同样的字节", branch="again", parents=(pull.base,))
        pull.forge.open_pull(15, login(AUTHOR), "main", pull.base, other)
        said = pull.gate(number=15, head=other)
        assert (said.code, said.states()["review-1"]) == (1, "open")
