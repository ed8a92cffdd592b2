"""Leaders in running text: whose names stand where, and beside which titles."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import Final, NamedTuple

from sanshen.model.grading import Leader
from sanshen.model.rulebook import RuleBook
from sanshen.reading.folding import fold
from sanshen.rules.reading_view import View

TITLES: Final = (
    "书记", "区长", "县长", "市长", "主任", "主席", "部长", "局长", "镇长", "乡长", "常委", "委员", "同志", "秘书长", "政委", "院长",
    "检察长", "处长", "科长", "所长", "站长",
)  # fmt: skip
ACTS: Final = (
    "主持", "出席", "强调", "指出", "要求", "调研", "讲话", "检查", "督导", "带队", "率队", "深入", "前往", "到", "赴", "参加", "会见",
    "看望", "慰问", "致辞", "宣布", "作",
)  # fmt: skip
NOT_IN_OFFICE: Final = ("副", "原", "前", "时任", "代", "代理", "助理", "候任")


class Mention(NamedTuple):
    """A leader's name at `text[start:end]`; `rank` is the place in the official order."""

    rank: int
    leader: Leader
    start: int
    end: int


class Known(NamedTuple):
    """Whose names are looked for: the leaders in their order, and the names of all people of the roster by their first character.

    `names` and `by_surname` hold the names as folding leaves them, `written` how each of them is written.
    """

    book: RuleBook
    leaders: tuple[Leader, ...]
    names: frozenset[str]
    by_surname: Mapping[str, tuple[str, ...]]
    written: Mapping[str, str]


# The book used last: one article after the other, and one rule after the other, asks for the same.
_latest: list[Known] = []


def known(book: RuleBook) -> Known:
    """The people that a rule book names."""
    if not _latest or _latest[0].book is not book:
        first = _leaders(book)
        true = {person.name for person in book.roster.people.values()} | {one.name for one in first}
        written = {spelled(name): name for name in sorted(true)}
        names = frozenset(written)
        by_surname: dict[str, list[str]] = {}
        for name in sorted(names - {""}):
            by_surname.setdefault(name[0], []).append(name)
        _latest[:] = [Known(book, first, names, {surname: tuple(some) for surname, some in by_surname.items()}, written)]
    return _latest[0]


def leaders(book: RuleBook) -> tuple[Leader, ...]:
    """The leaders of the policy in force on the article's day, in their order.

    A policy that lists none leaves the order of the roster: who signs for the whole district, then the others.
    """
    return known(book).leaders


def _leaders(book: RuleBook) -> tuple[Leader, ...]:
    listed = tuple(one for one in book.policy.leaders if one.holds_on(book.day))
    return listed or tuple(Leader(name=name) for name in _signing(book))


def _signing(book: RuleBook) -> tuple[str, ...]:
    """The names of those who sign for the district on the article's day, the widest scope first."""
    roster, stages = book.roster, book.policy.stages.values()
    roles = dict.fromkeys(
        role for scope in ("district", "portfolio") for one in stages if one.of == scope for role in one.roles
    )
    held = (one for role in roles for one in roster.district_roles.get(role, ()) if one.holds_on(book.day))
    return tuple(dict.fromkeys(roster.people[one.person].name for one in held if one.person in roster.people))


@lru_cache(maxsize=4096)
def spelled(name: str) -> str:
    """A name as folding leaves it: 昇 is looked for as 升, for texts are folded too."""
    return fold(name).text


@lru_cache(maxsize=4096)
def letters(name: str) -> str:
    """A name or title as folding leaves it, without signs: where these letters do not follow each other, the name does not stand."""
    return "".join(filter(str.isalnum, spelled(name)))


@cache
def _blank() -> re.Pattern[str]:
    return re.compile(r"(?<=[一-鿿])[ \n]+(?=[一-鿿])")


def together(text: str) -> str:
    """A text without blanks between Chinese characters: 钱 一 is 钱一."""
    return _blank().sub("", text) if " " in text or "\n" in text else text


def closed_up(view: View) -> View:
    """A passage without blanks between Chinese characters, every other character at its place."""
    text = view.folded
    if " " not in text and "\n" not in text:
        return view
    left_out = {at for hit in _blank().finditer(text) for at in range(*hit.span())}
    kept = [at for at in range(len(text)) if at not in left_out]
    return View(view.passage, view.text, "".join([text[at] for at in kept]), [view.origin[at] for at in kept], view.spots)


def mentions(text: str, known: tuple[Leader, ...]) -> list[Mention]:
    """Every leader's name in a text, in the order of the text."""
    found = [
        Mention(rank, leader, at, at + len(spelled(leader.name)))
        for rank, leader in enumerate(known)
        for at in occurrences(text, spelled(leader.name))
    ]
    return sorted(found, key=lambda one: one.start)


def occurrences(text: str, word: str) -> Iterator[int]:
    """Where a word stands in a text."""
    at = text.find(word) if word else -1
    while at >= 0:
        yield at
        at = text.find(word, at + len(word))


def acts_in_office(text: str, start: int, end: int) -> bool:
    """Whether a name has a title right before or behind it, or an act of office right behind."""
    before, after = text[max(0, start - 4) : start].rstrip(), text[end : end + 4].lstrip()
    return before.endswith(TITLES) or after.startswith((*TITLES, *ACTS))


def district_names(book: RuleBook) -> frozenset[str]:
    """The people who sign for the district, and the leaders of the policy, as folding leaves their names."""
    return frozenset(map(spelled, (*_signing(book), *(one.name for one in leaders(book))))) - {""}
