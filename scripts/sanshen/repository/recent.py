"""Answers about objects, kept while they are asked for: what a full id names never changes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Final, Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

_KEPT: Final = 64


class Recent(Generic[K, V]):
    """The latest `kept` answers by question; one that `is_passing` (large, say) is given out and not kept."""

    def __init__(self, is_passing: Callable[[V], bool] = lambda _: False, kept: int = _KEPT) -> None:
        self._answers: OrderedDict[K, V] = OrderedDict()
        self._is_passing = is_passing
        self._kept = kept

    def answer(self, question: K, ask: Callable[[], V]) -> V:
        """The answer that is kept, else that of `ask`; what raises is asked again the next time."""
        if question in self._answers:
            self._answers.move_to_end(question)
            return self._answers[question]
        found = ask()
        if not self._is_passing(found):
            self._answers[question] = found
            if len(self._answers) > self._kept:
                self._answers.popitem(last=False)
        return found


def is_long(answer: tuple[object, ...]) -> bool:
    """More than a thousand items: the files of a whole archive are not kept beside their tree."""
    return len(answer) > 1000  # noqa: PLR2004  # said in the docstring
