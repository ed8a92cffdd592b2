"""Making untrusted text harmless before it is printed: no escape codes, no line breaks, no direction controls, no secrets."""

from __future__ import annotations

import unicodedata
from typing import Final

from sanshen.model.mask import mask

_DANGEROUS: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})


def inert(text: str) -> str:
    """`text` on one line, masked, every control, format or private character spelled as U+XXXX."""
    masked = mask(text)
    if masked.isascii() and masked.isprintable():
        return masked
    return "".join(
        f"<U+{ord(character):04X}>" if unicodedata.category(character) in _DANGEROUS else character for character in masked
    )
