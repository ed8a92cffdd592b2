"""The one place where "allowed" is decided: every single reason not to is enough (§1)."""

from __future__ import annotations

import itertools
from typing import Any

import msgspec
import pytest

from sanshen.model.change import Entry, PathChange
from sanshen.model.finding import Finding, Place, Severity
from sanshen.model.sheet import Decision, Objection, Sheet, Verdict
from sanshen.model.text import Text
from sanshen.verdict.scope import scope_of
from sanshen.verdict.verdict import Subject, blocked, conclude
from support import office
from support.sheets import PATH, START

WHY = Text("因", "why")
SUBJECT = Subject(PATH, "added", "general", "s", "f")
SHEET = Sheet(PATH, "general", "added", "s", "f", (), complete=True)
GOOD: dict[str, Any] = {
    "decision": Decision((SHEET,), (), (), ()),
    "subjects": (SUBJECT,),
    "findings": (),
    "reasons": (),
}
OBJECTION = Objection("li.na", START, "id", "", blocks=True)
FINDING = Finding(rule="SS1301", severity=Severity.ERROR, path=PATH, place=Place(), message=WHY)


def verdict(**changes: Any) -> Verdict:  # noqa: ANN401  # any argument of `conclude`
    facts = {**GOOD, **changes}
    scope = scope_of(office.policy(), (), {})
    return conclude("b", "h", facts["decision"], facts["subjects"], scope, facts["findings"], facts["reasons"])


BAD: dict[str, dict[str, Any]] = {
    "a reason": {"reasons": (WHY,)},
    "a reason of the decision": {"decision": msgspec.structs.replace(GOOD["decision"], reasons=(WHY,))},
    "an objection": {"decision": msgspec.structs.replace(GOOD["decision"], objections=(OBJECTION,))},
    "a finding": {"findings": (FINDING,)},
    "a finding elsewhere": {"findings": (msgspec.structs.replace(FINDING, path="mkdocs.yml"),)},
    "an incomplete sheet": {"decision": Decision((msgspec.structs.replace(SHEET, complete=False),), (), (), ())},
    "no sheet": {"decision": Decision((), (), (), ())},
    "an unfilled seat": {"decision": msgspec.structs.replace(GOOD["decision"], whole_complete=False)},
    "another article without a sheet": {"subjects": (SUBJECT, msgspec.structs.replace(SUBJECT, path="content/x.md"))},
    "a take-down unsigned": {
        "subjects": (msgspec.structs.replace(SUBJECT, takedown=True),),
        "decision": Decision((), (), (), (), whole_complete=False),
    },
}


def test_nothing_against_it_is_allowed() -> None:
    assert verdict().outcome == "allowed"


@pytest.mark.parametrize("change", BAD.values(), ids=BAD)
def test_one_thing_against_it_is_enough(change: dict[str, Any]) -> None:
    assert verdict(**change).outcome == "blocked"


@pytest.mark.parametrize(("one", "other"), list(itertools.combinations(BAD, 2)))
def test_two_things_do_not_cancel_out(one: str, other: str) -> None:
    assert verdict(**{**BAD[one], **BAD[other]}).outcome == "blocked"


def test_what_does_not_block_does_not_block() -> None:
    shown = msgspec.structs.replace(OBJECTION, blocks=False)
    warning = msgspec.structs.replace(FINDING, severity=Severity.WARNING)
    found = verdict(decision=msgspec.structs.replace(GOOD["decision"], objections=(shown,)), findings=(warning,))
    assert found.outcome == "allowed"
    assert found.articles[0].findings == (warning,)


def test_findings_of_other_files_stand_beside_the_articles() -> None:
    other = msgspec.structs.replace(FINDING, path="mkdocs.yml")
    found = verdict(findings=(FINDING, other))
    assert found.articles[0].findings == (FINDING,)
    assert found.findings == (other,)
    assert len(found.reasons) == 2


def test_a_blocked_verdict_says_why() -> None:
    assert blocked("b", "h", (WHY,)).outcome == "blocked"
    assert blocked("b", "h", (WHY,)).reasons == (WHY,)


def test_a_verdict_has_no_truth_value() -> None:
    with pytest.raises(TypeError):
        bool(verdict())


def change(path: str, before: str | None, after: str | None) -> PathChange:
    def entry(mode: str | None) -> Entry | None:
        return None if mode is None else Entry(path, mode, "a" * 40)

    return PathChange(path, entry(before), entry(after))


@pytest.mark.parametrize(
    ("path", "before", "after", "rule"),
    [
        ("content/a/b/2026/c.md", None, "100644", None),
        ("content/a/b/2026/c.md", "100644", None, None),
        ("content/a/b/2026/c.md", "100644", "100755", "SS0004"),
        ("content/a/b/2026/c.md", None, "120000", "SS0004"),
        ("content/a/b/2026/c.png", None, "160000", "SS0004"),
        ("content/a/b/2026/c.png", None, "100664", "SS0004"),
        ("hooks/pre-receive", None, "100755", None),
        ("hooks/pre-receive", None, "120000", "SS0004"),
        ("vendor", None, "160000", "SS0004"),
        ("reviews/signatures/x.json", None, "100644", None),
        ("reviews/signatures/x.json", "100644", "100644", "SS1201"),
        ("reviews/signatures/x.json", "100644", None, "SS1201"),
        ("reviews/ledger/takedown/2026/x.yml", "100644", None, "SS1201"),
        ("reviews/records/2026/x.json", None, "100644", "SS1201"),
    ],
)
def test_what_a_path_alone_forbids(path: str, before: str | None, after: str | None, rule: str | None) -> None:
    found = scope_of(office.policy(), [change(path, before, after)], {})
    assert [one.rule for one in found.findings] == ([rule] if rule else [])


def test_content_and_control_plane_do_not_mix() -> None:
    article, roster, statement = (
        change(path, None, "100644") for path in ("content/a/b/2026/c.md", "reviews/policy.yml", "reviews/signatures/x.json")
    )
    assert scope_of(office.policy(), [article, statement], {}).reasons == ()
    assert scope_of(office.policy(), [roster, statement], {}).reasons == ()
    assert len(scope_of(office.policy(), [article, roster], {}).reasons) == 1
