"""`sanshen forge setup|audit`: every demanded setting weakened in turn is named, and set again."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from sanshen.protection.catalogue import DEMANDS
from support import forge_setting_shapes as shapes
from support.forge_server import Fault
from support.forge_settings import ACTIONS_APP, OWN_APP, ForgeSettings
from support.github_description import require_description
from support.guarded import Guarded, fresh_district, guarded_district, office_repo, set_up_once
from support.office import POLICY_PATH, login, policy_bytes
from support.repos import Repo

Json = dict[str, Any]
Weaken = Callable[[ForgeSettings], object]
ADMIN_PASSES = [{"actor_type": "RepositoryRole", "actor_id": 5, "bypass_mode": "always"}]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Repo:
    """The office, for all who do not change it."""
    return office_repo(tmp_path_factory.mktemp("office") / "clone")


@pytest.fixture(scope="module")
def set_up(office: Repo) -> Mapping[str, Any]:
    """What `setup --apply` leaves behind."""
    return set_up_once(office)


@pytest.fixture
def district(office: Repo, set_up: Mapping[str, Any]) -> Iterator[Guarded]:
    """Everything set as demanded."""
    with guarded_district(office, set_up) as found:
        yield found


@pytest.fixture
def own(tmp_path: Path, set_up: Mapping[str, Any]) -> Iterator[Guarded]:
    """The same with an office of its own, to be changed."""
    with guarded_district(office_repo(tmp_path / "clone"), set_up) as found:
        yield found


@pytest.fixture
def fresh(office: Repo) -> Iterator[Guarded]:
    """A new repository with GitHub's defaults."""
    with fresh_district(office) as found:
        yield found


def _main(settings: ForgeSettings) -> Json:
    return settings.ruleset("sanshen-main")


def _rule(settings: ForgeSettings, kind: str) -> Json:
    found: Json = next(one for one in _main(settings)["rules"] if one["type"] == kind)["parameters"]
    return found


def _without(ruleset: str, kind: str) -> Weaken:
    def weaken(settings: ForgeSettings) -> None:
        rules = settings.ruleset(ruleset)["rules"]
        settings.ruleset(ruleset)["rules"] = [one for one in rules if one["type"] != kind]

    return weaken


def _changed(ruleset: str, **more: Any) -> Weaken:  # noqa: ANN401  # GitHub's own fields
    return lambda settings: settings.ruleset(ruleset).update(more)


def _check(**more: Any) -> Weaken:  # noqa: ANN401  # GitHub's own fields
    def weaken(settings: ForgeSettings) -> None:
        check = {"context": "sanshen/gate", "integration_id": OWN_APP, **more}
        kept = {key: value for key, value in check.items() if value is not None}
        _rule(settings, "required_status_checks")["required_status_checks"] = [kept]

    return weaken


def _of(part: str, **more: Any) -> Weaken:  # noqa: ANN401  # GitHub's own fields
    return lambda settings: getattr(settings, part).update(more)


def _set(part: str, value: object) -> Weaken:
    return lambda settings: setattr(settings, part, value)


def _environment(name: str, **more: Any) -> Weaken:  # noqa: ANN401  # the fake's fields
    return lambda settings: settings.environments[name].update(more)


def _admits(name: str, pattern: str, kind: str = "branch") -> Weaken:
    return lambda settings: settings.add_environment(name, (pattern, kind))


def _grant(who: str, role: str) -> Weaken:
    return lambda settings: settings.access.update({who: role})


def _permit(**more: str) -> Weaken:
    return lambda settings: settings.installations[0]["permissions"].update(more)


def _install(permissions: Json, **more: Any) -> Weaken:  # noqa: ANN401  # GitHub's own fields
    return lambda settings: settings.install(99, "helper", permissions, **more)


PROTECTED = {"protected_branches": True, "custom_branch_policies": False}
KEYS_PASS = [{"actor_type": "DeployKey", "actor_id": None, "bypass_mode": "always"}]
TEAM_PASSES = [*KEYS_PASS, {"actor_type": "Team", "actor_id": 8, "bypass_mode": "always"}]
STALE = {"required_pull_request_reviews": {"dismiss_stale_reviews": True, "require_code_owner_reviews": False}}

