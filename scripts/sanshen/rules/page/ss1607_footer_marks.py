"""Footer marks and the national emblem: each mark that the site has stands at the foot of every page, the emblem on the home page only."""

from __future__ import annotations

from collections.abc import Iterator

from sanshen.model.finding import Finding, Place, Severity
from sanshen.model.text import Text
from sanshen.rules.page.reading import PageFacts, PageReading, squeeze
from sanshen.rules.rule import Example, Rule

EMBLEM = "国徽"
"""What the alternative text of the emblem's picture holds."""


def check(page: PageReading, facts: PageFacts) -> Iterator[Finding]:
    """Look for each mark in the visible text of the page's foot, and for the emblem where it must and must not be."""
    for mark in facts.marks:
        if squeeze(mark) not in page.foot:
            yield _finding(facts, Text(f"页脚缺少“{mark}”", f"the foot lacks {mark!r}"))
    shown = [
        element.attributes.get("src", "")
        for element in page.noted
        if element.name == "img" and not element.in_body and EMBLEM in element.attributes.get("alt", "")
    ]
    if shown != ([facts.emblem] if facts.emblem else []):
        what = Text("首页应有一枚国徽", "the home page shows the emblem once") if facts.emblem else _NOT_HERE
        yield _finding(facts, what)


_NOT_HERE = Text("这一页不得使用国徽图案", "the national emblem must not stand on this page")


def _finding(facts: PageFacts, message: Text) -> Finding:
    return RULE.finding(facts.address, Place(), message)


RULE = Rule(
    id="SS1607",
    title=Text("页脚标识与国徽", "footer marks and the national emblem"),
    why=Text(
        "《政府网站发展指引》（国办发〔2017〕47号）要求每个页面底部列明网站标识码、备案号、主办单位与联系方式；"
        "国徽法第六条、第七条要求县级以上人民政府网站首页使用国徽，其他页面不得滥用。",
        "The national guideline asks every page for identity code, filings, host and contact at its foot; the emblem law asks the home "
        "page of a government at county level or above for the emblem, and no other page may use it.",
    ),
    fix=Text("检查 mkdocs.yml 的 extra 与模板", "look at `extra` in mkdocs.yml and at the templates"),
    item="16",
    severity=Severity.ERROR,
    bad=Example(
        path="a/index.html",
        whole='<!doctype html><title>示例区</title><footer>主办单位：示例区</footer><img src="e.png" alt="国徽">',
    ),
    good=Example(path="a/index.html", whole="<!doctype html><title>示例区</title><footer>网站标识码：5001990001</footer>"),
    reported_by="site",
)
