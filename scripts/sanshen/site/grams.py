"""What a search looks for: the words of a text, two by two. `search.js` in the theme does the same with a query, step for step.

A Han character is a word by itself, and so is a run of digits or of other letters: Chinese is found however its reader would divide it,
and 〔2024〕3号 by its numbers. Two words that stand beside each other make a gram; brackets, quotation marks and blanks between them do
not count, the end of a sentence or of a clause does.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.uint32]
    Packed = NDArray[np.uint64]

HAN: Final = "\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""Characters that are words by themselves: ranges of a character class."""
BREAKS: Final = "。、!?;,\n"
"""Where a clause ends; after folding, so the full-width forms too."""
ALONE: Final = 0
"""The second half of the gram of a single word."""
MARK: Final = 1
"""The second half of the gram of a mark (`unit:liangshan`): no text gives it."""
_WORD: Final = 0x8000_0000
_SEEN_OFTEN: Final = 3


class _Fold(dict[int, str]):
    """Code point → its compatibility form in lower case, made when first asked for."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        folded = unicodedata.normalize("NFKC", character).lower()
        self[code] = folded
        return folded


_FOLD: Final = _Fold()


def fold(text: str) -> str:
    """Letter case and width do not count."""
    return text.translate(_FOLD)


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(f"[{HAN}]|[0-9]+|(?:(?![{HAN}0-9])[^\\W_])+|[{BREAKS}]")


@lru_cache(maxsize=65_536)
def number_of(word: str) -> int:
    """32 bits that stand for a word: a Han character's code point; of any other FNV-1a over UTF-8 with the highest bit set; 0 for a break."""
    if word in BREAKS:
        return 0
    if len(word) == 1 and re.match(f"[{HAN}]", word):
        return ord(word)
    value = 0x811C_9DC5
    for byte in word.encode("utf-8", "surrogatepass"):
        value = (value ^ byte) * 0x0100_0193 & 0xFFFF_FFFF
    return value | _WORD


def mix(first: Numbers, second: Numbers) -> Numbers:
    """Two words' numbers → the gram's, 32 bits well stirred. Arrays of one length."""
    import numpy as np

    h = first * np.uint32(0x9E37_79B1)
    other = second * np.uint32(0x85EB_CA77)
    h ^= (other << np.uint32(13)) | (other >> np.uint32(19))
    h ^= h >> np.uint32(15)
    h *= np.uint32(0x2C1B_3C6D)
    h ^= h >> np.uint32(12)
    h *= np.uint32(0x297A_2D39)
    h ^= h >> np.uint32(15)
    return h


def grams_of(text: str) -> Numbers:
    """Every gram of a text, as often as it stands there: pairs of words, and each word alone."""
    import numpy as np

    words = np.array([number_of(word) for word in _pattern().findall(fold(text))], dtype=np.uint32)
    pairs = (words[:-1] != 0) & (words[1:] != 0)
    alone = words[words != 0]
    return np.concatenate([mix(words[:-1][pairs], words[1:][pairs]), mix(alone, np.full_like(alone, ALONE))])


def mark_of(mark: str) -> Numbers:
    """The gram of a mark, by which results are filtered."""
    import numpy as np

    return mix(np.array([number_of(mark)], dtype=np.uint32), np.array([MARK], dtype=np.uint32))


def kept(grams: Packed) -> bytes:
    """The grams of one article as they are kept: five bytes each."""
    import numpy as np

    return (grams >> np.uint64(2)).astype("<u4").tobytes() + (grams & np.uint64(3)).astype("u1").tobytes()


def restored(data: bytes) -> Packed:
    """And back."""
    import numpy as np

    count = len(data) // 5
    grams, weights = np.frombuffer(data, "<u4", count), np.frombuffer(data, "u1", count, count * 4)
    packed: Packed = grams.astype(np.uint64) << np.uint64(2) | weights
    return packed


def weighed(body: str, beside: str, title: str, marks: tuple[str, ...]) -> Packed:
    """The grams of one article, each once with the weight of the best place it stands in: gram << 2 | weight, as 64 bits, sorted.

    Weight 0 and 1 are the body (1: three times or more), 2 what stands beside it (numbers, keywords), 3 the title. Marks have weight 0.
    """
    import numpy as np

    grams = np.sort(grams_of(body))
    begins = np.flatnonzero(np.append(True, grams[1:] != grams[:-1])[: len(grams)])
    times = np.diff(begins, append=len(grams))
    parts = [(grams[begins], (times >= _SEEN_OFTEN).astype(np.uint64))]
    parts += [(held := grams_of(text), np.full(len(held), weight, np.uint64)) for text, weight in ((beside, 2), (title, 3))]
    parts += [(mark_of(mark), np.zeros(1, np.uint64)) for mark in marks]
    packed = np.sort(np.concatenate([grams.astype(np.uint64) << np.uint64(2) | weight for grams, weight in parts]))
    last = np.ones(len(packed), dtype=bool)
    last[:-1] = packed[1:] >> np.uint64(2) != packed[:-1] >> np.uint64(2)
    return packed[last]
