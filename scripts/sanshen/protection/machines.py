"""Which machines can write to the repository: the district's own App, one deploy key, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from sanshen.evidence.app_token import PERMISSIONS
from sanshen.model.text import Text
from sanshen.protection.demand import Demand, District
from sanshen.protection.settings import Installation, Settings

DANGEROUS: Final = frozenset({
    "actions", "administration", "contents", "deployments", "environments", "pages", "secrets", "workflows",
})  # fmt: skip
"""Permissions by which an App could change the branches, the settings, the keys or the site."""
_LEVELS: Final = {"read": 1, "write": 2, "admin": 3}


def _keys(settings: Settings, district: District) -> Iterator[Text]:
    del district
    writing = [one.title for one in settings.keys if not one.read_only]
    if not writing:
        yield Text("没有可写的部署密钥，审签记录推不上去", "no deploy key may write: records cannot be pushed")
    if len(writing) > 1:
        listed = "、".join(writing)
        yield Text(
            f"有 {len(writing)} 把可写的部署密钥（{listed}），都能推审签记录",
            f"{len(writing)} deploy keys may push records: {listed}",
        )


def _exceeding(app: Installation, allowed: Mapping[str, str]) -> list[str]:
    """The permissions of an App beyond what is allowed, among those that are dangerous."""
    return sorted(
        name
        for name, level in app.permissions.items()
        if _LEVELS.get(level, 3) > _LEVELS.get(allowed.get(name, "read"), 1) and name in DANGEROUS
    )


def _other_apps(settings: Settings, district: District) -> Iterator[Text]:
    if settings.installations is None:
        yield Text("个人账号下装了哪些 App 无从核对", "the Apps of a personal account cannot be listed")
    for one in settings.installations or ():
        if one.app_id in {district.app, settings.actions_app} or one.suspended_at is not None:
            continue
        more = _exceeding(one, {})
        if more:
            where = "所有仓库" if one.repository_selection == "all" else "选定的仓库（可能含本仓库）"
            listed = ", ".join(more)
            yield Text(
                f"App {one.app_slug} 装在{where}，可写 {listed}",
                f"App {one.app_slug} ({one.repository_selection}) may write {listed}",
            )


def _own_app(settings: Settings, district: District) -> Iterator[Text]:
    if district.app is None:
        yield Text(
            "没有本区自己的 App（SANSHEN_APP_ID 未设置）：闸门只是提醒，不是关卡",
            "the district has no App (SANSHEN_APP_ID is not set): the gate is advisory",
        )
        return
    if district.app == settings.actions_app:
        yield Text(
            "SANSHEN_APP_ID 是 GitHub Actions 自己的编号，谁都能以它的名义发状态", "SANSHEN_APP_ID is GitHub Actions itself"
        )
        return
    if settings.installations is None:
        return  # another demand says that they cannot be listed
    own = [one for one in settings.installations if one.app_id == district.app]
    if not own:
        yield Text(f"编号 {district.app} 的 App 没有装在这个组织", f"App {district.app} is not installed in this organisation")
    for one in own:
        if one.suspended_at is not None:
            yield Text(f"App {one.app_slug} 已被停用", f"App {one.app_slug} is suspended")
        missing = sorted(
            name for name, level in PERMISSIONS.items() if _LEVELS.get(one.permissions.get(name, ""), 0) < _LEVELS[level]
        )
        if missing:
            yield Text(f"App {one.app_slug} 缺少权限 {', '.join(missing)}", f"App {one.app_slug} lacks {', '.join(missing)}")
        more = _exceeding(one, PERMISSIONS)
        if more:
            yield Text(
                f"App {one.app_slug} 多了权限 {', '.join(more)}", f"App {one.app_slug} may do too much: {', '.join(more)}"
            )


DEMANDS: Final = (
    Demand(
        id="app-own",
        title=Text("判定由本区自己的 App 发出", "the verdict is posted by the district's own App"),
        why=Text("否则凡能推分支的人都能冒充闸门", "otherwise whoever can push a branch poses as the gate"),
        threats=("T53",),
        by_hand=Text(
            "组织 Settings → Developer settings → GitHub Apps：建一个只装本仓库的 App，权限见 docs/security.md；运行本命令时设 SANSHEN_APP_ID",
            "organisation Settings → Developer settings → GitHub Apps: one App for this repository (permissions: docs/security.md); "
            "set SANSHEN_APP_ID when running this command",
        ),
        find=_own_app,
        settable=False,
    ),
    Demand(
        id="apps-others",
        title=Text("没有别的 App 能写分支、设置、机密或网站", "no other App may write branches, settings, secrets or the site"),
        why=Text(
            "否则那个 App 的主人能改规则集、推分支、读写机密", "otherwise its owner changes rulesets, branches or secrets"
        ),
        threats=("T27", "T54"),
        by_hand=Text(
            "组织 Settings → GitHub Apps：卸下，或改为只装别的仓库并收回权限",
            "organisation Settings → GitHub Apps: uninstall, or take its permissions back",
        ),
        find=_other_apps,
        settable=False,
    ),
    Demand(
        id="access-deploy-key",
        title=Text("恰有一把可写的部署密钥", "exactly one deploy key may write"),
        why=Text(
            "规则集放行的是所有部署密钥，多一把就多一个能推记录的人",
            "the ruleset lets all deploy keys pass: each is one more who pushes records",
        ),
        threats=("T56",),
        by_hand=Text(
            "Settings → Deploy keys：只留一把可写的，私钥存为环境 publishing 的机密 SANSHEN_RECORDS_KEY",
            "Settings → Deploy keys: keep one that may write; its private key is the secret SANSHEN_RECORDS_KEY of environment publishing",
        ),
        find=_keys,
        settable=False,
    ),
)
