"""Numbers of official documents (发文字号), as written and as they ought to be: 渝府办发〔2019〕63号."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final, NamedTuple

from sanshen.model.article import Article, PassageKind
from sanshen.rules.reading_view import View, view_of

_KINDS: Final = frozenset({PassageKind.TEXT, PassageKind.TITLE, PassageKind.ALT})
_KEYS: Final = frozenset({"summary", "document.number", "source.title"})


_LONGEST: Final = 120


class Number(NamedTuple):
    """A document's number at `folded[start:end]`: agency, year and number, and the signs it was written with."""

    agency: str
    opening: str
    year: str
    closing: str
    ordinal: str
    number: str
    start: int
    end: int

    @property
    def right(self) -> str:
        """The number as the standard for official documents writes it."""
        year = f"20{self.year}" if len(self.year) == 2 else self.year  # noqa: PLR2004
        return f"{self.agency}〔{year}〕{self.number.lstrip('0') or '0'}号"


class Cited(NamedTuple):
    """A title (with 的通知 behind it) and its number, as cited: 《…》（…〔2021〕3号)."""

    title: str
    number: Number
    view: View


@cache
def _shape() -> re.Pattern[str]:
    # The year stands right behind the agency's characters and right before the number: a court's (2021)渝… is something else.
    # Where the opening bracket is missing, the closing one and a word that ends such names (发、函、字) must be there.
    return re.compile(
        r"([一-龥]{1,11}[发函字文办](?=(?:19|20)\d{2}[\]】〕〗])|[一-龥]{2,12}+)\s?((?:(?<=[发函字文办])(?=(?:19|20)\d{2}[\]】〕〗])|[\[【(〔〖{<「『]))\s?((?:19|20)\d{2}|[0-2]\d)(?:年(?=[\]】)〕〗}>」』]))?\s?([\]】)〕〗}>」』]?)\s?(第)?\s?(\d{1,5})\s?号(?!楼|线|院|店|门|公馆)"
    )


@cache
def _bracket() -> re.Pattern[str]:
    # Looked for by its first character alone: most texts have none of these.
    return re.compile(r"[\[【(〔〖{<「『\]】〕〗]")


@cache
def _bracketed() -> re.Pattern[str]:
    return re.compile(r"[\[【(〔〖{<「『]\s?\d\d|\d\d[\]】〕〗]")


def may_hold_numbers(folded: str) -> bool:
    """Whether folded text may hold a document's number at all: a year behind an opening bracket or before a closing one."""
    return "号" in folded and _bracket().search(folded) is not None and _bracketed().search(folded) is not None


def numbers(view: View) -> Iterator[Number]:
    """Every document number in a passage, right or wrong."""
    return numbers_in(view.folded)


def numbers_in(folded: str) -> Iterator[Number]:
    """Every document number in folded text."""
    if "号" not in folded:
        return
    for hit in _shape().finditer(folded):
        agency, opening, year, closing, ordinal, number = (part or "" for part in hit.groups())
        yield Number(agency_of(agency), opening, year, closing, ordinal, number, hit.end(1) - len(agency_of(agency)), hit.end())


def agency_of(words: str) -> str:
    """The characters of the agency at the end of a run of words: 根据渝府办发 → 渝府办发."""
    for start in (
        "根据",
        "依据",
        "按照",
        "以及",
        "印发",
        "执行",
        "参照",
        "废止",
        "关于",
        "通过",
        "依照",
        "转发",
        "文件",
        "见",
        "以",
        "和",
        "与",
        "按",
    ):
        at = words.rfind(start)
        if at >= 0 and len(words) - at - len(start) >= 2:  # noqa: PLR2004
            words = words[at + len(start) :]
    return words


def numbered(article: Article) -> Iterator[View]:
    """The passages in which document numbers are looked for."""
    for passage in article.passages:
        if (passage.kind in _KINDS or passage.key in _KEYS) and any(sign in passage.text for sign in "号〔﹝"):
            yield view_of(passage)


@cache
def _before() -> re.Pattern[str]:
    return re.compile(r"《((?:[^《》]|《[^《》]*》){4,100})》(的(?:通知|意见|决定|公告|批复|函))?\s?\(\s?$")


def cited(article: Article) -> Iterator[Cited]:
    """Every number that stands in brackets right behind a title."""
    for view in numbered(article):
        for number in numbers(view):
            found = _before().search(view.folded[max(0, number.start - _LONGEST) : number.start])
            if found is not None:
                yield Cited("".join(found.group(1).split()) + (found.group(2) or ""), number, view)
