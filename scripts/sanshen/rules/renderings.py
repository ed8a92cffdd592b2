"""Other characters for the same term that everybody reads as the same: numerals of another kind, letters drawn by their twins.

Folding cannot undo them: in a text a 0 is a nought and 三 a word of its own. So each is one more wording of the term.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, product
from typing import Final

_KINDS: Final = ("0123456789", "〇一二三四五六七八九", "零壹贰叁肆伍陆柒捌玖")
_ROMAN: Final = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
_VALUES: Final = {numeral: value for kind in _KINDS for value, numeral in enumerate(kind)}
_TENS: Final = frozenset("十百千万亿拾佰仟两")
"""Beside them a numeral is part of a longer one (十四五), which is not told digit by digit."""
_TWINS: Final = {"o": "o0", "l": "l1i", "i": "i1l"}
_RENDERED: Final = frozenset(_VALUES) | frozenset(_TWINS)
_SHORTEST: Final = 4
_MOST: Final = 48


def renderings(letters: str) -> Iterator[str]:
    """The other wordings of a term (letters and digits alone, folded)."""
    if _RENDERED.isdisjoint(letters) or (letters.isascii() and len(letters) < _SHORTEST):
        return
    found = dict.fromkeys(_numbered(letters))
    found |= dict.fromkeys(_drawn(letters))
    found.pop(letters, None)
    yield from found


def _numbered(letters: str) -> Iterator[str]:
    values = [_VALUES.get(letter) for letter in letters]
    own = [at for at, value in enumerate(values) if value is not None]
    if not own or len(own) == len(letters) or not _TENS.isdisjoint(letters):
        return
    for kind in (*_KINDS, "零" + _KINDS[1][1:]):
        yield "".join(letter if value is None else kind[value] for letter, value in zip(letters, values, strict=True))
    if len(own) == 1:
        at = own[0]
        yield letters[:at] + _ROMAN[values[at] or 0] + letters[at + 1 :]


def _drawn(letters: str) -> Iterator[str]:
    if len(letters) < _SHORTEST or all(letter not in letters for letter in _TWINS):
        return
    yield from islice(("".join(one) for one in product(*(_TWINS.get(letter, letter) for letter in letters))), _MOST)
