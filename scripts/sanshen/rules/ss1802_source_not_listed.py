"""Reprints come only from sources on the list valid on that day, and from their own hosts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sanshen.model.article import Article
from sanshen.model.finding import Finding, Place, Severity
from sanshen.model.rulebook import RuleBook
from sanshen.model.text import Text
from sanshen.rules.clues import Clues
from sanshen.rules.hosts import host_fault, target_of
from sanshen.rules.look_alikes import imitated
from sanshen.rules.rule import Example, Rule


def _fault(article: Article, book: RuleBook) -> Text | None:
    source = article.meta.source
    target = target_of(source.url)
    if not target.host or not source.name.strip():
        return None  # SS1801 says so
    fault = host_fault(target)
    if fault is not None:
        return fault
    if book.sources.covers(source.name.strip(), target.host, book.day):
        return None
    twin = imitated(target.host, (host for one in book.sources.active(book.day) for host in one.hosts))
    if twin:
        return Text(f"网址 {target.host} 冒充稿源 {twin}", f"the address {target.host} only looks like the source {twin}")
    if book.sources.find(source.name.strip(), book.day):
        return Text(
            f"网址 {target.host} 不属于来源“{source.name}”",
            f"the address {target.host} does not belong to the source {source.name!r}",
        )
    return Text(
        f"“{source.name}”（{target.host}）不在 {book.day} 有效的稿源名单上",
        f"{source.name!r} ({target.host}) is not on the list of sources valid on {book.day}",
    )


def check(article: Article, book: RuleBook) -> Iterator[Finding]:
    """Name and host of a reprint's source against `reviews/sources.yml`."""
    if not article.meta.source.reprint:
        return
    fault = _fault(article, book)
    if fault is not None:
        place = Place(article.meta_lines.get("source", 1), 1, 1)
        yield RULE.finding(article.path, place, fault, excerpt=article.meta.source.name)


_LIST: Final = "sources:\n  - {name: 中国政府网, hosts: [www.gov.cn], kind: government}\n"

RULE: Final = Rule(
    id="SS1802",
    title=Text("转载来源不在名单上", "reprint source not on the list"),
    why=Text(
        "办法第十八条：原则上只转载党政机关和权威媒体发布的信息；名单有起止日期，按发布之日核对。",
        "Art. 18: as a rule only what Party and government bodies and authoritative media publish is reprinted; "
        "the list has dates and is read as of the day of publication.",
    ),
    fix=Text(
        "改用名单上的来源，或由区政府办公室增补 reviews/sources.yml",
        "use a listed source, or have the office add it to reviews/sources.yml",
    ),
    item="18",
    severity=Severity.ERROR,
    bad=Example(
        front=(("source", "{name: 中国政府网, url: 'https://news.example.com/a.htm', title: 关于做好冬季消防工作的通知}"),),
        beside=(("reviews/sources.yml", _LIST),),
    ),
    good=Example(
        front=(("source", "{name: 中国政府网, url: 'https://www.gov.cn/a.htm', title: 关于做好冬季消防工作的通知}"),),
        beside=(("reviews/sources.yml", _LIST),),
    ),
    check=check,
    clues=Clues(facts=("reprint",)),
)
