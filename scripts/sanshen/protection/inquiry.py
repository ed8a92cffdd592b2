"""Asking the forge for its settings: all of them or none, because what is not known counts as open."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, TypeVar
from urllib.parse import quote, urlencode

import msgspec

from sanshen.evidence.answer import PAGE_SIZE, RefusedError
from sanshen.evidence.forge import Forge
from sanshen.model.errors import UndecidedError
from sanshen.model.text import Text
from sanshen.protection.demand import ENVIRONMENTS, District
from sanshen.protection.settings import (
    ActionsPermissions,
    BranchPattern,
    BranchProtection,
    Collaborator,
    DeployKey,
    Environment,
    EnvironmentFacts,
    ForkRuns,
    Installation,
    Invitation,
    Pages,
    Repository,
    Rule,
    Ruleset,
    Runner,
    SelectedActions,
    Settings,
    TokenPermissions,
)
from sanshen.records.record import BRANCH

T = TypeVar("T")

RECORDS: Final = BRANCH.removeprefix("refs/heads/")
_SELECTED: Final = "selected"
_ORGANISATION: Final = "Organization"


class _Named(msgspec.Struct, frozen=True):
    name: str


class _Group(msgspec.Struct, frozen=True):
    id: int


class _Base(msgspec.Struct, frozen=True):
    default_repository_permission: str | None = None


class _Organisation(msgspec.Struct, frozen=True):
    base: str | None = None
    secrets: frozenset[str] = frozenset()
    installations: tuple[Installation, ...] | None = None
    runners: tuple[Runner, ...] | None = ()


_PERSONAL: Final = _Organisation()


class _App(msgspec.Struct, frozen=True):
    id: int


def read_settings(forge: Forge, district: District) -> Settings:
    """Everything that some demand looks at. UndecidedError (exit 3) where the forge does not answer or the token may not see."""
    try:
        return _read(forge, district.branch)
    except RefusedError as error:
        raise UndecidedError(
            error.text,
            Text(
                "GITHUB_TOKEN 须属于仓库管理员且能读仓库设置：细粒度令牌需 Administration、Actions、Environments、Secrets、"
                "Variables、Pages 读，例外名单只给有 Administration 写权限的看；setup --apply 全部需写；"
                "另须组织的 Administration 与 Self-hosted runners 读。令牌无误时，看仓库所在的套餐有没有私有仓库的规则集与环境",
                "GITHUB_TOKEN must be an administrator's and may read the settings: for a fine-grained token Administration, "
                "Actions, Environments, Secrets, Variables and Pages (write for setup --apply, and Administration: write to see bypass lists), "
                "and the organisation's Administration and Self-hosted runners; "
                "else see whether the plan has rulesets and environments for private repositories",
            ),
        ) from None


def _read(forge: Forge, branch: str) -> Settings:
    repository = forge.one("", Repository)
    # These two are shown to administrators alone. Once they are answered, a 404 below means "there is none", not "you may not".
    permissions = forge.one("/actions/permissions", ActionsPermissions)
    keys = forge.every("/keys", DeployKey)
    organisation = _organisation(forge, repository) if repository.owner.type == _ORGANISATION else _PERSONAL
    return Settings(
        repository=repository,
        rulesets=tuple(forge.one(f"/rulesets/{one.id}", Ruleset) for one in forge.every("/rulesets", Ruleset)),
        main=forge.every(f"/rules/branches/{quote(branch, safe='')}", Rule),
        records=forge.every(f"/rules/branches/{quote(RECORDS, safe='')}", Rule),
        old_protection=forge.one_or_none(f"/branches/{quote(branch, safe='')}/protection", BranchProtection),
        environments={one.facts.name: one for one in _environments(forge)},
        others=_other_environments(forge),
        secrets=_names(forge, "/actions/secrets", "secrets") | organisation.secrets,
        permissions=permissions,
        selected=_selected(forge) if permissions.allowed_actions == _SELECTED else None,
        token=forge.one("/actions/permissions/workflow", TokenPermissions),
        fork_runs=forge.one_or_none("/actions/permissions/fork-pr-workflows-private-repos", ForkRuns),
        pages=forge.one_or_none("/pages", Pages),
        runners=_wrapped(forge, "/actions/runners", "runners", Runner) + (organisation.runners or ()),
        groups_seen=organisation.runners is not None,
        base_permission=organisation.base,
        collaborators=forge.every("/collaborators", Collaborator),
        invitations=forge.every("/invitations", Invitation),
        keys=keys,
        labels=tuple(one.name for one in forge.every("/labels", _Named)),
        installations=organisation.installations,
        actions_app=_id_of(forge.one_or_none("/apps/github-actions", _App)),
    )


def _organisation(forge: Forge, repository: Repository) -> _Organisation:
    """What the organisation adds: members' rights, secrets, Apps, machines. Its owners alone see all of it."""
    path = f"/orgs/{quote(repository.owner.login, safe='')}"
    base = forge.one(path, _Base).default_repository_permission
    return _Organisation(
        base=base if base is not None else "?",
        secrets=_names(forge, "/actions/organization-secrets", "secrets"),
        installations=_wrapped(forge, f"{path}/installations", "installations", Installation),
        runners=_shared_runners(forge, f"{path}/actions/runner-groups", repository.full_name.partition("/")[2]),
    )