WEAKENED: tuple[tuple[str, str, Weaken], ...] = (
    ("repository-private", "public", _of("repository", private=False, visibility="public")),
    ("repository-private", "internal", _of("repository", visibility="internal")),
    ("repository-no-forks", "允许分叉", _of("repository", allow_forking=True)),
    ("repository-no-forks", "3 个分叉", _of("repository", forks_count=3)),
    ("repository-default-branch", "draft", _of("repository", default_branch="draft")),
    ("repository-in-use", "归档", _of("repository", archived=True)),
    ("repository-auto-merge", "自动合并", _of("repository", allow_auto_merge=False)),
    ("main-gate-check", "没有一个生效", _without("sanshen-main", "required_status_checks")),
    ("main-gate-check", "没有一个生效", _check(context="sanshen/other")),
    ("main-gate-check", "任何来源", _check(integration_id=None)),
    ("main-gate-check", str(ACTIONS_APP), _check(integration_id=ACTIONS_APP)),
    ("main-pull-request", "没有一个生效", _without("sanshen-main", "pull_request")),
    ("main-no-force-push", "没有一个生效", _without("sanshen-main", "non_fast_forward")),
    ("main-no-deletion", "没有一个生效", _without("sanshen-main", "deletion")),
    (
        "main-keeps-approvals",
        "sanshen-main",
        lambda settings: _rule(settings, "pull_request").update(dismiss_stale_reviews_on_push=True),
    ),
    ("main-keeps-approvals", "旧式", _set("protection", STALE)),
    ("records-push", "没有一个生效", _without("sanshen-records-push", "update")),
    ("records-push", "团队 8绕过", _changed("sanshen-records-push", bypass_actors=TEAM_PASSES)),
    ("records-push", "没有启用", _changed("sanshen-records-push", enforcement="evaluate")),
    ("records-creation", "没有一个生效", _without("sanshen-records-push", "creation")),
    ("records-no-force-push", "没有一个生效", _without("sanshen-records-keep", "non_fast_forward")),
    ("records-no-force-push", "部署密钥绕过", _changed("sanshen-records-keep", bypass_actors=KEYS_PASS)),
    ("records-no-deletion", "没有一个生效", _without("sanshen-records-keep", "deletion")),
    ("records-no-deletion", "部署密钥绕过", _changed("sanshen-records-keep", bypass_actors=KEYS_PASS)),
    *(
        (f"environment-{name}", said, weaken)
        for name, some in (("gate", 7), ("publishing", 2), ("github-pages", 2))
        for said, weaken in (
            ("没有环境", lambda settings, name=name: settings.environments.pop(name)),
            ("对任何分支开放", _environment(name, setting=None)),
            ("对任何受保护的分支开放", _environment(name, setting=PROTECTED)),
            ("分支 release/*", _admits(name, "release/*")),
            ("分支 gh-readonly-queue/main/*", _admits(name, "gh-readonly-queue/main/*")),
            ("标签 main", _admits(name, "main", "tag")),
            ("不对 main 开放", _environment(name, patterns={})),
        )[:some]
    ),
    ("secrets-gate", "SANSHEN_APP_KEY", _environment("gate", secrets=[])),
    ("secrets-gate", "SANSHEN_APP_ID", _environment("gate", variables=[])),
    ("secrets-publishing", "SANSHEN_PIPELINE_KEY", _environment("publishing", secrets=["SANSHEN_RECORDS_KEY"])),
    ("secrets-publishing", "SANSHEN_RECORDS_KEY", _environment("publishing", secrets=["SANSHEN_PIPELINE_KEY"])),
    ("secrets-publishing", "SANSHEN_ROOT", _environment("publishing", variables=[])),
    ("secrets-nowhere-else", "SANSHEN_APP_KEY", _set("secrets", ["OTHER", "SANSHEN_APP_KEY"])),
    ("secrets-nowhere-else", "SANSHEN_NOTIFY_EMAIL", _set("secrets", ["SANSHEN_NOTIFY_EMAIL"])),
    ("secrets-nowhere-else", "SANSHEN_RECORDS_KEY", _set("organisation_secrets", ["SANSHEN_RECORDS_KEY"])),
    (
        "secrets-nowhere-else",
        "也存在环境 staging",
        lambda settings: settings.add_environment("staging").update(secrets=["SANSHEN_APP_KEY"]),
    ),
    ("secrets-nowhere-else", "也存在环境 github-pages", _environment("github-pages", secrets=["SANSHEN_PIPELINE_KEY"])),
    ("actions-enabled", "没有启用", _of("permissions", enabled=False)),
    ("actions-token-reads", "write", _of("token", default_workflow_permissions="write")),
    ("actions-approve-nothing", "批准", _of("token", can_approve_pull_request_reviews=True)),
    ("actions-known", "任何人", _of("permissions", allowed_actions="all")),
    ("actions-known", "已验证", _of("selected", verified_allowed=True)),
    ("actions-known", "octo/*", _of("selected", patterns_allowed=["octo/*"])),
    ("actions-known", "octo/cat@v1", _of("selected", patterns_allowed=["octo/cat@v1"])),
    ("actions-pinned", "不要求", _of("permissions", sha_pinning_required=False)),
    ("actions-not-for-forks", "会运行", _of("fork_runs", run_workflows_from_fork_pull_requests=True)),
    ("actions-not-for-forks", "令牌", _of("fork_runs", send_write_tokens_to_workflows=True)),
    ("actions-not-for-forks", "机密", _of("fork_runs", send_secrets_and_variables=True)),
    ("actions-not-for-forks", "不经批准", _of("fork_runs", require_approval_for_fork_pr_workflows=False)),
    ("runners-fresh", "mac-1", lambda settings: settings.runners.append(shapes.runner("mac-1", ephemeral=False))),
    ("runners-fresh", "rack-7", lambda settings: settings.shared_runners.append(shapes.runner("rack-7", ephemeral=False))),
    ("pages-by-workflow", "legacy", _set("pages", "legacy")),
    ("app-own", "没有装在", lambda settings: settings.installations.clear()),
    ("app-own", "停用", lambda settings: settings.installations[0].update(suspended_at="2026-01-01T00:00:00Z")),
    ("app-own", "缺少权限 statuses", _permit(statuses="read")),
    ("app-own", "多了权限 administration", _permit(administration="write")),
    ("app-own", "多了权限 contents", _permit(contents="write")),
    ("apps-others", "helper", _install({"contents": "write"})),
    ("apps-others", "administration", _install({"administration": "write"}, repository_selection="all")),
    ("access-deploy-key", "没有可写的", _set("keys", [("reader", True)])),
    ("access-deploy-key", "old-laptop", _set("keys", [("sanshen-records", False), ("old-laptop", False)])),
    ("access-write", "passer-by", _grant("passer-by", "write")),
    ("access-write", "chenjie-gov", _grant(login("chen.jie"), "write")),
    ("access-admin", "passer-by", _grant("passer-by", "admin")),
    ("access-admin", "zhangwei-gov", _grant(login("zhang.wei"), "maintain")),
    ("access-roles", "security-lead", _grant(login("zhang.wei"), "security-lead")),
    ("access-invitations", "passer-by", _set("invited", [("passer-by", "write")])),
    ("access-invitations", "邀请 ?", _set("invited", [(None, "admin")])),
    ("access-base", "write", _set("base_permission", "write")),
    ("access-base", "?", _set("base_permission", None)),
    ("labels", "等级:重大", lambda settings: settings.labels.remove("等级:重大")),
)

