"""Findings as SARIF 2.1.0 (OASIS), for code-scanning views."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Final

from sanshen.model.finding import Finding
from sanshen.model.mask import mask
from sanshen.model.text import EMPTY, Lang, Text

SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def _uri(path: str) -> str:
    from urllib.parse import quote

    return quote(path, safe="/", errors="surrogateescape")


def _result(finding: Finding, lang: Lang, order: Mapping[str, int]) -> dict[str, object]:
    place = finding.place
    text = mask(finding.message.to(lang))
    if finding.advice != EMPTY:
        text += f" → {finding.advice.to(lang)}"
    region: dict[str, object] = {
        "startLine": max(1, place.line),
        "startColumn": max(1, place.column),
        "endColumn": max(place.end_column, place.column, 1),
    }
    if finding.excerpt:
        region["snippet"] = {"text": mask(finding.excerpt)}
    result: dict[str, object] = {
        "ruleId": finding.rule,
        "ruleIndex": order[finding.rule],
        "level": finding.severity.value,
        "message": {"text": text},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": _uri(finding.path), "uriBaseId": "%SRCROOT%"},
                    "region": region,
                }
            }
        ],
    }
    if finding.fixable:
        result["fixes"] = [_fix(finding, lang)]
    if finding.waived:
        result["suppressions"] = [{"kind": "inSource", "status": "accepted"}]
    return result


def _fix(finding: Finding, lang: Lang) -> dict[str, object]:
    """The replacements as one change of one file, for editors that offer to make it."""
    replacements = [
        {
            "deletedRegion": {
                "startLine": edit.place.line,
                "startColumn": edit.place.column,
                "endColumn": edit.place.end_column,
            },
            "insertedContent": {"text": edit.after},
        }
        for edit in finding.fix
    ]
    where = {"uri": _uri(finding.path), "uriBaseId": "%SRCROOT%"}
    return {
        "description": {"text": mask(finding.advice.to(lang))},
        "artifactChanges": [{"artifactLocation": where, "replacements": replacements}],
    }


def render(findings: Sequence[Finding], checked: int, lang: Lang, titles: Mapping[str, Text]) -> str:
    """One SARIF log. `titles` gives each rule id its title; ids that it lacks are described by themselves."""
    ids = sorted({finding.rule for finding in findings})
    order = {rule: place for place, rule in enumerate(ids)}
    log = {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "sanshen",
                        "rules": [
                            {"id": rule, "shortDescription": {"text": titles.get(rule, Text(rule, rule)).to(lang)}}
                            for rule in ids
                        ],
                    }
                },
                # Columns count characters, not UTF-16 units.
                "columnKind": "unicodeCodePoints",
                "results": [_result(finding, lang, order) for finding in findings],
                "properties": {"checked": checked},
            }
        ],
    }
    return json.dumps(log, ensure_ascii=True, indent=1) + "\n"
