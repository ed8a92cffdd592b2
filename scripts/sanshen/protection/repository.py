"""The repository's own settings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sanshen.model.text import Text
from sanshen.protection.demand import Demand, District
from sanshen.protection.settings import Settings

_GENERAL: Final = Text("Settings → General：", "Settings → General: ")


def _public(settings: Settings, district: District) -> Iterator[Text]:
    del district
    seen = settings.repository.visibility or ("private" if settings.repository.private else "public")
    if not settings.repository.private or seen != "private":
        yield Text(f"仓库的可见性是 {seen}", f"the repository is {seen}")


def _personal(settings: Settings, district: District) -> Iterator[Text]:
    del district
    kind, owner = settings.repository.owner.type, settings.repository.owner.login
    if kind != "Organization":
        yield Text(f"仓库属于个人账号 {owner}", f"the repository belongs to the personal account {owner}")


def _forks(settings: Settings, district: District) -> Iterator[Text]:
    del district
    if settings.repository.allow_forking is not False:
        yield Text("允许分叉" if settings.repository.allow_forking else "看不到是否允许分叉", "forking is not known to be off")
    if settings.repository.forks_count:
        count = settings.repository.forks_count
        yield Text(f"已有 {count} 个分叉，各是一份完整的草稿", f"{count} forks exist, each a whole copy of the drafts")


def _default_branch(settings: Settings, district: District) -> Iterator[Text]:
    found = settings.repository.default_branch
    if found != district.branch:
        yield Text(
            f"默认分支是 {found}，口径里的受保护分支是 {district.branch}",
            f"the default branch is {found}, not {district.branch}",
        )


def _archived(settings: Settings, district: District) -> Iterator[Text]:
    del district
    if settings.repository.archived:
        yield Text("仓库已归档：闸门写不了状态，网站不再更新", "the repository is archived: no status, no publishing")


def _auto_merge(settings: Settings, district: District) -> Iterator[Text]:
    del district
    if settings.repository.allow_auto_merge is not True:
        yield Text("没有开启自动合并", "auto-merge is not on")


DEMANDS: Final = (
    Demand(
        id="repository-private",
        title=Text("仓库是私有的（internal 也不行）", "the repository is private (not internal either)"),
        why=Text("否则草稿、退回意见、名册人人可见", "otherwise drafts, objections and the roster are for all to see"),
        threats=("§8",),
        by_hand=_GENERAL + Text("Danger Zone → Change visibility → Private", "Danger Zone → Change visibility → Private"),
        find=_public,
    ),
    Demand(
        id="repository-organisation",
        title=Text("仓库属于组织，不属于个人", "the repository belongs to an organisation"),
        why=Text(
            "个人账号的主人始终是管理员，换人带不走；装了哪些 App 也无从核对",
            "the owner of a personal account is administrator for ever, and its Apps cannot be listed",
        ),
        threats=("T50", "T54"),
        by_hand=_GENERAL
        + Text("Danger Zone → Transfer ownership，转给区政府的组织", "Danger Zone → Transfer ownership to the organisation"),
        find=_personal,
        settable=False,
    ),
    Demand(
        id="repository-no-forks",
        title=Text("不许分叉，也没有分叉", "no forks, and none allowed"),
        why=Text("分叉是仓库之外的一份草稿，收回权限也收不回它", "a fork is a copy outside that outlives its owner's rights"),
        threats=("§8", "T52"),
        by_hand=_GENERAL
        + Text(
            "Features → 取消 Allow forking；已有的分叉请其主人删除", "untick Allow forking; have the forks that exist deleted"
        ),
        find=_forks,
    ),
    Demand(
        id="repository-default-branch",
        title=Text("默认分支就是受保护分支", "the default branch is the protected branch"),
        why=Text(
            "工作流执行默认分支的程序和名册；默认分支若是别的，闸门就听别人的",
            "workflows run the default branch's code and roster; if it is another branch, the gate obeys that",
        ),
        threats=("T50", "T52"),
        by_hand=_GENERAL + Text("Default branch", "Default branch"),
        find=_default_branch,
        settable=False,
    ),
    Demand(
        id="repository-in-use",
        title=Text("仓库没有归档", "the repository is not archived"),
        why=Text("归档后闸门和撤稿都停了", "the gate and take-downs stop"),
        threats=("T53",),
        by_hand=_GENERAL + Text("Danger Zone → Unarchive", "Danger Zone → Unarchive"),
        find=_archived,
        settable=False,
    ),
    Demand(
        id="repository-auto-merge",
        title=Text("自动合并开启", "auto-merge is on"),
        why=Text(
            "签齐即合并，不必有人守着，也不给“签齐后再改”留时间",
            "what is signed merges at once, with no time left for a last change",
        ),
        threats=("T54",),
        by_hand=_GENERAL + Text("Pull Requests → Allow auto-merge", "Pull Requests → Allow auto-merge"),
        find=_auto_merge,
    ),
)
