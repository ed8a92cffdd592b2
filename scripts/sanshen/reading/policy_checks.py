"""Whether everything that a policy names exists, and whether every stage can have its turn."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from graphlib import CycleError, TopologicalSorter
from typing import Final
from zoneinfo import ZoneInfo

from sanshen.model.policy import Policy
from sanshen.model.text import Text
from sanshen.reading.shape import Ground, Key
from sanshen.reading.wording import nearest, shown

_DISTRICT: Final = frozenset({"portfolio", "district"})


def check_policy(policy: Policy, ground: Ground) -> None:
    """Enter every fault of the policy's sense into `ground`; its shape is right already."""
    for check in (
        _check_grades,
        _check_stages,
        _check_control_plane,
        _check_takedown,
        _check_roles,
        _check_times,
        _check_turns,
    ):
        check(policy, ground)


def named_roles(policy: Policy) -> Iterator[tuple[str, Key]]:
    """Every role that the policy names, and where."""
    yield policy.principal_role, ("principal-role",)
    yield policy.administrator_role, ("administrator-role",)
    lists: list[tuple[Key, tuple[str, ...]]] = [
        (("trained-roles",), policy.trained_roles),
        (("write-roles",), policy.write_roles),
        (("takedown", "confirm-roles"), policy.takedown.confirm_roles),
    ]
    lists += [(("stages", id_, "roles"), stage.roles) for id_, stage in policy.stages.items()]
    lists += [(("control-plane", "seats", id_, "roles"), seat.roles) for id_, seat in policy.control_plane.seats.items()]
    lists += [(("ledger", id_, "writers"), kind.writers) for id_, kind in policy.ledger.items()]
    for key, roles in lists:
        for place, role in enumerate(roles):
            yield role, (*key, place)


def _known(ground: Ground, key: Key, word: str, known: Collection[str], what: Text) -> bool:
    if word in known:
        return True
    near, got = nearest(word, known), shown(word)
    ground.fault(key, Text(f"没有{what.zh}{got.zh}{near.zh}", f"there is no {what.en} {got.en}{near.en}"))
    return False


_COLUMN_TYPE: Final = Text("栏目类型", "the column type")
_STAGE: Final = Text("环节", "stage")
_GRADE: Final = Text("等级", "grade")
_ROLE: Final = Text("角色", "role")
_SEAT: Final = Text("席位", "seat")


def _all_known(ground: Ground, key: Key, words: Collection[str], known: Collection[str], what: Text) -> None:
    seen: set[str] = set()
    for place, word in enumerate(words):
        _known(ground, (*key, place), word, known, what)
        if word in seen:
            ground.fault((*key, place), Text(f"{what.zh}“{word}”写了两次；请删去一处", f"{what.en} {word!r} is listed twice"))
        seen.add(word)


def _check_grades(policy: Policy, ground: Ground) -> None:
    if not policy.grades:
        ground.fault(("grades",), Text("至少要有一个等级", "there must be at least one grade"))
    names: dict[str, str] = {}
    for id_, grade in policy.grades.items():
        _all_known(ground, ("grades", id_, "stages"), grade.stages, policy.stages, _STAGE)
        if not grade.stages:
            ground.fault(("grades", id_, "stages"), Text("等级至少要有一个环节", "a grade needs at least one stage"))
        other = names.setdefault(grade.name, id_)
        if other != id_ or (grade.name in policy.grades and grade.name != id_):
            message = Text(
                f"等级名称“{grade.name}”与“{other}”重复，无法分辨；请改名", f"two grades are called {grade.name!r}; rename one"
            )
            ground.fault(("grades", id_, "name"), message)
    _all_known(ground, ("verified-commits",), policy.verified_commits, policy.grades, _GRADE)
    for place, trigger in enumerate(policy.grade_triggers):
        _known(ground, ("grade-triggers", place, "grade"), trigger.grade, policy.grades, _GRADE)


def _check_stages(policy: Policy, ground: Ground) -> None:
    for id_, stage in policy.stages.items():
        _all_known(ground, ("stages", id_, "after"), stage.after, policy.stages, _STAGE)
        if not stage.roles:
            ground.fault(("stages", id_, "roles"), Text("至少要有一个角色能签", "at least one role must be able to sign"))
        if stage.attestable and stage.of not in _DISTRICT:
            message = Text(
                "书面签批只限区领导的环节（of: portfolio 或 district）", "only the district's own stages can be signed on paper"
            )
            ground.fault(("stages", id_, "attestable"), message)
        if stage.edits and stage.binds != "substance":
            message = Text("能修改内容的环节（edits）须对应 substance", "a stage that edits must bind the substance")
            ground.fault(("stages", id_, "edits"), message)
    for place, group in enumerate(policy.separate):
        _all_known(ground, ("separate", place), group, policy.stages, _STAGE)
    _all_known(ground, ("drafters-may-not",), policy.drafters_may_not, policy.stages, _STAGE)
    _all_known(ground, ("corrections", "bound-into"), policy.corrections.bound_into, policy.stages, _STAGE)
    _check_order(policy, ground)
    _check_moves(policy, ground)


def _check_order(policy: Policy, ground: Ground) -> None:
    try:
        TopologicalSorter({id_: stage.after for id_, stage in policy.stages.items()}).prepare()
    except CycleError as error:
        circle = " → ".join(error.args[1])
        message = Text(
            f"环节互相等待，永远轮不到：{circle}；请改 after",
            f"stages wait for each other in a circle: {circle}; change `after`",
        )
        ground.fault(("stages", error.args[1][0], "after"), message)


