"""What the site uses of the gate's tokens, so that only `reading` knows the library that makes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol


class Token(Protocol):
    """What is used of a token of `sanshen.reading` (markdown-it's own type)."""

    @property
    def type(self) -> str:
        """Its kind."""

    @property
    def tag(self) -> str:
        """The HTML element it stands for."""

    @property
    def attrs(self) -> Mapping[str, str | int | float]:
        """Its attributes."""

    @property
    def content(self) -> str:
        """Its text."""

    @property
    def info(self) -> str:
        """What stands behind a fence's opening mark."""

    @property
    def meta(self) -> Mapping[Any, Any]:
        """What reading found out about it."""

    @property
    def hidden(self) -> bool:
        """Whether it is a paragraph of a tight list."""

    @property
    def children(self) -> Sequence[Token] | None:
        """The inline tokens of a block."""
