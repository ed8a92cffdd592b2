"""What the templates are given. Everything a page shows is decided here and in `pages`; templates only lay it out."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final
from urllib.parse import quote, urlsplit

import msgspec

from sanshen.model.attachments import file_kind
from sanshen.rules.hosts import leads_outside
from sanshen.site.addresses import IN_REVIEW, file_address, human_size, link_by, upwards
from sanshen.site.edition import Attachment, Heading
from sanshen.site.look import Look
from sanshen.site.marks import marks_of
from sanshen.site.page import INTERNAL_NOTE, LISTED, Frame, Page, local
from sanshen.site.rendering import OUTSIDE_NOTE
from sanshen.site.tags import site_tags

NOT_FOUND: Final = "404.html"
SITEMAP: Final = "sitemap.xml"
SCRIPT: Final = "assets/sanshen/site.js"
SEARCH_SCRIPT: Final = "assets/sanshen/search.js"
_CONTENTS_FROM: Final = 4
_CONTENTS_LEVELS: Final = 3
_DESCRIBED: Final = 100
"""Characters of an article's text that stand for a summary that it has not."""


class Download(msgspec.Struct, frozen=True):
    """An attachment as the page offers it."""

    name: str
    href: str
    kind: str
    size: str


def missing_page(frame: Frame) -> Page:
    """The 404 page. A server sends it for any address, so its links start at the root of the site."""
    return Page(NOT_FOUND, "missing", "页面不存在", site_tags(frame.look))


def site_root(look: Look) -> str:
    """The path of the site's home on its server."""
    return urlsplit(look.site_url).path or "/"


def up_of(page: Page, look: Look) -> str:
    """The way from a page up to the root of the site, where each of its links begins."""
    return site_root(look) if page.kind == "missing" else upwards(page.address)


def href_of(page: Page, look: Look) -> Callable[[str], str]:
    """How a page links to an address of the site."""
    return partial(link_by, up=up_of(page, look))


def context_of(frame: Frame, page: Page, stylesheets: tuple[str, ...]) -> dict[str, object]:
    """The variables of a page's template: of the page and the frame, and nothing else (see `page.page_key`)."""
    look = frame.look
    url = look.site_url
    return {
        "page": page,
        "frame": frame,
        "look": look,
        "menu": page.unit.menu if page.unit else frame.menu,
        "stylesheets": stylesheets,
        "scripts": scripts_of(page),
        "canonical": url + quote(page.address) if url and page.kind != "missing" and not page.watermark else "",
        "up": up_of(page, look),
        "local": lambda at, form="%Y-%m-%d %H:%M": local(at, frame.time_zone, form),
        "attachments": downloads(page),
        "contents": contents_of(page),
        "description": description_of(page, look),
        "marks": marks_of(look),
        "internal_note": INTERNAL_NOTE,
        "outside": lambda url: leads_outside(url, frame.government),
        "outside_note": OUTSIDE_NOTE,
        "in_review": IN_REVIEW,
    }


def description_of(page: Page, look: Look) -> str:
    """What search engines show below the page's name; "" where a page tag says it already, or no search engine should know the page."""
    tags = {tag.name: tag.content for tag in page.tags}
    if (page.kind not in LISTED and page.kind != "search") or page.watermark or "Description" in tags:
        return ""
    if page.article:
        return " ".join(page.article.visible)[:_DESCRIBED] or page.title
    return tags.get("ColumnDescription", "") or look.site_description or look.site_name


def scripts_of(page: Page) -> tuple[str, ...]:
    """The scripts a page loads; every other is refused (SS2203)."""
    return (SCRIPT, SEARCH_SCRIPT) if page.kind == "search" else (SCRIPT,)


def contents_of(page: Page) -> tuple[Heading, ...]:
    """The table of contents of a long article; nothing for a short one."""
    headings = tuple(one for one in (page.article.headings if page.article else ()) if one.level <= _CONTENTS_LEVELS)
    return headings if len(headings) >= _CONTENTS_FROM else ()


def downloads(page: Page) -> tuple[Download, ...]:
    """The attachments of an article that are not shown inside its text."""
    held: tuple[Attachment, ...] = page.article.attachments if page.article else ()
    return tuple(
        Download(
            name=one.label or one.path.rsplit("/", 1)[-1],
            href=page.href(file_address(one.path)),
            kind=kind.zh if (kind := file_kind(one.path)) else "",
            size=human_size(one.size),
        )
        for one in held
        if not one.embedded
    )
