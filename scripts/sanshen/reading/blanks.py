"""White space as the substance counts it: as nothing beside Han, kana or full-width punctuation, else as one blank.

The sets are written out, so that somebody else can compute the same digest (docs/digests.md repeats them).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache
from itertools import chain
from typing import Final

WHITE: Final = "\t\n\x0b\x0c\r \x85\xa0\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u2028\u2029\u202f\u205f\u3000"
WIDE: Final = (
    (0x00B7, 0x00B7),  # punctuation that Chinese type sets full-width
    (0x2014, 0x2015),
    (0x2018, 0x2019),
    (0x201C, 0x201D),
    (0x2026, 0x2026),
    (0x2E3A, 0x2E3B),
    (0x2E80, 0x2FFF),
    (0x3001, 0x312F),
    (0x31A0, 0x9FFF),
    (0xF900, 0xFAFF),
    (0xFE10, 0xFE1F),
    (0xFE30, 0xFE4F),
    (0xFF01, 0xFF0F),
    (0xFF1A, 0xFF20),
    (0xFF3B, 0xFF40),
    (0xFF5B, 0xFF9F),
    (0x1AFF0, 0x1B16F),
    (0x20000, 0x2FFFD),
    (0x30000, 0x3FFFD),
)
"""First and last code point of each span."""
_EDGES: Final = tuple(chain.from_iterable((first, last + 1) for first, last in WIDE))
_RUN: Final = re.compile(f"[{WHITE}]+")


@lru_cache(maxsize=4096)
def is_wide(character: str) -> bool:
    """Whether white space beside this character counts as nothing."""
    return bisect_right(_EDGES, ord(character)) % 2 == 1


def inner(text: str) -> str:
    """`text`, which neither begins nor ends with white space, with the runs inside it counted."""
    if len(text.split(None, 1)) == 1:  # every white character is one to Python too
        return text
    return _RUN.sub(_counted, text)


def _counted(run: re.Match[str]) -> str:
    return "" if is_wide(run.string[run.start() - 1]) or is_wide(run.string[run.end()]) else " "


def stripped(text: str) -> str:
    """`text` without white space at its ends."""
    return text.strip(WHITE)
