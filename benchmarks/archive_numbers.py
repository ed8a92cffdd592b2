"""What an article that cites a document's number costs with 200 and with 20,000 articles in the archive, in one run.

    .venv/bin/python benchmarks/archive_numbers.py [ROUNDS]

Every article of the archive bears a number. `sanshen check ARTICLE` in a work tree: warm (the archive's numbers are known), after
one article of the archive has changed, and cold (nothing is known); and for comparison an article that cites nothing.
CPU seconds (user + system) of whole processes with their children, medians, the commands in turn.
"""

from __future__ import annotations

import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

REPOSITORY = Path(__file__).parents[1]
sys.path.insert(0, str(REPOSITORY / "tests"))

from support.checking import article, site  # noqa: E402  # tests/ is put on the path first

SIZES = (200, 20_000)
GOAL = 1.2
PLAIN, CITING = "content/liangshan/news/2026/plain.md", "content/liangshan/news/2026/citing.md"
SANSHEN = str(REPOSITORY / ".venv/bin/sanshen")


def archive(where: Path, size: int) -> Path:
    """A repository with so many articles: 60 columns in two units, five years each."""
    files: dict[str, str | bytes] = {}
    for number in range(size):
        unit, column, year = ("liangshan", "portal")[number % 2], f"c{number // 2 % 30}", 2022 + number // 60 % 5
        front = {"title": f"关于做好第{number}项工作的通知", "document": f"{{number: 梁山街办发〔{year}〕{number + 1}号}}"}
        files[f"content/{unit}/{column}/{year}/a{number}.md"] = article("各单位要认真抓好落实。\n\n" * 40, **front)
    cited = "按照《关于做好第60项工作的通知》（梁山街办发〔2023〕61号）办理。\n"
    files |= {PLAIN: article("街道工作人员检查了消防设施。\n"), CITING: article(cited)}
    root = site(where / f"site-{size}", files)
    for words in (("init", "-q"), ("add", "-A"), ("-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "-qm", "a")):
        subprocess.run(("git", *words), cwd=root, check=True)
    return root


def cpu(root: Path, path: str, env: Mapping[str, str]) -> float:
    """CPU seconds of one check; a finding would be a mistake of the benchmark."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    answer = subprocess.run((SANSHEN, "check", path), cwd=root, env=env, check=True, capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if "SS1332" in answer.stdout:
        raise SystemExit(answer.stdout)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def change(root: Path, number: int) -> None:
    """One article of the archive changes."""
    path = root / "content/liangshan/c0/2022/a0.md"
    path.write_text(path.read_text() + f"\n补充说明第{number}条。\n")
    subprocess.run(("git", "-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "-qam", "b"), cwd=root, check=True)


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 9
    with tempfile.TemporaryDirectory() as folder:
        where = Path(folder)
        roots = {size: archive(where, size) for size in SIZES}
        envs = {
            size: {**os.environ, "XDG_CACHE_HOME": str(where / f"cache-{size}"), "XDG_STATE_HOME": str(where / f"state-{size}")}
            for size in SIZES
        }
        times: dict[tuple[str, int], list[float]] = {}

        def measure(what: str, size: int, path: str) -> None:
            times.setdefault((what, size), []).append(cpu(roots[size], path, envs[size]))

        for number in range(rounds):
            for size in SIZES:
                for path in (PLAIN, CITING):
                    cpu(roots[size], path, envs[size])
                measure("cites nothing", size, PLAIN)
                measure("cites, warm", size, CITING)
                change(roots[size], number)
                measure("cites, one article changed", size, CITING)
                if number < 3:  # three rounds of the slowest are enough
                    for one in (where / f"cache-{size}/sanshen").glob("numbers-*"):
                        one.unlink()
                    measure("cites, cold", size, CITING)
        small, large = SIZES
        median = {key: statistics.median(values) for key, values in times.items()}
        for what in dict.fromkeys(what for what, _ in median):
            few, many = median[what, small], median[what, large]
            print(f"{what:<28} {small:,}: {few * 1000:7.1f} ms   {large:,}: {many * 1000:8.1f} ms   {many / few:5.2f}x")
        ratio = median["cites, warm", large] / median["cites, warm", small]
        print(f"warm, {large:,} / {small:,}: {ratio:.2f} (goal <= {GOAL})")
        shutil.rmtree(where, ignore_errors=True)


if __name__ == "__main__":
    main()
