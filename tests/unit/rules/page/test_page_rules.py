"""Rules for built pages: each on its own examples, and against what people try."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from sanshen.model.finding import Severity
from sanshen.model.lexicon import Lexicon, Term
from sanshen.rules import Rule, catalogue
from sanshen.rules.page import PAGE_RULES, PageFacts, checks, judge, read_page
from sanshen.rules.page.reading import squeeze

LEXICON = Lexicon(terms=(Term(term="示例禁词", category="banned", severity=Severity.ERROR),))
CHECKED = [rule for rule in PAGE_RULES if rule.id in {"SS1606", "SS1607", "SS2201", "SS2202", "SS2203", "SS2205"}]


def judged(html: str, **facts: object) -> list[str]:
    known: dict[str, Any] = {"address": "a/index.html", "title": "示例区"} | facts
    return [finding.rule for finding in judge(read_page(html), PageFacts(**known), checks(LEXICON))]


def page(body: str, head: str = "") -> str:
    return f"<!doctype html><html><head><title>示例区</title>{head}</head><body>{body}</body></html>"


def facts_for(rule_id: str) -> dict[str, Any]:
    text = "审签过的文字。"
    if rule_id == "SS1606":
        return {"tags": (("SiteName", "示例区"),)}
    if rule_id == "SS1607":
        return {"marks": ("网站标识码：5001990001",)}
    return {"article": True, "visible": (text,), "text": text} if rule_id in {"SS2201", "SS2205"} else {}


@pytest.mark.parametrize("rule", CHECKED, ids=lambda rule: rule.id)
def test_each_rule_finds_its_bad_example_and_lets_the_good_one_pass(rule: Rule) -> None:
    assert rule.id in judged(rule.bad.whole, **facts_for(rule.id))
    assert judged(rule.good.whole, **facts_for(rule.id)) == []


def test_the_catalogue_holds_every_page_rule() -> None:
    assert {rule.id for rule in PAGE_RULES} <= {rule.id for rule in catalogue()}


ACTIVE = {
    "script": "<script>1</script>",
    "foreign script": "<script src='//cdn.example.com/a.js'></script>",
    "handler": "<p oNcLiCk='x()'>a</p>",
    "handler without a value": "<body onload>",
    "javascript": "<a href='javascript:x()'>a</a>",
    "javascript with controls": "<a href='\tjava\nscript&colon;x()'>a</a>",
    "javascript with entity": "<a href='&#106;avascript:x()'>a</a>",
    "vbscript": "<a href='VBScript:x'>a</a>",
    "data": "<a href='data:text/html,x'>a</a>",
    "data picture": "<img src='data:image/svg+xml,x'>",
    "frame": "<iframe src='a.html'></iframe>",
    "srcdoc": "<p srcdoc='x'>a</p>",
    "object": "<object data='a.swf'></object>",
    "embed": "<embed src='a.swf'>",
    "base": "<base href='https://example.com/'>",
    "form": "<form action='a'></form>",
    "style element": "<style>p{display:none}</style>",
    "inline style": "<p style='color:#fff'>a</p>",
    "svg": "<svg onload=x><a xlink:href='javascript:x'></a></svg>",
    "template": "<template><script>1</script></template>",
    "noscript": "<noscript><p>a</p></noscript>",
}


@pytest.mark.parametrize("html", ACTIVE.values(), ids=ACTIVE.keys())
def test_whatever_runs_or_hides_is_found(html: str) -> None:
    assert "SS2203" in judged(page(html))


@pytest.mark.parametrize(
    "head", ["<meta http-equiv='refresh' content='0;url=https://example.com/'>", "<link rel='import' href='a.html'>"]
)
def test_whatever_redirects_is_found(head: str) -> None:
    assert "SS2203" in judged(page("", head))


def test_a_page_may_lead_on_to_where_its_article_stands_now_and_nowhere_else() -> None:
    head = "<meta http-equiv='refresh' content='0; url=../b/'>"
    assert judged(page("", head), refresh="../b/") == []
    assert judged(page("", head), refresh="../c/") == ["SS2203"]
    assert judged(page("", head.replace("../b/", "../b/;url=https://example.com/")), refresh="../b/") == ["SS2203"]


REQUIRED_TAGS = {
    "SiteName": "示例区", "SiteDomain": "www.example.gov.cn", "SiteIDCode": "5001990001", "ColumnName": "动态",
    "ColumnDescription": "动态栏目", "ColumnKeywords": "动态", "ColumnType": "工作动态", "ArticleTitle": "示例区",
    "PubDate": "2026-11-02 09:30", "ContentSource": "新华社",
}  # fmt: skip


def tagged(kind: str, count: int, **changed: str) -> list[str]:
    told = {name: content for name, content in list(REQUIRED_TAGS.items())[:count] if content} | changed
    head = "".join(f'<meta name="{name}" content="{content}">' for name, content in told.items())
    return judged(page("", head), kind=kind, tags=tuple(told.items()))


@pytest.mark.parametrize(("kind", "count"), [("home", 3), ("list", 7), ("article", 10)])
def test_each_kind_of_page_has_the_tags_of_the_standard(kind: str, count: int) -> None:
    assert tagged(kind, count) == []
    assert tagged(kind, count - 1) == ["SS1606"]
    assert tagged("", count - 1) == []


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("SiteDomain", "http://www.example.gov.cn"), ("SiteIDCode", "123"), ("PubDate", "2026-11-02"), ("PubDate", "2026-11-02 24:00"),
        ("PubDate", "2026-13-02 09:30"), ("PubDate", "2026-11-02T09:30"), ("ContentSource", " "), ("ColumnName", ""),
    ],
)  # fmt: skip
def test_a_tag_of_the_wrong_form_is_found_even_where_it_was_planned(name: str, content: str) -> None:
    assert tagged("article", 10, **{name: content}) == ["SS1606"]


def test_the_home_page_has_no_column_tags_and_what_the_site_lacks_is_told_elsewhere() -> None:
    assert tagged("home", 7) == ["SS1606"]
    head = '<meta name="SiteName" content="示例区">'
    unset = frozenset({"SiteDomain", "SiteIDCode"})
    assert judged(page("", head), kind="home", tags=(("SiteName", "示例区"),), unset=unset) == []


FOOT = "<footer><ul><li>网站标识码：5001990001</li><li><a href='a/'>渝ICP备<b>12345678</b>号</a></li></ul></footer>"
MARKS = ("网站标识码：5001990001", "渝ICP备12345678号")


def test_every_mark_stands_in_the_pages_foot() -> None:
    assert judged(page(FOOT), marks=MARKS) == []
    assert judged(page(FOOT), marks=(*MARKS, "主办单位：示例区")) == ["SS1607"]
    assert judged(page(f"<article>{FOOT}</article>"), marks=MARKS) == ["SS1607", "SS1607"]
    assert judged(page(FOOT.replace("footer", "div")), marks=MARKS) == ["SS1607", "SS1607"]


def test_the_emblem_stands_on_the_home_page_once_and_nowhere_else() -> None:
    emblem = "<img src='assets/emblem.png' alt='中华人民共和国国徽'>"
    assert judged(page(emblem), emblem="assets/emblem.png") == []
    for wrong in ("", emblem * 2, emblem.replace("emblem.png", "other.png")):
        assert judged(page(wrong), emblem="assets/emblem.png") == ["SS1607"]
    assert judged(page(emblem)) == ["SS1607"]


def test_a_script_of_the_sites_own_list_may_stand() -> None:
    html = page("<script src='assets/sanshen/site.js'></script>")
    assert judged(html, scripts=frozenset({"assets/sanshen/site.js"})) == []
    assert judged(html.replace("></script>", ">1</script>"), scripts=frozenset({"assets/sanshen/site.js"})) == ["SS2203"]


FOREIGN = [
    "<img src='https://example.com/a.png'>",
    "<img src='//example.com/a.png'>",
    "<img src='\\\\example.com\\a.png'>",
    "<img src='a.png' srcset='a.png 1x, https://example.com/b.png 2x'>",
    "<video poster='https://example.com/a.png'></video>",
    "<a ping='https://example.com/' href='a/'>a</a>",
    "<a href='https://example.com/'>a</a>",
    "<a href='//example.com/' rel='noopener'>a</a>",
    "<a href='https://example.com/' rel='noopener external'>a</a>",
    "<a href='https://example.com/' rel='noopener external' class='s-outside'>a</a>",
    "<a href='https://www.example.gov.cn.example.com/'>a</a>",
    "<link rel='stylesheet' href='https://example.com/a.css'>",
    "<link rel='preconnect' href='https://example.com/'>",
]


@pytest.mark.parametrize("html", FOREIGN)
def test_resources_and_unmarked_links_from_elsewhere_are_found(html: str) -> None:
    assert judged(page(html), own_hosts=frozenset({"www.example.gov.cn"})) == ["SS2202"]


@pytest.mark.parametrize(
    "html",
    [
        "<a href='https://example.com/' rel='noopener external' class='s-outside' aria-describedby='n'>a</a>",
        "<a href='https://www.gov.cn/' rel='noopener external'>a</a>",
        "<a href='https://www.example.gov.cn/b/'>a</a>",
        "<link rel='canonical' href='https://www.example.gov.cn/'>",
        "<a href='mailto:a@example.gov.cn'>a</a>",
        "<a href='tel:12345'>a</a>",
        "<p>javascript: 和 data: 是两个词</p>",
        "<a href='a%3Ab/'>a</a>",
    ],
)
def test_honest_pages_pass(html: str) -> None:
    assert judged(page(html), own_hosts=frozenset({"www.example.gov.cn"})) == []


Tags = Sequence[tuple[str, str]]
TAGS = (("SiteName", "示例区"), ("PubDate", "2026-11-02 09:30"), ("Image", "a.png"), ("Image", "b.png"))


def meta(tags: Tags) -> Iterator[str]:
    for name, content in tags:
        yield f'<meta name="{name}" content="{content}">'


@pytest.mark.parametrize(
    ("tags", "count"),
    [
        (TAGS, 0),
        (TAGS[:1] + TAGS[2:], 1),
        ((*TAGS, ("SiteName", "示例区")), 1),
        ((*TAGS, ("sitename", "别处")), 1),
        ((*TAGS, ("ColumnName", "null")), 1),
        ((("SiteName", "示例区"), ("PubDate", "2026-11-02 9:30"), *TAGS[2:]), 3),
    ],
)
def test_page_tags_stand_once_and_right(tags: Tags, count: int) -> None:
    assert judged(page("", "".join(meta(tags))), tags=TAGS, repeatable=frozenset({"Image"})) == ["SS1606"] * count


def test_a_tag_that_is_asked_for_twice_is_a_fault_of_the_plan() -> None:
    doubled = (("SiteName", "示例区"), ("SiteName", "示例区"))
    assert judged(page("", "".join(meta(doubled))), tags=doubled) == ["SS1606"]


@pytest.mark.parametrize(
    "html",
    [
        "<!doctype html><title>别的</title>",
        "<!doctype html><p>a</p>",
        "<!doctype html><title>示例区</title><title>示例区</title>",
    ],
)
def test_the_title_names_the_page(html: str) -> None:
    assert judged(html) == ["SS1606"]


def test_a_term_on_the_page_that_was_never_signed_is_an_error_and_one_that_was_is_a_warning() -> None:
    html = page("<div id='article-body'><p>示例<strong>禁词</strong></p></div>")
    found = list(
        judge(read_page(html), PageFacts("a", "示例区", article=True, visible=("示例禁词",), text="示例禁词"), checks(LEXICON))
    )
    assert [(one.rule, one.severity) for one in found] == [("SS2205", Severity.WARNING)]
    found = list(
        judge(read_page(html), PageFacts("a", "示例区", article=True, visible=("示例禁词",), text=""), checks(LEXICON))
    )
    assert [(one.rule, one.severity) for one in found] == [("SS2205", Severity.ERROR)]


def test_the_excerpt_of_a_difference_is_masked() -> None:
    number = "110105" + "19491231" + "002X"
    html = page(f"<div id='article-body'><p>{number}</p></div>")
    found = next(
        iter(judge(read_page(html), PageFacts("a", "示例区", article=True, visible=("文字",), text="文字"), checks(LEXICON)))
    )
    assert number not in found.message.zh
    assert "11**" in found.message.zh


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<div id='article-body'><p>一</p><p>二</p></div>", "一二"),
        ("<div id='article-body'>一<div id='article-body'>二</div></div>", "一二"),
        ("<p>外</p><div id='article-body'>内</div>外", "内"),
        ("<div id='article-body'><table><tr><td>甲<p>乙</table></div>", "甲乙"),
        ("<table><div id='article-body'>挪出表格</div></table>", "挪出表格"),
    ],
)
def test_pages_are_read_as_a_browser_reads_them(html: str, expected: str) -> None:
    assert read_page(html).body == expected


def test_deep_and_huge_pages_are_read_in_time() -> None:
    assert read_page("<div id='article-body'>" + "<b>" * 50_000 + "深").body == "深"
    assert squeeze(" 甲\u3000乙\n") == "甲乙"


@pytest.mark.parametrize(
    "ways",
    [
        "b-480.jpg 480w",
        "a-480.jpg 480w, b-840.jpg 840w",
        "a-480.jpg 480w,b.jpg 2x",
        "a-480.jpg",
        "a-480.jpg 2x",
        "a-480.jpg 480w, ",
    ],
)
def test_a_picture_in_the_text_offers_only_its_own_widths(ways: str) -> None:
    body = '<div id="article-body"><img src="a.jpg" srcset="{}" sizes="92vw" alt=""></div>'
    known: dict[str, Any] = {"article": True, "pictures": frozenset({"a.jpg", "a-480.jpg"})}
    assert judged(page(body.format("a-480.jpg 480w, a.jpg 900w")), **known) == []
    assert "SS2203" in judged(page(body.format(ways)), **known)
