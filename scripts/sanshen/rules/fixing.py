"""The replacements that belong to a finding: exact places in the file, only in plain visible text, all of them or none.

What must stay word for word is left to people: code, links, addresses, titles in 《》, quotations (see `reading.open_text`).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

from sanshen.model.article import Article, Passage, PassageKind
from sanshen.model.finding import Edit, Place
from sanshen.reading.open_text import Stretch, open_text

_KEYS: Final = frozenset({"title", "summary", "keywords", "document.number"})
"""Front-matter texts that people read. The others are names, addresses and codes."""
_ADDRESSES: Final = ("://", "www.", "@")
_NOT_IN_ADDRESSES: Final = frozenset("，。；：、！？（）《》“”")
_LONGEST_ADDRESS: Final = 300


class Change(NamedTuple):
    """`text[start:end]` of a passage becomes `after`."""

    start: int
    end: int
    after: str


def edits(article: Article, passage: Passage, changes: Iterable[Change]) -> tuple[Edit, ...]:
    """The changes as edits of the file; () where a single one of them cannot be made there."""
    made: list[Edit] = []
    for change in changes:
        edit = _edit(article, passage, change)
        if edit is None:
            return ()
        made.append(edit)
    return tuple(made)


def is_inside(text: str, at: int, opening: str, closing: str) -> bool:
    """Whether `text[at]` stands between such marks."""
    return text.count(opening, 0, at) > text.count(closing, 0, at)


def is_quoted(text: str, at: int) -> bool:
    """Whether `text[at]` stands between quotation marks, straight ones included."""
    line = text.rfind("\n", 0, at) + 1
    return is_inside(text, at, "“", "”") or is_inside(text, at, "「", "」") or text.count('"', line, at) % 2 == 1


def _edit(article: Article, passage: Passage, change: Change) -> Edit | None:
    text = passage.text
    if not article.path.endswith(".md") or change.start >= change.end or "\n" in change.after:
        return None
    if is_inside(text, change.start, "《", "》") or _in_address(text, change):
        return None
    places = [passage.place(at, at + 1) for at in range(change.start, change.end)]
    extents = list(_extents(article, passage, places, text[change.start : change.end]))
    if len(extents) != len(places) or len({place.line for place in places}) != 1:
        return None
    if any(left.end != right.column for left, right in pairwise(extents)):
        return None  # marks of emphasis, a line break: not one piece
    line, column, end = places[0].line, extents[0].column, extents[-1].end
    return Edit(Place(line, column, end), _line(article, line)[column - 1 : end - 1], change.after)


def _in_address(text: str, change: Change) -> bool:
    """Whether the characters belong to an address or an e-mail address that is written out."""
    start, end = change.start, change.end
    while start > 0 and change.start - start < _LONGEST_ADDRESS and _addressable(text[start - 1]):
        start -= 1
    while end < len(text) and end - change.end < _LONGEST_ADDRESS and _addressable(text[end]):
        end += 1
    return any(sign in text[start:end] for sign in _ADDRESSES)


def _addressable(character: str) -> bool:
    return not character.isspace() and not "一" <= character <= "鿿" and character not in _NOT_IN_ADDRESSES


def _extents(article: Article, passage: Passage, places: Sequence[Place], text: str) -> Iterator[Stretch]:
    """How each character is written; nothing for one that must not be touched."""
    for place, character in zip(places, text, strict=True):
        stretch = _stretch(article, passage, place)
        if stretch is not None and stretch.whole:
            yield stretch
        elif stretch is not None and _line(article, place.line)[place.column - 1 : place.column] == character:
            yield Stretch(place.column, place.column + 1, whole=False)


def _stretch(article: Article, passage: Passage, place: Place) -> Stretch | None:
    if passage.kind is PassageKind.TEXT:
        stretches = open_text(article.body, article.body_line).get(place.line, ())
        at = bisect_right(stretches, place.column, key=lambda one: one.column) - 1
        return stretches[at] if at >= 0 and place.column < stretches[at].end else None
    # A quoted value with escapes in it has several runs: what stands there is not what is shown.
    readable = passage.key.partition("[")[0] in _KEYS and len(passage.runs) == 1
    return Stretch(place.column, place.column + 1, whole=False) if readable else None


def _line(article: Article, number: int) -> str:
    lines = _lines(article.source)
    return lines[number - 1] if number <= len(lines) else ""


@lru_cache(maxsize=2)
def _lines(source: str) -> tuple[str, ...]:
    return tuple(source.split("\n"))
