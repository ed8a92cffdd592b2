"""A site that is built again and again in its workshop, each time from what has changed, beside the same site built whole.

bench = Bench(tmp_path)
bench.build(make_article())                # whole, the first time
bench.build(make_article(title="更正"))    # only what has changed
assert bench.site_now() == bench.whole()
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from sanshen.commands.feeding import feed
from sanshen.model.lexicon import Lexicon
from sanshen.site.believing import believing
from sanshen.site.edition import Published, Tombstone, setting_of
from sanshen.site.kept_publishing import Commission, KeptBuild
from sanshen.site.publishing import Built
from sanshen.site.workshop import Workshop, workshop
from support.editions import make_edition, publish_to, reader, tree

KEY = b"k" * 32
NOW = datetime(2027, 1, 1, tzinfo=UTC)


class Bench:
    """`articles` and `stones` are what should be up; `files` what pictures and attachments are read from.

    `onward` counts builds that were not whole, `distrusted` those that began again.
    """

    def __init__(self, folder: Path, *, key: bytes | None = KEY) -> None:
        self.folder = folder
        self.site = folder / "site"
        self.articles: dict[str, Published] = {}
        self.stones: dict[str, Tombstone] = {}
        self.files: dict[str, bytes] = {}
        self.more: dict[str, object] = {}
        self.ground = "ground"
        self.number = 0
        self.onward = 0
        self.distrusted = 0
        self.crew: tuple[int, ...] = ()
        """How many processes, and from how many lots on."""
        self._key = key

    def edition(self) -> object:
        """All that is up, as one edition."""
        stones = tuple(stone for path, stone in sorted(self.stones.items()))
        return make_edition(*self.articles.values(), tombstones=stones, revision=f"{self.number:040}", **self.more)

    def build(self, *changed: Published, gone: tuple[str, ...] = (), stones: bool = True) -> Built:
        """Publish a change: articles that are new or others now, paths that are gone (with a tombstone)."""
        self.number += 1
        for path in gone:
            del self.articles[path]
            if stones:
                self.stones[path] = Tombstone(path, NOW + timedelta(minutes=self.number))
        for article in changed:
            self.articles[article.path] = article
            for path in (article.path, *article.former):
                self.stones.pop(path, None)
        return self.run([*(one.path for one in changed), *gone])

    def run(self, changed: list[str]) -> Built:
        """One build: only `changed` where the workshop can be gone on from."""
        setting = setting_of(self.edition())  # type: ignore[arg-type]  # made by this module
        mark = str(self.number)
        commission = Commission(setting, self.ground, mark, Lexicon(), reader(self.files))

        def publish(shop: Workshop, room: Path) -> Built:
            build = KeptBuild(shop, room, commission, NOW + timedelta(minutes=self.number), known=lambda mark: mark != "")
            whole = not build.mark
            self.onward += not whole
            paths = list(self.articles) if whole else changed
            feed(build.catalogue, [(path, self.articles.get(path)) for path in paths], whole=whole)
            build.catalogue.bury(setting.tombstones)
            return build.publish(*self.crew)

        def distrusted() -> None:
            self.distrusted += 1

        with workshop(self.site, self._key) as (shop, room):
            return believing(shop, room, publish, distrusted)

    def site_now(self) -> dict[str, bytes]:
        """Every file of the site that is up."""
        return tree(self.site)

    def whole(self) -> dict[str, bytes]:
        """Every file of the same site, built whole elsewhere."""
        place = self.folder / f"whole-{self.number}"
        publish_to(place, self.edition(), files=self.files)  # type: ignore[arg-type]  # the same
        return tree(place)
