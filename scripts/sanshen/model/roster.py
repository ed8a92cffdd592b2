"""The roster (人员名册): who holds which role in which unit, from when until when, with logins and keys."""

# Annotations are no strings here: msgspec would have to compile each of them, in every run that opens the office.
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Annotated, Final, Literal

import msgspec

from sanshen.model.data import Data, Identifier
from sanshen.model.text import Text

PersonId = Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9]*([.-][a-z0-9]+)*$(?!\n)", description="例如 zhang.wei")]
UnitKind = Literal["township", "sub-district", "department", "agency", "institution", "portal"]


class GitHubAccount(Data, frozen=True):
    """A GitHub account. Where `id` is given, the numeric id alone decides (a login can be registered anew by others)."""

    login: str
    id: int | None = None


class Person(Data, frozen=True):
    """A person. No phone number and no ID number, ever."""

    name: str
    github: GitHubAccount | None = None
    ssh: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    trained: date | None = None
    pledged: date | None = None
    filed: date | None = None
    suspended: date | None = None
    left: date | None = None


class Portfolio(Data, frozen=True):
    """What a district deputy answers for: units (or all of them) and matters."""

    units: tuple[Identifier, ...] | Literal["all"] = ()
    matters: tuple[str, ...] = ()


class Appointment(Data, frozen=True):
    """A person in a role, from when until when (both days included)."""

    person: PersonId
    from_: date | None = msgspec.field(default=None, name="from")
    until: date | None = None
    basis: str = ""
    portfolio: Portfolio | None = None

    def holds_on(self, day: date) -> bool:
        """Whether the appointment runs on that day."""
        return (self.from_ is None or self.from_ <= day) and (self.until is None or day <= self.until)


class Column(Data, frozen=True):
    """A column (栏目) of a unit; its type sets the freshness limit (Art. 17)."""

    name: str
    type: Identifier
    parent: Identifier | None = None
    state: Literal["open", "planned"] = "open"


class Account(Data, frozen=True):
    """A social media account of a unit (Art. 7, 9)."""

    platform: Identifier
    name: str
    opened: date
    status: Literal["open", "suspended", "closed"] = "open"
    filed: date | None = None
    closed: date | None = None


class Delegation(Data, frozen=True):
    """A delegation (委托审签): the only way to stand in for somebody; depth one."""

    from_: PersonId = msgspec.field(name="from")
    to: PersonId
    stages: tuple[Identifier, ...]
    start: date
    end: date
    reason: str

    def runs_on(self, day: date) -> bool:
        """Whether the delegation runs on that day (both ends included)."""
        return self.start <= day <= self.end


class Unit(msgspec.Struct, frozen=True):
    """One unit with the parts of its dossier put together. `seats_empty` where the base's people.yml cannot be read."""

    id: str
    name: str
    kind: str
    roles: Mapping[str, tuple[Appointment, ...]] = {}
    columns: Mapping[str, Column] = {}
    accounts: tuple[Account, ...] = ()
    delegations: tuple[Delegation, ...] = ()


class Fault(msgspec.Struct, frozen=True):
    """A fault of a file of the office: where, what, what was expected. `key` is the dotted path inside the file."""

    path: str
    line: int
    column: int
    key: str
    message: Text
    rule: str = "SS0501"


class Roster(msgspec.Struct, frozen=True):
    """Everybody, in one snapshot of the repository. Lookups return None, never raise."""

    name: str
    people: Mapping[str, Person]
    home: Mapping[str, str]
    """Person id → unit id, or "" for the district's own people."""
    district_roles: Mapping[str, tuple[Appointment, ...]]
    units: Mapping[str, Unit]
    pipeline_keys: tuple[str, ...] = ()
    voided: frozenset[str] = frozenset()
    """People whose every seat is empty because an id, login, key or e-mail of theirs is used twice."""
    faults: tuple[Fault, ...] = ()

    def appointments(self, role: str, unit: str | None) -> Iterator[Appointment]:
        """Appointments to `role` in `unit`, or in the district's own list where `unit` is None."""
        if unit is None:
            yield from self.district_roles.get(role, ())
        elif unit in self.units:
            yield from self.units[unit].roles.get(role, ())

    def seat_holders(self, roles: Collection[str], unit: str | None) -> frozenset[str]:
        """People appointed at any time to one of the roles in that unit (None: the district), the voided left out."""
        return frozenset(one.person for role in roles for one in self.appointments(role, unit)) - self.voided

    def by_login(self, login: str, number: int | None = None) -> str | None:
        """The person of a GitHub account; None where it is nobody's or, by a fault of the roster, several people's.

        Where the roster has a numeric id for a person it alone decides: a login can be registered anew by somebody else.
        """
        wanted = login.casefold()
        found = [
            person_id
            for person_id, person in self.people.items()
            if person.github is not None
            and (
                person.github.id == number
                if person.github.id is not None
                else person.github.login.casefold() == wanted and wanted != ""
            )
        ]
        return self._one(found)

    def by_key(self, line: str) -> str | None:
        """The person a public key (`type base64`, comment ignored) belongs to; None for nobody, several or the pipeline."""
        wanted = key_id(line)
        if not wanted or any(key_id(own) == wanted for own in self.pipeline_keys):
            return None
        return self._one([who for who, person in self.people.items() if wanted in map(key_id, person.ssh)])

    def by_email(self, address: str) -> str | None:
        """The person of an e-mail address, GitHub's own noreply addresses included; None for nobody or several people.

        The old noreply form has no numeric id, so there the login alone decides; whoever asks knows it is only an address.
        """
        wanted = address.strip().casefold()
        listed = [who for who, person in self.people.items() if wanted in map(str.casefold, person.emails)]
        number, login = noreply_account(address)
        if listed or not login:
            return self._one(listed)
        if number is not None:
            return self.by_login(login, number)
        people = self.people.items()
        return self._one([who for who, person in people if person.github and person.github.login.casefold() == login])

    def _one(self, found: list[str]) -> str | None:
        return found[0] if len(found) == 1 and found[0] not in self.voided else None


def key_id(line: str) -> str:
    """`type base64` of a public key line, without options and comment: what makes two lines the same key."""
    words = line.split()
    if words and "=" in words[0]:  # options stand before the type, and no type name has an equals sign
        words = words[1:]
    return " ".join(words[:2])


_NOREPLY: Final = "@users.noreply.github.com"


def noreply_account(address: str) -> tuple[int | None, str]:
    """(numeric id, login) that a GitHub noreply address stands for; (None, login) in its old form, (None, "") otherwise."""
    local = address.strip().casefold()
    if not local.endswith(_NOREPLY):
        return None, ""
    number, plus, login = local.removesuffix(_NOREPLY).partition("+")
    if plus and number.isascii() and number.isdigit():
        return int(number), login
    return None, "" if plus else number


def introduced(before: Collection[Fault], after: Collection[Fault]) -> tuple[Fault, ...]:
    """The faults of `after` that `before` lacks; a fault that merely moved to another line is the same one."""
    left = Counter(_same(fault) for fault in before)
    fresh = []
    for fault in after:
        if left[_same(fault)]:
            left[_same(fault)] -= 1
        else:
            fresh.append(fault)
    return tuple(fresh)


def _same(fault: Fault) -> tuple[str, str, str, str]:
    return fault.path, fault.key, fault.rule, fault.message.en
