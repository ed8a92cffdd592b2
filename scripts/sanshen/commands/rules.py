"""`sanshen rules [ID]`: the rule catalogue."""

from __future__ import annotations

import argparse
import json
from typing import Final

from sanshen.commands.desk import Desk
from sanshen.model.errors import UsageError
from sanshen.model.finding import Severity
from sanshen.model.text import Lang, Text
from sanshen.rules import Example, Rule, catalogue, rule_of

_WEIGHT: Final = {
    Severity.ERROR: Text("错误", "error"),
    Severity.WARNING: Text("提醒", "warning"),
    Severity.NOTE: Text("说明", "note"),
}
_SHOWN: Final = 400
_YES: Final = {True: Text("是", "yes"), False: Text("否", "no")}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `rules`."""
    parser.add_argument("id", nargs="?", metavar="ID")
    parser.add_argument("--format", choices=("text", "json", "markdown"), default="text")


def _shown(example: Example) -> str:
    """An example for a page: over-long ones cut, invisible characters spelled out."""
    text = example.text()
    if len(text) > _SHOWN:
        text = text[:_SHOWN] + "…\n"
    return "".join(one if one == "\n" or one.isprintable() else f"<U+{ord(one):04X}>" for one in text)


def _entry(rule: Rule, lang: Lang) -> dict[str, object]:
    return {
        "id": rule.id,
        "title": rule.title.to(lang),
        "why": rule.why.to(lang),
        "fix": rule.fix.to(lang),
        "item": rule.item,
        "severity": rule.severity.value,
        "adjustable": rule.adjustable,
        "waivable": rule.waivable,
        "bad": {"path": rule.bad.path, "text": _shown(rule.bad)},
        "good": {"path": rule.good.path, "text": _shown(rule.good)},
    }


def _traits(rule: Rule, lang: Lang) -> str:
    return Text(
        f"依据：办法第 {rule.item} 条　轻重：{_WEIGHT[rule.severity].zh}"
        f"　口径可调：{_YES[rule.adjustable].zh}　可说明误报：{_YES[rule.waivable].zh}",
        f"Art. {rule.item} · {_WEIGHT[rule.severity].en}"
        f" · adjustable: {_YES[rule.adjustable].en} · waivable: {_YES[rule.waivable].en}",
    ).to(lang)


def _explain(rule: Rule, lang: Lang) -> str:
    bad, good = Text("不通过", "bad").to(lang), Text("通过", "good").to(lang)
    parts = [
        f"{rule.id} {rule.title.to(lang)}",
        _traits(rule, lang),
        "",
        rule.why.to(lang),
        Text(f"怎么改：{rule.fix.zh}", f"What to do: {rule.fix.en}").to(lang),
        "",
        f"{bad}：{rule.bad.path}",
        *(f"    {line}" for line in _shown(rule.bad).splitlines()),
        "",
        f"{good}：{rule.good.path}",
        *(f"    {line}" for line in _shown(rule.good).splitlines()),
    ]
    return "\n".join(parts) + "\n"


def markdown() -> str:
    """docs/rules.md, generated from the catalogue."""
    lines = [
        "# 规则目录",
        "",
        "本页由 `sanshen rules --format markdown` 生成，不要手工修改。命令行里看单条：`sanshen rules SS1301`。",
        "",
        "编号：SS + 办法的条 + 序号；SS00xx 没有对应的条。“口径可调”指 `reviews/policy.yml` 的 `rules` 可以改变轻重；"
        "“可说明误报”指信息头的 `waivers` 可以说明，说明由审签人一并审签。",
    ]
    for rule in catalogue():
        fix = rule.fix.zh.replace("[", r"\[")  # a way of writing that is told, not a link of this page
        lines += ["", f"## {rule.id} {rule.title.zh}", "", _traits(rule, "zh"), "", rule.why.zh, "", f"怎么改：{fix}。"]
        for name, example in (("不通过", rule.bad), ("通过", rule.good)):
            lines += ["", f"{name}（`{example.path}`）：", "", "````text", _shown(example).rstrip("\n"), "````"]
    return "\n".join(lines) + "\n"


def _one(word: str) -> Rule:
    rule = rule_of(word.upper())
    if rule is None:
        from difflib import get_close_matches

        near = get_close_matches(word.upper(), [one.id for one in catalogue()], 1)
        advice = (
            Text(f"是否想看 {near[0]}？", f"did you mean {near[0]}?")
            if near
            else Text("sanshen rules 列出全部", "`sanshen rules` lists all")
        )
        raise UsageError(Text(f"没有规则 {word}", f"there is no rule {word}"), advice)
    return rule


def run(args: argparse.Namespace, desk: Desk) -> int:
    """List the rules, or explain one."""
    chosen = (_one(args.id),) if args.id else catalogue()
    if args.format == "json":
        desk.write(json.dumps({"rules": [_entry(rule, desk.lang) for rule in chosen]}, ensure_ascii=False) + "\n")
    elif args.format == "markdown":
        desk.write(markdown())
    elif args.id:
        desk.write(_explain(chosen[0], desk.lang))
    else:
        for rule in chosen:
            desk.say(f"{rule.id}  {_WEIGHT[rule.severity].to(desk.lang)}  {rule.title.to(desk.lang)}")
    return 0
