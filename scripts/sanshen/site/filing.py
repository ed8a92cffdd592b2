"""The files of a site as the catalogue knows them: what was written with which digest, and what a build adds, changes and removes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

import msgspec

from sanshen.model.finding import Finding
from sanshen.site.addresses import BY_KEYWORD, CONTENT, SEARCH, output_file, page_address
from sanshen.site.catalogue import Catalogue
from sanshen.site.inspection import broken_link
from sanshen.site.manifest import ROOT
from sanshen.site.pages import Lot
from sanshen.site.pressing import UNMAPPED, Pressed, Sheet, digest

_YEAR: Final = 4
_DEEP: Final = 3
_ROW: Final = "INSERT OR REPLACE INTO file VALUES(?,?,?,?,?,?,?,?,?)"
_FOUND: Final = "INSERT INTO finding VALUES(?,?,?)"
_AT_ONCE: Final = 512
Keep = Callable[[str, bytes], None]
"""Where a new file's bytes go: (name, bytes)."""


def manifest_part(name: str) -> str:
    """The part of the manifest that lists a file, "" for the root: one part a unit and year, so that a part stays small."""
    steps = name.split("/")
    if len(steps) == 1 or steps[0] == "assets":
        return ""
    if steps[0] + "/" == BY_KEYWORD and len(steps) == _DEEP:
        return f"{steps[0]}-{digest(steps[1].encode())[:2]}"
    if steps[0] + "/" == SEARCH and len(steps) == _DEEP:
        return f"{steps[0]}-{steps[1]}"
    year = steps[2][:_YEAR] if len(steps) > _DEEP else ""
    return f"{steps[0]}-{year}" if year.isdecimal() and len(year) == _YEAR else steps[0]


def _row(lot: str, sheet: Sheet) -> tuple[object, ...]:
    name, part = sheet.name, manifest_part(sheet.name)
    return name, part, lot, sheet.sha256, sheet.kind, sheet.proof, sheet.key, sheet.address, sheet.day


def _path_of(name: str) -> str:
    """The article whose page a file would be."""
    return f"{CONTENT}{name.removesuffix('/index.html')}.md"


