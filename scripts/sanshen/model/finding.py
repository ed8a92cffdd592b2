"""What a content rule reports."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from sanshen.model.text import EMPTY, Text


class Severity(StrEnum):
    """How much a finding weighs: only an unwaived `error` blocks."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Place(msgspec.Struct, frozen=True):
    """A span of one line; line and columns are 1-based, columns count characters, `end_column` is exclusive."""

    line: int = 1
    column: int = 1
    end_column: int = 1


class Finding(msgspec.Struct, frozen=True):
    """One problem at one place. `excerpt` is masked already: it never shows a secret, an ID or a phone number in full."""

    rule: str
    severity: Severity
    path: str
    place: Place
    message: Text
    excerpt: str = ""
    advice: Text = EMPTY
    waived: bool = False
    waivable: bool = False
    matched: str = ""
    """The exact text a waiver must name; empty where no waiver can apply. Never printed."""

    @property
    def blocks(self) -> bool:
        """Whether this finding alone stops a change."""
        return self.severity is Severity.ERROR and not self.waived
