"""Findings for programs: exactly the JSON of the contract."""

from __future__ import annotations

import json
from collections.abc import Sequence

from sanshen.model.finding import Finding
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


def render(findings: Sequence[Finding], checked: int, lang: Lang) -> str:
    """One JSON object on one line."""
    report = {"findings": [entry(finding, lang) for finding in findings], "checked": checked}
    # Surrogates from undecodable file names cannot be written as UTF-8; escaped they can.
    text = json.dumps(report, ensure_ascii=False)
    return (text if text.isprintable() else json.dumps(report)) + "\n"
