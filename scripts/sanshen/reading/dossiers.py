"""district.yml and the units' dossiers → the roster. A unit's fault empties seats, never stops the reading of the others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, TypeVar

import msgspec

from sanshen.model.data import Identifier
from sanshen.model.dossier import (
    DISTRICT,
    PARTS,
    UNITS,
    AccountsFile,
    ColumnsFile,
    DelegationsFile,
    DistrictFile,
    PeopleFile,
    dossier_path,
)
from sanshen.model.errors import UsageError
from sanshen.model.policy import Policy
from sanshen.model.roster import Appointment, Fault, Person, Roster, Unit
from sanshen.model.text import Text
from sanshen.reading.columns import check_accounts, check_columns
from sanshen.reading.decoding import decode, missing
from sanshen.reading.delegations import read_delegations
from sanshen.reading.identities import Listing, check_keys, check_person, doubled
from sanshen.reading.policy_file import unusable
from sanshen.reading.seats import Offices, offices, read_roles
from sanshen.reading.shape import Ground
from sanshen.reading.wording import nearest

_PIPELINE: Final = Person(name="pipeline")
T = TypeVar("T")


class Part(msgspec.Struct):
    """One file of a unit's dossier as read; `value` is None where it is unreadable."""

    value: PeopleFile | ColumnsFile | AccountsFile | DelegationsFile | None
    ground: Ground


class Dossier(msgspec.Struct):
    """All files of one unit. One that cannot be read empties the unit's seats."""

    unit: str
    parts: dict[str, Part]
    strays: list[Fault]

    def part(self, name: str, type_: type[T]) -> T | None:
        """The content of a part, None where it is absent or unreadable."""
        part = self.parts.get(name)
        return part.value if part is not None and isinstance(part.value, type_) else None

    @property
    def broken(self) -> bool:
        """Whether some file of the dossier cannot be read (or people.yml is not there)."""
        return "people.yml" not in self.parts or any(part.value is None for part in self.parts.values())


def read_roster(files: Mapping[str, bytes], policy: Policy) -> Roster:
    """The roster of these files (repository path → bytes); raises UsageError only where district.yml cannot be used."""
    data = files.get(DISTRICT)
    if data is None:
        raise UsageError(
            Text(f"保护分支上没有 {DISTRICT}", f"there is no {DISTRICT} on the protected branch"),
            Text("新仓库请用 sanshen init 建立", "make a new repository with `sanshen init`"),
        )
    district, ground = decode(data, DistrictFile, DISTRICT, personal=True)
    if district is None:
        raise unusable(DISTRICT, tuple(ground.faults))
    return assemble(district, ground, _dossiers(files), policy)


def dossier_faults(files: Mapping[str, bytes], policy: Policy) -> tuple[Fault, ...]:
    """Every fault of district.yml and all dossiers in one run; never raises (Art. 5, 6: what `check` reports)."""
    data = files.get(DISTRICT)
    first: tuple[Fault, ...] = ()
    if data is None:
        district, ground = None, Ground(DISTRICT, {})
        first = (missing(DISTRICT, Text("区名、区领导与办公室", "the district's own people")),)
    else:
        district, ground = decode(data, DistrictFile, DISTRICT, personal=True)
    if district is None:
        # The dossiers are judged beside an empty district, so that their own faults show in the same run.
        first = (*first, *ground.faults)
        district, ground = DistrictFile(name=""), Ground(DISTRICT, {})
    return (*first, *assemble(district, ground, _dossiers(files), policy).faults)


def _dossiers(files: Mapping[str, bytes]) -> list[Dossier]:
    found: dict[str, Dossier] = {}
    for path in sorted(files):
        if not path.startswith(UNITS):
            continue
        place = dossier_path(path)
        unit = place.unit if place is not None else path.removeprefix(UNITS).split("/")[0]
        dossier = found.setdefault(unit, Dossier(unit, {}, []))
        if place is None or place.part not in PARTS:
            near = nearest(path.rsplit("/", 1)[-1], PARTS)
            message = Text(f"单位档案里没有这种文件{near.zh}", f"a unit's dossier has no such file{near.en}")
            dossier.strays.append(Fault(path, 1, 1, "", message))
        else:
            value, ground = decode(files[path], PARTS[place.part], path, personal=True)
            dossier.parts[place.part] = Part(value, ground)
    return list(found.values())


