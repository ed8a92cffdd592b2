"""What a page is: everything that stands on it, and the small model that all pages of a site share.

A page's bytes follow from its `Page`, the `Frame` and the theme, from nothing else (`page_key`). Neither holds the archive: a page
names the few entries that it shows, the frame the look and the portal's columns. So a page need only be made again where its key
changed, on whatever machine and in whatever order.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Final, Literal, NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from sanshen.site.addresses import BY_KEYWORD, BY_MONTH, SEARCH, SITE_MAP, link
from sanshen.site.edition import Edition, Published, Setting
from sanshen.site.listings import Turn
from sanshen.site.look import Look
from sanshen.site.pictures import Narrow
from sanshen.site.structure import Entry, Sign, Structure, UnitSign
from sanshen.site.tags import Tag

Kind = Literal[
    "home", "unit", "platform", "list", "index", "search", "article", "tombstone", "moved", "moved_list", "missing", "samples", "in_review"
]  # fmt: skip
PERSISTENT: Final[frozenset[str]] = frozenset({"article", "tombstone", "moved"})
"""Kinds of page that may never vanish in silence: each answers for an article that was public once."""
LISTED: Final[frozenset[str]] = frozenset({"home", "unit", "platform", "list", "index", "article"})
"""Kinds of page that search engines should know."""
_WAYS: Final = (Turn("网站地图", SITE_MAP), Turn("往期信息", BY_MONTH), Turn("关键词", BY_KEYWORD))
INTERNAL_NOTE: Final = "内部版 · 不得对外发布"


class Sample(NamedTuple):
    """One sample in the list of samples; or one open change: `notes` is what is to be known of it, `address` "" where none may be shown."""

    address: str
    title: str
    unit_name: str = ""
    notes: tuple[str, ...] = ()


class Section(msgspec.Struct, frozen=True):
    """A headed list on a page that has several: where all of it stands, and the few entries shown. `main`: shown large."""

    name: str
    address: str
    entries: tuple[Entry, ...]
    main: bool = True


class Group(msgspec.Struct, frozen=True):
    """A headed list of ways on: units of one kind, columns of one unit, months of one year."""

    name: str
    links: tuple[Turn, ...]
    address: str = ""


class Related(NamedTuple):
    """What belongs to an article: `label` says how (政策解读, 相关政策文件)."""

    label: str
    entry: Entry


class Page(msgspec.Struct, frozen=True):
    """One page. `at` is when what it shows last changed (None: nothing on it has a time).

    `turns` are the years of a list, `older` and `newer` lead on through it, `parts` to the other pages of its year; `earlier` and
    `later` are an article's neighbours in its column, `words` its keywords ("" for the address of one that no other article has).
    `feed` is the address of the list's Atom feed, `qr` that of the article's QR code.
    """

    address: str
    kind: Kind
    title: str
    tags: tuple[Tag, ...] = ()
    unit: UnitSign | None = None
    column: Sign | None = None
    crumbs: tuple[Turn, ...] = ()
    article: Published | None = None
    entries: tuple[Entry, ...] = ()
    sections: tuple[Section, ...] = ()
    groups: tuple[Group, ...] = ()
    lead: Entry | None = None
    turns: tuple[Turn, ...] = ()
    period: str = ""
    older: Turn | None = None
    newer: Turn | None = None
    parts: tuple[Turn, ...] = ()
    earlier: Entry | None = None
    later: Entry | None = None
    related: tuple[Related, ...] = ()
    words: tuple[Turn, ...] = ()
    feed: str = ""
    qr: str = ""
    at: datetime | None = None
    target: str = ""
    samples: tuple[Sample, ...] = ()
    watermark: str = ""

    @property
    def template(self) -> str:
        """The theme's template for this kind of page."""
        return self.address if self.kind == "missing" else f"{self.kind}.html"

    @property
    def here(self) -> str:
        """What the way here calls the page itself: a part of a list by its time alone, for the steps before name the list."""
        if self.kind == "article":
            return "正文"
        return self.title.rpartition("　")[2] if self.period else self.title

    def href(self, address: str) -> str:
        """A link from this page to another address of the site."""
        return link(self.address, address)


class Frame(msgspec.Struct, frozen=True):
    """What every page of a site shares: its look, its clock, the portal's own columns for the main navigation, and the foot's links.

    `platform` is the portal's own disclosure platform, "" for none; `government` the domains of government sites.
    """

    look: Look
    time_zone: str
    menu: tuple[Sign, ...] = ()
    platform: str = ""
    ways: tuple[Turn, ...] = ()
    search: str = ""
    """Where the search page stands; "" for none."""
    internal: bool = False
    government: tuple[str, ...] = ("gov.cn",)
    in_review: bool = False


class Plan(msgspec.Struct, frozen=True):
    """Everything that one build writes: pages, the files that belong to articles (address → repository path), narrower pictures."""

    edition: Edition
    structure: Structure
    frame: Frame
    pages: tuple[Page, ...]
    files: Mapping[str, str]
    narrow: Mapping[str, Narrow] = {}


def frame_of(setting: Setting, structure: Structure) -> Frame:
    """The small model of a site."""
    portal = next((unit for unit in structure.units if unit.kind == "portal"), None)
    sign = portal.sign if portal else None
    return Frame(
        look=setting.look,
        time_zone=setting.time_zone,
        menu=sign.menu if sign else (),
        platform=sign.platform if sign else "",
        # Samples have no such pages: their structure lists nothing.
        ways=_WAYS if structure.by_type else (),
        search=SEARCH if structure.by_type else "",
        internal=setting.internal,
        government=setting.government,
        in_review=setting.internal and setting.in_review,
    )


def page_key(page: Page, frame: Frame) -> str:
    """SHA-256 (hex) of all that a page's bytes depend on beside theme and program, which whoever keeps keys must answer for."""
    return hashlib.sha256(msgspec.msgpack.encode((frame, page), order="deterministic")).hexdigest()


def local(at: datetime | None, zone: str, form: str = "%Y-%m-%d %H:%M") -> str:
    """An instant as readers of the district see it; "" for none."""
    return "" if at is None else at.astimezone(ZoneInfo(zone)).strftime(form)
