"""Asking the forge for its settings: all of them or none, because what is not known counts as open."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, TypeVar
from urllib.parse import quote

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
                "Variables、Pages 读（setup --apply 需写），以及组织的 Administration 读",
                "GITHUB_TOKEN must be an administrator's and may read the settings: for a fine-grained token Administration, "
                "Actions, Environments, Secrets, Variables and Pages (write for setup --apply), and the organisation's Administration",
            ),
        ) from None


def _read(forge: Forge, branch: str) -> Settings:
    repository = forge.one("", Repository)
    # These two are shown to administrators alone. Once they are answered, a 404 below means "there is none", not "you may not".
    permissions = forge.one("/actions/permissions", ActionsPermissions)
    keys = forge.every("/keys", DeployKey)
    organised = repository.owner.type == _ORGANISATION
    owner = quote(repository.owner.login, safe="")
    shared = _names(forge, "/actions/organization-secrets", "secrets") if organised else frozenset()
    return Settings(
        repository=repository,
        rulesets=tuple(forge.one(f"/rulesets/{one.id}", Ruleset) for one in forge.every("/rulesets", Ruleset)),
        main=forge.every(f"/rules/branches/{quote(branch, safe='')}", Rule),
        records=forge.every(f"/rules/branches/{quote(RECORDS, safe='')}", Rule),
        old_protection=forge.one_or_none(f"/branches/{quote(branch, safe='')}/protection", BranchProtection),
        environments={one.facts.name: one for one in _environments(forge)},
        secrets=_names(forge, "/actions/secrets", "secrets") | shared,
        permissions=permissions,
        selected=_selected(forge) if permissions.allowed_actions == _SELECTED else None,
        token=forge.one("/actions/permissions/workflow", TokenPermissions),
        fork_runs=forge.one_or_none("/actions/permissions/fork-pr-workflows-private-repos", ForkRuns),
        pages=forge.one_or_none("/pages", Pages),
        runners=_wrapped(forge, "/actions/runners", "runners", Runner),
        collaborators=forge.every("/collaborators", Collaborator),
        invitations=forge.every("/invitations", Invitation),
        keys=keys,
        labels=tuple(one.name for one in forge.every("/labels", _Named)),
        installations=_wrapped(forge, f"/orgs/{owner}/installations", "installations", Installation) if organised else None,
        actions_app=_id_of(forge.one_or_none("/apps/github-actions", _App)),
    )


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


def _names(forge: Forge, path: str, key: str) -> frozenset[str]:
    return frozenset(one.name for one in _wrapped(forge, path, key, _Named))


def _wrapped(forge: Forge, path: str, key: str, shape: type[T]) -> tuple[T, ...]:
    """The list that stands under `key`, over all its pages; UndecidedError unless as many came as GitHub counts."""
    found: list[T] = []
    total, page = 1, 1
    convert: Callable[[Any], T] = lambda one: _converted(one, shape, path)  # noqa: E731  # the shape is given at run time
    while len(found) < total:
        answer = forge.one(f"{path}?per_page={_page_size(path)}&page={page}", dict[str, Any])
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
