"""Places inside links: where a target and a title stand, character by character."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

import msgspec
from markdown_it.common.utils import unescapeAll
from markdown_it.helpers import parseLinkDestination, parseLinkTitle


@cache
def _unit() -> re.Pattern[str]:
    return re.compile(r"\\.|&(?:#[xX][0-9a-fA-F]{1,6}|#[0-9]{1,7}|[A-Za-z][A-Za-z0-9]{1,31});|.", re.DOTALL)


_BLANKS: Final = " \t\n"


class Target(msgspec.Struct, frozen=True):
    """The indexes in the source at which the characters of a target and of a title stand."""

    href: tuple[int, ...]
    title: tuple[int, ...]


def inline_target(source: str, begin: int, end: int, href: str, title: str) -> Target:
    """`source[begin:end]` is what stands after the label of a link or image: `(target "title")`, or a reference."""
    if source[begin : begin + 1] != "(" or source[end - 1 : end] != ")":
        return Target(spread(begin, end, len(href)), spread(begin, end, len(title)))
    return definition_target(source, begin + 1, end - 1, href, title)


def definition_target(source: str, begin: int, end: int, href: str, title: str) -> Target:
    """`source[begin:end]` is a target and perhaps a title, with blanks around."""
    begin = _skip(source, begin, end)
    found = parseLinkDestination(source, begin, end)
    stop = found.pos if found.ok else begin
    inner = 1 if source[begin : begin + 1] == "<" and found.ok else 0
    hrefs = _aligned(source, begin + inner, stop - inner, href, encoded=True)
    quote = _skip(source, stop, end)
    parsed = parseLinkTitle(source, quote, end) if title else None
    last = parsed.pos - 1 if parsed is not None and parsed.ok else end
    return Target(hrefs, _aligned(source, quote + 1, last, title, encoded=False) if title else ())


def spread(begin: int, end: int, count: int) -> tuple[int, ...]:
    """`count` indexes spread in order over a span whose characters do not match one to one."""
    last = max(begin, end - 1)
    return tuple(min(begin + place, last) if place < count - 1 else last for place in range(count))


def _skip(source: str, at: int, end: int) -> int:
    while at < end and source[at] in _BLANKS:
        at += 1
    return at


def _aligned(source: str, begin: int, end: int, parsed: str, *, encoded: bool) -> tuple[int, ...]:
    if source[begin:end] == parsed:
        return tuple(range(begin, end))
    made, places = [], []
    for index, unit in _units(source, begin, end, encoded=encoded):
        made.append(unit)
        places += [index] * len(unit)
    return tuple(places) if "".join(made) == parsed else spread(begin, end, len(parsed))


def _units(source: str, begin: int, end: int, *, encoded: bool) -> Iterator[tuple[int, str]]:
    import mdurl

    for match in _unit().finditer(source, begin, end):
        unit = match.group()
        plain = unescapeAll(unit) if len(unit) > 1 else unit
        # A lone % would be encoded anew, where the whole `%41` stays.
        yield match.start(), plain if not encoded or plain == "%" else mdurl.encode(plain)
