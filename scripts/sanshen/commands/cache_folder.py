"""Where this program may keep what saves the next run time: the user's own folders, never the repository."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from pathlib import Path


def forget_all_but(place: Path, pattern: str, kept: int) -> None:
    """Delete what was written longest ago of the files of one kind, so that the cache does not grow for ever."""
    found = sorted(place.glob(pattern), key=lambda one: one.stat().st_mtime_ns, reverse=True)
    for old in found[kept:]:
        old.unlink(missing_ok=True)


def cache_folder(env: Mapping[str, str]) -> Path | None:
    """The folder, made where it is not there yet; None where there is no home or others could write to it."""
    return own_folder(env, "XDG_CACHE_HOME", ".cache")


def own_folder(env: Mapping[str, str], variable: str, usual: str) -> Path | None:
    """This program's folder in the one that `variable` names, else in `usual` of the home; None where that is not safe."""
    home = Path(env.get("HOME") or "/nonexistent")
    base = Path(env.get(variable) or home / usual)
    if not base.is_absolute() or (base.is_relative_to(home) and not home.is_dir()):
        return None
    place = base / "sanshen"
    try:
        place.mkdir(parents=True, exist_ok=True, mode=0o700)
        found = place.lstat()
    except OSError:
        return None
    mine = stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    return place if mine else None
