"""Folding: the same word however it is dressed. Forms, case, invisible characters, marks, look-alikes."""

from __future__ import annotations

import unicodedata
from typing import Final

import msgspec

_VOICE_MARKS: Final = frozenset("\u3099\u309a")
# Default-ignorable or blank characters outside category Cf.
_IGNORED: Final = frozenset([0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2065, 0x2800, 0x3164, 0xFFA0])
_DROPPED: Final = frozenset({"Cf", "Mn", "Me"})
# Cyrillic and Greek letters that look like Latin ones; they come here in lower case, but some only look alike in upper case.
_LOOK_ALIKE: Final = dict(
    zip(
        "авекмнорстухіјѕԁԛԝһьғ" + "αβεηικμνορτυχγζκϲ",
        "abekmhopctyxijsdqwhbf" + "abehikmnoptuxyzkc",
        strict=True,
    )
)


class Folded(msgspec.Struct, frozen=True):
    """`text[i]` came from character `origin[i]` of what was folded."""

    text: str
    origin: tuple[int, ...]


class _Table(dict[int, str]):
    """Code point → its folded form, made when first asked for; `uneven` are those that do not fold to one character."""

    def __init__(self) -> None:
        super().__init__()
        self.uneven: set[str] = set()

    def __missing__(self, code: int) -> str:
        made = _fold_one(chr(code))
        self[code] = made
        if len(made) != 1:
            self.uneven.add(chr(code))
        return made


def fold(text: str) -> Folded:
    """`text` folded, with the origin of each character. Characters are folded one by one, so positions stay true."""
    folded = text.translate(_TABLE)
    if _TABLE.uneven.isdisjoint(text):
        return Folded(folded, tuple(range(len(text))))
    parts: list[str] = []
    origin: list[int] = []
    for place, character in enumerate(text):
        made = _TABLE[ord(character)]
        parts.append(made)
        origin += [place] * len(made)
    return Folded("".join(parts), tuple(origin))


def _fold_one(character: str) -> str:
    opened = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character).casefold())
    kept = "".join(_LOOK_ALIKE.get(one, one) for one in opened if not _is_dropped(one))
    return unicodedata.normalize("NFC", kept)


def _is_dropped(character: str) -> bool:
    code = ord(character)
    if character in _VOICE_MARKS:
        return False
    return (
        unicodedata.category(character) in _DROPPED
        or code in _IGNORED
        or 0x180B <= code <= 0x180F  # noqa: PLR2004  # Mongolian variation selectors
        or 0xFE00 <= code <= 0xFE0F  # noqa: PLR2004  # variation selectors
        or 0xE0000 <= code <= 0xE0FFF  # noqa: PLR2004  # tags, variation selectors supplement
    )


_TABLE: Final = _Table()
