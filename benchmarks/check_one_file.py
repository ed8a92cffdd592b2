"""What `sanshen check ONE.md` costs, as a multiple of `python -c pass` and of markdownlint-cli2 on the same file, in one run.

    .venv/bin/python benchmarks/check_one_file.py [ROUNDS]

CPU seconds (user + system) of the whole process, median of the rounds, the commands measured in turn so that a busy machine
slows all of them. markdownlint-cli2 is measured where it is on PATH or in node_modules (`npm install markdownlint-cli2`).
"""

from __future__ import annotations

import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

REPOSITORY = Path(__file__).parents[1]
sys.path.insert(0, str(REPOSITORY / "tests"))

from support.checking import ARTICLE, article, site  # noqa: E402  # tests/ is put on the path first

ROUNDS = 15
MOST_OF_PYTHON = 8.0
MOST_OF_MARKDOWNLINT = 0.4


def cpu(command: Sequence[str], where: Path) -> float:
    """CPU seconds of one run; a command that fails is a mistake of the benchmark."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, cwd=where, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def markdownlint() -> list[str] | None:
    """The command of markdownlint-cli2, where it is installed."""
    for place in (REPOSITORY, REPOSITORY / "tests" / "support"):
        local = place / "node_modules" / ".bin" / "markdownlint-cli2"
        if local.exists():
            return [str(local)]
    found = shutil.which("markdownlint-cli2")
    return [found] if found else None


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    with tempfile.TemporaryDirectory() as folder:
        where = site(Path(folder), {ARTICLE: article("街道工作人员检查了消防设施，发现隐患 3 处，均已整改。\n\n" * 60)})
        commands = {
            "python -c pass": [str(REPOSITORY / ".venv/bin/python"), "-c", "pass"],
            "sanshen check": [str(REPOSITORY / ".venv/bin/sanshen"), "check", ARTICLE],
        }
        linter = markdownlint()
        if linter is not None:
            (where / ".markdownlint.json").write_text('{"default": false, "MD001": true}')
            commands["markdownlint-cli2"] = [*linter, ARTICLE]
        times: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(rounds):
            for name, command in commands.items():
                times[name].append(cpu(command, where))
    median = {name: statistics.median(values) for name, values in times.items()}
    for name, value in median.items():
        print(f"{name:<20} {value * 1000:7.1f} ms CPU   {median['sanshen check'] / value:5.2f}x (sanshen check / this)")
    ratio = median["sanshen check"] / median["python -c pass"]
    print(f"check / python: {ratio:.1f} (goal <= {MOST_OF_PYTHON})")
    if linter is not None:
        print(
            f"check / markdownlint-cli2: {median['sanshen check'] / median['markdownlint-cli2']:.2f} (goal <= {MOST_OF_MARKDOWNLINT})"
        )
    else:
        print("markdownlint-cli2: not installed, not measured")
    print(f"machine: {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
