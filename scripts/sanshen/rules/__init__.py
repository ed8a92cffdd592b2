"""Content rules: one module, one catalogue entry, one check; pure (layer 2).

Names are loaded when they are asked for: whoever only matches terms does not load every rule.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sanshen.rules.judging import policy_faults, run
    from sanshen.rules.listing import ARTICLE_RULES, CATALOGUE, catalogue, rule_of
    from sanshen.rules.rule import Example, Rule

__all__ = ["ARTICLE_RULES", "CATALOGUE", "Example", "Rule", "catalogue", "policy_faults", "rule_of", "run"]

_HOMES = {
    "judging": ("policy_faults", "run"),
    "listing": ("ARTICLE_RULES", "CATALOGUE", "catalogue", "rule_of"),
    "rule": ("Example", "Rule"),
}


def __getattr__(name: str) -> object:
    for home, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{home}"), name)
    raise AttributeError(name)
