"""A commit as its own bytes tell it, and what merging two commits gives. Nothing here is verified yet."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

import msgspec

NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""Stands for a date that the commit does not give in a readable form."""


class CommitInfo(msgspec.Struct, frozen=True):
    """One commit. Names and addresses are claims of whoever made it; unreadable bytes in them are U+FFFD.

    `signature` is the armoured signature over `payload` (the commit without its signature), None where there is none or
    more than one. `co_authors` are the (name, e-mail) pairs of its `Co-authored-by` trailers as git itself parses them.
    """

    sha: str
    tree: str
    parents: tuple[str, ...]
    author_name: str
    author_email: str
    author_time: datetime
    committer_name: str
    committer_email: str
    committer_time: datetime
    payload: bytes
    co_authors: tuple[tuple[str, str], ...] = ()
    signature: bytes | None = None
    subject: str = ""


class Merge(msgspec.Struct, frozen=True):
    """The result of merging head into base. `tree` is None where it cannot be merged without a human.

    `conflicts`: the paths in conflict, sorted. `unrelated`: the two have no common ancestor, so nothing was merged.
    """

    tree: str | None
    conflicts: tuple[str, ...] = ()
    unrelated: bool = False
