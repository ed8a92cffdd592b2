"""Publishing one more article from a real repository: from the difference of two commits to the files on disk, lists, feeds, search included.

    .venv/bin/python benchmarks/publishing.py [SMALL LARGE]

The repositories are those of `build.py`: every article has its own recorded step. Targets: at most 0.03 times the whole build at
4,000; at ten times the size at most 1.15 times the time; faster than Hugo, which builds all anew, after the same change.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from build import dated, repository
from peers import hugo
from processes import median, spent

BRANCHES = ("main", "sanshen-records")
MORE = 6
"""Articles that are published one by one after the whole build; the first takes the way into use and is not counted."""


class Cost(NamedTuple):
    """CPU seconds of the whole build and of one more article (the middle of several); its seconds by the clock, and those of Hugo."""

    whole: float
    one_more: float
    wall: float
    peer: float


def git(where: Path, *words: str) -> str:
    """The answer of git."""
    return subprocess.run(("git", *words), cwd=where, check=True, capture_output=True, text=True).stdout.strip()


def cost(count: int) -> Cost:
    """A site of `count` articles built whole, then with one more and one more."""
    with tempfile.TemporaryDirectory() as folder:
        home = {"HOME": folder, "XDG_CACHE_HOME": f"{folder}/cache", "XDG_STATE_HOME": f"{folder}/state"}
        where, site = repository(Path(folder), count + MORE), Path(folder, "public")
        command = [sys.executable, "-m", "sanshen", "-C", str(where), "build", "--rev", "main", "--site-dir", str(site)]
        tips = {branch: git(where, "rev-list", "--first-parent", branch).split() for branch in BRANCHES}
        runs = []
        for behind in range(MORE, -1, -1):
            for branch in BRANCHES:
                git(where, "update-ref", f"refs/heads/{branch}", tips[branch][behind])
            runs.append(spent(command, where, env={**os.environ, **home}))
        shown = len(list(site.glob("*/*/*/a*/index.html")))
        assert shown == count + MORE, shown
        onward = runs[2:]
        return Cost(
            runs[0].cpu, median([one.cpu for one in onward]), median([one.wall for one in onward]), rebuilt(count + MORE)
        )


def rebuilt(count: int) -> float:
    """Seconds by the clock in which Hugo takes in one more article, into a folder that holds all others."""
    with tempfile.TemporaryDirectory() as name:
        folder, articles = Path(name), list(dated(count))
        spent(hugo(folder, articles[:-1]), folder)
        return spent(hugo(folder, articles), folder).wall


def main() -> None:
    """Print the figures."""
    small, large = (int(one) for one in sys.argv[1:3]) if len(sys.argv) > 2 else (2_000, 20_000)
    few, many = cost(small), cost(large)
    for count, each in ((small, few), (large, many)):
        ratio = each.one_more / each.whole
        print(
            f"{count:,} articles: whole {each.whole:.2f} s CPU, one more {each.one_more:.2f} s: {ratio:.3f}x (target 0.03x at 4,000)"
        )
        print(f"  by the clock {each.wall:.2f} s, Hugo {each.peer:.2f} s: {each.wall / each.peer:.2f}x (target below 1x)")
    print(f"one more at {large:,} against {small:,}: {many.one_more / few.one_more:.2f}x (target 1.15x)")


if __name__ == "__main__":
    main()
