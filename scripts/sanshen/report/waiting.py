"""Whether a change only waits for people, or has something that must be mended first."""

from __future__ import annotations

from sanshen.model.sheet import Sheet, State, Verdict


def only_unsigned(verdict: Verdict) -> bool:
    """Whether every reason is a signature that is still to come: then no objection, no finding, no other fault stands."""
    return not any(one.blocks for one in verdict.objections) and not to_mend(verdict)


def to_mend(verdict: Verdict) -> bool:
    """Whether the author must mend something before signing makes sense: a finding that blocks, or any other reason that is
    neither a missing signature nor an objection (the turn goes on while one stands, §3). Nobody is called until then.
    """
    findings = [finding for sheet in verdict.articles for finding in sheet.findings] + list(verdict.findings)
    if any(one.blocks for one in findings):
        return True
    vanished = {
        stage.id for sheet in verdict.articles if sheet.kind == "deleted" for stage in sheet.stages if _unsigned(stage.state)
    }
    expected = sum(_awaited(sheet) for sheet in verdict.articles if sheet.kind != "deleted")
    expected += len(vanished) + sum(_unsigned(stage.state) for stage in verdict.whole)
    expected += sum(one.blocks for one in verdict.objections)
    return len(verdict.reasons) > expected


def _awaited(sheet: Sheet) -> int:
    """How many reasons an article's missing signatures make: one for all that are unsigned, one for each amendment."""
    pending = sum(stage.amended == "pending" for stage in sheet.stages)
    return pending + any(_unsigned(stage.state) for stage in sheet.stages)


def _unsigned(state: State) -> bool:
    return state is not State.SIGNED
