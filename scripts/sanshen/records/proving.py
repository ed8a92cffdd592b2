"""Prove a commit, going on from what was proven before: publishing one article costs the same however long the archive is.

    proven = prove_onward(repository, commit, now=now, shelf=shelf)
    proven.proofs                        # the very answer of `prove`; `proofs.proven[path]` is decoded when asked for
    proven.mark                          # keep it beside what you make of these proofs
    proven.changed_since(mark)           # with the mark of what you have made: the articles that may be others now

`changed_since` gives a superset of the article paths whose proof differs between the two: changed, new, moved (both
paths), taken down, no longer proven, or with another picture or attachment. None means that nothing is known of that mark:
all has to be looked at. What else an edition depends on is for the caller to compare: `proofs.office_at` (look, roster,
policy), `proofs.withdrawn`, `proofs.unproven` (both are complete), and the hour at which an embargo ends (`publish-after`).
Whoever reads a file again that `changed_since` does not name does well to hold its SHA-256 against the proof: what is kept
was read once, and an object id is SHA-1.

Only `build` goes on from what is kept. `verify` begins at the genesis commit each time: it is the auditor's question.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import msgspec

from sanshen.model.errors import BlockedError, UndecidedError
from sanshen.model.proof import Proof, Proofs
from sanshen.records.content import unproven_fault
from sanshen.records.keeping import kept_of
from sanshen.records.kept import Journal, Kept, Shelf, mark_of, noted, since
from sanshen.records.kept_paths import KeptPaths, KeptProofs, LostError
from sanshen.records.onward import advance
from sanshen.records.standing_office import standing_office
from sanshen.records.verifier import Examination, History, cut_to_records, examine, read_history
from sanshen.repository import Repository


class Proven(msgspec.Struct, frozen=True):
    """What is proven, and its mark ("" where it is not kept, so that nothing can be asked about it later)."""

    proofs: Proofs
    mark: str = ""
    journal: Journal = ()

    def changed_since(self, mark: str) -> frozenset[str] | None:
        """Article paths whose proof may differ from that of `mark`; None where the mark is not known (any more)."""
        if not mark or not self.mark:
            return None
        return frozenset() if mark == self.mark else since(self.journal, mark)


def prove_onward(repository: Repository, commit: str, *, now: datetime, shelf: Shelf | None) -> Proven:
    """What `prove` gives, from what is kept on the shelf where nothing speaks against it; the shelf is brought up to date."""
    if shelf is None or repository.is_shallow:
        return Proven(examine(repository, read_history(repository, commit, now=now)).proofs)
    return _Prover(repository, shelf, commit, now).prove()


class _Prover:
    def __init__(self, repository: Repository, shelf: Shelf, commit: str, now: datetime) -> None:
        self._repository = repository
        self._shelf = shelf
        self._commit = commit
        self._now = now

    def prove(self) -> Proven:
        kept = self._found()
        proven = self._resume(kept) if kept is not None else None
        return proven if proven is not None else self._begin()

    def _found(self) -> Kept | None:
        data = self._shelf.root()
        try:
            return msgspec.msgpack.decode(data, type=Kept) if data is not None else None
        except msgspec.MsgspecError:  # of another version of a library; what cannot be read is not there
            return None

    def _resume(self, kept: Kept) -> Proven | None:
        """Go on from what is kept; None where that leaves any doubt."""
        try:
            return self._go_on(kept)
        except (LostError, BlockedError, UndecidedError):  # the whole proof decides, and says itself where it cannot
            return None

    def _go_on(self, kept: Kept) -> Proven | None:
        paths = KeptPaths(self._shelf, kept.parts)
        onward = advance(self._repository, kept, paths, self._commit, self._now)
        if onward is None:
            return None
        journal = noted(kept.journal, self._mark(kept), onward.changed)
        if (onward.kept.commit, onward.kept.records) == (kept.commit, kept.records):
            return self._proven(kept, paths, kept.journal)
        if onward.recorded == self._commit:
            self._keep(msgspec.structs.replace(onward.kept, journal=journal), paths)
        elif onward.recorded != kept.commit:
            nearer = self._up_to(kept, onward.recorded)
            return self._go_on(nearer) if nearer is not None else None
        elif since(kept.journal, self._mark(onward.kept)) is None:
            aside = noted(kept.journal, self._mark(onward.kept), onward.changed)
            self._keep(msgspec.structs.replace(kept, journal=aside), None)
        return self._proven(onward.kept, paths, journal)

    def _up_to(self, kept: Kept, commit: str) -> Kept | None:
        """Bring what is kept up to the end of the newest record, where the rest of the way can begin."""
        paths = KeptPaths(self._shelf, kept.parts)
        onward = advance(self._repository, kept, paths, commit, self._now)
        if onward is None or onward.recorded != commit:
            return None
        journal = noted(kept.journal, self._mark(kept), onward.changed)
        return self._keep(msgspec.structs.replace(onward.kept, journal=journal), paths)

    def _begin(self) -> Proven:
        """Prove from the genesis commit on, and keep it where that may be kept."""
        history = read_history(self._repository, self._commit, now=self._now)
        nearer = cut_to_records(history)
        kept = self._keep_history(nearer, examine(self._repository, nearer)) if nearer is not None else None
        proven = self._resume(kept) if kept is not None else None
        if proven is not None:
            return proven
        examined = examine(self._repository, history)
        kept = self._keep_history(history, examined)
        return Proven(examined.proofs, self._mark(kept) if kept is not None else "")

    def _keep_history(self, history: History, examined: Examination) -> Kept | None:
        made = kept_of(self._repository, self._shelf, history, examined)
        return self._keep(*made) if made is not None else None

    def _keep(self, kept: Kept, paths: KeptPaths | None) -> Kept | None:
        """Keep it, with its changed paths where there are any; returns it as it was kept."""
        try:
            parts, new = paths.packed() if paths is not None else (kept.parts, {})
            made = msgspec.structs.replace(kept, parts=parts)
            self._shelf.keep(msgspec.msgpack.encode(made), new)
        except UnicodeEncodeError:  # a path that is no UTF-8: such a tree is proven anew each time
            return None
        return made

    def _mark(self, kept: Kept) -> str:
        return mark_of(self._shelf.code, kept.commit, kept.records)

    def _proven(self, kept: Kept, paths: KeptPaths, journal: Journal) -> Proven:
        return Proven(self._proofs(kept, paths), self._mark(kept), journal)

    def _proofs(self, kept: Kept, paths: KeptPaths) -> Proofs:
        unproven = sorted(kept.unproven.items())
        named = [unproven_fault(path, one.record, one.why) for path, one in unproven]
        gone = [fault for _, fault in sorted(kept.vanished.items())]
        return Proofs(
            commit=kept.commit,
            proven=KeptProofs(paths, frozenset(kept.unproven), kept.proven, self._again),
            unproven={path: one.why for path, one in unproven},
            withdrawn=tuple(one for path, one in sorted(kept.withdrawn.items()) if path not in kept.unproven),
            faults=(*kept.baseline_faults, *kept.gaps, *kept.faults, *named, *gone),
            records=kept.number,
            office_at=standing_office(self._repository, kept.doubts, kept.commit),
        )

    def _again(self) -> Mapping[str, Proof]:
        return examine(self._repository, read_history(self._repository, self._commit, now=self._now)).proofs.proven
