"""Terms of the lexicon on the built page that the signed text does not hold: two programs read the same bytes differently."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from sanshen.model.finding import Finding, Place, Severity
from sanshen.model.lexicon import Lexicon
from sanshen.model.text import Text
from sanshen.reading.folding import fold
from sanshen.rules.page.reading import PageFacts, PageReading
from sanshen.rules.rule import Example, Rule
from sanshen.rules.term_matcher import matcher_of

PageCheck = Callable[[PageReading, PageFacts], Iterator[Finding]]


def lexicon_check(lexicon: Lexicon) -> PageCheck:
    """A check against the forbidden terms of one lexicon.

    A term that the signed text holds as well was judged when it was signed (and may be excused there); it is a warning here, so
    that a term added today does not tear an archive out of the site: taking an article down is a decision with a ledger entry.
    """

    def forbidden(text: str) -> set[int]:
        hits = {hit.term for hit in matcher_of(lexicon).find(fold(text).text) if not hit.doubtful}
        return {number for number in hits if lexicon.entry(number)[0].severity is Severity.ERROR}

    def check(page: PageReading, facts: PageFacts) -> Iterator[Finding]:
        shown = forbidden(page.body_text) if facts.article and len(lexicon) else set()
        if not shown:
            return
        signed = forbidden(facts.text)
        if shown - signed:
            yield RULE.finding(
                facts.address,
                Place(),
                Text("页面上出现审签文字里没有的禁用词", "a forbidden term that the signed text does not hold"),
            )
        if shown & signed:
            yield RULE.finding(
                facts.address,
                Place(),
                Text("页面上有词表现在禁用的词", "a term that the lexicon forbids now"),
                severity=Severity.WARNING,
                advice=Text(
                    "请核查；需要撤稿的用 sanshen takedown", "review it; take it down with sanshen takedown if need be"
                ),
            )

    return check


RULE: Final = Rule(
    id="SS2205",
    title=Text("页面上的禁用词", "forbidden terms on the page"),
    why=Text(
        "办法第十三、二十二条：词表检查不仅看稿件，也看真正给读者看的网页。",
        "Art. 13 and 22: the lexicon is held against the very page that readers get, not only against the manuscript.",
    ),
    fix=Text("该页不予发布；请把这条信息报告给区政府办公室", "the page is not published; report it to the office"),
    item="22",
    severity=Severity.ERROR,
    bad=Example(
        path="a/index.html", whole='<!doctype html><title>示例区</title><div id="article-body"><p>示例<b>禁词</b></p></div>'
    ),
    good=Example(
        path="a/index.html", whole='<!doctype html><title>示例区</title><div id="article-body"><p>审签过的文字。</p></div>'
    ),
    reported_by="site",
)
