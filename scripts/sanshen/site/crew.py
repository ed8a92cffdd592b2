"""Many pages at once: several processes make lots of one catalogue, each with what it needs and no more, and write what they make."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import groupby
from pathlib import Path
from typing import Final

import msgspec

from sanshen.model.lexicon import Lexicon
from sanshen.site.catalogue import Catalogue
from sanshen.site.catalogue_tables import standing_still
from sanshen.site.edition import Setting
from sanshen.site.pages import Layout, Lot
from sanshen.site.pool import in_order
from sanshen.site.pressing import Press, Pressed, Sheet
from sanshen.site.switching import Folder
from sanshen.site.touched import Work
from sanshen.site.warm import warm_up

WORTH: Final = 300
"""From so many lots on several processes are worth their start."""
_OF_ONE_PAGE: Final = frozenset({"article", "gone"})
_AT_ONCE: Final = 32
"""So many lots of one page each are one piece of work; any other lot, a list of many pages perhaps, is a piece by itself."""
_MOST_LINKS: Final = 20_000


class ProcessCrew:
    """Makes the lots of a whole site. `file`: the catalogue, which nobody changes meanwhile; `folder`: where the pages are written.

    `every_link`: each page's links are told; else where one leads is told of the first page that a worker made with it.
    """

    def __init__(
        self, file: Path, lexicon: Lexicon, folder: Folder, processes: int, worth: int = WORTH, *, every_link: bool = False
    ) -> None:
        self._file = file
        self._lexicon = lexicon
        self._folder = folder
        self._processes = processes
        self._worth = worth
        self._every_link = every_link

    def __call__(self, layout: Layout, work: Work) -> Iterator[Pressed]:
        """What every lot gave, in the order of `work`, without the bytes."""
        lots = tuple(work)
        if self._processes <= 1 or len(lots) < self._worth:
            yield from _Worker(layout, self._lexicon, self._folder, every_link=self._every_link).make(lots)
            return
        warm_up()
        for made in in_order(self._processes, lambda: self._begun(layout.setting), tuple(pieces(lots))):
            yield from made

    @contextmanager
    def _begun(self, setting: Setting) -> Iterator[Callable[[Sequence[Lot]], list[Pressed]]]:
        """What a worker makes lots with: it reads the catalogue's file for itself."""
        with closing(standing_still(self._file)) as connection:
            layout = Layout(Catalogue(connection, setting))
            worker = _Worker(layout, self._lexicon, self._folder, every_link=self._every_link)
            yield lambda lots: list(worker.make(lots))


def pieces(lots: Iterable[Lot]) -> Iterator[tuple[Lot, ...]]:
    """The lots in their order, cut so that no process waits long for what another one has in hand."""
    for small, alike in groupby(lots, key=lambda lot: lot.kind in _OF_ONE_PAGE):
        run, size = tuple(alike), _AT_ONCE if small else 1
        yield from (run[at : at + size] for at in range(0, len(run), size))


class _Worker:
    def __init__(self, layout: Layout, lexicon: Lexicon, folder: Folder, *, every_link: bool) -> None:
        self._every_link = every_link
        self._press = Press(layout, lexicon, lambda _: "")
        self._folder = folder
        self._first: dict[str, str] = {}

    def make(self, lots: Iterable[Lot]) -> Iterator[Pressed]:
        """Make lots and write their files."""
        for lot in lots:
            pressed = self._press(lot)
            for sheet in pressed.sheets:
                if sheet.data is not None:
                    self._folder.write(sheet.name, sheet.data)
            yield msgspec.structs.replace(pressed, sheets=tuple(map(self._told, pressed.sheets)))

    def _told(self, sheet: Sheet) -> Sheet:
        """A sheet without its bytes, and without links that were told of a page that comes before it: of each, the first page is told."""
        if self._every_link:
            return msgspec.structs.replace(sheet, data=None)
        if len(self._first) >= _MOST_LINKS:
            self._first.clear()
        links = frozenset(one for one in sheet.links if sheet.name < self._first.get(one, "\U0010ffff"))
        self._first |= dict.fromkeys(links, sheet.name)
        return msgspec.structs.replace(sheet, data=None, links=links)
