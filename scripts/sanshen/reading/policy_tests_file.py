"""`reviews/policy-tests.yml`: shape first, then whether everything a case names exists and the days run forward."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import msgspec

from sanshen.model.dossier import DelegationsFile, DistrictFile, PeopleFile
from sanshen.model.errors import UsageError
from sanshen.model.policy import Policy
from sanshen.model.policy_tests import Cast, CastUnit, PolicyTests
from sanshen.model.roster import Fault, GitHubAccount, Person, PersonId, Roster
from sanshen.model.text import Text
from sanshen.reading.decoding import decode
from sanshen.reading.dossiers import Dossier, Part, assemble
from sanshen.reading.policy_tests_names import check_names
from sanshen.reading.shape import Ground

POLICY_TESTS: Final = "reviews/policy-tests.yml"


class Trials(msgspec.Struct, frozen=True):
    """The cases and the people they are played with."""

    tests: PolicyTests
    roster: Roster


def read_policy_tests(
    data: bytes | None, policy: Policy, district: Roster | None, path: str = POLICY_TESTS
) -> tuple[Trials | None, tuple[Fault, ...]]:
    """The cases, or None and every fault: with any fault at all nothing is played. No file: no cases and no fault.

    `district` is the roster of cases that declare none; None where it cannot be read (then people are not looked up).
    """
    if data is None:
        return None, ()
    tests, ground = decode(data, PolicyTests, path, personal=True)
    if tests is None:
        return None, tuple(ground.faults)
    roster = district
    if tests.roster is not None:
        inside = ground.within(("roster",))
        roster = _cast(tests.roster, inside, policy)
        ground.faults += roster.faults
    check_names(tests, policy, roster, ground)
    if ground.faults or roster is None:
        return None, tuple(sorted(ground.faults, key=lambda one: (one.line, one.column)))
    return Trials(tests, roster), ()


def require_policy_tests(data: bytes | None, policy: Policy, district: Roster, path: str = POLICY_TESTS) -> Trials:
    """The cases; raises UsageError where there is no file, or naming every fault of it."""
    if data is None:
        raise UsageError(
            Text(f"没有口径测试 {path}", f"there are no policy tests {path}"),
            Text(
                "新仓库由 sanshen init 带来；已有的仓库，从 sanshen init 临时目录 的结果里取这一个文件",
                "`sanshen init` brings them; into an existing repository copy this one file from `sanshen init DIR`",
            ),
        )
    trials, faults = read_policy_tests(data, policy, district, path)
    if trials is None:
        places = [f"{fault.path}:{fault.line}:{fault.column}: " for fault in faults]
        zh = "\n".join(place + fault.message.zh for place, fault in zip(places, faults, strict=True))
        en = "\n".join(place + fault.message.en for place, fault in zip(places, faults, strict=True))
        raise UsageError(
            Text(f"{path} 不能使用：\n{zh}", f"{path} cannot be used:\n{en}"),
            Text("请改正后重试", "correct it and try again"),
        )
    return trials


def _cast(cast: Cast, ground: Ground, policy: Policy) -> Roster:
    """The invented roster, by the very reading that real dossiers go through."""
    dossiers = [_dossier(id_, unit, ground.within(("units", id_))) for id_, unit in cast.units.items()]
    return assemble(DistrictFile(name=cast.name, people=_signing(cast.people), roles=cast.roles), ground, dossiers, policy)


def _dossier(id_: str, unit: CastUnit, ground: Ground) -> Dossier:
    people = PeopleFile(name=unit.name, kind=unit.kind, people=_signing(unit.people), roles=unit.roles)
    parts = {"people.yml": Part(people, ground)}
    if unit.delegations:
        given = Ground(ground.path, ground.marks, ground.rule)
        given.base = ground.base
        parts["delegations.yml"] = Part(DelegationsFile(delegations=unit.delegations), given)
    return Dossier(id_, parts, [])


def _signing(people: Mapping[PersonId, Person]) -> Mapping[PersonId, Person]:
    """Invented people need no account: they get one that is nobody's, so that they may sign."""
    return {
        id_: person
        if person.github is not None or person.ssh
        else msgspec.structs.replace(person, github=GitHubAccount(login="case-" + id_.replace(".", "-")))
        for id_, person in people.items()
    }
