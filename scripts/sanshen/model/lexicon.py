"""The lexicon (词表): terms that a text must not hold, or should not, from when until when and with which exceptions."""

# Annotations are no strings here: msgspec would have to compile each of them, in every run that opens the office.
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Annotated, Literal

import msgspec

from sanshen.model.data import Data, Identifier
from sanshen.model.finding import Severity

Disguise = Literal["pinyin", "initials", "homophone", "split", "reversed"]
"""A disguise that is looked for on top of what folding undoes (invisible characters, width, case, separators)."""

Words = Annotated[str, msgspec.Meta(min_length=1, max_length=200, description="不为空、不超过 200 字")]


class Term(Data, frozen=True, omit_defaults=True):
    """One entry. `from`/`until` (both included) are days of publication: an old name is right in an old text."""

    term: Words
    category: Identifier
    severity: Severity
    why: str = ""
    instead: str = ""
    from_: date | None = msgspec.field(default=None, name="from")
    until: date | None = None
    except_: tuple[Words, ...] = msgspec.field(default=(), name="except")
    """Wordings that are fine: longer ones that hold the term, or words that cross its beginning or end (安全 for 保安)."""
    unless: tuple[Words, ...] = ()
    """Words that make it harmless wherever they stand in the same paragraph (废止 for the name of a repealed law)."""
    match: tuple[Disguise, ...] = ()

    def active_on(self, day: date) -> bool:
        """Whether the entry is in force for a text published on that day."""
        return (self.from_ is None or self.from_ <= day) and (self.until is None or day <= self.until)

    def overlaps(self, other: "Term") -> bool:
        """Whether there is a day on which both are in force."""
        before = self.until is not None and other.from_ is not None and self.until < other.from_
        after = self.from_ is not None and other.until is not None and self.from_ > other.until
        return not before and not after


class LexiconFile(Data, frozen=True):
    """The whole of one `reviews/lexicon/<topic>.yml`."""

    topic: Words
    terms: tuple[Term, ...]


class Lexicon(msgspec.Struct, frozen=True):
    """All terms of the base, and those of the district's confidential list.

    `confidential` terms are searched like the others, but neither term, reason nor excerpt may be shown. They are numbered behind
    the others. `prepared` is the matcher over all of them as it was saved, in pieces; empty where it has to be built.
    """

    terms: Sequence[Term] = ()
    confidential: Sequence[Term] = ()
    prepared: tuple[bytes, ...] = ()

    def entry(self, number: int) -> tuple[Term, bool]:
        """(term, whether it is confidential) of one entry."""
        public = len(self.terms)
        return (self.terms[number], False) if number < public else (self.confidential[number - public], True)

    def active(self, day: date) -> Iterator[tuple[Term, bool]]:
        """(term, whether it is confidential) of every entry in force on that day, in file order."""
        for number in range(len(self)):
            term, secret = self.entry(number)
            if term.active_on(day):
                yield term, secret

    def __len__(self) -> int:
        return len(self.terms) + len(self.confidential)
