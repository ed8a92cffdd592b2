"""The files of the roster as written: `reviews/district.yml` and the parts of a unit's dossier, one file a part."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import msgspec

from sanshen.model.data import Data, Identifier
from sanshen.model.roster import Account, Appointment, Column, Delegation, Person, PersonId, UnitKind

DISTRICT: Final = "reviews/district.yml"
UNITS: Final = "reviews/units/"
Roles = Mapping[Identifier, tuple[PersonId | Appointment, ...]]
"""Role → its holders; an entry is a person id, or a mapping where there is more to say."""


class DistrictFile(Data, frozen=True):
    """The district's own people and roles, and the keys that records are signed with."""

    name: str
    people: Mapping[PersonId, Person] = {}
    roles: Roles = msgspec.field(default_factory=dict)
    pipeline_keys: tuple[str, ...] = ()


class PeopleFile(Data, frozen=True):
    """`people.yml` of a unit (Art. 5, 6)."""

    name: str
    kind: UnitKind
    people: Mapping[PersonId, Person] = {}
    roles: Roles = msgspec.field(default_factory=dict)


class ColumnsFile(Data, frozen=True):
    """`columns.yml` of a unit (Art. 7, 8)."""

    columns: Mapping[Identifier, Column]


class AccountsFile(Data, frozen=True):
    """`accounts.yml` of a unit (Art. 7, 9)."""

    accounts: tuple[Account, ...]


class DelegationsFile(Data, frozen=True):
    """`delegations.yml` of a unit (委托审签)."""

    delegations: tuple[Delegation, ...]


PARTS: Final[Mapping[str, type[PeopleFile | ColumnsFile | AccountsFile | DelegationsFile]]] = {
    "people.yml": PeopleFile,
    "columns.yml": ColumnsFile,
    "accounts.yml": AccountsFile,
    "delegations.yml": DelegationsFile,
}
"""The parts of a unit's dossier."""


class DossierPath(msgspec.Struct, frozen=True):
    """`reviews/units/<unit>/<part>` taken apart."""

    unit: str
    part: str


def dossier_path(path: str) -> DossierPath | None:
    """Unit and part of a dossier file's path, or None where the path lies elsewhere or too deep."""
    parts = path.removeprefix(UNITS).split("/")
    if not path.startswith(UNITS) or len(parts) != 2:  # noqa: PLR2004  # unit and file
        return None
    return DossierPath(parts[0], parts[1])


def appointment(entry: str | Appointment) -> Appointment:
    """A role entry in its long form."""
    return entry if isinstance(entry, Appointment) else Appointment(person=entry)
