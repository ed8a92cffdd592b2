"""The outcome of the policy tests for people: one line a case, and what differs below those that failed; and for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from sanshen.model.policy import Policy
from sanshen.model.text import EMPTY, Lang, Text
from sanshen.report.inert import inert
from sanshen.trials.playing import Difference, Outcome

_KEYS: Final[Mapping[str, Text]] = {
    "verdict": Text("结论", "verdict"),
    "open": Text("轮到", "open"),
    "signed": Text("已签", "signed"),
    "signers": Text("签署人", "signers"),
    "demanded": Text("须签", "demanded"),
    "amended": Text("修改", "amended"),
    "ignored": Text("未计入", "ignored"),
    "objections": Text("退回", "objections"),
    "corrections": Text("校改", "corrections"),
}
_VERDICTS: Final[Mapping[str, Text]] = {"allowed": Text("可以合并", "allowed"), "blocked": Text("不能合并", "blocked")}


def render(outcomes: Sequence[Outcome], policy: Policy, lang: Lang) -> str:
    """The table, and one line of totals at the end."""
    lines = [line for place, one in enumerate(outcomes, 1) for line in _lines(place, one, policy, lang)]
    failed = sum(not one.passed for one in outcomes)
    total = Text(
        f"{len(outcomes)} 例：{len(outcomes) - failed} 例与口径相符，{failed} 例不符",
        f"{len(outcomes)} cases: {len(outcomes) - failed} passed, {failed} failed",
    )
    return "\n".join([*lines, "", total.to(lang)]) + "\n"


def _lines(place: int, one: Outcome, policy: Policy, lang: Lang) -> Iterator[str]:
    mark = "✔" if one.passed else "✘"
    basis = f"（{inert(one.basis)}）" if one.basis and lang == "zh" else f" ({inert(one.basis)})" if one.basis else ""
    came = _VERDICTS[one.verdict.outcome].to(lang) if one.verdict is not None else Text("演不下去", "cannot be played").to(lang)
    yield f"{mark} {place:>3}  {came}  {inert(one.name)}{basis}"
    if one.problem != EMPTY:
        yield f"         {inert(one.problem.to(lang))}"
    for each in one.differences:
        wanted, got = _value(each, each.expected, policy, lang), _value(each, each.actual, policy, lang)
        yield f"         {_KEYS[each.key].to(lang)}{Text('：应为 ', ': expected ').to(lang)}{wanted}"
        yield f"         {_KEYS[each.key].to(lang)}{Text('：实为 ', ': got      ').to(lang)}{got}"
    if one.differences and one.verdict is not None:
        for reason in one.verdict.reasons:
            yield f"         · {inert(reason.to(lang))}"


def _value(each: Difference, value: object, policy: Policy, lang: Lang) -> str:
    """A value as people know it: stages by their names."""
    if isinstance(value, Mapping):
        return "；".join(f"{_stage(str(key), policy, lang)} {inert(str(one))}" for key, one in value.items()) or _none(lang)
    if isinstance(value, (list, tuple)):
        words = [
            " → ".join(inert(str(word)) for word in one) if isinstance(one, (list, tuple)) else _stage(str(one), policy, lang)
            for one in value
        ]
        return ("；" if each.key == "ignored" else "、").join(words) or _none(lang)
    return _VERDICTS[str(value)].to(lang) if str(value) in _VERDICTS else inert(str(value))


def _stage(word: str, policy: Policy, lang: Lang) -> str:
    names = {key: stage.name for key, stage in policy.stages.items()}
    names |= {key: seat.name for key, seat in policy.control_plane.seats.items()}
    return f"{names[word]} {word}" if lang == "zh" and word in names else inert(word)


def _none(lang: Lang) -> str:
    return Text("（无）", "(none)").to(lang)


def render_json(outcomes: Sequence[Outcome], lang: Lang) -> str:
    """One JSON object on one line."""
    cases = [
        {
            "name": one.name,
            "basis": one.basis,
            "passed": one.passed,
            "verdict": one.verdict.outcome if one.verdict is not None else None,
            "open": list(one.verdict.open) if one.verdict is not None else [],
            "problem": one.problem.to(lang) or None,
            "differences": [{"key": each.key, "expected": each.expected, "actual": each.actual} for each in one.differences],
        }
        for one in outcomes
    ]
    failed = sum(not one.passed for one in outcomes)
    return json.dumps({"passed": len(outcomes) - failed, "failed": failed, "cases": cases}, ensure_ascii=False) + "\n"
