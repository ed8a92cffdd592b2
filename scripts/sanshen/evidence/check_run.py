"""The check run that shows findings beside the lines they are about: an addition, only for the App that may write checks.

The verdict stays the commit status. The check run has another name, so that a ruleset that demands `sanshen/gate` can mean
nothing but the status, and nobody waits for a check run that a district without the permission never gets.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

import msgspec

from sanshen.evidence.forge import Forge

NAME: Final = "sanshen/annotations"
PER_REQUEST: Final = 50
"""GitHub takes no more annotations at once; those of a later request are added to those of the ones before."""

Conclusion = Literal["success", "failure"]


class Output(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is shown: a line, Markdown of at most 65,535 characters, and annotations in GitHub's own field names."""

    title: str
    summary: str
    annotations: tuple[object, ...] = ()


class CheckRun(msgspec.Struct, frozen=True, omit_defaults=True):
    """A check run in GitHub's own field names; without a conclusion it is still waiting for somebody."""

    name: str
    head_sha: str
    output: Output
    status: Literal["in_progress", "completed"]
    conclusion: Conclusion | None = None
    details_url: str | None = None


class _Made(msgspec.Struct, frozen=True):
    id: int


class _More(msgspec.Struct, frozen=True):
    output: Output


def check_run(head: str, output: Output, conclusion: Conclusion | None, details_url: str | None) -> CheckRun:
    """The check run of one commit; `conclusion` None: nothing is wrong, and signatures are missing."""
    return CheckRun(NAME, head, output, "completed" if conclusion else "in_progress", conclusion, details_url)


def post_check_run(forge: Forge, run: CheckRun, annotations: Sequence[object]) -> None:
    """Post it with all its annotations. GitHub shows the newest of one name, so nothing old is looked for.

    UndecidedError where the forge does not take it.
    """
    first = msgspec.structs.replace(run.output, annotations=tuple(annotations[:PER_REQUEST]))
    made = forge.send("POST", "/check-runs", msgspec.structs.replace(run, output=first), _Made)
    for start in range(PER_REQUEST, len(annotations), PER_REQUEST):
        more = msgspec.structs.replace(run.output, annotations=tuple(annotations[start : start + PER_REQUEST]))
        forge.send("PATCH", f"/check-runs/{made.id}", _More(more), _Made)
