"""Where an article stands in the lists of the site: what follows from the article and the dossiers alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from sanshen.model.roster import Column
from sanshen.reading.bundle import TargetKind, target
from sanshen.site.addresses import file_address, keyword_key, page_address
from sanshen.site.edition import Published, Setting
from sanshen.site.pictures import Narrow, narrow_pictures, picture_address
from sanshen.site.structure import Entry

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_STEP: Final = timedelta(microseconds=1)
OWN: Final = "o:"
COLUMN: Final = "c:"
TYPE: Final = "t:"
WORD: Final = "k:"
ALL: Final = "m:"
"""Kinds of list: what stands in a column itself; with the columns below it; of one kind; with one keyword; everything by month."""


class Facts(NamedTuple):
    """`rank` sorts the newest first; `places` are (list, its period), the article's own column first; `words`: (key, as written)."""

    entry: Entry
    rank: int
    places: tuple[tuple[str, str], ...]
    words: tuple[tuple[str, str], ...]


def micros(at: datetime) -> int:
    """Microseconds since 1970: whole numbers, so that no two moments are mixed up."""
    return (at - _EPOCH) // _STEP


def moment(count: int) -> datetime:
    """And back."""
    return _EPOCH + count * _STEP


def type_of(unit: str, column: str, setting: Setting) -> str:
    """The kind of a column, "" for one of no kind that policy knows."""
    known = setting.units[unit].columns.get(column) if unit in setting.units else None
    return known.type if known and known.type in setting.column_types else ""


def entry_of(article: Published, setting: Setting) -> Entry:
    """What lists show of an article."""
    unit = setting.units.get(article.unit)
    return Entry(
        path=article.path,
        address=page_address(article.path),
        title=article.title,
        at=article.published,
        updated=article.times[-1],
        day=article.published.astimezone(ZoneInfo(setting.time_zone)).strftime("%Y-%m-%d"),
        unit=article.unit,
        unit_name=unit.name if unit else article.unit,
        column=article.column,
        type=type_of(article.unit, article.column, setting),
        summary=article.summary,
        picture=picture_address(article.picture) if article.picture else "",
    )


def _upwards(columns: Mapping[str, Column], name: str) -> Iterator[str]:
    """A column and those it lies below."""
    seen: set[str] = set()
    while name not in seen:
        yield name
        seen.add(name)
        parent = columns[name].parent if name in columns else None
        if parent not in columns or parent is None:
            return
        name = parent


def standing_lists(unit: str, column: str, setting: Setting) -> tuple[str, ...]:
    """The lists from which the structure of the site follows: the column's, those of the columns above it, that of its kind."""
    known = setting.units.get(unit)
    upwards = _upwards(known.columns if known else {}, column)
    return (*(f"{COLUMN}{unit}/{one}" for one in upwards), TYPE + type_of(unit, column, setting))


def facts_of(article: Published, setting: Setting) -> Facts:
    """Every list that an article stands in."""
    entry = entry_of(article, setting)
    year, month = entry.day[:4], entry.day[:7]
    words = tuple((key, word) for word in article.keywords if (key := keyword_key(word)))
    lists = [
        f"{OWN}{entry.unit}/{entry.column}",
        *standing_lists(entry.unit, entry.column, setting),
        *(WORD + key for key in dict.fromkeys(key for key, _ in words)),
    ]
    return Facts(entry, -micros(entry.at), (*((name, year) for name in lists), (ALL, month)), words)


def files_of(article: Published) -> dict[str, str]:
    """The pictures and attachments of an article: address → repository path."""
    return {file_address(one.path): one.path for one in article.attachments}


def belongings(article: Published) -> dict[str, Narrow]:
    """All files of an article: address → what it is made from; of width 0 are those that are copied as they are."""
    return {name: Narrow(path, 0) for name, path in files_of(article).items()} | dict(narrow_pictures((article,)))


def targets_of(article: Published) -> frozenset[str]:
    """The paths of all articles that an article names in its text, whether they have a page or not."""
    dead = (target(article.path, href) for href in article.dead_links)
    return article.links | {to.path for to in dead if to.kind is TargetKind.ARTICLE}
