"""Findings for people: one line each with place, weight and rule, then the excerpt and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sanshen.model.finding import Finding, Severity
from sanshen.model.text import EMPTY, Lang, Text
from sanshen.report.inert import inert

_WEIGHT: Final = {
    Severity.ERROR: Text("错误", "error"),
    Severity.WARNING: Text("提醒", "warning"),
    Severity.NOTE: Text("说明", "note"),
}


def finding_lines(finding: Finding, lang: Lang) -> list[str]:
    """One finding: place, weight, rule and message; then its excerpt and what to do, indented."""
    place = f"{inert(finding.path)}:{finding.place.line}:{finding.place.column}"
    weight = _WEIGHT[finding.severity].to(lang)
    if finding.waived:
        weight += Text("（已说明为误报）", " (waived)").to(lang)
    lines = [f"{place}: {weight} {finding.rule}: {inert(finding.message.to(lang))}"]
    if finding.excerpt:
        lines.append(f"    | {inert(finding.excerpt)}")
    if finding.advice != EMPTY:
        lines.append(f"    → {inert(finding.advice.to(lang))}")
    return lines


def _summary(findings: Sequence[Finding], checked: int) -> Text:
    errors = sum(finding.blocks for finding in findings)
    warnings = sum(finding.severity is Severity.WARNING and not finding.waived for finding in findings)
    waived = sum(finding.waived for finding in findings)
    fixable = sum(finding.fixable for finding in findings)
    total = Text(
        f"检查了 {checked} 个文件：{errors} 处错误，{warnings} 处提醒，{waived} 处已说明",
        f"{checked} files checked: {errors} errors, {warnings} warnings, {waived} waived",
    )
    if not fixable:
        return total
    return total + Text(
        f"；其中 {fixable} 处可用 sanshen check --fix 代为改正", f"; sanshen check --fix can put {fixable} right"
    )


def render(findings: Sequence[Finding], checked: int, lang: Lang) -> str:
    """The whole report, ending in one line of totals."""
    lines = [line for finding in findings for line in finding_lines(finding, lang)]
    return "\n".join([*lines, _summary(findings, checked).to(lang)]) + "\n"
