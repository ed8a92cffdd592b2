"""The structure of the site: units, columns and lists. Navigation never lists articles.

A `Sign` or `UnitSign` is what every page may hold of a column or unit; a `Shelf` or `UnitSite` holds the entries, for the planning only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

import msgspec

from sanshen.site.addresses import platform_address

_LEADING: Final = 8
KINDS: Final = {
    "portal": "区政府门户",
    "township": "乡镇",
    "sub-district": "街道",
    "department": "区政府部门",
    "agency": "派出机构",
    "institution": "事业单位",
}
"""Headings of the unit directory, in the order in which a district lists its units."""


class Entry(msgspec.Struct, frozen=True):
    """One article as a list shows it. `at` is when it was first published, `updated` when it last changed."""

    path: str
    address: str
    title: str
    at: datetime
    updated: datetime
    day: str
    unit: str
    unit_name: str
    column: str
    type: str
    summary: str = ""
    picture: str = ""


class Sign(msgspec.Struct, frozen=True):
    """What navigation shows of a column: its name and its place, and nothing of its articles."""

    unit: str
    id: str
    name: str
    type: str
    type_name: str
    address: str
    parent: str = ""
    disclosed: bool = False
    """Whether it belongs to the unit's disclosure platform (政务信息公开平台, Art. 7)."""


class Shelf(Sign, frozen=True):
    """One column that readers see: its entries, newest first, with those of the columns below it."""

    entries: Sequence[Entry] = ()

    @property
    def sign(self) -> Sign:
        """The column without its entries."""
        return Sign(self.unit, self.id, self.name, self.type, self.type_name, self.address, self.parent, self.disclosed)


class UnitSign(msgspec.Struct, frozen=True):
    """What navigation shows of a unit: its columns by name, and where its disclosure platform stands ("" for none)."""

    id: str
    name: str
    kind: str
    address: str
    columns: tuple[Sign, ...] = ()
    platform: str = ""

    @property
    def menu(self) -> tuple[Sign, ...]:
        """The columns of the main navigation: those directly below the unit, the disclosure platform's aside."""
        return tuple(one for one in self.columns if not one.parent and not one.disclosed)

    def column(self, name: str) -> Sign | None:
        """The column of that id."""
        return next((one for one in self.columns if one.id == name), None)


class UnitSite(msgspec.Struct, frozen=True):
    """One unit's column site: the columns that have something to show, in the dossier's order."""

    id: str
    name: str
    kind: str
    address: str
    shelves: tuple[Shelf, ...]
    platform: tuple[Shelf, ...] = ()
    """The columns that its disclosure platform (政务信息公开平台, Art. 7) shows, in the order that policy gives."""

    @property
    def top(self) -> tuple[Shelf, ...]:
        """The columns directly below the unit."""
        return tuple(shelf for shelf in self.shelves if not shelf.parent)

    def below(self, shelf: Shelf) -> tuple[Shelf, ...]:
        """The columns directly below a column."""
        return tuple(one for one in self.shelves if one.parent == shelf.id)

    @property
    def sign(self) -> UnitSign:
        """The unit without any entry: the small model that each of its pages is made from."""
        columns = tuple(shelf.sign for shelf in self.shelves)
        place = platform_address(self.id) if self.platform else ""
        return UnitSign(self.id, self.name, self.kind, self.address, columns, place)


class BlankColumn(msgspec.Struct, frozen=True):
    """An open column without content: Art. 17 forbids it, so it is not shown and the build says so."""

    unit: str
    column: str
    name: str


class Structure(msgspec.Struct, frozen=True):
    """The whole structure. `unlisted` are columns that hold articles but stand in no dossier; they are shown by their id.

    `by_type` holds the lists of each kind of column, newest first, in the order of policy. `lacking` names, unit by unit, the kinds
    of column that its disclosure platform should have and does not (Art. 7).
    """

    units: tuple[UnitSite, ...]
    by_type: Mapping[str, Sequence[Entry]]
    blank: tuple[BlankColumn, ...]
    unlisted: tuple[tuple[str, str], ...]
    lacking: Mapping[str, tuple[str, ...]] = {}

    def unit(self, name: str) -> UnitSite | None:
        """The site of a unit, None where it has nothing to show."""
        return next((one for one in self.units if one.id == name), None)

    @property
    def directory(self) -> tuple[tuple[str, tuple[UnitSite, ...]], ...]:
        """The unit directory: heading, units."""
        found = [(name, tuple(one for one in self.units if one.kind == kind)) for kind, name in KINDS.items()]
        return tuple((name, units) for name, units in found if units)

    @property
    def newest(self) -> Entry | None:
        """What stands first on the home page: of the newest of each kind the newest with a picture, else the newest."""
        entries = [entry for found in self.by_type.values() for entry in found[:_LEADING]]
        pictured = [entry for entry in entries if entry.picture]
        return min(pictured or entries, key=newest_first, default=None)


def newest_first(entry: Entry) -> tuple[float, str]:
    """The order of every list: the newest first, and for one moment by path, so that it is the same on every machine."""
    return (-entry.at.timestamp(), entry.path)
