"""`reviews/policy.yml`: shape first, then whether everything it names exists and every stage can have its turn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from sanshen.model.errors import UsageError
from sanshen.model.policy import Policy
from sanshen.model.roster import Fault
from sanshen.model.text import Text
from sanshen.reading.decoding import decode
from sanshen.reading.policy_checks import check_policy, named_roles

POLICY: Final = "reviews/policy.yml"
Scope = Literal["unit", "district"]
_STAGE_SCOPES: Final[Mapping[str, Scope]] = {
    "unit": "unit",
    "former-unit": "unit",
    "portfolio": "district",
    "district": "district",
}
_SEAT_SCOPES: Final[Mapping[str, Scope]] = {"unit": "unit", "delegator": "unit", "district": "district"}


def read_policy(data: bytes, path: str = POLICY) -> tuple[Policy | None, tuple[Fault, ...]]:
    """The policy, or None and every fault of it: a policy with any fault at all is not used."""
    policy, ground = decode(data, Policy, path)
    if policy is not None:
        check_policy(policy, ground)
    return (None if ground.faults else policy), tuple(ground.faults)


def require_policy(data: bytes | None, path: str = POLICY) -> Policy:
    """The policy of the base; raises UsageError (exit 2) naming every fault where there is none that can be used."""
    if data is None:
        raise UsageError(
            Text(f"找不到审签口径 {path}", f"there is no policy {path}"),
            Text(
                "它须在保护分支上；起草与检查请在网站仓库的工作区里（或用 -C 指定目录），新仓库请用 sanshen init 建立",
                "it belongs on the protected branch; draft and check in a work tree of the site (or name it with -C), "
                "make a new repository with `sanshen init`",
            ),
        )
    policy, faults = read_policy(data, path)
    if policy is None:
        raise unusable(path, faults)
    return policy


def unusable(path: str, faults: tuple[Fault, ...]) -> UsageError:
    """The error of a base file that cannot be used, with all its faults."""
    lines = [fault.message for fault in faults]
    places = [f"{fault.path}:{fault.line}:{fault.column}: " for fault in faults]
    zh = "\n".join(place + message.zh for place, message in zip(places, lines, strict=True))
    en = "\n".join(place + message.en for place, message in zip(places, lines, strict=True))
    return UsageError(
        Text(f"{path} 不能使用：\n{zh}", f"{path} cannot be used:\n{en}"),
        Text("请由区政府办公室在保护分支上改正", "have it corrected on the protected branch by the office"),
    )


def role_scopes(policy: Policy) -> Mapping[str, frozenset[Scope]]:
    """Every role the policy knows → where its holders may be listed: a unit's people.yml, district.yml, or both."""
    scopes: dict[str, set[Scope]] = {role: set() for role, *_ in named_roles(policy)}
    scopes.update({role: set() for role in policy.roles if role not in scopes})
    for stage in policy.stages.values():
        for role in stage.roles:
            scopes[role].add(_STAGE_SCOPES[stage.of])
    for seat in policy.control_plane.seats.values():
        for role in seat.roles:
            if seat.of in _SEAT_SCOPES:
                scopes[role].add(_SEAT_SCOPES[seat.of])
    return {role: frozenset(found) or frozenset({"unit", "district"}) for role, found in scopes.items()}
