"""What follows from the pages of a site once they are made: feeds, site map, pictures and attachments, and the manifest of it all."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final

from sanshen.model.errors import BlockedError
from sanshen.model.text import Text
from sanshen.site.changes import Changes
from sanshen.site.facts import COLUMN, moment
from sanshen.site.filing import Files, manifest_part
from sanshen.site.made import STANDING, feed, map_index, map_part, part_address, site_feed
from sanshen.site.manifest import ROOT, Listed, Part, part_bytes, part_path, root_bytes
from sanshen.site.marks import EMBLEM
from sanshen.site.page import local
from sanshen.site.pages import Layout, emblem_of
from sanshen.site.pictures import Narrow, ReadFiles, Ready, copies, none_ready
from sanshen.site.pressing import UNMAPPED, digest
from sanshen.site.searching import SearchIndex
from sanshen.site.theme_pages import ThemePages, material_sheets, own_assets

_PNG: Final = b"\x89PNG\r\n\x1a\n"


class Finishing:
    """Makes the files that follow from others. `changes`: what is to be made again; None for all of it."""

    def __init__(self, layout: Layout, files: Files, changes: Changes | None) -> None:
        self._layout = layout
        self._catalogue = layout.catalogue
        self._files = files
        self._changes = changes

    def attachments(self, read_files: ReadFiles, ready: Ready = none_ready) -> None:
        """Pictures and attachments, where their articles link to them. Raises UndecidedError where one is missing."""
        query = "SELECT source, width FROM used WHERE name=? LIMIT 1"
        names = (
            {name for (name,) in self._catalogue.rows("SELECT DISTINCT name FROM used")}
            if self._changes is None
            else self._changes.files
        )
        asked = {name: next(iter(self._catalogue.rows(query, name)), None) for name in names}
        for name in (name for name, made in asked.items() if made is None):
            self._files.remove(name)
        wanted = {name: Narrow(*made) for name, made in asked.items() if made is not None and not self._stands(name, *made)}
        if self._changes is None:
            wanted |= {name: Narrow(path, 0) for name, path in emblem_of(self._layout.setting).items()}
        for name, data in copies(wanted, read_files, ready):
            if name == EMBLEM:
                _require_picture(wanted[name].path, data)
            self._files.add("file", name, data)

    def _stands(self, name: str, _: str, width: int) -> bool:
        """Whether it is a narrower picture that was made before: it bears the digest of the one that it is made from."""
        return bool(width) and self._catalogue.one("SELECT 1 FROM file WHERE name=?", name) is not None

    def assets(self) -> None:
        """Stylesheets, the script, the mark."""
        for name, path in (material_sheets() | own_assets()).items():
            self._files.add("asset", name, path.read_bytes())

    def feeds(self) -> None:
        """Of the whole site and of every column whose list has changed."""
        layout, frame = self._layout, self._layout.frame
        self._lot("feed:", dict(site_feed(frame, layout.structure)))
        shelves = {f"{one.unit}/{one.id}": (unit, one) for unit in layout.structure.units for one in unit.shelves}
        spans = None if self._changes is None else self._changes.spans
        asked = {*shelves} if spans is None else {name.removeprefix(COLUMN) for name in spans if name.startswith(COLUMN)}
        for place in sorted(asked):
            unit, shelf = shelves.get(place, (None, None))
            made = dict(feed(frame, shelf.address, f"{unit.name} {shelf.name}", shelf.entries)) if unit and shelf else {}
            self._lot(f"feed:{place}", made)

    def site_map(self) -> None:
        """The parts that name what has changed, and sitemap.xml."""
        frame, catalogue = self._layout.frame, self._catalogue
        years = (
            catalogue.rows("SELECT DISTINCT unit, year FROM article") if self._changes is None else sorted(self._changes.years)
        )
        for unit, year in years:
            rows = catalogue.rows("SELECT entry, updated FROM article WHERE unit=? AND year=?", unit, year)
            days = [(catalogue.decoded(entry).address, self._day(updated)) for entry, updated in rows]
            self._map_part(f"{unit}-{year}", days)
        standing = catalogue.rows(f"SELECT address, day FROM file WHERE day <> '{UNMAPPED}'")  # noqa: S608  # as the index has it
        self._map_part(STANDING, standing)
        parts = map_index(frame, catalogue.rows("SELECT part, day FROM mapped"))
        self._lot("sitemap", dict(ThemePages(frame).sitemap(parts, catalogue.newest())))

    def search(self) -> None:
        """The parts of the search index that hold what has changed, and its root."""
        index = SearchIndex(self._layout)
        asked = index.years() if self._changes is None else {year for _, year in self._changes.years}
        for year in sorted(asked):
            parts = tuple(index.parts(year))
            for part in parts:
                if not index.stands(part):
                    self._lot(f"index:{part.name}", dict(index.files(part)))
            for name in index.gone(year, {part.name for part in parts}):
                self._lot(f"index:{name}", {})
        self._lot("index:", dict(index.standing_files()))

    def _day(self, updated: int) -> str:
        return local(moment(updated), self._layout.frame.time_zone, "%Y-%m-%d")

    def _map_part(self, name: str, days: Collection[tuple[str, str]]) -> None:
        if not days:
            self._catalogue.run("DELETE FROM mapped WHERE part=?", name)
            self._files.remove(part_address(name))
            return
        self._catalogue.run("INSERT OR REPLACE INTO mapped VALUES(?,?)", name, max(day for _, day in days))
        self._files.add("mapped", *map_part(self._layout.frame, name, days))

    def _lot(self, lot: str, made: dict[str, bytes]) -> None:
        for (name,) in self._catalogue.rows("SELECT name FROM file WHERE lot=?", lot):
            if name not in made:
                self._files.remove(name)
        for name, data in made.items():
            self._files.add(lot, name, data)

    def manifest(self) -> Iterator[tuple[str, bytes | None]]:
        """The parts of the manifest that have changed (None for one that is gone), then the root."""
        catalogue = self._catalogue
        changed = {manifest_part(name) for name in (*self._files.written, *self._files.removed)} - {""}
        for part in sorted(changed):
            rows = catalogue.rows("SELECT name, sha256, kind, proof FROM file WHERE part=?", part)
            data = part_bytes(part, {name: Listed(*others) for name, *others in rows}) if rows else None
            catalogue.run("DELETE FROM listing WHERE part=?", part)
            if data is not None:
                catalogue.run("INSERT INTO listing VALUES(?,?,?)", part, digest(data), len(rows))
            yield part_path(part), data
        parts = {part: Part(part_path(part), *others) for part, *others in catalogue.rows("SELECT * FROM listing")}
        others = dict(catalogue.rows("SELECT name, sha256 FROM file WHERE part=''"))
        yield ROOT, root_bytes(self._layout.setting, parts, others)


def _require_picture(name: str, data: bytes) -> None:
    """The national emblem is a PNG picture, whatever its name says."""
    if not data.startswith(_PNG):
        raise BlockedError(
            Text(f"{name} 不是 PNG 图片", f"{name} is no PNG picture"),
            Text("用国徽的标准图案，存为 PNG", "use the standard pattern of the emblem, as PNG"),
        )
