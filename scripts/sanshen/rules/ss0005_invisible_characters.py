"""Invisible and bidirectional characters: what the reviewer cannot see, nobody may publish."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from typing import Final

from sanshen.model.article import Article, Passage
from sanshen.model.finding import Finding, Place, Severity
from sanshen.model.rulebook import RuleBook
from sanshen.model.text import Text
from sanshen.rules.clues import Clues
from sanshen.rules.reading_view import TARGETS
from sanshen.rules.rule import Example, Rule

_PLAIN: Final = frozenset("\n\t\r")
_HIDDEN_CATEGORIES: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
# Default-ignorable or blank characters that Unicode does not put into category Cf.
_BLANKS: Final = frozenset(
    [
        *(0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2065, 0x2800, 0x3164, 0xFFA0),
        *range(0x180B, 0x1810),
        *range(0xFE00, 0xFE10),
        *range(0xE0000, 0xE1000),
    ]
)
_EMOJI_STYLE: Final = frozenset("\ufe0e\ufe0f")


@cache
def is_invisible(character: str) -> bool:
    """Whether a character shows nothing, or changes the direction of what follows."""
    if character in _PLAIN:
        return False
    code = ord(character)
    return unicodedata.category(character) in _HIDDEN_CATEGORIES or code in _BLANKS or code & 0xFFFE == 0xFFFE  # noqa: PLR2004


def _styles_a_symbol(text: str, at: int) -> bool:
    # ☀ + U+FE0F only asks for the coloured form of the sign; behind a letter or a Han character it hides something.
    return at > 0 and text[at] in _EMOJI_STYLE and unicodedata.category(text[at - 1]) == "So"


def _hidden(text: str) -> list[int]:
    if text.isascii() and text.isprintable():
        return []
    seen = {character for character in set(text) if is_invisible(character)}
    return [at for at, character in enumerate(text) if character in seen and not _styles_a_symbol(text, at)] if seen else []


def _report(article: Article, place: Place, characters: str) -> Finding:
    names = "、".join(dict.fromkeys(f"U+{ord(character):04X}" for character in characters))
    return RULE.finding(
        article.path,
        place,
        Text(f"有看不见或改变文字方向的字符：{names}", f"invisible or bidirectional characters: {names}"),
        excerpt=names,
    )


def _in_source(article: Article) -> Iterator[tuple[Place, str]]:
    if not any(is_invisible(character) for character in set(article.source)):
        return
    for number, line in enumerate(article.source.split("\n"), start=1):
        for _, run in groupby(enumerate(_hidden(line)), key=lambda pair: pair[1] - pair[0]):
            places = [at for _, at in run]
            yield Place(number, places[0] + 1, places[-1] + 2), line[places[0] : places[-1] + 1]


def _escaped(passage: Passage) -> Iterator[tuple[Place, str]]:
    """What only appears after decoding: `&#8203;`, a YAML escape, `%E2%80%AE` in a target."""
    for at in _hidden(passage.text):
        yield passage.place(at, at + 1), passage.text[at]
    if passage.kind in TARGETS and "%" in passage.text:
        from urllib.parse import unquote

        decoded = unquote(passage.text)
        for at in _hidden(decoded):
            yield passage.place(0, len(passage.text)), decoded[at]


def check(article: Article, _book: RuleBook) -> Iterator[Finding]:
    """Every run of invisible characters in the file, and those that entities and escapes bring in."""
    reported: set[tuple[int, int]] = set()
    for place, characters in _in_source(article):
        reported.update((place.line, column) for column in range(place.column, place.end_column))
        yield _report(article, place, characters)
    for passage in article.passages:
        for place, characters in _escaped(passage):
            if (place.line, place.column) not in reported:
                reported.add((place.line, place.column))
                yield _report(article, place, characters)


RULE: Final = Rule(
    id="SS0005",
    title=Text("看不见的字符或方向控制字符", "invisible or bidirectional characters"),
    why=Text(
        "零宽字符能拆开禁词，方向控制字符能让读到的与写下的不同：审签人看不见的，就没有被审过。",
        "Zero-width characters split forbidden terms, direction controls make text read otherwise than it is written: "
        "what a reviewer cannot see has not been reviewed.",
    ),
    fix=Text("删去这些字符", "delete these characters"),
    item="16",
    severity=Severity.ERROR,
    bad=Example(body="请于冬\u200b季前完成检查。\n"),
    good=Example(body="请于冬季前完成检查 ☀️。\n"),
    check=check,
    clues=Clues(facts=("invisible",)),
)