LOOSENED: tuple[tuple[str, Weaken], ...] = (
    ("仓库管理员绕过", _changed("sanshen-main", bypass_actors=ADMIN_PASSES)),
    ("组织所有者绕过", _changed("sanshen-main", bypass_actors=[{"actor_type": "OrganizationAdmin"}])),
    (
        "用户 12绕过",
        _changed("sanshen-main", bypass_actors=[{"actor_type": "User", "actor_id": 12, "bypass_mode": "pull_request"}]),
    ),
    ("部署密钥绕过", _changed("sanshen-main", bypass_actors=KEYS_PASS)),
    ("看不到", _changed("sanshen-main", bypass_actors=None)),
    ("没有启用（evaluate）", _changed("sanshen-main", enforcement="evaluate")),
    ("没有启用（disabled）", _changed("sanshen-main", enforcement="disabled")),
    ("没有一个生效", _changed("sanshen-main", target="tag")),
    (
        "没有一个生效",
        _changed("sanshen-main", conditions={"ref_name": {"include": ["~ALL"], "exclude": ["refs/heads/m*"]}}),
    ),
)
"""What makes a whole ruleset worth nothing."""


def test_a_new_repository_is_set_up_and_then_nothing_is_open(office: Repo) -> None:
    """Held against GitHub's own description, request and answer."""
    require_description()
    with fresh_district(office, check=True) as fresh:
        _set_up(fresh)


