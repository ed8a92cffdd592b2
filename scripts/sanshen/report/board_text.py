"""The board on a terminal: how many wait and for whom, then a paragraph for each change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sanshen.model.board import Board, Line, Pace
from sanshen.model.text import EMPTY, Lang, Text
from sanshen.report.board_words import (
    STANDINGS,
    author_of,
    due_words,
    duration,
    name_of,
    people_of,
    stage_of,
    title_of,
    unit_of,
    waited,
    what_is_next,
)
from sanshen.report.inert import inert
from sanshen.report.verdict_text import Names, moment, person

_MOST_REASONS = 3


def render(board: Board, names: Names, lang: Lang) -> str:
    """The whole board."""
    lines = [head(board, names, lang)]
    for line in board.lines:
        lines += ["", *paragraph(line, board, names, lang)]
    lines += paces(board, names, lang)
    return "\n".join(lines) + "\n"


def render_mine(board: Board, names: Names, who: str, lang: Lang) -> str:
    """The board of one person: what waits for them, what they handed in, what they returned."""
    to_sign, handed_in, returned = groups_of(board, who)
    rest = [one for one in board.undecided if one not in handed_in]
    groups: tuple[tuple[Text, Sequence[Line]], ...] = (
        (Text(f"轮到您签 {len(to_sign)} 件", f"{len(to_sign)} for you to sign"), to_sign),
        (Text(f"您提交或起草的 {len(handed_in)} 件", f"{len(handed_in)} handed in or drafted by you"), handed_in),
        (Text(f"您退回、尚未解除的 {len(returned)} 件", f"{len(returned)} returned by you"), returned),
        (Text(f"无法判定的 {len(rest)} 件", f"{len(rest)} undecided"), rest),
    )
    shown = [f"{person(who, names)} · {moment(board.at, names)}"]
    for title, lines in groups:
        if lines or title == groups[0][0]:
            shown += ["", f"【{title.to(lang)}】" if lang == "zh" else f"[{title.to(lang)}]"]
        for line in lines:
            shown += ["", *paragraph(line, board, names, lang)]
    return "\n".join(shown) + "\n"


def groups_of(board: Board, who: str) -> tuple[tuple[Line, ...], tuple[Line, ...], tuple[Line, ...]]:
    """What waits for one person, what they handed in or drafted, what their own objection holds up."""
    return (
        tuple(line for line in board.lines if line.awaits(who)),
        tuple(line for line in board.lines if who in line.people),
        tuple(line for line in board.lines if line.returned_by(who)),
    )


def head(board: Board, names: Names, lang: Lang) -> str:
    """The answer in one line."""
    overdue = sum(line.overdue for line in board.lines)
    late = Text(f"，{overdue} 件逾期", f", {overdue} overdue") if overdue else EMPTY
    unknown = len(board.undecided)
    doubtful = Text(f"，{unknown} 件无法判定", f", {unknown} undecided") if unknown else EMPTY
    count = Text(f"审签看板：在办 {len(board.lines)} 件", f"board: {len(board.lines)} open") + late + doubtful
    when = Text(
        f"（{moment(board.at, names)}，主线 {board.base[:12]}）", f" ({moment(board.at, names)}, main {board.base[:12]})"
    )
    return (count + when).to(lang)


def paragraph(line: Line, board: Board, names: Names, lang: Lang) -> Iterator[str]:
    """One change: what it is, where it stands, for whom it waits."""
    title = title_of(line)
    yield f"{name_of(line)} {title}".rstrip() + f"  [{STANDINGS[line.standing].to(lang)}]"
    yield from (f"  {one}" for one in _waiting(line, board, names, lang))
    yield from (f"  {one}" for one in _trouble(line, names, lang))
    for item in line.items:
        grade = names.grades.get(item.grade, "?") if lang == "zh" else item.grade or "?"
        yield f"  {inert(item.path)} [{grade} · {unit_of(item.unit, names, lang)}]"
    if line.changed:
        yield "  " + Text(f"制度与系统文件 {len(line.changed)} 个", f"{len(line.changed)} control-plane files").to(lang)
    yield "  " + _handed_in(line, names, lang)


def _handed_in(line: Line, names: Names, lang: Lang) -> str:
    who = author_of(line, names)
    parts = [Text(f"提交人 {who}", f"by {who}").to(lang)] if who else []
    parts += (
        [Text(f"{moment(line.opened, names)} 提交", f"handed in {moment(line.opened, names)}").to(lang)] if line.opened else []
    )
    return " · ".join([*parts, *([inert(line.address)] if line.address else [])])


def _waiting(line: Line, board: Board, names: Names, lang: Lang) -> Iterator[str]:
    for wait in line.waits:
        who, stage = people_of(wait, names, lang), stage_of(wait.stage, names, lang)
        long = waited(wait.since, board.at).to(lang)
        due = due_words(wait, names).to(lang) or inert(wait.why_not_due.to(lang))
        told = Text(f"▶ {stage}：{who}，已等 {long}", f"▶ {stage}: {who}, waiting {long}").to(lang)
        yield told + (Text(f"，{due}", f", {due}").to(lang) if due else "")


def _trouble(line: Line, names: Names, lang: Lang) -> Iterator[str]:
    if line.problem != EMPTY:
        yield "？ " + inert(line.problem.to(lang))
    for one in line.objections:
        if one.blocks:
            note = Text("：", ": ").to(lang) + inert(one.reason.to(lang)) if one.reason != EMPTY else ""
            who, when = person(one.who, names), moment(one.at, names)
            yield Text(f"✘ {who} 于 {when} 退回{note}", f"✘ returned by {who} {when}{note}").to(lang)
    todo = what_is_next(line).to(lang)
    if todo:
        yield Text("→ 提交人：", "→ author: ").to(lang) + todo
    if line.standing == "blocked":
        yield from (f"  - {inert(one.to(lang))}" for one in line.reasons[:_MOST_REASONS])


def paces(board: Board, names: Names, lang: Lang) -> list[str]:
    """How long stages and units take; nothing where nothing is known."""
    if not board.stages:
        return []
    title = Text(
        "各环节用时（已办结：件数、中位、最长 | 在办：件数、最长已等）",
        "stages (done: count, median, longest | open: count, longest)",
    )
    lines = ["", title.to(lang)]
    lines += [_pace(stage_of(pace.id, names, lang), pace, lang) for pace in board.stages]
    if board.units:
        lines.append(Text("各单位用时（从提交到签完）", "units (from handing in to the last signature)").to(lang))
        lines += [_pace(unit_of(pace.id, names, lang), pace, lang) for pace in board.units]
    return lines


def _pace(name: str, pace: Pace, lang: Lang) -> str:
    done = f"{pace.count} · {duration(pace.median).to(lang)} · {duration(pace.longest).to(lang)}" if pace.count else "–"
    return f"  {name}  {done}  |  " + (f"{pace.open} · {duration(pace.open_longest).to(lang)}" if pace.open else "–")


def numbers(lines: Iterable[Line]) -> list[int | str]:
    """How programs name changes: the number, or the branch."""
    return [line.number or line.branch for line in lines]
