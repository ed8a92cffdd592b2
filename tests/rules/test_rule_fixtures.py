"""Every file dropped into tests/rules/<rule-id>/{pass,block}/ is a test."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.checking import ARTICLE, RULE_FILES, Expected, check_text, fixtures, read_fixture, site

_SITE = {
    path.relative_to(RULE_FILES / "site").as_posix(): path.read_bytes()
    for path in sorted((RULE_FILES / "site").rglob("*"))
    if path.suffix in {".yml", ".txt"}
}


def _name(path: Path) -> str:
    return f"{path.parent.parent.name}-{path.stem}"


@pytest.mark.parametrize("path", fixtures("block"), ids=_name)
def test_a_block_fixture_yields_exactly_what_it_states(path: Path, tmp_path: Path) -> None:
    fixture = read_fixture(path)
    assert fixture.expected, "a block fixture must state what it expects"
    run = check_text(site(tmp_path, _SITE), fixture.text)
    rule = path.parent.parent.name
    found = [
        Expected(one["line"], one["column"], one["end_column"], one["severity"], one["waived"])
        for one in run.findings
        if one["rule"] == rule
    ]
    assert found == list(fixture.expected)
    assert run.code == (1 if any(one["severity"] == "error" and not one["waived"] for one in run.findings) else 0)


@pytest.mark.parametrize("path", fixtures("pass"), ids=_name)
def test_a_pass_fixture_yields_nothing(path: Path, tmp_path: Path) -> None:
    fixture = read_fixture(path)
    assert not fixture.expected, "a pass fixture expects nothing"
    run = check_text(site(tmp_path, _SITE), fixture.text)
    assert run.findings == []
    assert run.json["checked"] == 1
    assert run.code == 0


def test_every_article_rule_has_both_kinds() -> None:
    from sanshen.rules import ARTICLE_RULES

    for kind in ("pass", "block"):
        assert {path.parent.parent.name for path in fixtures(kind)} >= {rule.id for rule in ARTICLE_RULES}


def test_no_fixture_lies_elsewhere() -> None:
    known = {*fixtures("pass"), *fixtures("block")}
    assert set(RULE_FILES.rglob("*.md")) == known
    assert ARTICLE.endswith(".md")
