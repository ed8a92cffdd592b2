"""Arranging an edition's articles into units, columns and lists, as the dossiers have them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from zoneinfo import ZoneInfo

from sanshen.model.roster import Column, Unit
from sanshen.site.addresses import list_address, page_address, unit_address
from sanshen.site.edition import Edition, Published
from sanshen.site.pictures import picture_address
from sanshen.site.structure import KINDS, BlankColumn, Entry, Shelf, Structure, UnitSite, newest_first


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
        picture=picture_address(article.picture) if article.picture else "",
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
                disclosed=column.type in edition.platform,
                entries=tuple(sorted(held, key=newest_first)),
            )
        )
    return tuple(shelves), blank


def _platform(edition: Edition, shelves: Sequence[Shelf]) -> tuple[Shelf, ...]:
    """The columns of the disclosure platform, kind by kind as policy lists them; one below another of its kind is in that one's list."""
    order = {kind: place for place, kind in enumerate(edition.platform)}
    kinds = {shelf.id: shelf.type for shelf in shelves}
    shown = (shelf for shelf in shelves if shelf.type in order and kinds.get(shelf.parent) != shelf.type)
    return tuple(sorted(shown, key=lambda shelf: order[shelf.type]))


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
