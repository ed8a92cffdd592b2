"""A reprint names its source, its original title and its address; a text of one's own names the unit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sanshen.model.article import Article
from sanshen.model.finding import Finding, Place, Severity
from sanshen.model.rulebook import RuleBook
from sanshen.model.text import Text
from sanshen.rules.hosts import target_of
from sanshen.rules.rule import Example, Rule


def _missing(article: Article) -> list[str]:
    source = article.meta.source
    return [key for key, value in (("name", source.name), ("url", source.url), ("title", source.title)) if not value.strip()]


def _own_names(book: RuleBook) -> frozenset[str]:
    return frozenset({book.roster.name, *(unit.name for unit in book.roster.units.values())}) - {""}


def _fault(article: Article, book: RuleBook) -> Text | None:
    source = article.meta.source
    if not source.reprint:
        if not source.name or source.name.strip() in _own_names(book):
            return None  # without any source SS0003 says so
        return Text(
            f"来源“{source.name}”不是本区单位；转载须写成 source: {{name, url, title}}",
            f"source {source.name!r} is no unit of the district; a reprint is written as source: {{name, url, title}}",
        )
    missing = _missing(article)
    if missing:
        return Text(f"转载缺少 {'、'.join(missing)}", f"the reprint lacks {', '.join(missing)}")
    parts = target_of(source.url)
    if parts.scheme not in {"http", "https"} or not parts.host:
        return Text(f"转载网址不完整：{source.url}", f"the reprint's address is incomplete: {source.url}")
    return None


def check(article: Article, book: RuleBook) -> Iterator[Finding]:
    """`source` is the name of a unit of the district, or a mapping with name, url and title."""
    fault = _fault(article, book)
    if fault is not None:
        place = Place(article.meta_lines.get("source", 1), 1, 1)
        yield RULE.finding(article.path, place, fault, excerpt=article.meta.source.name)


RULE: Final = Rule(
    id="SS1801",
    title=Text("转载未注明来源", "reprint without source details"),
    why=Text(
        "办法第十八条：转载信息必须注明转载信息来源，不得歪曲、篡改；没有原题和原址就无从核对。",
        "Art. 18: a reprint must name its source and must not distort it; without title and address nobody can compare.",
    ),
    fix=Text("写明 source: {name, url, title, published}", "give source: {name, url, title, published}"),
    item="18",
    severity=Severity.ERROR,
    bad=Example(front=(("source", "{name: 新华社}"),)),
    good=Example(
        front=(("source", "{name: 中国政府网, url: 'https://www.gov.cn/a.htm', title: 关于做好冬季消防工作的通知}"),),
        beside=(("reviews/sources.yml", "sources:\n  - {name: 中国政府网, hosts: [www.gov.cn], kind: government}\n"),),
    ),
    check=check,
)
