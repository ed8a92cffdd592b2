"""Page tags: each required tag exactly once, with the right content, and a title that names the page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
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


_SITE: Final = ("SiteName", "SiteDomain", "SiteIDCode")
_COLUMN: Final = ("ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType")
REQUIRED: Final = {
    "home": _SITE,
    "list": (*_SITE, *_COLUMN),
    "article": (*_SITE, *_COLUMN, "ArticleTitle", "PubDate", "ContentSource"),
}
"""Required tags by kind of page: three, seven, ten."""
_FORMS: Final = {
    "SiteDomain": r"[a-z0-9-]+(\.[a-z0-9-]+)+",
    "SiteIDCode": r"bm\d{8}|\d{10}",
    "PubDate": r"\d{4}-(0[1-9]|1[0-2])-([0-2]\d|3[01]) ([01]\d|2[0-3]):[0-5]\d",
}


def check(page: PageReading, facts: PageFacts) -> Iterator[Finding]:
    """Compare the tags in the static HTML with those the page must have (国办发〔2017〕47号)."""
    noted = page.noted
    found = [
        (element.attributes["name"], element.attributes.get("content", ""))
        for element in noted
        if element.name == "meta" and element.attributes.get("name", "").lower() in STANDARD
    ]
    wanted = [tag for tag in facts.tags if tag[0].lower() in STANDARD]
    if found != wanted:
        yield from _differences(found, wanted, facts)
    twice = Counter([name for name, _ in wanted]) if len({name for name, _ in wanted}) < len(wanted) else {}
    for name, times in twice.items():
        if times > 1 and name not in facts.repeatable:
            yield _finding(facts, Text(f"页面标签 {name} 出现 {times} 次", f"page tag {name} stands {times} times"))
    yield from _standard(found, facts)
    titles = [element.text for element in noted if element.name == "title"]
    if len(titles) != 1 or not squeeze(titles[0]).startswith(squeeze(facts.title)):
        yield _finding(facts, Text("网页标题（title）与内容不符", "the page's <title> does not name the page"))


def _differences(found: Sequence[tuple[str, str]], wanted: Sequence[tuple[str, str]], facts: PageFacts) -> Iterator[Finding]:
    for tag, times in (Counter(wanted) - Counter(found)).items():
        yield _finding(facts, Text(f"缺少页面标签 {tag[0]}（应为“{tag[1]}”，差 {times} 个）", f"page tag {tag[0]} is missing"))
    for tag in Counter(found) - Counter(wanted):
        yield _finding(facts, Text(f"多出或写错的页面标签 {tag[0]}", f"page tag {tag[0]} is doubled or wrong"))


def _standard(found: Sequence[tuple[str, str]], facts: PageFacts) -> Iterator[Finding]:
    """What the standard asks of every site, whatever this one planned: the tags of each kind of page, filled in, in the right form."""
    names = {name for name, _ in found}
    for name in REQUIRED.get(facts.kind, ()):
        if name not in names and name not in facts.unset:
            yield _finding(facts, Text(f"这类页面必须有标签 {name}", f"a page of this kind must have the tag {name}"))
    if facts.kind == "home" and any(name.startswith("Column") for name in names):
        yield _finding(facts, Text("首页不得有栏目标签", "the home page must not have column tags"))
    for name, content in found:
        if not content.strip() or (name in _FORMS and not re.fullmatch(_FORMS[name], content)):
            yield _finding(facts, Text(f"页面标签 {name} 为空或格式不对", f"page tag {name} is empty or has the wrong form"))


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
