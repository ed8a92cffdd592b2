"""Making one machine's part of a site: its articles' pages, judged, with all that the catalogue and the search index need of them.

Only what costs most is made here. A page is made as it would stand if every other article were what its path says; where that is not
so (a neighbour across the cut, a keyword that another part shares), whoever puts the site together makes the page again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeVar

import msgspec

from sanshen.model.lexicon import Lexicon
from sanshen.site.cataloguing import Cataloguing
from sanshen.site.crew import WORTH, ProcessCrew
from sanshen.site.edition import LeftOut
from sanshen.site.making import Tell, silent
from sanshen.site.pages import Layout, Lot
from sanshen.site.pictures import Narrow, ReadFiles, copies
from sanshen.site.pressing import Pressed
from sanshen.site.searching import SearchIndex
from sanshen.site.shard_parts import PER_FILE, ArticleRow, Gram, PageRow, PartWriter
from sanshen.site.switching import Folder

Item = TypeVar("Item")


class PartMaking:
    """One run. `catalogue`: in `room/catalogue`, it holds this part's articles, `paths` in the order of their making."""

    def __init__(self, catalogue: Cataloguing, paths: Sequence[str], room: Path, writer: PartWriter) -> None:
        self._catalogue = catalogue
        self._paths = paths
        self._room = room
        self._writer = writer
        self.refused: list[LeftOut] = []
        """Articles whose pages break a rule; whoever puts the site together finds the same."""

    def __call__(
        self, lexicon: Lexicon, read_files: ReadFiles, *, processes: int = 1, worth: int = WORTH, tell: Tell = silent
    ) -> None:
        """Make and write everything. `processes`: see `KeptBuild.publish`."""
        layout = Layout(self._catalogue)
        pages = self._room / "pages"
        crew = ProcessCrew(self._room / "catalogue", lexicon, Folder(pages), processes, worth, every_link=True)
        rows = (row for row in self._pages(layout, crew, tell) if row is not None)
        for some in _batches(rows):
            self._writer.pages(some)
        self._catalogue.run("BEGIN")
        for articles in _batches(self._articles(SearchIndex(layout))):
            self._writer.articles(articles)
        query = "SELECT name, source, width FROM used WHERE width > 0"
        wanted = {name: Narrow(source, width) for name, source, width in self._catalogue.rows(query)}
        for address, data in copies(wanted, read_files):
            self._writer.picture(address, data)

    def _pages(self, layout: Layout, crew: ProcessCrew, tell: Tell) -> Iterator[PageRow | None]:
        shown = {path for (path,) in self._catalogue.rows("SELECT path FROM article")}
        work = dict.fromkeys(Lot("article", path) for path in self._paths if path in shown)
        for number, pressed in enumerate(crew(layout, work), start=1):
            tell(number, len(work))
            yield self._page(pressed)

    def _page(self, pressed: Pressed) -> PageRow | None:
        files = [(self._room / "pages" / sheet.name, sheet) for sheet in pressed.sheets]
        data = [place.read_bytes() for place, _ in files]
        for place, _ in files:
            place.unlink()
        if pressed.refused:
            first = pressed.refused[0]
            self.refused.append(LeftOut(pressed.lot.name, first.message, first.advice))
            return None
        page = files[0][1]
        html, *codes = data
        return PageRow(pressed.lot.name, page.key, html, b"".join(codes), page.findings, tuple(sorted(page.links)))

    def _articles(self, index: SearchIndex) -> Iterator[ArticleRow]:
        for path in self._paths:
            article = self._catalogue.published(path)
            if article is not None:
                taken = index.take(path)
                yield ArticleRow(
                    path, article, gram=Gram(*taken, self._catalogue.one("SELECT data FROM gram WHERE path=?", path))
                )
                continue
            ((until, data),) = self._catalogue.rows("SELECT until, data FROM outside WHERE path=?", path)
            yield ArticleRow(path, left_out=msgspec.msgpack.decode(data, type=LeftOut), until=until)


def _batches(rows: Iterator[Item]) -> Iterator[list[Item]]:
    batch: list[Item] = []
    for row in rows:
        batch.append(row)
        if len(batch) == PER_FILE:
            yield batch
            batch = []
    if batch:
        yield batch