def _set_up(fresh: Guarded) -> None:
    assert fresh.audit().code == 1
    done = fresh.apply()
    assert (done.code, done.json["left"]) == (0, []), done.err
    assert {one["state"] for one in done.json["steps"]} == {"done"}
    again = fresh.audit()
    assert (again.code, again.json["gaps"], again.json["allowed"]) == (0, [], True)


def test_a_second_run_changes_nothing(district: Guarded) -> None:
    before = len(district.forge.requests)
    again = district.apply()
    assert (again.code, again.json["steps"]) == (0, [])
    assert {one.method for one in district.forge.requests[before:]} == {"GET"}


def test_the_plan_alone_sends_nothing(fresh: Guarded) -> None:
    planned = fresh.run("setup", "--format", "json")
    assert planned.code == 0
    assert {one["state"] for one in planned.json["steps"]} == {"planned"}
    assert {one.method for one in fresh.forge.requests} == {"GET"}
    said = fresh.run("setup")
    assert "加 --apply 执行" in said.out
    assert "新建规则集“sanshen-main”" in said.out


@pytest.mark.parametrize(
    ("demand", "said", "weaken"), WEAKENED, ids=[f"{demand}-{place}" for place, (demand, _, _) in enumerate(WEAKENED)]
)
def test_each_weakened_setting_is_named(district: Guarded, demand: str, said: str, weaken: Weaken) -> None:
    weaken(district.forge.settings)
    found = district.audit()
    assert found.code == 1
    assert any(said in one for one in found.found(demand)), found.json["gaps"]
    _mended_as_far_as_can_be(district, demand)


@pytest.mark.parametrize(("said", "weaken"), LOOSENED, ids=[str(place) for place in range(len(LOOSENED))])
def test_a_ruleset_that_binds_not_everybody_does_not_count(district: Guarded, said: str, weaken: Weaken) -> None:
    weaken(district.forge.settings)
    found = district.audit()
    assert found.code == 1
    for demand in ("main-gate-check", "main-pull-request", "main-no-force-push", "main-no-deletion"):
        assert any(said in one for one in found.found(demand)), found.json["gaps"]
    assert district.apply().json["left"] == []


def _mended_as_far_as_can_be(district: Guarded, demand: str) -> None:
    """What can be set is set again; the rest is left, and named."""
    settable = {one.id: one.settable for one in DEMANDS}[demand]
    foreign = district.forge.settings.protection is not None or district.forge.settings.repository["forks_count"]
    if not settable or foreign:
        planned = district.run("setup", "--format", "json").json
        assert (planned["steps"], {one["id"] for one in planned["left"]}) == ([], district.audit().gaps)
        return
    done = district.apply()
    assert done.code == 0
    assert demand not in {one["id"] for one in done.json["left"]}


def test_every_demand_is_weakened_somewhere() -> None:
    elsewhere = {"repository-organisation"}
    assert {demand for demand, _, _ in WEAKENED} | elsewhere == {one.id for one in DEMANDS}


def test_a_personal_account_is_a_gap(district: Guarded) -> None:
    district.forge.add_user("district", 10, "User")
    found = district.audit()
    assert {"repository-organisation", "apps-others"} <= found.gaps
    assert "个人账号 district" in found.found("repository-organisation")[0]


