"""Whom and what a word of the command line names: people and units by the ids of the roster, or by what everybody calls them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Final

from sanshen.model.errors import UsageError
from sanshen.model.roster import Roster
from sanshen.model.text import EMPTY, Text

MOST: Final = 20
"""Units listed to choose from."""


def person_named(word: str, roster: Roster) -> str:
    """The person that a login (in whatever case), a numeric account id, a person id or a name means; UsageError for nobody or several."""
    wanted = word.strip().removeprefix("@")
    accounts = {key: one.github for key, one in roster.people.items() if one.github is not None}
    names = {key: one.name for key, one in roster.people.items()}
    ways: tuple[Sequence[str], ...] = (
        [key for key, account in accounts.items() if account.login.casefold() == wanted.casefold()],
        [key for key, account in accounts.items() if account.id is not None and str(account.id) == wanted],
        [key for key in roster.people if key == wanted.casefold()],
        _called(wanted, names),
    )
    found = next((one for one in ways if one), ())
    if len(found) == 1:
        return found[0]
    if found:
        raise _several(word, found)
    near = _near(wanted, [*roster.people, *names.values(), *(one.login for one in accounts.values())])
    raise UsageError(
        Text(f"人员名册中没有“{word}”", f"the roster knows no {word!r}") + near,
        Text("给出姓名、人员编号、GitHub 登录名或其数字编号", "give a name, a person id, a GitHub login or its numeric id"),
    )


def unit_named(word: str, roster: Roster) -> str:
    """The unit that an id or a name means; UsageError for none or several."""
    found = [word] if word in roster.units else _called(word, {key: one.name for key, one in roster.units.items()})
    if len(found) == 1:
        return found[0]
    if found:
        raise _several(word, found)
    near = _near(word, [*roster.units, *(one.name for one in roster.units.values())])
    listed = _listed((key, one.name) for key, one in sorted(roster.units.items()))
    more = (
        Text(f" 等 {len(roster.units)} 个", f" and others, {len(roster.units)} in all") if len(roster.units) > MOST else EMPTY
    )
    advice = Text(f"现有单位：{listed}", f"the units there are: {listed}") + more
    raise UsageError(Text(f"没有单位“{word}”", f"there is no unit {word!r}") + near, advice)


def _near(word: str, known: Sequence[str]) -> Text:
    """“did you mean …” where a known word is near; nothing where none is, for a district has hundreds of people."""
    from difflib import get_close_matches

    found = get_close_matches(word.casefold(), known, 1)
    return Text(f"，是否想写 {found[0]}", f", did you mean {found[0]}") if found else EMPTY


def _called(word: str, names: Mapping[str, str]) -> list[str]:
    return [key for key, name in names.items() if name == word]


def _several(word: str, found: Sequence[str]) -> UsageError:
    listed = "、".join(found)
    return UsageError(
        Text(f"“{word}”不止一个", f"there are several called {word!r}"),
        Text(f"用编号指明：{listed}", f"say which by its id: {', '.join(found)}"),
    )


def _listed(pairs: Iterable[tuple[str, str]]) -> str:
    return "、".join(f"{name} {key}" for key, name in islice(pairs, MOST))
