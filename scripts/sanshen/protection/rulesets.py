"""Whether a rule holds for a branch without exception. GitHub itself says which rules hold, so no pattern is matched here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

import msgspec

from sanshen.evidence.status_log import CONTEXT
from sanshen.model.text import Text
from sanshen.protection.demand import District
from sanshen.protection.settings import Actor, Rule, Ruleset, Settings

_KEYS: Final = "DeployKey"
ONLY_KEYS: Final = (Actor(_KEYS),)
_ACTIVE: Final = "active"
_ROLES: Final = {2: Text("维护者", "maintain"), 4: Text("有写权限的人", "write"), 5: Text("仓库管理员", "repository admin")}
"""The numbers that GitHub's rulesets give to roles of a repository."""
_KINDS: Final = {
    "RepositoryRole": Text("角色", "role"),
    "OrganizationAdmin": Text("组织所有者", "organisation owners"),
    "Team": Text("团队", "team"),
    "Integration": Text("App", "App"),
    "User": Text("用户", "user"),
    _KEYS: Text("部署密钥", "deploy keys"),
}

Fits = Callable[[Rule, District], bool]


def holding(rules: Iterable[Rule], rulesets: Iterable[Ruleset], fits: Callable[[Rule], bool]) -> list[Ruleset]:
    """The rulesets with a fitting rule among those that hold for a branch."""
    ids = {one.ruleset_id for one in rules if fits(one)}
    return [one for one in rulesets if one.id in ids and one.enforcement == _ACTIVE]


def tight(ruleset: Ruleset, allowed: Iterable[Actor] = ()) -> bool:
    """Whether nobody but `allowed` can go past it. A ruleset whose exceptions cannot be seen is not known to be tight."""
    return ruleset.bypass_actors is not None and all(excepted(one, allowed) for one in ruleset.bypass_actors)


def excepted(actor: Actor, allowed: Iterable[Actor]) -> bool:
    """Whether `allowed` has that actor; deploy keys have no number, whatever GitHub writes there."""
    plain = msgspec.structs.replace(actor, actor_id=None) if actor.actor_type == _KEYS else actor
    return plain in set(allowed)


def actor_name(actor: Actor) -> Text:
    """Who an exception is for."""
    kind = _KINDS.get(actor.actor_type, Text(actor.actor_type, actor.actor_type))
    if actor.actor_type == "RepositoryRole" and actor.actor_id in _ROLES:
        return _ROLES[actor.actor_id]
    return kind if actor.actor_id is None else kind + Text(f" {actor.actor_id}", f" {actor.actor_id}")


def main_rules(settings: Settings) -> tuple[Rule, ...]:
    """The rules that hold for the protected branch."""
    return settings.main


def records_rules(settings: Settings) -> tuple[Rule, ...]:
    """The rules that hold for the branch of records."""
    return settings.records


def of_type(kind: str) -> Fits:
    """Any rule of that type."""
    return lambda rule, _: rule.type == kind


def gate_check(rule: Rule, district: District) -> bool:
    """The verdict is demanded, and from the district's own App: anybody who pushes can post as "GitHub Actions"."""
    if rule.type != "required_status_checks" or district.app is None:
        return False
    return any(
        isinstance(one, dict) and one.get("context") == CONTEXT and one.get("integration_id") == district.app
        for one in _checks(rule)
    )


def _checks(rule: Rule) -> list[Any]:
    found = rule.parameters.get("required_status_checks")
    return found if isinstance(found, list) else []


def lacking(
    which: Callable[[Settings], tuple[Rule, ...]], fits: Fits, allowed: tuple[Actor, ...] = ()
) -> Callable[[Settings, District], Iterator[Text]]:
    """What is wrong where no tight active ruleset with the fitting rule is among those that hold for a branch."""

    def find(settings: Settings, district: District) -> Iterator[Text]:
        found = holding(which(settings), settings.rulesets, lambda rule: fits(rule, district))
        if any(tight(one, allowed) for one in found):
            return
        for one in found:
            yield from _loose(one, allowed)
        if not found:
            yield from _asleep(settings, lambda rule: fits(rule, district))

    return find


def _loose(ruleset: Ruleset, allowed: tuple[Actor, ...]) -> Iterator[Text]:
    """Who may go past a ruleset that would otherwise do."""
    name = ruleset.name
    if ruleset.bypass_actors is None:
        yield Text(
            f"规则集“{name}”的例外名单看不到（令牌须有 Administration 写权限），不能算数",
            f"who may bypass ruleset {name!r} cannot be seen (the token needs Administration: write): it does not count",
        )
        return
    for one in ruleset.bypass_actors:
        if not excepted(one, allowed):
            who = actor_name(one)
            yield Text(f"规则集“{name}”允许{who.zh}绕过", f"ruleset {name!r} lets {who.en} bypass it")


def _asleep(settings: Settings, fits: Callable[[Rule], bool]) -> Iterator[Text]:
    """No ruleset holds: say whether one is there that is switched off."""
    asleep = [one for one in settings.rulesets if one.enforcement != _ACTIVE and any(fits(rule) for rule in one.rules)]
    for one in asleep:
        yield Text(
            f"规则集“{one.name}”没有启用（{one.enforcement}），不起作用",
            f"ruleset {one.name!r} is not active ({one.enforcement}) and enforces nothing",
        )
    if not asleep:
        yield Text("没有一个生效的规则集对这个分支这样要求", "no active ruleset demands it of this branch")


def gate_lacking(settings: Settings, district: District) -> Iterator[Text]:
    """What is wrong with the required check."""
    loose = [
        one
        for rule in settings.main
        if rule.type == "required_status_checks"
        for one in _checks(rule)
        if isinstance(one, dict) and one.get("context") == CONTEXT
    ]
    found = list(lacking(main_rules, gate_check)(settings, district))
    if found and loose and not any(one.get("integration_id") == district.app for one in loose):
        yield Text(
            f"要求了 {CONTEXT}，但来源不是本区的 App：{_sources(loose).zh}",
            f"{CONTEXT} is required, but not from the district's App: {_sources(loose).en}",
        )
        return
    yield from found


def _sources(checks: Iterable[Mapping[str, Any]]) -> Text:
    ids = sorted({str(one.get("integration_id") or "") for one in checks})
    return Text("、".join(one or "任何来源" for one in ids), ", ".join(one or "any source" for one in ids))


def dismissing(settings: Settings, district: District) -> Iterator[Text]:
    """GitHub's own dismissal of approvals would count as an objection (contract §3), whatever the content says."""
    del district
    found = holding(
        settings.main,
        settings.rulesets,
        lambda rule: rule.type == "pull_request" and rule.parameters.get("dismiss_stale_reviews_on_push") is not False,
    )
    for one in found:
        yield Text(f"规则集“{one.name}”会撤销旧批准", f"ruleset {one.name!r} dismisses stale approvals")
    old = settings.old_protection.required_pull_request_reviews if settings.old_protection is not None else None
    if old is not None and old.dismiss_stale_reviews:
        yield Text("旧式的分支保护会撤销旧批准", "the old-fashioned branch protection dismisses stale approvals")
