"""Figures in running text: their value, how exactly they are given, their unit, and the words that say what they count."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Final, NamedTuple

from sanshen.model.article import Article, PassageKind
from sanshen.rules.reading_view import View, views

_SCALES: Final = {"": 1, "百": 10**2, "千": 10**3, "万": 10**4, "百万": 10**6, "千万": 10**7, "亿": 10**8, "万亿": 10**12}
_UNITS: Final = (
    "微克/立方米", "毫克/升", "毫米", "厘米", "毫克", "微克", "分贝", "架次", "升", "票", "千瓦时", "千瓦", "兆瓦",
    "个百分点", "百分点", "批次", "家次", "户次", "平方公里", "平方千米", "平方米", "立方米", "人次", "车次", "小时", "分钟", "公里", "千米", "公顷",
    "公斤", "千克", "美元", "余", "多", "%", "‰", "元", "米", "亩", "吨", "克", "件", "条", "人", "户", "家", "个", "项", "次", "起", "篇",
    "份", "辆", "台", "套", "场", "名", "所", "间", "处", "座", "栋", "期", "册", "张", "批", "天", "日", "月", "年", "度", "倍", "岁", "例",
    "宗", "头", "只", "羽", "株", "棵", "村", "对", "支", "位", "组", "号", "条款", "级", "季", "届", "时", "分", "点", "周", "股", "艘",
)  # fmt: skip
DATES: Final = frozenset({"年", "月", "日", "号", "时", "分", "点", "季", "届", "级", "岁", "周"})
"""Units of what is no quantity."""
_SENTENCE: Final = 12
_ROUGH_BEFORE: Final = (
    "约",
    "近",
    "超",
    "逾",
    "超过",
    "不少于",
    "不低于",
    "至少",
    "不超过",
    "以上",
    "达到",
    "第",
    "上万",
    "大约",
    "多达",
)
_ROUGH_AFTER: Final = ("余", "多", "以上", "以下", "左右", "来", "以内", "之间", "上下", "次会议")


_NEAR: Final = 16
_KEPT: Final = 256


class Figure(NamedTuple):
    """`value` ± `step` (half the last place given; 0 for a plain whole number) of `unit`, at `text[start:end]`."""

    value: float
    step: float
    unit: str
    start: int
    end: int
    rough: bool
    written: str
    scale: str = ""

    @property
    def counts(self) -> bool:
        """Whether it is an exact quantity."""
        return not self.rough and self.unit not in DATES

    def in_its_units(self, value: float) -> str:
        """Another value, written in this figure's scale and unit."""
        return f"{value / _SCALES[self.scale]:.10g}{self.scale}{self.unit}"


