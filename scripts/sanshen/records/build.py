"""Pure: from a step that was judged and allowed to the record of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Literal

import msgspec

from sanshen.model.sheet import Sheet, StageState, State
from sanshen.records.chain import Chain, newest_versions
from sanshen.records.record import (
    NONE,
    SCHEMA,
    ChangedPath,
    CorrectedText,
    ForgeEvent,
    Record,
    RecordedVersion,
    SheetLine,
    StepEvidence,
    WholeStep,
    digest,
)


class PublishedFile(msgspec.Struct, frozen=True):
    """One article of the tip after: its blob, the SHA-256 of its bytes and of its bundle, where it moved from, its sheet."""

    sheet: Sheet
    blob: str
    sha256: str
    bundle: tuple[tuple[str, str], ...] = ()
    moved_from: str = ""
    sample: str = ""


class StepFacts(msgspec.Struct, frozen=True):
    """Everything a record says of one allowed step. `removed` are article paths that the tip after no longer has.

    `changed` maps the files that are neither content nor statements to the SHA-256 of their new bytes, or "none".
    """

    root: str
    before: str
    after: str
    judged_at: datetime
    articles: tuple[PublishedFile, ...] = ()
    removed: tuple[str, ...] = ()
    changed: Mapping[str, str] = {}
    whole: tuple[StageState, ...] = ()
    takedowns: tuple[str, ...] = ()
    kind: Literal["ssh", "github", "baseline"] = "ssh"
    pull: int = 0
    events: tuple[ForgeEvent, ...] = ()
    left_out: int = 0


def build(facts: StepFacts, chain: Chain, replaced: Mapping[str, str], published: datetime) -> Record:
    """The record that follows the newest of `chain`. `replaced`: path → hash of its baseline entry.

    `published` never lies before the record before it, so that publication times run forward even when a clock does not.
    """
    last = chain.last
    before = last.record if last is not None else None
    newest = newest_versions(chain)

    def place(path: str) -> tuple[int, str]:
        if path in newest:
            return newest[path][0].number + 1, digest(newest[path][0])
        return 1, replaced.get(path, NONE)

    versions = [_published(one, *place(one.sheet.path)) for one in facts.articles]
    versions += [_withdrawn(path, *place(path)) for path in facts.removed]
    return Record(
        schema=SCHEMA,
        repository=facts.root,
        number=before.number + 1 if before is not None else 1,
        previous=last.digest if last is not None else NONE,
        before=facts.before,
        after=facts.after,
        judged_at=facts.judged_at,
        published=max(published, before.published) if before is not None else published,
        evidence=StepEvidence(kind=facts.kind, pull=facts.pull, events=facts.events, left_out=facts.left_out),
        versions=tuple(sorted(versions, key=lambda version: version.path)),
        control_plane=WholeStep(
            changed=tuple(ChangedPath(path=path, sha256=sha256) for path, sha256 in sorted(facts.changed.items())),
            stages=_lines(facts.whole),
        ),
        takedowns=tuple(sorted(facts.takedowns)),
    )


def _published(one: PublishedFile, number: int, replaces: str) -> RecordedVersion:
    sheet = one.sheet
    return RecordedVersion(
        path=sheet.path,
        number=number,
        replaces=replaces,
        state="published",
        blob=one.blob,
        sha256=one.sha256,
        substance=sheet.substance or "",
        form=sheet.form or "",
        grade=sheet.grade,
        bundle=tuple(sorted(one.bundle)),
        sheet=_lines(sheet.stages),
        corrections=tuple(CorrectedText(line=c.line, from_=c.before, to=c.after) for c in sheet.corrections),
        moved_from=one.moved_from,
        sample=one.sample,
    )


def _withdrawn(path: str, number: int, replaces: str) -> RecordedVersion:
    return RecordedVersion(
        path=path,
        number=number,
        replaces=replaces,
        state="withdrawn",
        blob="",
        sha256="",
        substance="",
        form="",
        grade="",
        bundle=(),
        sheet=(),
        corrections=(),
        moved_from="",
        sample="",
    )


def _lines(stages: Iterable[StageState]) -> tuple[SheetLine, ...]:
    """The signed stages only: nothing else belongs into a proof."""
    return tuple(
        SheetLine(
            stage=stage.id,
            person=stage.person,
            at=stage.at,
            evidence=stage.evidence or "",
            on_behalf_of=stage.on_behalf_of or "",
            amended=stage.amended,
        )
        for stage in stages
        if stage.state is State.SIGNED and stage.person is not None and stage.at is not None
    )
