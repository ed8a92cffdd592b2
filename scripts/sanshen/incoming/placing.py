"""Where each old page goes: its column by the mapping, its year by its publication time, its name by its old one."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from datetime import datetime, tzinfo
from typing import Final

import msgspec

from sanshen.incoming.mapping import Mapped, time_of
from sanshen.incoming.site import Note, Old, OldSite, clean_address

_LONGEST: Final = 80
_DIGITS: Final = 6


class Placed(msgspec.Struct, frozen=True):
    """An old page and its place here: the article's path, its publication time, the old addresses that lead to it."""

    old: Old
    path: str
    time: datetime
    addresses: tuple[str, ...]

    @property
    def unit(self) -> str:
        """The unit whose article it becomes."""
        return self.path.split("/")[1]

    @property
    def files(self) -> str:
        """The folder of its pictures and attachments, below the article's own."""
        return self.path.removesuffix(".md") + "/"


class Placing(msgspec.Struct, frozen=True):
    """Every page that is brought in, by its old file, and a note on every one that is not."""

    pages: Mapping[str, Placed]
    notes: tuple[Note, ...]


def place(site: OldSite, mapped: Mapped, commits: Mapping[str, datetime], zone: tzinfo, now: datetime) -> Placing:
    """Give every page its place. `commits`: old file (below the old folder) → its first commit."""
    notes: list[Note] = []
    found: dict[str, Placed] = {}
    taken: set[str] = set()
    for source, page in sorted(site.pages.items()):
        time = time_of(mapped, source, zone) or page.time or commits.get(f"{site.content}/{source}")
        column = mapped.column_of(page.section)
        note = _why_not(page, mapped, column, time, now)
        if note is not None or column is None or time is None:
            notes += [note] if note is not None else []
            continue
        folder = f"content/{column}/{time.astimezone(zone):%Y}"
        path = next(one for one in _names(folder, page, time.astimezone(zone)) if one not in taken)
        taken.add(path)
        given = mapped.addresses.get(source)
        addresses = tuple(dict.fromkeys((*([clean_address(given)] if given else []), *page.addresses)))
        if not addresses:
            notes.append(Note(source, "no-address", ""))
        found[source] = Placed(page, path, time, addresses)
    return Placing(found, tuple(notes))


def _why_not(page: Old, mapped: Mapped, column: str | None, time: datetime | None, now: datetime) -> Note | None:
    if mapped.skips(page.section):
        return Note(page.source, "skipped", "")
    late = any(one is not None and one > now for one in (time, page.since))
    if page.stays == "draft" or late or (page.until is not None and page.until <= now):
        return Note(page.source, "draft", "")
    if page.stays and page.source not in mapped.sections:
        return Note(page.source, "section-page", "")
    if column is None:
        return Note(page.source, "unmapped", "")
    if time is None:
        return Note(page.source, "no-time", "")
    return None


def _names(folder: str, page: Old, time: datetime) -> Iterator[str]:
    """Names for a page, the best first. Names in other scripts become month, day and some digits, always the same."""
    digits = hashlib.sha256(page.source.encode("utf-8", "surrogateescape")).hexdigest()
    plain = re.sub(r"[^a-z0-9]+", "-", page.name.lower()).strip("-")[:_LONGEST].strip("-") if page.name.isascii() else ""
    if plain:
        yield f"{folder}/{plain}.md"
    for length in range(_DIGITS, len(digits)):
        yield f"{folder}/{plain or f'{time:%m%d}'}-{digits[:length]}.md"
