"""The verdict for people on a terminal: the answer first, then each sheet, then whose turn it is and what to do."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime, tzinfo

import msgspec

from sanshen.model.change import Paper
from sanshen.model.sheet import Amendment, Correction, Sheet, StageState, State, Verdict
from sanshen.model.text import Lang, Text
from sanshen.report.inert import inert
from sanshen.report.text import finding_lines

_OUTCOMES: Mapping[str, Text] = {
    "allowed": Text("✔ 可以合并：所需签署齐全，内容检查通过", "✔ allowed: fully signed, content rules pass"),
    "blocked": Text("✘ 不能合并", "✘ blocked"),
    "undecided": Text("？ 无法判定（按不能合并处理）", "? undecided (counts as blocked)"),
}
_CHANGES: Mapping[str, Text] = {
    "added": Text("新增", "added"),
    "modified": Text("修改", "modified"),
    "moved": Text("移动", "moved"),
    "deleted": Text("撤下", "deleted"),
    "published": Text("已发布，审签记录在案", "published, on record"),
    "withdrawn": Text("已撤下，审签记录在案", "taken down, on record"),
}
_MARKS: Mapping[State, Text] = {
    State.SIGNED: Text("✔ 已签", "✔ signed"),
    State.OPEN: Text("▶ 轮到", "▶ open"),
    State.WAITING: Text("· 等待", "· waiting"),
    State.VOID: Text("✘ 作废", "✘ void"),
}
_AMENDED: Mapping[str, Text] = {
    "pending": Text("（其后有修改，待修改人签署）", " (amended since; waiting for the amender)"),
    "stands": Text("（其后经修改，仍有效）", " (amended since; stands)"),
    "here": Text("（经本环节修改）", " (amended at this stage)"),
}

MORE_AMENDED = Text("其余改动见两版的差异", "see the difference of the two versions for what else was amended")


class Names(msgspec.Struct, frozen=True):
    """How ids are shown to people: stages, grades, roles, people, units; and in which time zone."""

    stages: Mapping[str, str]
    grades: Mapping[str, str]
    roles: Mapping[str, str]
    people: Mapping[str, str]
    zone: tzinfo
    units: Mapping[str, str] = {}


def render(verdict: Verdict, names: Names, lang: Lang) -> str:
    """The whole report."""
    lines = [_OUTCOMES[verdict.outcome].to(lang)]
    for sheet in verdict.articles:
        lines += ["", *sheet_lines(sheet, names, lang)]
    if verdict.changed or verdict.whole:
        lines += ["", *_whole(verdict, names, lang)]
    lines += _section(Text("退回（未解除）", "objections"), _objections(verdict, names, lang), lang)
    lines += _section(Text("未计入的签署", "not counted"), _ignored(verdict, names, lang), lang)
    findings = [line for one in verdict.findings for line in finding_lines(one, lang)]
    lines += _section(Text("其他问题", "other findings"), iter(findings), lang)
    reasons = (f"- {inert(one.to(lang))}" for one in verdict.reasons)
    lines += _section(Text("不能合并的原因", "why it is blocked"), reasons, lang)
    lines += _section(Text("说明", "notes"), (f"- {inert(one.to(lang))}" for one in verdict.notes), lang)
    lines += _next(verdict, names, lang)
    return "\n".join(lines) + "\n"


def sheet_lines(sheet: Sheet, names: Names, lang: Lang) -> Iterator[str]:
    """One 审签单: heading, a line for each stage, corrections, findings."""
    grade = names.grades.get(sheet.grade, "?") if lang == "zh" else sheet.grade or "?"
    yield f"{inert(sheet.path)}  [{grade} · {_CHANGES[sheet.kind].to(lang)}]"
    for stage in sheet.stages:
        yield f"  {_stage(stage, names, lang)}"
    if sheet.amendments is not None:
        yield from _listed(Text("经修改", "amended"), sheet.amendments.passages, lang)
        if not sheet.amendments.whole:
            yield "  " + MORE_AMENDED.to(lang)
    yield from _listed(Text("校改", "correction"), sheet.corrections, lang)
    for finding in sheet.findings:
        yield from (f"  {line}" for line in finding_lines(finding, lang))


def _listed(label: Text, edits: Iterable[Amendment | Correction], lang: Lang) -> Iterator[str]:
    for one in edits:
        line = Text(f"第 {one.line} 行", f"line {one.line}").to(lang)
        yield f"  {label.to(lang)}：{line} “{inert(one.before)}” → “{inert(one.after)}”"


def _stage(stage: StageState, names: Names, lang: Lang) -> str:
    name = names.stages.get(stage.id, stage.id) if lang == "zh" else stage.id
    mark = _MARKS[stage.state].to(lang)
    if stage.state is not State.SIGNED or stage.person is None:
        roles = "、".join(names.roles.get(role, role) if lang == "zh" else role for role in stage.roles)
        return f"{mark}  {name}  （{roles}）" if lang == "zh" else f"{mark}  {name}  ({roles})"
    who = person(stage.person, names)
    if stage.on_behalf_of:
        who += Text(f"（受 {person(stage.on_behalf_of, names)} 委托）", f" (for {stage.on_behalf_of})").to(lang)
    if stage.paper is not None:
        who += paper_words(stage.paper, names).to(lang)
    amended = _AMENDED[stage.amended].to(lang) if stage.amended else ""
    return f"{mark}  {name}  {who}  {moment(stage.at, names)}{amended}"


def paper_words(paper: Paper, names: Names) -> Text:
    """What a signature on paper is shown with: number and date of the paper, and who entered it."""
    by = "、".join(names.people.get(one) or inert(one) for one in paper.administrators)
    entered = Text(f"，{by}代录", f", entered by {', '.join(paper.administrators)}") if by else Text("", "")
    about = f"{inert(paper.number)}"
    return Text(f"（书面签批（代录）：{about}，{paper.day}{entered.zh}）", f" (on paper: {about}, {paper.day}{entered.en})")


def person(who: str, names: Names) -> str:
    """A person as people know them: name and id; a stranger's id made harmless."""
    name = names.people.get(who)
    return f"{name} {who}" if name else inert(who)


