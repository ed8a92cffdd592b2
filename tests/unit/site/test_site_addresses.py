from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshen.model.attachments import file_kind
from sanshen.reading.article_path import parse
from sanshen.site.addresses import (
    chapter_address,
    file_address,
    human_size,
    keyword_address,
    link,
    list_address,
    output_file,
    page_address,
    platform_address,
)


def test_an_article_keeps_its_address_for_ever() -> None:
    assert page_address("content/liangshan/news/2026/a.md") == "liangshan/news/2026/a/"
    assert output_file(page_address("content/liangshan/news/2026/a.md")) == "liangshan/news/2026/a/index.html"
    assert output_file("") == "index.html"
    assert output_file("404.html") == "404.html"


def test_an_article_that_is_called_index_is_a_page_like_others() -> None:
    assert output_file(page_address("content/liangshan/news/2026/index.md")) == "liangshan/news/2026/index/index.html"


def test_lists_never_collide_with_articles() -> None:
    base = list_address("u", "c")
    assert [base, chapter_address(base, "2026"), chapter_address(base, "2026", 1)] == ["u/c/", "u/c/2026/", "u/c/2026-1/"]
    for made in (chapter_address(base, "2026", 1), platform_address("u"), "by_type/x/", "by_keyword/x/", "site_map/"):
        assert parse(f"content/{made}2026/a.md") is None, made


@pytest.mark.parametrize(
    ("word", "address"),
    [
        ("消防", "by_keyword/消防/"),
        ("ＡＩ", "by_keyword/ai/"),
        ("Ai", "by_keyword/ai/"),
        ("C++", "by_keyword/x-"),
        ("../../index", "by_keyword/x-"),
        ("a/b", "by_keyword/x-"),
        (".", "by_keyword/x-"),
        ("字" * 41, "by_keyword/x-"),
        ("e\u0301", "by_keyword/é/"),
    ],
)
def test_a_keyword_has_one_safe_address(word: str, address: str) -> None:
    found = keyword_address(word)
    assert found == address or (address.endswith("-") and len(found) == len(address) + 17 and found.startswith(address))
    assert found.count("/") == 2


@pytest.mark.parametrize(
    ("at", "to", "expected"),
    [
        ("", "", "./"),
        ("", "a/b/", "a/b/"),
        ("a/b/", "", "../../"),
        ("a/b/", "c/", "../../c/"),
        ("a/", "图 片.png", "../%E5%9B%BE%20%E7%89%87.png"),
    ],
)
def test_links_are_relative_and_encoded(at: str, to: str, expected: str) -> None:
    assert link(at, to) == expected


@given(st.lists(st.sampled_from(["a", "b-1", "图"]), max_size=4), st.lists(st.sampled_from(["c", "片 2", "d"]), max_size=4))
def test_a_link_leads_where_it_should(from_parts: list[str], to_parts: list[str]) -> None:
    from urllib.parse import unquote, urljoin

    at, to = ("".join(part + "/" for part in parts) for parts in (from_parts, to_parts))
    assert unquote(urljoin(f"http://h/root/{at}", link(at, to))) == f"http://h/root/{to}"


@pytest.mark.parametrize(
    ("size", "shown"), [(0, "0 B"), (1023, "1023 B"), (1024, "1.0 KB"), (1_572_864, "1.5 MB"), (3 << 40, "3072.0 GB")]
)
def test_sizes_are_readable(size: int, shown: str) -> None:
    assert human_size(size) == shown


@pytest.mark.parametrize(
    "name", ["a.html", "a.htm", "a.js", "a.svg", "a.svgz", "a.xml", "a.exe", "a", "a.pdf.html", "a.xhtml", "a.mht"]
)
def test_files_that_a_browser_could_run_have_no_kind(name: str) -> None:
    assert file_kind(f"content/u/c/2026/a/{name}") is None


def test_known_kinds_have_a_name_whatever_the_case() -> None:
    kind = file_kind("x/通知.PDF")
    assert kind is not None
    assert kind.zh == "PDF 文档"
    assert file_address("content/u/c/2026/a/b.pdf") == "u/c/2026/a/b.pdf"
