"""Where the links of a page lead: the short way for plain addresses says what the URL standard says."""

from __future__ import annotations

from urllib.parse import unquote, urljoin, urlsplit

import pytest

from sanshen.site.addresses import output_file
from sanshen.site.inspection import _file_of

_PARTS = (
    "a",
    "a-b",
    "_",
    "-",
    "2026",
    "a.b",
    ".",
    "..",
    "",
    "%61",
    "a:b",
    "?q",
    "#f",
    "//host",
    "政策",
    "a b",
    "index.html",
    "qr.svg",
    "a.",
    "x.SVG",
)


@pytest.mark.parametrize("root", ["/", "/site/"])
def test_every_target_is_seen_as_the_standard_sees_it(root: str) -> None:
    tails = ("", "/")
    targets = {
        "/".join(steps) + tail
        for one in _PARTS
        for steps in ((one,), ("news", one), (one, "news"), ("a", one, "b"))
        for tail in tails
    }
    assert len(targets) > 100
    for target in targets:
        path = urlsplit(urljoin(f"http://site.invalid{root}", target))
        wanted = output_file(unquote(path.path).removeprefix(root)) if path.hostname == "site.invalid" else None
        assert _file_of("", root, target) == wanted, target


def test_a_plain_target_below_the_root_is_resolved_against_its_page() -> None:
    assert _file_of("a/b/", "/", "c/") == "a/b/c/index.html"
    assert _file_of("", "/", "a/b/") == "a/b/index.html"


@pytest.mark.parametrize("at", ["", "a/b/", "by_keyword/防汛/", "old/c.html"])
def test_a_place_on_the_page_itself_leads_to_the_page(at: str) -> None:
    standard = urlsplit(urljoin(f"http://site.invalid/site/{at}", "#main")).path
    assert _file_of(at, "/site/", "#main") == output_file(unquote(standard).removeprefix("/site/"))
