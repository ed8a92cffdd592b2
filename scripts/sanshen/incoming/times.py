"""When an old page was published: by its front matter, by people's word, or by the first commit that had it."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, tzinfo
from pathlib import Path

from sanshen.model.errors import UndecidedError
from sanshen.model.text import Text


def moment(value: object, zone: tzinfo) -> datetime | None:
    """A date or time as front matter gives it; without a zone of its own it is one of `zone`. None where it is none."""
    if isinstance(value, Mapping):  # Material's `date: {created: …, updated: …}`
        return moment(value.get("created"), zone)
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value.strip())
        except ValueError:
            return None
    if isinstance(value, datetime):
        return value if value.tzinfo is not None else value.replace(tzinfo=zone)
    return datetime.combine(value, time(), zone) if isinstance(value, date) else None


def times_of_git(root: Path, env: Mapping[str, str]) -> dict[str, datetime]:
    """Path below `root` → when it first came in, by the committer's date; {} where `root` lies in no repository. One pass."""
    command = ["git", "-c", "core.quotePath=false", "log", "--diff-filter=A", "--no-renames", "--name-only", "-z"]
    command += ["--relative", "-m", "--first-parent", "--format=%x01%ct"]
    clean = {key: value for key, value in env.items() if not key.startswith("GIT_")}
    try:
        done = subprocess.run(command, cwd=root, env=clean, capture_output=True, check=False)
    except FileNotFoundError as error:
        raise UndecidedError(Text("没有找到 git", "git was not found")) from error
    found: dict[str, datetime] = {}
    at = datetime.fromtimestamp(0, UTC)
    for field in done.stdout.decode("utf-8", "surrogateescape").replace("\n", "\0").split("\0"):
        if field.startswith("\x01"):
            at = datetime.fromtimestamp(int(field[1:]), UTC)
        elif field:
            found[field] = at  # newest first, so the last one written is the first time
    return found