def assemble(district: DistrictFile, ground: Ground, dossiers: list[Dossier], policy: Policy) -> Roster:
    """The roster of files that are read already, with every fault of theirs (the district's own in `ground`)."""
    listings = _listings(district, ground, dossiers)
    voided = doubled(listings)
    people: dict[str, Person] = {}
    home: dict[str, str] = {}
    for listing in listings:
        if listing.id is not None and listing.id not in people:
            people[listing.id] = listing.person
            home[listing.id] = listing.home
            check_person(listing.ground, listing.key, listing.person)
    check_keys(ground, ("pipeline-keys",), district.pipeline_keys)
    units = [dossier.unit for dossier in dossiers]
    book = offices(policy, people, units)
    return Roster(
        name=district.name,
        people=people,
        home=home,
        district_roles=read_roles(district.roles, "district", ground, book),
        units={dossier.unit: _unit(dossier, book, policy) for dossier in dossiers},
        pipeline_keys=district.pipeline_keys,
        voided=voided,
        faults=_all_faults(ground, dossiers),
    )


def _listings(district: DistrictFile, ground: Ground, dossiers: list[Dossier]) -> list[Listing]:
    found = [Listing(id_, person, ground, ("people", id_)) for id_, person in district.people.items()]
    for dossier in dossiers:
        people = dossier.part("people.yml", PeopleFile)
        if people is not None:
            at = dossier.parts["people.yml"].ground
            found += [Listing(id_, person, at, ("people", id_), dossier.unit) for id_, person in people.people.items()]
    pipeline = msgspec.structs.replace(_PIPELINE, ssh=district.pipeline_keys)
    return [*found, Listing(None, pipeline, ground, ("pipeline-keys",))]


def _unit(dossier: Dossier, book: Offices, policy: Policy) -> Unit:
    people = dossier.part("people.yml", PeopleFile)
    roles: Mapping[str, tuple[Appointment, ...]] = {}
    if people is not None:
        roles = read_roles(people.roles, "unit", dossier.parts["people.yml"].ground, book)
    given = dossier.part("delegations.yml", DelegationsFile)
    delegations = (
        read_delegations(given.delegations, roles, book.people, policy, dossier.parts["delegations.yml"].ground)
        if given is not None
        else ()
    )
    columns = dossier.part("columns.yml", ColumnsFile)
    if columns is not None:
        check_columns(columns.columns, policy, dossier.parts["columns.yml"].ground)
    accounts = dossier.part("accounts.yml", AccountsFile)
    if accounts is not None:
        check_accounts(accounts.accounts, dossier.parts["accounts.yml"].ground)
    return Unit(
        id=dossier.unit,
        name=people.name if people is not None else dossier.unit,
        kind=people.kind if people is not None else "",
        roles={} if dossier.broken else roles,
        columns=columns.columns if columns is not None else {},
        accounts=accounts.accounts if accounts is not None else (),
        delegations=() if dossier.broken else delegations,
    )


def _all_faults(ground: Ground, dossiers: list[Dossier]) -> tuple[Fault, ...]:
    found = list(ground.faults)
    for dossier in dossiers:
        found += _folder_faults(dossier)
        for part in dossier.parts.values():
            found += part.ground.faults
    return tuple(sorted(found, key=lambda fault: (fault.path != DISTRICT, fault.path, fault.line, fault.column)))


def _folder_faults(dossier: Dossier) -> list[Fault]:
    found = list(dossier.strays)
    folder = f"{UNITS}{dossier.unit}/"
    if not _is_identifier(dossier.unit):
        message = Text(
            "单位编号须为小写字母、数字与连字符；请改文件夹名", "a unit id has lower-case letters, digits and hyphens; rename"
        )
        found.append(Fault(folder, 1, 1, "", message))
    if "people.yml" not in dossier.parts:
        found.append(
            missing(
                f"{folder}people.yml", Text("单位人员名册，缺则该单位席位全部空缺", "without it the unit's seats are empty")
            )
        )
    for part in dossier.parts.values():
        if part.value is None:
            message = Text(
                f"此文件无法读取，单位“{dossier.unit}”的席位全部空缺，直到改正",
                f"unreadable: all seats of {dossier.unit!r} are empty",
            )
            found.append(Fault(part.ground.path, 1, 1, "", message))
    return found


def _is_identifier(word: str) -> bool:
    try:
        msgspec.convert(word, Identifier)
    except msgspec.ValidationError:
        return False
    return True
