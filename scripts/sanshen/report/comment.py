"""The sticky comment: what an official on a phone must understand in five seconds, as GitHub Markdown.

Everything that did not come from the roster or the policy of the base is untrusted and goes through `harmless`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

import msgspec

from sanshen.model.finding import Finding
from sanshen.model.sheet import Amendment, Correction, Sheet, StageState, State, Verdict
from sanshen.report.comment_marker import first_line
from sanshen.report.cutting import shortened
from sanshen.report.harmless import harmless
from sanshen.report.papers import paper_line, paper_lines
from sanshen.report.verdict_text import MORE_AMENDED, Names, moment
from sanshen.report.waiting import only_unsigned

LONGEST: Final = 60_000
"""Characters; GitHub refuses comments beyond 65,536."""
_MOST_LINES: Final = 20
_STATES: Final[Mapping[State, str]] = {
    State.SIGNED: "✅ 已签",
    State.OPEN: "🟡 **轮到**",
    State.WAITING: "⚪ 等待",
    State.VOID: "❌ 作废",
}
_CHANGES: Final[Mapping[str, str]] = {"added": "新增", "modified": "修改", "moved": "移动", "deleted": "撤下"}
_AMENDED: Final[Mapping[str, str]] = {
    "pending": "其后有修改，待修改人签署",
    "stands": "其后经修改，仍有效",
    "here": "经本环节修改",
}


class Turn(msgspec.Struct, frozen=True):
    """One open stage and those whose turn it is: (name, login or "")."""

    stage: str
    people: tuple[tuple[str, str], ...]


class Notice(msgspec.Struct, frozen=True):
    """Everything the comment says. `author_signs`: the author holds an open stage and needs the line to copy."""

    verdict: Verdict
    names: Names
    turns: tuple[Turn, ...]
    at: datetime
    author_signs: bool = False
    paper_stages: frozenset[str] = frozenset()
    """Stages that may be signed on paper; empty where the policy has paper signatures off."""
    refused: tuple[str, ...] = ()
    """Logins among those whose turn it is whose review GitHub does not let us request."""
    sample: str = ""
    """Address of the rendered sample, made by our own pipeline; "" where there is none."""


def render(notice: Notice) -> str:
    """The whole comment, at most `LONGEST` characters; beyond that it says what was left out and where to look."""
    lines = "\n".join(_lines(notice)).split("\n")
    return "\n".join(lines if sum(len(one) + 1 for one in lines) <= LONGEST else shortened(lines, LONGEST)) + "\n"


def headline(verdict: Verdict, names: Names) -> str:
    """The answer in one line; also the description of the commit status."""
    if verdict.outcome == "allowed":
        return "✅ 可以合并：签署齐全，内容检查通过"
    if verdict.outcome == "undecided":
        return "❓ 暂时无法判定（按不能合并处理）"
    if any(one.blocks for one in verdict.objections):
        return "⛔ 不能合并：有人退回"
    if _errors(verdict):
        return f"⛔ 不能合并：有 {len(_errors(verdict))} 处问题须改正"
    stages = "、".join(names.stages.get(one, one) for one in verdict.open)
    if _refused(verdict):
        return "⛔ 不能合并：有须先解决的问题"
    return f"⏳ 尚待签署：{stages}" if stages else "⛔ 不能合并"


def _refused(verdict: Verdict) -> bool:
    """Whether something else than findings, objections and missing signatures stands: signing alone would be in vain."""
    return verdict.outcome == "blocked" and bool(verdict.reasons) and not only_unsigned(verdict) and not _errors(verdict)


def _errors(verdict: Verdict) -> list[Finding]:
    every = [finding for sheet in verdict.articles for finding in sheet.findings] + list(verdict.findings)
    return [one for one in every if one.blocks]


def _lines(notice: Notice) -> Iterator[str]:
    verdict, names = notice.verdict, notice.names
    yield first_line(verdict.head, notice.at, notice.refused)
    yield f"### {headline(verdict, names)}"
    yield ""
    yield from _next(notice)
    for sheet in verdict.articles:
        yield from _sheet(sheet, notice)
    if verdict.changed or verdict.whole:
        yield from _whole(notice)
    yield from _objections(verdict, names)
    yield from _findings(verdict)
    yield from _other_reasons(verdict)
    yield from _ignored(verdict, names)
    if notice.sample:
        yield f"\n[查看样版]({notice.sample})"
    yield f"\n<sub>判定于 {moment(notice.at, names)} · 提交 <code>{verdict.head[:12]}</code></sub>"


def _next(notice: Notice) -> Iterator[str]:
    """What the author mends; whose turn it is (mentioned, because it is), how they sign, and the line the author copies."""
    if any(one.blocks for one in notice.verdict.objections):
        yield "✍️ 提交人：请按退回意见处理，再请退回的人签署\n"
    if _errors(notice.verdict):
        yield "✍️ 提交人：请改正下面列出的问题\n"
    if _refused(notice.verdict) and not any(one.blocks for one in notice.verdict.objections):
        yield "✍️ 提交人：请先解决“不能合并的原因”所列的问题，再请人签署\n"
    for turn in notice.turns:
        stage = notice.names.stages.get(turn.stage, turn.stage)
        people = "、".join(f"{name} @{login}" if login else name for name, login in turn.people)
        yield f"👉 **{stage}**：请 {people} 签署" if people else f"👉 **{stage}**：目前无人可签，请联系区政府办公室"
        yield ""
    if barred := [f"{name} @{login}" for turn in notice.turns for name, login in turn.people if login in notice.refused]:
        listed = "、".join(dict.fromkeys(barred))
        yield f"⚠️ GitHub 不让请 {listed} 审阅（多半没有仓库权限），请区政府办公室开通\n"
    if any(turn.people for turn in notice.turns):
        yield "<sub>看过后在 Review changes 中选 Approve（同意）或 Request changes（退回，首行写理由）。</sub>\n"
    yield from paper_lines(notice.verdict, notice.paper_stages, notice.names)
    if notice.author_signs:
        yield "提交人本人签署，请把下面一行原样发为评论：\n"
        yield f"```text\n/sign {notice.verdict.head}\n```\n"


def _sheet(sheet: Sheet, notice: Notice) -> Iterator[str]:
    names = notice.names
    grade = names.grades.get(sheet.grade, "等级不明")
    yield f"\n#### {harmless(sheet.path)} 〔{grade} · {_CHANGES[sheet.kind]}〕\n"
    if sheet.stages:
        yield from _table(sheet.stages, notice)
    if sheet.amendments is not None:
        yield "\n经修改（有人签署之后）："
        yield from _edits(sheet.amendments.passages)
        if not sheet.amendments.whole:
            yield f"- {MORE_AMENDED.zh}"
    if sheet.corrections:
        yield "\n校改："
        yield from _edits(sheet.corrections)


def _edits(edits: Iterable[Amendment | Correction]) -> Iterator[str]:
    for one in edits:
        yield f"- 第 {one.line} 行 {harmless(one.before or '（无）')} → {harmless(one.after or '（无）')}"


def _table(stages: Sequence[StageState], notice: Notice) -> Iterator[str]:
    names = notice.names
    yield "| 环节 | 谁 | 状态 | 时间 |"
    yield "| --- | --- | --- | --- |"
    for stage in stages:
        who = _people(stage, names) if stage.person else "、".join(names.roles.get(role, role) for role in stage.roles)
        state = _STATES[stage.state] if notice.turns or stage.state is not State.OPEN else "🟡 改好后轮到"
        yield f"| {names.stages.get(stage.id, stage.id)} | {who} | {state} | {_short(stage.at, notice)} |"
    amended = [one for one in stages if one.amended]
    papers = [one for one in stages if one.paper is not None]
    if amended or papers:
        yield ""
    for stage in papers:
        yield f"- {names.stages.get(stage.id, stage.id)}：{paper_line(stage, names)}"
    for stage in amended:
        yield f"- {names.stages.get(stage.id, stage.id)}：{_AMENDED[stage.amended]}"


def _short(at: datetime | None, notice: Notice) -> str:
    """A time that stays on one line of a phone: without the year where that is the judgement's own."""
    if at is None:
        return ""
    here, now = (one.astimezone(notice.names.zone) for one in (at, notice.at))
    return (
        (f"{here:%m-%d %H:%M}" if here.year == now.year else f"{here:%Y-%m-%d %H:%M}")
        .replace(" ", "&nbsp;")
        .replace("-", "&#8209;")
    )


