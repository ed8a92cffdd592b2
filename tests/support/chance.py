"""Random histories of a recorded repository: what the gate lets in, what goes past it, and what is forged."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping

from support.keys import Key, shared_key
from support.office import DISTRICT_PATH, district_files
from support.recording import NEWS, Recorded, sheet
from support.repos import Link

MENDED = 0.5
"""How often the next step after a tampering puts it right."""
LEDGER = "reviews/ledger/takedown/2026/1.yml"


class Chance:
    """A random history: what may happen to a repository, the gate's own ways and everything that goes past it."""

    def __init__(self, site: Recorded, seed: int) -> None:
        self.site = site
        self.dice = random.Random(seed)  # noqa: S311  # the same history each time
        self.key = site.key
        self.taken = 0
        self.broken: tuple[str, str, Key] | None = None
        self.pasts = [(site.repo.tip(), site.repo.git("rev-parse", "sanshen-records"))]
        """Tips of main and of the records branch before each step."""

    def step(self) -> str:
        """Let something happen; returns what."""
        usual = [self.publish] * 6 + [self.several, self.picture, self.move, self.take_down, self.bring_back, self.office]
        odd = [self.push, self.push_office, self.cover, self.incomplete, self.key_changed, self.stray, self.link, self.vanish]
        bad = [self.old_key, self.forge, self.edit, self.rewind_records, self.rewind_main, self.index]
        act: Callable[[], None] = self.dice.choice(self.dice.choices([usual, odd, bad], weights=[12, 5, 2])[0])
        act = self.mend if self.broken and self.dice.random() < MENDED else act
        if act in bad and not self.broken:
            self.broken = (self.site.repo.tip(), self.site.repo.git("rev-parse", "sanshen-records"), self.key)
        elif not self.broken:
            self.pasts.append((self.site.repo.tip(), self.site.repo.git("rev-parse", "sanshen-records")))
        act()
        return act.__name__

    def mend(self) -> None:
        """Both branches are put back to what they were before they were tampered with."""
        if self.broken is not None:
            main, records, self.key = self.broken
            self.site.repo.git("update-ref", "refs/heads/main", main)
            self.site.repo.git("update-ref", "refs/heads/sanshen-records", records)
            self.broken = None

    def _there(self) -> list[str]:
        names = self.site.repo.git("ls-tree", "-r", "--name-only", "main", "content/").splitlines()
        return [name for name in names if name.endswith(".md")]

    def _path(self) -> str:
        return self.dice.choice([NEWS, "content/education/news/2026/"]) + self.dice.choice("abcdefgh") + ".md"

    def _text(self) -> str:
        return f"text {self.dice.random()}"

    def _publish(self, files: Mapping[str, str | bytes | None], **more: object) -> None:
        self.site.publish(files, key=self.key, **more)  # type: ignore[arg-type]

    def publish(self) -> None:
        self._publish({self._path(): self._text()})

    def several(self) -> None:
        self._publish({self._path(): self._text() for _ in range(3)})

    def picture(self) -> None:
        path = self._path()
        picture = path.rpartition("/")[0] + f"/{self.dice.choice('pq')}.png"
        self._publish({path: f"{self._text()} {picture}", picture: self._text()})

    def move(self) -> None:
        there = self._there()
        old, new = self.dice.choice(there or [""]), self._path()
        if old and old != new:
            self._publish({old: None, new: self._text()}, moved={new: old})

    def take_down(self) -> None:
        if self._there():
            self.taken += 1
            entry = LEDGER.replace("1.yml", f"{self.taken}.yml")
            self._publish({self.dice.choice(self._there()): None, entry: "taken down"}, takedowns=[entry])

    def bring_back(self) -> None:
        gone = self.site.repo.git("log", "--format=", "--name-only", "--diff-filter=D", "main", "--", "content/").split()
        if gone:
            path = self.dice.choice(gone)
            self._publish({path: self._text()}, sheets={path: sheet(path, stages=("review-2",))})

    def office(self) -> None:
        self._publish({"mkdocs.yml": self._text()})

    def push(self) -> None:
        self.site.repo.commit({self._path(): self._text()})

    def push_office(self) -> None:
        self.site.repo.commit({self.dice.choice(["mkdocs.yml", "reviews/sources.yml"]): self.dice.choice(["one", "two"])})

    def cover(self) -> None:
        """Steps that nobody has recorded, recorded late and in one."""
        before = self.site.repo.tip()
        for _ in range(2):
            self.push()
        self.site.record(before, self.site.repo.tip(), key=self.key)

    def incomplete(self) -> None:
        path = self._path()
        self._publish({path: self._text()}, sheets={path: sheet(path, stages=("review-1",))})

    def key_changed(self) -> None:
        new = shared_key(self.dice.choice(["pipeline", "pipeline-2"]))
        self._publish({DISTRICT_PATH: district_files(pipeline=(new.public,))[DISTRICT_PATH]})
        self.key = new

    def stray(self) -> None:
        self._publish({NEWS + f"{self.dice.choice('pqr')}.png": self._text()})

    def link(self) -> None:
        self.site.repo.commit({self._path(): Link("elsewhere")})

    def vanish(self) -> None:
        if self._there():
            self._publish({self.dice.choice(self._there()): None})

    def old_key(self) -> None:
        self.site.publish({self._path(): self._text()}, key=shared_key("stranger"))

    def _file(self, part: str) -> str:
        """One file of the records branch; the fixture has published, so there is one unless the branch was emptied."""
        return self.dice.choice(sorted(name for name in self.site.files() if part in name))

    def forge(self) -> None:
        files = self.site.files()
        path = self._file("/records/")
        self.site.replace_files({**files, path: files[path][:-1] + b" "})

    def edit(self) -> None:
        self.site.edit(self._file("/records/"), self.key, takedowns=(LEDGER,))

    def rewind_records(self) -> None:
        self.site.repo.git("update-ref", "refs/heads/sanshen-records", self.dice.choice(self.pasts)[1])

    def rewind_main(self) -> None:
        main, records = self.dice.choice(self.pasts)
        self.site.repo.git("update-ref", "refs/heads/main", main)
        self.site.repo.git("update-ref", "refs/heads/sanshen-records", records)

    def index(self) -> None:
        files = self.site.files()
        path = self._file("/versions/")
        self.site.replace_files({**files, path: files[path] + b" "})
