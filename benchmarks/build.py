"""Building a site cold, without search: against MkDocs with Material (the articles in its navigation and out of it) and against Hugo.

    .venv/bin/python benchmarks/build.py [ARTICLES [MORE]] [--without-navigation]

Ours is `sanshen build` of a real repository, start-up included: reading, composing, pages of all types, page rules, feeds, map, manifest; proving
the records is timed apart. Indexing for search is what a build with search costs more. `MORE` (for instance 20000): the cost of a page and
the memory at that size. Seconds of the processor are those of all processes. `--without-navigation` leaves out the peer that takes minutes:
MkDocs with its default navigation is quadratic.

What a build has made stays until all are done. ext4 gives no place of a file that was removed within the last minutes to a new one, and looks
through all such places for each new file: builds that begin after a tree was removed cost up to twice as much, and most of that whoever
makes the most files. Nobody who builds a site removes one just before. What others removed on the same disk counts all the same: run this
where nobody else works.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

from archive import article as archive_article
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from peers import hugo, mkdocs
from processes import Spent, median, spent
from verify import APART, START, make

ROOT = Path(__file__).parents[1]
CHILD = Path(__file__).with_name("build_child.py")
RUNS = 3
WORDS = (
    "走访",
    "整改",
    "消防",
    "防汛",
    "养老",
    "就业",
    "托育",
    "医保",
    "供水",
    "道路",
    "绿化",
    "集市",
    "社保",
    "教育",
    "体检",
    "垃圾分类",
)
LOOK = b"""site_name: \xe7\xa4\xba\xe4\xbe\x8b\xe5\x8c\xba\xe4\xba\xba\xe6\xb0\x91\xe6\x94\xbf\xe5\xba\x9c
site_url: https://www.example.gov.cn/
extra: {site_domain: www.example.gov.cn, site_code: '5001990001', report_error: 'https://zfwzgl.www.gov.cn/'}
"""


class Ours(NamedTuple):
    """One build of ours: seconds beside those of proving, and the memory of the first process and of a worker."""

    cpu: float
    wall: float
    proving: float
    first: int
    worker: int


def place(number: int) -> str:
    """Spread over units and columns, in the year of its publication."""
    unit, column = ("liangshan", "education")[number % 2], ("news", "notice", "policy")[number // 2 % 3]
    return f"{unit}/{column}/{(START + APART * number).year}/a{number:06d}.md"


def text(number: int) -> str:
    """About 1,900 characters; a table, a list, a heading; two of many keywords."""
    words = f"keywords: [{WORDS[number % 16]}, {WORDS[number * 7 // 16 % 16]}]"
    return archive_article(number).replace("keywords: [走访, 整改]", words)


def dated(count: int) -> Iterator[tuple[str, str]]:
    """The articles as Hugo and MkDocs get them: with their date in the front matter."""
    for number in range(count):
        at = START + timedelta(seconds=1) + APART * number
        yield place(number), text(number).replace("---\n", f"---\ndate: {at.isoformat()}\n", 1)


def ours(where: Path, *, searched: bool = False) -> Ours:
    """Build from nothing, beside the repository."""
    folder = tempfile.mkdtemp(dir=where.parent)
    home = {"HOME": folder, "XDG_CACHE_HOME": f"{folder}/cache", "XDG_STATE_HOME": f"{folder}/state"}
    command = [sys.executable, str(CHILD), str(where), f"{folder}/site", *(["--searched"] if searched else [])]
    run = spent(command, where, env={**os.environ, **home}, expect=0)
    cpu, wall = json.loads(run.out.splitlines()[-1])
    return Ours(run.cpu - cpu, run.wall - wall, cpu, run.first, run.others)


def peer(kind: str, where: Path, count: int) -> Spent:
    """One build of a peer, from nothing, beside the repository too."""
    folder = Path(tempfile.mkdtemp(dir=where.parent))
    command = hugo(folder, dated(count)) if kind == "hugo" else mkdocs(folder, dated(count), in_navigation=kind == "navigation")
    run = spent(command, folder)
    assert sum(1 for _ in (folder / "out").glob("*/*/*/a*/index.html")) == count, "a page is missing"
    return run


def repository(folder: Path, count: int, key: Ed25519PrivateKey | None = None) -> Path:
    """A repository of so many articles, each with its record, signed with `key` where one is given."""
    where = folder / f"town-{count}"
    make(where, count, lambda number: (f"content/{place(number)}", text(number).encode()), {"mkdocs.yml": LOOK}, key)
    return where


def against_peers(where: Path, count: int, *, navigation: bool) -> float:
    """Print the ratios; CPU seconds of a build of ours."""
    rounds = [(ours(where), peer("mkdocs", where, count), peer("hugo", where, count)) for _ in range(RUNS)]
    mine = median([one.cpu for one, _, _ in rounds])
    material = median([one.cpu / other.cpu for one, other, _ in rounds])
    wall = median([one.wall / other.wall for one, _, other in rounds])
    processor = median([one.cpu / other.cpu for one, _, other in rounds])
    first = rounds[0]
    print(
        f"{count:,} articles, without search: {mine:.1f} s CPU, {first[0].wall:.1f} s by the clock; proving apart {first[0].proving:.1f} s"
    )
    print(f"  MkDocs with Material, articles out of the navigation {first[1].cpu:.1f} s CPU: {material:.2f}x (target 1.10x)")
    print(
        f"  Hugo 0.168 {first[2].wall:.1f} s by the clock, {first[2].cpu:.1f} s CPU: {wall:.2f}x by the clock (target 2x), {processor:.2f}x CPU"
    )
    if navigation:
        run = peer("navigation", where, count)
        print(f"  MkDocs with Material, its default navigation {run.cpu:.1f} s CPU: {mine / run.cpu:.3f}x (target 0.10x)")
    searched = median([ours(where, searched=True).cpu for _ in range(RUNS)])
    print(f"  indexing for search {searched - mine:.1f} s CPU: {(searched - mine) / mine:.2f}x of building (target 1x)")
    return mine


def main() -> None:
    """Print all ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", type=int, nargs="?", default=2_000)
    parser.add_argument("more", type=int, nargs="?")
    parser.add_argument("--without-navigation", action="store_true")
    asked = parser.parse_args()
    subprocess.run([sys.executable, "-m", "compileall", "-q", str(ROOT / "scripts")], check=True)
    with tempfile.TemporaryDirectory() as folder:
        mine = against_peers(repository(Path(folder), asked.articles), asked.articles, navigation=not asked.without_navigation)
        if asked.more:
            large = ours(repository(Path(folder), asked.more))
            ratio = (large.cpu / asked.more) / (mine / asked.articles)
            print(f"a page at {asked.more:,} against {asked.articles:,}: {ratio:.2f}x CPU (target 1.15x)")
            print(
                f"memory at {asked.more:,}: first process {large.first / 1e6:.0f} MB, a worker {large.worker / 1e6:.0f} MB (target 1,000 MB)"
            )


if __name__ == "__main__":
    main()
