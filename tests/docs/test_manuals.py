"""The manuals and the README: every picture is there and says what it shows, every link leads somewhere, every command exists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from sanshen.cli import COMMANDS

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
MANUALS = sorted((ROOT / "docs").glob("manual-*.md"))
MOST_BYTES, MOST_TOGETHER = 120_000, 1_500_000


def tokens(page: Path) -> Iterator[Token]:
    """Every token of a page, those inside paragraphs too."""
    for token in MarkdownIt("commonmark").enable("table").parse(page.read_text(encoding="utf-8")):
        yield token
        yield from token.children or ()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_link_and_picture_leads_somewhere(page: Path) -> None:
    targets = [str(token.attrs.get("href") or token.attrs.get("src") or "") for token in tokens(page)]
    inside = [one.partition("#")[0] for one in targets if one and "://" not in one and not one.startswith(("#", "mailto:"))]
    assert [one for one in inside if one and not (page.parent / one).exists()] == []


@pytest.mark.parametrize("page", MANUALS, ids=lambda page: page.stem)
def test_every_picture_says_what_it_shows(page: Path) -> None:
    shown = [token for token in tokens(page) if token.type == "image"]
    assert shown
    assert all(len(token.content) >= 6 for token in shown)


def test_the_pictures_are_small_and_all_of_them_are_used() -> None:
    pictures = sorted((ROOT / "docs/pictures").glob("*.png"))
    sizes = [one.stat().st_size for one in pictures]
    assert max(sizes) <= MOST_BYTES
    assert sum(sizes) <= MOST_TOGETHER
    used = {Path(str(token.attrs["src"])).name for page in MANUALS for token in tokens(page) if token.type == "image"}
    assert {one.name for one in pictures} == used


def test_the_screens_of_the_readme_are_small_and_all_of_them_are_shown() -> None:
    shown = [token for token in tokens(ROOT / "README.md") if token.type == "image"]
    assert {str(token.attrs["src"]) for token in shown} == {
        f"docs/screens/{one.name}" for one in (ROOT / "docs/screens").iterdir()
    }
    assert all(len(token.content) >= 6 for token in shown)
    assert max(one.stat().st_size for one in (ROOT / "docs/screens").iterdir()) <= MOST_BYTES


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_command_named_exists(page: Path) -> None:
    code = [token.content for token in tokens(page) if token.type in {"fence", "code_inline"}]
    named = {found for text in code for found in re.findall(r"^(?:\.venv/bin/)?sanshen ([a-z]+)", text, re.MULTILINE)}
    planned = {"patrol", "due", "assess", "ledger"} if page.stem in {"articles", "forge", "rules"} else set()
    assert named - planned <= set(COMMANDS)
