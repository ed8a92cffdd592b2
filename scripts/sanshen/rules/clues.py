"""What an article must show for a rule to be asked at all: told without the rule's own module, from its skim alone.

Most rules have nothing to say about most articles. A rule none of whose clues shows is not even loaded: that is most of what
`sanshen check` on one file would do otherwise. A clue says less than the rule looks for, never more: wrongly met costs time,
wrongly not met would be a hole (tests/unit/rules/test_rules_skim.py looks for one in every example, fixture and page we have).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Final, Literal

import msgspec

from sanshen.model.rulebook import RuleBook
from sanshen.reading.folding import fold
from sanshen.rules.skim import Skim

Fact = Literal[
    "dates", "grade-triggers", "invisible", "leaders", "lexicon", "long-number", "markup", "parted-number", "plate", "reprint", "targets", "titles", "token"
]  # fmt: skip
PROVINCES: Final = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
"""What a number plate begins with; a Latin letter follows."""
CALLED: Final = ("手机", "电话", "联系方式", "微信", "短信", "拨打", "致电", "tel", "phone", "mobile")
"""What calls a number one to ring."""
_FILLERS: Final = "\u115f\u1160\u3164\uffa0"
"""Letters that show nothing."""


class Clues(msgspec.Struct, frozen=True, kw_only=True):
    """Any one of these shows, or one of the rule's own words is heard.

    `folded`: a character of the text as rules see it; `written`: one as the author wrote it; `pieces`: a string of the text as
    rules see it; `facts`: something else that is known of the article or the office.
    """

    folded: str = ""
    written: str = ""
    pieces: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()

    @property
    def looked_for(self) -> tuple[str, ...]:
        """What a listener has to look for in the text as rules see it."""
        return *self.folded, *self.pieces

    def show(self, skim: Skim, book: RuleBook) -> bool:
        """Whether any of them shows."""
        if not skim.shown.isdisjoint(self.folded) or not skim.shown.isdisjoint(self.pieces):
            return True
        if any(map(skim.written.__contains__, self.written)):
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


@cache
def _unusual() -> re.Pattern[str]:
    # Anything but what most texts are made of: one look at each character is enough for them. Letters by `\w`: a range of Han takes
    # Python a millisecond to make ready.
    return re.compile(r"[^\n -~\w\u3000-\u301f\uff01-\uff0f\uff1a-\uff20“”‘’…—·]")


@cache
def _blank() -> re.Pattern[str]:
    # Blank or default-ignorable, and yet called printable; of the planes beyond only the last ones have such characters.
    return re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0000-\U0010ffff]")


def _hides(text: str) -> bool:
    """Whether a text may hold a character that shows nothing: what Python calls printable shows, but for a few blanks."""
    if _unusual().search(text) is None and not any(map(text.__contains__, _FILLERS)):
        return False
    return not text.replace("\n", "").replace("\u3000", "").isprintable() or _blank().search(text) is not None


def _invisible(skim: Skim, _book: RuleBook) -> bool:
    # A percent escape in a link target may decode to anything.
    return skim.escapes or _hides(skim.article.source) or _hides(skim.written)


def _dates(skim: Skim, _book: RuleBook) -> bool:
    if not any(map(skim.folded.__contains__, "月-/.")):
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
        (one.interprets and skim.article.meta.interprets)
        or any(all(map(skim.letters.__contains__, letters)) for letters in _letters(one.words))
        for one in book.policy.grade_triggers
    )


def _leaders(skim: Skim, book: RuleBook) -> bool:
    from sanshen.rules.leaders import leaders, letters

    return any(letters(one.name) in skim.letters for one in leaders(book))


def _titles(skim: Skim, book: RuleBook) -> bool:
    from sanshen.rules.leaders import leaders, letters

    return any(letters(title) in skim.letters for one in leaders(book) for title in one.titles)


def _long_number(skim: Skim, _book: RuleBook) -> bool:
    from sanshen.rules.digits import has_dense_number, has_long_number

    if has_long_number(skim):
        return True
    from sanshen.rules.undressed import bare_letters

    letters = bare_letters(skim)
    return bool(letters) and has_dense_number(letters)


@cache
def _parted_mobile() -> re.Pattern[str]:
    # Of eleven digits with a word between them six stand on one side.
    word = r"\s?[(【\[“《]?[^\W\da-z]"
    return re.compile(rf"(?<![0-9a-z.])1(?:[0-9]{{5,9}}{word}|[0-9]{{0,4}}{word}{{1,8}}\W?\s?[0-9]{{6}})")


def _parted_number(skim: Skim, _book: RuleBook) -> bool:
    return any(map(skim.folded.__contains__, CALLED)) and _parted_mobile().search(skim.folded) is not None


@cache
def _plate_begins() -> re.Pattern[str]:
    return re.compile(rf"[{PROVINCES}](?:\s?|[·•・\-_(]\s?)[a-z]")


def _plate(skim: Skim, _book: RuleBook) -> bool:
    return _plate_begins().search(skim.folded) is not None


@cache
def _run() -> re.Pattern[str]:
    return re.compile("[!-~]{20}")


def _token(skim: Skim, _book: RuleBook) -> bool:
    # Twenty characters of ASCII in a row at least, or an address; in Chinese text there is neither, and nothing more is loaded.
    if "://" not in skim.folded and _run().search(skim.folded) is None:
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
        "parted-number": _parted_number,
        "plate": _plate,
        "reprint": lambda skim, _: skim.article.meta.source.reprint,
        "targets": lambda skim, _: skim.targets,
        "titles": _titles,
        "token": _token,
    }
)
