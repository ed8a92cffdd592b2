"""Changes judged as one piece: what their signatures bind to, and who must sign (§4b)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final

from sanshen.judging.office import dossiers
from sanshen.model.change import Demand, PathChange, WholeChange
from sanshen.model.errors import UsageError
from sanshen.model.ledger import LedgerEntry, RollbackEntry, TakedownEntry, ledger_path
from sanshen.model.modes import SUBMODULE
from sanshen.model.policy import Policy
from sanshen.model.roster import Roster
from sanshen.reading.office import read_roster
from sanshen.repository import Repository
from sanshen.verdict.paths import PathKind, kind_of
from sanshen.verdict.rows import demands
from sanshen.verdict.takedown import takedown_demand

_SCHEMA: Final = "sanshen-whole-1"


def whole_digest(repository: Repository, changes: Sequence[PathChange]) -> str:
    """SHA-256 over paths, modes and bytes of a change, statements left out (they come with the signing itself)."""
    lines: list[list[str]] = []
    for one in sorted(changes, key=lambda change: change.path):
        if kind_of(one.path) is PathKind.STATEMENT:
            continue
        if one.after is None:
            lines.append([one.path, "-", "-"])
        elif one.after.mode == SUBMODULE:
            lines.append([one.path, one.after.mode, one.after.oid])
        else:
            lines.append([one.path, one.after.mode, hashlib.sha256(repository.read(one.after.oid)).hexdigest()])
    canonical = json.dumps([_SCHEMA, lines], ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


class WholeMaker:
    """Makes the WholeChange of one judgement. `policy` and `roster` are the base's."""

    def __init__(self, repository: Repository, policy: Policy, roster: Roster, base: str) -> None:
        self._repository = repository
        self._policy = policy
        self._roster = roster
        self._base = base

    def digest(self, tree: str) -> str:
        """What signatures over the judged change bind to."""
        return whole_digest(self._repository, self._repository.changes(self._base, tree))

    def digest_at(self, commit: str) -> str | None:
        """The digest of the change as `commit` has it against its own merge base, None where it cannot be obtained."""
        if not self._repository.has(commit):
            return None
        start = self._repository.merge_base(self._base, commit)
        return whole_digest(self._repository, self._repository.changes(start, commit)) if start is not None else None

    def whole(self, tree: str, wanted: Sequence[Demand], commits: Collection[str]) -> WholeChange:
        """The whole change with its demands and its digest at every commit that was signed over."""
        changed = [one.path for one in self._repository.changes(self._base, tree)]
        return WholeChange(
            digest=self.digest(tree),
            demands=tuple(wanted),
            digests={commit: self.digest_at(commit) for commit in commits},
            changed=tuple(path for path in changed if kind_of(path) is PathKind.CONTROL),
        )

    def control_demands(self, tree: str, paths: Sequence[str], now: datetime) -> tuple[Demand, ...]:
        """What the control-plane rows ask for; an unreadable result is compared as if it named nobody."""
        return demands(self._policy, self._roster, self._after(tree), paths, now)

    def _after(self, tree: str) -> Roster:
        try:
            return read_roster(dossiers(self._repository, tree), self._policy)
        except UsageError:
            return Roster(name="", people={}, home={}, district_roles={}, units={})

    def ledger_demands(self, entries: dict[str, LedgerEntry], deleted: Sequence[str]) -> tuple[Demand, ...]:
        """A take-down's one signature, and one by a writer of each other kind of ledger entry."""
        found = [takedown_demand(self._policy, deleted)] if deleted else []
        for path, entry in sorted(entries.items()):
            place = ledger_path(path)
            if place is None or (isinstance(entry, TakedownEntry) and deleted):
                continue
            subject = "" if isinstance(entry, RollbackEntry) else entry.path  # a rollback is of the whole site
            parts = subject.split("/")
            unit = parts[1] if subject.startswith("content/") and len(parts) > 1 else ""
            found.append(Demand(f"ledger-{place.kind}", unit, (path,), ((f"ledger-{place.kind}",),)))
        return tuple(found)
