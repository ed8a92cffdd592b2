"""Links to sites that are neither a government's nor on the office's list of sources."""

from __future__ import annotations

from collections.abc import Iterator

from sanshen.model.article import Article, PassageKind
from sanshen.model.finding import Finding, Severity
from sanshen.model.mask import mask
from sanshen.model.rulebook import RuleBook
from sanshen.model.text import Text
from sanshen.rules.clues import Clues
from sanshen.rules.hosts import host_fault, leads_outside, target_of
from sanshen.rules.rule import Example, Rule


def _is_strange(url: str, book: RuleBook) -> bool:
    target = target_of(url)
    if not target.host or host_fault(target) is not None or not leads_outside(url, book.policy.government_hosts):
        return False  # what is deceptive SS1603 says
    return not any(one.owns(target.host) for one in book.sources.active(book.day))


def check(article: Article, book: RuleBook) -> Iterator[Finding]:
    """Each link to a strange host, named; the page marks every link to a site of no government by itself."""
    for passage in article.passages:
        if passage.kind is PassageKind.LINK and _is_strange(passage.text, book):
            host = target_of(passage.text).host
            yield RULE.finding(
                article.path,
                passage.place(0, len(passage.text)),
                Text(
                    f"链接去往非政府网站 {host}，也不在稿源名单上；页面上将标明“非政府网站”",
                    f"a link to {host}, no government site and not on the list of sources; the page will mark it",
                ),
                excerpt=mask(" ".join((passage.label or passage.text).split())[:40]),
                matched=passage.text,
            )


RULE = Rule(
    id="SS1605",
    title=Text("通往非政府网站的链接", "link to a site of no government"),
    why=Text(
        "《政府网站发展指引》（国办发〔2017〕47号）要求离开政府网站前提示；那里的内容随时会变，没有人审过（办法第十六条）。",
        "The national guideline asks for a notice before readers leave for such a site; what it shows may change at any time and "
        "nobody reviewed it (Art. 16).",
    ),
    fix=Text(
        "核对网址是否必要；确属政府的域名写进口径 government-hosts，权威来源写进 reviews/sources.yml",
        "see whether the link is needed; a government's domain belongs into policy `government-hosts`, a source into reviews/sources.yml",
    ),
    item="16",
    severity=Severity.NOTE,
    bad=Example(body="详见[活动页面](https://news.example.com/a)。\n"),
    good=Example(body="详见[通知原文](https://www.gov.cn/zhengce/)。\n"),
    waivable=True,
    adjustable=True,
    check=check,
    clues=Clues(facts=("targets",)),
)