def moment(at: datetime | None, names: Names) -> str:
    """A time where the district lives."""
    return f"{at.astimezone(names.zone):%Y-%m-%d %H:%M}" if at is not None else ""


def _whole(verdict: Verdict, names: Names, lang: Lang) -> Iterator[str]:
    yield Text("制度与系统文件", "control plane").to(lang)
    for path in verdict.changed:
        yield f"  {inert(path)}"
    for stage in verdict.whole:
        yield f"  {_stage(stage, names, lang)}"


def _objections(verdict: Verdict, names: Names, lang: Lang) -> Iterator[str]:
    for one in verdict.objections:
        weight = "" if one.blocks else Text("（不担任本次环节，仅供参考）", " (holds no seat; does not block)").to(lang)
        yield f"- {person(one.who, names)}  {moment(one.at, names)}  {inert(one.reason.to(lang))}{weight}"


def _ignored(verdict: Verdict, names: Names, lang: Lang) -> Iterator[str]:
    for one in verdict.ignored:
        yield f"- {person(one.who, names)}  {moment(one.at, names)}  {inert(one.why.to(lang))}"


def _section(title: Text, lines: Iterator[str], lang: Lang) -> list[str]:
    found = list(lines)
    return ["", title.to(lang), *found] if found else []


def _next(verdict: Verdict, names: Names, lang: Lang) -> list[str]:
    if verdict.outcome == "allowed":
        return []
    turns = "、".join(names.stages.get(one, one) if lang == "zh" else one for one in verdict.open)
    if not turns:
        return []
    return ["", Text(f"下一步：请签署“{turns}”", f"next: {turns}").to(lang)]


def sheets_text(verdict: Verdict, names: Names, lang: Lang, paths: Collection[str] = ()) -> str:
    """The sheets of these articles (none named: of all), and the control plane's seats where it is what changed."""
    shown = [sheet for sheet in verdict.articles if not paths or sheet.path in paths]
    lines = [line for sheet in shown for line in sheet_lines(sheet, names, lang)]
    lines += _whole(verdict, names, lang) if verdict.whole else []
    return "\n".join(lines) + "\n"
