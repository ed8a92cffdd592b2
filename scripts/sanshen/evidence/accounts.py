"""From a forge's account or an e-mail address to a person of the roster, or to the reason why there is none."""

from __future__ import annotations

import re
from typing import Final

import msgspec

from sanshen.evidence.wire import Account
from sanshen.model.roster import Person, Roster
from sanshen.model.text import Text

PERSON: Final = "User"
"""The type of a person's account."""
BOT: Final = "Bot"
"""The type of a machine's account."""
_MACHINE: Final = "[bot]"
"""How REST ends a machine's login; GraphQL's names and an App's slug lack it."""
GHOST: Final = "ghost"
"""The name GitHub itself shows in place of a deleted account."""
_NOREPLY: Final = re.compile(r"(?:(\d+)\+)?([^@+]+)@users\.noreply\.[a-z0-9.-]+", re.IGNORECASE)


class Holder(msgspec.Struct, frozen=True):
    """Who stands behind an account: the person, or None and why."""

    who: str
    person: str | None = None
    why: Text | None = None


def holder_of(account: Account | None, roster: Roster) -> Holder:
    """The person behind an account: by numeric id where the roster gives one, else by login, case-insensitive."""
    if account is None:
        return Holder(GHOST, None, Text("账号已注销，无法确认是谁", "the account is deleted; nobody can be named"))
    if account.type != PERSON:
        return Holder(account.login, None, Text("机器账号或组织账号不算签署人", "only accounts of people count"))
    person = roster.by_login(account.login, account.id)
    if person is not None:
        return Holder(person, person)
    if _by_account(account.id, account.login, roster):
        why = Text(
            "人员名册中此账号登记有误，席位作废", "the roster gives this account to several people; their seats are void"
        )
        return Holder(account.login, None, why)
    if any(_same_login(one, account.login) for one in roster.people.values()):
        why = Text(
            f"登录名 {account.login} 的数字编号与人员名册不符（可能已被他人重新注册）",
            f"login {account.login} has another numeric id than the roster says (it may have been registered anew)",
        )
        return Holder(account.login, None, why)
    return Holder(account.login, None, Text("不在人员名册中", "not in the roster"))


def machine_login(name: str) -> str:
    """The login of a machine by its name, with or without the ending that REST gives it."""
    return f"{machine_name(name)}{_MACHINE}"


def machine_name(login: str) -> str:
    """The name of a machine as GraphQL gives it."""
    return login.removesuffix(_MACHINE)


def people_of_email(email: str, roster: Roster) -> frozenset[str]:
    """Everybody an address may stand for: an address of the roster, or a GitHub no-reply address."""
    folded = email.strip().casefold()
    if not folded:
        return frozenset()
    named = {key for key, person in roster.people.items() if folded in {one.casefold() for one in person.emails}}
    noreply = _NOREPLY.fullmatch(folded)
    if noreply:
        number = int(noreply[1]) if noreply[1] else None
        named.update(_by_account(number, noreply[2], roster))
    return frozenset(named)


def _by_account(number: int | None, login: str, roster: Roster) -> tuple[str, ...]:
    """People with that numeric id; those the roster gives no id (or where the asker has none) by login."""
    return tuple(
        key
        for key, person in roster.people.items()
        if person.github is not None
        and (person.github.id == number if person.github.id is not None and number is not None else _same_login(person, login))
    )


def _same_login(person: Person, login: str) -> bool:
    return person.github is not None and person.github.login.casefold() == login.casefold()
