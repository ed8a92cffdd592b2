"""The passages of an article's body: what the reader sees and what hides behind it, each character at its true place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from markdown_it.token import Token

from sanshen.model.article import Block, Passage, PassageKind, Run
from sanshen.model.markup import ANNOTATIONS, LINE_BREAK, Refusal
from sanshen.reading.block_counting import BlockCounter
from sanshen.reading.folding import fold
from sanshen.reading.positions import Pieces, runs_of
from sanshen.reading.targets import Target, definition_target, inline_target, spread

if TYPE_CHECKING:
    from sanshen.reading.raw_html import Raw


_SILENT: Final = frozenset({"paragraph_open", "paragraph_close"})
"""Tokens that come most often and bring no text."""


def passages(tokens: Sequence[Token]) -> tuple[Passage, ...]:
    """All passages in the order of the text.

    A paragraph, heading or table cell is one TEXT passage: what the reader sees across emphasis, links, code spans and
    soft breaks (one `\\n`); a picture counts as one blank. Definitions, used or not, and surplus table cells give passages
    too: no reader sees them, so somebody must. Where a text holds annotations (`rt`), it gives passages without them and of them alone too.
    """
    found: list[Passage] = []
    blocks, used = BlockCounter(), None
    for token in tokens:
        kind = token.type
        if kind in _SILENT:
            continue
        if kind == "inline":
            _read_inline(token, found, blocks.block())
            continue
        blocks.pass_by(token)
        if kind in {"fence", "code_block"}:
            found += _verbatim(token, PassageKind.CODE)
        elif kind == "html_block":
            from sanshen.reading.html_passages import of_block  # brings an HTML parser

            found += of_block(token, blocks)
        elif kind == "definition":
            used = _used(tokens) if used is None else used
            found += _definition(token, used)
        elif kind == "tr_open":
            found += [
                _passage(PassageKind.TEXT, text, pieces.span(0, len(text)))
                for text, pieces in token.meta.get("surplus", ())
                if text
            ]
    return tuple(found)


def definitions(tokens: Sequence[Token]) -> tuple[Passage, ...]:
    """The target of every reference definition, used or not, at the place where it is written once."""
    found = []
    for token in tokens:
        if token.type == "definition":
            text, label, href = str(token.meta["text"]), str(token.meta["label"]), str(token.meta["url"])
            target = definition_target(text, len(label) + 3, len(text), href, str(token.meta["title"]))
            found.append(_passage(PassageKind.LINK, href, _runs(token.meta["pieces"], target.href)))
    return tuple(found)


def _read_inline(token: Token, found: list[Passage], block: Block) -> None:
    """Add the passages of a paragraph, heading or cell. Most hold nothing but one piece of text: the shortest way is theirs."""
    children, pieces = token.children or (), token.meta["pieces"]
    if len(children) == 1 and children[0].type == "text" and len(children[0].meta["at"]) == 1:
        text, ((start, length),) = children[0].content, children[0].meta["at"]
        if text.strip():
            found.append(Passage(PassageKind.TEXT, text, tuple(pieces.span(start, start + length)), block=block))
    elif children:
        _Inline(token.content, pieces, found, block).read(children, PassageKind.TEXT)


def _used(tokens: Sequence[Token]) -> frozenset[str]:
    return frozenset(
        child.meta["label"]
        for token in tokens
        if token.type == "inline"
        for child in token.children or ()
        if "label" in child.meta
    )


def _passage(
    kind: PassageKind, text: str, runs: Iterable[Run], label: str = "", *, hidden: bool = False, block: Block | None = None
) -> Passage:
    return Passage(kind, text, tuple(runs), label=label, hidden=hidden, block=block)


def _verbatim(token: Token, kind: PassageKind) -> Iterator[Passage]:
    pieces: Pieces = token.meta["pieces"]
    info = token.info.strip()
    if info:
        yield _passage(kind, info, token.meta["info"].span(0, len(info)))
    if token.content.strip():
        yield _passage(kind, token.content, pieces.span(0, len(token.content)))


def _definition(token: Token, used: frozenset[str]) -> Iterator[Passage]:
    text, pieces, meta = str(token.meta["text"]), token.meta["pieces"], token.meta
    label, href, title = str(meta["label"]), str(meta["url"]), str(meta["title"])
    target = definition_target(text, len(label) + 3, len(text), href, title)
    yield _passage(PassageKind.TEXT, label, pieces.span(1, 1 + len(label)))
    if meta["id"] not in used:
        yield _passage(PassageKind.LINK, href, _runs(pieces, target.href))
    if title:
        yield _passage(PassageKind.LINK_TITLE, title, _runs(pieces, target.title))


def _runs(pieces: Pieces, indexes: Sequence[int], begin: int = 0) -> tuple[Run, ...]:
    return runs_of((pieces.at(index) for index in indexes), begin)


class _Inline:
    """Reads the children of one inline token (or of one picture's alt text)."""

    def __init__(self, source: str, pieces: Pieces, found: list[Passage], block: Block | None = None) -> None:
        self.source, self.pieces, self.found, self.block = source, pieces, found, block
        self.text: list[str] = []
        self.runs: list[Run] = []
        self.length = 0
        self.marks: list[tuple[int, bool]] = []
        self.links: list[tuple[Token, int, int]] = []

    def read(self, children: Sequence[Token], kind: PassageKind) -> str:
        """Add passages for `children`; returns their visible text."""
        for token in children:
            reader = _READERS.get(token.type)
            if reader is not None:
                reader(self, token)
        text = "".join(self.text)
        if text.strip():
            whole = _passage(kind, text, self.runs, block=self.block)
            self.found.append(whole)
            if self.marks:
                from sanshen.reading.html_passages import parted

                self.found += parted(whole, self.marks)
        return text

    def show(self, text: str, runs: Iterable[Run]) -> None:
        """Visible text."""
        self.text.append(text)
        self.runs += runs
        self.length += len(text)

    def read_text(self, token: Token) -> None:
        self.text.append(token.content)
        for start, length in token.meta["at"] if token.content else ():
            self.runs += self.pieces.span(start, start + length, self.length)
            self.length += length

    def read_break(self, token: Token) -> None:
        self.show("\n", _runs(self.pieces, token.meta["at"][:1], self.length))

    def read_code(self, token: Token) -> None:
        start, end = token.meta["at"]
        start += len(token.markup)
        # One blank on each side is dropped by the parser where both are there.
        start += (end - len(token.markup) - start - len(token.content)) // 2
        self.show(token.content, self.pieces.span(start, start + len(token.content), self.length))

    def read_html(self, token: Token) -> None:
        start, end = token.meta["at"]
        raw: Raw | None = token.meta.get("html")
        if raw is None or raw.refusal:  # in an alternative text nothing is judged: no tag has a place there
            refusal = Refusal.PLACE if raw is None else raw.refusal
            from sanshen.reading.html_passages import refused

            self.found.append(refused(token.content, self.pieces.shifted(start), (0, end - start), refusal))
        elif raw.name == LINE_BREAK:
            self.show("\n", _runs(self.pieces, (start,), self.length))
        elif raw.name in ANNOTATIONS:
            self.marks.append((self.length, raw.opening))

    def open_link(self, token: Token) -> None:
        self.links.append((token, len(self.text), len(self.found)))

    def close_link(self, token: Token) -> None:
        opened, begun, known = self.links.pop()
        href, title = str(opened.attrs["href"]), str(opened.attrs.get("title", ""))
        start, end = opened.meta["at"]
        if opened.markup == "autolink":
            inner = self.source[start + 1 : end - 1]
            target = Target(tuple(range(start + 1, end - 1)) if inner == href else spread(start + 1, end - 1, len(href)), ())
        elif "label" in opened.meta:
            target = Target(spread(start, end, len(href)), ())
        else:
            target = inline_target(self.source, token.meta["label_end"] + 1, end, href, title)
        label = "".join(self.text[begun:])
        pictured = any(one.kind is PassageKind.IMAGE for one in self.found[known:])
        hidden = not pictured and not fold(label).text.strip()
        self.target(PassageKind.LINK, opened, href, title, target, label, hidden=hidden)

    def read_image(self, token: Token) -> None:
        start, end = token.meta["at"]
        begin = token.meta["alt"]
        alt = _Inline(token.content, self.pieces.shifted(begin), self.found).read(token.children or (), PassageKind.ALT)
        href, title = str(token.attrs["src"]), str(token.attrs.get("title", ""))
        if "label" in token.meta:
            target = Target(spread(start, end, len(href)), ())
        else:
            target = inline_target(self.source, begin + len(token.content) + 1, end, href, title)
        self.target(PassageKind.IMAGE, token, href, title, target, alt)
        self.show(" ", _runs(self.pieces, (start,), self.length))

    def target(
        self, kind: PassageKind, token: Token, href: str, title: str, target: Target, label: str, *, hidden: bool = False
    ) -> None:
        """A target and its title; a title that comes from a definition is reported there."""
        runs = _runs(self.pieces, target.href) or _runs(self.pieces, token.meta["at"][:1])
        self.found.append(_passage(kind, href, runs, label, hidden=hidden))
        if title and target.title:
            self.found.append(_passage(PassageKind.LINK_TITLE, title, _runs(self.pieces, target.title)))


_READERS = {
    "text": _Inline.read_text,
    "text_special": _Inline.read_text,
    "softbreak": _Inline.read_break,
    "hardbreak": _Inline.read_break,
    "code_inline": _Inline.read_code,
    "html_inline": _Inline.read_html,
    "link_open": _Inline.open_link,
    "link_close": _Inline.close_link,
    "image": _Inline.read_image,
}
