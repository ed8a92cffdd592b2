"""Open the sample district: a repository from district.bundle, with what this checkout changed in it as one unsigned commit on top.

    python scripts/sample/open.py build/sample

Nobody signed that last commit, so the site shows what happens to it: `verify` names it, `build` leaves it out.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from git import InvalidGitRepositoryError, Repo
from repositories import new_repository

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
BUNDLE = HERE / "district.bundle"
JUDGED = ("content", "reviews", "mkdocs.yml")
"""What of a checkout belongs to the district."""
BRANCHES = ("main", "sanshen-records")
_MARK = ".git/sanshen-sample"
_AUTHOR = {
    f"GIT_{role}_{key}": value
    for role in ("AUTHOR", "COMMITTER")
    for key, value in (("NAME", "本机改动"), ("EMAIL", "unsigned@example.gov.cn"))
}


def open_sample(target: Path, checkout: Path = ROOT) -> tuple[str, ...]:
    """Make `target` anew from the bundle; returns the paths in which the checkout differs from what was signed.

    FileExistsError where `target` holds something that this program did not make.
    """
    if target.exists() and any(target.iterdir()) and not (target / _MARK).exists():
        raise FileExistsError(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    place = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    try:
        changed = _fill(place, checkout)
        shutil.rmtree(target, ignore_errors=True)
        place.chmod(0o755)
        place.replace(target)
    except BaseException:
        shutil.rmtree(place, ignore_errors=True)
        raise
    return changed


def _fill(place: Path, checkout: Path) -> tuple[str, ...]:
    with new_repository(place) as repo:
        repo.git.update_environment(**_AUTHOR)
        repo.git.fetch("-q", "--update-head-ok", str(BUNDLE), *(f"refs/heads/{name}:refs/heads/{name}" for name in BRANCHES))
        repo.git.reset("-q", "--hard", "main")
        (place / _MARK).touch()
        _overlay(place, checkout)
        repo.git.add("-A")
        changed = tuple(filter(None, repo.git.diff("--cached", "--name-only", "--no-renames", "-z").split("\0")))
        if changed:
            repo.git.commit("-q", "-m", "本机改动，未经审签")
        return changed


def _overlay(place: Path, checkout: Path) -> None:
    for name in JUDGED:
        old = place / name
        shutil.rmtree(old) if old.is_dir() else old.unlink(missing_ok=True)
    for name in _files(checkout):
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(checkout / name, place / name, follow_symlinks=False)


def _files(checkout: Path) -> Iterator[str]:
    """The district's files of the checkout, uncommitted ones included, what Git ignores left out."""
    try:
        with Repo(checkout) as repo:
            listed = repo.git.ls_files("-z", "--cached", "--others", "--exclude-standard", "--", *JUDGED).split("\0")
    except InvalidGitRepositoryError:  # an unpacked archive
        found = [path for name in JUDGED for path in (checkout / name, *(checkout / name).rglob("*"))]
        listed = [path.relative_to(checkout).as_posix() for path in found]
    for name in dict.fromkeys(filter(None, listed)):
        if (checkout / name).is_file() or (checkout / name).is_symlink():
            yield name


def report(target: Path, changed: tuple[str, ...]) -> None:
    """Say what was opened."""
    print(f"样例区已打开：{target}")
    if changed:
        print(f"  其中 {len(changed)} 个文件与签署过的不同，作为一个未签署的提交放在最上面：")
        for name in changed[:10]:
            print(f"    {name}")
        if len(changed) > len(changed[:10]):
            print("    ……")


def main(words: list[str]) -> int:
    """`open.py DIR`."""
    if len(words) != 1:
        print("用法：python scripts/sample/open.py 目录", file=sys.stderr)
        return 2
    target = Path(words[0]).absolute()
    try:
        changed = open_sample(target)
    except FileExistsError:
        print(f"{target} 不是空的，也不是本程序建立的，不会覆盖", file=sys.stderr)
        return 2
    report(target, changed)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
