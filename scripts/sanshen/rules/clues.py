"""What an article must show for a rule to be asked at all: told without the rule's own module, from its skim alone.

Most rules have nothing to say about most articles. A rule none of whose clues shows is not even loaded: that is most of what
`sanshen check` on one file would do otherwise. A clue says less than the rule looks for, never more: wrongly met costs time,
wrongly not met would be a hole (tests/unit/rules/test_rules_skim.py looks for one in every example, fixture and page we have).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import Final, Literal

import msgspec

from sanshen.model.rulebook import RuleBook
from sanshen.reading.folding import fold
from sanshen.rules.skim import Skim

Fact = Literal[
    "dates", "grade-triggers", "invisible", "leaders", "lexicon", "long-number", "markup", "plate", "reprint", "targets", "titles", "token"
]  # fmt: skip
PROVINCES: Final = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
"""What a number plate begins with; a Latin letter follows."""
# Blank or default-ignorable, and yet called printable; of the planes beyond only the last ones have such characters.
_BLANK: Final = frozenset(
    map(
        chr,
        (0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0, *range(0x180B, 0x1810), *range(0xFE00, 0xFE10)),
    )
)
_TOKEN: Final = 20
_LAST_PLANES: Final = "\U000e0000"


class Clues(msgspec.Struct, frozen=True, kw_only=True):
    """Any one of these shows, or one of the rule's own words is heard.

    `folded`: a character of the text as rules see it; `written`: one as the author wrote it; `pieces`: a string of the text as
    rules see it; `facts`: something else that is known of the article or the office.
    """

    folded: str = ""
    written: str = ""
    pieces: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()

    def show(self, skim: Skim, book: RuleBook) -> bool:
        """Whether any of them shows."""
        if not skim.shown.isdisjoint(self.folded) or not skim.characters.isdisjoint(self.written):
            return True
        for piece in self.pieces:
            if piece in skim.folded:
                return True
        for fact in self.facts:  # noqa: SIM110  # asked of each rule about each article: a loop costs half of any()
            if _FACTS[fact](skim, book):
                return True
        return False


def met(clues: Clues | None, words: Sequence[str], skim: Skim, book: RuleBook) -> bool:
    """Whether a rule with these clues and these words has to be asked. One without either always has."""
    if clues is None:
        return not words or not skim.heard.isdisjoint(words)
    return not skim.heard.isdisjoint(words) or clues.show(skim, book)


def _hides(text: str) -> bool:
    """Whether a text may hold a character that shows nothing: what Python calls printable shows, but for a few blanks."""
    characters = set(text)
    return (
        not text.replace("\n", "").replace("\u3000", "").isprintable()
        or not characters.isdisjoint(_BLANK)
        or max(characters, default="") >= _LAST_PLANES
    )


def _invisible(skim: Skim, _book: RuleBook) -> bool:
    # A percent escape in a link target may decode to anything.
    return skim.escapes or _hides(skim.article.source) or _hides("".join(skim.characters))


def _dates(skim: Skim, _book: RuleBook) -> bool:
    if skim.shown.isdisjoint("月-/."):
        return False
    from sanshen.rules.dates import may_hold_days

    return may_hold_days(skim)


@lru_cache(maxsize=64)
def _letters(words: tuple[str, ...]) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(filter(str.isalnum, fold(word).text)) for word in words)


def _grade_triggers(skim: Skim, book: RuleBook) -> bool:
    if any(one.leaders for one in book.policy.grade_triggers):
        from sanshen.rules.leaders import district_names

        if any(name in skim.folded for name in district_names(book)):
            return True
    return any(
        (one.interprets and skim.article.meta.interprets) or any(letters <= skim.shown for letters in _letters(one.words))
        for one in book.policy.grade_triggers
    )


def _leaders(skim: Skim, book: RuleBook) -> bool:
    from sanshen.rules.leaders import leaders

    return any(one.name in skim.folded for one in leaders(book))


def _titles(skim: Skim, book: RuleBook) -> bool:
    from sanshen.rules.leaders import leaders

    return any(title in skim.folded for one in leaders(book) for title in one.titles)


def _long_number(skim: Skim, _book: RuleBook) -> bool:
    from sanshen.rules.digits import has_long_number

    return has_long_number(skim)


def _plate(skim: Skim, _book: RuleBook) -> bool:
    pieces = (piece for one in PROVINCES if one in skim.shown for piece in skim.folded.split(one)[1:])
    return any("a" <= piece[:2].lstrip()[:1] <= "z" for piece in pieces)


def _token(skim: Skim, _book: RuleBook) -> bool:
    # Twenty characters of ASCII in a row at least, or an address; in Chinese text there is neither, and nothing more is loaded.
    runs = skim.folded.encode("ascii", "replace").split(b"?")
    if max(map(len, runs)) < _TOKEN and "://" not in skim.folded:
        return False
    from sanshen.rules.secret_scanner import could_hold_token

    return could_hold_token(skim)


_FACTS: Final[Mapping[Fact, Callable[[Skim, RuleBook], bool]]] = MappingProxyType(
    {
        "dates": _dates,
        "grade-triggers": _grade_triggers,
        "invisible": _invisible,
        "leaders": _leaders,
        "lexicon": lambda _, book: bool(len(book.lexicon)),
        "long-number": _long_number,
        "markup": lambda skim, _: "<" in skim.article.source,
        "plate": _plate,
        "reprint": lambda skim, _: skim.article.meta.source.reprint,
        "targets": lambda skim, _: skim.targets,
        "titles": _titles,
        "token": _token,
    }
)
