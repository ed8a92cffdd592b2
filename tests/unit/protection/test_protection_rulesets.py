"""Against an independent reckoning of who can do what: where anybody can pass, the audit says so; and setup only tightens."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from sanshen.evidence.wire import Account
from sanshen.model.roster import Roster
from sanshen.protection.branches import DEMANDS
from sanshen.protection.demand import District, gaps_of
from sanshen.protection.plan import merged, steps_of
from sanshen.protection.settings import (
    ActionsPermissions,
    Actor,
    Installation,
    Repository,
    Rule,
    Ruleset,
    Settings,
    TokenPermissions,
)
from support import office

APP = 4711
POLICY = office.policy()
DISTRICT = District(POLICY, Roster("示例区", {}, {}, {}, {}), date(2026, 11, 20), APP, ())
ACTORS = {
    "writer": Actor("RepositoryRole", 4),
    "admin": Actor("RepositoryRole", 5),
    "owner": Actor("OrganizationAdmin"),
    "team": Actor("Team", 8),
    "key": Actor("DeployKey"),
}
DEEDS = {
    "main-pull-request": ("main", "pull_request"),
    "main-no-force-push": ("main", "non_fast_forward"),
    "main-no-deletion": ("main", "deletion"),
    "records-push": ("records", "update"),
    "records-creation": ("records", "creation"),
    "records-no-force-push": ("records", "non_fast_forward"),
    "records-no-deletion": ("records", "deletion"),
}
"""Demand → the branch, and the rule that alone keeps somebody from the deed."""
MAY = {"records-push": {"key"}, "records-creation": {"key"}}
"""Who is meant to be able to."""


def _check(context: str, app: int | None) -> dict[str, Any]:
    return {"context": context} if app is None else {"context": context, "integration_id": app}


CHECKS = st.builds(_check, st.sampled_from(["sanshen/gate", "test"]), st.sampled_from([None, APP, 15368]))
RULES = st.one_of(
    st.sampled_from(["pull_request", "non_fast_forward", "deletion", "update", "creation"]).map(Rule),
    st.lists(CHECKS, max_size=2).map(
        lambda checks: Rule(
            "required_status_checks", {"required_status_checks": checks, "strict_required_status_checks_policy": False}
        )
    ),
)
COVERED = st.sets(st.sampled_from(["main", "records"]))


@st.composite
def _settings(draw: st.DrawFn) -> Settings:
    """Any handful of rulesets over the two branches."""
    found, rules = [], {"main": [], "records": []}  # type: tuple[list[Ruleset], dict[str, list[Rule]]]
    for number in range(1, draw(st.integers(0, 3)) + 1):
        listed = tuple(draw(st.lists(RULES, max_size=4, unique_by=lambda rule: rule.type)))
        actors = draw(st.one_of(st.none(), st.lists(st.sampled_from(sorted(ACTORS)), max_size=2, unique=True)))
        one = Ruleset(
            id=number,
            name=f"ruleset {number}",
            enforcement=draw(st.sampled_from(["active", "active", "evaluate", "disabled"])),
            bypass_actors=None if actors is None else tuple(ACTORS[name] for name in actors),
            rules=listed,
        )
        found.append(one)
        if one.enforcement == "active":  # GitHub lists no rule of any other
            for branch in draw(COVERED):
                rules[branch] += [msgspec.structs.replace(rule, ruleset_id=number) for rule in listed]
    return _of(tuple(found), tuple(rules["main"]), tuple(rules["records"]))


def _of(rulesets: tuple[Ruleset, ...], main: tuple[Rule, ...], records: tuple[Rule, ...]) -> Settings:
    return Settings(
        repository=Repository(
            "district/website", private=True, owner=Account(10, "district", "Organization"), default_branch="main"
        ),
        rulesets=rulesets,
        main=main,
        records=records,
        old_protection=None,
        environments={},
        others={},
        secrets=frozenset(),
        permissions=ActionsPermissions(enabled=True),
        selected=None,
        token=TokenPermissions("read", can_approve_pull_request_reviews=False),
        fork_runs=None,
        pages=None,
        runners=(),
        groups_seen=True,
        base_permission="read",
        collaborators=(),
        invitations=(),
        keys=(),
        labels=(),
        installations=(Installation(APP, "own", "selected", {}),),
        actions_app=15368,
    )


def _binds(ruleset: Ruleset, who: str) -> bool:
    """Whether a ruleset binds somebody for all we can see."""
    return ruleset.bypass_actors is not None and ACTORS[who] not in ruleset.bypass_actors


def _can(found: Settings, who: str, branch: str, kind: str) -> bool:
    """Whether nothing keeps `who` from the deed that a rule of that kind forbids."""
    rules: tuple[Rule, ...] = getattr(found, branch)
    binding = {one.id for one in found.rulesets if one.enforcement == "active" and _binds(one, who)}
    return not any(rule.type == kind and rule.ruleset_id in binding for rule in rules)


def _can_merge_with_own_status(found: Settings, who: str) -> bool:
    """Whether a status that `who` posts as GitHub Actions is all that merging takes."""
    binding = {one.id for one in found.rulesets if one.enforcement == "active" and _binds(one, who)}
    needed = [
        check
        for rule in found.main
        if rule.type == "required_status_checks" and rule.ruleset_id in binding
        for check in rule.parameters["required_status_checks"]
    ]
    return all(check["context"] != "sanshen/gate" or check.get("integration_id") in {None, 15368} for check in needed)


@given(_settings())
@settings(max_examples=300, deadline=None)
def test_where_anybody_can_pass_the_audit_says_so(found: Settings) -> None:
    named = {gap.demand.id for gap in gaps_of(DEMANDS, found, DISTRICT)}
    for demand, (branch, kind) in DEEDS.items():
        for who in set(ACTORS) - MAY.get(demand, set()):
            assert not _can(found, who, branch, kind) or demand in named, (demand, who)
    for who in ACTORS:
        assert not _can_merge_with_own_status(found, who) or "main-gate-check" in named, who


@given(_settings())
@settings(max_examples=100, deadline=None)
def test_what_setup_sends_closes_every_gap_of_the_branches(found: Settings) -> None:
    lacking = {gap.demand.id for gap in gaps_of(DEMANDS, found, DISTRICT)} - {"main-keeps-approvals"}
    sent = [step for step in steps_of(found, DISTRICT, lacking) if step.path == "/rulesets"]
    made = tuple(
        Ruleset(
            id=90 + place,
            name=step.body["name"],
            enforcement=step.body["enforcement"],
            bypass_actors=tuple(msgspec.convert(one, Actor) for one in step.body["bypass_actors"]),
            rules=tuple(msgspec.convert(one, Rule) for one in step.body["rules"]),
        )
        for place, step in enumerate(sent)
    )
    more: dict[str, list[Rule]] = {"main": [], "records": []}
    for one in made:
        branch = "main" if one.name == "sanshen-main" else "records"
        more[branch] += [msgspec.structs.replace(rule, ruleset_id=one.id) for rule in one.rules]
    after = _of((*found.rulesets, *made), (*found.main, *more["main"]), (*found.records, *more["records"]))
    assert {gap.demand.id for gap in gaps_of(DEMANDS, after, DISTRICT)} <= {"main-keeps-approvals"}


PULL = st.fixed_dictionaries(
    {
        "required_approving_review_count": st.integers(0, 6),
        "dismiss_stale_reviews_on_push": st.booleans(),
        "require_code_owner_review": st.booleans(),
        "require_last_push_approval": st.booleans(),
        "required_review_thread_resolution": st.booleans(),
    },
    optional={"allowed_merge_methods": st.just(["squash"])},
)


@given(PULL, st.lists(CHECKS, max_size=3), st.booleans())
@settings(max_examples=100, deadline=None)
def test_merging_rules_only_tightens_and_does_so_once(pull: dict[str, Any], checks: list[dict[str, Any]], strict: bool) -> None:
    before = (
        {"type": "pull_request", "parameters": pull},
        {
            "type": "required_status_checks",
            "parameters": {"required_status_checks": checks, "strict_required_status_checks_policy": strict},
        },
        {"type": "required_signatures"},
    )
    settings_ = _of((), (), ())
    (made,) = [one for one in steps_of(settings_, DISTRICT, {"main-gate-check"}) if one.path == "/rulesets"]
    demanded = made.body["rules"]
    after = merged(before, demanded)
    rules = {one["type"]: one.get("parameters", {}) for one in after}
    assert {one["type"] for one in (*before, *demanded)} == set(rules)
    assert rules["pull_request"] == {**pull, "dismiss_stale_reviews_on_push": False}
    assert rules["required_status_checks"]["strict_required_status_checks_policy"] is strict
    kept = [one for one in checks if one["context"] != "sanshen/gate"]
    listed = rules["required_status_checks"]["required_status_checks"]
    assert listed == [*kept, {"context": "sanshen/gate", "integration_id": APP}]
    assert merged(tuple(after), demanded) == after
