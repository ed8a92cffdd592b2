"""Pages that gather what all units publish: the portal's home, kinds of information, keywords, months, and the site map."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Final

from sanshen.site.addresses import BY_KEYWORD, BY_MONTH, SEARCH, SITE_MAP, keyword_address, type_address
from sanshen.site.catalogue import Catalogue, Listing
from sanshen.site.edition import Setting
from sanshen.site.facts import ALL, WORD
from sanshen.site.listings import Chapter, Mark, Turn, chapter, marks, month_marks
from sanshen.site.page import Group, Page, Section
from sanshen.site.structure import Structure
from sanshen.site.tags import named_tags, site_tags

FEED: Final = "feed.xml"
JSON_FEED: Final = "feed.json"
ON_HOME: Final = 7
ON_HOME_SMALL: Final = 3
WORDS_SHOWN: Final = 120
OTHER: Final = "其他"
_CRUMBS: Final = (Turn("首页", ""),)
_WORDS: Final = "关键词"
_MONTHS: Final = "往期信息"
_MAP: Final = "网站地图"
_SEARCH: Final = "搜索"


def home_page(catalogue: Catalogue, structure: Structure) -> Page:
    """The portal's home: the newest of each kind, and every unit's column site."""
    setting, newest = catalogue.setting, catalogue.newest()
    return Page(
        address="",
        kind="home",
        title=setting.look.site_name,
        tags=site_tags(setting.look),
        lead=structure.newest,
        sections=tuple(_home_sections(setting, structure)),
        groups=_directory(structure),
        at=newest,
        feed=FEED if newest and setting.look.site_url else "",
    )


def type_name(setting: Setting, kind: str) -> str:
    """What a kind of column is called."""
    return setting.column_types[kind].name if kind in setting.column_types else OTHER


def _home_sections(setting: Setting, structure: Structure) -> Iterator[Section]:
    """Kinds that Art. 17 wants fresh stand large; where policy sets no limit at all, every kind does."""
    limits = {kind: one.fresh_days for kind, one in setting.column_types.items()}
    limited = any(limits.values())
    for kind, entries in structure.by_type.items():
        main = not limited or bool(limits.get(kind))
        shown = tuple(entries[: ON_HOME if main else ON_HOME_SMALL])
        yield Section(type_name(setting, kind), type_address(kind), shown, main)


def _directory(structure: Structure) -> tuple[Group, ...]:
    return tuple(Group(name, tuple(Turn(unit.name, unit.address) for unit in units)) for name, units in structure.directory)


def type_marks(structure: Structure, kind: str) -> tuple[Mark, ...]:
    """The pages of one kind of information, over all units."""
    return marks(type_address(kind), held.spans) if isinstance(held := structure.by_type.get(kind), Listing) else ()


def type_page(setting: Setting, structure: Structure, kind: str, mark: Mark) -> Page:
    """One of them. The first leads to the columns of that kind."""
    name = type_name(setting, kind)
    places = tuple(
        Turn(f"{unit.name} · {shelf.name}", shelf.address)
        for unit in structure.units
        for shelf in unit.shelves
        if shelf.type == kind
    )
    groups = () if mark.period or not places else (Group("各单位栏目", places),)
    description = f"汇集{setting.look.site_name}各单位发布的“{name}”类信息。"
    return _gathered(setting, name, description, chapter(mark, structure.by_type[kind]), groups=groups, kind=name)


def word_marks(catalogue: Catalogue, key: str) -> tuple[Mark, ...]:
    """The pages of a keyword: only one that leads from one article to another has any."""
    return marks(keyword_address(key), catalogue.spans(WORD + key)) if catalogue.word(key)[0] > 1 else ()


def word_page(catalogue: Catalogue, key: str, mark: Mark) -> Page:
    """One of them."""
    setting, name = catalogue.setting, catalogue.word(key)[1]
    description = f"{setting.look.site_name}网站上关键词为“{name}”的信息。"
    shown = chapter(mark, Listing(catalogue, WORD + key))
    return _gathered(setting, name, description, shown, above=Turn(_WORDS, BY_KEYWORD), kind=_WORDS)


def words_page(catalogue: Catalogue) -> Page:
    """The keywords most in use."""
    often = catalogue.rows("SELECT key FROM tally WHERE held > 1 ORDER BY held DESC, key LIMIT ?", WORDS_SHOWN)
    links = tuple(Turn(catalogue.word(key)[1], keyword_address(key)) for (key,) in often)
    return _index(catalogue.setting, _WORDS, BY_KEYWORD, (Group("常用关键词", links),) if links else ())


def every_month(catalogue: Catalogue) -> tuple[Mark, ...]:
    """The pages of all months."""
    return month_marks(BY_MONTH, catalogue.spans(ALL))


def month_page(catalogue: Catalogue, mark: Mark) -> Page:
    """One of them."""
    setting = catalogue.setting
    description = f"{setting.look.site_name}网站{mark.name}发布的信息。"
    shown = chapter(mark, Listing(catalogue, ALL))
    return _gathered(setting, _MONTHS, description, shown, above=Turn(_MONTHS, BY_MONTH), kind=_MONTHS)


def months_page(catalogue: Catalogue) -> Page:
    """All months, year by year."""
    years = groupby(every_month(catalogue)[-1].periods, key=lambda turn: turn.name.partition("年")[0])
    groups = tuple(Group(f"{year}年", _short(year, turns)) for year, turns in years)
    return _index(catalogue.setting, _MONTHS, BY_MONTH, groups)


def _short(year: str, turns: Iterable[Turn]) -> tuple[Turn, ...]:
    return tuple(Turn(turn.name.removeprefix(f"{year}年"), turn.address) for turn in turns)


def search_page(setting: Setting) -> Page:
    """Where the reader's browser searches; what is found is in the index alone."""
    return Page(SEARCH, "search", _SEARCH, site_tags(setting.look), crumbs=_CRUMBS)


