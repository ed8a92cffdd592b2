"""T44 at the command line: text moved to where nobody looks, up to the built site: control plane, refused, or of no effect."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from support.recorded_town import change_control, copied, push_past_the_gate, record, recorded_model
from support.scenes import founded, signed
from support.town import FIRE, Town, rules

WORDS = "未经审签的通知"
FOLDER = "content/liangshan/news/2026/"
LOOK = "site_name: 示例区人民政府\nsite_url: https://www.example.gov.cn/\n"
CONTROL = {
    "navigation": ("mkdocs.yml", f"{LOOK}nav: [{{{WORDS}: fire.md}}]\n"),
    "announcement": ("mkdocs.yml", f"{LOOK}extra: {{analytics: {WORDS}}}\n"),
    "hook": ("hooks/notice.py", f"print('{WORDS}')\n"),
    "theme override": ("scripts/sanshen/site/theme/main.html", f"<p>{WORDS}</p>\n"),
    "another theme": ("overrides/main.html", f"{{% block announce %}}{WORDS}{{% endblock %}}\n"),
    "style": ("stylesheets/extra.css", f'h1::after {{ content: "{WORDS}" }}\n'),
    "script": ("javascripts/extra.js", f'document.body.append("{WORDS}")\n'),
    "redirect of the host": ("_redirects", f"/liangshan/news/* https://example.com/{WORDS} 301\n"),
    "redirect of the server": (".htaccess", "Redirect 301 / https://example.com/\n"),
    "redirect from an old address": (
        "reviews/former-addresses.json",
        '{"schema": "sanshen-addresses-1", "addresses": {"notice/": "content/liangshan/news/2026/notice.md"}}\n',
    ),
    "data file": ("data/notices.yml", f"- {WORDS}\n"),
    "data file of the office": ("reviews/sources.yml", "sources: []\n"),
    "page beside the content": ("docs/index.md", f"# {WORDS}\n"),
}
INSIDE = {
    "data file": f"{FOLDER}notices.json",
    "page": f"{FOLDER}index.html",
    "style": f"{FOLDER}extra.css",
    "script": f"{FOLDER}extra.js",
    "redirect": "content/_redirects",
    "template": "content/liangshan/.pages",
    "feed": "content/feed.xml",
    "front page": "content/index.md",
    "drawing": f"{FOLDER}fire.svg",
}


@pytest.mark.parametrize("name", CONTROL)
def test_t44_it_takes_two_administrators_and_never_travels_with_content(tmp_path: Path, name: str) -> None:
    path, text = CONTROL[name]
    town = signed(tmp_path)
    town.write({path: text})
    town.commit("Hide")
    verdict = town.gate()
    assert (verdict["exit"], verdict["allowed"]) == (1, False)
    assert any("不得在同一次变更" in one for one in verdict["reasons"])
    town.branch("alone")
    town.write({path: text})
    town.commit("Hide alone")
    verdict = town.gate()
    assert (verdict["exit"], verdict["allowed"], verdict["articles"]) == (1, False, [])
    assert verdict["control_plane"]["changed"] == [path]
    assert verdict["open"] == ["office-first", "office-second"]
    for person in ("zhang.wei", "sun.er"):
        assert town.sign(person, path)[0] == 1


@pytest.mark.parametrize("path", INSIDE.values(), ids=INSIDE)
def test_t44_beside_the_articles_it_is_refused_whoever_signs(tmp_path: Path, path: str) -> None:
    town = signed(tmp_path)
    assert town.gate()["allowed"]
    town.write({path: f"{WORDS}\n"})
    town.commit("Hide")
    verdict = town.gate()
    assert (verdict["exit"], verdict["allowed"]) == (1, False)
    assert rules(verdict)
    assert any(path.rpartition("/")[2] in one for one in verdict["reasons"]), verdict["reasons"]


def test_t44_even_signed_by_two_administrators_none_of_it_becomes_part_of_the_site(tmp_path: Path) -> None:
    """Not navigation, theme, style, script, redirect or data: pages come from proven articles and the program alone."""
    town = copied(recorded_model(), tmp_path)
    plain = {path: text for path, text in CONTROL.values() if path != "mkdocs.yml"}
    town.branch("office")
    town.write(dict(plain))
    town.commit("Hide", by="zhao.min")
    for person in ("zhao.min", "zhou.san"):
        assert town.sign(person, "overrides/main.html")[0] == 0
    town.merge("office")
    assert record(town)[0] == 0
    said = _build(town)
    assert FIRE in said["articles"]
    names = {str(one.relative_to(town.root / "site")) for one in _files(town)}
    assert not {path.rpartition("/")[2] for path in plain} & {name.rpartition("/")[2] for name in names}
    assert not any(name.startswith("notice/") for name in names), "an old address leads to proven articles only"


@pytest.mark.parametrize("name", ["navigation", "announcement"])
def test_t44_a_look_that_says_more_than_a_look_may_leaves_yesterdays_site_up(tmp_path: Path, name: str) -> None:
    town = copied(recorded_model(), tmp_path)
    assert _build(town)["allowed"]
    before = {one: one.read_bytes() for one in _files(town)}
    change_control(town, *CONTROL[name])
    record(town)
    code, out, err = town.run("build", "--rev", "main", "--format", "json")
    assert code in {1, 2}, (out, err)
    assert "mkdocs.yml" in out + err
    assert {one: one.read_bytes() for one in _files(town)} == before


def test_t44_an_old_address_cannot_lead_out_of_the_site(tmp_path: Path) -> None:
    town = founded(tmp_path)
    for target in ("https://example.com/", "../../etc/passwd", "content/../reviews/district.yml", "javascript:alert(1)"):
        table = {"schema": "sanshen-addresses-1", "addresses": {"notice/": target}}
        town.write({"reviews/former-addresses.json": json.dumps(table, indent=1) + "\n"})
        town.commit("Lead away", by="zhao.min")
        code, out, _ = town.run("check", "reviews/former-addresses.json", "--format", "json")
        assert code == 1, target
        assert json.loads(out)["findings"]
        assert not town.gate()["allowed"]


def test_t44_a_table_of_old_addresses_pushed_past_the_gate_leads_nowhere(tmp_path: Path) -> None:
    town = copied(recorded_model(), tmp_path)
    table = {"schema": "sanshen-addresses-1", "addresses": {"tongzhi.html": FIRE}}
    push_past_the_gate(town, {"reviews/former-addresses.json": json.dumps(table, indent=1) + "\n"})
    code, _, _ = town.run("build", "--rev", "main", "--format", "json")
    assert code == 1
    assert not (town.root / "site/tongzhi.html").exists()


def _build(town: Town) -> dict[str, Any]:
    code, out, err = town.run("build", "--rev", "main", "--format", "json")
    assert code == 0, (out, err)
    assert all(WORDS.encode() not in one.read_bytes() for one in _files(town))
    found: dict[str, Any] = json.loads(out)
    return found


def _files(town: Town) -> list[Path]:
    return sorted(one for one in (town.root / "site").rglob("*") if one.is_file())
