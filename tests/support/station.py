"""A district with a pipeline: its records, its builds, and targets that they are deployed to.

station = Station(tmp_path)
station.publish("a")
site = station.build()
assert station.run("deploy", str(tmp_path / "www"), "--site-dir", str(site)).code == 0
"""

from __future__ import annotations

import io
import json
import os
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

from sanshen.cli import main
from sanshen.commands.desk import Desk
from support.editions import article_text
from support.keys import Key, shared_key
from support.recording import NEWS, Recorded

MKDOCS = "site_name: 示例区人民政府\nsite_url: https://www.example.gov.cn/\nextra: {site_domain: www.example.gov.cn, site_code: '5001990001'}\n"


class Ran(NamedTuple):
    """How a command ended and what it said."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        return dict(json.loads(self.out))


class Station:
    """The publishing machine."""

    def __init__(self, room: Path) -> None:
        self.room = room
        self.town = Recorded(room / "repo", files={"mkdocs.yml": MKDOCS})
        self.key: Key = shared_key("pipeline")

    def copy(self, room: Path) -> Station:
        """The same station again elsewhere, builds and targets included: what is done there does not touch this one."""
        shutil.copytree(self.room, room, symlinks=True)
        twin = object.__new__(Station)
        twin.room, twin.key = room, self.key
        twin.town = Recorded.over(room / "repo", self.key, self.town.now)
        return twin

    def publish(self, *names: str, body: str = "") -> str:
        """Articles of these names, signed and recorded; returns the revision."""
        self.town.publish(
            {f"{NEWS}{name}.md": article_text(body or f"第 {name} 篇。\n", title=f"标题 {name}") for name in names}
        )
        return self.town.repo.tip()

    def take_down(self, name: str) -> None:
        """An article goes, with its ledger entry in the record."""
        self.town.publish({f"{NEWS}{name}.md": None}, takedowns=("reviews/ledger/takedown/2026/x.yml",))

    def run(self, *words: str, **env: str) -> Ran:
        """One command, an hour after everything that was done here."""
        out, err = io.StringIO(), io.StringIO()
        given = {**os.environ, "SANSHEN_TRACE": "1", **env}
        desk = Desk(
            root=self.town.repo.path, out=out, err=err, env=given, clock=lambda: self.town.now + timedelta(hours=1)
        )  # fmt: skip
        return Ran(main(list(words), desk), out.getvalue(), err.getvalue())

    def build(self, name: str = "public", *words: str, key: Key | None = None) -> Path:
        """The site of main as it is now, signed."""
        place = self.room / name
        done = self.run("build", "--site-dir", str(place), "--key", str((key or self.key).private), *words)
        assert done.code == 0, done.out + done.err
        return place

    def deploy(self, target: Path | str, site: Path, *words: str, **env: str) -> Ran:
        """One deployment."""
        return self.run("deploy", str(target), "--site-dir", str(site), *words, **env)


def up(target: Path) -> dict[str, bytes]:
    """What readers get: every file of the site that is up."""
    site = target / "current"
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in sorted(site.rglob("*")) if path.is_file()}


def releases(target: Path) -> list[str]:
    """The releases at a target, oldest first."""
    return sorted(path.name for path in (target / "releases").iterdir())
