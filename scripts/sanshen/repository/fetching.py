"""Fetching commits that a force-push has left behind, for this run only."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from sanshen.repository.process import Git

_SECONDS = "20"
_QUIET = ("--quiet", "--no-tags", "--no-write-fetch-head", "--no-auto-maintenance", "--no-recurse-submodules")


def fetch_missing(user: Git, objects: Path, remote: str, commits: Sequence[str], has: Callable[[str], bool]) -> None:
    """Fetch those commits that are not here (`has`): all in one go, and where that brings not all, the others one by one."""
    wanted = [one for one in commits if not has(one)]
    if wanted:
        fetch(user, objects, remote, wanted)
    for one in wanted if len(wanted) > 1 else ():
        if not has(one):
            fetch(user, objects, remote, (one,))


def fetch(user: Git, objects: Path, remote: str, commits: Sequence[str]) -> None:
    """Ask `remote` for commits; their objects go to the store `objects`, no ref moves. Where one is not there none may come.

    Uses the user's own configuration, for that is where the way to the remote and its credentials stand. No remote, no
    such commit, no answer: the commit is unobtainable, which is a result (it voids one sign-off) and no error.
    """
    environment = {
        "GIT_OBJECT_DIRECTORY": str(objects),
        "GIT_SSH_COMMAND": f"ssh -oBatchMode=yes -oConnectTimeout={_SECONDS}",
        "GIT_HTTP_LOW_SPEED_LIMIT": "1000",
        "GIT_HTTP_LOW_SPEED_TIME": _SECONDS,
    }
    user.run("fetch", *_QUIET, "--", remote, *commits, ok=range(256), extra=environment)
