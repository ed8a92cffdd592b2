"""What a deployment goes by, from the repository: the keys, what is proven today, how revisions follow one another."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime

import msgspec

from sanshen.deploying.grounds import Grounds, Order
from sanshen.deploying.lapses import lapses
from sanshen.deploying.release import Release
from sanshen.judging.office import load_policy, load_roster
from sanshen.model.errors import BlockedError
from sanshen.model.ledger import LEDGER, RollbackEntry
from sanshen.model.policy import Policy
from sanshen.model.proof import Proofs
from sanshen.model.roster import Roster
from sanshen.model.text import Text
from sanshen.reading.office import read_ledger_entry
from sanshen.records.recorded_files import recorded_files
from sanshen.records.verifier import History, prove_history, read_history
from sanshen.repository import Repository

ROLLBACKS = f"{LEDGER}rollback"


class Footing(msgspec.Struct, frozen=True):
    """The repository as a deployment sees it at `commit`; policy and roster are those that are proven."""

    commit: str
    history: History
    proofs: Proofs
    policy: Policy
    roster: Roster


def footing_of(repository: Repository, commit: str, now: datetime) -> Footing:
    """Read and prove the repository at `commit`. Raises UsageError where policy or roster cannot be used."""
    history = read_history(repository, commit, now=now)
    proofs = prove_history(repository, history)
    policy = load_policy(repository, proofs.office_at)
    return Footing(commit, history, proofs, policy, load_roster(repository, proofs.office_at, policy))


def grounds_of(repository: Repository, footing: Footing) -> Grounds:
    """The grounds of a deployment."""
    keys = footing.roster.pipeline_keys
    steps = {commit: number for number, commit in enumerate(footing.history.walk)}

    def live_keys(revision: str) -> Collection[str]:
        """What is up may be signed by a key that has been replaced since."""
        return (*keys, *(footing.history.office.pipeline_keys(revision) if repository.has(revision) else ()))

    def order(new: str, up: str) -> Order:
        if new == up:
            return "same"
        if new in steps and up in steps:  # of a target that remembers many
            return "newer" if steps[new] > steps[up] else "older"
        if not repository.has(up) or not repository.has(new):
            return "unknown"
        if repository.is_ancestor(up, new):
            return "newer"
        return "older" if repository.is_ancestor(new, up) else "parted"

    return Grounds(footing.commit, lambda _: keys, live_keys, lambda release: tuple(lapses(release, footing.proofs)), order)


def require_known(repository: Repository, footing: Footing, release: Release) -> None:
    """BlockedError unless the site was built from the branch that is looked at."""
    revision = release.revision
    if not repository.has(revision) or not repository.is_ancestor(revision, footing.commit):
        made, here = revision[:12], footing.commit[:12]
        raise BlockedError(
            Text(f"网站出自 {made}，不在 {here} 的历史里", f"the site comes from {made}, which {here} does not hold"),
            Text("先 git fetch 并切到主线；或用 --rev 指明主线", "git fetch and switch to main first, or name main with --rev"),
        )


def rollback_entries(repository: Repository, footing: Footing) -> Iterator[tuple[str, RollbackEntry]]:
    """(path, entry) of every rollback that was entered, signed and recorded."""
    for path, data in recorded_files(repository, footing.history, ROLLBACKS):
        entry, _ = read_ledger_entry(path, data, footing.policy)
        if isinstance(entry, RollbackEntry):
            yield path, entry
