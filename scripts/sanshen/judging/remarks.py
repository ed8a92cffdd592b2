"""Words that people wrote about a change, before any of them is copied: into a comment, a record, the board, a letter.

What an article may not say of secrets and persons (Art. 13) may not stand there either. Only the words are held back: an
objection blocks as before, and a sign-off signs. Who wrote them is told to reword them where they stand.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from sanshen.model.change import SignOff, SignOffKind
from sanshen.model.rulebook import RuleBook

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
