"""Dates in running text: 2026 年 2 月 3 日, 2 月 3 日至 5 日, 2026-02-03, 二〇二六年二月三日."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from functools import cache
from typing import Final, NamedTuple

from sanshen.model.article import Article, Passage, PassageKind
from sanshen.rules.reading_view import View, view_of
from sanshen.rules.skim import Skim

_DIGITS: Final = "〇一二三四五六七八九"
_LEAP: Final = 2000
"""A date without a year may be of a leap year."""
_LUNAR: Final = ("农历", "阴历", "旧历", "夏历", "正月", "腊月", "冬月")
_NEAR: Final = 8
_KINDS: Final = frozenset({PassageKind.TEXT, PassageKind.TITLE, PassageKind.ALT})
_KEYS: Final = frozenset({"summary", "source.title"})


class Day(NamedTuple):
    """A day as written at `folded[start:end]`; `year` is 0 where none is given."""

    year: int
    month: int
    day: int
    start: int
    end: int

    @property
    def exists(self) -> bool:
        """Whether there is such a day."""
        return 1 <= self.month <= 12 and 1 <= self.day <= monthrange(self.year or _LEAP, self.month)[1]  # noqa: PLR2004


@cache
def _written() -> re.Pattern[str]:
    number = r"\s?(\d{1,2})\s?"
    year = r"(?<!\d)((?:19|20)\d{2})\s?年\s?"
    more = r"(?:[至到和、—~\-]{1,2}\s?(\d{1,2})\s?[日号](?!\d))?"
    return re.compile(rf"(?:{year})?(?<!\d){number}月{number}[日号](?![楼线院店令文岗馆]){more}")


@cache
def _numeric() -> re.Pattern[str]:
    return re.compile(r"(?<![\d./\-a-z])((?:19|20)\d{2})([-/.])(\d{1,2})\2(\d{1,2})(?![\d./\-a-z%])")


@cache
def _spelled() -> re.Pattern[str]:
    return re.compile(r"([一二][〇零○一二三四五六七八九]{3})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日")


@cache
def _lunar() -> re.Pattern[str]:
    # The lunar calendar has twelve months of at most thirty days.
    month = "(?:[正冬腊]|[一二三四五六七八九十]{1,2})"
    return re.compile(
        rf"(?:农历|阴历|旧历)[^,，。;]{{0,6}}?(?:十[三四五六七八九]月|{month}月三十[一二三四五六七八九])|(?<![一-龥])[正腊]月三十[一二三四五六七八九]"
    )


def number_of(characters: str) -> int:
    """A number below one hundred as Chinese headings and dates write it (二十三); 0 where it is none."""
    tens, ten, ones = characters.partition("十")
    if not ten:
        return _DIGITS.find(characters) if len(characters) == 1 else 0
    if len(tens) > 1 or len(ones) > 1:
        return 0
    return 10 * (_DIGITS.find(tens) if tens else 1) + (_DIGITS.find(ones) if ones else 0)


def year_of(characters: str) -> int:
    """A year in Chinese digits (二〇二六)."""
    return int("".join(str(_DIGITS.find(one) if one in _DIGITS else 0) for one in characters))


def days(view: View) -> Iterator[Day]:
    """Every date of the solar calendar in a passage, in no certain order."""
    text = view.folded
    if "月" in text:
        for hit in _written().finditer(text):
            yield from _of(text, hit)
        if "年" in text:
            for hit in _spelled().finditer(text):
                yield Day(year_of(hit.group(1)), number_of(hit.group(2)), number_of(hit.group(3)), *hit.span())
        if "历" in text or "正月" in text or "腊月" in text:
            for hit in _lunar().finditer(text):
                yield Day(0, 0, 0, *hit.span())
    for hit in _numeric().finditer(text):
        if 1 <= int(hit.group(3)) <= 12:  # noqa: PLR2004  # 2026-13-01 is the number of something
            yield Day(int(hit.group(1)), int(hit.group(3)), int(hit.group(4)), *hit.span())


def _of(text: str, hit: re.Match[str]) -> Iterator[Day]:
    if any(word in text[max(0, hit.start() - _NEAR) : hit.start()] for word in _LUNAR):
        return
    year, month, day, last = hit.groups(default="0")
    start = hit.start(1) if year != "0" else hit.start(2)
    end = hit.end(3) + 1 + (text[hit.end(3) : hit.end(3) + 1] == " ")
    yield Day(int(year), int(month), int(day), start, end)
    if last != "0":
        yield Day(int(year), int(month), int(last), start, hit.end())


@cache
def _years() -> re.Pattern[str]:
    # 2021—2025年; 2021-2025 without 年 may be the number of something
    return re.compile(r"(?<![\d./\-a-z])((?:19|20)\d{2})\s?年?\s?[至到—\-~]{1,2}\s?((?:19|20)\d{2})\s?年(?![级款版\d])")


@cache
def _period() -> re.Pattern[str]:
    return re.compile(
        r"((?:19|20)\d{2})\s?年\s?(\d{1,2})\s?月\s?(\d{1,2})\s?日(?:\([^()]{1,6}\))?[\s\d:时]{0,7}[至到—\-~]{1,2}\s?(?:((?:19|20)\d{2})\s?年\s?)?(?:(\d{1,2})\s?月\s?)?(\d{1,2})\s?日"
    )


_LATE: Final = 10
_EARLY: Final = 3


def turned_periods(view: View) -> Iterator[tuple[int, int]]:
    """Where a period ends before it begins; one that runs over the new year may leave the second year out."""
    text = view.folded
    if "年" not in text:
        return
    for hit in _period().finditer(text) if "月" in text else ():
        year, month, day, last_year, last_month, last = (int(part or 0) for part in hit.groups())
        ends = (last_year or year, last_month or month, last)
        over_new_year = not last_year and month >= _LATE and last_month and last_month <= _EARLY
        if ends < (year, month, day) and not over_new_year:
            yield hit.span()
    for hit in _years().finditer(text):
        if int(hit.group(2)) < int(hit.group(1)):
            yield hit.span()


@cache
def _one_day() -> re.Pattern[str]:
    hour = r"(\d{1,2}):(\d{2})(?!\d)"
    joined = r"\s?[至到—\-~]{1,2}\s?"
    day = r"((?:(?:19|20)\d{2}\s?年\s?)?\d{1,2}\s?月\s?\d{1,2}\s?日)\s?"
    return re.compile(rf"{day}{hour}{joined}\1\s?{hour}|([上下]午)\s?{hour}{joined}(?:\5\s?)?{hour}")


def turned_hours(view: View) -> Iterator[tuple[int, int]]:
    """Where hours of one day, or of one half of it, end before they begin (上午 9:00—8:30)."""
    for hit in _one_day().finditer(view.folded) if ":" in view.folded else ():
        first, second, third, fourth = (int(one) for one in hit.groups()[1:4] + hit.groups()[4:] if one and one.isdecimal())
        # 下午 2:00—17:30 is written both ways.
        if (third, fourth) < (first, second) and not (hit.group(6) == "下午" and third < 12 <= first):  # noqa: PLR2004
            yield hit.span()


@cache
def _hours() -> re.Pattern[str]:
    # Behind a day or a part of one; 历时 25 时 and the score 25:30 are no time of day.
    day = r"(?:\d\s?[日号]|[上下中]午|凌晨|早上|晚上|傍晚)\s?"
    return re.compile(rf"{day}(\d{{1,2}})\s?(?:[时点:]\s?(\d{{1,2}})(?!\d)(?:\s?分)?|[时点](?!\s?\d))")


@cache
def _until() -> re.Pattern[str]:
    # What a period of hours goes to: 8:00至25:00; a period of minutes (45:00 至 60:00 of a game) has no day before it.
    begins = r"(?:\d\s?[日号]|午)\s?(?:\([^()]{1,6}\)\s?)?\d{1,2}:\d{2}\s?[至到—\-~]{1,2}\s?(?:次日)?\s?"
    return re.compile(rf"{begins}(\d{{1,2}}):(\d{{2}})(?!\d)")


class Hour(NamedTuple):
    """A time of day as written at `folded[start:end]`."""

    hour: int
    minute: int
    start: int
    end: int
    half: str = ""
    """What stands right before it and says which half of the day is meant."""

    @property
    def exists(self) -> bool:
        """Whether a clock shows it; 24:00 is midnight."""
        return (self.hour < 24 and self.minute < 60) or (self.hour, self.minute) == (24, 0)  # noqa: PLR2004

    @property
    def is_of_its_half(self) -> bool:
        """Whether the morning has it: 上午 15:30 is in the afternoon."""
        return self.half not in {"上午", "早上", "凌晨"} or self.hour <= 12  # noqa: PLR2004


def hours(view: View) -> Iterator[Hour]:
    """Every time of day behind a date or a part of a day."""
    for hit in (*_hours().finditer(view.folded), *_until().finditer(view.folded)):
        half = hit.group()[:2]
        yield Hour(int(hit.group(1)), int(hit.group(2) or 0), hit.start(1), hit.end(), half)


def dated(article: Article) -> Iterator[View]:
    """The passages in which dates are looked for: what readers see, and the titles and summary of the front matter."""
    for passage in article.passages:
        if (passage.kind in _KINDS or passage.key in _KEYS) and _has_digit(passage):
            yield view_of(passage)


def _has_digit(passage: Passage) -> bool:
    return any(map(str.isdigit, passage.text)) or "月" in passage.text


@cache
def _year_and_sign() -> re.Pattern[str]:
    return re.compile(r"(?:19|20)\d{2}[-/.]\d")


def may_hold_days(skim: Skim) -> bool:
    """Whether an article may hold a date at all."""
    return "月" in skim.folded or _year_and_sign().search(skim.folded) is not None
