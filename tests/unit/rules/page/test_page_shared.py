"""What pages share is judged once, and found fault with on every page that has it."""

from __future__ import annotations

import pytest

from sanshen.model.lexicon import Lexicon
from sanshen.rules.page import PageFacts, checks, judge, read_page
from sanshen.rules.page import reading as of_pages

CHECKS = checks(Lexicon())
HEAD = '<header><nav><ul><li><a href="{}">首页</a></li></ul></nav></header>'


def whole(head: str, body: str = "文字。", more: str = "") -> str:
    return (
        f'<!doctype html><html><head><title>题</title><meta name="SiteName" content="区"><script src="s.js" defer></script></head>'
        f'<body>{head}<main><article><h1>{body}</h1><div id="article-body"><p>{body}</p></div></article></main>{more}</body></html>'
    )


def rules(html: str, **known: object) -> list[str]:
    facts = {
        "address": "a",
        "title": "题",
        "tags": (("SiteName", "区"),),
        "article": True,
        "visible": ("文字。",),
        "scripts": frozenset({"s.js"}),
    }
    return [finding.rule for finding in judge(read_page(html), PageFacts(**(facts | known)), CHECKS)]  # type: ignore[arg-type]  # by name


def test_the_head_of_two_pages_is_the_very_same_stretch() -> None:
    one, other = read_page(whole(HEAD.format("../"))), read_page(whole(HEAD.format("../"), "别的。"))
    shared = [{id(stretch) for stretch in page.stretches if stretch.shared} for page in (one, other)]
    assert shared[0]
    assert shared[0] == shared[1]
    assert not any(
        element.in_body for page in (one, other) for stretch in page.stretches if stretch.shared for element in stretch.elements
    )


@pytest.mark.parametrize(
    "head",
    [
        HEAD.format("javascript:go()"),
        HEAD.format("../") .replace("<ul>", '<ul onclick="go()">'),
        HEAD.format("../") .replace("<ul>", '<ul style="display:none">'),
        HEAD.format("../") + "<form></form>",
        HEAD.format("../") + '<img src="//cdn.example.com/a.png">',
        HEAD.format("https://example.com/"),
        "<svg><style><a></a></style></svg>",
    ],
)  # fmt: skip
def test_a_fault_of_a_shared_part_is_found_on_every_page_that_has_it(head: str) -> None:
    found = [rules(whole(head)) for _ in range(3)]
    assert found[0]
    assert found == [found[0]] * 3
    assert rules(whole(HEAD.format("../"))) == []


def test_what_is_remembered_of_a_part_holds_for_the_same_facts_alone() -> None:
    html = whole(HEAD.format("https://other.example.com/"))
    assert rules(html) == ["SS2202"]
    assert rules(html, own_hosts=frozenset({"other.example.com"})) == []
    assert rules(html) == ["SS2202"]
    assert rules(whole(HEAD.format("../")), scripts=frozenset()) == ["SS2203"]
    assert rules(whole(HEAD.format("../"))) == []


@pytest.mark.parametrize(
    "html",
    [
        whole(HEAD.format("../"), more="<footer><p>脚</p></footer><!-- 注 -->"),
        "<b><div><main><header><p>a</p></header></main></div><div id=article-body><i>b</i></div></b>",
        "<body><div id=article-body>a<div id=article-body>b</div></div><header>c</header></body>",
        "<main id=article-body><header><p>a</header><script>b</script></main>",
        "<table><tr><td><header>a</header><td><footer>b</table><title>c</title><style>d</style>",
        "",
    ],
)
def test_a_page_reads_the_same_whether_its_parts_were_met_before(html: str) -> None:
    of_pages._kept.clear()
    fresh, again = read_page(html), read_page(html)
    assert fresh.elements == again.elements
    assert (fresh.body, fresh.bodies, fresh.foot) == (again.body, again.bodies, again.foot)
    names = [element.name for element in fresh.elements]
    assert names[0] == "html"
    assert names.count("header") == html.count("<header>")


def test_what_is_remembered_is_bounded() -> None:
    for number in range(2 * of_pages._MOST_KEPT):
        read_page(whole(HEAD.format(f"../{number}/")))
    assert len(of_pages._kept) <= of_pages._MOST_KEPT