def _people(stage: StageState, names: Names) -> str:
    who = _person(stage.person or "", names)
    return f"{who}（受{_person(stage.on_behalf_of, names)}委托）" if stage.on_behalf_of else who


def _person(who: str, names: Names) -> str:
    return names.people.get(who) or harmless(who)


def _whole(notice: Notice) -> Iterator[str]:
    verdict = notice.verdict
    yield "\n#### 制度与系统文件\n"
    for path in verdict.changed[:_MOST_LINES]:
        yield f"- {harmless(path)}"
    if len(verdict.changed) > _MOST_LINES:
        yield f"- 等 {len(verdict.changed)} 个文件"
    if verdict.whole:
        yield ""
        yield from _table(verdict.whole, notice)


def _objections(verdict: Verdict, names: Names) -> Iterator[str]:
    if verdict.objections:
        yield "\n**退回**"
    for one in verdict.objections:
        note = f" {harmless(one.reason.zh)}" if one.reason.zh else ""
        weight = "，须其本人对现版本再次签署" if one.blocks else "（不担任本次环节，仅供参考）"
        yield f"- {_person(one.who, names)} {moment(one.at, names)}{note}{weight}"


def _findings(verdict: Verdict) -> Iterator[str]:
    errors = _errors(verdict)
    if errors:
        yield "\n**须改正的问题**"
    for one in errors[:_MOST_LINES]:
        where = f"{one.path}:{one.place.line}:{one.place.column}"
        yield f"- {harmless(where)} {one.rule} {harmless(one.message.zh)}"
    if len(errors) > _MOST_LINES:
        yield f"- 另有 {len(errors) - _MOST_LINES} 处，见检查日志"


def _other_reasons(verdict: Verdict) -> Iterator[str]:
    spoken = {f"{one.path}:{one.place.line}:{one.place.column}：{one.rule} {one.message.zh}" for one in _errors(verdict)}
    others = [one.zh for one in verdict.reasons if one.zh not in spoken]
    if others and not only_unsigned(verdict):
        yield f"\n<details{' open' if _refused(verdict) else ''}><summary>不能合并的原因</summary>\n"
        for one in others[:_MOST_LINES]:
            yield f"- {harmless(one)}"
        yield "\n</details>"


def _ignored(verdict: Verdict, names: Names) -> Iterator[str]:
    if not verdict.ignored:
        return
    yield f"\n<details><summary>未计入的签署（{len(verdict.ignored)}）</summary>\n"
    for one in verdict.ignored[:_MOST_LINES]:
        yield f"- {_person(one.who, names)} {moment(one.at, names)}：{harmless(one.why.zh)}"
    yield "\n</details>"
