"""T45: names that mean different files on different machines are refused with the reason."""

from __future__ import annotations

import pytest

from sanshen.reading.article_path import check, collisions, faults
from support.reading import article_text, read, rules_of


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("content/a/b/2026/../../x.png", "contains .."),
        ("content/./a.png", "contains ."),
        ("/content/a.png", "empty part"),
        ("content//a.png", "empty part"),
        ("content/a/b/2026/a\n.png", "U+000A"),
        ("content/a/b/2026/a\x1b[31m.png", "U+001B"),
        ("content/a/b/2026/e\u0301.png", "NFC"),
        ("content/a/b/2026/gnp\u202e.a", "U+202E"),
        ("content/a/b/2026/a\u200b.png", "U+200B"),
        ("content/a/b/2026/a\u3000.png", "U+3000"),
        ("content/a/b/2026/\udcff.png", "U+DCFF"),
        ("content/a\\b.png", "backslash"),
        ("content/a/b/2026/.htaccess", "begin with a dot"),
        ("content/.gitattributes", "begin with a dot"),
        ("content/.GIT/config", ".GIT is not allowed"),
        ("x/.git/hooks/pre-commit", ".git is not allowed"),
        ("content/a/b/2026/a.png ", "space"),
        ("content/a/b/2026/a.", "dot"),
        ("content/a/b/2026/a?.png", "contains ?"),
        ("content/a/b/2026/C:a.png", "contains :"),
        ("CONTENT/a/b/2026/a.md", "lower case"),
        ("content/" + "字" * 90 + ".png", "255 bytes"),
    ],
)
def test_t45_a_dangerous_name_is_refused_with_its_reason(path: str, says: str) -> None:
    found = faults(path)
    assert any(says in fault.en for fault in found), found
    assert all(fault.zh for fault in found)
    assert {finding.rule for finding in check(path)} == {"SS0001"}
    assert all(finding.message.en.isprintable() for finding in check(path))


def test_t45_names_that_differ_only_in_case_collide() -> None:
    assert [finding.rule for finding in collisions(["content/a/b/2026/a.png", "content/a/b/2026/A.png"])] == ["SS0001"]
    assert [finding.rule for finding in collisions(["content/a/x.png", "content/A/y.png"])] == ["SS0001"]


@pytest.mark.parametrize(
    "target", ["..%2F..%2Fsecret.png", "%2e%2e/%2e%2e/secret.png", "a%0A.png", "a%00.png", "e%CC%81.png", "..\\\\a.png"]
)
def test_t45_a_link_cannot_reach_such_a_file_by_percent_escapes(target: str) -> None:
    reading = read(article_text(f"![图]({target})\n"))
    assert "SS0004" in rules_of(reading)


@pytest.mark.parametrize("state", ["symlink", "submodule", "lfs", "mode"])
def test_t45_links_to_what_is_no_plain_file_are_refused(state: str) -> None:
    from sanshen.reading.article import read_article
    from support.reading import PATH, policy

    wanted = "content/liangshan/news/2026/a.png"
    reading = read_article(PATH, article_text("![图](a.png)\n").encode(), {wanted: state}, policy())
    assert rules_of(reading) == ["SS0004"]
    assert reading.findings[0].place.line == 7
