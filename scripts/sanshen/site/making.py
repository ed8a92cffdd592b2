"""Making a site, or what has changed of it, from the catalogue: until every page passes, in this process or in several."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from sanshen.model.finding import Finding
from sanshen.model.lexicon import Lexicon
from sanshen.site.cataloguing import Cataloguing
from sanshen.site.changes import Changes
from sanshen.site.edition import LeftOut
from sanshen.site.filing import Files
from sanshen.site.finishing import Finishing
from sanshen.site.page import Frame
from sanshen.site.pages import Layout
from sanshen.site.pictures import ReadFiles, Ready, none_ready
from sanshen.site.pressing import Press, Pressed
from sanshen.site.rounds import until_fit
from sanshen.site.touched import Signs, Work, touched

Tell = Callable[[int, int], None]
"""Progress: how many lots of how many are made."""
Crew = Callable[[Layout, Work], Iterable[Pressed]]
"""Makes many lots at once, and stores what it makes."""


def silent(_done: int, _total: int) -> None:
    """Nobody watches."""


class Before(NamedTuple):
    """What the pages that stand were made with, beside the catalogue."""

    frame: Frame
    signs: Signs


class Making:
    """One run. `crew` makes the first round of a whole site; everything else is few pages and is made here."""

    def __init__(
        self, catalogue: Cataloguing, files: Files, lexicon: Lexicon, crew: Crew | None = None, *, tell: Tell = silent
    ) -> None:
        self._catalogue = catalogue
        self._files = files
        self._lexicon = lexicon
        self._crew = crew
        self._tell = tell
        self._changes: Changes | None = None
        self.left_out: list[LeftOut] = []

    def whole(self, read_files: ReadFiles, ready: Ready = none_ready) -> Layout:
        """Make everything."""
        layout = Layout(self._catalogue)
        layout = self._until_fit(layout, dict.fromkeys(layout.lots()))
        Finishing(layout, self._files, None).assets()
        return self._finish(layout, read_files, ready)

    def changed(self, before: Before, read_files: ReadFiles) -> Layout:
        """Make what the catalogue's changes touch."""
        self._changes = self._catalogue.changes
        layout = self._until_fit(*self._next(before))
        return self._finish(layout, read_files)

    def _next(self, before: Before) -> tuple[Layout, Work]:
        layout = Layout(self._catalogue)
        if layout.frame != before.frame or self._catalogue.changes is None:
            return layout, dict.fromkeys((*layout.lots(), *self._files.lots()))
        return layout, touched(layout, self._catalogue.changes, before.signs)

    def _finish(self, layout: Layout, read_files: ReadFiles, ready: Ready = none_ready) -> Layout:
        finishing = Finishing(layout, self._files, self._changes)
        finishing.attachments(read_files, ready)
        finishing.feeds()
        finishing.search()
        finishing.site_map()
        self._files.settle_links()
        return layout

    def _until_fit(self, layout: Layout, work: Work) -> Layout:
        """Make until every page passes: an article that a page rule refuses is left out, and with it every entry that names it."""

        def attempt(_: int) -> Layout | None:
            nonlocal layout, work
            refused = self._refused(layout, work)
            if not refused:
                return layout
            self._leave_out(refused)
            layout, work = self._next(Before(layout.frame, layout.signs))
            return None

        return until_fit(attempt)

    def _refused(self, layout: Layout, work: Work) -> dict[str, tuple[Finding, ...]]:
        """Make these lots: the articles that break a rule, and how."""
        refused = {}
        for number, pressed in enumerate(self._pressed(layout, work), start=1):
            self._files.take(pressed)
            self._tell(number, len(work))
            if pressed.refused:
                refused[pressed.lot.name] = pressed.refused
        self._files.first_round_done()
        return refused

    def _leave_out(self, refused: Mapping[str, tuple[Finding, ...]]) -> None:
        notes = self._catalogue.changes = Changes()
        for path, errors in sorted(refused.items()):
            self.left_out.append(LeftOut(path, errors[0].message, errors[0].advice))
            self._catalogue.drop(path)
        if self._changes is not None:
            self._changes.add(notes)

    def _pressed(self, layout: Layout, work: Work) -> Iterator[Pressed]:
        crew, self._crew = self._crew, None
        if crew is not None:
            yield from crew(layout, work)
            return
        press = Press(layout, self._lexicon, self._files.key)
        for lot, only in work.items():
            yield press(lot, only)
