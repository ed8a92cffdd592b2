"""The roster (人员名册): who holds which role in which unit, from when until when, with logins and keys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, Literal

import msgspec

from sanshen.model.data import Data, Identifier
from sanshen.model.text import Text

PersonId = Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9]*([.-][a-z0-9]+)*$", description="例如 zhang.wei")]
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
