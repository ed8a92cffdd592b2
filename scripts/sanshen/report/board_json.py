"""The board for programs: one JSON object on one line. Ids, never names; other people's words masked."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from sanshen.model.board import Board, Line, Pace, Wait
from sanshen.model.mask import mask
from sanshen.model.text import EMPTY, Lang
from sanshen.report.board_text import groups_of, numbers


def render(board: Board, lang: Lang, who: str = "") -> str:
    """The board; with `who`, also what of it concerns that person."""
    made = as_object(board, lang)
    if who:
        to_sign, handed_in, returned = groups_of(board, who)
        concerned = {line.number or line.branch for line in (*to_sign, *handed_in, *returned, *board.undecided)}
        made["changes"] = [change_object(line, lang) for line in board.lines if (line.number or line.branch) in concerned]
        made |= {
            "person": who,
            "to_sign": numbers(to_sign),
            "handed_in": numbers(handed_in),
            "returned": numbers(returned),
        }
    text = json.dumps(made, ensure_ascii=False)
    return (text if text.isprintable() else json.dumps(made)) + "\n"


def as_object(board: Board, lang: Lang) -> dict[str, object]:
    """All keys are always there."""
    return {
        "at": _time(board.at),
        "base": board.base,
        "evidence": "github" if board.forge else "ssh",
        "changes": [change_object(line, lang) for line in board.lines],
        "overdue": numbers(line for line in board.lines if line.overdue),
        "undecided": numbers(board.undecided),
        "stages": [_pace(one) for one in board.stages],
        "units": [_pace(one) for one in board.units],
    }


def change_object(line: Line, lang: Lang) -> dict[str, object]:
    """One change of the board."""
    return {
        "number": line.number or None,
        "branch": mask(line.branch),
        "title": mask(line.title),
        "standing": line.standing,
        "head": line.head or None,
        "author": line.author or None,
        "login": mask(line.login) or None,
        "opened": _time(line.opened),
        "since": _time(line.since),
        "address": line.address or None,
        "articles": [
            {"path": one.path, "grade": one.grade or None, "unit": one.unit, "change": one.change} for one in line.items
        ],
        "control_plane": list(line.changed),
        "waiting": [_wait(one, lang) for one in line.waits],
        "objections": [
            {"who": one.who, "at": _time(one.at), "note": mask(one.reason.to(lang)), "blocks": one.blocks}
            for one in line.objections
        ],
        "errors": line.errors,
        "people": sorted(line.people),
        "problem": mask(line.problem.to(lang)) if line.problem != EMPTY else None,
        "reasons": [mask(one.to(lang)) for one in line.reasons],
    }


def _wait(wait: Wait, lang: Lang) -> dict[str, object]:
    return {
        "stage": wait.stage,
        "people": list(wait.people),
        "articles": list(wait.paths),
        "since": _time(wait.since),
        "due": _time(wait.due),
        "overdue": wait.overdue,
        "why_not_due": wait.why_not_due.to(lang) or None,
    }


def _pace(pace: Pace) -> dict[str, object]:
    return {
        "id": pace.id,
        "count": pace.count,
        "median_hours": round(pace.median, 2),
        "longest_hours": round(pace.longest, 2),
        "open": pace.open,
        "open_longest_hours": round(pace.open_longest, 2),
    }


def _time(at: datetime | None) -> str | None:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if at is not None else None
