"""What reading and judging a whole archive costs, as a multiple of letting git read out the same blobs, in one run.

    .venv/bin/python benchmarks/archive.py [ARTICLES]

`sanshen check --all` over an archive of invented articles (about 1,800 characters and 11 front-matter keys each) with an
empty cache and again with a warm one, against `git cat-file --batch` of the same blobs. Seconds of the clock (all cores) and
of the processor (all processes), start-up included.
"""

from __future__ import annotations

import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

REPOSITORY = Path(__file__).parents[1]
sys.path.insert(0, str(REPOSITORY / "tests"))

from support.checking import site  # noqa: E402  # tests/ is put on the path first

ARTICLES = 10_000
MOST_COLD = 30.0
MOST_WARM = 4.0
CHARACTERS = "".join(chr(code) for code in range(0x4E00, 0x9FA5, 19))
"""Some 1,100 Han characters: articles made of them pack about as well as real ones do (to 0.4 of their bytes)."""


class Cost(NamedTuple):
    """Seconds by the clock and of the processor."""

    wall: float
    cpu: float


def vocabulary(chance: random.Random) -> list[str]:
    """Invented words of two to four characters."""
    return ["".join(chance.choices(CHARACTERS, k=chance.choice((2, 2, 2, 3, 4)))) for _ in range(3_000)]


WORDS = vocabulary(random.Random(1))  # text, not secrets
OFTEN = [1 / rank for rank in range(1, len(WORDS) + 1)]
"""How often a word is used: as in any language, few words are used all the time."""


def paragraph(chance: random.Random) -> str:
    """Two sentences with a figure in them, about 100 characters."""
    words = chance.choices(WORDS, OFTEN, k=40)
    words[10] += f"，共{chance.randint(2, 96)}人参加，"
    words[20] += "。"
    words[30] += "，"
    return "".join(words) + "。"


def article(number: int) -> str:
    """One invented article, different from every other."""
    chance = random.Random(number)  # text, not secrets
    body = [f"{paragraph(chance)}\n\n{paragraph(chance)}\n" for _ in range(7)]
    body.insert(2, "## 工作进展\n")
    body.insert(4, "- " + "\n- ".join(chance.sample(WORDS, 3)) + "\n")
    body.insert(6, f"| 项目 | 数量 |\n| --- | --- |\n| 走访 | {number} |\n| 整改 | {chance.randint(1, 50)} |\n")
    return (
        f"---\ntitle: 梁山街道第{number}号工作动态\ngrade: general\nsource: 梁山街道\ndisclosure: active\n"
        f"keywords: [走访, 整改]\nsummary: {paragraph(chance)[:60]}\nmatter: 日常工作\nsection: 综合办公室\neditor: 某编辑\n"
        "channels: [网站]\nsignatures:\n  review-1: zhang.wei\n---\n\n" + "\n".join(body)
    )


def archive(root: Path, count: int) -> Path:
    """A site of `count` articles, committed."""
    files = {f"content/liangshan/news/2026/a{number:05}.md": article(number) for number in range(count)}
    where = site(root, files)
    for words in (
        ("init", "-q"),
        ("config", "gc.auto", "0"),
        ("add", "."),
        ("-c", "user.name=b", "-c", "user.email=b@example.cn", "commit", "-qm", "b"),
    ):
        subprocess.run(("git", *words), cwd=where, check=True)
    subprocess.run(("git", "repack", "-adq"), cwd=where, check=True)
    return where


def cost(command: Sequence[str], where: Path, env: Mapping[str, str], text: str = "", *, cores: frozenset[int]) -> Cost:
    """One run on those cores; a command that fails is a mistake of the benchmark."""
    os.sched_setaffinity(0, cores)
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(command, cwd=where, env=env, input=text.encode(), capture_output=True, check=False)
    wall, after = time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    assert done.returncode == 0, done.stdout.decode()[:2000] + done.stderr.decode()[:2000]
    return Cost(wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def main() -> None:
    """Measure, print, and fail where a goal is missed."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else ARTICLES
    every, one = frozenset(os.sched_getaffinity(0)), frozenset(list(os.sched_getaffinity(0))[:1])
    with tempfile.TemporaryDirectory() as folder:
        where = archive(Path(folder) / "site", count)
        listed = subprocess.run(("git", "ls-files", "-s", "content"), cwd=where, capture_output=True, check=True, text=True)
        blobs = "".join(line.split()[1] + "\n" for line in listed.stdout.splitlines())
        check = (str(REPOSITORY / ".venv/bin/sanshen"), "check", "--all")
        print(f"{count} articles of {len(article(1))} characters; load {os.getloadavg()[0]:.1f}")
        for name, cores in (("one core", one), (f"{len(every)} cores", every)):
            env = {**os.environ, "XDG_CACHE_HOME": str(Path(folder) / name)}
            read = min(cost(("git", "cat-file", "--batch"), where, env, blobs, cores=cores) for _ in range(3))
            cold = cost(check, where, env, cores=cores)
            warm = min(cost(check, where, env, cores=cores) for _ in range(3))
            print(f"{name}: git cat-file --batch {read.wall:.2f} s wall, {read.cpu:.2f} s CPU")
            for what, took, most in (("cold", cold, MOST_COLD), ("warm", warm, MOST_WARM)):
                # Workers are not waited for: the processor's seconds are told only where there is one core.
                spent = f", {took.cpu:5.2f} s CPU {took.cpu / read.cpu:5.1f}x" if cores == one else ""
                print(f"  {what}: {took.wall:5.2f} s wall {took.wall / read.wall:5.1f}x{spent} (goal <= {most:.0f}x)")


if __name__ == "__main__":
    main()
