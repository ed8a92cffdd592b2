"""Names of the roster's people misspelt, and leaders with another's title."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import product
from typing import Final

from sanshen.model.article import Article, PassageKind
from sanshen.model.finding import Finding, Severity
from sanshen.model.grading import Leader
from sanshen.model.rulebook import RuleBook
from sanshen.model.text import Text
from sanshen.rules.clues import Clues
from sanshen.rules.leaders import NOT_IN_OFFICE, TITLES, Known, closed_up, known, occurrences, spelled, together
from sanshen.rules.reading_view import View, views
from sanshen.rules.rule import Example, Rule
from sanshen.rules.skim import Skim

_KINDS: Final = frozenset({PassageKind.TEXT, PassageKind.TITLE, PassageKind.META, PassageKind.ALT})
_LONG: Final = 3
"""A name of two characters with one changed is somebody else's name as well."""
_OFFICES: Final = (
    "常务副区长",
    "副区长",
    "区长",
    "区委副书记",
    "区委书记",
    "常务副县长",
    "副县长",
    "县长",
    "县委副书记",
    "县委书记",
    "人大常委会副主任",
    "人大常委会主任",
    "政协副主席",
    "政协主席",
    "纪委书记",
    "监委主任",
    "法院院长",
    "检察院检察长",
)
"""Offices of which a district has few holders; the longer first."""
Fault = tuple[int, int, Text]


def _titles(leaders: tuple[Leader, ...], day_titles: dict[str, list[Leader]]) -> None:
    for leader in leaders:
        for title in leader.titles:
            day_titles.setdefault(title, []).append(leader)


def _one_off(written: str, name: str) -> bool:
    """Whether a word is the name with one character changed, the surname kept."""
    same = sum(left == right for left, right in zip(written, name, strict=False))
    return len(written) == len(name) and written[0] == name[0] and same == len(name) - 1


def _wrong_title(text: str, leaders: tuple[Leader, ...]) -> Iterator[Fault]:
    """`区长孙二` where 孙二 is no 区长, and `区长钱乙` where the only 区长 is 钱一."""
    holders: dict[str, list[Leader]] = {}
    _titles(leaders, holders)
    for title, people in holders.items():
        for at in occurrences(text, title):
            start = at + len(title)
            if text[:at].endswith(NOT_IN_OFFICE) or any(text.startswith(spelled(one.name), start) for one in people):
                continue
            other = next((one for one in leaders if text.startswith(spelled(one.name), start)), None)
            if other is not None and any(_is(held, title) for held in other.titles):
                continue
            if other is not None:
                yield (
                    at,
                    start + len(spelled(other.name)),
                    Text(f"{other.name}的职务不是“{title}”", f"{other.name} is not {title}"),
                )
                continue
            for one in people:
                name = spelled(one.name)
                if _one_off(text[start : start + len(name)], name) and (len(name) >= _LONG or len(people) == 1):
                    yield start, start + len(name), Text(f"疑为“{one.name}”之误", f"perhaps {one.name!r} is meant")
                    break


def _others_title(text: str, leaders: tuple[Leader, ...]) -> Iterator[Fault]:
    """`区委书记孙二` where 孙二 holds an office, but not this one, and nobody listed does. Of whom no title is listed nothing is known."""
    for leader in (one for one in leaders if one.titles):
        name = spelled(leader.name)
        for at in occurrences(text, name):
            end = at + len(name)
            before = next((one for one in _OFFICES if text.endswith(one, 0, at)), "")
            if before and not text[: at - len(before)].endswith(NOT_IN_OFFICE) and not _holds(leader, before):
                yield at - len(before), end, _not_theirs(leader, before)
                continue
            behind = _behind().match(text, end)
            if behind is not None and not _holds(leader, behind.group(1)):
                yield at, behind.end(1), _not_theirs(leader, behind.group(1))


@cache
def _behind() -> re.Pattern[str]:
    """钱一（区长）, 钱一同志（区长）: the office in brackets behind the name."""
    return re.compile(rf"(?:同志)?\((?:[一-鿿]{{0,6}}?)({'|'.join(_OFFICES)})[、,)]")


