"""The token tree that the substance digest is computed over: what the text says, not how it is typed (docs/digests.md)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import count
from typing import Final

import msgspec
from markdown_it.common.utils import unescapeAll
from markdown_it.token import Token

from sanshen.reading import blanks
from sanshen.reading.positions import Pieces
from sanshen.reading.stream import Node, Run, Stream

Counted = Callable[[str], str]
"""How a link target counts: an article by its path."""
FIRST_CHILD: Final = {
    "p": 1,
    "h": 2,
    "quote": 1,
    "ul": 1,
    "ol": 1,
    "item": 2,
    "table": 1,
    "head": 1,
    "row": 1,
    "cell": 1,
    "link": 3,
    "del": 1,
}
"""Kind of node → index of its first child, for the kinds that have children."""
_LISTS: Final = frozenset({"ul", "ol"})


class Tree(msgspec.Struct, frozen=True):
    """`nodes` are the blocks, then the unused definitions; `runs` their texts in order; `depth` the deepest nesting."""

    nodes: tuple[Node, ...]
    runs: tuple[Run, ...]
    depth: int


def build(tokens: Sequence[Token], counted: Counted, nesting: int) -> Tree:
    """The tree of a token stream. Strike-through nested deeper than `nesting` is cut off, and `depth` then exceeds it."""
    builder = _Builder(counted, nesting)
    for token in tokens:
        builder.add(token)
    return Tree((*builder.top(), *builder.unused(tokens)), tuple(builder.runs), builder.depth)


def may_reach(tokens: Sequence[Token], depth: int) -> bool:
    """Whether the tree of these tokens could be as deep as that: by blocks within blocks, or by as many marks in one text."""
    for token in tokens:  # a plain loop: this is asked of every token of every article
        if token.level >= depth:
            return True
        children = token.children
        if children and (len(children) >= depth or may_reach(children, depth)):
            return True
    return False


class _Builder:
    """Holds the open blocks while the tokens go by."""

    def __init__(self, counted: Counted, nesting: int) -> None:
        self.counted, self.nesting = counted, nesting
        self.runs: list[Run] = []
        self.used: set[str] = set()
        self.depth = 0
        self._stack: list[list[object]] = [[]]
        self._numbers: list[count[int] | None] = []

    def top(self) -> tuple[Node, ...]:
        return tuple(node for node in self._stack[0] if isinstance(node, tuple))

    def add(self, token: Token) -> None:
        self.depth = max(self.depth, token.level)
        if token.type == "inline":
            self._stack[-1] += self.inline(token.children or (), token.meta["pieces"], self.runs)
        elif token.nesting > 0:
            self._begin(token)
        elif token.nesting < 0:
            self._end(token)
        elif token.type in {"fence", "code_block"}:
            info = unescapeAll(token.info).strip()
            self._put(("code", info, token.content.removesuffix("\n")))
        elif token.type == "html_block":
            self._put(("html", token.content.strip("\n")))
        elif token.type == "hr":
            self._put(("hr",))

    def _begin(self, token: Token) -> None:
        kind = _KINDS.get(token.type)
        if kind is None:
            return
        head: list[object] = [kind]
        if kind == "h":
            head.append(int(token.tag[1]))
        elif kind in _LISTS:
            self._numbers.append(count(int(token.attrs.get("start", 1))) if kind == "ol" else None)
        elif kind == "item":
            numbers = self._numbers[-1]
            head.append(next(numbers) if numbers is not None else None)
        elif kind == "row" and self._stack[-1] == ["table"]:
            head = ["head"]
        self._stack.append(head)

    def _end(self, token: Token) -> None:
        kind = _CLOSING.get(token.type)
        if kind is None:
            return
        if kind in _LISTS:
            self._numbers.pop()
        self._put(tuple(self._stack.pop()))

    def _put(self, node: Node) -> None:
        """Add a block. A list that only another bullet sets apart from the one before is the same list: bullets are form."""
        around = self._stack[-1]
        before = around[-1] if around else None
        if node[0] in _LISTS and isinstance(before, tuple) and before[0] == node[0]:
            around[-1] = before + node[1:]
        else:
            around.append(node)

    def inline(self, children: Sequence[Token], pieces: Pieces, runs: list[Run]) -> Node:
        """The children of a block, cell or alt text."""
        if len(children) == 1 and children[0].type == "text":
            return self._text_alone(children[0], pieces, runs)
        stream = Stream()
        for token in children:
            self._inline_token(stream, token, pieces)
            self.depth = max(self.depth, stream.depth)
        return stream.done(runs)

    @staticmethod
    def _text_alone(token: Token, pieces: Pieces, runs: list[Run]) -> Node:
        """What a stream makes of a text that has no neighbour: most blocks are just that."""
        core = blanks.stripped(token.content)
        if not core:
            return ()
        text = blanks.inner(core)
        runs.append(Run(((text, pieces.at(token.meta["at"][0][0])[0]),), loose=True))
        return (text,)

    def _inline_token(self, stream: Stream, token: Token, pieces: Pieces) -> None:
        kind = token.type
        if kind in {"text", "text_special"}:
            if token.content:
                stream.text(token.content, pieces.at(token.meta["at"][0][0])[0])
        elif kind in {"softbreak", "hardbreak"}:
            stream.text("\n", pieces.at(token.meta["at"][0])[0])
        elif kind == "code_inline":
            stream.atom(("code-span", token.content), token.content[:1], token.content[-1:])
        elif kind == "html_inline":
            stream.atom(("html", token.content))
        elif kind == "image":
            alt = self.inline(token.children or (), pieces.shifted(token.meta["alt"]), [])
            self._use(token)
            stream.atom(("image", self.counted(str(token.attrs["src"])), str(token.attrs.get("title", "")), *alt))
        elif kind == "link_open":
            self._use(token)
            stream.begin("link", self.counted(str(token.attrs["href"])), str(token.attrs.get("title", "")))
        elif kind == "s_open":
            stream.begin("del")
        elif kind in {"link_close", "s_close"}:
            stream.end()

    def _use(self, token: Token) -> None:
        if "label" in token.meta:
            self.used.add(str(token.meta["label"]))

    def unused(self, tokens: Sequence[Token]) -> list[Node]:
        """Definitions that nothing refers to, and second definitions of one label: no reader sees them."""
        found: list[Node] = []
        taken = set(self.used)
        for token in tokens:
            if token.type == "definition":
                label = str(token.meta["id"])
                if label in taken:
                    taken.discard(label)
                else:
                    found.append(
                        ("definition", str(token.meta["label"]), self.counted(str(token.meta["url"])), str(token.meta["title"]))
                    )
        return found


_KINDS: Final = {
    "paragraph_open": "p",
    "heading_open": "h",
    "blockquote_open": "quote",
    "bullet_list_open": "ul",
    "ordered_list_open": "ol",
    "list_item_open": "item",
    "table_open": "table",
    "tr_open": "row",
    "th_open": "cell",
    "td_open": "cell",
}
_CLOSING: Final = {kind.removesuffix("_open") + "_close": made for kind, made in _KINDS.items()}
