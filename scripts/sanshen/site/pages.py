"""The pages of a site: every address, its template and what stands on it. Nothing is on the site that is not listed here.

Pages are planned lot by lot: a lot is what one change touches together (an article's page, a column's pages, a unit's home), and
each is planned from the catalogue alone, so that one lot costs the same whatever the size of the archive.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from sanshen.site.addresses import list_address, page_address
from sanshen.site.arranging import arrange
from sanshen.site.catalogue import Catalogue
from sanshen.site.context import missing_page
from sanshen.site.district import (
    every_month,
    home_page,
    map_page,
    month_page,
    months_page,
    search_page,
    type_marks,
    type_page,
    word_marks,
    word_page,
    words_page,
)  # fmt: skip
from sanshen.site.edition import Published, Setting
from sanshen.site.facts import facts_of, moment
from sanshen.site.listings import Mark, chapter, marks
from sanshen.site.marks import EMBLEM
from sanshen.site.old_places import leads_to, old_places
from sanshen.site.page import Page, Related, frame_of
from sanshen.site.tags import site_tags
from sanshen.site.unit_pages import Beside, article_page, list_page, moved_page, unit_pages

_KEPT_WORDS: Final = 4_096
"""Keywords of which it is remembered whether they lead on: a layout is of one moment of its catalogue."""


class Lot(NamedTuple):
    """Pages that are planned together: the kind, and which of its kind."""

    kind: str
    name: str = ""

    def __str__(self) -> str:
        return f"{self.kind}:{self.name}"


class Layout:
    """The pages of the catalogue's articles, lot by lot."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.setting = catalogue.setting
        self.structure = arrange(catalogue)
        self.frame = frame_of(self.setting, self.structure)
        self.signs = {unit.id: unit.sign for unit in self.structure.units}
        self._shelves = {f"{one.unit}/{one.id}": one for unit in self.structure.units for one in unit.shelves}
        self._standing = {unit.address for unit in self.structure.units} | {one.address for one in self._shelves.values()}
        self._is_shared = lru_cache(_KEPT_WORDS)(catalogue.shared)

    def lots(self) -> Iterator[Lot]:
        """Every lot of the site."""
        yield from self.standing_lots()
        for (path,) in self.catalogue.rows("SELECT path FROM article ORDER BY path"):
            yield Lot("article", path)
        gone = "SELECT path FROM stone UNION SELECT old FROM former ORDER BY 1"
        yield from (Lot("gone", path) for (path,) in self.catalogue.rows(gone))
        yield from (Lot("place", place) for place in old_places(self.catalogue))

    def standing_lots(self) -> Iterator[Lot]:
        """All but those of single articles."""
        yield from (Lot("home"), Lot("missing"))
        yield from (Lot("unit", unit.id) for unit in self.structure.units)
        yield from (Lot("column", place) for place in self._shelves)
        if self.structure.by_type:
            yield from (Lot("type", kind) for kind in self.structure.by_type)
            yield from (Lot("word", key) for (key,) in self.catalogue.rows("SELECT key FROM tally WHERE held > 1 ORDER BY key"))
            yield from (Lot("month"), Lot("months"), Lot("words"), Lot("map"), Lot("search"))

    def marks(self, lot: Lot) -> tuple[Mark, ...]:
        """The pages of a list as they are cut; none for any other lot, nor for a list that has nothing to show."""
        if lot.kind == "column":
            unit, _, column = lot.name.partition("/")
            return marks(list_address(unit, column), self.catalogue.spans(f"c:{lot.name}")) if lot.name in self._shelves else ()
        if lot.kind == "type":
            return type_marks(self.structure, lot.name)
        if lot.kind == "word":
            return word_marks(self.catalogue, lot.name)
        return every_month(self.catalogue) if lot.kind == "month" and self.structure.by_type else ()

    def pages(self, lot: Lot, only: Collection[str] | None = None) -> Iterator[Page]:
        """The pages of a lot; of a list's only those with an address in `only`, where it is given."""
        cut = self.marks(lot)
        if cut:
            yield from (self._part(lot, mark) for mark in cut if only is None or mark.address in only)
        elif lot.kind == "home":
            yield home_page(self.catalogue, self.structure)
        elif lot.kind == "missing":
            yield missing_page(self.frame)
        elif lot.kind == "unit":
            unit = self.structure.unit(lot.name)
            yield from unit_pages(self.setting, unit) if unit else ()
        elif lot.kind == "article":
            yield from self._article(lot.name)
        elif lot.kind == "gone":
            yield from self._gone(lot.name)
        elif lot.kind == "place":
            yield from self._moved_list(lot.name)
        elif self.structure.by_type:
            yield from self._index(lot)

    def _part(self, lot: Lot, mark: Mark) -> Page:
        if lot.kind == "type":
            return type_page(self.setting, self.structure, lot.name, mark)
        if lot.kind == "word":
            return word_page(self.catalogue, lot.name, mark)
        if lot.kind == "month":
            return month_page(self.catalogue, mark)
        shelf = self._shelves[lot.name]
        return list_page(self.setting, self.signs[shelf.unit], shelf.sign, chapter(mark, shelf.entries))

    def _index(self, lot: Lot) -> Iterator[Page]:
        if lot.kind == "months":
            yield months_page(self.catalogue)
        elif lot.kind == "words":
            yield words_page(self.catalogue)
        elif lot.kind == "map":
            yield map_page(self.setting, self.structure)
        elif lot.kind == "search":
            yield search_page(self.setting)

    def _article(self, path: str) -> Iterator[Page]:
        article = self.catalogue.published(path)
        if article is not None:
            yield article_page(self.setting, self.signs.get(article.unit), article, self._beside(article))

    def _beside(self, article: Published) -> Beside:
        facts = facts_of(article, self.setting)
        earlier, later = self.catalogue.beside(facts)
        shared = frozenset(key for key, _ in facts.words if self._is_shared(key))
        return Beside(earlier, later, tuple(self._related(article)), shared)

    def _related(self, article: Published) -> Iterator[Related]:
        """Policy documents and their interpretations, linked both ways (国办发〔2017〕47号)."""
        found = [("政策解读", self.catalogue.entry(path)) for path in self.catalogue.interpreters(article.path)]
        if article.interprets and article.interprets != article.path:
            found.append(("相关政策文件", self.catalogue.entry(article.interprets)))
        known = [Related(label, entry) for label, entry in found if entry is not None]
        yield from sorted(known, key=lambda one: one.entry.path)

    def _gone(self, path: str) -> Iterator[Page]:
        """What stands where an article no longer does."""
        if self.catalogue.entry(path) is not None:
            return
        address, look = page_address(path), self.setting.look
        taken_down = self.catalogue.one("SELECT at FROM stone WHERE path=?", path)
        if taken_down is not None:
            yield Page(address, "tombstone", "该信息已撤下", site_tags(look), at=moment(taken_down))
            return
        now = self.catalogue.one("SELECT MIN(path) FROM former WHERE old=?", path)
        target = self.catalogue.entry(now) if now else None
        if target is not None:
            yield moved_page(self.setting, address, target)

    def _moved_list(self, place: str) -> Iterator[Page]:
        """What stands where a list no longer does."""
        target = leads_to(self.catalogue, place, self._standing)
        if target is not None:
            yield Page(place, "moved_list", "该栏目已移至新地址", site_tags(self.setting.look), target=target)


def emblem_of(setting: Setting) -> dict[str, str]:
    """The national emblem, where the office has filed its picture (国徽法第六条、第七条)."""
    return {EMBLEM: setting.look.extra.emblem} if setting.look.extra.emblem else {}
