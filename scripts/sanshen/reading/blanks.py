"""White space as the substance counts it: as nothing beside Han, kana or full-width punctuation, else as one blank.

The sets are written out, so that somebody else can compute the same digest (docs/digests.md repeats them).
"""

from __future__ import annotations

import re
from typing import Final

WHITE: Final = "\t\n\x0b\x0c\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
WIDE: Final = (
    "\u00b7\u2014\u2015\u2018\u2019\u201c\u201d\u2026\u2e3a\u2e3b"  # punctuation that Chinese type sets full-width
    "\u2e80-\u2fff\u3001-\u303f\u3040-\u312f\u31a0-\u9fff\uf900-\ufaff\ufe10-\ufe1f\ufe30-\ufe4f"
    "\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff9f"
    "\U0001aff0-\U0001b16f\U00020000-\U0002fffd\U00030000-\U0003fffd"
)
_BLANK: Final = re.compile(f"[{WHITE}]")
_WIDE: Final = re.compile(f"[{WIDE}]")
_BESIDE: Final = re.compile(f"(?<=[{WIDE}])[{WHITE}]+|[{WHITE}]+(?=[{WIDE}])")
_RUN: Final = re.compile(f"[{WHITE}]+")
_ENDS: Final = re.compile(f"^[{WHITE}]+|[{WHITE}]+$")


def is_blank(character: str) -> bool:
    """Whether the character counts as white space."""
    return _BLANK.match(character) is not None


def is_wide(character: str) -> bool:
    """Whether white space beside this character counts as nothing."""
    return _WIDE.match(character) is not None


def inner(text: str) -> str:
    """`text`, which neither begins nor ends with white space, with the runs inside it counted."""
    if not _BLANK.search(text):
        return text
    return _RUN.sub(" ", _BESIDE.sub("", text))


def stripped(text: str) -> str:
    """`text` without white space at its ends."""
    return _ENDS.sub("", text)
