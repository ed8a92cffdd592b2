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
from sanshen.site.addresses import file_address, list_address, page_address, unit_address
from sanshen.site.edition import Edition, Published

PER_PAGE: Final = 20
ON_HOME: Final = 7
ON_UNIT: Final = 6
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
    """One article as a list shows it."""

    path: str
    address: str
    title: str
    at: datetime
    day: str
    unit: str
    unit_name: str
    column: str
    type: str
    summary: str = ""
    picture: str = ""


class Shelf(msgspec.Struct, frozen=True):
    """One column that readers see: its entries, newest first, with those of the columns below it."""

    unit: str
    id: str
    name: str
    type: str
    type_name: str
    address: str
    parent: str
    entries: tuple[Entry, ...]

    @property
    def pages(self) -> int:
        """How many list pages the column has."""
        return max(1, -(-len(self.entries) // PER_PAGE))


class UnitSite(msgspec.Struct, frozen=True):
    """One unit's column site: the columns that have something to show, in the dossier's order."""

    id: str
    name: str
    kind: str
    address: str
    shelves: tuple[Shelf, ...]

    @property
    def top(self) -> tuple[Shelf, ...]:
        """The columns directly below the unit."""
        return tuple(shelf for shelf in self.shelves if not shelf.parent)

    def below(self, shelf: Shelf) -> tuple[Shelf, ...]:
        """The columns directly below a column."""
        return tuple(one for one in self.shelves if one.parent == shelf.id)

    def shelf(self, column: str) -> Shelf | None:
        """The column of that id."""
        return next((one for one in self.shelves if one.id == column), None)


class BlankColumn(msgspec.Struct, frozen=True):
    """An open column without content: Art. 17 forbids it, so it is not shown and the build says so."""

    unit: str
    column: str
    name: str


class Structure(msgspec.Struct, frozen=True):
    """The whole structure. `unlisted` are columns that hold articles but stand in no dossier; they are shown by their id."""

    units: tuple[UnitSite, ...]
    by_type: Mapping[str, tuple[Entry, ...]]
    blank: tuple[BlankColumn, ...]
    unlisted: tuple[tuple[str, str], ...]

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
        """What stands first on the home page: the newest article with a picture, else the newest."""
        entries = [entry for found in self.by_type.values() for entry in found]
        pictured = [entry for entry in entries if entry.picture]
        return min(pictured or entries, key=_newest_first, default=None)


def _newest_first(entry: Entry) -> tuple[float, str]:
    return (-entry.at.timestamp(), entry.path)


def _entry(article: Published, edition: Edition, unit: Unit | None, zone: ZoneInfo) -> Entry:
    column = unit.columns.get(article.column) if unit else None
    return Entry(
        path=article.path,
        address=page_address(article.path),
        title=article.title,
        at=article.published,
        day=article.published.astimezone(zone).strftime("%Y-%m-%d"),
        unit=article.unit,
        unit_name=unit.name if unit else article.unit,
        column=article.column,
        type=column.type if column else "",
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
                entries=tuple(sorted(held, key=_newest_first)),
            )
        )
    return tuple(shelves), blank


def _latest(entries: Iterable[Entry], types: Iterable[str]) -> dict[str, tuple[Entry, ...]]:
    grouped: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        grouped[entry.type].append(entry)
    return {kind: tuple(sorted(grouped[kind], key=_newest_first)[: ON_HOME + 1]) for kind in (*types, "") if grouped[kind]}


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
            sites.append(UnitSite(name, unit.name, unit.kind, unit_address(name), shelves))
    return Structure(
        units=tuple(sorted(sites, key=_portal_first)),
        by_type=_latest(entries, edition.column_types),
        blank=tuple(blank),
        unlisted=tuple(sorted({(entry.unit, entry.column) for entry in entries if not entry.type})),
    )


def _portal_first(site: UnitSite) -> tuple[int, str]:
    order = list(KINDS)
    return (order.index(site.kind) if site.kind in KINDS else len(order), site.id)
