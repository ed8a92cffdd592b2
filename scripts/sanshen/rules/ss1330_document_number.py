"""The form of a document's number: year in 〔〕, four digits; no 第, no leading zero."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sanshen.model.article import Article
from sanshen.model.finding import Finding, Severity
from sanshen.model.rulebook import RuleBook
from sanshen.model.text import Text
from sanshen.reading.folding import fold
from sanshen.rules.clues import Clues
from sanshen.rules.documents import Number, may_hold_numbers, numbered, numbers
from sanshen.rules.fixing import Change, edits
from sanshen.rules.misshapen import may_be_misshapen, misshapen
from sanshen.rules.reading_view import View
from sanshen.rules.rule import Example, Rule
from sanshen.rules.skim import Skim

_LONG: Final = 4
_LICENCES: Final = ("证字", "许字", "准字", "照字", "登字", "监字", "罚字")
"""The numbers of licences have an ordinal prefix and as many digits as their form has."""


def _fault(number: Number) -> Text | None:
    if not number.opening:
        return Text("年份的括号没有打开", "the bracket around the year is not opened")
    if not number.closing:
        return Text("年份的括号没有合上", "the bracket around the year is not closed")
    if (number.opening, number.closing) != ("〔", "〕"):
        return Text("年份应用六角括号〔〕", "the year stands in 〔〕")
    if len(number.year) != _LONG:
        return Text("年份应写四位", "the year has four digits")
    if number.agency.endswith(_LICENCES):
        return None
    if number.ordinal:
        return Text("序号前不加“第”", "there is no ordinal prefix before the number")
    if number.number.startswith("0"):
        return Text("序号不编虚位", "the number has no leading zero")
    return None


def _brackets(view: View, number: Number) -> tuple[Change, ...]:
    """The brackets as they ought to be, where nothing else is wrong: what the number is only the document itself can tell."""
    right = number._replace(opening="〔", closing="〕")
    if not (number.opening and number.closing) or _fault(right) is not None:
        return ()
    first, last = view.span(number.start, number.end)
    text = view.text[first:last]
    opening = next(at for at, sign in enumerate(text) if fold(sign).text == number.opening)
    closing = next(at for at, sign in enumerate(text) if at > opening and fold(sign).text == number.closing)
    return tuple(
        Change(first + at, first + at + 1, sign) for at, sign in ((opening, "〔"), (closing, "〕")) if text[at] != sign
    )


def _in_its_place(view: View, number: Number, latest: int) -> Text | None:
    """What is wrong with the number there: by itself, as it is written, or as long as that year has not come."""
    fault = _fault(number)
    if fault is not None:
        return fault
    if "年" in view.folded[number.start + len(number.agency) : number.end]:
        return Text("括号里只写年份的数字", "the bracket holds the year's digits alone")
    if not {"〔", "〕"} <= set(view.original(number.start, number.end)):
        return Text("年份应用六角括号〔〕", "the year stands in 〔〕")
    if int(number.year) > latest:
        return Text(f"{number.year} 年还没有到", f"the year {number.year} has not come yet")
    return None


def _latest(article: Article, book: RuleBook) -> int:
    """The year in which the article can be published at the earliest."""
    embargo = article.meta.publish_after
    return max(book.day.year, embargo.year) if embargo else book.day.year


def check(article: Article, book: RuleBook) -> Iterator[Finding]:
    """Every number that has an agency, a year and 号, or lost one of them; cases of courts and orders without a year pass."""
    latest = _latest(article, book)
    for view in numbered(article):
        for number in numbers(view):
            fault = _in_its_place(view, number, latest)
            if fault is None:
                continue
            yield RULE.finding(
                article.path,
                view.place(number.start, number.end),
                fault,
                excerpt=view.original(number.start, number.end),
                matched=view.original(number.start, number.end),
                advice=Text(f"改为“{number.right}”", f"write {number.right}"),
                fix=edits(article, view.passage, _brackets(view, number)),
            )
        taken = [range(number.start, number.end) for number in numbers(view)]
        for start, end, fault in misshapen(view.folded):
            if not any(start in one or one.start in range(start, end) for one in taken):
                shown = view.original(start, end)
                yield RULE.finding(article.path, view.place(start, end), fault, excerpt=shown, matched=shown)


def _trigger(skim: Skim, _book: RuleBook) -> bool:
    if may_hold_numbers(skim.folded):
        return True
    return ("号" in skim.folded or "〔" in skim.folded) and may_be_misshapen(skim.folded)


RULE: Final = Rule(
    id="SS1330",
    title=Text("发文字号格式", "form of a document's number"),
    why=Text(
        "发文字号写错，群众就查不到文件；党政机关公文格式规定年份用六角括号、写全四位，序号不编虚位、不加“第”（办法第十三条（七））。",
        "A wrong number cannot be found; the standard has the year in 〔〕 with four digits, the number without ordinal prefix or leading "
        "zero (Art. 13(7)).",
    ),
    fix=Text("按原文改正", "write it as on the document"),
    item="13(七)",
    severity=Severity.WARNING,
    bad=Example(body="根据《示例办法》（渝府办发[2019]063号）执行。\n"),
    good=Example(body="根据《示例办法》（渝府办发〔2019〕63 号）和（2021）渝0155民初12号判决、公告2021年第3号执行。\n"),
    waivable=True,
    adjustable=True,
    check=check,
    clues=Clues(folded="号〔"),
    trigger=_trigger,
)
