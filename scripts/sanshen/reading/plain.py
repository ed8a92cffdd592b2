"""An article taken apart for corrections (校改): its structure, and its texts one by one."""

from __future__ import annotations

import msgspec

from sanshen.model.article import Article
from sanshen.reading import bundle, markdown, tree
from sanshen.reading.stream import Run

NESTING = 1_000
"""Enough for any article that was read: reading has bounded the depth already."""


class Piece(msgspec.Struct, frozen=True):
    """One run of text, white space counted as in the substance.

    `line` is the line of the file its first character stands on, `lines[i]` that of `text[i]`. `correctable`: ordinary visible
    text, outside links and strike-through. Code, HTML, alt texts, targets and titles are part of the structure instead.
    """

    line: int
    text: str
    correctable: bool
    lines: tuple[int, ...]


class CorrectionView(msgspec.Struct, frozen=True):
    """Two versions with equal `structure` have their `texts` one to one, in the order of the page."""

    structure: tuple[object, ...]
    texts: tuple[Piece, ...]


def correction_view(article: Article) -> CorrectionView:
    """The article's text as corrections are measured on it; front matter and bundle are to be compared beside."""
    parsed = markdown.parse_shared(article.body, article.body_line, NESTING)
    shape = tree.build(parsed.tokens, lambda href: bundle.counted(article.path, href), NESTING)
    return CorrectionView(tuple(_bare(node) for node in shape.nodes), tuple(_piece(run) for run in shape.runs))


def _bare(node: object) -> object:
    """A node with its texts replaced by None; what has no texts of its own is kept whole."""
    if not isinstance(node, tuple):
        return None
    first = tree.FIRST_CHILD.get(str(node[0]))
    if first is None:
        return node
    return (*node[:first], *(_bare(child) for child in node[first:]))


def _piece(run: Run) -> Piece:
    text = "".join(fragment for fragment, _ in run.fragments)
    lines = tuple(line for fragment, line in run.fragments for _ in fragment)
    return Piece(lines[0], text, run.loose, lines)
