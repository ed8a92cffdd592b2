"""Letters that stand several times in a row, as one: text with doubled characters (示示例例), and terms that have such of their own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby


@lru_cache(maxsize=4)
def made_single(letters: str) -> str:
    """The letters with each run of one as one; digits stand alone, they are never doubled for disguise.

    Remembered: several rules ask of the same article.
    """
    kept, begin = list[str](), 0
    for at in _repeats(letters):
        if not letters[at].isdecimal():
            kept.append(letters[begin:at])
            begin = at + 1
    return "".join([*kept, letters[begin:]]) if kept else letters


def _repeats(letters: str) -> Iterator[int]:
    """The places where the next letter is the same."""
    units, width = letters.encode("utf-16-le", "surrogatepass"), 2
    if len(units) > width * len(letters):
        units, width = letters.encode("utf-32-le", "surrogatepass"), 4
    # Laid over itself one letter on, a text leaves nought there: all of it in one step of arithmetic.
    number, nought = int.from_bytes(units, "little"), bytes(width)
    over = (number ^ (number >> 8 * width)).to_bytes(len(units), "little")[:-width]
    at = over.find(nought)
    while at >= 0:
        if at % width == 0:
            yield at // width
        at = over.find(nought, at + 1)


def heard_as(terms: Iterable[str]) -> tuple[str, ...]:
    """The words to listen for, so that no hit of these terms (letters and digits alone, folded) is missed."""
    return tuple(dict.fromkeys(word for term in terms for word in (term, "".join(letter for letter, _ in groupby(term)))))
