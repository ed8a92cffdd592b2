"""From gaps to the requests that close them. What is stricter than demanded stays as it is."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, Final

import msgspec

from sanshen.evidence.status_log import CONTEXT
from sanshen.model.text import Text
from sanshen.protection.actions import HARMLESS, READ, SELECTED, WORKFLOW, by_commit
from sanshen.protection.branches import KEEP_RULESET, MAIN_RULESET, PUSH_RULESET
from sanshen.protection.demand import ENVIRONMENTS, District, Step
from sanshen.protection.environments import BRANCH, admits_main, narrow, undue
from sanshen.protection.inquiry import RECORDS
from sanshen.protection.labels import COLOURS, missing_labels
from sanshen.protection.rulesets import ONLY_KEYS, excepted
from sanshen.protection.settings import Actor, Environment, Ruleset, SelectedActions, Settings

Json = dict[str, Any]
_PULL_REQUEST: Final[Json] = {
    "required_approving_review_count": 0,
    "dismiss_stale_reviews_on_push": False,
    "require_code_owner_review": False,
    "require_last_push_approval": False,
    "required_review_thread_resolution": False,
}
"""GitHub counts no approvals: who must sign, and whether a signature stands, is the gate's to say."""


def steps_of(settings: Settings, district: District, lacking: Collection[str]) -> Iterator[Step]:
    """The requests that close what can be closed of the demands `lacking`, in an order that never opens anything."""
    yield from _repository(settings, lacking)
    yield from _rulesets(settings, district, lacking)
    for name in ENVIRONMENTS:
        if f"environment-{name}" in lacking:
            yield from _environment(name, settings.environments.get(name), district)
    yield from _actions(settings, lacking)
    if "labels" in lacking:
        yield from _labels(settings, district)


def _repository(settings: Settings, lacking: Collection[str]) -> Iterator[Step]:
    """One request a setting: where a plan refuses one, the others are set all the same."""
    for id_, key, value, already in (
        ("repository-private", "visibility", "private", False),
        ("repository-no-forks", "allow_forking", False, settings.repository.allow_forking is False),
        ("repository-auto-merge", "allow_auto_merge", True, False),
    ):
        if id_ in lacking and not already:
            shown = msgspec.json.encode(value).decode()
            yield Step("PATCH", "", {key: value}, Text(f"仓库设置：{key} = {shown}", f"repository: {key} = {shown}"), (id_,))


def _rulesets(settings: Settings, district: District, lacking: Collection[str]) -> Iterator[Step]:
    main = {
        "main-gate-check": _gate_rule(_installed_app(settings, district)),
        "main-pull-request": {"type": "pull_request", "parameters": _PULL_REQUEST},
        "main-no-force-push": {"type": "non_fast_forward"},
        "main-no-deletion": {"type": "deletion"},
        "main-keeps-approvals": {"type": "pull_request", "parameters": _PULL_REQUEST},
    }
    push = {"records-push": {"type": "update"}, "records-creation": {"type": "creation"}}
    keep = {"records-no-force-push": {"type": "non_fast_forward"}, "records-no-deletion": {"type": "deletion"}}
    for name, branch, rules, actors in (
        (MAIN_RULESET, district.branch, main, ()),
        (PUSH_RULESET, RECORDS, push, ONLY_KEYS),
        (KEEP_RULESET, RECORDS, keep, ()),
    ):
        closes = tuple(one for one in rules if one in lacking)
        if closes:
            # A rule that an organisation's ruleset demands already is demanded here too: it may go away there.
            yield from _ruleset(settings, name, branch, list(rules.values()), actors, closes)


def _gate_rule(app: int | None) -> Json:
    check: Json = {"context": CONTEXT}
    if app is not None:
        check["integration_id"] = app
    parameters = {"required_status_checks": [check], "strict_required_status_checks_policy": False}
    return {"type": "required_status_checks", "parameters": parameters}


def _installed_app(settings: Settings, district: District) -> int | None:
    """The district's App where it is installed: a mistyped number must not take the place of a right one."""
    ids = {one.app_id for one in settings.installations or ()}
    return district.app if district.app in ids and district.app != settings.actions_app else None


