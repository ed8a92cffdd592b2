"""Who must sign and who can, in plain words and for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final

from sanshen.model.policy import Policy
from sanshen.model.text import Lang, Text
from sanshen.report.inert import inert
from sanshen.report.verdict_text import Names, person
from sanshen.signing.fitness import Standing
from sanshen.trials.explaining import Explanation, Help, Signing

_WHERE: Final = {
    "unit": Text("本单位", "the unit's"),
    "portfolio": Text("分管本单位或本事项的", "whose portfolio holds the unit or matter:"),
    "district": Text("", "the district's"),
    "former-unit": Text("迁出单位的", "the former unit's"),
}


def render(found: Explanation, policy: Policy, names: Names, unit_name: str, lang: Lang) -> str:
    """The answer: heading, the stages in their order, the gaps, what would help."""
    lines = [_heading(found, policy, names, unit_name, lang)]
    for place, one in enumerate(found.stages, 1):
        lines += ["", *_stage(place, one, policy, names, lang)]
    lines += ["", *_conclusion(found, policy, names, lang)]
    return "\n".join(lines) + "\n"


def _heading(found: Explanation, policy: Policy, names: Names, unit_name: str, lang: Lang) -> str:
    day = found.at.astimezone(names.zone).date()
    matter = Text(f"，事项“{inert(found.matter)}”", f", matter {inert(found.matter)}") if found.matter else Text("", "")
    away = Text(f"，{person(found.without, names)} 不在", f", {found.without} away") if found.without else Text("", "")
    grade = policy.grades[found.grade].name
    title = Text(f"{unit_name}的{grade}信息", f"a {found.grade} article of {found.unit}")
    tail = Text(f"：{day} 须经 {len(found.stages)} 个环节", f": {len(found.stages)} stages on {day}")
    return (title + matter + tail + away).to(lang)


def _stage(place: int, one: Signing, policy: Policy, names: Names, lang: Lang) -> Iterator[str]:
    name = policy.stages[one.id].name if lang == "zh" else one.id
    roles = "、".join(names.roles.get(role, role) if lang == "zh" else role for role in one.roles)
    last = [stage for stage in one.after if not any(stage in policy.below(other) for other in one.after)]
    after = "、".join(policy.stages[stage].name if lang == "zh" else stage for stage in last)
    turn = Text(f"在{after}之后", f"after {after}") if after else Text("最先签", "first")
    yield f"{place}. {name}　" + Text(f"{_WHERE[one.of].zh}{roles}；{turn.zh}", f"{_WHERE[one.of].en} {roles}; {turn.en}").to(
        lang
    )
    if one.able:
        yield "   ✔ " + Text("可签：", "can sign: ").to(lang) + "、".join(_standing(each, names, lang) for each in one.able)
    elif one.blocked_by_leave:
        yield "   ✘ " + Text("此人不在，就无人可签", "nobody can sign while this person is away").to(lang)
    else:
        yield "   ✘ " + Text("无人可签", "nobody can sign").to(lang)
    for each in one.unable:
        yield f"   · {person(each.person, names)}{Text('：', ': ').to(lang)}{inert(each.why.to(lang))}"


def _standing(one: Standing, names: Names, lang: Lang) -> str:
    who = person(one.person, names)
    if one.on_behalf_of is None:
        return who
    return who + Text(f"（受 {person(one.on_behalf_of, names)} 委托）", f" (for {one.on_behalf_of})").to(lang)


def _conclusion(found: Explanation, policy: Policy, names: Names, lang: Lang) -> Iterator[str]:
    if found.signable:
        yield Text("✔ 每个环节都有人可签，签得完。", "✔ every stage has somebody: it can be completed.").to(lang)
        return
    empty = "、".join(policy.stages[one.id].name if lang == "zh" else one.id for one in found.stages if one.empty)
    if empty:
        yield Text(f"✘ 签不完，缺：{empty}", f"✘ cannot be completed, nobody for: {empty}").to(lang)
    for group in found.clashes:
        stages = "、".join(policy.stages[one].name if lang == "zh" else one for one in group)
        yield Text(
            f"✘ 签不完：{stages} 须由不同的人签，现有的人不够",
            f"✘ cannot be completed: {stages} need different people, and there are too few",
        ).to(lang)
    for one in found.helps:
        yield "→ " + _help(one, policy, names, lang)
    helped = {stage for one in found.helps for stage in one.stages}
    rest = [one for one in found.stages if one.empty and one.id not in helped]
    if rest:
        left = "、".join(policy.stages[one.id].name if lang == "zh" else one.id for one in rest)
        yield Text(
            f"→ {left}：委托解决不了，须等本人，或在名册中任命能签的人（people.yml、district.yml）",
            f"→ {left}: no delegation helps; wait for the person, or appoint somebody (people.yml, district.yml)",
        ).to(lang)


def _help(one: Help, policy: Policy, names: Names, lang: Lang) -> str:
    stages = "、".join(policy.stages[stage].name if lang == "zh" else stage for stage in one.stages)
    entry = f"{{from: {one.from_}, to: {one.to}, stages: [{', '.join(one.stages)}], start: …, end: …, reason: …}}"
    days = policy.limits.delegation_days
    return Text(
        f"{person(one.from_, names)} 把 {stages} 委托给 {person(one.to, names)} 即可（最长 {days} 天），在 delegations.yml 登记：\n   {entry}",
        f"let {one.from_} delegate {stages} to {one.to} (at most {days} days), in delegations.yml:\n   {entry}",
    ).to(lang)


def render_json(found: Explanation, names: Names, lang: Lang) -> str:
    """One JSON object on one line."""
    return json.dumps(_object(found, names, lang), ensure_ascii=False) + "\n"


def _object(found: Explanation, names: Names, lang: Lang) -> dict[str, object]:
    return {
        "grade": found.grade,
        "unit": found.unit,
        "matter": found.matter or None,
        "on": found.at.astimezone(names.zone).date().isoformat(),
        "without": found.without or None,
        "signable": found.signable,
        "stages": [
            {
                "id": one.id,
                "roles": list(one.roles),
                "of": one.of,
                "binds": one.binds,
                "after": list(one.after),
                "able": [{"person": each.person, "on_behalf_of": each.on_behalf_of} for each in one.able],
                "unable": [{"person": each.person, "why": each.why.to(lang)} for each in one.unable],
                "blocked_by_leave": one.blocked_by_leave,
            }
            for one in found.stages
        ],
        "clashes": [list(group) for group in found.clashes],
        "delegations": [{"from": one.from_, "to": one.to, "stages": list(one.stages)} for one in found.helps],
    }
