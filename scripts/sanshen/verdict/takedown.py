"""Deletions: only as a take-down, of one unit, with one ledger entry each (Art. 23, 24; §4b; threat T43)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from sanshen.model.change import Demand
from sanshen.model.finding import Finding
from sanshen.model.ledger import LedgerEntry, TakedownEntry
from sanshen.model.policy import Policy
from sanshen.model.roster import Roster
from sanshen.model.text import Text
from sanshen.verdict.scope import error

_RULE = "SS2301"


def takedown_findings(
    policy: Policy,
    roster: Roster,
    deleted: Mapping[str, str | None],
    entries: Mapping[str, TakedownEntry],
    others: Sequence[str],
) -> tuple[Finding, ...]:
    """What is wrong with the deletions of a change.

    `deleted`: path → form digest of the article that vanishes (None where it could not be read); `entries`: ledger file →
    entry added by this change; `others`: articles that the same change adds or edits.
    """
    findings = [*_missing_entries(deleted, entries), *_odd_entries(policy, roster, deleted, entries)]
    if deleted and others:
        findings += [
            error(
                _RULE,
                path,
                Text("撤下的变更里不得同时新增或修改信息", "a take-down may add or edit nothing else"),
                Text("请把它放到另一次变更", "put it into a change of its own"),
            )
            for path in others
        ]
    units = sorted({path.split("/")[1] for path in deleted})
    if len(units) > 1:
        findings.append(
            error(
                _RULE,
                min(deleted),
                Text(f"一次撤下只能涉及一个单位，现有 {'、'.join(units)}", f"one unit a take-down, not {', '.join(units)}"),
                Text("请按单位分开", "separate them by unit"),
            )
        )
    if len(deleted) > policy.limits.takedown:
        most = policy.limits.takedown
        findings.append(
            error(
                _RULE,
                min(deleted),
                Text(f"一次撤下 {len(deleted)} 篇，上限 {most} 篇", f"{len(deleted)} articles at once, at most {most}"),
                Text("请分批撤下", "take them down in parts"),
            )
        )
    return tuple(findings)


def dating_findings(
    entries: Mapping[str, LedgerEntry], newest: Mapping[str, TakedownEntry], now: datetime
) -> tuple[Finding, ...]:
    """Entries dated ahead of their time, or before an older take-down of the same article (`newest`: path → entry of the base).

    The newest entry of an article decides how it may come back, so nobody may choose its place by its date.
    """
    found = []
    for file, entry in sorted(entries.items()):
        before = newest.get(entry.path) if isinstance(entry, TakedownEntry) else None
        if entry.at > now:
            what = Text("登记时间在判定时间之后", "dated after the time of judgement")
        elif before is not None and entry.at <= before.at:
            what = Text("登记时间不晚于此前的撤下登记", "not dated after the earlier take-down of this article")
        else:
            continue
        found.append(error(_RULE, file, what, Text("请写实际撤下的时间", "give the time it was really taken down")))
    return tuple(found)


def takedown_demand(policy: Policy, deleted: Sequence[str]) -> Demand:
    """One signature by anyone concerned (§4b)."""
    unit = min(deleted).split("/")[1]
    return Demand("takedown", unit, tuple(sorted(deleted)), ((policy.takedown.seat,),))


def _missing_entries(deleted: Mapping[str, str | None], entries: Mapping[str, TakedownEntry]) -> Iterator[Finding]:
    named = [entry.path for entry in entries.values()]
    for path in sorted(deleted):
        if named.count(path) != 1:
            yield error(
                _RULE,
                path,
                Text(
                    f"删除信息须在同一次变更中登记一条撤下台账，现有 {named.count(path)} 条",
                    f"a deletion needs exactly one take-down entry in the same change; there are {named.count(path)}",
                ),
                Text(f"请用 sanshen takedown {path} --reason 代码", f"use sanshen takedown {path} --reason CODE"),
            )


def _odd_entries(
    policy: Policy, roster: Roster, deleted: Mapping[str, str | None], entries: Mapping[str, TakedownEntry]
) -> Iterator[Finding]:
    for file, entry in sorted(entries.items()):
        advice = Text("请更正台账条目", "correct the ledger entry")
        if entry.path not in deleted:
            yield error(
                _RULE, file, Text(f"所记的 {entry.path} 未在本次变更中撤下", f"{entry.path} is not taken down here"), advice
            )
        elif deleted[entry.path] is not None and entry.digest != deleted[entry.path]:
            yield error(
                _RULE, file, Text("所记摘要与撤下的信息不符", "its digest is not that of the article taken down"), advice
            )
        if entry.reason not in policy.takedown.reasons:
            known = "、".join(policy.takedown.reasons)
            yield error(
                _RULE, file, Text(f"撤下原因“{entry.reason}”不在口径中（{known}）", f"unknown reason {entry.reason!r}"), advice
            )
        if entry.by is not None and entry.by not in roster.people:
            yield error(_RULE, file, Text(f"登记人 {entry.by} 不在人员名册", f"{entry.by} is not in the roster"), advice)