def _holds(leader: Leader, office: str) -> bool:
    return any(_is(title, office) for title in leader.titles)


def _not_theirs(leader: Leader, title: str) -> Text:
    return Text(f"{leader.name}的职务不是“{title}”", f"{leader.name} is not {title}")


def _is(held: str, title: str) -> bool:
    """Whether a title is the one that is held, perhaps without what stands before it: 常务副区长 is a 副区长, no 区长."""
    return held.endswith(title) and held[: -len(title)][-1:] != "副"


def _misspelt(text: str, people: Known) -> Iterator[Fault]:
    """A name of three or more characters with one changed, right before or behind a title."""
    if not any(title in text for title in TITLES):
        return
    for surname, names in people.by_surname.items():
        for at, name in product(occurrences(text, surname), [name for name in names if len(name) >= _LONG]):
            end = at + len(name)
            written, right = text[at:end], people.written[name]
            if written in people.names or not _one_off(written, name):
                continue
            if text[max(0, at - 3) : at].endswith(TITLES) or any(title in text[end : end + 5] for title in TITLES):
                yield at, end, Text(f"疑为“{right}”之误", f"perhaps {right!r} is meant")


def _other_characters(view: View, leaders: tuple[Leader, ...]) -> Iterator[Fault]:
    """A leader's name in characters that only fold to the right ones: 升 for 昇, 樑 for 梁."""
    for leader in leaders:
        name = spelled(leader.name)
        for at in occurrences(view.folded, name):
            written = "".join(view.original(at, at + len(name)).split())
            if written != leader.name and len(written) == len(leader.name) and all("一" <= one <= "鿿" for one in written):
                yield at, at + len(name), Text(f"“{written}”应写作“{leader.name}”", f"{leader.name!r} is written so")


def check(article: Article, book: RuleBook) -> Iterator[Finding]:
    """Leaders of the policy by title, and the people of the dossiers by name."""
    people = known(book)
    for view in map(closed_up, views(article)):
        if view.passage.kind not in _KINDS:
            continue
        seen: set[int] = set()
        for start, end, message in (
            *_wrong_title(view.folded, people.leaders),
            *_others_title(view.folded, people.leaders),
            *_misspelt(view.folded, people),
            *_other_characters(view, people.leaders),
        ):
            if end in seen:
                continue
            seen.add(end)
            yield RULE.finding(
                article.path,
                view.place(start, end),
                message,
                excerpt=view.around(start, end),
                matched=view.original(start, end),
            )


def _trigger(skim: Skim, book: RuleBook) -> bool:
    people, text = known(book), together(skim.folded)
    if any(title in text for leader in people.leaders for title in leader.titles):
        return True
    if any(spelled(leader.name) in text for leader in people.leaders):
        return True
    return not skim.heard.isdisjoint(TITLES) and any(surname in text for surname in people.by_surname)


_PEOPLE: Final = (
    (
        "reviews/units/liangshan/people.yml",
        "name: 梁山街道\nkind: sub-district\npeople:\n  ouyang.shi: {name: 欧阳示例}\nroles: {}\n",
    ),
)

RULE: Final = Rule(
    id="SS1341",
    title=Text("姓名与职务", "names and titles"),
    why=Text(
        "领导姓名、职务写错是检查指标里的严重表述错误；姓名以人员名册、职务以 policy.yml 的 leaders 为准（办法第十三条（七））。",
        "A leader's name or title written wrongly is a grave error in every inspection; names are the roster's, titles those of "
        "`leaders` in the policy (Art. 13(7)).",
    ),
    fix=Text(
        "对照名册改正；另有其人的写明误报说明（waivers）",
        "correct it by the roster; where it is somebody else, explain it in `waivers`",
    ),
    item="13(七)",
    severity=Severity.WARNING,
    bad=Example(body="街道主任欧阳试例主持会议。\n", beside=_PEOPLE),
    good=Example(body="街道主任欧阳示例主持会议。\n", beside=_PEOPLE),
    waivable=True,
    adjustable=True,
    check=check,
    clues=Clues(facts=("titles", "leaders")),
    trigger=_trigger,
    words=TITLES,
)
