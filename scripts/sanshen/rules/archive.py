"""Document numbers against the published archive: one number with two titles, one document with two numbers (Art. 13(7)).

What the archive says is found by whoever judges and handed in; this decides what of it is a contradiction.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final

from sanshen.model.archive import Asked, Bearer
from sanshen.model.article import Article
from sanshen.model.finding import Finding, Severity
from sanshen.model.text import Text
from sanshen.reading.folding import fold
from sanshen.rules.documents import Cited, Number, cited, may_hold_numbers, numbered, numbers, numbers_in
from sanshen.rules.reading_view import View, sight
from sanshen.rules.rule import Example, Rule

_OWN: Final = "document.number"
_MATTER: Final = "关于"
_TELLING: Final = 8
"""A title of fewer letters (工作通知) may well be that of many documents."""


def key_of(title: str) -> str:
    """The letters and digits of a title: what is left of it however it is quoted."""
    return "".join(filter(str.isalnum, fold(title).text))


def bearer(number: str, title: str, path: str) -> Bearer | None:
    """What an article with that `document.number` says; None where it is no document's number."""
    folded = fold(number).text
    found = next(numbers_in(folded), None)
    return Bearer(found.right, key_of(title), title, path) if found is not None and found.start == 0 else None


def asked(article: Article) -> Asked:
    """What the article needs to know of the archive; nothing for most articles."""
    if not may_hold_numbers(sight(article).folded):
        return Asked()
    found = list(cited(article))
    wanted = {one.number.right for one in found} | {number.right for _, number in _own(article)}
    return Asked(frozenset(wanted), frozenset(key for one in found if len(key := key_of(one.title)) >= _TELLING))


def findings(article: Article, bearers: Collection[Bearer]) -> Iterator[Finding]:
    """Every contradiction between the article and other articles of the archive that bear the numbers or titles it names."""
    others = sorted((one for one in bearers if one.path != article.path), key=lambda one: one.path)
    if not others:
        return
    for one in cited(article):
        said = _of_citation(one, others)
        if said is not None:
            yield _report(article, one.view, one.number, said)
    title = key_of(article.meta.title)
    for view, number in _own(article):
        known = [one for one in others if one.number == number.right]
        if known and not any(_same(title, one.key) for one in known):
            where = Text(f"{known[0].path}《{known[0].title}》", f"{known[0].path}, 《{known[0].title}》")
            said = Text(f"这个文号已由 {where.zh}使用", f"this number is borne already by {where.en}")
            yield _report(article, view, number, said)


def _own(article: Article) -> Iterator[tuple[View, Number]]:
    """The number that the article bears. An interpretation names the document it explains, under a title of its own."""
    if article.meta.interprets:
        return
    for view in numbered(article):
        if view.passage.key == _OWN:
            yield from ((view, number) for number in numbers(view) if number.start == 0)


def _of_citation(one: Cited, others: Collection[Bearer]) -> Text | None:
    title, number = key_of(one.title), one.number
    known = [other for other in others if other.number == number.right]
    if known:
        if any(_same(title, other.key) for other in known):
            return None
        first = known[0]
        return Text(
            f"本站 {first.path} 的文号是 {number.right}，标题是《{first.title}》",
            f"on this site {number.right} is 《{first.title}》 ({first.path})",
        )
    meant = next((other for other in others if other.key == title and _slip(number.right, other.number)), None)
    if meant is None or len(title) < _TELLING:
        return None
    return Text(
        f"本站《{meant.title}》（{meant.path}）的文号是 {meant.number}",
        f"on this site 《{meant.title}》 ({meant.path}) has the number {meant.number}",
    )


def _slip(cited_number: str, borne: str) -> bool:
    """Whether two numbers of one agency differ in the year or in the ordinal alone: another year's notice differs in both."""
    left, right = next(numbers_in(fold(cited_number).text), None), next(numbers_in(fold(borne).text), None)
    if left is None or right is None or left.agency != right.agency:
        return False
    return (left.year == right.year) != (left.number == right.number)


def _same(left: str, right: str) -> bool:
    """Whether two titles (letters alone) are of one document: one holds the other, or is short for it (十四五规划)."""
    pairs = ((left, right), (_matter(left), _matter(right)))
    return any(_within(one, other) or _within(other, one) for one, other in pairs)


def _within(short: str, long: str) -> bool:
    rest = iter(long)
    return all(letter in rest for letter in short)


def _matter(title: str) -> str:
    """A title without who issued the document."""
    return title.partition(_MATTER)[2] or title


def _report(article: Article, view: View, number: Number, message: Text) -> Finding:
    shown = view.original(number.start, number.end)
    return RULE.finding(article.path, view.place(number.start, number.end), message, excerpt=shown, matched=shown)


RULE: Final = Rule(
    id="SS1332",
    title=Text("文号与本站已发布的文件不一致", "a document number contradicts the site's own archive"),
    why=Text(
        "同一文号在本站已是另一份文件，或同一文件在本站是另一个文号：必有一处写错，群众按文号查到的是别的文件（办法第十三条（七））。"
        "错的也可能是旧的那篇，所以只提示，不拦截。",
        "On this site the number is another document's, or the document has another number: one of the two is wrong, and citizens "
        "find something else (Art. 13(7)). It may be the old one, so this only warns.",
    ),
    fix=Text(
        "对照文件原文改正；旧的那篇错了的，另行更正",
        "correct it by the document itself; if the old article is wrong, correct that one",
    ),
    item="13(七)",
    severity=Severity.WARNING,
    bad=Example(
        body="按照《关于加强农村自建房安全管理的通知》（梁山街办发〔2026〕12号）办理。\n",
        beside=(
            (
                "content/liangshan/news/2026/flood.md",
                "---\ntitle: 梁山街道办事处关于做好2026年防汛工作的通知\ngrade: general\nsource: 梁山街道\n"
                "document: {number: 梁山街办发〔2026〕12号}\n---\n\n各村（社区）要落实防汛责任。\n",
            ),
        ),
    ),
    good=Example(
        body="按照《关于做好2026年防汛工作的通知》（梁山街办发〔2026〕12号）办理。\n",
        beside=(
            (
                "content/liangshan/news/2026/flood.md",
                "---\ntitle: 梁山街道办事处关于做好2026年防汛工作的通知\ngrade: general\nsource: 梁山街道\n"
                "document: {number: 梁山街办发〔2026〕12号}\n---\n\n各村（社区）要落实防汛责任。\n",
            ),
        ),
    ),
    waivable=True,
    reported_by="judging",
)
