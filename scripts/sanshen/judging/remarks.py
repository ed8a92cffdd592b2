"""Words that people wrote about a change, before any of them is copied: into a comment, a record, the board, a letter.

What an article may not say of secrets and persons (Art. 13) may not stand there either. Only the words are held back: an
objection blocks as before, and a sign-off signs. Who wrote them is told to reword them where they stand.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from sanshen.model.change import SignOff, SignOffKind
from sanshen.model.finding import Finding
from sanshen.model.rulebook import RuleBook
from sanshen.model.sheet import Amendments, Decision, Sheet

_SPOKEN = frozenset({SignOffKind.OBJECT, SignOffKind.DISMISSED})
"""What is shown with its own words."""


def kept_out(text: str, book: RuleBook) -> tuple[str, ...]:
    """The rules by which `text` may be copied nowhere, in order; none for words that may."""
    from sanshen.rules.judging import in_remark

    return tuple(sorted({one.rule for one in in_remark(text, book)})) if text.strip() else ()


def with_fit_words(events: Iterable[SignOff], book: RuleBook) -> tuple[SignOff, ...]:
    """The events, without the words that may not be passed on. All that was written counts, not the first line alone."""
    return tuple(_fit(one, book) for one in events)


def _fit(event: SignOff, book: RuleBook) -> SignOff:
    rules = kept_out(event.said or event.note, book) if event.kind in _SPOKEN else ()
    return msgspec.structs.replace(event, note="" if rules else event.note, said="", withheld=rules)


def with_fit_amendments(decision: Decision, findings: Sequence[Finding], book: RuleBook) -> Decision:
    """The sheets; what was amended is not copied from an article that must be mended first, nor where it may not be passed on."""
    blocked = {one.path for one in findings if one.blocks}
    return msgspec.structs.replace(
        decision, sheets=tuple(_fit_sheet(one, book, blocked=one.path in blocked) for one in decision.sheets)
    )


def _fit_sheet(sheet: Sheet, book: RuleBook, *, blocked: bool) -> Sheet:
    found = sheet.amendments
    if found is None:
        return sheet
    held_back = blocked or kept_out(found.searched, book)
    fit = Amendments((), whole=False) if held_back else msgspec.structs.replace(found, searched="")
    return msgspec.structs.replace(sheet, amendments=fit)
