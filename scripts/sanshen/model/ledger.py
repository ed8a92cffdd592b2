"""Ledger entries (台账): one file each, append-only, so that two people never conflict and nothing is ever lost."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Final, Literal

import msgspec

from sanshen.model.data import Data, Identifier
from sanshen.model.roster import PersonId

LEDGER: Final = "reviews/ledger/"
Digest = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}$(?!\n)", description="64 位小写十六进制摘要")]
Moment = Annotated[datetime, msgspec.Meta(tz=True, description="带时区的时间，例如 2026-11-02T09:30:00+08:00")]
RepositoryPath = Annotated[str, msgspec.Meta(min_length=1, max_length=1000, description="仓库内路径")]


class TakedownEntry(Data, frozen=True):
    """撤下登记 (Art. 23, 24): which article was taken down, why, by whom. The tombstone page is made from it."""

    schema: Literal[1]
    kind: Literal["takedown"]
    path: RepositoryPath
    reason: Identifier
    at: Moment
    digest: Digest
    """Form digest of the bytes that were taken down."""
    by: PersonId | None = None
    """Who wrote the entry; whoever signs the take-down answers for it either way."""
    note: str = ""
    replaces: RepositoryPath | None = None
    """An earlier entry about the same path that this one corrects (entries are never edited)."""


class PurgeEntry(Data, frozen=True):
    """历史清除登记: a leaked secret was purged from history; `verify` accepts this digest without its bytes."""

    schema: Literal[1]
    kind: Literal["purge"]
    path: RepositoryPath
    reason: Identifier
    at: Moment
    digest: Digest
    by: PersonId | None = None
    note: str = ""
    replaces: RepositoryPath | None = None


Revision = Annotated[str, msgspec.Meta(pattern=r"^([0-9a-f]{40}|[0-9a-f]{64})$(?!\n)", description="完整的提交编号")]


class RollbackEntry(Data, frozen=True):
    """网站回退登记: an older build of the site is put up again, and which articles readers lose by it until the next one."""

    schema: Literal[1]
    kind: Literal["rollback"]
    restores: Digest
    """SHA-256 of the older build's `manifest.json`."""
    revision: Revision
    """The commit that build was made from."""
    at: Moment
    why: Annotated[str, msgspec.Meta(min_length=1, max_length=500, description="为什么回退")]
    disappears: tuple[RepositoryPath, ...] = ()
    """Every article that is public now and is not in the older build."""
    by: PersonId | None = None


LedgerEntry = TakedownEntry | PurgeEntry | RollbackEntry
ENTRY_TYPES: Final[Mapping[str, type[TakedownEntry] | type[PurgeEntry] | type[RollbackEntry]]] = {
    "takedown": TakedownEntry,
    "purge": PurgeEntry,
    "rollback": RollbackEntry,
}
"""Ledger kind → the shape of its entries."""


class LedgerPath(msgspec.Struct, frozen=True):
    """`reviews/ledger/<kind>/<yyyy>/<name>.yml` taken apart."""

    kind: str
    year: str
    name: str


def ledger_path(path: str) -> LedgerPath | None:
    """The parts of a ledger entry's path, or None where the path is not that of an entry."""
    parts = path.split("/")
    if not path.startswith(LEDGER) or len(parts) != 5:  # noqa: PLR2004  # reviews, ledger, kind, year, file
        return None
    kind, year, file = parts[2:]
    name = file.removesuffix(".yml")
    if not (year.isascii() and year.isdigit() and len(year) == 4) or name in {file, ""}:  # noqa: PLR2004  # a year
        return None
    return LedgerPath(kind, year, name)
