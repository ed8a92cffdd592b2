"""The numbers that a page shows before the items of its lists: they are no text of any passage."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from sanshen.reading import markdown

_NESTING = 1_000
"""Enough for any article that was read: reading has bounded the depth already."""


@lru_cache(maxsize=2)
def list_numbers(body: str, first_line: int) -> Mapping[int, str]:
    """Line of the file on which an item begins → the number that stands before it on the page (`3.`)."""
    found: dict[int, str] = {}
    numbers: list[int | None] = []
    for token in markdown.parse_shared(body, first_line, _NESTING).tokens:
        if token.type in {"ordered_list_open", "bullet_list_open"}:
            numbers.append(int(token.attrs.get("start", 1)) if token.type[0] == "o" else None)
        elif token.type in {"ordered_list_close", "bullet_list_close"}:
            numbers.pop()
        elif token.type == "list_item_open" and numbers and token.map is not None:
            number = numbers[-1]
            if number is not None:
                found[first_line + token.map[0]] = f"{number}{token.markup}"
                numbers[-1] = number + 1
    return found
