"""The sheet (审签单) and the verdict, as decided."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Final, Literal

import msgspec

from sanshen.model.change import Paper
from sanshen.model.finding import Finding
from sanshen.model.text import Text

ATTESTED: Final = "attested:"
"""How the evidence of a stage signed on paper begins; then its date, its number, and both entries' ids, joined by a plus."""


def evidence_ids(evidence: str) -> tuple[str, ...]:
    """The ids of what a signature rests on: one, or both entries of a paper."""
    if not evidence.startswith(ATTESTED):
        return (evidence,)
    return tuple(evidence.split(":", 3)[-1].split("+"))


def paper_of(evidence: str) -> tuple[date, str] | None:
    """(date, number) of the paper that a stage was signed on, None where it was not on paper."""
    parts = evidence.split(":", 3)
    if not evidence.startswith(ATTESTED) or len(parts) != len(("attested", "date", "number", "ids")):
        return None
    try:
        return date.fromisoformat(parts[1]), parts[2]
    except ValueError:
        return None


class State(StrEnum):
    """The state of one stage of one article."""

    SIGNED = "signed"
    OPEN = "open"
    WAITING = "waiting"
    VOID = "void"


class StageState(msgspec.Struct, frozen=True):
    """One line of a sheet.

    `amended`: "" | "pending" (counts provisionally until the amender signs) | "stands" (signed before an amendment that its
    amender has signed) | "here" (经本环节修改: the amendment was made and signed at this stage).
    `on_behalf_of`: who delegated, where the signer stands in for somebody.
    """

    id: str
    roles: tuple[str, ...]
    state: State
    person: str | None = None
    at: datetime | None = None
    evidence: str | None = None
    amended: str = ""
    on_behalf_of: str | None = None
    paper: Paper | None = None
    """书面签批（代录）: the paper it was signed on, and who entered it."""


class Correction(msgspec.Struct, frozen=True):
    """One small text correction made while proofing (校改): `before` became `after` on that line of the judged text."""

    line: int
    before: str
    after: str


class Amendment(msgspec.Struct, frozen=True):
    """What an amendment (经本环节修改, Art. 12) made of one passage or front-matter key, cut where it is long; `line` of the new text."""

    line: int
    before: str
    after: str


class Amendments(msgspec.Struct, frozen=True):
    """What was amended since the first sign-off that outlived it; `whole`: nothing else differs.

    `searched`: every passage that differs, before and after, uncut: it is searched for what may not be passed on, and never shown.
    """

    passages: tuple[Amendment, ...]
    whole: bool
    searched: str = ""


class Ignored(msgspec.Struct, frozen=True):
    """A sign-off that counts for nothing (or not for this article), and why."""

    who: str
    at: datetime
    why: Text
    id: str = ""
    path: str = ""
    held: bool = False
    """It came early and waits for its turn (policy `early: hold`)."""


class Objection(msgspec.Struct, frozen=True):
    """退回. `blocks` is False for people without a seat in the change."""

    who: str
    at: datetime
    id: str
    note: str
    blocks: bool
    withheld: tuple[str, ...] = ()
    """Rules by which its words may be shown nowhere; `note` is "" then, and the objection no weaker."""

    @property
    def reason(self) -> Text:
        """What may be shown of its words (untrusted ones), or why they are not shown; EMPTY where there are none."""
        if not self.withheld:
            return Text(self.note, self.note)
        listed = "、".join(self.withheld), ", ".join(self.withheld)
        return Text(
            f"（理由中有不得外传的内容（{listed[0]}），已隐去；请其本人改写）",
            f"(the reason holds what may not be passed on ({listed[1]}) and is not shown; its writer should reword it)",
        )


class Sheet(msgspec.Struct, frozen=True):
    """An article's stages and what was listed beside them."""

    path: str
    grade: str
    kind: str
    substance: str | None
    form: str | None
    stages: tuple[StageState, ...]
    corrections: tuple[Correction, ...] = ()
    complete: bool = False
    reasons: tuple[Text, ...] = ()
    """What, besides unsigned stages, keeps this article from being allowed."""
    voided: tuple[Ignored, ...] = ()
    """Sign-offs that count elsewhere in the change but not here, and why."""
    findings: tuple[Finding, ...] = ()
    amendments: Amendments | None = None
    """What was amended after somebody had signed; None where nothing was."""


class Decision(msgspec.Struct, frozen=True):
    """The outcome of the sign-offs alone: what `signing` decides, before content rules and paths are looked at."""

    sheets: tuple[Sheet, ...]
    open: tuple[str, ...]
    ignored: tuple[Ignored, ...]
    objections: tuple[Objection, ...]
    whole: tuple[StageState, ...] = ()
    whole_complete: bool = True
    reasons: tuple[Text, ...] = ()


class Verdict(msgspec.Struct, frozen=True):
    """The answer of the gate. There is no truth value on purpose: look at `outcome`."""

    outcome: Literal["allowed", "blocked", "undecided"]
    base: str
    head: str
    articles: tuple[Sheet, ...] = ()
    changed: tuple[str, ...] = ()
    whole: tuple[StageState, ...] = ()
    open: tuple[str, ...] = ()
    reasons: tuple[Text, ...] = ()
    ignored: tuple[Ignored, ...] = ()
    objections: tuple[Objection, ...] = ()
    findings: tuple[Finding, ...] = ()
    """Findings that belong to no article of the sheet: control plane, append-only folders, stray files."""
    notes: tuple[Text, ...] = ()
    """Shown, never blocking: faults of the base, for example."""

    def __bool__(self) -> bool:
        """Refuse: a verdict has three outcomes."""
        raise TypeError("a verdict has three outcomes; compare `outcome`")
