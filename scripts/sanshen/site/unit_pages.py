"""One page at a time: a unit's home, a part of a column, an article, what stands where one has moved away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from sanshen.site.addresses import keyword_address, keyword_key, page_address, platform_address
from sanshen.site.district import FEED
from sanshen.site.edition import Published, Setting
from sanshen.site.listings import Chapter, Turn
from sanshen.site.page import Page, Related, Section
from sanshen.site.structure import Entry, Shelf, Sign, UnitSign, UnitSite
from sanshen.site.tags import article_tags, column_tags, named_tags, site_tags

ON_UNIT: Final = 6
QR: Final = "qr.svg"
PLATFORM_NAME: Final = "政务信息公开平台"
_HOME: Final = Turn("首页", "")


class Beside(NamedTuple):
    """What an article's page shows of other articles: neighbours in its column, documents and interpretations."""

    earlier: Entry | None = None
    later: Entry | None = None
    related: tuple[Related, ...] = ()
    shared: frozenset[str] = frozenset()
    """The keys of the keywords that lead to other articles."""


def unit_pages(setting: Setting, unit: UnitSite) -> Iterator[Page]:
    """A unit's home, and its disclosure platform if it has one."""
    sign = unit.sign
    yield _sections_page(setting, sign, [shelf for shelf in unit.top if not shelf.disclosed])
    if unit.platform:
        yield _sections_page(setting, sign, unit.platform, platform=True)


def _sections_page(setting: Setting, unit: UnitSign, shelves: Iterable[Shelf], *, platform: bool = False) -> Page:
    """A unit's home, or its disclosure platform (Art. 7): some of its columns, each with its newest."""
    sections = tuple(Section(one.name, one.address, tuple(one.entries[:ON_UNIT])) for one in shelves)
    title = PLATFORM_NAME if platform else unit.name
    what = f"{unit.name}{PLATFORM_NAME}" if platform else f"{unit.name}专栏"
    words = (unit.name, *(section.name for section in sections))
    tags = named_tags(
        what, f"{what}，集中发布{unit.name}应当主动公开的政府信息。", words, "政务公开" if platform else "单位专栏"
    )
    at = max((entry.updated for section in sections for entry in section.entries), default=None)
    return Page(
        address=platform_address(unit.id) if platform else unit.address,
        kind="platform" if platform else "unit",
        title=title,
        tags=(*site_tags(setting.look), *tags),
        unit=unit,
        crumbs=(_HOME, Turn(unit.name, unit.address)) if platform else (),
        sections=sections,
        at=at,
    )


def list_page(setting: Setting, unit: UnitSign, column: Sign, part: Chapter) -> Page:
    """One part of a column."""
    return Page(
        address=part.address,
        kind="list",
        title=f"{column.name}　{part.name}".strip(),
        tags=(*site_tags(setting.look), *column_tags(unit.name, column)),
        unit=unit,
        column=column,
        crumbs=_crumbs(unit, column if part.period else None),
        entries=part.entries,
        turns=part.periods,
        period=part.period,
        older=part.older,
        newer=part.newer,
        parts=part.parts,
        feed=column.address + FEED if setting.look.site_url and not part.period else "",
        at=max(entry.updated for entry in part.entries),
    )


def _crumbs(unit: UnitSign, column: Sign | None) -> tuple[Turn, ...]:
    steps = (_HOME, Turn(unit.name, unit.address))
    return (*steps, Turn(column.name, column.address)) if column else steps


def article_page(setting: Setting, unit: UnitSign | None, article: Published, beside: Beside) -> Page:
    """The page of one article."""
    column = unit.column(article.column) if unit else None
    tags = (
        *site_tags(setting.look),
        *(column_tags(unit.name, column) if unit and column else ()),
        *article_tags(article, setting),
    )
    address = page_address(article.path)
    return Page(
        address=address,
        kind="article",
        title=article.title,
        tags=tags,
        unit=unit,
        column=column,
        crumbs=_crumbs(unit, column) if unit else (),
        article=article,
        at=article.times[-1] if article.times else None,
        earlier=beside.earlier,
        later=beside.later,
        related=beside.related,
        words=tuple(Turn(word, _word_address(word, beside.shared)) for word in article.keywords),
        qr=address + QR if setting.look.site_url and article.times else "",
    )


def _word_address(word: str, shared: frozenset[str]) -> str:
    return keyword_address(word) if keyword_key(word) in shared else ""


def moved_page(setting: Setting, address: str, target: Entry) -> Page:
    """What stands where an article was before it moved."""
    tags = site_tags(setting.look)
    return Page(address, "moved", "该信息已移至新地址", tags, at=target.updated, target=target.address)
