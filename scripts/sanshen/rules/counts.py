"""Small numbers in characters as figures, wholes of several kinds of things, and lists whose items are announced: 三个社区、两个村，共五个."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final, NamedTuple

from sanshen.rules.dates import number_of
from sanshen.rules.figures import DATES, Figure, Sentence, commas_kept, figures
from sanshen.rules.reading_view import View

_NUMBER: Final = "[一二两三四五六七八九十]{1,3}"
_THINGS: Final = "(?:个|名|位|项|人|户|家|件|所|支|场|次|辆|台|套|条|处|座|栋|批|份)"
_OF_ALL: Final = ("单位", "乡镇", "镇街", "点位", "部门", "基层", "名", "项", "件")
"""What things of several kinds are called together."""
_NEAR: Final = 0.25
_LEAST_NEAR: Final = 3
_TWO: Final = 2


class Off(NamedTuple):
    """A number at `text[start:end]`, as written, and what it should be."""

    start: int
    end: int
    written: str
    wanted: int


@cache
def _in_characters() -> re.Pattern[str]:
    return re.compile(rf"(?<![第一二两三四五六七八九十百千万零〇每])({_NUMBER})({_THINGS})(?!月|年|世纪|百分点)")


@cache
def _part_begins() -> re.Pattern[str]:
    return re.compile(rf"[一二两三四五六七八九十\d](?:(?<=\d)\s?{_THINGS}[一-龥]{{1,8}}?(?:、|和|及)|(?<!\d){_THINGS})")


def may_count(text: str) -> bool:
    """Whether a number of things in characters, or one of several kinds of things, may stand there: the cheap question."""
    return _part_begins().search(text) is not None


def _value(written: str) -> int:
    return int(written) if written.isdecimal() else number_of(written.replace("两", "二"))


def spelled(view: View) -> Iterator[Sentence]:
    """The sentences of a passage that have small numbers in characters, with those as figures like the others."""
    text, start = commas_kept(view).replace("\n", " "), 0
    for stop in re.finditer("[。;!?；]|$", text):
        said = text[start : stop.end()]
        found = tuple(_characters(said))
        if found:
            own = (one for one in figures(said) if one.unit not in DATES)
            every = (*found, *(one for one in own if not any(other.start <= one.start < other.end for other in found)))
            yield Sentence(view, said, start, tuple(sorted(every, key=lambda one: one.start)))
        start = stop.end()


def _characters(said: str) -> Iterator[Figure]:
    for hit in _in_characters().finditer(said):
        value = _value(hit.group(1))
        if value and not said.startswith(("多", "余"), hit.end()):
            yield Figure(float(value), 0.0, hit.group(2), hit.start(), hit.end(), rough=False, written=hit.group())


@cache
def _kinds() -> re.Pattern[str]:
    number = rf"(?:(?<![\d.第])\d{{1,4}}|(?<![第十]){_NUMBER})"
    part = rf"{number}\s?{_THINGS}[一-龥]{{1,8}}?"
    between = r"(?:、|和|及|以及)[一-龥、]{0,12}?"
    return re.compile(
        rf"({part}(?:{between}{part}){{1,5}})[，,]?(?:共计?|合计|总计|总共|一共)(?:有|是|为)?({number})\s?{_THINGS}([^，。；;,、]{{0,8}})"
    )


@cache
def _part() -> re.Pattern[str]:
    return re.compile(rf"(?<![第\d.])(\d{{1,4}}|{_NUMBER})\s?{_THINGS}([一-龥]{{1,8}}?)(?=$|、|和|及|以及|[一-龥]{{0,12}}、)")


def kinds(sentence: Sentence) -> Iterator[Off]:
    """`3 个社区、11 个村，共 15 个村（社区）`: only where the whole is called like its parts, or by a word for all of them."""
    for hit in _kinds().finditer(sentence.text):
        parts = [(_value(one.group(1)), one.group(2)) for one in _part().finditer(hit.group(1))]
        together, said, name = sum(value for value, _ in parts), _value(hit.group(2)), hit.group(3).lstrip("()（）")
        related = not name or name.startswith(_OF_ALL) or any(noun[-1] in name for _, noun in parts)
        related = related or any(word in name for word in _OF_ALL)
        near = abs(together - said) <= max(_LEAST_NEAR, _NEAR * together)
        if len(parts) >= _TWO and all(value for value, _ in parts) and together != said and related and near:
            yield Off(hit.start(2), hit.end(2), hit.group(2), together)


@cache
def _announced() -> re.Pattern[str]:
    return re.compile(
        rf"((?<![\d第])\d|(?<![第十]){_NUMBER})\s?(?:项|个方面|点|条|件|大|种|类|个|方面)[^，。：:；;\d]{{0,8}}[:：]\s?一[是要]"
    )


def announced(text: str) -> Iterator[Off]:
    """`审议通过三项议题：一是……，二是……。`: as many items as were announced, up to the end of the paragraph."""
    for hit in _announced().finditer(text):
        verb = hit.group()[-1]
        count, at = 1, hit.end()
        while count < len(_ORDER) and (found := text.find(_ORDER[count] + verb, at)) >= 0:
            count, at = count + 1, found
        said = _value(hit.group(1))
        if said >= _TWO and count >= _TWO and said != count:
            yield Off(hit.start(1), hit.end(1), hit.group(1), count)


_ORDER: Final = "一二三四五六七八九十"
