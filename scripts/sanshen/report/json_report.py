"""Findings for programs: exactly the JSON of the contract."""

from __future__ import annotations

import json
from collections.abc import Sequence

from sanshen.model.finding import Finding, FixState
from sanshen.model.mask import mask
from sanshen.model.text import Lang


def entry(finding: Finding, lang: Lang) -> dict[str, object]:
    """One finding with the contract's keys; lines and columns are 1-based, columns count characters."""
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "path": finding.path,
        "line": finding.place.line,
        "column": finding.place.column,
        "end_column": finding.place.end_column,
        "message": mask(finding.message.to(lang)),
        "excerpt": mask(finding.excerpt),
        "waived": finding.waived,
    }


def _fix(state: FixState, lang: Lang) -> dict[str, object]:
    """One fix; the places are those of the file before any fix was made."""
    finding = state.finding
    return {
        "rule": finding.rule,
        "path": finding.path,
        "line": finding.place.line,
        "column": finding.place.column,
        "edits": [
            {
                "line": edit.place.line,
                "column": edit.place.column,
                "end_column": edit.place.end_column,
                "from": mask(edit.before),
                "to": mask(edit.after),
            }
            for edit in finding.fix
        ],
        "made": state.made,
        "why": mask(state.why.to(lang)) or None,
    }


def render(findings: Sequence[Finding], checked: int, lang: Lang, fixes: Sequence[FixState] | None = None) -> str:
    """One JSON object on one line; `fixes` are listed where they were asked for."""
    report: dict[str, object] = {"findings": [entry(finding, lang) for finding in findings], "checked": checked}
    if fixes is not None:
        report["fixes"] = [_fix(state, lang) for state in fixes]
    # Surrogates from undecodable file names cannot be written as UTF-8; escaped they can.
    text = json.dumps(report, ensure_ascii=False)
    return (text if text.isprintable() else json.dumps(report)) + "\n"
