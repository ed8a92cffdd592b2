"""Who sits where: role entries of district.yml and people.yml, checked against the policy's roles and the people on file."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import msgspec

from sanshen.model.dossier import Roles, appointment
from sanshen.model.policy import Policy
from sanshen.model.roster import Appointment, Person
from sanshen.model.text import Text
from sanshen.reading.policy_file import Scope, role_scopes
from sanshen.reading.shape import Ground, Key
from sanshen.reading.wording import nearest, shown

_ELSEWHERE: Mapping[Scope, Text] = {
    "unit": Text("只能登记在 reviews/district.yml", "can only be listed in reviews/district.yml"),
    "district": Text("只能登记在单位的 people.yml", "can only be listed in a unit's people.yml"),
}


class Offices(msgspec.Struct, frozen=True):
    """What role entries are checked against."""

    scopes: Mapping[str, frozenset[Scope]]
    signing: frozenset[str]
    """Roles whose holders sign: they need a GitHub account or a key."""
    portfolio: frozenset[str]
    """Roles whose holders sign for the units and matters of their portfolio."""
    people: Mapping[str, Person]
    units: Collection[str]


def offices(policy: Policy, people: Mapping[str, Person], units: Collection[str]) -> Offices:
    """The offices that this policy knows, over these people and units."""
    signing = {role for stage in policy.stages.values() for role in stage.roles}
    for row in policy.control_plane.rows:
        for seat in (*row.needs, *row.otherwise):
            signing.update(policy.control_plane.seats[seat].roles)
    portfolio = {role for stage in policy.stages.values() if stage.of == "portfolio" for role in stage.roles}
    return Offices(role_scopes(policy), frozenset(signing), frozenset(portfolio), people, units)


def read_roles(roles: Roles, scope: Scope, ground: Ground, book: Offices) -> Mapping[str, tuple[Appointment, ...]]:
    """The appointments that can be used; a faulty one is noted and left out, so its seat is empty."""
    found: dict[str, tuple[Appointment, ...]] = {}
    for role, entries in roles.items():
        key: Key = ("roles", role)
        if _role_fits(role, scope, ground, key, book):
            good = [
                entry
                for place, entry in enumerate(map(appointment, entries))
                if _appointment_fits(entry, role, ground, (*key, place), book)
            ]
            _check_repeats(good, ground, key)
            found[role] = tuple(good)
    return found


def _role_fits(role: str, scope: Scope, ground: Ground, key: Key, book: Offices) -> bool:
    if role not in book.scopes:
        near, got = nearest(role, book.scopes), shown(role)
        ground.fault(key, Text(f"审签口径里没有角色{got.zh}{near.zh}", f"the policy has no role {got.en}{near.en}"))
        return False
    if scope not in book.scopes[role]:
        where = _ELSEWHERE[scope]
        ground.fault(key, Text(f"角色“{role}”{where.zh}；请移过去", f"the role {role!r} {where.en}; move it there"))
        return False
    return True


def _appointment_fits(entry: Appointment, role: str, ground: Ground, key: Key, book: Offices) -> bool:
    person = book.people.get(entry.person)
    if person is None:
        near, got = nearest(entry.person, _close(entry.person, book.people)), shown(entry.person)
        message = Text(
            f"名册里没有{got.zh}{near.zh}；请先登记在 people 下", f"nobody is listed as {got.en}{near.en}; list them first"
        )
        ground.fault(key, message)
        return False
    if role in book.signing and person.github is None and not person.ssh:
        message = Text(
            f"{entry.person} 须签署，却没有 github 也没有 ssh；请补上一项",
            f"{entry.person} has to sign but has neither `github` nor `ssh`; add one",
        )
        ground.fault(key, message)
    if entry.from_ is not None and entry.until is not None and entry.from_ > entry.until:
        message = Text("任期的 from 晚于 until；请改正", "the appointment begins after it ends; correct it")
        ground.fault(key, message)
        return False
    _check_portfolio(entry, role, ground, key, book)
    return True


def _close(word: str, known: Collection[str]) -> list[str]:
    """Only near ids: the list of everybody would help nobody."""
    return [one for one in known if one[:1] == word[:1] or one[-2:] == word[-2:]]


def _check_portfolio(entry: Appointment, role: str, ground: Ground, key: Key, book: Offices) -> None:
    portfolio = entry.portfolio
    if role not in book.portfolio:
        if portfolio is not None:
            message = Text(f"角色“{role}”没有分管范围；请删去 portfolio", f"the role {role!r} has no portfolio; remove it")
            ground.fault((*key, "portfolio"), message)
        return
    if portfolio is None or (not portfolio.units and not portfolio.matters):
        message = Text(
            "须写分管范围 portfolio：units（单位编号列表，或 all）、matters（事项），否则不能签署任何信息",
            "a portfolio is needed: units (a list of unit ids, or all), matters; without it nothing can be signed",
        )
        ground.fault(key, message)
        return
    if portfolio.units != "all":
        for place, unit in enumerate(portfolio.units):
            near, got = nearest(unit, book.units), shown(unit)
            # A unit whose dossier is still to come may be named already; what looks like a known one is misspelt.
            if unit not in book.units and near.en:
                message = Text(f"没有单位{got.zh}{near.zh}", f"there is no unit {got.en}{near.en}")
                ground.fault((*key, "portfolio", "units", place), message)


def _check_repeats(entries: list[Appointment], ground: Ground, key: Key) -> None:
    seen: set[Appointment] = set()
    for entry in entries:
        plain = msgspec.structs.replace(entry, basis="", portfolio=None)
        if plain in seen:
            message = Text(f"{entry.person} 在同一角色下列了两次；请删去一处", f"{entry.person} is listed twice in this role")
            ground.fault(key, message)
        seen.add(plain)