@pytest.mark.parametrize(("app", "said"), [(None, "只是提醒"), (str(ACTIONS_APP), "GitHub Actions")])
def test_without_an_app_of_its_own_the_gate_is_advisory(district: Guarded, app: str | None, said: str) -> None:
    found = district.audit(app=app)
    assert found.code == 1
    assert {"app-own", "main-gate-check"} <= found.gaps
    assert said in found.found("app-own")[0]


def test_setting_up_without_the_app_does_not_take_its_name_away(district: Guarded) -> None:
    done = district.apply(app=None)
    assert done.code == 0
    assert done.json["steps"] == []
    assert {"app-own", "main-gate-check"} <= {one["id"] for one in done.json["left"]}
    assert district.audit().code == 0


def test_setting_up_without_an_app_demands_the_check_from_anybody_and_says_so(fresh: Guarded) -> None:
    assert fresh.apply(app=None).code == 0
    (check,) = _rule(fresh.forge.settings, "required_status_checks")["required_status_checks"]
    assert check == {"context": "sanshen/gate"}
    assert fresh.audit().code == 1
    assert fresh.apply().code == 0
    assert fresh.audit().code == 0


@pytest.mark.parametrize("app", ["4712", str(ACTIONS_APP)])
def test_a_mistyped_app_does_not_take_the_place_of_the_right_one(district: Guarded, app: str) -> None:
    done = district.apply(app=app)
    assert (done.code, done.json["steps"]) == (0, [])
    assert {"app-own", "main-gate-check"} <= {one["id"] for one in done.json["left"]}
    assert district.audit().code == 0


def test_a_plan_that_refuses_one_setting_gets_the_others(fresh: Guarded) -> None:
    fresh.forge.settings.repository.update(private=False, visibility="public")
    fresh.forge.fail(Fault(status=422), path="", method="PATCH", times=1)
    done = fresh.apply()
    assert done.code == 3
    assert [one["body"] for one in done.json["steps"] if one["state"] == "failed"] == [{"visibility": "private"}]
    assert fresh.forge.settings.repository["allow_forking"] is False


def test_the_organisations_rulesets_count_and_are_left_alone(fresh: Guarded) -> None:
    rules = [{"type": "deletion"}, {"type": "non_fast_forward"}]
    more = {
        "source_type": "Organization",
        "source": "district",
        "conditions": {"ref_name": {"include": ["~ALL"], "exclude": []}},
    }
    own = fresh.forge.settings.add_ruleset("everywhere", "", rules, **more)
    before = json.dumps(own)
    assert not {"main-no-deletion", "records-no-force-push"} & fresh.audit().gaps
    assert fresh.apply().code == 0
    assert json.dumps(own) == before
    assert fresh.audit().code == 0


def test_what_is_stricter_than_demanded_stays(district: Guarded) -> None:
    settings = district.forge.settings
    _rule(settings, "pull_request").update(required_approving_review_count=2, dismiss_stale_reviews_on_push=True)
    checks = _rule(settings, "required_status_checks")
    checks.update(strict_required_status_checks_policy=True)
    checks["required_status_checks"] = [{"context": "test"}]
    _main(settings)["rules"].append({"type": "required_linear_history"})
    _main(settings)["conditions"]["ref_name"]["include"].append("refs/heads/release")
    settings.permissions.update(allowed_actions="local_only", sha_pinning_required=False)
    assert district.apply().code == 0
    assert district.audit().code == 0
    assert _rule(settings, "pull_request")["required_approving_review_count"] == 2
    assert checks == _rule(settings, "required_status_checks") or checks["strict_required_status_checks_policy"]
    assert {"context": "test"} in _rule(settings, "required_status_checks")["required_status_checks"]
    assert _rule(settings, "required_status_checks")["strict_required_status_checks_policy"] is True
    assert {"type": "required_linear_history"} in _main(settings)["rules"]
    assert "refs/heads/release" in _main(settings)["conditions"]["ref_name"]["include"]
    assert settings.permissions["allowed_actions"] == "local_only"


