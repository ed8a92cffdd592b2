"""When an old page was published, as its front matter or people say it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime, time, tzinfo
from typing import Final

_YEARS: Final = range(1970, 9999)
"""Before there were computers' clocks, or at the end of all calendars, nobody published: Hugo's year 1 stands for "none"."""

_FORMS: Final = (
    "%Y-%m-%d %H:%M:%S %z",
    "%Y-%m-%d %H:%M %z",
    "%a, %d %b %Y %H:%M:%S %z",
    "%Y-%m-%d",  # 2018-3-4
    "%Y/%m/%d",
    "%Y/%m/%d %H:%M:%S",
    "%Y年%m月%d日",
)
"""What front matter holds beside ISO 8601 and can be read in one way only."""


def moment(value: object, zone: tzinfo) -> datetime | None:
    """A date or time as front matter gives it; without a zone of its own it is one of `zone`. None where it is none."""
    found = _moment(value, zone)
    return found if found is not None and found.year in _YEARS else None


def _read(word: str) -> datetime | None:
    with suppress(ValueError):
        return datetime.fromisoformat(word)
    for form in _FORMS:
        with suppress(ValueError):
            return datetime.strptime(word, form)  # noqa: DTZ007  # the zone is put in below
    return None


def _moment(value: object, zone: tzinfo) -> datetime | None:
    if isinstance(value, Mapping):  # Material's `date: {created: …, updated: …}`
        return _moment(value.get("created"), zone)
    if isinstance(value, str):
        value = _read(value.strip())
    if isinstance(value, datetime):
        return value if value.tzinfo is not None else value.replace(tzinfo=zone)
    return datetime.combine(value, time(), zone) if isinstance(value, date) else None
