"""What `verify` proves: which articles of a commit were fully signed, since when they are public, and every fault found."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import msgspec

from sanshen.model.sheet import Correction
from sanshen.model.text import Text


class SignedStage(msgspec.Struct, frozen=True):
    """One signed line of a recorded sheet: who signed which stage when, for whom, by which evidence (Art. 12)."""

    stage: str
    person: str
    at: datetime
    evidence: str = ""
    on_behalf_of: str = ""
    amended: str = ""


class Proof(msgspec.Struct, frozen=True):
    """One article proven: the bytes at the revision are those of the newest recorded version of its path.

    `published` is when this version went public, `first_published` when the article did (under an older path too);
    both are the pipeline's own times, or the baseline's. `record` is the repository path of the record on the records
    branch (of `reviews/baseline.json` where `baseline`), `record_digest` the SHA-256 of its canonical bytes, hex.
    `version` counts from 1 per path; 0 for an article that stands as the baseline has it. `sample` is the hash of the
    rendered sample, "" where none was made. `bundle` pairs each file's path with the SHA-256 of its bytes.
    """

    path: str
    version: int
    grade: str
    substance: str
    form: str
    sha256: str
    published: datetime
    first_published: datetime
    record: str
    record_digest: str
    sheet: tuple[SignedStage, ...] = ()
    corrections: tuple[Correction, ...] = ()
    bundle: tuple[tuple[str, str], ...] = ()
    moved_from: str = ""
    baseline: bool = False
    sample: str = ""
    times: tuple[datetime, ...] = ()
    """When each version went public, oldest first; a mere move is no version."""


class Withdrawal(msgspec.Struct, frozen=True):
    """A path that was public and no longer is: taken down (Art. 23), or moved to `moved_to`."""

    path: str
    at: datetime
    record: str
    moved_to: str = ""


class ProofFault(msgspec.Struct, frozen=True):
    """One fault: `path` in the published tree, `record` file it concerns (either may be empty), and what is wrong."""

    path: str
    record: str
    message: Text
    advice: Text = Text("", "")


class Proofs(msgspec.Struct, frozen=True):
    """The whole answer for one commit. Everything is proven only where `faults` is empty.

    `proven` maps article path to its proof; `unproven` holds the files under content/ that must not be published. `office_at` is the
    commit whose roster, policy and look are proven: `commit`, or an older one where a step without a record has changed them.
    """

    commit: str
    proven: Mapping[str, Proof]
    unproven: Mapping[str, Text]
    withdrawn: tuple[Withdrawal, ...] = ()
    faults: tuple[ProofFault, ...] = ()
    records: int = 0
    office_at: str = ""
