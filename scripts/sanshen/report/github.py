"""Findings as annotations in a GitHub Actions log. Untrusted text: nothing in it may begin a command of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sanshen.model.finding import Finding, Severity
from sanshen.model.text import EMPTY, Lang
from sanshen.report.inert import inert
from sanshen.report.text import render as render_text

_COMMAND: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def _data(text: str) -> str:
    return inert(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _annotation(finding: Finding, lang: Lang) -> str:
    # A waived finding stays visible, but must not look like something that blocks.
    command = "notice" if finding.waived else _COMMAND[finding.severity]
    place = finding.place
    last = max(place.column, place.end_column - 1)
    where = (
        f"file={_property(finding.path)},line={place.line},col={place.column},endColumn={last},title={_property(finding.rule)}"
    )
    message = finding.message.to(lang)
    if finding.excerpt:
        message += f" | {finding.excerpt}"
    if finding.advice != EMPTY:
        message += f" → {finding.advice.to(lang)}"
    return f"::{command} {where}::{_data(message)}"


def render(findings: Sequence[Finding], checked: int, lang: Lang) -> str:
    """One workflow command a finding, then the totals as plain text."""
    totals = render_text(findings, checked, lang).splitlines()[-1]
    return "".join(_annotation(finding, lang) + "\n" for finding in findings) + totals + "\n"
