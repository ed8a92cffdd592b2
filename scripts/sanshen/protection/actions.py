"""What GitHub Actions may do in the repository, on which machines, and from where Pages takes the site."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from sanshen.model.text import Text
from sanshen.protection.demand import Demand, District
from sanshen.protection.settings import ForkRuns, SelectedActions, Settings

SELECTED: Final = "selected"
READ: Final = "read"
WORKFLOW: Final = "workflow"
HARMLESS: Final = ForkRuns(
    run_workflows_from_fork_pull_requests=False,
    send_write_tokens_to_workflows=False,
    send_secrets_and_variables=False,
    require_approval_for_fork_pr_workflows=True,
)
_CLICK: Final = Text("Settings → Actions → General：", "Settings → Actions → General: ")


def by_commit(pattern: str) -> bool:
    """Whether a pattern names one action at one commit."""
    return re.fullmatch(r"[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)+@[0-9a-f]{40}", pattern) is not None


def loose_patterns(selected: SelectedActions) -> tuple[str, ...]:
    """The patterns that let in actions whose content can change."""
    return tuple(one for one in selected.patterns_allowed if not by_commit(one))


def _token(settings: Settings, district: District) -> Iterator[Text]:
    del district
    found = settings.token.default_workflow_permissions
    if found != READ:
        yield Text(f"工作流令牌默认权限是 {found}", f"a workflow's token has {found} permission by default")


def _approval(settings: Settings, district: District) -> Iterator[Text]:
    del district
    if settings.token.can_approve_pull_request_reviews:
        yield Text("允许 Actions 批准合并请求", "Actions may approve pull requests")


def _disabled(settings: Settings, district: District) -> Iterator[Text]:
    del district
    if not settings.permissions.enabled:
        yield Text("Actions 没有启用，闸门不会判定", "Actions are off: the gate never judges")


def _allowed(settings: Settings, district: District) -> Iterator[Text]:
    del district
    if settings.permissions.enabled and settings.permissions.allowed_actions == "all":
        yield Text("任何人写的 action 都能用", "actions by anybody are allowed")
    if settings.selected is not None:
        if settings.selected.verified_allowed:
            yield Text("市场上“已验证”作者的 action 都能用", "actions of every verified author are allowed")
        for one in loose_patterns(settings.selected):
            yield Text(f"允许 {one}，它没有固定到提交", f"{one} is allowed, which is not one commit")


def _pinning(settings: Settings, district: District) -> Iterator[Text]:
    del district
    if settings.permissions.enabled and settings.permissions.sha_pinning_required is False:
        yield Text("不要求 action 固定到提交", "actions need not be pinned to a commit")


def _fork_runs(settings: Settings, district: District) -> Iterator[Text]:
    del district
    runs = settings.fork_runs
    if runs is None:
        return  # the notes say that this forge does not know the setting
    if runs.run_workflows_from_fork_pull_requests:
        yield Text("分叉来的合并请求会运行工作流", "pull requests from forks run workflows")
    if runs.send_write_tokens_to_workflows:
        yield Text("分叉来的工作流拿得到可写的令牌", "workflows from forks get a token that may write")
    if runs.send_secrets_and_variables:
        yield Text("分叉来的工作流拿得到机密", "workflows from forks get secrets")
    if not runs.require_approval_for_fork_pr_workflows:
        yield Text("分叉来的工作流不经批准就运行", "workflows from forks run without approval")


def _pages(settings: Settings, district: District) -> Iterator[Text]:
    del district
    if settings.pages is not None and settings.pages.build_type != WORKFLOW:
        found = settings.pages.build_type or "legacy"
        yield Text(f"Pages 直接从分支发布（{found}），推送即上网", f"Pages publishes straight from a branch ({found})")


def _runners(settings: Settings, district: District) -> Iterator[Text]:
    del district
    for one in settings.runners:
        if one.ephemeral is not True:
            yield Text(f"自建运行器 {one.name} 用完不重置", f"the self-hosted runner {one.name} is not ephemeral")


DEMANDS: Final = (
    Demand(
        id="actions-enabled",
        title=Text("Actions 已启用", "Actions are on"),
        why=Text("否则没有判定，也没有发布", "otherwise there is neither verdict nor publishing"),
        threats=("T53",),
        by_hand=_CLICK + Text("Actions permissions", "Actions permissions"),
        find=_disabled,
    ),
    Demand(
        id="actions-token-reads",
        title=Text("工作流令牌默认只读", "a workflow's token may only read by default"),
        why=Text("否则漏写权限的工作流就能写仓库", "otherwise a workflow that forgets its permissions may write"),
        threats=("T52",),
        by_hand=_CLICK
        + Text("Workflow permissions → Read repository contents", "Workflow permissions → Read repository contents"),
        find=_token,
    ),
    Demand(
        id="actions-approve-nothing",
        title=Text("Actions 不能批准合并请求", "Actions may not approve pull requests"),
        why=Text("否则分支上的工作流可以凑批准、开合并请求", "otherwise a branch's workflow opens and approves pull requests"),
        threats=("T20", "T27"),
        by_hand=_CLICK
        + Text(
            "取消 Allow GitHub Actions to create and approve pull requests",
            "untick Allow GitHub Actions to create and approve pull requests",
        ),
        find=_approval,
    ),
    Demand(
        id="actions-known",
        title=Text("只用 GitHub 自己的、或固定到提交的 action", "only GitHub's own actions, or those pinned to a commit"),
        why=Text("别人的 action 会变，变了就在闸门里执行", "somebody else's action changes, and then runs inside the gate"),
        threats=("T52",),
        by_hand=_CLICK
        + Text(
            "Allow select actions：只勾 Allow actions created by GitHub",
            "Allow select actions: tick only Allow actions created by GitHub",
        ),
        find=_allowed,
    ),
    Demand(
        id="actions-pinned",
        title=Text("action 必须固定到提交", "actions must be pinned to a commit"),
        why=Text("标签可以改指，提交不能", "a tag can be moved, a commit cannot"),
        threats=("T52",),
        by_hand=_CLICK
        + Text(
            "Require actions to be pinned to a full-length commit SHA",
            "Require actions to be pinned to a full-length commit SHA",
        ),
        find=_pinning,
    ),
    Demand(
        id="actions-not-for-forks",
        title=Text(
            "分叉来的合并请求不运行工作流，更拿不到令牌和机密", "forks run no workflows and get neither token nor secrets"
        ),
        why=Text("否则外人的代码拿到仓库的权限", "otherwise an outsider's code gets rights in the repository"),
        threats=("T52",),
        by_hand=_CLICK + Text("Fork pull request workflows：全部取消", "Fork pull request workflows: untick all"),
        find=_fork_runs,
    ),
    Demand(
        id="runners-fresh",
        title=Text("没有用完不重置的自建运行器", "no self-hosted runner that keeps its state"),
        why=Text(
            "分支上的工作流可在机器上留东西，等闸门在同一台机器上用密钥时取走",
            "a branch's workflow leaves something behind that takes the key when the gate runs on the same machine",
        ),
        threats=("T52",),
        by_hand=Text(
            "Settings → Actions → Runners：改用 --ephemeral 登记",
            "Settings → Actions → Runners: register them with --ephemeral",
        ),
        find=_runners,
        settable=False,
    ),
    Demand(
        id="pages-by-workflow",
        title=Text("Pages 只由工作流发布", "Pages is put up by the workflow only"),
        why=Text("从分支发布时，谁推那个分支谁就改了网站", "published from a branch, whoever pushes there changes the site"),
        threats=("T54", "T55"),
        by_hand=Text("Settings → Pages → Source 选 GitHub Actions", "Settings → Pages → Source: GitHub Actions"),
        find=_pages,
    ),
)