class Files:
    """The files of one catalogue. `keep` is given every file that is new or has other bytes.

    `fresh`: nothing stands yet, and no file comes twice before `first_round_done`: then nothing is looked up.
    """

    def __init__(self, catalogue: Catalogue, keep: Keep, *, fresh: bool = False) -> None:
        self._catalogue = catalogue
        self._keep = keep
        self._fresh = fresh
        self._rows: list[tuple[object, ...]] = []
        self._links: dict[str, tuple[str, int]] = {}
        """Target → the first page that leads there, and the how-manieth making of that page it was."""
        self._makings: dict[str, int] = {}
        self.written: set[str] = set()
        self.removed: dict[str, str] = {}
        """Names that are gone, and what kind of page each was."""

    def key(self, name: str) -> str:
        """The key under which a page was made that stands, "" for none."""
        return self._catalogue.one("SELECT key FROM file WHERE name=?", name) or ""

    def lots(self) -> Iterator[Lot]:
        """Every lot that pages were made of."""
        for (lot,) in self._catalogue.rows("SELECT DISTINCT lot FROM file WHERE key<>''"):
            kind, _, name = lot.partition(":")
            yield Lot(kind, name)

    def take(self, pressed: Pressed) -> None:
        """Note what a lot gave, and what it has no more."""
        lot = str(pressed.lot)
        if self._fresh:
            for sheet in pressed.sheets:
                self._put_new(lot, sheet)
            return
        for sheet in pressed.sheets:
            if sheet.sha256:
                self._put(lot, sheet)
        held = self._catalogue.rows("SELECT name FROM file WHERE lot=?", lot)
        for (name,) in held:
            if name not in pressed.names:
                self.remove(name)

    def first_round_done(self) -> None:
        """From now on a file may stand already."""
        self._flush()
        self._fresh = False

    def _put_new(self, lot: str, sheet: Sheet) -> None:
        self._rows.append(_row(lot, sheet))
        if len(self._rows) >= _AT_ONCE:
            self._flush()
        self._note(sheet)
        if sheet.data is not None:
            self._keep(sheet.name, sheet.data)
        self.written.add(sheet.name)

    def _flush(self) -> None:
        self._catalogue.connection.executemany(_ROW, self._rows)
        self._rows.clear()

    def add(self, lot: str, name: str, data: bytes, day: str = UNMAPPED) -> None:
        """A file that is no page."""
        self._put(lot, Sheet(name, data, digest(data), day=day))

    def remove(self, name: str) -> None:
        """A file is gone."""
        kind = self._catalogue.one("SELECT kind FROM file WHERE name=?", name)
        if kind is not None:
            self._catalogue.run("DELETE FROM file WHERE name=?", name)
            self._forget(name)
            self.written.discard(name)
            self.removed[name] = kind

    def settle_links(self) -> None:
        """Note which links lead nowhere now that every file is known; a text's links are found by what it names."""
        one = self._catalogue.one
        for name in self.written:
            self._catalogue.run("DELETE FROM broken WHERE target=?", name)
        known = (ROOT,)  # the manifest lists all others
        others = ((name, seen[0]) for name, seen in self._links.items() if name not in known and self._is_so(seen))
        missing = {name: page for name, page in others if not one("SELECT 1 FROM file WHERE name=?", name)}
        for name, page in missing.items():
            self._catalogue.run("INSERT OR IGNORE INTO broken VALUES(?,?)", name, page)
        for name in {*missing, *self.removed}:
            for (path,) in self._catalogue.rows("SELECT path FROM link WHERE target=?", _path_of(name)):
                page = output_file(page_address(path))
                if one("SELECT 1 FROM file WHERE name=?", page):
                    self._catalogue.run("INSERT OR IGNORE INTO broken VALUES(?,?)", name, page)

    def findings(self) -> Iterator[Finding]:
        """All that is to be told of the pages that stand, and of links that lead nowhere."""
        for (data,) in self._catalogue.rows("SELECT data FROM finding ORDER BY page, number"):
            yield msgspec.msgpack.decode(data, type=Finding)
        for target, page in self._catalogue.rows("SELECT target, MIN(page) FROM broken GROUP BY target ORDER BY target"):
            yield broken_link(page, target)

    def _put(self, lot: str, sheet: Sheet) -> None:
        before = self._catalogue.one("SELECT sha256 FROM file WHERE name=?", sheet.name)
        self._catalogue.run(_ROW, *_row(lot, sheet))
        self._forget(sheet.name)
        self._note(sheet)
        if before != sheet.sha256:
            if sheet.data is not None:  # else whoever made it has stored it
                self._keep(sheet.name, sheet.data)
            self.written.add(sheet.name)
        self.removed.pop(sheet.name, None)

    def _note(self, sheet: Sheet) -> None:
        """What was found on a page, and where it leads."""
        for number, finding in enumerate(sheet.findings):
            self._catalogue.run(_FOUND, sheet.name, number, msgspec.msgpack.encode(finding))
        seen = (sheet.name, self._makings.get(sheet.name, 0))
        for target in sheet.links:
            held = self._links.get(target)
            if held is None or sheet.name < held[0] or not self._is_so(held):
                self._links[target] = seen

    def _is_so(self, seen: tuple[str, int]) -> bool:
        """Whether a page still is as it was when it led somewhere; pages that named what a rule kept out were made again."""
        name, making = seen
        return self._makings.get(name, 0) == making

    def _forget(self, name: str) -> None:
        self._makings[name] = self._makings.get(name, 0) + 1
        self._catalogue.run("DELETE FROM finding WHERE page=?", name)
        self._catalogue.run("DELETE FROM broken WHERE page=?", name)
