"""The pages of one edition: every address, its template and what stands on it. Nothing is on the site that is not listed here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Final, Literal, NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from sanshen.site.addresses import file_address, file_kind, human_size, link, list_address, page_address
from sanshen.site.edition import Attachment, Edition, Published
from sanshen.site.structure import PER_PAGE, Entry, Shelf, Structure, UnitSite, structure_of
from sanshen.site.tags import Tag, article_tags, column_tags, site_tags

Kind = Literal["home", "unit", "list", "article", "tombstone", "moved", "missing", "samples"]
PERSISTENT: Final[frozenset[str]] = frozenset({"article", "tombstone", "moved"})
"""Kinds of page that may never vanish in silence: each answers for an article that was public once."""
INTERNAL_NOTE: Final = "内部版 · 不得对外发布"


class Sample(NamedTuple):
    """One sample in the list of samples."""

    address: str
    title: str
    unit_name: str


class Page(msgspec.Struct, frozen=True):
    """One page. `at` is when what it shows last changed (None: nothing on it has a time)."""

    address: str
    kind: Kind
    title: str
    tags: tuple[Tag, ...] = ()
    unit: UnitSite | None = None
    shelf: Shelf | None = None
    crumbs: tuple[tuple[str, str], ...] = ()
    article: Published | None = None
    entries: tuple[Entry, ...] = ()
    number: int = 1
    count: int = 1
    at: datetime | None = None
    target: str = ""
    related: tuple[Entry, ...] = ()
    samples: tuple[Sample, ...] = ()
    watermark: str = ""

    @property
    def template(self) -> str:
        """The theme's template for this kind of page."""
        return f"{self.kind}.html"

    def href(self, address: str) -> str:
        """A link from this page to another address of the site."""
        return link(self.address, address)


class Plan(msgspec.Struct, frozen=True):
    """Everything that one build writes: pages, and the files that belong to articles (address → repository path)."""

    edition: Edition
    structure: Structure
    pages: tuple[Page, ...]
    files: Mapping[str, str]

    @property
    def site_tags(self) -> tuple[Tag, ...]:
        """The tags that every page of the site has."""
        return site_tags(self.edition.look)


def _home(edition: Edition, structure: Structure, latest: datetime | None) -> Page:
    return Page("", "home", edition.look.site_name, site_tags(edition.look), at=latest)


def _unit_pages(edition: Edition, unit: UnitSite) -> Iterator[Page]:
    newest = max(shelf.entries[0].at for shelf in unit.shelves)
    yield Page(unit.address, "unit", unit.name, site_tags(edition.look), unit=unit, at=newest)
    for shelf in unit.shelves:
        for number in range(1, shelf.pages + 1):
            yield _list_page(edition, unit, shelf, number)


def _list_page(edition: Edition, unit: UnitSite, shelf: Shelf, number: int) -> Page:
    shown = shelf.entries[(number - 1) * PER_PAGE : number * PER_PAGE]
    return Page(
        address=list_address(unit.id, shelf.id, number),
        kind="list",
        title=shelf.name if number == 1 else f"{shelf.name}（第{number}页）",
        tags=(*site_tags(edition.look), *column_tags(unit, shelf)),
        unit=unit,
        shelf=shelf,
        crumbs=_crumbs(unit, None),
        entries=shown,
        number=number,
        count=shelf.pages,
        at=shown[0].at,
    )


def _crumbs(unit: UnitSite, shelf: Shelf | None) -> tuple[tuple[str, str], ...]:
    steps = [("首页", ""), (unit.name, unit.address)]
    if shelf is not None:
        steps.append((shelf.name, shelf.address))
    return tuple(steps)


def article_page(edition: Edition, structure: Structure, article: Published, related: tuple[Entry, ...]) -> Page:
    """The page of one article."""
    unit = structure.unit(article.unit)
    shelf = unit.shelf(article.column) if unit else None
    tags = (
        *site_tags(edition.look),
        *(column_tags(unit, shelf) if unit and shelf else ()),
        *article_tags(article, edition),
    )
    return Page(
        address=page_address(article.path),
        kind="article",
        title=article.title,
        tags=tags,
        unit=unit,
        shelf=shelf,
        crumbs=_crumbs(unit, shelf) if unit else (),
        article=article,
        at=article.times[-1] if article.times else None,
        related=related,
    )


def _related(edition: Edition, structure: Structure) -> dict[str, tuple[Entry, ...]]:
    """Policy documents and their interpretations, linked both ways."""
    entries = {entry.path: entry for unit in structure.units for shelf in unit.shelves for entry in shelf.entries}
    found: dict[str, list[Entry]] = {}
    for article in edition.articles:
        if article.interprets in entries:
            found.setdefault(article.path, []).append(entries[article.interprets])
            found.setdefault(article.interprets, []).append(entries[article.path])
    return {path: tuple(sorted(each, key=lambda entry: entry.path)) for path, each in found.items()}


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
                yield Page(
                    address,
                    "moved",
                    "该信息已移至新地址",
                    site_tags(edition.look),
                    at=article.times[-1],
                    target=page_address(article.path),
                )


def plan_of(edition: Edition) -> Plan:
    """Lay out an edition. Pages come in a fixed order, so that every build of the same edition is the same."""
    structure = structure_of(edition)
    related = _related(edition, structure)
    latest = max((article.times[-1] for article in edition.articles), default=None)
    pages = [_home(edition, structure, latest)]
    for unit in structure.units:
        pages += _unit_pages(edition, unit)
    pages += (
        article_page(edition, structure, article, related.get(article.path, ()))
        for article in sorted(edition.articles, key=lambda article: article.path)
    )
    pages += _gone(edition)
    return Plan(edition, structure, tuple(pages), files_of(edition.articles))


def files_of(articles: Iterable[Published]) -> Mapping[str, str]:
    """The pictures and attachments of articles: address → repository path."""
    return {file_address(one.path): one.path for article in articles for one in article.attachments}


class Download(msgspec.Struct, frozen=True):
    """An attachment as the page offers it."""

    name: str
    href: str
    kind: str
    size: str


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


def local(at: datetime | None, zone: str, form: str = "%Y-%m-%d %H:%M") -> str:
    """An instant as readers of the district see it; "" for none."""
    return "" if at is None else at.astimezone(ZoneInfo(zone)).strftime(form)