def _ruleset(
    settings: Settings, name: str, branch: str, rules: list[Json], actors: tuple[Actor, ...], closes: tuple[str, ...]
) -> Iterator[Step]:
    """Make the ruleset of that name, or bring the one that is there up to what is demanded."""
    own = next((one for one in settings.rulesets if _is_ours(one, name)), None)
    present = () if own is None else tuple({"type": one.type, "parameters": dict(one.parameters)} for one in own.rules)
    seen = None if own is None else own.bypass_actors
    body: Json = {
        "name": name,
        "target": "branch",
        "enforcement": "active",
        "bypass_actors": [msgspec.to_builtins(one) for one in (actors if seen is None else seen) if excepted(one, actors)],
        "conditions": {"ref_name": {"include": _covered(own, f"refs/heads/{branch}"), "exclude": []}},
        "rules": merged(present, rules),
    }
    if own is None:
        yield Step("POST", "/rulesets", body, Text(f"新建规则集“{name}”", f"make ruleset {name!r}"), closes, once=True)
    elif not _says(own, body):
        yield Step("PUT", f"/rulesets/{own.id}", body, Text(f"改规则集“{name}”", f"change ruleset {name!r}"), closes)


def _is_ours(ruleset: Ruleset, name: str) -> bool:
    return (ruleset.name, ruleset.source_type) == (name, "Repository")


def _says(ruleset: Ruleset, body: Json) -> bool:
    """Whether a ruleset is already what would be sent: then something else keeps the demand from being met."""
    actors = None if ruleset.bypass_actors is None else [msgspec.to_builtins(one) for one in ruleset.bypass_actors]
    name = (ruleset.conditions or {}).get("ref_name") or {}
    rules = merged(tuple({"type": one.type, "parameters": dict(one.parameters)} for one in ruleset.rules), [])
    return (
        (ruleset.enforcement, ruleset.target) == (body["enforcement"], body["target"])
        and actors == body["bypass_actors"]
        and (name.get("include"), name.get("exclude") or []) == tuple(body["conditions"]["ref_name"].values())
        and rules == body["rules"]
    )


def _covered(ruleset: Ruleset | None, branch: str) -> list[str]:
    """The branches that a ruleset covers, and `branch`."""
    conditions = (ruleset.conditions if ruleset is not None else None) or {}
    found = (conditions.get("ref_name") or {}).get("include") or []
    return list(dict.fromkeys([*found, branch]))


def merged(present: tuple[Json, ...], demanded: list[Json]) -> list[Json]:
    """The rules that are there, with what is demanded added; where both speak of the same thing the stricter word stands."""
    found: dict[str, Json] = {one["type"]: one for one in present}
    for rule in demanded:
        old = found.get(rule["type"])
        parameters = _stricter((old or {}).get("parameters") or {}, rule.get("parameters") or {})
        found[rule["type"]] = {"type": rule["type"], **({"parameters": parameters} if parameters else {})}
    return [one if one.get("parameters") else {"type": one["type"]} for one in found.values()]


def _stricter(old: Mapping[str, Any], new: Mapping[str, Any]) -> Json:
    """Old parameters kept (more approvals, further checks, strictness), with what is demanded in force."""
    result = {**new, **old}
    if "dismiss_stale_reviews_on_push" in new:
        result["dismiss_stale_reviews_on_push"] = False
    if "required_status_checks" in new:
        result["required_status_checks"] = _checks(old.get("required_status_checks") or (), new["required_status_checks"])
    return result


def _checks(old: Iterable[Json], new: list[Json]) -> list[Json]:
    """Further checks stay; ours is the new one, unless that names no source and the old one does."""
    ours = [one for one in old if one.get("context") == CONTEXT]
    named = [one for one in ours if one.get("integration_id")]
    kept = named if named and not any(one.get("integration_id") for one in new) else new
    return [*(one for one in old if one.get("context") != CONTEXT), *kept]