class Sentence(NamedTuple):
    """A sentence of a passage: its text (full-width commas kept), where it begins, and its figures, dates aside (places in `text`)."""

    view: View
    text: str
    start: int
    figures: tuple[Figure, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """A span of the sentence as a span of the folded passage."""
        return self.start + start, self.start + end

    def label(self, number: int) -> str:
        """The words between the figure before (or the sentence's begin) and this figure, from the last comma on."""
        end = self.figures[number].start
        begin = self.figures[number - 1].end if number else 0
        return re.split("[，、:;()]", self.text[begin:end])[-1]

    def between(self, number: int) -> str:
        """The words between this figure and the next one, or up to the sentence's end."""
        end = self.figures[number + 1].start if number + 1 < len(self.figures) else len(self.text)
        return self.text[self.figures[number].end : end]


@cache
def _shape() -> re.Pattern[str]:
    units = "|".join(_UNITS)
    return re.compile(
        rf"(?<![\d.a-z\-/])(\d{{1,3}}(?:,\d{{3}})++(?!\d)|\d++)(\.\d++)?+(?![a-z/])[ \u3000]?(万亿|百万|千万|百|千|万|亿)?[ \u3000]?({units})?"
    )


def commas_kept(view: View) -> str:
    """The folded text with its full-width commas back: `3，234` is two figures, `3,234` is one."""
    wide = view.text.count("，")
    if wide == view.folded.count(","):
        return view.folded.replace(",", "，")
    if not wide:
        return view.folded
    kept, at = list(view.folded), view.folded.find(",")
    while at >= 0:
        if view.text[view.origin[at]] == "，":
            kept[at] = "，"
        at = view.folded.find(",", at + 1)
    return "".join(kept)


@cache
def _beginning() -> re.Pattern[str]:
    # Looked for by the digit, then for what stands before it. Folded digits are those of ASCII.
    return re.compile(r"[0-9](?<![\d.a-z\-/]\d)")


@lru_cache(maxsize=4)
def beginnings(folded: str) -> tuple[int, ...]:
    """Every place of a folded text at which a figure may begin. Remembered: several rules ask of the same article."""
    return tuple([found.start() for found in _beginning().finditer(folded)])


def are_dense(folded: str) -> bool:
    """Whether three figures may stand in one sentence of a folded text: fewer make no sum."""
    places = beginnings(folded)
    return any(_boundary().search(folded, first, third) is None for first, third in zip(places, places[2:], strict=False))


def figures(text: str) -> tuple[Figure, ...]:
    """Every figure of a text whose commas are kept, in order."""
    return tuple(_figure(text, found) for found in _shape().finditer(text))


def _figure(text: str, found: re.Match[str]) -> Figure:
    whole, decimals, scale, unit = found.groups(default="")
    size = _SCALES[scale]
    value = float(whole.replace(",", "") + decimals) * size
    places = max(0, len(decimals) - 1)
    step = 0.5 * 10.0**-places * size if places or scale else 0.0
    # A few characters are enough; cutting the whole text in two at each figure would take time squared.
    before, after = (
        text[max(0, found.start() - _NEAR) : found.start()].rstrip(),
        text[found.end() : found.end() + _NEAR].lstrip(),
    )
    rough = unit in {"余", "多"} or before.endswith(_ROUGH_BEFORE) or after.startswith(_ROUGH_AFTER)
    return Figure(value, step, unit, found.start(), found.end(), rough, found.group().strip(), scale)


def body(article: Article) -> Iterator[View]:
    """The paragraphs and headings of the body that hold a digit, and the cells that hold more than a figure and its label."""
    for view in views(article):
        kind, block = view.passage.kind, view.passage.block
        if kind is not PassageKind.TEXT or block is None or (block.kind == "cell" and len(view.text) < _SENTENCE):
            continue
        if _digit().search(view.folded) is not None:
            yield view


def sentences(view: View) -> tuple[Sentence, ...]:
    """The sentences of a passage that hold a figure."""
    known = _latest.get(id(view))
    if known is not None and known[0] is view:
        return known[1]
    found = tuple(_sentences(view))
    while len(_latest) >= _KEPT:
        _latest.pop(next(iter(_latest)))
    _latest[id(view)] = (view, found)
    return found


# Several rules read the same sentences one after the other.
_latest: dict[int, tuple[View, tuple[Sentence, ...]]] = {}


@cache
def _digit() -> re.Pattern[str]:
    return re.compile(r"\d")


@cache
def _stop() -> re.Pattern[str]:
    return re.compile("[。;!?；]")


@cache
def _boundary() -> re.Pattern[str]:
    return re.compile("[。;!?；\x00]")


def _sentences(view: View) -> Iterator[Sentence]:
    text, start = commas_kept(view).replace("\n", " "), 0
    for end in [*(found.end() for found in _stop().finditer(text)), len(text)]:
        said = text[start:end]
        told = tuple(figure for figure in figures(said) if figure.unit not in DATES) if _digit().search(said) else ()
        if told:
            yield Sentence(view, said, start, told)
        start = end


def agree(left: float, right: float, tolerance: float) -> bool:
    """Whether two values agree within a tolerance, and within what floating point itself makes of them."""
    return abs(left - right) <= tolerance + 1e-9 * max(1.0, abs(left), abs(right))
