"""Numbers of official documents that are no numbers any more: no brackets, parts turned round, 号 left out, numbers in characters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final, NamedTuple

from sanshen.model.text import Text
from sanshen.rules.documents import agency_of

_YEAR: Final = r"(?:19|20)\d\d"
# What an agency's characters end with; 印发, 签发 and the like are verbs.
_SENT: Final = r"[一-龥]{1,9}(?<![印签颁制下转批核出散开研触引爆激首自并分补奖])(?:发|函)"
_OPEN: Final = "[〔\\[【{<「『〖]"
_CLOSE: Final = "[〕\\]】}>」』〗]"


class Misshapen(NamedTuple):
    """Such a number at `folded[start:end]`, and what is wrong with it."""

    start: int
    end: int
    fault: Text


_UNBRACKETED: Final = Text("年份应写在六角括号〔〕里", "the year stands in 〔〕")
_TURNED: Final = Text("顺序应为机关代字、年份、序号", "first the agency, then the year, then the number")
_ENDLESS: Final = Text("序号后面缺“号”", "号 is missing behind the number")
_IN_WORDS: Final = Text("年份和序号用阿拉伯数字", "year and number are written in digits")
_NO_YEAR: Final = Text("年份应写四位，且是有过的年份", "the year has four digits, and is one that has been")


@cache
def _shapes() -> tuple[tuple[re.Pattern[str], Text], ...]:
    number, characters = r"\d{1,5}", "[一二三四五六七八九十百〇零○]"
    shapes = (
        (rf"{_SENT}\s?{_YEAR}\s?(?:[\-—年]\s?第?|第|\s)\s?{number}\s?号", _UNBRACKETED),
        (rf"{_OPEN}\s?{_YEAR}\s?{_CLOSE}\s?{_SENT}\s?第?{number}\s?号", _TURNED),
        (rf"{_SENT}\s?第?{number}\s?号\s?[〔\[【(]\s?{_YEAR}\s?[〕\]】)]", _TURNED),
        (rf"[一-龥]{{2,9}}\s?〔\s?{_YEAR}\s?〕\s?{number}(?!\s?[号\d、和至到及,.\-—~/])", _ENDLESS),
        (rf"{_SENT}\s?[\[【(]\s?{_YEAR}\s?[\]】)]\s?{number}(?=文|文件|通知|要求|规定|精神)", _ENDLESS),
        (
            rf"[一-龥]{{2,9}}\s?[〔\[【]\s?[一二]{characters}{{3}}\s?[〕\]】]\s?第?(?:{number}|{characters}{{1,5}})\s?号",
            _IN_WORDS,
        ),
        (rf"[一-龥]{{2,9}}\s?〔\s?{_YEAR}\s?〕\s?第?{characters}{{1,5}}\s?号", _IN_WORDS),
        (rf"[一-龥]{{2,9}}\s?〔\s?(?:\d{{3}}|(?!19|20)\d{{4}}|\d{{5,8}})\s?〕\s?{number}\s?号", _NO_YEAR),
    )
    return tuple((re.compile(shape), fault) for shape, fault in shapes)


@cache
def _glance() -> re.Pattern[str]:
    return re.compile(
        rf"[发函]\s?{_YEAR}\s?(?:[\-—年第]|\s)|[〔\[【]\s?(?:\d|[一二][〇零○一二三四五六七八九])|号\s?[〔\[【(]\s?{_YEAR}"
    )


@cache
def _words() -> re.Pattern[str]:
    return re.compile("[一-龥]+")


def may_be_misshapen(folded: str) -> bool:
    """Whether folded text may hold such a number."""
    return _glance().search(folded) is not None


def misshapen(folded: str) -> Iterator[Misshapen]:
    """Every such number of folded text, none of them twice."""
    if not may_be_misshapen(folded):
        return
    found = ((hit.span(), fault) for shape, fault in _shapes() for hit in shape.finditer(folded))
    reach = 0
    for (first, end), fault in sorted(found, key=lambda one: one[0]):
        if first >= reach:
            words = _words().match(folded, first)
            spare = len(words.group()) - len(agency_of(words.group())) if words is not None else 0
            yield Misshapen(first + spare, end, fault)
            reach = end
