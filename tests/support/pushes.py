"""A plain Git server on this machine: a bare repository with the hook, and clients that really push to it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from support.repos import Repo, clean_environment

HOOK = Path(__file__).parents[2] / "hooks" / "pre-receive"


class Push(NamedTuple):
    """How a push ended: Git's exit code and everything the client was told."""

    code: int
    said: str


def server(path: Path, source: Repo | None = None, *, hook: bool = True) -> Path:
    """A bare repository (with the branch main of `source`, pushed before the hook was there), the hook linked into it."""
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(path)], check=True, env=clean_environment())
    if source is not None:
        source.git("push", "-q", str(path), "refs/heads/main")
    configure(path, "sanshen.python", sys.executable)
    if hook:
        (path / "hooks").mkdir(exist_ok=True)
        (path / "hooks" / "pre-receive").symlink_to(HOOK)
    return path


def configure(path: Path, name: str, value: str) -> None:
    """Set a value in the server's own configuration."""
    subprocess.run(["git", "--git-dir", str(path), "config", name, value], check=True, env=clean_environment())


def push(repo: Repo, to: Path | str, *refs: str, options: tuple[str, ...] = (), **env: str) -> Push:
    """Push over the file protocol (pack, quarantine, hook and all) or whatever `to` names."""
    where = f"file://{to}" if isinstance(to, Path) else to
    done = subprocess.run(
        ["git", "push", *options, where, *refs],
        capture_output=True,
        cwd=repo.path,
        env={**clean_environment(GIT_DIR=str(repo.git_dir)), **env},
        check=False,
    )
    return Push(done.returncode, (done.stdout + done.stderr).decode("utf-8", "replace"))


def refs_of(path: Path) -> dict[str, str]:
    """Every ref of a repository."""
    done = subprocess.run(
        ["git", "--git-dir", str(path), "for-each-ref", "--format=%(refname) %(objectname)"],
        capture_output=True,
        check=True,
        text=True,
        env=clean_environment(),
    )
    return dict(line.split(" ") for line in done.stdout.splitlines())


def on_path(program: str) -> bool:
    """Whether a program is installed; in CI all of them must be."""
    from shutil import which

    found = which(program, path=os.environ["PATH"] + ":/usr/sbin:/sbin") is not None
    return found or bool(os.environ.get("CI"))
