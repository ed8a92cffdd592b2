"""One HTML tag as a browser understands it, and only if it holds nothing besides; and a text cut at its tags."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from html import unescape
from html.parser import HTMLParser
from typing import Final, NamedTuple

_INSIGNIFICANT: Final = dict.fromkeys(map(ord, " \t\n\f\r\"'/"))
_LONGEST: Final = 1_000
_LONGEST_ENTITY: Final = 32


class Tag(NamedTuple):
    """A start or end tag: lower-case name, its attributes."""

    name: str
    opening: bool
    attributes: Mapping[str, str]


class Piece(NamedTuple):
    """A stretch of HTML from `start` to `end`: a tag (or what looks like one) or text."""

    start: int
    end: int
    tag: bool


class _TagReader(HTMLParser):
    """Notes the tags."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.seen: list[Tag] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(Tag(tag, opening=True, attributes={name: value or "" for name, value in attrs}))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        self.seen.append(Tag(tag, opening=False, attributes={}))


@lru_cache(maxsize=4096)
def tag_of(text: str) -> Tag | None:
    """The one tag that `text` is; None where it is anything else, or where the tag holds what its reading does not show.

    A doubled attribute, or an attribute in an end tag, is such: browsers drop it, so nobody would ever see it.
    """
    if len(text) > _LONGEST:
        return None
    reader = _TagReader()
    reader.feed(text)
    reader.close()
    if len(reader.seen) != 1:
        return None
    tag = reader.seen[0]
    understood = f"<{tag.name}" + "".join(f"{name}={value}" for name, value in tag.attributes.items()) + ">"
    return tag if text.translate(_INSIGNIFICANT).casefold() == understood.translate(_INSIGNIFICANT).casefold() else None


def pieces_of(html: str) -> Iterator[Piece]:
    """`html` cut at every `<` and the next `>`. What is allowed holds neither sign inside a tag, so nothing else is needed."""
    at = 0
    while at < len(html):
        begin = html.find("<", at)
        begin = len(html) if begin < 0 else begin
        if begin > at:
            yield Piece(at, begin, tag=False)
        if begin == len(html):
            return
        end = html.find(">", begin)
        at = len(html) if end < 0 else end + 1
        yield Piece(begin, at, tag=True)


def characters_of(html: str, piece: Piece) -> Iterator[tuple[str, int]]:
    """The characters of a text piece, entities decoded, each with the index it begins at."""
    at = piece.start
    while at < piece.end:
        end = html.find(";", at, min(piece.end, at + _LONGEST_ENTITY)) + 1 if html[at] == "&" else 0
        decoded = unescape(html[at:end]) if end else html[at]
        for character in decoded if len(decoded) < end - at else html[at]:
            yield character, at
        at = end if end and len(decoded) < end - at else at + 1
