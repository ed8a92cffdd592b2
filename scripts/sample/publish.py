"""`make site`: open the sample (or take this repository, where it is a district of its own), judge it, prove it, build it."""

from __future__ import annotations

import sys
from pathlib import Path

from git import InvalidGitRepositoryError, Repo
from open import ROOT, open_sample, report

from sanshen.cli import main as sanshen
from sanshen.commands.desk import desk_of_process

SITE = ROOT / "site"
SAMPLE = ROOT / "build" / "sample"
RECORDS = "sanshen-records"


def has_records(checkout: Path) -> bool:
    """Whether the checkout is a district of its own: it has the branch that records are written on."""
    try:
        with Repo(checkout) as repo:
            wanted = {f"refs/heads/{RECORDS}", *(f"refs/remotes/{one.name}/{RECORDS}" for one in repo.remotes)}
            return any(ref.path in wanted for ref in repo.refs)
    except InvalidGitRepositoryError:  # an unpacked archive
        return False


def district() -> Path:
    """The repository that the site is built from."""
    if has_records(ROOT):
        return ROOT
    report(SAMPLE, open_sample(SAMPLE))
    return SAMPLE


def step(number: int, what: str, root: Path, *words: str) -> int:
    """One command of sanshen under its heading."""
    print(f"\n[{number}/3] {what}：sanshen {words[0]}", flush=True)
    return sanshen(list(words), desk_of_process("zh", root))


def main() -> int:
    """0 where everything is on the site; the worst answer of the three commands otherwise."""
    root = district()
    checked = step(1, "检查内容与名册", root, "check")
    proven = step(2, "凭仓库证明", root, "verify")
    built = step(3, "构建网站", root, "build", "--site-dir", str(SITE))
    worst = max(checked, proven, built)
    print()
    if (SITE / "index.html").exists():
        print(
            f"在浏览器中看：python3 -m http.server --directory {SITE.relative_to(ROOT)} 8000，然后打开 http://127.0.0.1:8000/"
        )
    if worst:
        print("有内容没有发布，原因见上。")
    return worst


if __name__ == "__main__":
    sys.exit(main())
