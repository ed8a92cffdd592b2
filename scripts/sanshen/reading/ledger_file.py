"""One ledger entry: `reviews/ledger/<kind>/<yyyy>/<name>.yml`, strictly read, in agreement with its own path."""

from __future__ import annotations

from typing import Final
from zoneinfo import ZoneInfo

from sanshen.model.ledger import ENTRY_TYPES, LEDGER, LedgerEntry, RollbackEntry, ledger_path
from sanshen.model.policy import Policy
from sanshen.model.roster import Fault
from sanshen.model.text import Text
from sanshen.reading.decoding import decode
from sanshen.reading.shape import Ground
from sanshen.reading.wording import nearest, shown

RULE: Final = "SS2301"


def read_ledger_entry(path: str, data: bytes, policy: Policy) -> tuple[LedgerEntry | None, tuple[Fault, ...]]:
    """The entry, or None and every fault: an entry with any fault at all is not one."""
    place = ledger_path(path)
    if place is None or place.kind not in ENTRY_TYPES:
        near = nearest(place.kind, ENTRY_TYPES) if place is not None else Text("", "")
        message = Text(
            f"不是台账条目的路径，应为 {LEDGER}<类别>/<年>/<名称>.yml{near.zh}",
            f"not the path of a ledger entry, expected {LEDGER}<kind>/<yyyy>/<name>.yml{near.en}",
        )
        return None, (Fault(path, 1, 1, "", message, RULE),)
    type_: type[LedgerEntry] = ENTRY_TYPES[place.kind]
    entry, ground = decode(data, type_, path, rule=RULE, personal=True)
    if entry is not None:
        _check_entry(entry, place.year, policy, ground)
    return (None if ground.faults else entry), tuple(ground.faults)


def _check_entry(entry: LedgerEntry, year: str, policy: Policy, ground: Ground) -> None:
    if entry.at.astimezone(ZoneInfo(policy.time_zone)).year != int(year):
        message = Text(
            f"时间不在文件夹所写的 {year} 年；请改正", f"the time is not in the year {year} of its folder; correct it"
        )
        ground.fault(("at",), message)
    if isinstance(entry, RollbackEntry):
        return
    if entry.reason not in policy.takedown.reasons:
        near, got = nearest(entry.reason, policy.takedown.reasons), shown(entry.reason)
        message = Text(f"审签口径里没有撤下理由{got.zh}{near.zh}", f"the policy has no take-down reason {got.en}{near.en}")
        ground.fault(("reason",), message)
    if not entry.path.startswith("content/"):
        message = Text("path 应为 content/ 下的信息", "`path` must be an article under content/")
        ground.fault(("path",), message)
    if entry.replaces is not None:
        earlier = ledger_path(entry.replaces)
        if earlier is None or earlier.kind != entry.kind:
            message = Text("replaces 应为同类台账条目的路径", "`replaces` must be the path of an entry of the same kind")
            ground.fault(("replaces",), message)
