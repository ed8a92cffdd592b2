"""From a history that was proven from the beginning to what is kept of it."""

from __future__ import annotations

from sanshen.records import baseline as baseline_file
from sanshen.records.content import CONTENT, record_of, vanished, was_public
from sanshen.records.kept import Kept, KeptFile, KeptPath, Shelf, Unproven
from sanshen.records.kept_paths import KeptPaths
from sanshen.records.record import Record
from sanshen.records.verifier import Examination, History
from sanshen.repository import Repository


def fit_to_keep(history: History) -> bool:
    """Whether what is proven can only be added to from here on.

    The records branch has no fault, every record of it lies on the walk, and the last of them ends where the walk ends.
    Whatever else there is (a forged record, a commit that is not here yet, a clock that runs behind) is looked at anew each time.
    """
    last = history.chain.last
    records = [file.record for file in history.chain.files if file.record is not None]
    return (
        last is not None
        and last.record is not None
        and history.records is not None
        and last.record.after == history.commit
        and last.record.number == len(records)
        and not history.all_faults
        and not history.cover.later
        and all(map(names_articles, records))
    )


def names_articles(record: Record) -> bool:
    """Whether every version of the record is one of an article."""
    return all(is_article(path) for one in record.versions for path in (one.path, one.moved_from or one.path))


def is_article(path: str) -> bool:
    """Whether a path is that of an article."""
    return path.startswith(CONTENT) and path.endswith(".md")


def baseline_at(repository: Repository, commit: str) -> str:
    """Mode and object of what stands where the baseline would stand; "" where nothing does."""
    entry = repository.entry(commit, baseline_file.PATH)
    return f"{entry.mode} {entry.oid}" if entry is not None else ""


def kept_of(repository: Repository, shelf: Shelf, history: History, examined: Examination) -> tuple[Kept, KeptPaths] | None:
    """What is to be kept of a history, None where it is not fit for it."""
    last = history.chain.last
    if last is None or last.record is None or history.records is None or not fit_to_keep(history):
        return None
    standings, entries = examined.standings, examined.compared.entries
    if not all(map(is_article, (path for path, one in standings.paths.items() if one.baseline is not None))):
        return None
    if not all(path.startswith(CONTENT) for path in entries):  # `content` itself is no folder
        return None
    proofs = examined.proofs
    kept = Kept(
        repository=history.root,
        commit=history.commit,
        place=len(history.walk) - 1,
        records=history.records,
        number=last.record.number,
        digest=last.digest,
        published=last.record.published,
        baseline=baseline_at(repository, history.commit),
        baseline_faults=examined.baseline,
        gaps=examined.gaps,
        faults=tuple(standings.faults),
        doubts=examined.doubts,
        unproven={path: Unproven(why, record_of(standings.paths.get(path))) for path, why in proofs.unproven.items()},
        vanished={
            path: vanished(path, one) for path, one in standings.paths.items() if path not in entries and was_public(one)
        },
        withdrawn=standings.withdrawn,
        proven=len(proofs.proven),
        parts=(),
    )
    return kept, _paths(shelf, examined)


def _paths(shelf: Shelf, examined: Examination) -> KeptPaths:
    standings, entries, hashes = examined.standings.paths, examined.compared.entries, examined.compared.hashes
    owners: dict[str, list[str]] = {}
    for path, standing in sorted(standings.items()):
        for name, _ in standing.last[1]:
            owners.setdefault(name, []).append(path)
    paths = KeptPaths(shelf)
    for path in standings.keys() | entries.keys() | owners.keys():
        entry = entries.get(path)
        file = KeptFile(entry.mode, entry.oid, hashes.get(path, "")) if entry is not None else None
        paths.set(path, KeptPath(standings.get(path), file, tuple(dict.fromkeys(owners.get(path, ())))))
    return paths
