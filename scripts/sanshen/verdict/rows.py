"""Which signatures a control-plane change needs, row by row (§4b; Art. 5, 6, 8, 9)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from sanshen.model.change import Demand
from sanshen.model.finding import Finding
from sanshen.model.policy import Policy, Row
from sanshen.model.roster import Delegation, Roster
from sanshen.model.text import Text
from sanshen.signing.fitness import Bench
from sanshen.verdict.paths import row_of, unit_of
from sanshen.verdict.scope import error


def demands(policy: Policy, before: Roster, after: Roster, paths: Sequence[str], now: datetime) -> tuple[Demand, ...]:
    """One demand a row and unit (and delegator). `before` is the base's roster, the only one that is believed.

    A path that no row matches demands a seat that nobody can fill: it gets an empty alternative list and stays blocked.
    """
    found: dict[tuple[str, str, str], Demand] = {}
    for path in sorted(paths):
        row = row_of(policy, path)
        unit = unit_of(path)
        for one in _of_row(policy, before, after, row, unit, now) if row is not None else ():
            who = ",".join(sorted(one.delegators))
            known = found.get((one.row, one.unit, who))
            paths_so_far = known.paths if known is not None else ()
            found[one.row, one.unit, who] = Demand(one.row, one.unit, (*paths_so_far, path), one.alternatives, one.delegators)
    return tuple(found.values())


def unsignable(policy: Policy, paths: Sequence[str]) -> tuple[Finding, ...]:
    """Control-plane paths that no row of the policy names: nobody may sign them, so they are refused."""
    what = Text("审签口径没有规定此路径由谁签署", "the policy names nobody who may sign for this path")
    advice = Text("请在 policy.yml 的 control-plane.rows 中补上", "add it to control-plane.rows of policy.yml")
    return tuple(error("SS0501", path, what, advice) for path in paths if row_of(policy, path) is None)


def _of_row(policy: Policy, before: Roster, after: Roster, row: Row, unit: str, now: datetime) -> Iterator[Demand]:
    name = row.paths[0]
    if row.exception == "principal-seat":
        exceptional = principal_touched(policy, before, after, unit) or not principal_fit(policy, before, unit, now)
        yield Demand(name, unit, (), (row.otherwise,) if exceptional else (row.needs,))
    elif row.exception == "delegator":
        givers = sorted({one.from_ for one in _changed_delegations(before, after, unit)})
        for giver in givers or [""]:
            own = frozenset({giver}) if giver else frozenset[str]()
            yield Demand(name, unit, (), (row.needs, row.otherwise), own)
    else:
        yield Demand(name, unit, (), (row.needs,))


def principal_touched(policy: Policy, before: Roster, after: Roster, unit: str) -> bool:
    """Whether the change alters who the principal head is, or how that person is known (keys, logins, dates).

    The same goes for people listed in this unit who hold office outside it: a unit may not re-key an administrator.
    """
    role = policy.principal_role
    then, now = tuple(before.appointments(role, unit)), tuple(after.appointments(role, unit))
    if then != now:
        return True
    guarded = {one.person for one in then} | {one for one in _serving_outside(before, unit) if before.home.get(one) == unit}
    return any(before.people.get(one) != after.people.get(one) for one in guarded)


def _serving_outside(roster: Roster, unit: str) -> frozenset[str]:
    """People who hold a role in the district or in another unit."""
    elsewhere = [roster.district_roles, *(one.roles for id_, one in roster.units.items() if id_ != unit)]
    return frozenset(one.person for roles in elsewhere for seats in roles.values() for one in seats)


def principal_fit(policy: Policy, roster: Roster, unit: str, now: datetime) -> bool:
    """Whether the unit has a principal head in office who may act today."""
    bench = Bench(policy, roster, now)
    days = bench.days(now)
    role = policy.principal_role
    seats = [(role, one) for one in roster.appointments(role, unit)]
    return any(bench.in_office(one.person, seats, days) is None for _, one in seats)


def _changed_delegations(before: Roster, after: Roster, unit: str) -> Iterator[Delegation]:
    then = before.units[unit].delegations if unit in before.units else ()
    now = after.units[unit].delegations if unit in after.units else ()
    yield from (one for one in then if one not in now)
    yield from (one for one in now if one not in then)
