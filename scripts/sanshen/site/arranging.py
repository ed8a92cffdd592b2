"""Arranging an edition's articles into units, columns and lists, as the dossiers have them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from sanshen.model.roster import Column, Unit
from sanshen.site.addresses import list_address, unit_address
from sanshen.site.catalogue import Catalogue, Listing
from sanshen.site.catalogue_tables import in_memory
from sanshen.site.cataloguing import Cataloguing
from sanshen.site.edition import Edition, Setting, setting_of
from sanshen.site.facts import COLUMN, OWN, TYPE
from sanshen.site.filed import filed
from sanshen.site.structure import KINDS, BlankColumn, Entry, Shelf, Structure, UnitSite


def _shelves(setting: Setting, unit: Unit, held: Mapping[str, Sequence[Entry]]) -> tuple[tuple[Shelf, ...], list[BlankColumn]]:
    """The columns of a unit that have something to show, in the dossier's order; `held`: column → its list, blank ones left out."""
    shelves, blank = [], []
    columns = dict(unit.columns) | {name: Column(name=name, type="") for name in sorted(held) if name not in unit.columns}
    for name, column in columns.items():
        if name not in held:
            if column.state == "open":
                blank.append(BlankColumn(unit.id, name, column.name))
            continue
        kind = setting.column_types.get(column.type)
        shelves.append(
            Shelf(
                unit=unit.id,
                id=name,
                name=column.name,
                type=column.type,
                type_name=kind.name if kind else column.name,
                address=list_address(unit.id, name),
                parent=column.parent if column.parent in columns else "",
                disclosed=column.type in setting.platform,
                entries=held[name],
            )
        )
    return tuple(shelves), blank


def _platform(setting: Setting, shelves: Sequence[Shelf]) -> tuple[Shelf, ...]:
    """The columns of the disclosure platform, kind by kind as policy lists them; one below another of its kind is in that one's list."""
    order = {kind: place for place, kind in enumerate(setting.platform)}
    kinds = {shelf.id: shelf.type for shelf in shelves}
    shown = (shelf for shelf in shelves if shelf.type in order and kinds.get(shelf.parent) != shelf.type)
    return tuple(sorted(shown, key=lambda shelf: order[shelf.type]))


def arrange(catalogue: Catalogue) -> Structure:
    """The structure of a site: units, columns and lists, as the dossiers have them; no list is fetched."""
    setting = catalogue.setting
    held: dict[str, dict[str, Sequence[Entry]]] = defaultdict(dict)
    for place in catalogue.lists(COLUMN):
        owner, _, column = place.partition("/")
        held[owner][column] = Listing(catalogue, COLUMN + place)
    strangers = {name: Unit(id=name, name=name, kind="department") for name in sorted(held) if name not in setting.units}
    sites: list[UnitSite] = []
    blank: list[BlankColumn] = []
    for name, unit in (dict(setting.units) | strangers).items():
        shelves, without = _shelves(setting, unit, held.get(name, {}))
        blank += without
        if shelves:
            platform = _platform(setting, shelves)
            sites.append(UnitSite(name, unit.name, unit.kind, unit_address(name), shelves, platform))
    kinds = frozenset(catalogue.lists(TYPE))
    return Structure(
        units=tuple(sorted(sites, key=_portal_first)),
        by_type={kind: Listing(catalogue, TYPE + kind) for kind in (*setting.column_types, "") if kind in kinds},
        blank=tuple(blank),
        unlisted=tuple(_unlisted(catalogue)),
        lacking=_lacking(setting, sites),
    )


def catalogue_of(edition: Edition) -> Cataloguing:
    """An edition's articles, catalogued in memory."""
    catalogue = Cataloguing(in_memory(), setting_of(edition))
    for article in edition.articles:
        catalogue.bring_in(filed(article, catalogue.setting))
    catalogue.settle()
    catalogue.bury(edition.tombstones)
    return catalogue


def _unlisted(catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    for place in catalogue.lists(OWN):
        unit, _, column = place.partition("/")
        if unit not in catalogue.setting.units or column not in catalogue.setting.units[unit].columns:
            yield unit, column


def _lacking(setting: Setting, sites: Iterable[UnitSite]) -> dict[str, tuple[str, ...]]:
    """Of units that stand in the dossiers: a unit that only the archive knows cannot open columns any more."""
    found = {
        site.id: tuple(kind for kind in setting.platform if kind not in {shelf.type for shelf in site.platform})
        for site in sites
        if site.id in setting.units
    }
    return {unit: kinds for unit, kinds in sorted(found.items()) if kinds}


def _portal_first(site: UnitSite) -> tuple[int, str]:
    order = list(KINDS)
    return (order.index(site.kind) if site.kind in KINDS else len(order), site.id)
