"""Files beside the pages that the build makes itself: feeds, the parts of the site map, QR codes. No time of the build is in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote
from zoneinfo import ZoneInfo

import msgspec

from sanshen.site.addresses import BY_KEYWORD, PARTS
from sanshen.site.district import FEED, JSON_FEED
from sanshen.site.page import LISTED, Page, Plan, local
from sanshen.site.structure import Entry, newest_first

if TYPE_CHECKING:
    from jinja2 import Template

IN_FEED: Final = 20
_JSON_VERSION: Final = "https://jsonfeed.org/version/1.1"
_CONTROLS: Final = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])
_PAGES: Final = "pages"
_QR_MASK: Final = 3
"""One mask for all: choosing the best of eight costs four times the time, and every reader copes with any of them."""


_QUIET: Final = 2
"""The blank border of a code, in modules."""
_SVG: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" shape-rendering="crispEdges">'
    '<path fill="#fff" d="M0 0h{size}v{size}H0z"/><path stroke="#000" d="{path}"/></svg>\n'
)


class SiteMapEntry(msgspec.Struct, frozen=True):
    """One line of a site map."""

    loc: str
    day: str


def _absolute(plan: Plan, address: str) -> str:
    return (plan.frame.look.site_url or "/") + quote(address)


def _parts(plan: Plan) -> dict[str, list[Page]]:
    """The parts of sitemap.xml: one a unit and year, so that one more article changes one part; the standing pages in one.

    Older parts of lists and keywords' pages are left out: they name nothing that is not here, and there are too many for one file.
    """
    found: dict[str, list[Page]] = defaultdict(list)
    for page in plan.pages:
        if page.kind in LISTED and not page.period and not page.address.startswith(BY_KEYWORD) and not page.watermark:
            article = page.article
            year = article.published.astimezone(ZoneInfo(plan.frame.time_zone)).year if article and article.times else 0
            found[f"{article.unit}-{year}" if article else _PAGES].append(page)
    return found


def sitemap_index(plan: Plan) -> tuple[SiteMapEntry, ...]:
    """The lines of sitemap.xml: where its parts are."""
    return tuple(
        SiteMapEntry(_absolute(plan, _part_address(name)), _newest_day(plan, pages))
        for name, pages in sorted(_parts(plan).items())
    )


def _part_address(name: str) -> str:
    return f"{PARTS}{name}.xml"


def _newest_day(plan: Plan, pages: Iterable[Page]) -> str:
    newest = max((page.at for page in pages if page.at is not None), default=None)
    return local(newest, plan.frame.time_zone, "%Y-%m-%d")


def _writable(value: object) -> object:
    """Control characters cannot stand in XML, however they are written; a name in a dossier could hold one."""
    return value.translate(_CONTROLS) if isinstance(value, str) else value


@cache
def _template(name: str) -> Template:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    loader = FileSystemLoader(Path(__file__).parent / "theme")
    kept = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, finalize=_writable)
    return kept.get_template(name)


def _sitemap_parts(plan: Plan) -> Iterator[tuple[str, bytes]]:
    zone = plan.frame.time_zone
    for name, pages in sorted(_parts(plan).items()):
        urls = [SiteMapEntry(_absolute(plan, page.address), local(page.at, zone, "%Y-%m-%d")) for page in pages]
        yield _part_address(name), (_template("sitemap_part.xml").render(urls=urls) + "\n").encode()


def _instant(at: datetime, zone: str) -> str:
    """RFC 3339, with the district's offset."""
    return at.astimezone(ZoneInfo(zone)).isoformat(timespec="seconds")


def _feeds(plan: Plan) -> Iterator[tuple[str, bytes]]:
    """An Atom and a JSON feed of the whole site and of each column; only where the site's own address is known."""
    look = plan.frame.look
    if not look.site_url:
        return
    everything = sorted((entry for entries in plan.structure.by_type.values() for entry in entries[:IN_FEED]), key=newest_first)
    if everything:
        yield from _feed(plan, "", look.site_name, everything[:IN_FEED])
    for unit in plan.structure.units:
        for shelf in unit.shelves:
            yield from _feed(plan, shelf.address, f"{unit.name} {shelf.name}", shelf.entries[:IN_FEED])


def _feed(plan: Plan, address: str, title: str, entries: Sequence[Entry]) -> Iterator[tuple[str, bytes]]:
    zone = plan.frame.time_zone
    items = [
        {
            "id": (url := _absolute(plan, entry.address)),
            "url": url,
            "title": entry.title,
            "summary": entry.summary or entry.title,
            "date_published": _instant(entry.at, zone),
            "date_modified": _instant(entry.updated, zone),
            "authors": [{"name": entry.unit_name}],
        }
        for entry in entries
    ]
    places = {
        "home": _absolute(plan, address),
        "atom": _absolute(plan, address + FEED),
        "json": _absolute(plan, address + JSON_FEED),
    }
    updated = _instant(max(entry.updated for entry in entries), zone)
    atom = _template("atom.xml").render(title=title, places=places, updated=updated, items=items)
    yield address + FEED, (atom + "\n").encode()
    whole = {
        "version": _JSON_VERSION,
        "title": title,
        "home_page_url": places["home"],
        "feed_url": places["json"],
        "language": "zh-CN",
        "items": items,
    }
    yield address + JSON_FEED, msgspec.json.format(msgspec.json.encode(whole), indent=1) + b"\n"


def qr_code(url: str) -> bytes:
    """A QR code of an address as a small SVG picture: one path, whose runs are the dark modules of each row."""
    import segno

    code = segno.make(url, error="l", mask=_QR_MASK, boost_error=False, micro=False)
    runs: list[str] = []
    for row, modules in enumerate(code.matrix, start=_QUIET):
        column = _QUIET
        for dark, group in groupby(modules):
            width = len(tuple(group))
            if dark:
                runs.append(f"M{column} {row}.5h{width}")
            column += width
    size = len(code.matrix) + 2 * _QUIET
    return _SVG.format(size=size, path="".join(runs)).encode()


def made_files(plan: Plan) -> Iterator[tuple[str, bytes]]:
    """Every such file: address, bytes."""
    yield from _sitemap_parts(plan)
    yield from _feeds(plan)
    for page in plan.pages:
        if page.qr:
            yield page.qr, qr_code(_absolute(plan, page.address))
