"""The files that people append to the repository: statements and ledger entries, read as the change adds them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from sanshen.evidence.statements import SignedStatement, read_statement
from sanshen.judging.content import fault_finding
from sanshen.judging.office import Office
from sanshen.model.finding import Finding
from sanshen.model.ledger import LEDGER, LedgerEntry
from sanshen.model.modes import PLAIN
from sanshen.model.roster import Fault
from sanshen.reading.office import read_ledger_entry
from sanshen.repository import Repository
from sanshen.verdict.paths import PathKind
from sanshen.verdict.scope import Scope


class Paper(msgspec.Struct, frozen=True):
    """Statements and ledger entries that the change adds, read; and the faults of those that cannot be."""

    statements: tuple[SignedStatement, ...]
    entries: Mapping[str, LedgerEntry]
    findings: tuple[Finding, ...]


def read_folder(repository: Repository, treeish: str, folder: str) -> Iterator[SignedStatement]:
    """The statements that stand in one folder of `reviews/signatures/`; what is none there is passed over."""
    entries = repository.list(treeish, folder.rstrip("/"))
    for entry in entries:
        read = read_statement(entry.path, repository.read(entry.oid))
        if isinstance(read, SignedStatement):
            yield read


def read_paper(repository: Repository, office: Office, scope: Scope) -> Paper:
    """Read every statement and ledger entry that the change adds."""
    statements: list[SignedStatement] = []
    entries: dict[str, LedgerEntry] = {}
    findings: list[Finding] = []
    for one in scope.of(PathKind.STATEMENT, PathKind.LEDGER):
        if one.before is not None or one.after is None:
            continue  # append-only: reported by the scope
        data = repository.read(one.after.oid) if one.after.mode == PLAIN else b""
        if one.path.startswith(LEDGER):
            entry, faults = read_ledger_entry(one.path, data, office.policy)
            findings += [fault_finding(fault) for fault in faults]
            entries |= {one.path: entry} if entry is not None else {}
        else:
            read = read_statement(one.path, data)
            statements += [read] if isinstance(read, SignedStatement) else []
            findings += [fault_finding(read)] if isinstance(read, Fault) else []
    return Paper(tuple(statements), entries, tuple(findings))
