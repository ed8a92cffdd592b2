"""Publishing from the workshop: what has changed where the last build can be gone on from, else the whole site."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path

import msgspec

from sanshen.model.lexicon import Lexicon
from sanshen.site.catalogue_tables import on_disk
from sanshen.site.cataloguing import Cataloguing
from sanshen.site.changes import Changes
from sanshen.site.crew import WORTH, ProcessCrew
from sanshen.site.edition import LeftOut, Setting
from sanshen.site.facts import micros
from sanshen.site.filing import Files
from sanshen.site.finishing import Finishing
from sanshen.site.making import Before, Crew, Making, Tell, silent
from sanshen.site.manifest import ROOT, SIGNATURE, Live, Manifest, read_live
from sanshen.site.merging import Stock
from sanshen.site.pages import Layout
from sanshen.site.pictures import ReadFiles, none_ready
from sanshen.site.pressing import Pressed
from sanshen.site.publishing import Built, Sign, built_of, refuse_mixing, write_whole
from sanshen.site.touched import Work
from sanshen.site.workshop import Sealed, Workshop


class Commission(msgspec.Struct, frozen=True):
    """What a build is to do. `ground`: the digest of all that every page depends on; `mark`: up to where the proofs were followed.

    `named`: the paths of all articles are wanted in the answer. `beside_it`: further files of an internal site (name → bytes), for the
    office's own eyes. `tell`: told how many groups of pages of how many are made. `stock`: what other machines have made ready of
    a whole site; what was built here before is of no use then.
    """

    setting: Setting
    ground: str
    mark: str
    lexicon: Lexicon
    read_files: ReadFiles
    sign: Sign | None = None
    is_outdated: Callable[[str], bool] = lambda _: False
    named: bool = True
    beside_it: Mapping[str, bytes] | None = None
    tell: Tell = silent
    stock: Stock | None = None


class KeptBuild:
    """One build in a workshop. Feed `catalogue` what has changed since `mark` (everything, where it is ""), then `publish`.

    `known`: whether it can be said what has changed since a mark. A clock that runs backwards is no reason to show less than before.
    """

    def __init__(self, shop: Workshop, room: Path, commission: Commission, now: datetime, known: Callable[[str], bool]) -> None:
        self._shop = shop
        self._room = room
        self._commission = commission
        whole = commission.stock is not None
        found = None if whole else shop.open(commission.ground, lambda sealed: known(sealed.mark) and sealed.at <= micros(now))
        self._at = micros(now)
        self._sealed: Sealed | None = None
        self._before: Before | None = None
        if found is not None:
            self._sealed, connection = found
            self.catalogue = Cataloguing(connection, commission.setting, Changes())
            layout = Layout(self.catalogue)
            self._before = Before(layout.frame, layout.signs)
        else:
            self.catalogue = Cataloguing(on_disk(room / "catalogue"), commission.setting)
        self.catalogue.run("BEGIN")

    @property
    def mark(self) -> str:
        """Up to where the proofs were followed for what the catalogue holds, "" for an empty one."""
        return self._sealed.mark if self._sealed is not None else ""

    def publish(self, processes: int = 1, worth: int = WORTH) -> Built:
        """Make what is to be made and put it up. What stands is not touched before all of it is there.

        `processes`: how many may make a whole site together, where it has at least `worth` lots.
        """
        try:
            return (
                self._whole(processes, worth)
                if self._sealed is None or self._before is None
                else self._onward(self._sealed, self._before)
            )
        finally:
            self.catalogue.connection.close()

    def _whole(self, processes: int, worth: int) -> Built:
        asked, catalogue = self._commission, self.catalogue
        live = read_live(self._shop.target)
        refuse_mixing(live, asked.setting, self._shop.target)
        catalogue.settle()
        catalogue.run("COMMIT")
        catalogue.run("PRAGMA cache_spill=OFF")  # others read the file while this process notes what they made
        catalogue.run("BEGIN")
        folder = self._shop.folder_in(self._room)
        crew: Crew = ProcessCrew(self._room / "catalogue", asked.lexicon, folder, processes, worth)
        if asked.stock is not None:
            crew = asked.stock.crew(crew, folder)
        files = Files(catalogue, folder.write, fresh=True)
        making = Making(catalogue, files, asked.lexicon, self._then_spill(crew), tell=asked.tell)
        self._add_beside(files)
        layout = making.whole(asked.read_files, asked.stock.narrowed if asked.stock is not None else none_ready)
        write_whole(layout, files, folder, asked.sign)
        built = self._built(layout, files, making, live)
        if built.switched:
            self._close(built.left_out)
            self._shop.take_over(self._room / "catalogue", folder, asked.ground, asked.mark, self._at)
        return built

    def _then_spill(self, crew: Crew) -> Crew:
        """Once the crew has gone home nobody else reads the catalogue: what comes then need not wait in memory."""

        def make(layout: Layout, work: Work) -> Iterator[Pressed]:
            yield from crew(layout, work)
            for query in ("COMMIT", "PRAGMA cache_spill=ON", "BEGIN"):
                self.catalogue.run(query)

        return make

    def _onward(self, sealed: Sealed, before: Before) -> Built:
        asked, catalogue = self._commission, self.catalogue
        live = Live(msgspec.json.decode((self._shop.target / ROOT).read_bytes(), type=Manifest), None)
        new: dict[str, bytes] = {}
        files = Files(catalogue, new.__setitem__)
        making = Making(catalogue, files, asked.lexicon, tell=asked.tell)
        self._add_beside(files)
        layout = making.changed(before, asked.read_files)
        new = {name: new[name] for name in files.written}
        gone = {*files.removed, SIGNATURE}
        for name, data in Finishing(layout, files, None).manifest():
            if data is None:
                gone.add(name)
            else:
                new[name] = data
        if asked.sign is not None:
            new[SIGNATURE] = asked.sign(new[ROOT]).encode("ascii")
            gone.discard(SIGNATURE)
        built = self._built(layout, files, making, live)
        if built.switched:
            ahead = self._shop.bring_forward(sealed, new, gone)
            self._close(built.left_out)
            self._shop.put_up(msgspec.structs.replace(ahead, mark=asked.mark, at=self._at), new, gone)
        return built

    def _add_beside(self, files: Files) -> None:
        """What an internal site holds beside its own pages: all of it each time, for it is of this hour."""
        given = (self._commission.beside_it or {}) if self._commission.setting.internal else {}
        for (name,) in self.catalogue.rows("SELECT name FROM file WHERE lot='in_review'"):
            if name not in given:
                files.remove(name)
        for name, data in given.items():
            files.add("in_review", name, data)

    def _built(self, layout: Layout, files: Files, making: Making, live: Live | None) -> Built:
        asked = self._commission
        signed = asked.sign is not None
        return built_of(layout, files, making, signed=signed, live=live, is_outdated=asked.is_outdated, named=asked.named)

    def _close(self, refused: tuple[LeftOut, ...]) -> None:
        """What the pages' rules refused is tried again next time: it may have been what stood beside it."""
        for one in refused:
            self.catalogue.leave_out(one, again=True)
        self.catalogue.run("COMMIT")
        self.catalogue.connection.close()
