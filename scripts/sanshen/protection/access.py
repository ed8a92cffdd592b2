"""Which people can write to the repository, and why: those of the roster, in office, who need it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, time
from typing import Final

import msgspec

from sanshen.evidence.accounts import holder_of
from sanshen.evidence.wire import Account
from sanshen.model.text import Text
from sanshen.protection.demand import Demand, District
from sanshen.protection.settings import Collaborator, Settings
from sanshen.signing.fitness import Bench, Days

ROLES: Final = frozenset({"read", "triage", "write", "maintain", "admin"})
"""GitHub's own roles; what another one permits cannot be known from here."""
WRITING: Final = frozenset({"write", "maintain", "admin"})
RULING: Final = frozenset({"maintain", "admin"})


class Entry(msgspec.Struct, frozen=True):
    """Somebody with access: who, how much, by which offices; `why_not` where they should not have it."""

    login: str
    level: str
    person: str | None
    name: str
    offices: tuple[str, ...]
    why_not: Text | None = None

    @property
    def writes(self) -> bool:
        """Whether the account may push."""
        return self.level in WRITING or self.level not in ROLES


def access_list(settings: Settings, district: District) -> tuple[Entry, ...]:
    """Everybody who may write or more, or in a role of unknown rights; those with the most rights first."""
    found = [_entry(one, district) for one in settings.collaborators]
    return tuple(sorted((one for one in found if one.writes), key=lambda one: (-_rank(one.level), one.login.casefold())))


def _rank(level: str) -> int:
    return {"write": 2, "maintain": 3, "admin": 4}.get(level, 5)


def _entry(one: Collaborator, district: District) -> Entry:
    level = level_of(one)
    person, name, why_not = standing(one.account, district)
    held = _held(person, district) if person is not None else {}
    offices = tuple(name for _, name in sorted(held.items()))
    if why_not is None and level in WRITING:
        why_not = _needless(level, frozenset(role for role, _ in held), district)
    if level not in ROLES:
        why_not = Text(
            f"角色 {level} 是自定的，无法得知含哪些权限", f"role {level} is a custom one whose rights cannot be known"
        )
    return Entry(one.login, level, person, name, offices, why_not)


def level_of(one: Collaborator) -> str:
    """The highest of the role's name and what the rights say; the name itself for a role that is not GitHub's own."""
    if one.role_name not in ROLES:
        return one.role_name
    rights = one.permissions
    said = "admin" if rights.admin else "maintain" if rights.maintain else "write" if rights.push else "read"
    return max(one.role_name, said, key=lambda name: _rank(name) if name in WRITING else 0)


def standing(account: Account | None, district: District) -> tuple[str | None, str, Text | None]:
    """(person, name, why they should not write): whom the roster knows, is in office today and holds a role at all."""
    holder = holder_of(account, district.roster)
    if holder.person is None:
        return None, "", holder.why
    person = holder.person
    name = district.roster.people[person].name
    noon = datetime.combine(district.day, time(12), UTC)
    unfit = Bench(district.policy, district.roster, noon).unfit(person, "", Days(district.day, district.day))
    if unfit is None and not _held(person, district):
        unfit = Text("现在不担任任何职务", "holds no role at present")
    return person, name, unfit


def _held(person: str, district: District) -> Mapping[tuple[str, str], str]:
    """(role, unit) → how it is called, for every role that a person holds on the day."""
    roster, names = district.roster, district.policy.roles
    found = {}
    for unit in (None, *roster.units):
        roles = roster.district_roles if unit is None else roster.units[unit].roles
        for role in roles:
            if any(one.person == person and one.holds_on(district.day) for one in roster.appointments(role, unit)):
                where = roster.name if unit is None else roster.units[unit].name
                found[role, unit or ""] = f"{where}{names.get(role, role)}"
    return found


def _needless(level: str, roles: frozenset[str], district: District) -> Text | None:
    """Why somebody in office has more rights than their roles need."""
    administrator = district.policy.administrator_role
    if level in RULING and administrator not in roles:
        wanted = district.policy.roles.get(administrator, administrator)
        return Text(f"不是{wanted}，不需要 {level} 权限", f"not {administrator}: needs no {level} access")
    writers = district.policy.write_roles
    if level in WRITING and writers and not roles & {*writers, administrator}:
        return Text("所任职务不需要写权限（write-roles）", "no role of theirs needs to write (write-roles)")
    return None


