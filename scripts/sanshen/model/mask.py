"""Masks: what may be shown of an ID number, a phone number, a card number or a secret. Every excerpt goes through here.

The shapes are those of the official practice: `11**************2X`, `138****1234`.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

STARS: Final = "＊＊＊"
_PEM_HEAD: Final = "-----BEGIN"


def mask_digits(number: str, head: int, tail: int) -> str:
    """`number` with everything but its first `head` and last `tail` characters starred."""
    if len(number) <= head + tail:
        return "*" * len(number)
    return number[:head] + "*" * (len(number) - head - tail) + number[len(number) - tail :]


def mask_identity(number: str) -> str:
    """A resident ID number: first two and last two stay."""
    return mask_digits(number, 2, 2)


def mask_mobile(number: str) -> str:
    """A mobile number: first three and last four stay."""
    return mask_digits(number, 3, 4)


def mask_card(number: str) -> str:
    """A bank card: first four and last four stay."""
    return mask_digits(number, 4, 4)


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    # A digit run may be written with blanks or hyphens between; letters around it mean a digest, not a number.
    numbers = re.compile(r"(?<![0-9A-Za-z.])[0-9０-９](?:[ -]?[0-9０-９]){10,18}(?:[ -]?[XxＸｘ])?(?![0-9A-Za-z])")
    pem = re.compile(r"-----BEGIN [^\n]*PRIVATE KEY[^\n]*-----.*?(?:-----END [^\n]*-----|\Z)", re.DOTALL)
    tokens = re.compile(
        r"(?<![0-9A-Za-z])(?:gh[pousr]_[0-9A-Za-z]{20,}|github_pat_[0-9A-Za-z_]{20,}|AKIA[0-9A-Z]{16}|LTAI[0-9A-Za-z]{12,})"
    )
    # A password inside an address stays inside; a user name alone is what a reader must see.
    users = re.compile(r"(?<=://)[^/\s:@]{0,128}:[^/\s@]{1,128}(?=@)")
    return numbers, pem, tokens, users


def _mask_number(found: re.Match[str]) -> str:
    number = found.group()
    if number[0] in "0０":
        return number  # a landline with its area code
    digits = sum(character.isdigit() for character in number)
    if digits == 11:  # noqa: PLR2004  # the length of a mobile number; the other lengths are IDs and cards
        return mask_mobile(number)
    return mask_identity(number) if digits <= 18 else mask_card(number)  # noqa: PLR2004


def mask(text: str) -> str:
    """`text` with everything that looks like a personal number, a private key or an access token starred.

    Coarser than the rules on purpose: a long harmless number may lose its middle, a real one never stays whole.
    """
    if not text:
        return text
    numbers, pem, tokens, users = _patterns()
    if _PEM_HEAD in text:
        text = pem.sub(STARS, text)
    if "@" in text:
        text = users.sub(STARS, text)
    return tokens.sub(STARS, numbers.sub(_mask_number, text))
