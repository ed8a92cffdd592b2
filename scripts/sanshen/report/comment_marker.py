"""The sticky comment's first line, which nobody sees: by it, and by its author, the comment is found again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

MARKER: Final = "<!-- sanshen:gate"
_AT: Final = re.compile(r" at=\S+")
_JUDGED: Final = re.compile(r"判定于 [^·]*")


def first_line(head: str, at: datetime, refused: Sequence[str]) -> str:
    """The marker, what was judged and when, and the logins whose review GitHub refused to request on that day."""
    utc = at.astimezone(UTC)
    barred = f" refused={utc:%Y-%m-%d}:{','.join(refused)}" if refused else ""
    return f"{MARKER} head={head} at={utc:%Y-%m-%dT%H:%M:%SZ}{barred} -->"


def same_apart_from_time(one: str, other: str) -> bool:
    """Whether two comments say the same of the same commit, judged at whatever time."""
    return _timeless(one) == _timeless(other)


def _timeless(body: str) -> str:
    lines = body.replace("\r\n", "\n").strip().split("\n")
    return "\n".join([_AT.sub("", lines[0]), *lines[1:-1], _JUDGED.sub("", lines[-1])])


def refused_before(body: str, head: str, now: datetime) -> tuple[str, ...]:
    """Logins that this comment of ours, about the same head and of the same day, says GitHub refused to ask.

    Whoever may write to the repository can edit it: it spares asking again in vain, and proves nothing.
    """
    first = body.split("\n", 1)[0]
    found = re.search(rf" refused={now.astimezone(UTC):%Y-%m-%d}:([A-Za-z0-9,_-]+) -->$", first.strip())
    return tuple(found[1].split(",")) if found and f" head={head} " in first else ()
