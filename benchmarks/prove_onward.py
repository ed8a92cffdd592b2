"""Proving one changed article on top of what is kept, in archives of 1,000 and 8,000: the price must not grow with the archive.

    python benchmarks/prove_onward.py [SMALL LARGE]

Both archives are made as in `verify.py`, a record an article. In each, everything is proven once from the beginning; then
one more article is signed and merged, and proven by going on. Printed: the time of both by the clock and of the processor (the
median of nine for going on); the targets are for the processor's, which other work on the machine disturbs less.
"""

from __future__ import annotations

import os
import shutil
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parent))

from verify import make

from sanshen.commands.proof_shelf import proof_shelf
from sanshen.records.proving import Proven, prove_onward
from sanshen.repository import Repository

RUNS = 9
TARGET_GROWTH = 1.15
TARGET_OF_COLD = 0.03


class Spent(NamedTuple):
    """Seconds by the clock, and of processor time with git's."""

    wall: float
    cpu: float


class Times(NamedTuple):
    """The cost from the beginning, the cost of going on, megabytes kept."""

    cold: Spent
    onward: Spent
    size: float


def refs(path: Path, back: int) -> None:
    """Put main and the records branch to one step before their ends, or to the ends."""
    with Repository.open(path, dict(os.environ)) as repository:
        for name in ("refs/heads/main", "refs/heads/sanshen-records"):
            end = repository.read_refs(name.replace("heads", "ends"))[0] or repository.read_refs(name)[0]
            if end is None:
                raise SystemExit(name)
            repository.point(name.replace("heads", "ends"), end, old=repository.read_refs(name.replace("heads", "ends"))[0])
            repository.point(name, repository.resolve(f"{end}~{back}"), old=repository.read_refs(name)[0])


def prove(path: Path, env: dict[str, str]) -> tuple[Spent, Proven]:
    """What one proof of main costs, the opening of the repository and all of git included."""
    begun, before = time.perf_counter(), sum(os.times()[:4])
    with Repository.open(path, env) as repository:
        commit = repository.resolve("refs/heads/main")
        proven = prove_onward(repository, commit, now=datetime.now(UTC), shelf=proof_shelf(repository, env, None))
    return Spent(time.perf_counter() - begun, sum(os.times()[:4]) - before), proven


def measure(folder: Path, count: int) -> Times:
    """An archive of `count` articles, proven, and one more."""
    path, home = folder / f"site-{count}", folder / f"home-{count}"
    home.mkdir()
    env = {**os.environ, "HOME": str(home), "XDG_CACHE_HOME": str(home / "cache"), "XDG_STATE_HOME": str(home / "state")}
    make(path, count + 1)
    refs(path, 1)
    cold, before = prove(path, env)
    shutil.copytree(home / "cache", home / "kept")
    refs(path, 0)
    found = []
    for _ in range(RUNS):
        shutil.rmtree(home / "cache")
        shutil.copytree(home / "kept", home / "cache")
        spent, proven = prove(path, env)
        found.append(spent)
        if len(proven.changed_since(before.mark) or ()) != 1 or proven.proofs.faults or len(proven.proofs.proven) != count + 1:
            raise SystemExit(f"not proven as it should be: {proven.proofs.faults[:2]}")
    size = sum(one.stat().st_size for one in (home / "kept").rglob("*") if one.is_file()) / 1e6
    median = Spent(statistics.median(one.wall for one in found), statistics.median(one.cpu for one in found))
    return Times(cold, median, size)


def main() -> int:
    small, large = (int(word) for word in sys.argv[1:3] or ("1000", "8000"))
    with tempfile.TemporaryDirectory() as folder:
        times = {count: measure(Path(folder), count) for count in (small, large)}
    for count, one in times.items():
        cold, more = one.cold, one.onward
        print(f"{count:6,} articles: cold {cold.wall:6.2f} s ({cold.cpu:.2f} s of processor), ", end="")
        print(f"one more {more.wall:5.3f} s ({more.cpu:.3f} s); kept {one.size:.1f} MB")
    growth = times[large].onward.cpu / times[small].onward.cpu
    share = times[large].onward.cpu / times[large].cold.cpu
    print(
        f"processor time: growth {growth:.2f} (at most {TARGET_GROWTH}), of the cold proof {share:.3f} (at most {TARGET_OF_COLD})"
    )
    return 0 if growth <= TARGET_GROWTH and share <= TARGET_OF_COLD else 1


if __name__ == "__main__":
    sys.exit(main())
