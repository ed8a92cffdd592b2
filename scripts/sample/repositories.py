"""New repositories by GitPython, in which nothing of this machine's Git configuration counts: no hook, no template, no identity."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from git import Git, Repo

SEALED: Final[Mapping[str, str]] = {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull, "LC_ALL": "C.UTF-8"}
"""Added to the environment of every Git command."""


def new_repository(place: Path) -> Repo:
    """An empty repository at an existing folder, on branch main; its Git commands run sealed."""
    git = Git(place)
    git.update_environment(**SEALED)
    git.init("-q", "-b", "main", "--template=")
    repo = Repo(place)
    repo.git.update_environment(**SEALED)
    return repo
