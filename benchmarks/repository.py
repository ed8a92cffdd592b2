"""What a one-article change costs in a small and in a large repository, and reading all blobs against `git cat-file`.

    .venv/bin/python benchmarks/repository.py [SMALL LARGE]

Times are medians; the two sizes are measured alternately in one run, so that a busy machine slows both.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from sanshen.repository import Repository
from support.repos import Repo

ROUNDS = 15
TEXT = "梁山街道开展冬季消防安全检查。" * 100


def make(folder: Path, articles: int) -> Repo:
    """A repository with that many articles in 25 columns, and a branch that changes one of them."""
    repo = Repo(folder / str(articles))
    parts = [b"commit refs/heads/main\ncommitter E <e@example.com> 1790000000 +0000\ndata 1\nc\n"]
    for number in range(articles):
        data = f"{TEXT}{number}\n".encode()
        path = f"content/unit-{number % 5}/column-{number % 25 // 5}/{2000 + number // 25 % 25}/article-{number}.md"
        parts.append(f"M 100644 inline {path}\ndata {len(data)}\n".encode() + data + b"\n")
    repo.import_stream(b"".join(parts))
    repo.branch("draft")
    repo.commit({"content/unit-0/column-0/2000/article-0.md": "changed\n"}, branch="draft")
    repo.commit({"README.md": "main moved on\n"})
    return repo


def judge(repo: Repo) -> int:
    """The Git side of one verdict: open, merge, compare, read both sides, history."""
    with Repository.open(repo.path, os.environ) as opened:
        base, head = opened.resolve("main"), opened.resolve("draft")
        tree = opened.merge(base, head).tree
        assert tree is not None
        found = opened.changes(base, tree)
        return sum(len(opened.read(side.oid)) for change in found for side in (change.before, change.after) if side)


def seconds(work: Callable[[], object]) -> float:
    """Wall-clock time of one call."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def cat_file(repo: Repo, oids: bytes) -> None:
    """What git itself takes for the same blobs."""
    command = ["git", "-C", str(repo.path), "cat-file", "--batch", "--buffer"]
    subprocess.run(command, input=oids, stdout=subprocess.PIPE, check=True)


def read_all(repo: Repo) -> None:
    """Every article through the sealed store."""
    with Repository.open(repo.path, os.environ) as opened:
        entries = opened.list(opened.resolve("main"), "content")
        for _ in opened.read_many(entry.oid for entry in entries):
            pass


def main() -> None:
    """Print the table."""
    small_size, large_size = (int(word) for word in sys.argv[1:3]) if len(sys.argv) > 2 else (200, 20_000)
    with tempfile.TemporaryDirectory(prefix="sanshen-bench-") as name:
        small, large = make(Path(name), small_size), make(Path(name), large_size)
        pairs = [(seconds(lambda: judge(small)), seconds(lambda: judge(large))) for _ in range(ROUNDS)]
        one, other = (statistics.median(side) for side in zip(*pairs, strict=True))
        print(f"one-article change   {small_size:>6} articles {one * 1000:7.1f} ms")
        print(f"                     {large_size:>6} articles {other * 1000:7.1f} ms   {other / one:.2f}x")
        with Repository.open(large.path, os.environ) as opened:
            oids = "".join(f"{entry.oid}\n" for entry in opened.list(opened.resolve("main"), "content")).encode()
        git, ours = (
            statistics.median(seconds(work) for _ in range(5))
            for work in (lambda: cat_file(large, oids), lambda: read_all(large))
        )
        print(f"all blobs            git cat-file    {git * 1000:7.1f} ms")
        print(f"                     sanshen         {ours * 1000:7.1f} ms   {ours / git:.2f}x")


if __name__ == "__main__":
    main()
