"""What the policy tells the content rules about persons and grades: who leads, and what suggests a higher grade (Art. 11)."""

# Annotations are no strings here: msgspec would have to compile each of them, in every run that opens the office.
from datetime import date
from typing import Literal

import msgspec

from sanshen.model.data import Data, Identifier


class Leader(Data, frozen=True):
    """A leader whose name and titles the site must get right; leaders stand in policy.yml in their official order."""

    name: str
    titles: tuple[str, ...] = ()
    from_: date | None = msgspec.field(default=None, name="from")
    until: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether the entry is in force on that day (both ends included)."""
        return (self.from_ is None or self.from_ <= day) and (self.until is None or day <= self.until)


class GradeTrigger(Data, frozen=True):
    """What suggests at least this grade (Art. 11). The reviewers sign the answer, `grade-basis`; nothing is raised by itself."""

    grade: Identifier
    where: Literal["title", "lead", "text"]
    """`lead`: title, summary and first paragraph."""
    words: tuple[str, ...] = ()
    """In a word, `#` stands for a number: `死亡#人`."""
    leaders: bool = False
    """Also a leader's name beside a title or an act of office: those of `leaders`, and who signs for the district."""
    interprets: bool = False
    """Also an article that interprets another one (`interprets`)."""
    except_: tuple[str, ...] = msgspec.field(default=(), name="except")
    """Longer wordings that hold one of the words and trigger nothing."""
    unless: tuple[str, ...] = ()
    """Words that make the whole paragraph trigger nothing (演练)."""
    why: str = ""
