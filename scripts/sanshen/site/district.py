"""Pages that gather what all units publish: the portal's home, kinds of information, keywords, months, and the site map."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Final

from sanshen.site.addresses import BY_KEYWORD, BY_MONTH, SITE_MAP, keyword_address, keyword_key, type_address
from sanshen.site.edition import Edition
from sanshen.site.listings import Chapter, Turn, chapters, months
from sanshen.site.page import Group, Page, Section
from sanshen.site.structure import Entry, Structure, newest_first
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


def home_page(edition: Edition, structure: Structure) -> Page:
    """The portal's home: the newest of each kind, and every unit's column site."""
    return Page(
        address="",
        kind="home",
        title=edition.look.site_name,
        tags=site_tags(edition.look),
        lead=structure.newest,
        sections=tuple(_home_sections(edition, structure)),
        groups=_directory(structure),
        at=max((article.times[-1] for article in edition.articles), default=None),
        feed=FEED if edition.articles and edition.look.site_url else "",
    )


def type_name(edition: Edition, kind: str) -> str:
    """What a kind of column is called."""
    return edition.column_types[kind].name if kind in edition.column_types else OTHER


def _home_sections(edition: Edition, structure: Structure) -> Iterator[Section]:
    """Kinds that Art. 17 wants fresh stand large; where policy sets no limit at all, every kind does."""
    limits = {kind: one.fresh_days for kind, one in edition.column_types.items()}
    limited = any(limits.values())
    for kind, entries in structure.by_type.items():
        main = not limited or bool(limits.get(kind))
        shown = entries[: ON_HOME if main else ON_HOME_SMALL]
        yield Section(type_name(edition, kind), type_address(kind), shown, main)


def _directory(structure: Structure) -> tuple[Group, ...]:
    return tuple(Group(name, tuple(Turn(unit.name, unit.address) for unit in units)) for name, units in structure.directory)


def district_pages(edition: Edition, structure: Structure) -> Iterator[Page]:
    """All pages of this module but the home; none for a site without articles."""
    if not edition.articles:
        return
    yield from _type_pages(edition, structure)
    yield from _keyword_pages(edition, structure)
    yield from _month_pages(edition, structure)
    yield _map_page(edition, structure)


def _type_pages(edition: Edition, structure: Structure) -> Iterator[Page]:
    for kind, entries in structure.by_type.items():
        name = type_name(edition, kind)
        places = tuple(
            Turn(f"{unit.name} · {shelf.name}", shelf.address)
            for unit in structure.units
            for shelf in unit.shelves
            if shelf.type == kind
        )
        description = f"汇集{edition.look.site_name}各单位发布的“{name}”类信息。"
        for chapter in chapters(type_address(kind), entries):
            groups = () if chapter.period or not places else (Group("各单位栏目", places),)
            yield _gathered(edition, name, description, chapter, groups=groups, kind=name)


def shared_words(edition: Edition) -> frozenset[str]:
    """The keys of the keywords that lead from one article to another: only these have a page."""
    count = Counter(key for article in edition.articles for key in {keyword_key(word) for word in article.keywords})
    return frozenset(key for key, articles in count.items() if key and articles > 1)


def _keyword_pages(edition: Edition, structure: Structure) -> Iterator[Page]:
    entries = {entry.path: entry for entry in _all(structure)}
    shared = shared_words(edition)
    held: dict[str, list[Entry]] = defaultdict(list)
    spelt: dict[str, Counter[str]] = defaultdict(Counter)
    for article in edition.articles:
        words = [(key, word) for word in article.keywords if (key := keyword_key(word)) in shared]
        for key in dict.fromkeys(key for key, _ in words):
            held[key].append(entries[article.path])
        for key, word in words:
            spelt[key][word] += 1
    # The spelling most often used, and of equals the first by code point: the same on every machine.
    names = {key: min(spellings, key=lambda word: (-spellings[word], word)) for key, spellings in spelt.items()}
    for key, found in sorted(held.items()):
        description = f"{edition.look.site_name}网站上关键词为“{names[key]}”的信息。"
        for chapter in chapters(keyword_address(key), sorted(found, key=newest_first)):
            yield _gathered(edition, names[key], description, chapter, above=Turn(_WORDS, BY_KEYWORD), kind=_WORDS)
    often = sorted(held, key=lambda key: (-len(held[key]), key))[:WORDS_SHOWN]
    links = tuple(Turn(names[key], keyword_address(key)) for key in often)
    yield _index(edition, _WORDS, BY_KEYWORD, (Group("常用关键词", links),) if links else ())


def _month_pages(edition: Edition, structure: Structure) -> Iterator[Page]:
    parts = months(BY_MONTH, sorted(_all(structure), key=newest_first))
    for part in parts:
        description = f"{edition.look.site_name}网站{part.name}发布的信息。"
        yield _gathered(edition, _MONTHS, description, part, above=Turn(_MONTHS, BY_MONTH), kind=_MONTHS)
    fronts = parts[-1].periods
    years = groupby(fronts, key=lambda turn: turn.name.partition("年")[0])
    yield _index(edition, _MONTHS, BY_MONTH, tuple(Group(f"{year}年", _short(year, turns)) for year, turns in years))


def _short(year: str, turns: Iterable[Turn]) -> tuple[Turn, ...]:
    return tuple(Turn(turn.name.removeprefix(f"{year}年"), turn.address) for turn in turns)


def _map_page(edition: Edition, structure: Structure) -> Page:
    kinds = tuple(Turn(type_name(edition, kind), type_address(kind)) for kind in structure.by_type)
    general = (Turn("首页", ""), Turn(_MONTHS, BY_MONTH), Turn(_WORDS, BY_KEYWORD))
    units = tuple(
        Group(unit.name, tuple(Turn(shelf.name, shelf.address) for shelf in unit.shelves), unit.address)
        for unit in structure.units
    )
    return _index(edition, _MAP, SITE_MAP, (Group("全站", general), Group("信息类别", kinds), *units))


def _gathered(
    edition: Edition,
    name: str,
    description: str,
    chapter: Chapter,
    *,
    kind: str,
    above: Turn | None = None,
    groups: tuple[Group, ...] = (),
) -> Page:
    """A list over all units."""
    tags = named_tags(name, description, (name, edition.look.site_name), kind)
    named = f"{name}　{chapter.name}".strip()
    steps = (*_CRUMBS, above) if above else _CRUMBS
    return Page(
        address=chapter.address,
        kind="list",
        title=named,
        tags=(*site_tags(edition.look), *tags),
        crumbs=steps,
        entries=chapter.entries,
        groups=groups,
        turns=chapter.periods,
        period=chapter.period,
        older=chapter.older,
        newer=chapter.newer,
        at=max(entry.updated for entry in chapter.entries),
    )


def _index(edition: Edition, name: str, address: str, groups: Sequence[Group]) -> Page:
    """A page of ways on."""
    tags = named_tags(name, f"{edition.look.site_name}{name}。", (edition.look.site_name, name), name)
    return Page(address, "index", name, (*site_tags(edition.look), *tags), crumbs=_CRUMBS, groups=tuple(groups))


def _all(structure: Structure) -> Iterator[Entry]:
    for entries in structure.by_type.values():
        yield from entries
