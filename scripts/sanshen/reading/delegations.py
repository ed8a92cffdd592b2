"""Delegations (委托审签): with scope and end date, short, depth one, by somebody who holds the seat in that very unit."""

from __future__ import annotations

from collections.abc import Mapping

from sanshen.model.policy import Policy
from sanshen.model.roster import Appointment, Delegation, Person
from sanshen.model.text import Text
from sanshen.reading.shape import Ground, Key
from sanshen.reading.wording import nearest, shown

Seats = Mapping[str, tuple[Appointment, ...]]
_OWN: frozenset[str] = frozenset({"unit", "former-unit"})


def read_delegations(
    given: tuple[Delegation, ...], seats: Seats, people: Mapping[str, Person], policy: Policy, ground: Ground
) -> tuple[Delegation, ...]:
    """The delegations that can be used; a faulty one is noted and left out, so it gives nobody any power."""
    good = []
    for place, one in enumerate(given):
        key: Key = ("delegations", place)
        before = len(ground.faults)
        _check_people(one, people, ground, key)
        _check_period(one, policy, ground, key)
        _check_stages(one, seats, policy, ground, key)
        _check_depth(one, given, ground, key)
        if len(ground.faults) == before:
            good.append(one)
    return tuple(good)


def _check_people(one: Delegation, people: Mapping[str, Person], ground: Ground, key: Key) -> None:
    for side, who in (("from", one.from_), ("to", one.to)):
        if who not in people:
            near, got = nearest(who, [known for known in people if known[:1] == who[:1]]), shown(who)
            ground.fault((*key, side), Text(f"名册里没有{got.zh}{near.zh}", f"nobody is listed as {got.en}{near.en}"))
    if one.from_ == one.to:
        ground.fault((*key, "to"), Text("不能委托给本人；请改正", "nobody can delegate to themselves; correct it"))
    stand_in = people.get(one.to)
    if stand_in is not None and stand_in.github is None and not stand_in.ssh:
        message = Text(f"{one.to} 没有 github 也没有 ssh，不能代签", f"{one.to} has neither `github` nor `ssh` and cannot sign")
        ground.fault((*key, "to"), message)
    if not one.reason.strip():
        ground.fault((*key, "reason"), Text("须写明委托原因", "the reason of the delegation is needed"))


def _check_period(one: Delegation, policy: Policy, ground: Ground, key: Key) -> None:
    limit = policy.limits.delegation_days
    days = (one.end - one.start).days + 1
    if days < 1:
        ground.fault((*key, "end"), Text("委托的 end 早于 start；请改正", "the delegation ends before it starts; correct it"))
    elif days > limit:
        message = Text(
            f"委托 {days} 天，超过上限 {limit} 天（首尾都算）；请缩短",
            f"{days} days (both ends counted) exceed the limit of {limit}",
        )
        ground.fault((*key, "end"), message)


def _check_stages(one: Delegation, seats: Seats, policy: Policy, ground: Ground, key: Key) -> None:
    if not one.stages:
        ground.fault((*key, "stages"), Text("至少写一个环节", "name at least one stage"))
    for place, id_ in enumerate(one.stages):
        at: Key = (*key, "stages", place)
        stage = policy.stages.get(id_)
        if stage is None:
            near, got = nearest(id_, policy.stages), shown(id_)
            ground.fault(at, Text(f"没有环节{got.zh}{near.zh}", f"there is no stage {got.en}{near.en}"))
        elif stage.of not in _OWN:  # a unit's principal signs this file: they must not give away the district's seats
            message = Text(
                f"“{id_}”不是本单位的环节，不能在单位的 delegations.yml 里委托",
                f"{id_!r} is not a stage of the unit and cannot be delegated in the unit's delegations.yml",
            )
            ground.fault(at, message)
        elif not any(
            held.person == one.from_ and held.holds_on(one.start) for role in stage.roles for held in seats.get(role, ())
        ):
            message = Text(
                f"{one.from_} 在 {one.start} 不担任“{id_}”的职务，无权委托",
                f"{one.from_} does not hold {id_!r} on {one.start} and cannot delegate it",
            )
            ground.fault(at, message)


def _check_depth(one: Delegation, given: tuple[Delegation, ...], ground: Ground, key: Key) -> None:
    for other in given:
        overlap = other.start <= one.end and one.start <= other.end
        if other.to == one.from_ and overlap and set(other.stages) & set(one.stages):
            message = Text(
                f"{one.from_} 这段时间自己也是受 {other.from_} 委托，不能转委托；请由 {other.from_} 直接委托",
                f"{one.from_} stands in for {other.from_} at that time and cannot delegate further; "
                f"let {other.from_} delegate directly",
            )
            ground.fault((*key, "from"), message)