def _too_much(levels: frozenset[str]) -> Callable[[Settings, District], Iterator[Text]]:
    """Those who have one of `levels` and should not."""

    def find(settings: Settings, district: District) -> Iterator[Text]:
        for one in access_list(settings, district):
            if one.why_not is not None and one.level in levels:
                who = one.name and f"（{one.name}）"
                yield Text(
                    f"{one.login}{who} 有 {one.level} 权限：{one.why_not.zh}",
                    f"{one.login} has {one.level} access: {one.why_not.en}",
                )

    return find


def _custom(settings: Settings, district: District) -> Iterator[Text]:
    for one in access_list(settings, district):
        if one.level not in ROLES and one.why_not is not None:
            yield Text(f"{one.login}：{one.why_not.zh}", f"{one.login}: {one.why_not.en}")


def _base(settings: Settings, district: District) -> Iterator[Text]:
    del district
    found = settings.base_permission
    if found is not None and found not in {"none", "read"}:
        yield Text(f"组织给每个成员的默认权限是 {found}", f"the organisation gives every member {found} access")


def _invited(settings: Settings, district: District) -> Iterator[Text]:
    for one in settings.invitations:
        if one.expired or one.permissions not in WRITING:
            continue
        login = one.invitee.login if one.invitee is not None else "?"
        _, _, why_not = standing(one.invitee, district)
        if why_not is not None:
            yield Text(
                f"已邀请 {login} 取得 {one.permissions} 权限：{why_not.zh}",
                f"{login} is invited to {one.permissions}: {why_not.en}",
            )


_PEOPLE: Final = Text("Settings → Collaborators and teams：", "Settings → Collaborators and teams: ")

DEMANDS: Final = (
    Demand(
        id="access-write",
        title=Text("有写权限的都是名册里在任、需要写的人", "who may write is in the roster, in office, and needs it"),
        why=Text(
            "写权限可以推分支、改别人的评论、撤销审阅、点合并；离任的、名册外的人不应有",
            "a writer pushes branches, edits comments, dismisses reviews, merges; nobody outside the roster should",
        ),
        threats=("T24", "T26", "T54"),
        by_hand=_PEOPLE
        + Text(
            "改为 Read 或移除；多余的团队、组织默认权限也要收",
            "make it Read or remove; mind teams and the organisation's base permission",
        ),
        find=_too_much(frozenset({"write"})),
        settable=False,
    ),
    Demand(
        id="access-admin",
        title=Text("有管理、维护权限的都是区政府办公室管理员", "who may administer or maintain is an office administrator"),
        why=Text("管理员能改掉本页的每一条", "an administrator can undo every line of this list"),
        threats=("T54", "T55a"),
        by_hand=_PEOPLE + Text("改为 Write 或更低；组织所有者也在此列", "make it Write or less; organisation owners count too"),
        find=_too_much(RULING),
        settable=False,
    ),
    Demand(
        id="access-roles",
        title=Text("没有自定义角色", "no custom roles"),
        why=Text("自定义角色可含“编辑规则集”而看不出来", "a custom role may contain `edit repository rules` unseen"),
        threats=("T54",),
        by_hand=_PEOPLE + Text("改用 GitHub 自带的角色", "use GitHub's own roles"),
        find=_custom,
        settable=False,
    ),
    Demand(
        id="access-invitations",
        title=Text("没有发给名册外的人的写权限邀请", "no invitation to write for anybody outside the roster"),
        why=Text("接受邀请的那一刻就有了写权限", "the right is theirs the moment they accept"),
        threats=("T24", "T54"),
        by_hand=_PEOPLE + Text("撤回邀请", "withdraw it"),
        find=_invited,
        settable=False,
    ),
    Demand(
        id="access-base",
        title=Text("组织给成员的默认权限不高于读", "the organisation gives its members no more than read access"),
        why=Text("否则新进组织的人一来就能写", "otherwise whoever joins the organisation can write at once"),
        threats=("T24", "T54"),
        by_hand=Text(
            "组织 Settings → Member privileges → Base permissions 选 Read 或 No permission",
            "organisation Settings → Member privileges → Base permissions: Read or none",
        ),
        find=_base,
        settable=False,
    ),
)
