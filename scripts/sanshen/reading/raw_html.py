"""Raw HTML judged once, for gate and site alike: what it shows, or why it is refused.

Tokens of raw HTML get `meta["html"]`, a `Raw`. Whether a tag may stand there is asked of the allow-list (`model.markup`) for a plain
answer with a place, and then of the sanitizer, which must leave the whole unchanged.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile
from typing import Final

import msgspec
from markdown_it.token import Token

from sanshen.model.markup import LINE_BREAK, Refusal
from sanshen.reading import html_refusals
from sanshen.reading.html_tables import Cell, read_table
from sanshen.reading.html_tags import Tag, tag_of
from sanshen.reading.sanitizing import cleaned, text_of

_LETTER: Final = "甲"
"""Stands for whatever is no raw HTML when the sanitizer is asked about a line of text."""


class Raw(msgspec.Struct, frozen=True):
    """One token of raw HTML. `html`: as pages show it, "" where refused; `refusal`: why, "" where allowed.

    `name` and `opening`: the tag that an allowed inline token is. `cells`: of an allowed block, all of its text. `at`: the span of a
    refused block's first fault.
    """

    html: str = ""
    refusal: str = ""
    name: str = ""
    opening: bool = False
    cells: tuple[Cell, ...] = ()
    at: tuple[int, int] = (0, 0)


def judge(tokens: Sequence[Token]) -> None:
    """Judge all raw HTML of a body."""
    for token in tokens:
        if token.type == "html_block":
            token.meta["html"] = _block(token.content)
        elif token.type == "inline" and any(child.type == "html_inline" for child in token.children or ()):
            _Line(token.children or ()).judge()


def _block(html: str) -> Raw:
    table = read_table(html)
    if table.refusal:
        return Raw(refusal=table.refusal, at=table.at)
    shown = cleaned(html)
    if shown is None or not _reads_alike(table.cells, shown):
        return Raw(refusal=Refusal.CHANGED, at=(0, len(html)))
    return Raw(html=shown, cells=table.cells)


def _reads_alike(cells: Sequence[Cell], shown: str) -> bool:
    """Whether the rules are given the very text that a browser shows: it decodes references that are none by our reading (`&#31192`)."""
    judged = "".join(character for cell in cells for character, _ in cell.characters)
    return "".join(judged.split()) == "".join(text_of(shown).split())


class _Open(msgspec.Struct):
    """What stands open: a raw tag (`tag` given) or a mark of Markdown. `shown`: its text so far."""

    number: int
    tag: Tag | None
    shown: str = ""


class _Line:
    """The inline tokens of one block."""

    def __init__(self, children: Sequence[Token]) -> None:
        self.children = children
        self.open: list[_Open] = []
        self.found: dict[int, Raw] = {}

    def judge(self) -> None:
        """Set `meta["html"]` of each token of raw HTML."""
        for number, token in enumerate(self.children):
            if token.type == "html_inline":
                self._tag(number, token.content)
            elif token.nesting > 0:
                self.open.append(_Open(number, None))
            elif token.nesting < 0:
                self._close_mark()
            else:
                self._show(_LETTER if token.type == "image" else token.content)
        self._leave(len(self.open))
        if not any(one.refusal for one in self.found.values()) and cleaned(self._fragment()) is None:
            self.found = dict.fromkeys(self.found, Raw(refusal=Refusal.CHANGED))
        for number, raw in self.found.items():
            self.children[number].meta["html"] = raw

    def _fragment(self) -> str:
        return "".join(token.content if token.type == "html_inline" else _LETTER for token in self.children)

    def _show(self, text: str) -> None:
        for one in self.open:
            one.shown += text

    def _refuse(self, number: int, refusal: Refusal) -> None:
        self.found[number] = Raw(refusal=refusal)

    def _tag(self, number: int, html: str) -> None:
        tag = tag_of(html)
        refusal = html_refusals.of_tag(html, tag)
        if refusal is not None or tag is None:
            self._refuse(number, refusal or Refusal.TAG)
        elif not tag.opening:
            self._end(number, tag)
        elif html_refusals.misplaced(tag.name, [one.tag.name for one in self.open if one.tag is not None]):
            self._refuse(number, Refusal.PLACE)
        elif tag.name == LINE_BREAK:
            self.found[number] = Raw(html=f"<{LINE_BREAK}>", name=LINE_BREAK, opening=True)
            self._show("\n")
        else:
            self.found[number] = Raw(html=f"<{tag.name}>", name=tag.name, opening=True)
            self.open.append(_Open(number, tag))

    def _end(self, number: int, tag: Tag) -> None:
        if not self.open or self.open[-1].tag is None or self.open[-1].tag.name != tag.name:
            self._refuse(number, Refusal.STRAY)
            return
        opened = self.open.pop()
        self.found[number] = Raw(html=f"</{tag.name}>", name=tag.name)
        refusal = html_refusals.of_content(tag.name, opened.shown)
        if refusal is not None:
            self._refuse(opened.number, refusal)

    def _close_mark(self) -> None:
        self._leave(sum(1 for _ in takewhile(lambda one: one.tag is not None, reversed(self.open))))
        if self.open:
            self.open.pop()

    def _leave(self, many: int) -> None:
        """The innermost `many` are left: each raw tag among them should have been closed."""
        for _ in range(many):
            one = self.open.pop()
            if one.tag is not None:
                self._refuse(one.number, Refusal.UNCLOSED)