def _check_moves(policy: Policy, ground: Ground) -> None:
    moved = policy.moves.stage
    if moved and _known(ground, ("moves", "stage"), moved, policy.stages, _STAGE) and policy.stages[moved].of != "former-unit":
        message = Text("迁出环节的 of 须为 former-unit", "the stage of a move must be `of: former-unit`")
        ground.fault(("stages", moved, "of"), message)
    for id_, grade in policy.grades.items():
        for place, stage in enumerate(grade.stages):
            if stage in policy.stages and policy.stages[stage].of == "former-unit":
                message = Text(
                    f"“{stage}”由迁出单位签，只能写在 moves.stage，不能写进等级",
                    f"{stage!r} is signed by the former unit: name it in moves.stage, not in a grade",
                )
                ground.fault(("grades", id_, "stages", place), message)


def _check_control_plane(policy: Policy, ground: Ground) -> None:
    seats, rows = policy.control_plane.seats, policy.control_plane.rows
    for id_, seat in seats.items():
        if not seat.roles:
            ground.fault(
                ("control-plane", "seats", id_), Text("至少要有一个角色能签", "at least one role must be able to sign")
            )
    for place, row in enumerate(rows):
        key: Key = ("control-plane", "rows", place)
        _all_known(ground, (*key, "needs"), row.needs, seats, _SEAT)
        _all_known(ground, (*key, "otherwise"), row.otherwise, seats, _SEAT)
        if not row.needs or not row.paths:
            ground.fault(key, Text("每行须有 paths 和 needs", "a row needs `paths` and `needs`"))
        if bool(row.otherwise) != bool(row.exception):
            message = Text("otherwise 与 exception 须同时写或同时不写", "`otherwise` and `exception` go together")
            ground.fault(key, message)
    if not rows or "**" not in rows[-1].paths:
        message = Text(
            '最后一行须是 paths: ["**"]，否则有的路径无人签署', 'the last row must be paths: ["**"], or some paths need nobody'
        )
        ground.fault(("control-plane", "rows"), message)


def _check_takedown(policy: Policy, ground: Ground) -> None:
    rules = policy.takedown
    _known(ground, ("takedown", "seat"), rules.seat, policy.control_plane.seats, _SEAT)
    reason = Text("撤下理由", "take-down reason")
    _known(ground, ("takedown", "restore-reason"), rules.restore_reason, rules.reasons, reason)
    if rules.restore_stage:
        _known(ground, ("takedown", "restore-stage"), rules.restore_stage, policy.stages, _STAGE)


def _check_roles(policy: Policy, ground: Ground) -> None:
    signing = {role for stage in policy.stages.values() for role in stage.roles}
    signing |= {role for seat in policy.control_plane.seats.values() for role in seat.roles}
    known = policy.roles or signing
    for role, key in named_roles(policy):
        if policy.roles or role not in signing:
            _known(ground, key, role, known, _ROLE)


def _check_times(policy: Policy, ground: Ground) -> None:
    try:
        ZoneInfo(policy.time_zone)
    except (OSError, ValueError, KeyError):  # all three come, for a directory, a bad key and an unknown name
        ground.fault(("time-zone",), Text("没有这个时区；应如 Asia/Shanghai", "no such time zone; expected e.g. Asia/Shanghai"))
    for id_, deadline in policy.deadlines.items():
        if not deadline.source.strip():
            message = Text("时限须写明依据（source）", "a deadline needs its source")
            ground.fault(("deadlines", id_, "source"), message)
    _all_known(ground, ("disclosure-platform",), policy.disclosure_platform, policy.column_types, _COLUMN_TYPE)
    for id_, kind in policy.column_types.items():
        if kind.fresh_days and not kind.source.strip():
            ground.fault(("column-types", id_), Text("更新时限须写明依据（source）", "a freshness limit needs its source"))
        if kind.warn_days > kind.fresh_days:
            message = Text("预警（warn-days）不能晚于逾期（fresh-days）", "warn-days cannot be later than fresh-days")
            ground.fault(("column-types", id_, "warn-days"), message)


def _check_turns(policy: Policy, ground: Ground) -> None:
    """Every period that a turn or a reminder names is a deadline of the policy, counted in days or hours."""
    named: list[tuple[Key, str]] = [
        *((("stages", id_, "within"), one.within) for id_, one in policy.stages.items() if one.within),
        *(
            (("control-plane", "seats", id_, "within"), one.within)
            for id_, one in policy.control_plane.seats.items()
            if one.within
        ),
    ]
    if policy.reminders is not None:
        named += [(("reminders", "first"), policy.reminders.first), (("reminders", "again"), policy.reminders.again)]
        if not policy.reminders.by:
            ground.fault(
                ("reminders", "by"),
                Text("至少写一种通知方式；不催办就不写 reminders", "name at least one way, or leave out `reminders`"),
            )
    for key, word in named:
        if _known(ground, key, word, policy.deadlines, Text("时限", "deadline")) and policy.deadlines[word].unit == "months":
            ground.fault(
                key, Text("签署与催办的时限须以小时、天或工作日计", "a turn's period is in hours, days or working-days")
            )
