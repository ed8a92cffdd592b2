"""误报说明: marks findings that the article explains, and reports explanations that explain nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

import msgspec

from sanshen.model.article import Article, Waiver
from sanshen.model.finding import Finding, Place, Severity
from sanshen.model.text import Text

if TYPE_CHECKING:
    from sanshen.rules.rule import Rule

_WAIVER: Final = "SS0008"


def _refusal(waiver: Waiver, rules: Mapping[str, Rule]) -> Text | None:
    rule = rules.get(waiver.rule)
    if rule is None:
        return Text(f"没有规则 {waiver.rule}", f"there is no rule {waiver.rule}")
    if not rule.waivable:
        return Text(f"规则 {rule.id}（{rule.title.zh}）不得豁免", f"rule {rule.id} ({rule.title.en}) cannot be waived")
    if not waiver.reason.strip() or not waiver.text:
        return Text("误报说明必须写明 text 与 reason", "a waiver must give `text` and `reason`")
    return None


def _complaints(article: Article, findings: Sequence[Finding], rules: Mapping[str, Rule]) -> Iterator[Finding]:
    used = {(finding.rule, finding.matched) for finding in findings if finding.matched}
    for waiver in article.meta.waivers:
        place = Place(waiver.line, 1, 1)
        refused = _refusal(waiver, rules)
        if refused is not None:
            yield rules[_WAIVER].finding(article.path, place, refused, severity=Severity.ERROR)
        elif (waiver.rule, waiver.text) not in used:
            unused = Text(f"误报说明没有对应的问题（{waiver.rule}）", f"this waiver matches no finding ({waiver.rule})")
            yield rules[_WAIVER].finding(article.path, place, unused, severity=Severity.WARNING)


def apply(article: Article, findings: Sequence[Finding], rules: Mapping[str, Rule]) -> tuple[Finding, ...]:
    """`findings`, `waived` where a valid waiver names the rule and the exact text, and the faults of the waivers themselves."""
    valid = {(waiver.rule, waiver.text) for waiver in article.meta.waivers if _refusal(waiver, rules) is None}
    marked = [
        msgspec.structs.replace(finding, waived=True)
        if finding.waivable and (finding.rule, finding.matched) in valid
        else finding
        for finding in findings
    ]
    return (*marked, *_complaints(article, findings, rules))
