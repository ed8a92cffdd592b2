"""A record (审签记录): the proof that one step of the protected branch was fully signed, and its canonical form.

The canonical form is JSON with sorted keys, no spaces, raw UTF-8; times are whole seconds in UTC ("2026-11-23T06:11:20Z").
A record file is the canonical form of `{"record": …, "signature": …}`; the signature is over the record's own canonical bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final, Literal

import msgspec

SCHEMA: Final = "sanshen-record-1"
NAMESPACE: Final = "sanshen-record"
BRANCH: Final = "refs/heads/sanshen-records"
FOLDER: Final = "reviews/records/"
NONE: Final = "none"


class _Written(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Base of everything inside a record: unknown keys are faults."""


class SheetLine(_Written, frozen=True):
    """One signed stage. `evidence` is the review's or statement's id; `on_behalf_of` names the one who delegated."""

    stage: str
    person: str
    at: datetime
    evidence: str
    on_behalf_of: str
    amended: str


class CorrectedText(_Written, frozen=True):
    """One 校改: on `line` of the published text, `from` became `to`."""

    line: int
    from_: str = msgspec.field(name="from")
    to: str


class RecordedVersion(_Written, frozen=True):
    """One version of one path. A withdrawn version has no bytes: its `blob`, `sha256` and digests are "".

    `replaces` is the SHA-256 of the canonical form of the entry before it on that path (or of the baseline's entry), or "none".
    """

    path: str
    number: int
    replaces: str
    state: Literal["published", "withdrawn"]
    blob: str
    sha256: str
    substance: str
    form: str
    grade: str
    bundle: tuple[tuple[str, str], ...]
    sheet: tuple[SheetLine, ...]
    corrections: tuple[CorrectedText, ...]
    moved_from: str
    sample: str


class ChangedPath(_Written, frozen=True):
    """A control-plane or ledger file of the step with the SHA-256 of its new bytes, "none" where it was removed."""

    path: str
    sha256: str


class WholeStep(_Written, frozen=True):
    """The part of a step that is judged as one piece: its files and who signed for them."""

    changed: tuple[ChangedPath, ...]
    stages: tuple[SheetLine, ...]


class ForgeAccount(_Written, frozen=True):
    """An account of the forge, as its answer gave it."""

    id: int
    login: str
    type: str


class ForgeEvent(_Written, frozen=True):
    """A review or `/sign` comment as the forge gave it, counted or not, in the forge's own words and numbers.

    `user` is None where the account is deleted, `commit_id` "" where none is given (a comment names its commit in the
    body), `edited` whether it was changed after it was made. `body` is masked and cut.
    """

    kind: Literal["review", "comment"]
    id: int
    user: ForgeAccount | None
    state: str
    commit_id: str
    at: datetime
    edited: bool
    through_app: bool
    body: str

    @property
    def named(self) -> str:
        """How a sheet's line names it."""
        return f"{self.kind}:{self.id}"


class StepEvidence(_Written, frozen=True, omit_defaults=True):
    """Where the sign-offs came from; `pull` is the pull request's number, 0 without a forge.

    `events`: what lay before the judge on a forge; `left_out` counts those that are not kept, because there were too many.
    """

    kind: Literal["ssh", "github", "baseline"]
    pull: int
    events: tuple[ForgeEvent, ...] = ()
    left_out: int = 0


class Record(_Written, frozen=True):
    """One step, tip `before` → tip `after`. `judged_at` is the step's time, `published` the time the pipeline wrote this."""

    schema: Literal["sanshen-record-1"]
    repository: str
    number: int
    previous: str
    before: str
    after: str
    judged_at: datetime
    published: datetime
    evidence: StepEvidence
    versions: tuple[RecordedVersion, ...]
    control_plane: WholeStep
    takedowns: tuple[str, ...]


class Sealed(_Written, frozen=True):
    """A record file as stored: the record's bytes as they are, and the armored SSH signature over them."""

    record: msgspec.Raw
    signature: str


def canonical(value: msgspec.Struct) -> bytes:
    """The canonical bytes of anything a record is made of."""
    return msgspec.json.encode(value, order="sorted")


def digest(value: msgspec.Struct) -> str:
    """SHA-256 of the canonical bytes, hex."""
    return hashlib.sha256(canonical(value)).hexdigest()


def file_path(record: Record) -> str:
    """Where the record is stored on the records branch: by the year of publication and its running number."""
    return f"{FOLDER}{record.published.astimezone(UTC).year:04d}/{record.number:06d}.json"


def seal_file(record: Record, signature: str) -> bytes:
    """The bytes of a record file."""
    return canonical(Sealed(record=msgspec.Raw(canonical(record)), signature=signature))


class RecordFile(msgspec.Struct, frozen=True):
    """One file of the records branch, read. `problem` says why it is no record ("" where it is one)."""

    path: str
    record: Record | None = None
    body: bytes = b""
    signature: str = ""
    problem: str = ""

    @property
    def digest(self) -> str:
        """SHA-256 of the record's canonical bytes, hex."""
        return hashlib.sha256(self.body).hexdigest()

    @property
    def named_number(self) -> int:
        """The number the file's name gives, 0 where it gives none."""
        stem = self.path.rpartition("/")[2].removesuffix(".json")
        return int(stem) if stem.isascii() and stem.isdigit() else 0


def _times(record: Record) -> Iterator[datetime]:
    yield from (record.judged_at, record.published)
    yield from (event.at for event in record.evidence.events)
    yield from (line.at for line in record.control_plane.stages)
    yield from (line.at for version in record.versions for line in version.sheet)


def _plain_time(at: datetime) -> bool:
    """Whole seconds in UTC: the one spelling of a time."""
    return at.utcoffset() == timedelta(0) and not at.microsecond


_SEALED = msgspec.json.Decoder(Sealed)
_RECORD = msgspec.json.Decoder(Record)


def read_file(path: str, data: bytes) -> RecordFile:
    """Read a record file strictly: only canonical bytes are a record, so no byte can change unseen. Never raises."""
    try:
        sealed = _SEALED.decode(data)
        body = bytes(sealed.record)
        record = _RECORD.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        return RecordFile(path, problem=str(error))
    # What survives decoding but not encoding (spaces, escapes, doubled keys, other offsets) was not written by `record`.
    if canonical(record) != body or canonical(sealed) != data or not all(map(_plain_time, _times(record))):
        return RecordFile(path, problem="not canonical")
    if file_path(record) != path:
        return RecordFile(path, record, body, sealed.signature, problem="misplaced")
    return RecordFile(path, record, body, sealed.signature)
