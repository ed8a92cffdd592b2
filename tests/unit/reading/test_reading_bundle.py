from __future__ import annotations

import pytest

from sanshen.reading.article import read_article, wanted_files
from sanshen.reading.bundle import TargetKind, counted, target
from support.reading import PATH, article, article_text, policy, read, rules_of

FOLDER = "content/liangshan/news/2026/"


@pytest.mark.parametrize(
    ("href", "kind", "path", "tail"),
    [
        ("a.png", TargetKind.FILE, FOLDER + "a.png", ""),
        ("./img/../a.png", TargetKind.FILE, FOLDER + "a.png", ""),
        ("%E5%9B%BE.png?x#y", TargetKind.FILE, FOLDER + "图.png", "?x#y"),
        ("a%2523.png", TargetKind.FILE, FOLDER + "a%23.png", ""),
        (
            "../../../education/news/2026/b.md#s-1",
            TargetKind.ARTICLE,
            "content/education/news/2026/b.md".replace("content/", "content/"),
            "#s-1",
        ),
        ("/a.png", TargetKind.ROOTED, "/a.png", ""),
        ("%2Fa.png", TargetKind.ROOTED, "/a.png", ""),
        ("#s-1", TargetKind.ELSEWHERE, "", ""),
        ("", TargetKind.ELSEWHERE, "", ""),
        ("https://example.org/a.png", TargetKind.ELSEWHERE, "", ""),
        ("//example.org/a.png", TargetKind.ELSEWHERE, "", ""),
        ("mailto:a@example.org", TargetKind.ELSEWHERE, "", ""),
        ("../../../../../../etc/passwd", TargetKind.FILE, "../../etc/passwd", ""),
    ],
)
def test_where_a_target_leads(href: str, kind: TargetKind, path: str, tail: str) -> None:
    found = target(PATH, href)
    assert (found.kind, found.path, found.tail) == (kind, path, tail)


def test_wanted_files_are_found_wherever_a_target_can_stand() -> None:
    body = (
        "![图](a.png) [附件](f/b.pdf?v=1) [参考][r] <https://example.org> [邻](c.md)\n\n[r]: d.xlsx\n[没用]: e.zip\n\n"
        "| [格](g.csv) |\n|--|\n| ![](h.png) |\n"
    )
    found = wanted_files(PATH, article_text(body).encode(), policy())
    assert found == tuple(sorted(FOLDER + name for name in ("a.png", "f/b.pdf", "d.xlsx", "e.zip", "g.csv", "h.png")))
    assert read(article_text(body)).wanted == found


def test_wanted_files_of_an_unreadable_article_are_none() -> None:
    assert wanted_files(PATH, b"\xff", policy()) == ()


@pytest.mark.parametrize(
    ("href", "word"),
    [
        ("a.png", "does not exist"),
        ("../b.png", "not in the article's own folder"),
        ("../../../../reviews/policy.yml", "not in the article's own folder"),
        ("../../../../../x", "contains .."),
        ("/a.png", "begins with /"),
        ("a%00.png", "U+0000"),
        ("a%5Cb.png", "backslash"),
        (".hidden.png", "begin with a dot"),
        ("../../../../README.md", "not the path of an article"),
        ("notes.MD", "not the path of an article"),
        ("../", "not in the article's own folder"),
        (".", "not in the article's own folder"),
    ],
)
def test_faults_of_the_bundle_stand_at_the_link(href: str, word: str) -> None:
    reading = read_article(PATH, article_text(f"见 [附件](<{href}>)。\n").encode(), {}, policy())
    assert rules_of(reading) == ["SS0004"]
    finding = reading.findings[0]
    assert word in finding.message.en
    assert (finding.place.line, finding.place.column) == (7, 9)
    assert finding.place.end_column == 9 + len(href)


@pytest.mark.parametrize("src", ["https://www.gov.cn/a.png", "//www.gov.cn/a.png", "http://a.example.com/b", "#a", "?a"])
def test_a_picture_of_elsewhere_is_told_before_anybody_signs(src: str) -> None:
    reading = read_article(PATH, article_text(f"见 ![图](<{src}>)，[网页](<{src}>)。\n").encode(), {}, policy())
    assert [(one.rule, one.place.column) for one in reading.findings] == [("SS0004", 9)]  # a link may lead there


@pytest.mark.parametrize("state", ["missing", "symlink", "submodule", "lfs", "mode", "size", "cursed"])
def test_a_file_that_cannot_be_used_is_a_finding_and_changes_the_digests(state: str) -> None:
    text = article_text("![图](a.png)\n")
    reading = read_article(PATH, text.encode(), {FOLDER + "a.png": state}, policy())
    assert rules_of(reading) == ["SS0004"]
    good = article("![图](a.png)\n")
    assert reading.article is not None
    assert reading.article.substance != good.substance
    assert reading.article.bundle == ()


def test_a_file_counts_by_its_path_and_bytes() -> None:
    one = article("![图](a.png)\n", files={FOLDER + "a.png": b"1"})
    same = article("![图](./a.png)\n", files={FOLDER + "a.png": b"1"})
    other = article("![图](a.png)\n", files={FOLDER + "a.png": b"2"})
    assert one.substance == same.substance
    assert one.form != same.form
    assert one.substance != other.substance
    assert one.form != other.form


def test_targets_elsewhere_count_as_written() -> None:
    assert counted(PATH, "https://example.org/a%20b") == "https://example.org/a%20b"
    assert counted(PATH, "#s-1") == "#s-1"