def _environment(name: str, present: Environment | None, district: District) -> Iterator[Step]:
    """Limit it first, then let in the protected branch, then shut out the others. Waiting times and reviewers stay."""
    closes = (f"environment-{name}",)
    path = f"/environments/{name}"
    if present is None or not narrow(present):
        limited: Json = {"protected_branches": False, "custom_branch_policies": True}
        body = {**_kept(present), "deployment_branch_policy": limited}
        yield Step(
            "PUT", path, body, Text(f"环境 {name}：只对指定的分支开放", f"environment {name}: named branches only"), closes
        )
    patterns = () if present is None else present.patterns
    if present is None or not admits_main(present, district):
        pattern = {"name": district.branch, "type": BRANCH}
        what = Text(f"环境 {name}：对 {district.branch} 开放", f"environment {name}: open to {district.branch}")
        yield Step("POST", f"{path}/deployment-branch-policies", pattern, what, closes, once=True)
    for one in undue(present, district) if present is not None and patterns else ():
        what = Text(f"环境 {name}：不再对 {one.name} 开放", f"environment {name}: closed to {one.name}")
        yield Step("DELETE", f"{path}/deployment-branch-policies/{one.id}", None, what, closes)


def _kept(environment: Environment | None) -> Json:
    """What setting an environment would otherwise wipe out: its waiting time and its reviewers."""
    kept: Json = {}
    for rule in environment.facts.protection_rules if environment is not None else ():
        if rule.get("type") == "wait_timer":
            kept["wait_timer"] = rule.get("wait_timer", 0)
        if rule.get("type") == "required_reviewers":
            kept["prevent_self_review"] = bool(rule.get("prevent_self_review"))
            kept["reviewers"] = [{"type": one["type"], "id": one["reviewer"]["id"]} for one in rule.get("reviewers", ())]
    return kept


def _actions(settings: Settings, lacking: Collection[str]) -> Iterator[Step]:
    yield from _allowed_actions(settings, lacking)
    if {"actions-token-reads", "actions-approve-nothing"} & set(lacking):
        token = {"default_workflow_permissions": READ, "can_approve_pull_request_reviews": False}
        what = Text("工作流令牌：默认只读，不能批准", "workflow token: read-only, approves nothing")
        yield Step("PUT", "/actions/permissions/workflow", token, what, ("actions-token-reads", "actions-approve-nothing"))
    if "actions-not-for-forks" in lacking:
        path = "/actions/permissions/fork-pr-workflows-private-repos"
        what = Text("分叉来的合并请求：不运行工作流", "pull requests from forks: no workflows")
        yield Step("PUT", path, msgspec.to_builtins(HARMLESS), what, ("actions-not-for-forks",))
    if "pages-by-workflow" in lacking:
        what = Text("Pages：由工作流发布", "Pages: put up by the workflow")
        yield Step("PUT", "/pages", {"build_type": WORKFLOW}, what, ("pages-by-workflow",))


def _allowed_actions(settings: Settings, lacking: Collection[str]) -> Iterator[Step]:
    present = settings.permissions
    allowed = SELECTED if present.allowed_actions == "all" else present.allowed_actions
    asleep = "actions-enabled" in lacking
    if asleep or allowed != present.allowed_actions or "actions-pinned" in lacking:
        body: Json = {"enabled": True, "allowed_actions": allowed}
        if present.sha_pinning_required is not None:
            body["sha_pinning_required"] = True
        closes = ("actions-enabled", "actions-known", "actions-pinned")
        yield Step("PUT", "/actions/permissions", body, Text("Actions：启用，限定来源", "Actions: on, limited"), closes)
    if allowed == SELECTED and (asleep or "actions-known" in lacking):
        selected = settings.selected or SelectedActions(github_owned_allowed=True)
        chosen = {
            "github_owned_allowed": selected.github_owned_allowed,
            "verified_allowed": False,
            "patterns_allowed": [one for one in selected.patterns_allowed if by_commit(one)],
        }
        what = Text("Actions：只用 GitHub 自己的或固定到提交的", "Actions: GitHub's own, or pinned to a commit")
        yield Step("PUT", "/actions/permissions/selected-actions", chosen, what, ("actions-known",))


def _labels(settings: Settings, district: District) -> Iterator[Step]:
    for name in missing_labels(settings, district):
        colour = next(colour for prefix, colour in COLOURS.items() if name.startswith(prefix))
        what = Text(f"新建标签 {name}", f"make label {name}")
        yield Step("POST", "/labels", {"name": name, "color": colour}, what, ("labels",), once=True)
