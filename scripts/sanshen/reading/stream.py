"""The visible text of one block as a tree, with white space counted across marks.

A node is a tuple: its kind, its own values, then its children; a child is a text or a node.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec

from sanshen.reading import blanks

Node = tuple[object, ...]
LETTER: Final = "x"
"""White space beside a picture or raw HTML counts as beside a letter."""


class Run(msgspec.Struct, frozen=True):
    """One text of the tree: its fragments, each with the line of the file it stands on. `loose`: outside links and strikes."""

    fragments: tuple[tuple[str, int], ...]
    loose: bool


class _Open(msgspec.Struct):
    """A node whose children are still coming. A child that is text is a list of text and line: a gap is filled in later."""

    head: Node
    children: list[list[object] | Node | _Open]


class Stream:
    """Takes the inline tokens of one block in order."""

    def __init__(self) -> None:
        self._stack = [_Open((), [])]
        self._gap: list[object] | None = None
        self._left = ""

    @property
    def depth(self) -> int:
        """How many nodes are open."""
        return len(self._stack) - 1

    def text(self, text: str, line: int) -> None:
        """Visible text that stands on one line of the file."""
        core = blanks.stripped(text)
        if not core or text[0] != core[0]:
            self._blank(text, line)
        if core:
            self._close_gap(core[0])
            self._stack[-1].children.append([blanks.inner(core), line])
            self._left = core[-1]
            if text[-1] != core[-1]:
                self._blank(text, line)

    def begin(self, *head: object) -> None:
        """Open a node (a link, a strike-through)."""
        made = _Open(head, [])
        self._stack[-1].children.append(made)
        self._stack.append(made)

    def end(self) -> None:
        """Close the innermost node."""
        self._stack.pop()

    def atom(self, node: Node, first: str = LETTER, last: str = LETTER) -> None:
        """A node without text of its own, which its neighbours see as `first` … `last`."""
        self._close_gap(first)
        self._stack[-1].children.append(node)
        self._left = last

    def done(self, runs: list[Run]) -> Node:
        """The children of the block; white space at its ends is gone. Its texts go to `runs` in the order of the tree."""
        return _frozen(self._stack[0].children, runs, loose=True)

    def _blank(self, text: str, line: int) -> None:
        if text and self._gap is None:
            self._gap = ["", line]
            self._stack[-1].children.append(self._gap)

    def _close_gap(self, right: str) -> None:
        if self._gap is not None and self._left and not blanks.is_wide(self._left) and not blanks.is_wide(right):
            self._gap[0] = " "
        self._gap = None


def _frozen(children: Sequence[list[object] | Node | _Open], runs: list[Run], *, loose: bool) -> Node:
    made: list[object] = []
    fragments: list[tuple[str, int]] = []

    def flush() -> None:
        if fragments:
            made.append("".join(text for text, _ in fragments))
            runs.append(Run(tuple(fragments), loose))
            fragments.clear()

    for child in children:
        if isinstance(child, list):
            if child[0]:
                fragments.append((str(child[0]), int(str(child[1]))))
            continue
        flush()
        made.append((*child.head, *_frozen(child.children, runs, loose=False)) if isinstance(child, _Open) else child)
    flush()
    return tuple(made)
