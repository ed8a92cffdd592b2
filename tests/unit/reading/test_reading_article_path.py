from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sanshen.reading import article_path
from sanshen.reading.article_path import ArticlePath, check, collisions, faults, is_content, parse, printable


def test_the_parts_of_an_articles_path() -> None:
    assert parse("content/liang-shan/news/2026/fire-1.md") == ArticlePath("liang-shan", "news", "2026", "fire-1")


@pytest.mark.parametrize(
    "path",
    [
        "content/a/b/2026/C.md",
        "content/a/b/26/c.md",
        "content/a/b/２０２６/c.md",
        "content/a/b/2026/c.md\n",
        "content/a/b/2026/c.MD",
        "content/a/b/2026/-c.md",
        "content/a/b/2026/d/c.md",
        "content/a/b/c.md",
        "content/A/b/2026/c.md",
        "content/a_b/b/2026/c.md",
        "Content/a/b/2026/c.md",
        "reviews/a/b/2026/c.md",
        "content/a/b/2026/../2026/c.md",
        "content/a/b/2026/ｃ.md",
    ],
)
def test_anything_else_is_none(path: str) -> None:
    assert parse(path) is None


def test_content_in_another_case_is_content_all_the_same() -> None:
    assert is_content("content/x")
    assert is_content("CONTENT/x")
    assert not is_content("contents/x")
    assert faults("CONTENT/x")


@pytest.mark.parametrize(
    "path", ["README.md", ".github/workflows/gate.yml", "content/a/b/2026/图 1.png", "reviews/units/a/people.yml", "a/b.c-d_e"]
)
def test_good_paths_have_no_faults(path: str) -> None:
    assert faults(path) == ()


def test_markdown_outside_its_place_is_a_finding_elsewhere_it_is_not() -> None:
    assert [finding.rule for finding in check("content/index.md")] == ["SS0001"]
    assert [finding.rule for finding in check("content/a/b/2026/X.MD")] == ["SS0001"]
    assert check("docs/index.md") == ()
    assert check("content/a/b/2026/c.md") == ()


def test_collisions_also_of_folders_and_character_forms() -> None:
    assert [finding.path for finding in collisions(["a/B.md", "a/b.md", "a/c.md"])] == ["a/b.md"]
    assert len(collisions(["A/x", "a/y"])) == 1
    assert len(collisions(["é", "e\u0301"])) == 1
    assert collisions(["a/x", "a/y", "b/x"]) == ()


def test_printable_names_harm_no_terminal() -> None:
    assert printable("a\x1b[31m\u202eb") == "a<U+001B>[31m<U+202E>b"
    assert article_path.folder("a/b/c.md") == "a/b/"
    assert article_path.folder("c.md") == ""


@given(
    st.from_regex(article_path._ARTICLE, fullmatch=True) | st.from_regex(r"content/[a-z.A-Z/-]{0,40}\.md\n?", fullmatch=True)
)
@settings(max_examples=100, deadline=None)
def test_the_path_of_an_article_is_a_good_one(path: str) -> None:
    assert faults(path) == article_path._every_fault(path)


def test_a_path_that_is_too_long_is_no_good_one() -> None:
    assert faults(f"content/liangshan/news/2026/{'a' * 256}.md")
