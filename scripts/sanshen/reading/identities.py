"""Who is who: an id, login, numeric id, key or e-mail address is one person's in the district, else nobody's."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Final, NamedTuple

from sanshen.model.roster import Person, key_id, noreply_account
from sanshen.model.text import Text
from sanshen.reading.shape import Ground, Key
from sanshen.reading.ssh_keys import key_fault

_LOGIN: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})(?:_[A-Za-z0-9]{1,39})?")
_EMAIL: Final = re.compile(r"[^@\s<>\"]+@[^@\s<>\"]+\.[^@\s<>\".]+")
_KINDS: Final = {
    "person": Text("人员编号", "person id"),
    "login": Text("GitHub 登录名", "GitHub login"),
    "id": Text("GitHub 数字编号", "GitHub numeric id"),
    "key": Text("SSH 公钥", "SSH key"),
    "email": Text("电子邮箱", "e-mail address"),
}


class Listing(NamedTuple):
    """One person as listed in one file; `id` None stands for the pipeline (its keys must be nobody's)."""

    id: str | None
    person: Person
    ground: Ground
    key: Key
    home: str = ""
    """The unit in whose dossier the person is listed, "" for the district's own people."""


class Claim(NamedTuple):
    """One identity that a listing claims: kind, normalised value, and where it is written."""

    kind: str
    value: str
    key: Key


def _claims(listing: Listing) -> Iterator[Claim]:
    person, key = listing.person, listing.key
    if listing.id is not None:
        yield Claim("person", listing.id, key)
    if person.github is not None:
        yield Claim("login", person.github.login.casefold(), (*key, "github", "login"))
        if person.github.id is not None:
            yield Claim("id", str(person.github.id), (*key, "github", "id"))
    for place, line in enumerate(person.ssh):
        yield Claim("key", key_id(line), (*key, "ssh", place))
    for place, address in enumerate(person.emails):
        at: Key = (*key, "emails", place)
        yield Claim("email", address.casefold(), at)
        number, login = noreply_account(address)
        if number is not None:  # an address that stands for a GitHub account is a claim to that account
            yield Claim("id", str(number), at)
        elif login:
            yield Claim("login", login.casefold(), at)


def doubled(listings: list[Listing]) -> frozenset[str]:
    """People of whom an id, login, numeric id, key or e-mail is used twice; notes a fault at every place of it."""
    holders: dict[tuple[str, str], list[tuple[int, Claim]]] = defaultdict(list)
    for number, listing in enumerate(listings):
        for claim in _claims(listing):
            holders[claim.kind, claim.value].append((number, claim))
    voided: set[str] = set()
    for (kind, _), claims in holders.items():
        concerned = {number for number, _ in claims}
        if len(concerned) > 1:
            voided.update(found for number in concerned if (found := listings[number].id) is not None)
            for number, claim in claims:
                _note(listings, number, claim, concerned)
        elif len({claim.key for _, claim in claims if claim.kind in {"key", "email"}}) > 1:
            number, claim = claims[-1]
            what = _KINDS[kind]
            message = Text(f"{what.zh}列了两次；请删去一处", f"the {what.en} is listed twice; remove one")
            listings[number].ground.fault(claim.key, message)
    return frozenset(voided)


def _note(listings: list[Listing], number: int, claim: Claim, concerned: set[int]) -> None:
    what = _KINDS[claim.kind]
    places = sorted({_where(listings[other]) for other in concerned if other != number})
    listings[number].ground.fault(
        claim.key,
        Text(
            f"{what.zh}在全区须唯一，此处与 {'、'.join(places)} 重复，各方的席位一律空缺；请改正",
            f"this {what.en} must be unique in the district but also belongs to {', '.join(places)}; "
            "all their seats are empty until it is corrected",
        ),
    )


def _where(listing: Listing) -> str:
    return f"{listing.ground.path}（{listing.id or 'pipeline-keys'}）"


def check_person(ground: Ground, key: Key, person: Person) -> None:
    """Whether one person's own entries can be used: login, numeric id, keys, addresses, name."""
    if not person.name.strip():
        ground.fault((*key, "name"), Text("姓名不能为空", "the name is empty"))
    if person.github is not None:
        if not _LOGIN.fullmatch(person.github.login):
            message = Text(
                "不是 GitHub 登录名；应为字母、数字、连字符，不带 @", "not a GitHub login; letters, digits, hyphens, no @"
            )
            ground.fault((*key, "github", "login"), message)
        if person.github.id is not None and person.github.id < 1:
            ground.fault((*key, "github", "id"), Text("GitHub 数字编号须为正整数", "the numeric id must be positive"))
    check_keys(ground, (*key, "ssh"), person.ssh)
    for place, address in enumerate(person.emails):
        if not _EMAIL.fullmatch(address):
            message = Text(
                "不是电子邮箱地址；应如 name@example.gov.cn", "not an e-mail address; expected e.g. name@example.gov.cn"
            )
            ground.fault((*key, "emails", place), message)


def check_keys(ground: Ground, key: Key, lines: tuple[str, ...]) -> None:
    """Whether every line is a usable public key."""
    for place, line in enumerate(lines):
        fault = key_fault(line)
        if fault is not None:
            ground.fault((*key, place), fault)
