"""Document numbers and titles that contradict one another within an article."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from sanshen.model.article import Article
from sanshen.model.finding import Finding, Severity
from sanshen.model.rulebook import RuleBook
from sanshen.model.text import Text
from sanshen.rules.clues import Clues
from sanshen.rules.documents import Cited, Number, cited, may_hold_numbers, numbered, numbers
from sanshen.rules.reading_view import View
from sanshen.rules.rule import Example, Rule
from sanshen.rules.skim import Skim

_LATE: Final = 45
"""So many days into the new year a document may still have a number of the old one."""
_LONG: Final = 4


def _same(left: str, right: str) -> bool:
    """Whether two titles are of one document: equal, or one a shorter way to say the other."""
    return left in right or right in left


def _clash(known: list[Cited], one: Cited) -> Text | None:
    for other in known:
        if other.number.right == one.number.right and not _same(other.title, one.title):
            return Text(f"同一文号前面对应的是《{other.title}》", f"above, this number belongs to 《{other.title}》")
        if other.title == one.title and other.number.right != one.number.right:
            return Text(
                f"同一文件前面的文号是 {other.number.right}", f"above, this document has the number {other.number.right}"
            )
    return None


def _own(article: Article) -> Iterator[Finding]:
    """The number that stands alone on a line of the text against `document.number`."""
    said = "".join((article.meta.document.number if article.meta.document else "").split())
    if not said:
        return
    for view in numbered(article):
        for number in numbers(view):
            alone = view.folded[number.start : number.end] == view.folded.strip()
            if alone and not view.passage.key and number.right != said:
                yield _report(article, view, number, Text(f"与信息头的文号 {said} 不一致", f"front matter says {said}"))


def _in_front(article: Article) -> Iterator[Finding]:
    """The year of `document.number` against `document.written`; a number of December may be sent out in the new year."""
    document = article.meta.document
    if document is None or document.written is None:
        return
    for view in numbered(article):
        for number in numbers(view) if view.passage.key == "document.number" else ():
            years = {document.written.year, (document.written - timedelta(days=_LATE)).year}
            if len(number.year) == _LONG and int(number.year) not in years:
                message = Text(
                    f"文号是 {number.year} 年的，成文日期是 {document.written}",
                    f"the number is of {number.year}, but it was written on {document.written}",
                )
                yield _report(article, view, number, message)


def _report(article: Article, view: View, number: Number, message: Text) -> Finding:
    shown = view.original(number.start, number.end)
    return RULE.finding(article.path, view.place(number.start, number.end), message, excerpt=shown, matched=shown)


def check(article: Article, _book: RuleBook) -> Iterator[Finding]:
    """One number with two titles, one title with two numbers, and the article's own number against its front matter."""
    known: list[Cited] = []
    for one in cited(article):
        clash = _clash(known, one)
        if clash is None:
            known.append(one)
        else:
            yield _report(article, one.view, one.number, clash)
    yield from _own(article)
    yield from _in_front(article)


def _trigger(skim: Skim, _book: RuleBook) -> bool:
    return may_hold_numbers(skim.folded)


RULE: Final = Rule(
    id="SS1331",
    title=Text("文号与标题不一致", "document number and title contradict"),
    why=Text(
        "同一文号对两个标题、同一文件写两个文号，必有一处引错（办法第十三条（七））。",
        "One number for two titles, or two numbers for one document: one of them is cited wrongly (Art. 13(7)).",
    ),
    fix=Text("对照文件原文改正", "correct it by the document itself"),
    item="13(七)",
    severity=Severity.WARNING,
    bad=Example(
        body="《政府网站发展指引》（国办发〔2017〕47号）印发后，各地落实《政府网站发展指引》（国办发〔2017〕17号）。\n"
    ),
    good=Example(body="《政府网站发展指引》（国办发〔2017〕47号）印发后，各地落实《网站发展指引》（国办发〔2017〕47号）。\n"),
    waivable=True,
    adjustable=True,
    check=check,
    clues=Clues(folded="号"),
    trigger=_trigger,
)
