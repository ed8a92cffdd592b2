"""Findings as annotations of a check run: shown by GitHub beside the lines they are about, as plain text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

import msgspec

from sanshen.model.finding import Finding, Severity
from sanshen.model.text import EMPTY
from sanshen.report.inert import inert

MOST: Final = 200
"""How many are shown; the verdict itself names more."""
_LONGEST: Final = 2_000
_ORDER: Final = (Severity.ERROR, Severity.WARNING, Severity.NOTE)
_LEVEL: Final[dict[Severity, Literal["notice", "warning", "failure"]]] = {
    Severity.ERROR: "failure",
    Severity.WARNING: "warning",
    Severity.NOTE: "notice",
}


class Annotation(msgspec.Struct, frozen=True):
    """One annotation in GitHub's own field names; lines and columns are 1-based, `end_column` is the last one marked."""

    path: str
    start_line: int
    end_line: int
    start_column: int
    end_column: int
    annotation_level: Literal["notice", "warning", "failure"]
    title: str
    message: str


def annotations_of(findings: Sequence[Finding]) -> tuple[Annotation, ...]:
    """At most `MOST`, those that block first. A waived one stays visible and does not look as if it blocked."""
    ordered = sorted(findings, key=lambda one: (not one.blocks, _ORDER.index(one.severity)))
    return tuple(_annotation(one) for one in ordered[:MOST])


def _annotation(finding: Finding) -> Annotation:
    place = finding.place
    words = [finding.message.zh, finding.excerpt, "" if finding.advice == EMPTY else f"→ {finding.advice.zh}"]
    if finding.waived:
        words.append("（已附误报说明）")
    return Annotation(
        path=finding.path,
        start_line=place.line,
        end_line=place.line,
        start_column=place.column,
        end_column=max(place.column, place.end_column - 1),
        annotation_level="notice" if finding.waived else _LEVEL[finding.severity],
        title=inert(finding.rule),
        message="\n".join(inert(one) for one in words if one)[:_LONGEST],
    )


def summary_of(findings: Sequence[Finding]) -> str:
    """One line of our own words and numbers: how many there are, and where the verdict stands."""
    blocking = sum(one.blocks for one in findings)
    left = f"，此处只列 {MOST} 个" if len(findings) > MOST else ""
    return f"内容问题 {len(findings)} 个，其中 {blocking} 个必须改{left}。能否合并以状态 sanshen/gate 为准，审签单见合并请求的评论。"
