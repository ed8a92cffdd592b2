"""A gate on a one-article change: CPU of the whole process in a repository of 200 and of 20,000 articles.

    .venv/bin/python benchmarks/gate.py

Target: at most 1.2 times.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from processes import cpu_of, median

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from support import office  # noqa: E402  # the builders of the tests
from support.repos import Repo  # noqa: E402
from support.town import article  # noqa: E402

RUNS = 9
FEW, MANY = 200, 20_000


def repository(folder: Path, articles: int) -> Repo:
    """`articles` articles on main, spread over units, columns and years; one changed article on branch draft."""
    repo = Repo(folder)
    files = {"reviews/policy.yml": office.policy_bytes(), **office.district_files()}
    genesis = repo.commit(files, "Genesis")
    lines = [f"commit refs/heads/main\ncommitter E <e@example.com> 1790000000 +0000\ndata 1\nc\nfrom {genesis}\n".encode()]
    for number in range(articles):
        unit = ("liangshan", "education")[number % 2]
        column = ("news", "notice", "policy")[number // 2 % 3]
        path = f"content/{unit}/{column}/{2016 + number // 6 % 11}/a{number:06d}.md"
        data = article(f"第 {number} 篇", body="街道组织检查消防设施。\n\n" * 30).encode()
        lines.append(f"M 100644 inline {path}\ndata {len(data)}\n".encode() + data + b"\n")
    repo.import_stream(b"".join(lines))
    repo.commit({"content/liangshan/news/2026/new.md": article()}, "Draft", branch="draft")
    repo.git("repack", "-a", "-d", "-q")
    return repo


def main() -> None:
    """Both in turn, so that a machine that drifts drifts for both."""
    sanshen = str(ROOT / ".venv/bin/sanshen")
    with tempfile.TemporaryDirectory() as folder:
        repos = {count: repository(Path(folder, str(count)), count) for count in (FEW, MANY)}
        seconds: dict[int, list[float]] = {FEW: [], MANY: []}
        for _ in range(RUNS):
            for count, repo in repos.items():
                seconds[count].append(cpu_of([sanshen, "gate", "--base", "main", "--head", "draft"], repo.path, expect=1))
    few, many = median(seconds[FEW]), median(seconds[MANY])
    print(
        f"gate, one article: {few * 1000:.0f} ms CPU at {FEW:,}, {many * 1000:.0f} ms at {MANY:,}: {many / few:.2f}x (target 1.2x)"
    )


if __name__ == "__main__":
    main()
