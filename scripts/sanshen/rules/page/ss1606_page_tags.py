"""Page tags: each required tag exactly once, with the right content, and a title that names the page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from sanshen.model.finding import Finding, Place, Severity
from sanshen.model.text import Text
from sanshen.rules.page.reading import PageFacts, PageReading, squeeze
from sanshen.rules.rule import Example, Rule

STANDARD: Final = frozenset(
    {
        "sitename", "sitedomain", "siteidcode", "columnname", "columndescription", "columnkeywords", "columntype",
        "articletitle", "pubdate", "contentsource", "keywords", "author", "image", "url",
    }
)  # fmt: skip
"""Names of the standard, lower case: a browser and a checker compare them so. `description` is free on pages without an article."""


def check(page: PageReading, facts: PageFacts) -> Iterator[Finding]:
    """Compare the tags in the static HTML with those the page must have (国办发〔2017〕47号)."""
    found = [
        (element.attributes["name"], element.attributes.get("content", ""))
        for element in page.elements
        if element.name == "meta" and element.attributes.get("name", "").lower() in STANDARD
    ]
    wanted = [tag for tag in facts.tags if tag[0].lower() in STANDARD]
    for tag, times in (Counter(wanted) - Counter(found)).items():
        yield _finding(facts, Text(f"缺少页面标签 {tag[0]}（应为“{tag[1]}”，差 {times} 个）", f"page tag {tag[0]} is missing"))
    for tag in Counter(found) - Counter(wanted):
        yield _finding(facts, Text(f"多出或写错的页面标签 {tag[0]}", f"page tag {tag[0]} is doubled or wrong"))
    for name, times in Counter(name for name, _ in wanted).items():
        if times > 1 and name not in facts.repeatable:
            yield _finding(facts, Text(f"页面标签 {name} 出现 {times} 次", f"page tag {name} stands {times} times"))
    titles = [element.text for element in page.elements if element.name == "title"]
    if len(titles) != 1 or not squeeze(titles[0]).startswith(squeeze(facts.title)):
        yield _finding(facts, Text("网页标题（title）与内容不符", "the page's <title> does not name the page"))


def _finding(facts: PageFacts, message: Text) -> Finding:
    return RULE.finding(facts.address, Place(), message)


RULE: Final = Rule(
    id="SS1606",
    title=Text("网页标签", "page tags"),
    why=Text(
        "《政府网站发展指引》（国办发〔2017〕47号）要求每个页面带有规范的网站、栏目、内容标签，供检索与监测核对。",
        "The national guideline asks every page for exact site, column and content tags, which search and monitoring rely on.",
    ),
    fix=Text("检查 mkdocs.yml 的 extra 与模板", "look at `extra` in mkdocs.yml and at the templates"),
    item="16",
    severity=Severity.ERROR,
    bad=Example(path="index.html", whole='<!doctype html><title>示例区</title><meta name="SiteName" content="null">'),
    good=Example(path="index.html", whole='<!doctype html><title>示例区</title><meta name="SiteName" content="示例区">'),
    reported_by="site",
)
