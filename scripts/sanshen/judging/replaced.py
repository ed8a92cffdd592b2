"""What a version replaces: the newest record of its path; and articles that come back after a mistake (§4b, §5.2)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sanshen.evidence.statements import SignedStatement
from sanshen.judging.articles import ArticleChange
from sanshen.model.ledger import LEDGER, TakedownEntry
from sanshen.model.policy import Policy
from sanshen.model.text import Text
from sanshen.reading.office import read_ledger_entry
from sanshen.records.baseline import PATH as BASELINE
from sanshen.records.newest import NewestEntry, newest_entries
from sanshen.records.record import FOLDER, read_file
from sanshen.records.store import tip
from sanshen.repository import Repository


def replaced_versions(newest: Mapping[str, NewestEntry], paths: Collection[str]) -> Mapping[str, str]:
    """Path → hash of the newest record entry (or baseline entry) of that path; absent where there is none."""
    return {path: newest[path].digest for path in paths if path in newest}


def excused_versions(
    repository: Repository, newest: Mapping[str, NewestEntry], statements: Sequence[SignedStatement]
) -> Mapping[str, frozenset[str]]:
    """Statement hash → entries before the newest one that the statement may name all the same.

    Records are written after the merge, so somebody may sign over the newest version before its record exists. They are excused
    only if they signed before that *and* the commit they signed over already contains the step that the newest entry is about:
    a signature made before another change, or before a take-down, must not undo it (T10, Art. 23).
    """
    return {
        one.hash: frozenset(known for until, known in entry.earlier if one.statement.at <= until)
        for one in statements
        if (entry := newest.get(one.statement.path)) is not None
        and entry.earlier
        and repository.has(one.statement.commit)
        and repository.is_ancestor(entry.after, one.statement.commit)
    }


def baseline_refusal(repository: Repository, base: str, changed: Collection[str]) -> tuple[Text, ...]:
    """Why the change may not touch the baseline: it is refused once any record up to `base` exists (§4b)."""
    records = tip(repository) if BASELINE in changed else None
    first = next(iter(repository.list(records, FOLDER)), None) if records is not None else None
    record = read_file(first.path, repository.read(first.oid)).record if first is not None else None
    if first is None or (record is not None and not repository.is_ancestor(record.after, base)):
        return ()
    return (Text(f"已有审签记录，不能再改动 {BASELINE}", f"records exist: {BASELINE} can no longer be changed"),)


def restored_paths(repository: Repository, base: str, policy: Policy, changes: Sequence[ArticleChange]) -> frozenset[str]:
    """Articles that come back byte for byte after a take-down whose newest entry says it was a mistake (§4b, Art. 23)."""
    added = {one.path: one for one in changes if one.before is None and one.article is not None and not one.former_path}
    if not added:
        return frozenset()
    newest_entry = newest_takedowns(repository, base, policy, added)
    mistaken = {path for path, entry in newest_entry.items() if entry.reason == policy.takedown.restore_reason}
    if not mistaken:
        return frozenset()
    newest = newest_entries(repository, base, mistaken)
    wanted = {path: (newest[path].form, newest_entry[path].digest) for path in mistaken & newest.keys()}
    # Both must say so: the records, and the entry that went through the gate with the bytes at hand.
    return frozenset(path for path, forms in wanted.items() if set(forms) == {_form(added[path])})


def _form(change: ArticleChange) -> str:
    return change.article.form if change.article is not None else ""


def newest_takedowns(repository: Repository, base: str, policy: Policy, wanted: Collection[str]) -> Mapping[str, TakedownEntry]:
    """Path → the newest take-down entry that `base` has of it; the gate sees to it that times only grow."""
    newest: dict[str, TakedownEntry] = {}
    for file in repository.list(base, f"{LEDGER}takedown") if wanted else ():
        entry, _ = read_ledger_entry(file.path, repository.read(file.oid), policy)
        if not isinstance(entry, TakedownEntry) or entry.path not in wanted:
            continue
        if entry.path not in newest or newest[entry.path].at < entry.at:
            newest[entry.path] = entry
    return newest
