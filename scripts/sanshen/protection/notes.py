"""What is no gap but should be known: what cannot be asked, what does not count, what waits behind a setting."""

from __future__ import annotations

from collections.abc import Iterator

from sanshen.evidence.access import SEAL_VARIABLE
from sanshen.evidence.app_token import KEY_VARIABLE
from sanshen.model.text import Text
from sanshen.protection.access import level_of, standing
from sanshen.protection.demand import GATE, District
from sanshen.protection.settings import Settings


def notes_of(settings: Settings, district: District) -> Iterator[Text]:
    """Everything worth knowing beside the gaps."""
    yield from _unknown(settings)
    yield from _rules(settings)
    yield from _seal(settings)
    if not district.policy.write_roles:
        yield Text(
            "口径没有写明哪些角色需要写权限（write-roles）：在任的人都算需要",
            "the policy does not say which roles need to write (write-roles): everybody in office counts",
        )
    for one in settings.collaborators:
        if level_of(one) in {"read", "triage"} and standing(one.account, district)[0] is None:
            yield Text(
                f"{one.login} 不在名册中，能看到草稿（{level_of(one)}）",
                f"{one.login} is not in the roster and sees the drafts",
            )
    for key in settings.keys:
        if key.read_only:
            yield Text(f"部署密钥“{key.title}”能读到草稿", f"deploy key {key.title!r} reads the drafts")


def _unknown(settings: Settings) -> Iterator[Text]:
    if settings.fork_runs is None:
        yield Text(
            "这个平台（或公开仓库）没有“私有仓库的分叉工作流”设置，无从核对；分叉须关闭",
            "this forge (or a public repository) has no setting for workflows from forks of private repositories: keep forking off",
        )
    if not settings.groups_seen:
        yield Text(
            "组织一级的自建运行器看不到，请人工核对", "the organisation's self-hosted runners cannot be listed: check by hand"
        )
    if settings.permissions.sha_pinning_required is None:
        yield Text("这个平台不能强制 action 固定到提交", "this forge cannot demand that actions be pinned to a commit")


def _seal(settings: Settings) -> Iterator[Text]:
    """Without a secret that outlives a run nothing can be kept for the next one."""
    gate = settings.environments.get(GATE)
    if gate is None or not gate.secrets & {KEY_VARIABLE, SEAL_VARIABLE}:
        yield Text(
            f"环境 {GATE} 里既没有 App 的私钥，也没有机密 {SEAL_VARIABLE}：很大的合并请求没有变化也要逐页重读（约 12 次请求，本可 3 次）；"
            f"用 openssl rand -hex 32 生成一个，存为该环境的机密 {SEAL_VARIABLE}",
            f"the environment {GATE} has neither the App's key nor the secret {SEAL_VARIABLE}: large pull requests are read page by page "
            f"even when nothing changed (some 12 requests in place of 3); make one with openssl rand -hex 32 and store it there",
        )


def _rules(settings: Settings) -> Iterator[Text]:
    kinds = {rule.type for rule in settings.main}
    if settings.old_protection is not None:
        yield Text("有旧式的分支保护：管理员可绕过，不算数", "an old-fashioned branch protection is there: it does not count")
    if "merge_queue" in kinds:
        yield Text(
            "主线开了合并队列：环境 gate 只对主线开放，队列里的判定取不到 App 的私钥，会一直等；请关闭",
            "main has a merge queue: its checks cannot have the App's key and would wait for ever; switch it off",
        )
    strict = any(rule.parameters.get("strict_required_status_checks_policy") is True for rule in settings.main)
    if not strict:
        yield Text(
            "未要求合并前先并入最新主线：主线刚前进、尚未重判的一两分钟内，旧的“通过”仍可用来合并；发布时会重新判定，不会上网",
            "branches need not be up to date: for a minute after main moved, an old success still merges; publishing judges anew",
        )
