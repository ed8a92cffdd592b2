"""The board's page (审签看板): one self-contained file for the office's own use. It is no part of any site that is built.

It loads nothing, runs nothing, and its only style sheet is named by its hash in the page's own content security policy.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from sanshen.model.board import Board, Line, Pace
from sanshen.report.board_words import (
    STANDINGS,
    author_of,
    due_words,
    duration,
    name_of,
    people_of,
    title_of,
    unit_of,
    waited,
    what_is_next,
)
from sanshen.report.inert import inert
from sanshen.report.verdict_text import Names, moment

FOLDER: Final = Path(__file__).parent / "board_page"
_STATES: Final = {"signed": "已签", "open": "轮到", "waiting": "等待", "void": "作废"}


class Errand(msgspec.Struct, frozen=True):
    """One change that waits for one person, at one stage or several that are open together."""

    line: Line
    stages: tuple[str, ...]
    since: datetime
    overdue: bool


class Person(msgspec.Struct, frozen=True):
    """One person who is waited for, with all that waits for them, the overdue and the oldest first."""

    id: str
    name: str
    errands: tuple[Errand, ...]

    @property
    def overdue(self) -> int:
        """How many of them are overdue."""
        return sum(one.overdue for one in self.errands)


class Bar(msgspec.Struct, frozen=True):
    """One row of a chart. Widths are hundredths of the longest bar; the words beside them say the same.

    `width` is the median's, `reach` the longest one's.
    """

    name: str
    count: int
    median: str
    longest: str
    width: float
    reach: float
    open: int
    open_longest: str
    open_width: float


def style_sheet() -> bytes:
    """The page's only style sheet."""
    return (FOLDER / "board.css").read_bytes()


def render(board: Board, names: Names, district: str, sheet: str = "") -> str:
    """The whole page, in Chinese. `sheet`: the address of `style_sheet`, where a server's policy allows no styles inside a page."""
    style = (FOLDER / "board.css").read_text("utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    environment = Environment(loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)  # fmt: skip
    environment.filters |= {
        "inert": inert,
        "moment": lambda at: moment(at, names),
        "waited": lambda since: waited(since, board.at).zh,
        "people": lambda wait: people_of(wait, names, "zh"),
        "stage": lambda stage: names.stages.get(stage, stage),
        "grade": lambda grade: names.grades.get(grade, "等级不明"),
        "unit": lambda unit: unit_of(unit, names, "zh"),
        "person": lambda who: names.people.get(who) or inert(who),
        "state": lambda state: _STATES[state.value],
        "standing": lambda line: STANDINGS[line.standing].zh,
        "due": lambda wait: due_words(wait, names).zh or wait.why_not_due.zh,
        "next": lambda line: what_is_next(line).zh,
        "title": title_of,
        "name": name_of,
        "author": lambda line: author_of(line, names),
    }
    return environment.get_template("board.html").render(
        board=board,
        district=district,
        style=style,
        sheet=sheet,
        style_digest=digest,
        people=tuple(people_waited_for(board, names)),
        stages=bars([(names.stages.get(one.id, one.id), one) for one in board.stages]),
        units=bars([(unit_of(one.id, names, "zh"), one) for one in board.units]),
    )


def people_waited_for(board: Board, names: Names) -> Iterator[Person]:
    """Everybody whose turn it is, those with something overdue first, then by the oldest errand."""
    errands: dict[str, list[Errand]] = {}
    for line in board.lines:
        for who in dict.fromkeys(who for wait in line.waits for who in wait.people):
            waits = line.waits_for(who)
            if waits:
                stages = tuple(names.stages.get(one.stage, one.stage) for one in waits)
                late = any(one.overdue for one in waits)
                errands.setdefault(who, []).append(Errand(line, stages, min(one.since for one in waits), late))
    found = [
        Person(who, names.people.get(who) or inert(who), tuple(sorted(mine, key=_oldest))) for who, mine in errands.items()
    ]
    yield from sorted(found, key=lambda one: (-one.overdue, one.errands[0].since, one.id))


def _oldest(errand: Errand) -> tuple[bool, float, int, str]:
    return not errand.overdue, errand.since.timestamp(), errand.line.number, errand.line.branch


def bars(rows: Sequence[tuple[str, Pace]]) -> tuple[Bar, ...]:
    """Rows of one chart, drawn to one scale."""
    longest = max((hours for _, pace in rows for hours in (pace.longest, pace.open_longest)), default=0.0) or 1.0
    return tuple(
        Bar(
            name=name,
            count=pace.count,
            median=duration(pace.median).zh,
            longest=duration(pace.longest).zh,
            width=round(100 * pace.median / longest, 1),
            reach=round(100 * pace.longest / longest, 1),
            open=pace.open,
            open_longest=duration(pace.open_longest).zh,
            open_width=round(100 * pace.open_longest / longest, 1),
        )
        for name, pace in rows
    )
