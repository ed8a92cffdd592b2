"""A reprint keeps its original title, and its time of publication is one that has been."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from sanshen.model.article import Article
from sanshen.model.finding import Finding, Place, Severity
from sanshen.model.rulebook import RuleBook
from sanshen.model.text import Text
from sanshen.reading.folding import fold
from sanshen.rules.clues import Clues
from sanshen.rules.rule import Example, Rule


def _letters(title: str) -> str:
    return "".join(filter(str.isalnum, fold(title).text))


def _place(article: Article, key: str) -> Place:
    found = next((one for one in article.passages if one.key == key), None)
    return found.place(0, len(found.text)) if found else Place(article.meta_lines.get("source", 1), 1, 1)


def _day(published: str) -> date | None:
    """The day of a time as written (2026-11-20, 2026-11-20 08:00); None where it is no such time."""
    found = re.match(r"(\d{4}-\d{2}-\d{2})(?:[T ]\d{2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:\d{2})?)?$", published.strip())
    try:
        return date.fromisoformat(found.group(1)) if found else None
    except ValueError:
        return None


def _faults(article: Article, book: RuleBook) -> Iterator[tuple[str, Text, str, Severity]]:
    source = article.meta.source
    if source.title.strip() and _letters(source.title) != _letters(article.meta.title):
        message = Text(f"标题与原题《{source.title}》不一致", f"the title is not the original one, {source.title!r}")
        yield "title", message, article.meta.title, Severity.NOTE
    if not source.published.strip():
        return
    day = _day(source.published)
    if day is None:
        message = Text(
            "原发布时间应写成 2026-11-20 或 2026-11-20 08:00", "the original time is written 2026-11-20 or 2026-11-20 08:00"
        )
        yield "source.published", message, source.published, Severity.WARNING
    elif day > book.day:
        yield (
            "source.published",
            Text("原发布时间在今天之后", "the original time is in the future"),
            source.published,
            Severity.ERROR,
        )


def check(article: Article, book: RuleBook) -> Iterator[Finding]:
    """`published` against the day of publication; another title is a note, since the page shows the original one beside it."""
    if not article.meta.source.reprint:
        return
    for key, message, matched, severity in _faults(article, book):
        yield RULE.finding(article.path, _place(article, key), message, excerpt=matched, matched=matched, severity=severity)


_LIST: Final = (("reviews/sources.yml", "sources:\n  - {name: 中国政府网, hosts: [www.gov.cn], kind: government}\n"),)
_URL: Final = "name: 中国政府网, url: 'https://www.gov.cn/a.htm'"

RULE: Final = Rule(
    id="SS1803",
    title=Text("转载的原题与原发布时间", "original title and time of a reprint"),
    why=Text(
        "办法第十八条：转载不得歪曲、篡改；改动标题就改了意思，原发布时间不真实就是弄虚作假。",
        "Art. 18: a reprint must not be distorted; another title is another meaning, and a false time is a fraud.",
    ),
    fix=Text(
        "保留原题；确需摘编的写明误报说明（waivers）",
        "keep the original title; where it had to be shortened, explain it in `waivers`",
    ),
    item="18",
    severity=Severity.ERROR,
    bad=Example(
        front=(("source", "{" + _URL + ", title: 梁山街道开展冬季消防安全检查, published: 2099-01-01}"),), beside=_LIST
    ),
    good=Example(
        front=(("source", "{" + _URL + ", title: 梁山街道开展冬季消防安全检查, published: 2026-11-20}"),), beside=_LIST
    ),
    waivable=True,
    check=check,
    clues=Clues(facts=("reprint",)),
)
