"""What the templates are given. Everything a page shows is decided here and in `pages`; templates only lay it out."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote, urlsplit

import msgspec

from sanshen.site.addresses import list_address
from sanshen.site.edition import Heading
from sanshen.site.pages import INTERNAL_NOTE, Page, Plan, downloads, local

NOT_FOUND: Final = "404.html"
SITEMAP: Final = "sitemap.xml"
_CONTENTS_FROM: Final = 4
_CONTENTS_LEVELS: Final = 3


class SiteMapEntry(msgspec.Struct, frozen=True):
    """One line of sitemap.xml."""

    loc: str
    day: str


def missing_page(plan: Plan) -> Page:
    """The 404 page. A server sends it for any address, so its links start at the root of the site."""
    return Page(NOT_FOUND, "missing", "页面不存在", plan.site_tags)


def site_root(plan: Plan) -> str:
    """The path of the site's home on its server."""
    return urlsplit(plan.edition.look.site_url).path or "/"


def context_of(plan: Plan, page: Page, stylesheets: tuple[str, ...]) -> dict[str, object]:
    """The variables of a page's template."""
    edition, structure = plan.edition, plan.structure
    portal = next((unit for unit in structure.units if unit.kind == "portal"), None)
    menu = page.unit or portal
    url = edition.look.site_url
    return {
        "page": page,
        "edition": edition,
        "look": edition.look,
        "structure": structure,
        "menu": menu.top if menu else (),
        "stylesheets": stylesheets,
        "canonical": url + quote(page.address) if url and page.kind != "missing" and not page.watermark else "",
        "href": (lambda address: site_root(plan) + quote(address)) if page.kind == "missing" else page.href,
        "local": lambda at, form="%Y-%m-%d %H:%M": local(at, edition.time_zone, form),
        "list_address": list_address,
        "attachments": downloads(page),
        "contents": contents_of(page),
        "internal_note": INTERNAL_NOTE,
        "sitemap": sitemap(plan) if page.kind == "missing" else (),
    }


def contents_of(page: Page) -> tuple[Heading, ...]:
    """The table of contents of a long article; nothing for a short one."""
    headings = tuple(one for one in (page.article.headings if page.article else ()) if one.level <= _CONTENTS_LEVELS)
    return headings if len(headings) >= _CONTENTS_FROM else ()


def sitemap(plan: Plan) -> tuple[SiteMapEntry, ...]:
    """Every page that search engines should know."""
    edition = plan.edition
    return tuple(
        SiteMapEntry((edition.look.site_url or "/") + quote(page.address), local(page.at, edition.time_zone, "%Y-%m-%d"))
        for page in plan.pages
        if page.kind in {"home", "unit", "list", "article"} and not page.watermark
    )
