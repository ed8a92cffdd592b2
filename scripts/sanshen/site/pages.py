"""The pages of one edition: every address, its template and what stands on it. Nothing is on the site that is not listed here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Final, NamedTuple

from sanshen.site.addresses import file_address, keyword_address, keyword_key, page_address, platform_address
from sanshen.site.arranging import structure_of
from sanshen.site.district import FEED, district_pages, home_page, shared_words
from sanshen.site.edition import Edition, Published
from sanshen.site.listings import Chapter, Turn, chapters
from sanshen.site.marks import EMBLEM
from sanshen.site.page import Page, Plan, Related, Section, frame_of
from sanshen.site.pictures import narrow_pictures
from sanshen.site.structure import Entry, Shelf, Sign, Structure, UnitSign, UnitSite
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
    """The keywords that lead to other articles."""


def _unit_pages(edition: Edition, unit: UnitSite) -> Iterator[Page]:
    sign = unit.sign
    yield _sections_page(edition, sign, [shelf for shelf in unit.top if not shelf.disclosed])
    if unit.platform:
        yield _sections_page(edition, sign, unit.platform, platform=True)
    for shelf in unit.shelves:
        for chapter in chapters(shelf.address, shelf.entries):
            yield _list_page(edition, sign, shelf.sign, chapter)


def _sections_page(edition: Edition, unit: UnitSign, shelves: Iterable[Shelf], *, platform: bool = False) -> Page:
    """A unit's home, or its disclosure platform (Art. 7): some of its columns, each with its newest."""
    sections = tuple(Section(one.name, one.address, one.entries[:ON_UNIT]) for one in shelves)
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
        tags=(*site_tags(edition.look), *tags),
        unit=unit,
        crumbs=(_HOME, Turn(unit.name, unit.address)) if platform else (),
        sections=sections,
        at=at,
    )


def _list_page(edition: Edition, unit: UnitSign, column: Sign, chapter: Chapter) -> Page:
    return Page(
        address=chapter.address,
        kind="list",
        title=f"{column.name}　{chapter.name}".strip(),
        tags=(*site_tags(edition.look), *column_tags(unit.name, column)),
        unit=unit,
        column=column,
        crumbs=_crumbs(unit, column if chapter.period else None),
        entries=chapter.entries,
        turns=chapter.periods,
        period=chapter.period,
        older=chapter.older,
        newer=chapter.newer,
        feed=column.address + FEED if edition.look.site_url and not chapter.period else "",
        at=max(entry.updated for entry in chapter.entries),
    )


def _crumbs(unit: UnitSign, column: Sign | None) -> tuple[Turn, ...]:
    steps = (_HOME, Turn(unit.name, unit.address))
    return (*steps, Turn(column.name, column.address)) if column else steps


def article_page(edition: Edition, unit: UnitSign | None, article: Published, beside: Beside) -> Page:
    """The page of one article."""
    column = unit.column(article.column) if unit else None
    tags = (
        *site_tags(edition.look),
        *(column_tags(unit.name, column) if unit and column else ()),
        *article_tags(article, edition),
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
        qr=address + QR if edition.look.site_url and article.times else "",
    )


def _word_address(word: str, shared: frozenset[str]) -> str:
    return keyword_address(word) if keyword_key(word) in shared else ""


def _related(edition: Edition, entries: Mapping[str, Entry]) -> dict[str, tuple[Related, ...]]:
    """Policy documents and their interpretations, linked both ways (国办发〔2017〕47号)."""
    found: dict[str, list[Related]] = {}
    for article in edition.articles:
        if article.interprets in entries and article.interprets != article.path:
            found.setdefault(article.path, []).append(Related("相关政策文件", entries[article.interprets]))
            found.setdefault(article.interprets, []).append(Related("政策解读", entries[article.path]))
    return {path: tuple(sorted(each, key=lambda one: one.entry.path)) for path, each in found.items()}


def _beside(edition: Edition, structure: Structure) -> dict[str, Beside]:
    """What stands beside each article, by path."""
    own = [[entry for entry in shelf.entries if entry.column == shelf.id] for unit in structure.units for shelf in unit.shelves]
    related = _related(edition, {entry.path: entry for entries in own for entry in entries})
    shared = shared_words(edition)
    found: dict[str, Beside] = {}
    for entries in own:
        for place, entry in enumerate(entries):
            later = entries[place - 1] if place else None
            earlier = entries[place + 1] if place + 1 < len(entries) else None
            found[entry.path] = Beside(earlier, later, related.get(entry.path, ()), shared)
    return found


def _gone(edition: Edition) -> Iterator[Page]:
    present = {page_address(article.path) for article in edition.articles}
    for stone in edition.tombstones:
        if (address := page_address(stone.path)) not in present:
            present.add(address)
            yield Page(address, "tombstone", "该信息已撤下", site_tags(edition.look), at=stone.at)
    for article in edition.articles:
        for path in article.former:
            if (address := page_address(path)) not in present:
                present.add(address)
                yield _moved(edition, address, page_address(article.path), article.times[-1])


def _moved(edition: Edition, address: str, target: str, at: datetime) -> Page:
    return Page(address, "moved", "该信息已移至新地址", site_tags(edition.look), at=at, target=target)


def plan_of(edition: Edition) -> Plan:
    """Lay out an edition. Pages come in a fixed order, so that every build of the same edition is the same."""
    structure = structure_of(edition)
    frame = frame_of(edition, structure)
    pages = [home_page(edition, structure)]
    for unit in structure.units:
        pages += _unit_pages(edition, unit)
    pages += district_pages(edition, structure)
    signs = {unit.id: unit.sign for unit in structure.units}
    beside = _beside(edition, structure)
    pages += (
        article_page(edition, signs.get(article.unit), article, beside.get(article.path, Beside()))
        for article in sorted(edition.articles, key=lambda article: article.path)
    )
    pages += _gone(edition)
    files = {**files_of(edition.articles), **_emblem(edition)}
    return Plan(edition, structure, frame, tuple(pages), files, narrow_pictures(edition.articles))


def _emblem(edition: Edition) -> dict[str, str]:
    """The national emblem, where the office has filed its picture (国徽法第六条、第七条)."""
    return {EMBLEM: edition.look.extra.emblem} if edition.look.extra.emblem else {}


def files_of(articles: Iterable[Published]) -> Mapping[str, str]:
    """The pictures and attachments of articles: address → repository path."""
    return {file_address(one.path): one.path for article in articles for one in article.attachments}
