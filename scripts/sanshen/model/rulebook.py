"""What content rules may consult, read from one commit (the base's, never the change's)."""

from __future__ import annotations

from datetime import date

import msgspec

from sanshen.model.lexicon import Lexicon
from sanshen.model.policy import Policy
from sanshen.model.roster import Roster
from sanshen.model.sources import Sources


class RuleBook(msgspec.Struct, frozen=True, weakref=True, eq=False):
    """Policy, roster, lexicon and reprint sources, and the day the article is judged by (its own publication day).

    Compared by identity, so that what a rule derives from it (an automaton of ten thousand terms) can be kept beside it.
    """

    policy: Policy
    roster: Roster
    lexicon: Lexicon
    sources: Sources
    day: date
