"""Applying the rules to one article: severities of the policy, waivers of the article, a bound on what one rule may say."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Final

import msgspec

from sanshen.model.article import Article
from sanshen.model.finding import Finding, Place, Severity
from sanshen.model.policy import Policy
from sanshen.model.rulebook import RuleBook
from sanshen.model.text import Text
from sanshen.rules import waivers
from sanshen.rules.listing import CATALOGUE, asked, listener, rule_of
from sanshen.rules.skim import skim

if TYPE_CHECKING:
    from sanshen.model.extract import Extract
    from sanshen.rules.rule import Rule

_LIMITS: Final = "SS0007"
MOST_FINDINGS: Final = 200
"""Findings of one rule in one article that are listed; beyond that the article is refused for that alone."""


def _findings(rule: Rule, article: Article, book: RuleBook, most: int) -> Iterator[Finding]:
    if rule.check is None:
        return
    found = iter(rule.check(article, book))
    yield from islice(found, most)
    if next(found, None) is not None:
        # Not listing the rest must not let it pass: a waiver could cover all that is listed.
        yield CATALOGUE[_LIMITS].finding(
            article.path,
            Place(),
            Text(
                f"{rule.id} 的问题超过 {most} 处，其余不再列出",
                f"more than {most} findings of {rule.id}; the rest is not listed",
            ),
        )


def _adjusted(finding: Finding, rule: Rule, policy: Policy) -> Finding | None:
    """The finding at the severity the policy asks for, None for "off"; only where the rule permits it."""
    wanted = policy.rules.get(rule.id)
    if wanted is None or not rule.adjustable or finding.rule != rule.id:
        return finding
    if wanted == "off":
        return None
    # Policy sets how much the rule weighs; what the rule itself found doubtful does not become heavier by it.
    asked = Severity(wanted)
    return finding if finding.severity is not rule.severity else msgspec.structs.replace(finding, severity=asked)


def attached(path: str, extract: Extract, book: RuleBook, *, read: bool) -> tuple[Finding, ...]:
    """Every finding in one attachment or picture, before waivers. `read`: words in pictures were wanted."""
    from sanshen.rules.attached_signs import sign_findings
    from sanshen.rules.attached_text import RULES, paper_of

    paper = paper_of(path, extract)
    signs = (_adjusted(one, CATALOGUE[one.rule], book.policy) for one in sign_findings(path, extract, book.roster, read=read))
    words = (paper.located(one) for one in _of_rules(paper.article, book, only=RULES))
    return (*(one for one in signs if one is not None), *words)


def in_remark(text: str, book: RuleBook) -> tuple[Finding, ...]:
    """The secrets and persons in words about an article (an objection's reason): every finding that blocks."""
    from sanshen.model.extract import Extract, Fragment, Spot
    from sanshen.rules.attached_text import KEPT_OUT, paper_of

    paper = paper_of("", Extract("text", (Fragment(text, Spot("line")),)))
    return tuple(one for one in _of_rules(paper.article, book, only=KEPT_OUT) if one.severity is Severity.ERROR)


def run(article: Article, book: RuleBook, beside: Sequence[Finding] = (), *, most: int = MOST_FINDINGS) -> tuple[Finding, ...]:
    """Every finding of every article rule, in the order of the text, waived ones marked and not hidden.

    `beside`: what was found in its attachments, which the article's waivers explain too. `most`: of one rule so many are listed.
    """
    own = _of_rules(article, book, most)
    if article.meta.source.reprint:
        own = [msgspec.structs.replace(one, verbatim=True) if one.fix else one for one in own]
    judged = waivers.apply(article, [*own, *beside], CATALOGUE)
    return tuple(sorted(judged, key=lambda one: (one.path != article.path, one.place.line, one.place.column, one.rule)))


def _of_rules(
    article: Article, book: RuleBook, most: int = MOST_FINDINGS, only: Collection[str] | None = None
) -> list[Finding]:
    kept: dict[tuple[str, Place, Text], Finding] = {}
    skimmed = skim(article, listener())
    for rule in asked(skimmed, book, only):
        if rule.trigger is not None and not rule.trigger(skimmed, book):
            continue
        for finding in _findings(rule, article, book, most):
            adjusted = _adjusted(finding, rule, book.policy)
            if adjusted is not None:
                # Some text is looked at twice (raw HTML with its tags and without): the same fault is reported once.
                kept.setdefault((adjusted.rule, adjusted.place, adjusted.message), adjusted)
    return list(kept.values())


def policy_faults(policy: Policy) -> Iterator[tuple[str, Text]]:
    """(rule id, what is wrong) for each severity in the policy that the catalogue does not permit."""
    for rule_id in policy.rules:
        rule = rule_of(rule_id)
        if rule is None:
            yield rule_id, Text(f"没有规则 {rule_id}", f"there is no rule {rule_id}")
        elif not rule.adjustable:
            yield rule_id, Text(f"规则 {rule_id} 的轻重不可调整", f"the severity of {rule_id} cannot be changed")