def map_page(setting: Setting, structure: Structure) -> Page:
    """The site map: every unit and column."""
    kinds = tuple(Turn(type_name(setting, kind), type_address(kind)) for kind in structure.by_type)
    general = (Turn("首页", ""), Turn(_SEARCH, SEARCH), Turn(_MONTHS, BY_MONTH), Turn(_WORDS, BY_KEYWORD))
    units = tuple(
        Group(unit.name, tuple(Turn(shelf.name, shelf.address) for shelf in unit.shelves), unit.address)
        for unit in structure.units
    )
    return _index(setting, _MAP, SITE_MAP, (Group("全站", general), Group("信息类别", kinds), *units))


def _gathered(
    setting: Setting,
    name: str,
    description: str,
    chapter: Chapter,
    *,
    kind: str,
    above: Turn | None = None,
    groups: tuple[Group, ...] = (),
) -> Page:
    """A list over all units."""
    tags = named_tags(name, description, (name, setting.look.site_name), kind)
    named = f"{name}　{chapter.name}".strip()
    steps = (*_CRUMBS, above) if above else _CRUMBS
    return Page(
        address=chapter.address,
        kind="list",
        title=named,
        tags=(*site_tags(setting.look), *tags),
        crumbs=steps,
        entries=chapter.entries,
        groups=groups,
        turns=chapter.periods,
        period=chapter.period,
        older=chapter.older,
        newer=chapter.newer,
        parts=chapter.parts,
        at=max(entry.updated for entry in chapter.entries),
    )


def _index(setting: Setting, name: str, address: str, groups: Sequence[Group]) -> Page:
    """A page of ways on."""
    tags = named_tags(name, f"{setting.look.site_name}{name}。", (setting.look.site_name, name), name)
    return Page(address, "index", name, (*site_tags(setting.look), *tags), crumbs=_CRUMBS, groups=tuple(groups))
