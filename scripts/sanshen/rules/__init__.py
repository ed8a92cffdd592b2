"""Content rules: one module, one catalogue entry, one check; pure (layer 2)."""

from sanshen.rules.judging import attached, policy_faults, run
from sanshen.rules.listing import ARTICLE_RULES, CATALOGUE, catalogue, rule_of
from sanshen.rules.rule import Example, Rule

__all__ = ["ARTICLE_RULES", "CATALOGUE", "Example", "Rule", "attached", "catalogue", "policy_faults", "rule_of", "run"]
