"""How numbers, dates and punctuation are written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from sanshen.model.article import Article, PassageKind
from sanshen.model.finding import Finding, Severity
from sanshen.model.rulebook import RuleBook
from sanshen.model.text import Text
from sanshen.rules.clues import Clues
from sanshen.rules.fixing import edits
from sanshen.rules.number_forms import NOTES, Form
from sanshen.rules.reading_view import Sight, View, sight, views
from sanshen.rules.right_forms import MARKS, Fixer, narrow, quoted, round_zero, straight_quotations, wide
from sanshen.rules.rule import Example, Rule
from sanshen.rules.skim import Skim

_KINDS: Final = frozenset({PassageKind.TEXT, PassageKind.TITLE})
_ZERO: Final = r"[一二][零〇○0OoＯ０一二三四五六七八九]{0,2}[零0OoＯ０][零〇○0OoＯ０一二三四五六七八九]{0,2}年(?=[一二三四五六七八九十\d]{1,3}月)"


@cache
def _mixed_date() -> re.Pattern[str]:
    han = "[一二三四五六七八九十]{1,3}"
    return re.compile(
        rf"(?:19|20)\d{{2}}\s?年\s?(?:{han}\s?月|\d{{1,2}}\s?月\s?{han}\s?日)|[一二][〇零一二三四五六七八九]{{3}}年\s?\d{{1,2}}\s?月"
    )


@cache
def _spelled() -> re.Pattern[str]:
    return re.compile("[一二三四五六七八九十〇零][月日年]")


_WIDE: Final = "".join(map(chr, (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))))
_TWICE: Final = Text("标点重复", "a punctuation mark too many")
_DOUBLED: Final = ("。。", ",,", ";;", "、、", "、。", "、,", "、;", ",。", ",、", ",;", "::", "、等")
"""Marks of which one is too many, as folding leaves them; 等 ends a list by itself."""
_TOO_MANY: Final = (
    "(?<!。)。。(?!。)|，，|；；|：：|、、|、[。，；]|，[。、；]|、(?=等(?![级次候待同于价额距离效量外号分高长比边腰闲]))"
)
_QUOTES: Final = Text("引号用“”", "quotation marks are “”")

# The signs or words that must be there, the pattern, what is wrong, and how it is put right where that is certain; in the
# author's own characters: folding makes the widths alike.
_FORMS: Final[tuple[Form, ...]] = (
    (tuple("零0OoＯ０"), _ZERO, Text("年份用“〇”，不用“零”", "the year is written with 〇"), round_zero),
    (("年",), r"\d(?<![\d.０-９]\d)\d年\d{1,2}月\d{1,2}日", Text("年份写四位", "the year has four digits"), None),
    (tuple(_WIDE), "[０-９Ａ-Ｚａ-ｚ]+", Text("数字、字母用半角", "digits and letters are half-width"), narrow),
    (
        tuple(",;:?!"),
        r"[,;:?!](?<=[一-鿿].)(?=[一-鿿]|$)|[,;](?<=[一-鿿]\d.)(?=[一-鿿]{2})",
        Text("中文之间用全角标点", "full-width punctuation in Chinese text"),
        wide,
    ),
    (
        ("左右", "上下"),
        r"(?:约|大约|将近)\s?\d[\d.,]*\s?[万亿]?[一-鿿]{1,2}(?:左右|上下)",
        Text("“约”与“左右”只用一个", "rough is said twice"),
        None,
    ),
)


_NOTES: Final = (*_FORMS, *NOTES)

# What one of the notes begins with; a date half and half has its 年.
_WRITTEN: Final = "".join(sorted({*MARKS, *(sign[0] for signs, *_ in _NOTES for sign in signs)}))


@cache
def _pattern(written: str) -> re.Pattern[str]:
    return re.compile(written)


def _may_mix(folded: str) -> bool:
    """Whether a month or day in Chinese numerals stands there: without one no date can be half and half."""
    return "年" in folded and _spelled().search(folded) is not None


def _stands(signs: tuple[str, ...], written: str, seen: Sight | Skim) -> bool:
    return any(map(seen.text.__contains__, signs)) and _pattern(written).search(seen.text) is not None


def _has_quotations(text: str) -> bool:
    return any(mark in text for mark in MARKS) and next(straight_quotations(text), None) is not None


def _doubled(view: View) -> Iterator[tuple[int, int]]:
    """Where two full-width marks stand in a row; a row of full stops is an ellipsis of its author's."""
    if any(marks in view.folded for marks in _DOUBLED):
        for found in _pattern(_TOO_MANY).finditer(view.text):
            yield found.span()


def _report(
    article: Article, view: View, span: tuple[int, int], message: Text, severity: Severity, right: Fixer | None = None
) -> Finding:
    start, end = span
    return RULE.finding(
        article.path,
        view.passage.place(start, end),
        message,
        excerpt=view.text[start:end],
        matched=view.text[start:end],
        severity=severity,
        fix=edits(article, view.passage, right(view.text, start, end)) if right is not None else (),
    )


def check(article: Article, _book: RuleBook) -> Iterator[Finding]:
    """A date half in digits and half in characters warns, and so does a doubled mark; the rest are notes."""
    seen = sight(article)
    notes = [(written, message, right) for signs, written, message, right in _NOTES if _stands(signs, written, seen)]
    quotations = _has_quotations(seen.text)
    for view in views(article):
        if view.passage.kind not in _KINDS:
            continue
        if _may_mix(view.folded.replace(" ", "")):
            for found in _mixed_date().finditer(view.folded):
                message = Text("一个日期里混用数字与汉字", "a date half in digits, half in characters")
                yield _report(article, view, view.span(*found.span()), message, Severity.WARNING)
        for written, message, right in notes:
            for found in _pattern(written).finditer(view.text):
                yield _report(article, view, found.span(), message, Severity.NOTE, right)
        for span in _doubled(view):
            yield _report(article, view, span, _TWICE, Severity.WARNING)
        if quotations:
            for span in straight_quotations(view.text):
                yield _report(article, view, span, _QUOTES, Severity.NOTE, quoted)


def _trigger(skim: Skim, _book: RuleBook) -> bool:
    return (
        _may_mix(skim.folded.replace(" ", ""))
        or any(_stands(signs, written, skim) for signs, written, _, _ in _NOTES)
        or _has_quotations(skim.text)
        or any(marks in skim.folded for marks in _DOUBLED)
    )


RULE: Final = Rule(
    id="SS1610",
    title=Text("数字、日期与标点的写法", "style of numbers, dates and punctuation"),
    why=Text(
        "数字用法和标点符号都有国家标准（GB/T 15835、GB/T 15834）；一个日期里混用两种写法属于内容差错（办法第十六条）。",
        "National standards govern numerals and punctuation; a date half in digits and half in characters is an error (Art. 16).",
    ),
    fix=Text("按国家标准改正", "write it as the standards have it"),
    item="16",
    severity=Severity.WARNING,
    bad=Example(body="自2026年三月五日起施行。\n"),
    good=Example(body="自2026年3月5日起施行，二〇二六年三月五日公布。\n"),
    waivable=True,
    adjustable=True,
    check=check,
    clues=Clues(written=_WRITTEN, folded="年", pieces=_DOUBLED),
    trigger=_trigger,
)
