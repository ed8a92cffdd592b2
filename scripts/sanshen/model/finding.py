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


class Edit(msgspec.Struct, frozen=True):
    """One replacement in the file: what stands at `place` (`before`, on one line) becomes `after`; neither holds a line break."""

    place: Place
    before: str
    after: str


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
    fix: tuple[Edit, ...] = ()
    """The replacements that put it right, all of them or none; () where a person must decide."""
    verbatim: bool = False
    """It stands in a reprint, whose words are the original's (Art. 18): the fix is made only where that is asked for."""

    @property
    def blocks(self) -> bool:
        """Whether this finding alone stops a change."""
        return self.severity is Severity.ERROR and not self.waived

    @property
    def fixable(self) -> bool:
        """Whether its fix may be made without further ado: what is explained stays as it is, and so does a reprint."""
        return bool(self.fix) and not self.waived and not self.verbatim


class FixState(msgspec.Struct, frozen=True):
    """What became of one fix. `why`: why it was not made, EMPTY where it could be and nobody wanted it."""

    finding: Finding
    made: bool
    why: Text = EMPTY
