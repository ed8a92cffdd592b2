"""The addresses of lists that have moved away: where all articles of a column or unit stand in another one now, its old address leads there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import accumulate

from sanshen.site.addresses import CONTENT, list_address, page_address, unit_address
from sanshen.site.catalogue import Catalogue

_BELOW = "SELECT DISTINCT path FROM former WHERE old>=? AND old<? ORDER BY path"
_TAKEN = (
    "SELECT path FROM article WHERE path=? UNION SELECT path FROM stone WHERE path=? UNION SELECT old FROM former WHERE old=?"
)
_LEVELS = 2
"""A unit's home and a column's list."""


def places_above(paths: Iterable[str]) -> set[str]:
    """Where lists may have stood that held these paths: `content/a/b/2026/c.md` → `a/`, `a/b/`."""
    folders = {tuple(page_address(path).split("/")[:-1][:_LEVELS]) for path in paths}
    return {f"{place}/" for names in folders for place in accumulate(names, "{}/{}".format)}


def old_places(catalogue: Catalogue) -> Iterator[str]:
    """Every place that an article has left, in order, whether or not a list stands there."""
    yield from sorted(places_above(old for (old,) in catalogue.rows("SELECT DISTINCT old FROM former")))


def leads_to(catalogue: Catalogue, place: str, standing: Collection[str]) -> str | None:
    """The list that now holds what stood below a place, or the unit where it has been spread over its columns.

    `standing`: the addresses of all lists and units. None where one of them, or anything else, stands at the place itself (only the
    site's own addresses hold an underscore), and where what stood there is now with several units.
    """
    old = CONTENT + place
    own = (f"{old[:-1]}.md", f"{old}index.html")  # an article of an older site may stand at the very address
    if place in standing or "_" in place or any(catalogue.one(_TAKEN, path, path, path) for path in own):
        return None
    held = (catalogue.entry(path) for (path,) in catalogue.rows(_BELOW, old, f"{old[:-1]}0"))  # "0" comes after "/"
    now = [(list_address(one.unit, one.column), unit_address(one.unit)) for one in held if one is not None]
    for level in range(_LEVELS):
        found = {addresses[level] for addresses in now}
        if len(found) == 1 and found <= set(standing):
            return found.pop()
    return None
