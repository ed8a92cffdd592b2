"""The structure of the site: units, columns and lists, derived from the dossiers. Navigation never lists articles.

A page is made from its own facts and this small model, so that one new article touches its page and the lists that hold it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from sanshen.model.roster import Column, Unit
from sanshen.site.addresses import file_address, list_address, page_address, platform_address, unit_address
from sanshen.site.edition import Edition, Published

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


class Shelf(Sign, frozen=True):
    """One column that readers see: its entries, newest first, with those of the columns below it."""

    entries: tuple[Entry, ...] = ()

    @property
    def sign(self) -> Sign:
        """The column without its entries."""
        return Sign(self.unit, self.id, self.name, self.type, self.type_name, self.address, self.parent)


class UnitSign(msgspec.Struct, frozen=True):
    """What navigation shows of a unit: its columns by name, and where its disclosure platform stands ("" for none)."""

    id: str
    name: str
    kind: str
    address: str
    columns: tuple[Sign, ...] = ()
    platform: str = ""

    @property
    def top(self) -> tuple[Sign, ...]:
        """The columns directly below the unit."""
        return tuple(one for one in self.columns if not one.parent)

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
    """The columns of its disclosure platform (政务信息公开平台, Art. 7), in the order that policy gives."""

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

    `by_type` holds all entries of each kind of column, newest first, in the order of policy. `lacking` names, unit by unit, the kinds
    of column that its disclosure platform should have and does not (Art. 7).
    """

    units: tuple[UnitSite, ...]
    by_type: Mapping[str, tuple[Entry, ...]]
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


def _entry(article: Published, edition: Edition, unit: Unit | None, zone: ZoneInfo) -> Entry:
    column = unit.columns.get(article.column) if unit else None
    return Entry(
        path=article.path,
        address=page_address(article.path),
        title=article.title,
        at=article.published,
        updated=article.times[-1],
        day=article.published.astimezone(zone).strftime("%Y-%m-%d"),
        unit=article.unit,
        unit_name=unit.name if unit else article.unit,
        column=article.column,
        type=column.type if column and column.type in edition.column_types else "",
        summary=article.summary,
        picture=file_address(article.picture) if article.picture else "",
    )


def _descendants(columns: Mapping[str, Column], top: str) -> frozenset[str]:
    found = {top}
    while more := {name for name, column in columns.items() if column.parent in found and name not in found}:
        found |= more
    return frozenset(found)


def _shelves(
    edition: Edition, unit_id: str, unit: Unit, entries: Mapping[str, list[Entry]]
) -> tuple[tuple[Shelf, ...], list[BlankColumn]]:
    shelves, blank = [], []
    columns = dict(unit.columns) | {name: Column(name=name, type="") for name in sorted(entries) if name not in unit.columns}
    for name, column in columns.items():
        held = [entry for one in _descendants(columns, name) for entry in entries.get(one, ())]
        if not held:
            if column.state == "open":
                blank.append(BlankColumn(unit_id, name, column.name))
            continue
        kind = edition.column_types.get(column.type)
        shelves.append(
            Shelf(
                unit=unit_id,
                id=name,
                name=column.name,
                type=column.type,
                type_name=kind.name if kind else column.name,
                address=list_address(unit_id, name),
                parent=column.parent if column.parent in columns else "",
                entries=tuple(sorted(held, key=newest_first)),
            )
        )
    return tuple(shelves), blank


def _platform(edition: Edition, shelves: Iterable[Shelf]) -> tuple[Shelf, ...]:
    """The columns of the disclosure platform, kind by kind as policy lists them."""
    order = {kind: place for place, kind in enumerate(edition.platform)}
    return tuple(sorted((shelf for shelf in shelves if shelf.type in order), key=lambda shelf: order[shelf.type]))


def _by_type(entries: Iterable[Entry], types: Iterable[str]) -> dict[str, tuple[Entry, ...]]:
    grouped: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        grouped[entry.type].append(entry)
    return {kind: tuple(sorted(grouped[kind], key=newest_first)) for kind in (*types, "") if grouped[kind]}


def structure_of(edition: Edition) -> Structure:
    """Arrange an edition's articles into units, columns and lists."""
    zone = ZoneInfo(edition.time_zone)
    entries = [_entry(article, edition, edition.units.get(article.unit), zone) for article in edition.articles]
    by_place: dict[str, dict[str, list[Entry]]] = defaultdict(lambda: defaultdict(list))
    for entry in entries:
        by_place[entry.unit][entry.column].append(entry)
    sites: list[UnitSite] = []
    blank: list[BlankColumn] = []
    strangers = {name: Unit(id=name, name=name, kind="department") for name in sorted(by_place) if name not in edition.units}
    for name, unit in (dict(edition.units) | strangers).items():
        shelves, without = _shelves(edition, name, unit, by_place.get(name, {}))
        blank += without
        if shelves:
            platform = _platform(edition, shelves)
            sites.append(UnitSite(name, unit.name, unit.kind, unit_address(name), shelves, platform))
    return Structure(
        units=tuple(sorted(sites, key=_portal_first)),
        by_type=_by_type(entries, edition.column_types),
        blank=tuple(blank),
        unlisted=tuple(sorted({(entry.unit, entry.column) for entry in entries if not _is_listed(entry, edition)})),
        lacking=_lacking(edition, sites),
    )


def _is_listed(entry: Entry, edition: Edition) -> bool:
    return entry.unit in edition.units and entry.column in edition.units[entry.unit].columns


def _lacking(edition: Edition, sites: Iterable[UnitSite]) -> dict[str, tuple[str, ...]]:
    """Of units that stand in the dossiers: a unit that only the archive knows cannot open columns any more."""
    found = {
        site.id: tuple(kind for kind in edition.platform if kind not in {shelf.type for shelf in site.platform})
        for site in sites
        if site.id in edition.units
    }
    return {unit: kinds for unit, kinds in sorted(found.items()) if kinds}


def _portal_first(site: UnitSite) -> tuple[int, str]:
    order = list(KINDS)
    return (order.index(site.kind) if site.kind in KINDS else len(order), site.id)
