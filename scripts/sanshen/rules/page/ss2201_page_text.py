"""The text on the page: exactly what was signed, nothing missing, nothing added."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sanshen.model.finding import Finding, Place, Severity
from sanshen.model.mask import mask
from sanshen.model.text import Text
from sanshen.rules.page.reading import PageFacts, PageReading
from sanshen.rules.rule import Example, Rule

_SHOWN: Final = 20


def check(page: PageReading, facts: PageFacts) -> Iterator[Finding]:
    """Every run of the article's visible text stands on the page, in order, and no other text stands between."""
    if not facts.article:
        if page.bodies:
            yield _finding(facts, Text("这一页不应有正文", "this page should hold no article"))
        return
    if page.bodies != 1:
        yield _finding(facts, Text(f"正文部分有 {page.bodies} 处", f"the article's part stands {page.bodies} times"))
        return
    at = 0
    for run in facts.visible:
        if not page.body.startswith(run, at):
            yield _difference(facts, run, page.body[at:])
            return
        at += len(run)
    if at != len(page.body):
        yield _difference(facts, "", page.body[at:])


def _difference(facts: PageFacts, wanted: str, found: str) -> Finding:
    same = next(
        (n for n, pair in enumerate(zip(wanted, found, strict=False)) if pair[0] != pair[1]), min(len(wanted), len(found))
    )
    left, right = mask(wanted[same : same + _SHOWN]) or "（结束）", mask(found[same : same + _SHOWN]) or "（结束）"
    return _finding(
        facts,
        Text(
            f"页面文字与审签的文字不一致：审签的是“{left}”，页面上是“{right}”",
            f"the page's text differs from what was signed: signed {left!r}, on the page {right!r}",
        ),
    )


def _finding(facts: PageFacts, message: Text) -> Finding:
    return RULE.finding(facts.address, Place(), message)


RULE: Final = Rule(
    id="SS2201",
    title=Text("页面文字与审签文字不一致", "the page's text is not what was signed"),
    why=Text(
        "办法第二十二条要求防范内容篡改：读者看到的每一个字都必须是审签过的，一字不多，一字不少。",
        "Art. 22 asks to guard against tampering: readers see exactly the characters that were signed, none more, none fewer.",
    ),
    fix=Text("该页不予发布；请把这条信息报告给区政府办公室", "the page is not published; report it to the office"),
    item="22",
    severity=Severity.ERROR,
    bad=Example(
        path="a/index.html",
        whole='<!doctype html><title>示例区</title><div id="article-body"><p>审签过的文字。另加一句。</p></div>',
    ),
    good=Example(
        path="a/index.html", whole='<!doctype html><title>示例区</title><div id="article-body"><p>审签过的文字。</p></div>'
    ),
    reported_by="site",
)
