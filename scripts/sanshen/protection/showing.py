"""Demands, gaps, plans and access for people and for programs. Names from the forge are untrusted and made inert."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any, Final

import msgspec

from sanshen.model.text import Lang, Text
from sanshen.protection.access import Entry
from sanshen.protection.applying import Done
from sanshen.protection.demand import Demand, Gap, Step
from sanshen.report.inert import inert

Json = dict[str, Any]
_REASON: Final = Text("缘由：", "why: ")
_CLICK: Final = Text("手工：", "by hand: ")


class Findings(msgspec.Struct, frozen=True):
    """What the settings were found to be."""

    repository: str
    demands: Sequence[Demand]
    gaps: Sequence[Gap]
    access: Sequence[Entry]
    notes: Sequence[Text]


class Setup(msgspec.Struct, frozen=True):
    """What would be done, or was: `done` is None before anything was sent. `left`: the gaps that remain."""

    steps: Sequence[Step]
    done: Sequence[Done] | None
    left: Sequence[Gap]


def audit_text(found: Findings, lang: Lang) -> str:
    """The answer first, then each gap with why and what to click, then who can write."""
    return "\n".join([_headline(found).to(lang), *_gap_lines(found.gaps, lang), *_tail(found, lang)]) + "\n"


def audit_json(found: Findings, lang: Lang) -> Json:
    """One object: `allowed`, every gap, every demand, everybody with access."""
    open_ = {gap.demand.id for gap in found.gaps}
    colon = Text("：", ": ")
    return {
        "allowed": not found.gaps,
        "repository": found.repository,
        "gaps": [_gap_json(one, lang) for one in found.gaps],
        "demands": [{"id": one.id, "met": one.id not in open_} for one in found.demands],
        "access": [_entry_json(one, lang) for one in found.access],
        "notes": [inert(one.to(lang)) for one in found.notes],
        "reasons": [inert(f"{one.demand.title.to(lang)}{colon.to(lang)}{one.found.to(lang)}") for one in found.gaps],
    }


def setup_text(found: Findings, setup: Setup, lang: Lang) -> str:
    """What is, what should be, what would change; after applying, what was done and what not."""
    lines = [Text(f"{inert(found.repository)}：GitHub 的设置", f"{inert(found.repository)}: GitHub's settings").to(lang), ""]
    open_ = {gap.demand.id: gap for gap in found.gaps}
    for demand in found.demands:
        gaps = [gap for gap in found.gaps if gap.demand.id == demand.id]
        mark = "✘" if demand.id in open_ else "✔"
        lines.append(f"{mark} {demand.title.to(lang)}")
        lines += [f"    {Text('现在：', 'now: ').to(lang)}{inert(gap.found.to(lang))}" for gap in gaps]
    lines += ["", *_step_lines(setup, lang)]
    if setup.left:
        lines += ["", Text("还剩：", "left:").to(lang), *_gap_lines(setup.left, lang)]
    return "\n".join([*lines, *_tail(found, lang)]) + "\n"


def setup_json(found: Findings, setup: Setup, lang: Lang) -> Json:
    """One object: the audit before, the steps, what became of each, what is left."""
    failed = {id(one.step): one.failed for one in setup.done or ()}
    steps = []
    for step in setup.steps:
        why = failed.get(id(step))
        state = "planned" if setup.done is None else "failed" if why is not None else "done"
        steps.append({
            "method": step.method,
            "path": step.path,
            "body": step.body,
            "what": inert(step.what.to(lang)),
            "closes": step.closes,
            "state": state,
            "why": inert(why.to(lang)) if why is not None else "",
        })  # fmt: skip
    return {**audit_json(found, lang), "steps": steps, "left": [_gap_json(one, lang) for one in setup.left]}


def demands_json(demands: Iterable[Demand], lang: Lang) -> Json:
    """The list of demands."""
    return {"demands": [_demand_json(one, lang) for one in demands]}


def demands_text(demands: Iterable[Demand], lang: Lang) -> str:
    """The list of demands for a terminal."""
    lines = []
    for one in demands:
        lines += [f"{one.id}  {one.title.to(lang)}  [{', '.join(one.threats)}]"]
        lines += [f"    {_REASON.to(lang)}{one.why.to(lang)}", f"    {_CLICK.to(lang)}{one.by_hand.to(lang)}"]
    return "\n".join(lines) + "\n"


def demands_markdown(demands: Iterable[Demand]) -> str:
    """docs/forge.md, generated."""
    lines = [
        "# GitHub 自身须守住的",
        "",
        "本页由 `sanshen forge demands --format markdown` 生成，不要手工修改。`sanshen forge audit` 逐条核对，",
        "`sanshen forge setup --apply` 能设的代为设好，标“手工”的须人来做。用法见[运维手册](manual-operator.md)，缘由见[安全](security.md)。",
        "“堵住”一栏的 T 编号与测试同名（`tests/` 里的 `test_t53_…` 演练 T53）；§8 是“绝不发生”的事：草稿外泄；§3 是审签单本身。",
        "",
        "| 编号 | 要求 | 否则 | 堵住 | 在哪里点 | 代设 |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for one in demands:
        how = "能" if one.settable else "手工"
        cells = (f"`{one.id}`", one.title.zh, one.why.zh, "、".join(one.threats), one.by_hand.zh, how)
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def to_json(shape: Json) -> str:
    """One JSON object on one line."""
    return json.dumps(shape, ensure_ascii=False) + "\n"


def _headline(found: Findings) -> Text:
    name = inert(found.repository)
    if not found.gaps:
        count = len(found.demands)
        return Text(f"✔ {name}：{count} 条要求全部满足", f"✔ {name}: all {count} demands are met")
    count = len(found.gaps)
    return Text(f"✘ {name}：有 {count} 处缺口", f"✘ {name}: {count} gaps in what GitHub enforces")


def _gap_lines(gaps: Iterable[Gap], lang: Lang) -> Iterator[str]:
    shown = ""
    for gap in gaps:
        demand = gap.demand
        if demand.id != shown:
            yield ""
            yield f"✘ {demand.title.to(lang)}  [{demand.id}; {', '.join(demand.threats)}]"
            yield f"    {_REASON.to(lang)}{demand.why.to(lang)}"
            yield f"    {_CLICK.to(lang)}{demand.by_hand.to(lang)}"
        shown = demand.id
        yield f"    → {inert(gap.found.to(lang))}"


def _step_lines(setup: Setup, lang: Lang) -> Iterator[str]:
    if not setup.steps:
        yield Text("没有要改的设置", "nothing to change").to(lang)
        return
    planned = setup.done is None
    count = len(setup.steps)
    head = Text(f"将改 {count} 项（加 --apply 执行）：", f"{count} changes (--apply makes them):")
    yield (head if planned else Text("已执行：", "applied:")).to(lang)
    for many in _folded(setup.done or tuple(Done(one) for one in setup.steps)):
        first = many[0]
        mark = "+" if planned else "✘" if first.failed is not None else "✔"
        why = f"：{inert(first.failed.to(lang))}" if first.failed is not None else ""
        more = Text(f" 等 {len(many)} 项", f" and {len(many) - 1} more").to(lang) if len(many) > 1 else ""
        yield f"  {mark} {inert(first.step.what.to(lang))}{more}{why}"


def _folded(done: Sequence[Done]) -> Iterator[tuple[Done, ...]]:
    """Labels that are made one after the other and went well are one line; everything else is a line of its own."""
    for key, group in groupby(done, key=lambda one: one.step.path == "/labels" and one.failed is None):
        listed = tuple(group)
        yield from ((listed,) if key else ((one,) for one in listed))


def _tail(found: Findings, lang: Lang) -> Iterator[str]:
    yield ""
    yield Text("谁能写，为什么：", "who can write, and why:").to(lang)
    for one in found.access:
        why = "、".join(one.offices) if one.why_not is None else one.why_not.to(lang)
        yield f"  {'✔' if one.why_not is None else '✘'} {inert(one.login)}  {inert(one.level)}  {one.name}  {inert(why)}"
    if not found.access:
        yield Text("  （无人）", "  (nobody)").to(lang)
    if found.notes:
        yield ""
        yield Text("另请知悉：", "also worth knowing:").to(lang)
        yield from (f"  · {inert(one.to(lang))}" for one in found.notes)


def _demand_json(one: Demand, lang: Lang) -> Json:
    return {
        "id": one.id,
        "title": one.title.to(lang),
        "why": one.why.to(lang),
        "threats": one.threats,
        "by_hand": one.by_hand.to(lang),
        "settable": one.settable,
    }


def _gap_json(gap: Gap, lang: Lang) -> Json:
    return {**_demand_json(gap.demand, lang), "found": inert(gap.found.to(lang))}


def _entry_json(one: Entry, lang: Lang) -> Json:
    return {
        "login": inert(one.login),
        "level": inert(one.level),
        "person": one.person,
        "offices": one.offices,
        "why_not": inert(one.why_not.to(lang)) if one.why_not is not None else None,
    }
