"""Many pages at once: several processes make lots of one catalogue, each with what it needs and no more, and write what they make."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

import msgspec

from sanshen.model.errors import SanshenError
from sanshen.model.lexicon import Lexicon
from sanshen.site.catalogue import Catalogue
from sanshen.site.catalogue_tables import opened
from sanshen.site.edition import Setting
from sanshen.site.pages import Layout, Lot
from sanshen.site.pool import Fault, fault_of, in_order, settle_in
from sanshen.site.pressing import Press, Pressed, Sheet
from sanshen.site.switching import Folder
from sanshen.site.touched import Work

INDEXED: Final = True
WORTH: Final = 300
"""From so many lots on several processes are worth their start."""
_AT_ONCE: Final = 32
_MOST_LINKS: Final = 20_000


class ProcessCrew:
    """Makes the lots of a whole site. `file`: the catalogue, which nobody changes meanwhile; `out`: where the pages are written.

    `every_link`: each page's links are told; else where one leads is told of the first page that a worker made with it.
    """

    def __init__(
        self, file: Path, lexicon: Lexicon, out: Path, processes: int, worth: int = WORTH, *, every_link: bool = False
    ) -> None:
        self._file = file
        self._lexicon = lexicon
        self._out = out
        self._processes = processes
        self._worth = worth
        self._every_link = every_link

    def __call__(self, layout: Layout, work: Work) -> Iterator[Pressed]:
        """What every lot gave, in the order of `work`, without the bytes."""
        lots = tuple(work)
        if self._processes <= 1 or len(lots) < self._worth:
            yield from _Worker(layout, self._lexicon, self._out, every_link=self._every_link).make(lots)
            return
        chunks = [lots[at : at + _AT_ONCE] for at in range(0, len(lots), _AT_ONCE)]
        given = (self._file, layout.setting, self._lexicon, self._out, self._every_link)
        for made in in_order(self._processes, _begin, given, _make, chunks):
            yield from made


class _Worker:
    def __init__(self, layout: Layout, lexicon: Lexicon, out: Path, *, every_link: bool) -> None:
        self._every_link = every_link
        self._press = Press(layout, lexicon, lambda _: "")
        self._folder = Folder(out)
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


_worker: _Worker | None = None


def _begin(file: Path, setting: Setting, lexicon: Lexicon, out: Path, every_link: bool) -> None:  # noqa: FBT001  # as it is sent
    global _worker  # noqa: PLW0603  # one worker a process, made when the process starts
    _worker = _Worker(Layout(Catalogue(opened(file, reading=True), setting)), lexicon, out, every_link=every_link)
    settle_in()


def _make(lots: Sequence[Lot]) -> list[Pressed] | Fault:
    if _worker is None:
        raise RuntimeError("the worker process was not begun")
    try:
        return list(_worker.make(lots))
    except SanshenError as error:
        return fault_of(error)
