"""JSON Schemas of every YAML file that people write, made from the very types the readers use: editors complete and check."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final

import msgspec

from sanshen.model.calendar import Calendar, Interpretations
from sanshen.model.dossier import AccountsFile, ColumnsFile, DelegationsFile, DistrictFile, PeopleFile
from sanshen.model.front_matter import FrontMatter
from sanshen.model.ledger import PurgeEntry, RollbackEntry, TakedownEntry
from sanshen.model.lexicon import LexiconFile
from sanshen.model.policy import Policy
from sanshen.model.policy_tests import PolicyTests
from sanshen.model.sources import Sources

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
SCHEMA_DIR: Final = "docs/schemas"
"""Where a repository keeps the exported schemas, relative to its root."""

SCHEMAS: Final[Mapping[str, tuple[type, str]]] = {
    "policy": (Policy, "reviews/policy.yml"),
    "policy-tests": (PolicyTests, "reviews/policy-tests.yml"),
    "interpretations": (Interpretations, "reviews/interpretations.yml"),
    "district": (DistrictFile, "reviews/district.yml"),
    "people": (PeopleFile, "reviews/units/*/people.yml"),
    "columns": (ColumnsFile, "reviews/units/*/columns.yml"),
    "accounts": (AccountsFile, "reviews/units/*/accounts.yml"),
    "delegations": (DelegationsFile, "reviews/units/*/delegations.yml"),
    "lexicon": (LexiconFile, "reviews/lexicon/*.yml"),
    "sources": (Sources, "reviews/sources.yml"),
    "calendar": (Calendar, "reviews/calendar.yml"),
    "takedown": (TakedownEntry, "reviews/ledger/takedown/*/*.yml"),
    "purge": (PurgeEntry, "reviews/ledger/purge/*/*.yml"),
    "rollback": (RollbackEntry, "reviews/ledger/rollback/*/*.yml"),
    "article": (FrontMatter, "content/*/*/*/*.md"),
}
"""Schema name → the type it is made from, and the files it describes."""


def schema(name: str) -> Mapping[str, object]:
    """One JSON Schema; raises KeyError for an unknown name."""
    type_, files = SCHEMAS[name]
    made = msgspec.json.schema(type_)
    # Through JSON once, so that defaults that are tuples in Python are lists here as in the file.
    plain: dict[str, object] = json.loads(msgspec.json.encode(made))
    return {"$schema": DIALECT, "title": files, **plain}


def schema_text(name: str) -> str:
    """One JSON Schema as the file that is exported."""
    return json.dumps(schema(name), ensure_ascii=False, indent=2) + "\n"
