"""Making again and again until every page passes: each round leaves out what the page rules refused in the one before."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar

from sanshen.model.errors import UndecidedError
from sanshen.model.text import Text

Made = TypeVar("Made")
_ROUNDS: Final = 5


def until_fit(attempt: Callable[[int], Made | None]) -> Made:
    """What the first round gives that refuses nothing (None: it did). Raises UndecidedError after several."""
    for number in range(_ROUNDS):
        made = attempt(number)
        if made is not None:
            return made
    raise UndecidedError(
        Text("多次构建仍有页面不合规则", "pages still break the rules after several builds"),
        Text("这是程序的差错，请报告；原网站保持不变", "a fault of the program, please report it; the old site stays up"),
    )
