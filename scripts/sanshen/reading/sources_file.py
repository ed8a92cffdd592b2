"""sources.yml, calendar.yml and interpretations.yml: reprint sources, holidays, and how the office reads the measures."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

import msgspec

from sanshen.model.calendar import Calendar, Interpretations
from sanshen.model.policy import Policy
from sanshen.model.roster import Fault
from sanshen.model.sources import Sources
from sanshen.model.text import Text
from sanshen.reading.decoding import decode
from sanshen.reading.shape import Ground, Key
from sanshen.reading.wording import nearest, shown

SOURCES: Final = "reviews/sources.yml"
CALENDAR: Final = "reviews/calendar.yml"
INTERPRETATIONS: Final = "reviews/interpretations.yml"


def read_sources(data: bytes | None, path: str = SOURCES) -> tuple[Sources, tuple[Fault, ...]]:
    """The reprint sources; none at all (nothing may be reprinted) where the file is absent or cannot be read."""
    if data is None:
        return Sources(), ()
    sources, ground = decode(data, Sources, path)
    if sources is None:
        return Sources(), tuple(ground.faults)
    for id_, edition in sources.lists.items():
        _check_dates(edition.from_, edition.until, ground, ("lists", id_))
    for place, source in enumerate(sources.sources):
        key: Key = ("sources", place)
        _check_dates(source.from_, source.until, ground, key)
        if source.list_ is not None and source.list_ not in sources.lists:
            near, got = nearest(source.list_, sources.lists), shown(source.list_)
            ground.fault((*key, "list"), Text(f"lists 里没有{got.zh}{near.zh}", f"`lists` has no {got.en}{near.en}"))
        if not source.hosts:
            message = Text("至少写一个域名，否则无从核对", "name at least one host: without one nothing can be compared")
            ground.fault((*key, "hosts"), message)
    return sources, tuple(ground.faults)


def _check_dates(start: date | None, end: date | None, ground: Ground, key: Key) -> None:
    if start is not None and end is not None and start > end:
        ground.fault(key, Text("from 晚于 until；请改正", "`from` is later than `until`; correct it"))


def read_calendar(data: bytes | None, path: str = CALENDAR) -> tuple[Calendar, tuple[Fault, ...]]:
    """Holidays beyond (or instead of) the library's years; a faulty year is left out, not guessed."""
    if data is None:
        return Calendar(), ()
    calendar, ground = decode(data, Calendar, path)
    if calendar is None:
        return Calendar(), tuple(ground.faults)
    good = []
    seen: set[int] = set()
    for place, year in enumerate(calendar.years):
        key: Key = ("years", place)
        before = len(ground.faults)
        if year.year in seen:
            ground.fault((*key, "year"), Text("这一年列了两次；请合并", "this year is listed twice; merge the two"))
        seen.add(year.year)
        if not year.source.strip():
            ground.fault((*key, "source"), Text("须写明放假通知的文号", "name the announcement it comes from"))
        for day in (*year.holidays, *year.workdays):
            if day.year != year.year:
                ground.fault(key, Text(f"{day} 不在 {year.year} 年", f"{day} is not in {year.year}"))
        for day in sorted({*year.holidays} & {*year.workdays}):
            ground.fault(key, Text(f"{day} 既放假又上班；请删去一处", f"{day} is a holiday and a working day; remove one"))
        if len(ground.faults) == before:
            good.append(year)
    return Calendar(years=tuple(good)), tuple(ground.faults)


def read_interpretations(
    data: bytes | None, policy: Policy, path: str = INTERPRETATIONS
) -> tuple[Interpretations, tuple[Fault, ...]]:
    """How the office reads the measures (Art. 35); every policy key an entry names must exist."""
    if data is None:
        return Interpretations(interpretations=()), ()
    found, ground = decode(data, Interpretations, path)
    if found is None:
        return Interpretations(interpretations=()), tuple(ground.faults)
    tree = msgspec.to_builtins(policy)
    for place, entry in enumerate(found.interpretations):
        for number, dotted_key in enumerate(entry.explains):
            _check_key(tree, dotted_key, ground, ("interpretations", place, "explains", number))
    return found, tuple(ground.faults)


def _check_key(tree: object, dotted_key: str, ground: Ground, key: Key) -> None:
    at = tree
    for part in dotted_key.split("."):
        if not isinstance(at, Mapping) or part not in at:
            near, got = nearest(part, [str(name) for name in at] if isinstance(at, Mapping) else []), shown(dotted_key)
            ground.fault(key, Text(f"审签口径里没有键{got.zh}{near.zh}", f"the policy has no key {got.en}{near.en}"))
            return
        at = at[part]
