"""Putting a site together from parts that other machines made: each thing is taken only where this build would make the very same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from sanshen.model.text import Text
from sanshen.report.inert import inert
from sanshen.site.making import Crew
from sanshen.site.page import Page, page_key
from sanshen.site.pages import Layout, Lot
from sanshen.site.pressing import Pressed, Sheet, digest, sheet_of
from sanshen.site.shard_parts import ArticleRow, PageRow, ShardPart, refused
from sanshen.site.switching import Folder
from sanshen.site.touched import Work


class Stock:
    """What the parts hold ready. `shares`: shard number → the paths it is to answer for, see `shards.shares`."""

    def __init__(self, parts: Sequence[ShardPart], shares: Mapping[int, Iterable[str]]) -> None:
        self._parts = parts
        self.parts = len(parts)
        self._shares = {number: frozenset(paths) for number, paths in shares.items()}
        self.taken = 0
        """How many pages were taken as they came."""

    def articles(self) -> Iterator[ArticleRow]:
        """Every article once, from the part that has to make it. Raises BlockedError where a part has others, or not all."""
        for part in self._parts:
            wanted = set(self._shares[part.shard.number])
            for row in part.articles():
                if row.path not in wanted:
                    what = Text(f"多出或重复 {inert(row.path)}", f"{inert(row.path)} is not its own, or doubled")
                    raise refused(part.folder, what)
                wanted.discard(row.path)
                yield row
            if wanted:
                raise refused(part.folder, Text(f"缺少 {min(wanted)}", f"{min(wanted)} is missing"))

    def narrowed(self, address: str) -> bytes | None:
        """A narrower picture, None where no part has it: then it is made here."""
        return next((data for part in self._parts if (data := part.picture(address)) is not None), None)

    def crew(self, inner: Crew, folder: Folder) -> Crew:
        """Makes lots: takes the pages that are ready, and lets `inner` make all others."""

        def make(layout: Layout, work: Work) -> Iterator[Pressed]:
            rest = dict(work)
            for part in self._parts:
                for row in part.pages():
                    lot = Lot("article", row.path)
                    made = _taken(layout, lot, row, folder) if lot in rest else None
                    if made is not None:
                        del rest[lot]
                        self.taken += 1
                        yield made
            yield from inner(layout, rest)

        return make


def _taken(layout: Layout, lot: Lot, row: PageRow, folder: Folder) -> Pressed | None:
    """A page that came ready, written where it belongs; None where this build would make another."""
    page = next(layout.pages(lot), None)
    if page is None or page_key(page, layout.frame) != row.key or bool(page.qr) != bool(row.qr):
        return None
    sheets = tuple(_sheets(page, layout, row))
    for sheet in sheets:
        folder.write(sheet.name, row.qr if sheet.name == page.qr else row.html)
    return Pressed(lot, sheets, frozenset(sheet.name for sheet in sheets))


def _sheets(page: Page, layout: Layout, row: PageRow) -> Iterator[Sheet]:
    """As the press makes them; the digests are of the bytes at hand."""
    noted = sheet_of(page, layout.frame, row.key)
    yield msgspec.structs.replace(noted, sha256=digest(row.html), findings=row.findings, links=frozenset(row.links))
    if page.qr:
        yield Sheet(page.qr, None, digest(row.qr))
