"""Files beside the pages that the build makes itself: feeds, the parts of the site map. No time of the build is in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote
from zoneinfo import ZoneInfo

import msgspec

from sanshen.site.addresses import BY_KEYWORD, PARTS
from sanshen.site.district import FEED, JSON_FEED
from sanshen.site.page import LISTED, Frame, Page, local
from sanshen.site.structure import Entry, Structure, newest_first

if TYPE_CHECKING:
    from jinja2 import Template

IN_FEED: Final = 20
_JSON_VERSION: Final = "https://jsonfeed.org/version/1.1"
_CONTROLS: Final = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])
STANDING: Final = "pages"
"""The part of the site map that names the pages that are no articles."""


class SiteMapEntry(msgspec.Struct, frozen=True):
    """One line of a site map."""

    loc: str
    day: str


def absolute(frame: Frame, address: str) -> str:
    """The whole address, as other sites write it."""
    return (frame.look.site_url or "/") + quote(address)


def part_of(page: Page, frame: Frame) -> str:
    """The part of the site map that names a page, "" for none: one part a unit and year, so that one more article changes one part.

    Older parts of lists and keywords' pages are left out: they name nothing that is not here, and there are too many for one file.
    """
    if page.kind not in LISTED or page.period or page.address.startswith(BY_KEYWORD) or page.watermark:
        return ""
    article = page.article
    return f"{article.unit}-{local(article.published, frame.time_zone, '%Y')}" if article and article.times else STANDING


def part_address(name: str) -> str:
    """Where a part of the site map stands."""
    return f"{PARTS}{name}.xml"


def map_part(frame: Frame, name: str, lines: Iterable[tuple[str, str]]) -> tuple[str, bytes]:
    """One part of the site map: (address, bytes), from (page's address, day) in any order."""
    urls = [SiteMapEntry(absolute(frame, address), day) for address, day in sorted(lines)]
    return part_address(name), (_template("sitemap_part.xml").render(urls=urls) + "\n").encode()


def map_index(frame: Frame, parts: Iterable[tuple[str, str]]) -> tuple[SiteMapEntry, ...]:
    """The lines of sitemap.xml: where its parts are; `parts` are (name, newest day)."""
    return tuple(SiteMapEntry(absolute(frame, part_address(name)), day) for name, day in sorted(parts))


def _writable(value: object) -> object:
    """Control characters cannot stand in XML, however they are written; a name in a dossier could hold one."""
    return value.translate(_CONTROLS) if isinstance(value, str) else value


@cache
def _template(name: str) -> Template:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    loader = FileSystemLoader(Path(__file__).parent / "theme")
    kept = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, finalize=_writable)
    return kept.get_template(name)


def _instant(at: datetime, zone: str) -> str:
    """RFC 3339, with the district's offset."""
    return at.astimezone(ZoneInfo(zone)).isoformat(timespec="seconds")


def site_feed(frame: Frame, structure: Structure) -> Iterator[tuple[str, bytes]]:
    """The feeds of the whole site."""
    everything = sorted((entry for entries in structure.by_type.values() for entry in entries[:IN_FEED]), key=newest_first)
    return feed(frame, "", frame.look.site_name, everything[:IN_FEED])


def feed(frame: Frame, address: str, title: str, entries: Sequence[Entry]) -> Iterator[tuple[str, bytes]]:
    """An Atom and a JSON feed of a list (newest first); only where the site's own address is known."""
    if not frame.look.site_url or not entries:
        return
    zone, newest = frame.time_zone, entries[:IN_FEED]
    items = [
        {
            "id": (url := absolute(frame, entry.address)),
            "url": url,
            "title": entry.title,
            "summary": (said := entry.summary or entry.title),
            "content_text": said,  # JSON Feed 1.1: an item has content_text or content_html
            "date_published": _instant(entry.at, zone),
            "date_modified": _instant(entry.updated, zone),
            "authors": [{"name": entry.unit_name}],
        }
        for entry in newest
    ]
    places = {
        "home": absolute(frame, address),
        "atom": absolute(frame, address + FEED),
        "json": absolute(frame, address + JSON_FEED),
    }
    updated = _instant(max(entry.updated for entry in newest), zone)
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
