"""How the lots of a whole site are cut into pieces of work for several processes."""

from __future__ import annotations

from itertools import chain

from sanshen.site.crew import pieces
from sanshen.site.pages import Lot

_LISTS = [Lot("home"), Lot("column", "liangshan/news"), Lot("type", "news"), Lot("word", "防汛"), Lot("month")]


def test_a_list_is_a_piece_by_itself() -> None:
    articles = [Lot("article", f"content/liangshan/news/2026/a{number:03d}.md") for number in range(70)]
    gone = [Lot("gone", "content/liangshan/news/2025/old.md")]
    cut = list(pieces([*_LISTS, *articles, *gone]))
    assert [*chain.from_iterable(cut)] == [*_LISTS, *articles, *gone]
    assert [len(piece) for piece in cut] == [1] * len(_LISTS) + [32, 32, 7]


def test_nothing_to_make_is_no_piece() -> None:
    assert list(pieces([])) == []