def _shared_runners(forge: Forge, path: str, name: str) -> tuple[Runner, ...] | None:
    """The organisation's machines that the repository may use; None where this plan or server does not list them."""
    query = {"visible_to_repository": name}
    if forge.one_or_none(f"{path}?{urlencode({**query, 'per_page': '1'})}", dict[str, Any]) is None:
        return None
    groups = _wrapped(forge, path, "runner_groups", _Group, **query)
    return tuple(one for group in groups for one in _wrapped(forge, f"{path}/{group.id}/runners", "runners", Runner))


def _selected(forge: Forge) -> SelectedActions:
    return forge.one("/actions/permissions/selected-actions", SelectedActions)


def _id_of(app: _App | None) -> int | None:
    return app.id if app is not None else None


def _environments(forge: Forge) -> Sequence[Environment]:
    found = []
    for name in ENVIRONMENTS:
        path = f"/environments/{name}"
        facts = forge.one_or_none(path, EnvironmentFacts)
        if facts is None:
            continue
        setting = facts.deployment_branch_policy
        custom = setting is not None and setting.custom_branch_policies
        listed = f"{path}/deployment-branch-policies"
        found.append(
            Environment(
                facts=msgspec.structs.replace(facts, name=name),  # GitHub finds environments in any case of letters
                patterns=_wrapped(forge, listed, "branch_policies", BranchPattern) if custom else (),
                secrets=_names(forge, f"{path}/secrets", "secrets"),
                variables=_names(forge, f"{path}/variables", "variables"),
            )
        )
    return found


def _other_environments(forge: Forge) -> dict[str, frozenset[str]]:
    listed = [one.name for one in _wrapped(forge, "/environments", "environments", _Named)]
    known = {one.casefold() for one in ENVIRONMENTS}
    others = [one for one in listed if one.casefold() not in known]
    return {name: _names(forge, f"/environments/{quote(name, safe='')}/secrets", "secrets") for name in others}


def _names(forge: Forge, path: str, key: str) -> frozenset[str]:
    return frozenset(one.name for one in _wrapped(forge, path, key, _Named))


def _wrapped(forge: Forge, path: str, key: str, shape: type[T], **query: str) -> tuple[T, ...]:
    """The list that stands under `key`, over all its pages; UndecidedError unless as many came as GitHub counts."""
    found: list[T] = []
    total, page = 1, 1
    convert: Callable[[Any], T] = lambda one: _converted(one, shape, path)  # noqa: E731  # the shape is given at run time
    while len(found) < total:
        answer = forge.one(f"{path}?{urlencode({**query, 'per_page': _page_size(path), 'page': page})}", dict[str, Any])
        items, total = answer.get(key), answer.get("total_count")  # type: ignore[assignment]  # checked in the next line
        if not isinstance(items, list) or not isinstance(total, int) or (not items and len(found) < total):
            raise _incomplete(path)
        found += map(convert, items)
        page += 1
    return tuple(found)


def _page_size(path: str) -> int:
    """GitHub lists variables thirty at most."""
    return 30 if path.endswith("/variables") else PAGE_SIZE


def _converted(item: object, shape: type[T], path: str) -> T:
    try:
        return msgspec.convert(item, shape)
    except msgspec.ValidationError:
        raise _incomplete(path) from None


def _incomplete(path: str) -> UndecidedError:
    return UndecidedError(
        Text(f"无法判定：{path} 的列表不完整", f"cannot decide: the list at {path} is incomplete"),
        Text("稍后重跑", "run it again later"),
    )
