"""Which lots a change touches: a superset of what differs from before, found without looking at anything else."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sanshen.site.addresses import BY_MONTH, keyword_address, list_address, type_address
from sanshen.site.changes import Changes
from sanshen.site.facts import COLUMN, OWN, TYPE, WORD
from sanshen.site.listings import Mark, Spans, marks, month_marks
from sanshen.site.old_places import old_places, places_above
from sanshen.site.pages import Layout, Lot
from sanshen.site.structure import UnitSign

Work = dict[Lot, frozenset[str] | None]
"""Lot → the addresses of its pages to look at, None for all of them."""
Signs = Mapping[str, UnitSign]


def touched(layout: Layout, changes: Changes, signs: Signs) -> Work:
    """The lots to look at again. `signs`: the units as they were before; where the frame has changed, ask for all lots instead."""
    work: Work = {Lot("home"): None, Lot("months"): None, Lot("words"): None}
    work |= {Lot("article", path): None for path in sorted(changes.articles | changes.beside)}
    work |= {Lot("gone", path): None for path in sorted(changes.gone)}
    work |= {Lot("place", place): None for place in sorted(places_above(changes.gone))}
    for name, before in sorted(changes.spans.items()):
        work |= _list(layout, changes, name, before)
    for key, word in sorted(changes.words.items()):
        work |= _word(layout, key, word)
    units = {one.partition("/")[0] for one in (name.removeprefix(COLUMN) for name in changes.spans if name.startswith(COLUMN))}
    work |= {Lot("unit", unit): None for unit in sorted(units)}
    others = sorted(unit for unit in {*signs, *layout.signs} if signs.get(unit) != layout.signs.get(unit))
    if others:
        work |= _units(layout, others) | {Lot("map"): None}
        work |= {Lot("place", place): None for place in old_places(layout.catalogue)}
        for kind in layout.structure.by_type:  # its first page leads to all columns of the kind
            some = work.get(lot := Lot("type", kind), frozenset())
            work[lot] = None if some is None else some | {type_address(kind)}
    return work


def _list(layout: Layout, changes: Changes, name: str, before: Spans) -> Work:
    kind, rest = name[: len(OWN)], name[len(OWN) :]
    if kind == OWN:
        return {}
    lot, then = _cut(kind, rest, before)
    return {lot: changes.touched(name, then, layout.marks(lot))}


def _cut(kind: str, name: str, spans: Spans) -> tuple[Lot, tuple[Mark, ...]]:
    """A list's lot, and its pages as they were cut when it had these spans."""
    if kind == COLUMN:
        unit, _, column = name.partition("/")
        return Lot("column", name), marks(list_address(unit, column), spans)
    if kind == TYPE:
        return Lot("type", name), marks(type_address(name), spans)
    if kind == WORD:
        return Lot("word", name), marks(keyword_address(name), spans)
    return Lot("month"), month_marks(BY_MONTH, spans) if spans else ()


def _word(layout: Layout, key: str, before: tuple[int, str]) -> Work:
    """A keyword's pages bear its name; the articles that have it link to them only where there are two or more."""
    held, name = layout.catalogue.word(key)
    if (before[0] > 1, before[1]) == (held > 1, name):
        return {}
    found: Work = {Lot("word", key): None}
    if (before[0] > 1) != (held > 1):
        rows = layout.catalogue.rows("SELECT path FROM listed WHERE list=?", WORD + key)
        found |= {Lot("article", path): None for (path,) in rows}
    return found


def _units(layout: Layout, units: Collection[str]) -> Work:
    """Columns of these units came or went: every page of the unit names them."""
    catalogue = layout.catalogue
    found: Work = {}
    for unit in units:
        found[Lot("unit", unit)] = None
        found |= {Lot("column", place): None for place in catalogue.lists(COLUMN) if place.partition("/")[0] == unit}
        found |= {Lot("article", path): None for (path,) in catalogue.rows("SELECT path FROM article WHERE unit=?", unit)}
    return found
