"""The verdict as a commit status: one of GitHub's four states and a line of at most 140 characters."""

from __future__ import annotations

from typing import Final, Literal

from sanshen.model.sheet import Verdict
from sanshen.report.comment import headline
from sanshen.report.verdict_text import Names
from sanshen.report.waiting import only_unsigned

LONGEST: Final = 140


def state_of(verdict: Verdict) -> Literal["success", "pending", "failure", "error"]:
    """`success` for allowed alone; `pending` where nothing but signatures is missing; `error` for undecided."""
    if verdict.outcome == "allowed":
        return "success"
    if verdict.outcome == "undecided":
        return "error"
    return "pending" if verdict.open and only_unsigned(verdict) else "failure"


def description_of(verdict: Verdict, names: Names) -> str:
    """The headline, cut to what a status may hold."""
    return shorten(headline(verdict, names))


def shorten(line: str) -> str:
    """`line`, or its beginning and an ellipsis where GitHub would refuse it."""
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"
