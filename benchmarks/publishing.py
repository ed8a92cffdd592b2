"""Publishing one more article from a real repository: from the commit to the files on disk, at two sizes, against the whole build.

    .venv/bin/python benchmarks/publishing.py [SMALL LARGE]

The repositories are those of `verify.py`: every article has its own recorded step. Targets: at most 0.03 times the whole build at
4,000; at ten times the size at most 1.15 times the time.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from processes import cpu_of, median
from verify import make

BRANCHES = ("main", "sanshen-records")
MORE = 6
"""Articles that are published one by one after the whole build; the first takes the way into use and is not counted."""


class Cost(NamedTuple):
    """CPU seconds: the whole build, and one more article (the middle of several)."""

    whole: float
    one_more: float


def git(where: Path, *words: str) -> str:
    """The answer of git."""
    return subprocess.run(("git", *words), cwd=where, check=True, capture_output=True, text=True).stdout.strip()


def build(where: Path) -> float:
    """CPU seconds of one run of the program."""
    command: Sequence[str] = (
        sys.executable,
        "-m",
        "sanshen",
        "-C",
        str(where),
        "build",
        "--rev",
        "main",
        "--site-dir",
        str(where.parent / "site"),
    )
    return cpu_of(command, where)


def cost(count: int) -> Cost:
    """A site of `count` articles built whole, then with one more and one more."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"HOME": folder, "XDG_CACHE_HOME": f"{folder}/cache", "XDG_STATE_HOME": f"{folder}/state"}
        where = Path(folder, "town")
        make(where, count + MORE)
        tips = {branch: git(where, "rev-list", "--first-parent", branch).split() for branch in BRANCHES}
        spent = []
        for behind in range(MORE, -1, -1):
            for branch in BRANCHES:
                git(where, "update-ref", f"refs/heads/{branch}", tips[branch][behind])
            spent.append(build(where))
        shown = len(list((where.parent / "site/liangshan/news").glob("*/a*/index.html")))
        assert shown == count + MORE, shown
        return Cost(spent[0], median(spent[2:]))


def main() -> None:
    """Print the figures, all of one core: processes of its own would not be counted."""
    os.sched_setaffinity(0, set(list(os.sched_getaffinity(0))[:1]))
    small, large = (int(one) for one in sys.argv[1:3]) if len(sys.argv) > 2 else (2_000, 20_000)
    few, many = cost(small), cost(large)
    for count, each in ((small, few), (large, many)):
        ratio = each.one_more / each.whole
        print(
            f"{count:,} articles: whole {each.whole:.2f} s CPU, one more {each.one_more:.2f} s: {ratio:.3f}x (target 0.03x at 4,000)"
        )
    print(f"one more at {large:,} against {small:,}: {many.one_more / few.one_more:.2f}x (target 1.15x)")


if __name__ == "__main__":
    main()