def test_an_environments_waiting_time_and_reviewers_stay(fresh: Guarded) -> None:
    gate = fresh.forge.settings.environments["gate"]
    reviewer = {"type": "User", "reviewer": fresh.forge.add_user(login("zhao.min"))}
    gate["rules"] = [
        {"id": 2, "node_id": "GA_2", "type": "wait_timer", "wait_timer": 5},
        {"id": 3, "node_id": "GA_3", "type": "required_reviewers", "prevent_self_review": True, "reviewers": [reviewer]},
    ]
    assert fresh.apply().code == 0
    timer, reviewers = gate["rules"]
    assert timer["wait_timer"] == 5
    assert (reviewers["prevent_self_review"], len(reviewers["reviewers"])) == (True, 1)


def test_a_pinned_action_stays_allowed(district: Guarded) -> None:
    pinned = f"octo/cat@{'a' * 40}"
    district.forge.settings.selected.update(patterns_allowed=[pinned, "octo/*"], github_owned_allowed=False)
    assert district.apply().code == 0
    assert district.forge.settings.selected["patterns_allowed"] == [pinned]
    assert district.forge.settings.selected["github_owned_allowed"] is False
    assert district.audit().code == 0


def test_what_may_not_be_seen_is_not_known(district: Guarded) -> None:
    """Each question that the audit asks, refused in its turn."""
    assert district.audit().code == 0
    asked = dict.fromkeys(one.path for one in district.forge.requests)
    assert len(asked) > 35
    for path in asked:
        district.forge.fail(Fault(status=403), path=path, times=99)
        found = district.audit()
        assert (found.code, found.json["allowed"]) == (3, False), path
        assert "管理员" in found.json["advice"], path
        district.forge.mend()


@pytest.mark.parametrize("path", ["/actions/permissions", "/keys", "/collaborators", "/rulesets"])
def test_a_hidden_404_is_not_taken_for_nothing(district: Guarded, path: str) -> None:
    """GitHub answers 404 to whoever may not see: only after the administrator's own questions it means "there is none"."""
    district.forge.fail(Fault(status=404), path=path, times=99)
    assert district.audit().code == 3


@pytest.mark.parametrize("fault", [Fault(status=502), Fault(truncated=True), Fault(status=429, headers={"Retry-After": "0"})])
def test_one_failure_is_tried_again(district: Guarded, fault: Fault) -> None:
    district.forge.fail(fault, path="/collaborators")
    assert district.audit().code == 0


def test_a_list_that_is_cut_off_is_not_known(district: Guarded) -> None:
    def shortened(reply: Any) -> Any:  # noqa: ANN401  # the server's own shape
        return reply._replace(body=json.dumps({"total_count": 2, "secrets": []}).encode())

    district.forge.fail(Fault(change=shortened), path="/environments/gate/secrets", times=99)
    assert district.audit().code == 3


def test_lists_of_several_pages_are_read_whole(district: Guarded) -> None:
    district.forge.page_size = 2
    district.forge.settings.secrets = ["A", "B", "C", "SANSHEN_APP_KEY"]
    assert district.audit().gaps == {"secrets-nowhere-else"}


def test_the_address_of_the_mail_server_may_lie_in_the_gates_environment_and_need_not(district: Guarded) -> None:
    assert district.audit().gaps == set()
    _environment("gate", secrets=["SANSHEN_APP_KEY", "SANSHEN_NOTIFY_EMAIL"])(district.forge.settings)
    assert district.audit().gaps == set()


def test_partial_failure_says_what_was_done_and_what_not(fresh: Guarded) -> None:
    fresh.forge.fail(Fault(status=422), path="/rulesets", method="POST", times=1)
    fresh.forge.fail(Fault(status=409), path="/actions/permissions/workflow", method="PUT", times=1)
    done = fresh.apply()
    assert done.code == 3
    states = [(one["state"], one["path"]) for one in done.json["steps"]]
    assert [path for state, path in states if state == "failed"] == ["/rulesets", "/actions/permissions/workflow"]
    assert ("done", "/environments/gate") in states
    assert "main-gate-check" in {one["id"] for one in done.json["left"]}
    assert "2 项没有做成" in done.err
    assert fresh.apply().code == 0
    assert fresh.audit().code == 0


