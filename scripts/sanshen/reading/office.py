"""The files of the office (`reviews/`), read: one door for the commands to policy, roster, lexicon, sources, ledger."""

from __future__ import annotations

from sanshen.reading.decoding import OFFICE_FILE_BYTES
from sanshen.reading.dossiers import dossier_faults, read_roster
from sanshen.reading.ledger_file import read_ledger_entry
from sanshen.reading.lexicon_file import read_lexicon
from sanshen.reading.policy_file import POLICY, read_policy, require_policy
from sanshen.reading.sources_file import read_calendar, read_interpretations, read_sources

__all__ = [
    "OFFICE_FILE_BYTES",
    "POLICY",
    "dossier_faults",
    "read_calendar",
    "read_interpretations",
    "read_ledger_entry",
    "read_lexicon",
    "read_policy",
    "read_roster",
    "read_sources",
    "require_policy",
]
