"""The one place where "allowed" is decided: sheets, findings and reasons → the Verdict (§1, §6)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from sanshen.model.finding import Finding
from sanshen.model.sheet import Decision, Sheet, StageState, Verdict
from sanshen.model.text import Text
from sanshen.verdict.paths import PathKind
from sanshen.verdict.scope import Scope


class Subject(msgspec.Struct, frozen=True):
    """An article of the change as the verdict lists it, whether or not it could be read and judged."""

    path: str
    kind: str
    grade: str
    substance: str | None
    form: str | None
    takedown: bool = False
    """It vanishes: the whole change's signatures are its own."""


def blocked(base: str, head: str, reasons: Sequence[Text]) -> Verdict:
    """A verdict for a change that cannot even be looked at closely."""
    return Verdict("blocked", base, head, reasons=tuple(reasons))


def conclude(
    base: str,
    head: str,
    decision: Decision,
    subjects: Sequence[Subject],
    scope: Scope,
    findings: Sequence[Finding],
    reasons: Sequence[Text] = (),
    notes: Sequence[Text] = (),
) -> Verdict:
    """Allowed only where no reason and no blocking finding stands, every article has a complete sheet, every seat is filled."""
    takedown = any(one.takedown for one in subjects)
    findings = (*findings, *(one for sheet in decision.sheets for one in sheet.findings))
    sheets = tuple(_sheet(one, decision, findings) for one in subjects)
    all_reasons = (*reasons, *decision.reasons, *_spoken(findings), *_unjudged(subjects, decision))
    complete = decision.whole_complete and all(_complete(one, decision) for one in subjects)
    nothing_blocks = not any(one.blocks for one in findings) and not any(one.blocks for one in decision.objections)
    allowed = not all_reasons and complete and nothing_blocks
    return Verdict(
        outcome="allowed" if allowed else "blocked",
        base=base,
        head=head,
        articles=sheets,
        changed=tuple(one.path for one in scope.of(PathKind.CONTROL)),
        whole=() if takedown else decision.whole,
        open=decision.open,
        reasons=all_reasons,
        ignored=decision.ignored,
        objections=decision.objections,
        findings=tuple(one for one in findings if one.path not in {sheet.path for sheet in sheets}),
        notes=tuple(notes),
    )


def _sheet(subject: Subject, decision: Decision, findings: Sequence[Finding]) -> Sheet:
    own = tuple(one for one in findings if one.path == subject.path)
    decided = next((one for one in decision.sheets if one.path == subject.path), None)
    if decided is not None:
        return msgspec.structs.replace(decided, findings=own)
    stages: tuple[StageState, ...] = decision.whole if subject.takedown else ()
    return Sheet(
        path=subject.path,
        grade=subject.grade,
        kind=subject.kind,
        substance=subject.substance,
        form=subject.form,
        stages=stages,
        complete=subject.takedown and decision.whole_complete,
        findings=own,
    )


def _complete(subject: Subject, decision: Decision) -> bool:
    if subject.takedown:
        return decision.whole_complete
    return any(one.path == subject.path and one.complete for one in decision.sheets)


def _unjudged(subjects: Sequence[Subject], decision: Decision) -> Iterator[Text]:
    decided = {one.path for one in decision.sheets}
    for one in subjects:
        if not one.takedown and one.path not in decided:
            yield Text(f"{one.path}：无法判定，请先改正其问题", f"{one.path}: cannot be judged; mend its faults first")


def _spoken(findings: Sequence[Finding]) -> Iterator[Text]:
    """Every blocking finding as one reason: where and what."""
    for one in findings:
        if one.blocks:
            where = f"{one.path}:{one.place.line}:{one.place.column}"
            yield Text(f"{where}：{one.rule} {one.message.zh}", f"{where}: {one.rule} {one.message.en}")