def test_a_ruleset_whose_answer_is_lost_is_not_made_twice(fresh: Guarded) -> None:
    fresh.forge.fail(Fault(hang_up=True), path="/rulesets", method="POST", times=1)
    done = fresh.apply()
    assert done.code == 3
    assert "不知道是否送达" in json.dumps(done.json, ensure_ascii=False)
    assert fresh.apply().code == 0
    assert len(fresh.forge.settings.rulesets) == 3


def test_what_is_there_already_is_no_failure_for_long(fresh: Guarded) -> None:
    fresh.forge.settings.add_ruleset("sanshen-main", "other", [{"type": "deletion"}], enforcement="disabled")
    assert fresh.apply().code == 0
    assert len(fresh.forge.settings.rulesets) == 3
    assert fresh.audit().code == 0


@pytest.mark.parametrize(
    ("old", "new", "who"),
    [
        ("trained: 2026-03-01}", "trained: 2026-03-01, suspended: 2026-11-01}", "zhangwei-gov"),
        ("trained: 2026-03-01}", "trained: 2026-03-01, left: 2026-11-20}", "zhangwei-gov"),
        ("information-officer: [zhang.wei]", "information-officer: [{person: zhang.wei, until: 2026-11-19}]", "zhangwei-gov"),
        ("login: zhangwei-gov, id: 1105", "login: zhangwei-gov, id: 9105", "zhangwei-gov"),
    ],
)
def test_who_is_no_longer_in_office_should_not_write(own: Guarded, old: str, new: str, who: str) -> None:
    path = "reviews/units/liangshan/people.yml"
    text = own.repo.git("show", f"main:{path}")
    assert old in text
    own.repo.commit({path: text.replace(old, new, 1) + "\n"})
    found = own.audit()
    assert found.gaps == {"access-write"}
    assert all(one.startswith(who) for one in found.found("access-write"))


def test_a_policy_that_names_no_writing_roles_takes_everybody_in_office(own: Guarded) -> None:
    policy = re.sub(rb"(?m)^write-roles: .*\n", b"", policy_bytes())
    assert policy != policy_bytes()
    own.repo.commit({POLICY_PATH: policy})
    own.forge.settings.access[login("chen.jie")] = "write"
    found = own.audit()
    assert found.code == 0
    assert any("write-roles" in one for one in found.json["notes"])


def test_an_unknown_writing_role_makes_the_policy_unusable(own: Guarded) -> None:
    own.repo.commit({POLICY_PATH: policy_bytes().replace(b"write-roles: [", b"write-roles: [passer-by, ")})
    assert own.audit().code == 2


def test_who_can_write_is_listed_with_their_offices(district: Guarded) -> None:
    listed = {one["login"]: one for one in district.audit().json["access"]}
    assert listed["zhaomin-gov"]["level"] == "admin"
    assert listed["zhaomin-gov"]["offices"] == ["示例区区政府办公室管理员"]
    assert listed["zhangwei-gov"]["offices"] == ["梁山街道信息员"]
    assert "chenjie-gov" not in listed


def test_an_older_server_is_told_apart(district: Guarded) -> None:
    district.forge.settings.fork_runs = None
    district.forge.settings.groups = False
    del district.forge.settings.permissions["sha_pinning_required"]
    found = district.audit()
    assert found.code == 0
    assert len([one for one in found.json["notes"] if one.startswith(("这个平台", "组织一级"))]) == 3


def test_what_should_be_known_is_noted(district: Guarded) -> None:
    settings = district.forge.settings
    settings.protection = {"enabled": True}
    settings.access["passer-by"] = "read"
    settings.keys.append(("archive", True))
    _main(settings)["rules"].append({"type": "merge_queue", "parameters": _QUEUE})
    notes = "\n".join(district.audit().json["notes"])
    assert all(word in notes for word in ("旧式", "passer-by", "archive", "合并队列", "最新主线"))
    _rule(settings, "required_status_checks")["strict_required_status_checks_policy"] = True
    assert "最新主线" not in "\n".join(district.audit().json["notes"])


