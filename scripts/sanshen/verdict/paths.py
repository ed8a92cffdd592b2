"""What a repository path is: article, bundle file, statement, ledger entry, record, or control plane (§4, §4a, §4b)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache

from sanshen.model.policy import Policy, Row


class PathKind(StrEnum):
    """The kinds of path that a change may touch; each has its own rules."""

    ARTICLE = "article"
    BUNDLE = "bundle"
    STATEMENT = "statement"
    LEDGER = "ledger"
    RECORD = "record"
    CONTROL = "control"


def kind_of(path: str) -> PathKind:
    """The kind of a path. Any Markdown below `content/` counts as an article (a misplaced one is a fault of its name)."""
    if path.startswith("content/"):
        return PathKind.ARTICLE if path.lower().endswith(".md") else PathKind.BUNDLE
    if path.startswith("reviews/signatures/"):
        return PathKind.STATEMENT
    if path.startswith("reviews/ledger/"):
        return PathKind.LEDGER
    if path.startswith("reviews/records/"):
        return PathKind.RECORD
    return PathKind.CONTROL


def row_of(policy: Policy, path: str) -> Row | None:
    """The first control-plane row whose pattern matches; None only where policy has no catch-all (then nobody can sign)."""
    return next((row for row in policy.control_plane.rows if _matches(row.paths, path)), None)


def unit_of(path: str) -> str:
    """The unit whose dossier the path is part of, else ""."""
    match = re.fullmatch(r"reviews/units/([^/]+)/[^/]+", path)
    return match.group(1) if match else ""


def _matches(patterns: Sequence[str], path: str) -> bool:
    return any(_compiled(pattern).fullmatch(path) for pattern in patterns)


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    """A pattern in which `**` crosses slashes and `*` does not."""
    parts = re.split(r"(\*\*|\*)", pattern)
    wild = {"**": ".*", "*": "[^/]*"}
    return re.compile("".join(wild.get(part, re.escape(part)) for part in parts), re.DOTALL)
