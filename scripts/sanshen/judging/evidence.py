"""Where sign-offs come from: SSH statements in the repository, or a pull request of the forge. One interface for both (§5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

import msgspec

from sanshen.evidence.statements import SignedStatement
from sanshen.model.change import Contribution, SignOff
from sanshen.model.commit import CommitInfo
from sanshen.model.policy import Policy
from sanshen.model.roster import Roster


class Situation(msgspec.Struct, frozen=True):
    """What a source of evidence is told about the change.

    `new`: statements that the change adds, `existing`: those of the base on the same paths; `replaces`: path → hash of the
    newest record or baseline entry at the base (absent: none); `root`: the repository's first commit.
    """

    policy: Policy
    roster: Roster
    now: datetime
    root: str
    replaces: Mapping[str, str]
    new: Sequence[SignedStatement]
    existing: Sequence[SignedStatement]
    revoked: bytes | None
    excused: Mapping[str, frozenset[str]] = {}
    """Statement hash → earlier entries that it may name (see `replaced.excused_versions`)."""


class Evidence(Protocol):
    """A source of sign-offs and of who made which commit."""

    def sign_offs(self, situation: Situation) -> tuple[SignOff, ...]:
        """Every event of the evidence, void ones included."""
        ...

    def identify(self, situation: Situation, commit: CommitInfo) -> Contribution:
        """Who had a hand in a commit, and whether it is attributed."""
        ...

    def author(self) -> str | None:
        """The person who opened the change, where the evidence tells."""
        ...


class SshEvidence:
    """Statements under `reviews/signatures/` (§5.2); commits are attributed by their SSH signatures."""

    def __init__(self) -> None:
        self._attribution: object = None

    def sign_offs(self, situation: Situation) -> tuple[SignOff, ...]:
        """The statements of the change, verified and chained."""
        from sanshen.evidence.ssh import sign_offs

        return sign_offs(
            situation.new,
            situation.existing,
            situation.roster,
            situation.root,
            situation.replaces,
            situation.now,
            zone=situation.policy.time_zone,
            revoked=situation.revoked,
            excused=situation.excused,
        )

    def identify(self, situation: Situation, commit: CommitInfo) -> Contribution:
        """By the commit's own SSH signature and a key of the roster."""
        from sanshen.evidence.commit_signing import CommitAttribution

        if not isinstance(self._attribution, CommitAttribution):
            self._attribution = CommitAttribution(
                situation.roster, situation.now, zone=situation.policy.time_zone, revoked=situation.revoked
            )
        return self._attribution(commit)

    def author(self) -> str | None:
        """A plain Git server knows no author of a change besides those of its commits."""
        return None
