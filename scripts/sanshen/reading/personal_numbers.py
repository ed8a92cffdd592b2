"""Phone numbers, ID numbers and private keys in a file of the office: never, not even in a comment (contract §4a, §8)."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Final

from sanshen.model.roster import Fault
from sanshen.model.text import Text
from sanshen.reading.shape import Ground, Key
from sanshen.reading.ssh_keys import holds_private_key

# Digits may be written in groups; letters beside them mean a key or a digest, not a number.
_GAP: Final = r"[ \-–—.·]?"
_MOBILE: Final = re.compile(rf"(?<![0-9A-Za-z])(?:\+?86{_GAP})?1[3-9]\d(?:{_GAP}\d){{8}}(?![0-9A-Za-z])", re.ASCII)
_LANDLINE: Final = re.compile(
    r"(?<![0-9A-Za-z-])(?:\(0\d{2,3}\)|0\d{2,3}[ \-–—])\s?[2-9]\d{2,3}(?:[ \-–—]?\d{4})(?![0-9A-Za-z])", re.ASCII
)
_IDENTITY: Final = re.compile(
    rf"(?<![0-9A-Za-z])[1-9]\d{{5}}{_GAP}((?:18|19|20)\d{{2}}){_GAP}(\d{{2}}){_GAP}(\d{{2}}){_GAP}\d{{3}}[\dXx](?![0-9A-Za-z])",
    re.ASCII,
)

_PHONE_TEXT: Final = Text(
    "这里有电话号码；人员名册和台账里绝不写电话号码，请删去（报备用的号码另存于仓库之外）",
    "a phone number stands here; the files of the office never hold one: remove it and keep it outside the repository",
)
_IDENTITY_TEXT: Final = Text(
    "这里有居民身份证号码；仓库里绝不写证件号码，请删去",
    "a resident ID number stands here; the repository never holds one: remove it",
)
_KEY_TEXT: Final = Text(
    "这里有私钥；仓库里绝不放私钥，请删去，并立即停用、更换这把密钥",
    "a private key stands here; the repository never holds one: remove it, and retire the key now",
)


def _is_day(year: str, month: str, day: str) -> bool:
    try:
        date(int(year), int(month), int(day))
    except ValueError:
        return False
    return True


def _found(text: str) -> list[tuple[int, Text]]:
    """(offset, message) of every forbidden number in `text`, which must be normalised already."""
    found = [(one.start(), _IDENTITY_TEXT) for one in _IDENTITY.finditer(text) if _is_day(*one.groups())]
    taken = [one.span() for one in _IDENTITY.finditer(text)]
    for pattern in (_MOBILE, _LANDLINE):
        found += [
            (one.start(), _PHONE_TEXT)
            for one in pattern.finditer(text)
            if not any(start <= one.start() < end for start, end in taken)
        ]
    if holds_private_key(text):
        found.append((0, _KEY_TEXT))
    return sorted(found)


def personal_faults(data: bytes, value: object, ground: Ground) -> tuple[Fault, ...]:
    """One fault for every line or scalar that holds such a number; the number itself is never repeated."""
    written = data.decode("utf-8", "replace")
    scalars = _scalars(value, ())
    if not _found(unicodedata.normalize("NFKC", "\n".join([written, *(scalar for _, scalar in scalars)]))):
        return ()
    faults: dict[tuple[int, str], Fault] = {}
    for line, text in enumerate(written.splitlines(), start=1):
        for offset, message in _found(unicodedata.normalize("NFKC", text)):
            faults.setdefault((line, message.en), Fault(ground.path, line, offset + 1, "", message, ground.rule))
    for key, scalar in scalars:
        for _, message in _found(unicodedata.normalize("NFKC", scalar)):
            line, column = ground.place(key)
            # The key is not named: it may be the number itself. A scalar may start on the line of its key or below.
            if not any((line + more, message.en) in faults for more in range(scalar.count("\n") + 2)):
                faults[line, message.en] = Fault(ground.path, line, column, "", message, ground.rule)
    return tuple(faults[place] for place in sorted(faults))


def _scalars(value: object, key: Key) -> list[tuple[Key, str]]:
    """Every scalar of a decoded file as text, keys of mappings included, with its place."""
    if isinstance(value, dict):
        inside = [(((*key, name) if isinstance(name, (str, int)) else key), name, one) for name, one in value.items()]
        return [pair for place, name, one in inside for pair in [(place, str(name)), *_scalars(one, place)]]
    if isinstance(value, (list, tuple)):
        return [pair for place, one in enumerate(value) for pair in _scalars(one, (*key, place))]
    return [] if value is None or isinstance(value, bool) else [(key, str(value))]