@pytest.mark.parametrize("held", [[], ["SANSHEN_SEAL"], ["SANSHEN_APP_KEY"]], ids=["neither", "a seal", "the App's key"])
def test_a_secret_that_outlives_a_run_is_named_where_there_is_none(district: Guarded, held: list[str]) -> None:
    """No gap: it costs requests, and no verdict goes by it. The words say what to do, in both languages."""
    district.forge.settings.environments["gate"]["secrets"] = held
    found = district.audit()
    assert found.code == int("SANSHEN_APP_KEY" not in held)
    assert not any("SANSHEN_SEAL" in one["found"] for one in found.json["gaps"])
    for lang in ("zh", "en"):
        notes = "\n".join(district.audit(lang=lang).json["notes"])
        assert ("openssl rand -hex 32" in notes and "SANSHEN_SEAL" in notes) == (not held)


_QUEUE = {
    "check_response_timeout_minutes": 60,
    "grouping_strategy": "ALLGREEN",
    "max_entries_to_build": 1,
    "max_entries_to_merge": 1,
    "merge_method": "MERGE",
    "min_entries_to_merge": 1,
    "min_entries_to_merge_wait_minutes": 0,
}


def test_t51_names_from_the_forge_are_inert(district: Guarded) -> None:
    settings = district.forge.settings
    hostile = "\x1b[31mx\n::error::y\u202e13812345678"
    settings.access[hostile] = "admin"
    settings.keys.append((hostile, False))
    settings.runners.append(shapes.runner(hostile, ephemeral=False))
    settings.labels.remove("等级:重大")
    settings.add_environment("gate", (hostile, "branch"))
    settings.ruleset("sanshen-main").update(name=hostile, enforcement="evaluate")
    settings.install(98, hostile, {"contents": "write"})
    for words in (("audit",), ("setup",), ("setup", "--apply"), ("audit", "--format", "json")):
        said = district.run(*words)
        shown = said.out + said.err
        assert not {"\x1b", "\u202e"} & set(shown)
        assert not any(line.startswith("::") for line in shown.splitlines())
        assert "13812345678" not in shown


def test_english(district: Guarded) -> None:
    said = district.run("audit", lang="en")
    assert (said.code, said.out.splitlines()[0]) == (0, f"✔ district/website: all {len(DEMANDS)} demands are met")
    settings = district.forge.settings
    settings.access["passer-by"] = "admin"
    said = district.run("audit", lang="en")
    assert "passer-by has admin access: not in the roster" in said.out
    assert not re.search(r"[\u4e00-\u9fff]", "".join(one for one in said.out.splitlines() if "→" in one))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "缺少 action"),
        (("check",), "action 不能是 'check'"),
        (("audit", "--apply"), "--apply 只用于 setup"),
        (("audit", "--format", "markdown"), "markdown 只用于 demands"),
    ],
)
def test_a_wrong_command_line(district: Guarded, words: tuple[str, ...], said: str) -> None:
    found = district.run(*words)
    assert found.code == 2
    assert said in found.err


@pytest.mark.parametrize(
    ("env", "said"),
    [
        ({"GITHUB_TOKEN": ""}, "GITHUB_TOKEN"),
        ({"GITHUB_REPOSITORY": "website"}, "GITHUB_REPOSITORY"),
        ({"SANSHEN_APP_ID": "Iv1.abc"}, "SANSHEN_APP_ID"),
    ],
)
def test_a_wrong_environment(district: Guarded, env: dict[str, str], said: str) -> None:
    found = district.run("audit", **env)
    assert found.code == 2
    assert said in found.err


def test_the_demands_are_listed_without_a_forge(district: Guarded) -> None:
    before = len(district.forge.requests)
    listed = json.loads(district.run("demands", "--format", "json", GITHUB_TOKEN="").out)["demands"]
    assert [one["id"] for one in listed] == [one.id for one in DEMANDS]
    assert all(one["why"] and one["threats"] and one["by_hand"] for one in listed)
    assert "main-gate-check" in district.run("demands").out
    assert len(district.forge.requests) == before


def test_the_page_of_demands_is_fresh(district: Guarded) -> None:
    page = (Path(__file__).parents[3] / "docs" / "forge.md").read_text()
    assert district.run("demands", "--format", "markdown").out == page
