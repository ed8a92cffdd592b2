"""columns.yml and accounts.yml of a unit: types the policy knows, parents that exist, dates in order (Art. 7-9, 17)."""

from __future__ import annotations

from collections.abc import Mapping

from sanshen.model.policy import Policy
from sanshen.model.roster import Account, Column
from sanshen.model.text import Text
from sanshen.reading.shape import Ground, Key
from sanshen.reading.wording import nearest, shown


def check_columns(columns: Mapping[str, Column], policy: Policy, ground: Ground) -> None:
    """Note every column whose type, parent or name cannot be used."""
    names: dict[tuple[str | None, str], str] = {}
    for id_, column in columns.items():
        key: Key = ("columns", id_)
        if column.type not in policy.column_types:
            near, got = nearest(column.type, policy.column_types), shown(column.type)
            message = Text(f"审签口径里没有栏目类型{got.zh}{near.zh}", f"the policy has no column type {got.en}{near.en}")
            ground.fault((*key, "type"), message)
        if column.parent is not None and column.parent not in columns:
            near, got = nearest(column.parent, columns), shown(column.parent)
            message = Text(f"本单位没有上级栏目{got.zh}{near.zh}", f"the unit has no parent column {got.en}{near.en}")
            ground.fault((*key, "parent"), message)
        elif _circular(id_, columns):
            message = Text("栏目的上级绕成了圈；请改 parent", "the column is its own ancestor; change `parent`")
            ground.fault((*key, "parent"), message)
        other = names.setdefault((column.parent, column.name), id_)
        if other != id_:
            message = Text(f"栏目名称与“{other}”相同；请改名", f"the name is that of {other!r}, too; rename one")
            ground.fault((*key, "name"), message)


def _circular(id_: str, columns: Mapping[str, Column]) -> bool:
    seen: set[str] = set()
    at: str | None = id_
    while at is not None and at in columns:
        if at in seen:
            return id_ in seen
        seen.add(at)
        at = columns[at].parent
    return False


def check_accounts(accounts: tuple[Account, ...], ground: Ground) -> None:
    """Note every account whose state and dates contradict each other."""
    for place, account in enumerate(accounts):
        key: Key = ("accounts", place)
        if (account.status == "closed") != (account.closed is not None):
            message = Text(
                "status: closed 与 closed 日期须同时写或同时不写", "`status: closed` and the date `closed` go together"
            )
            ground.fault(key, message)
        if account.closed is not None and account.closed < account.opened:
            ground.fault((*key, "closed"), Text("关停日期早于开设日期；请改正", "closed before it was opened; correct it"))
