"""The commit statuses of one commit: the verdict's place, and the log by which two runs at once notice each other.

A status can be posted but never changed or removed, and each gets a higher number than all before it. So whoever finds,
after posting, a number between the newest at their beginning and their own, knows that somebody judged meanwhile.
"""

from __future__ import annotations

from typing import Final, Literal

import msgspec

from sanshen.evidence.forge import Forge
from sanshen.evidence.wire import Posted, Status
from sanshen.evidence.writer import Writer
from sanshen.model.errors import UndecidedError

CONTEXT: Final = "sanshen/gate"
LONGEST_DESCRIPTION: Final = 140

StatusState = Literal["success", "pending", "failure", "error"]


class StatusWord(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is to be posted on a commit, in GitHub's own field names; the description has at most 140 characters."""

    state: StatusState
    description: str
    context: str
    target_url: str | None = None


class Log(msgspec.Struct, frozen=True):
    """The statuses of a commit as they were at one moment: the highest number, and those of our context."""

    highest: int
    newest: Status | None
    ours: tuple[Status, ...] = ()

    def says(self, word: StatusWord, me: Writer) -> bool:
        """Whether the newest status of our context is our own and says just that already."""
        newest = self.newest
        return (
            newest is not None
            and me.owns(newest.creator)
            and (newest.state, newest.description) == (word.state, word.description)
        )


def read_log(forge: Forge, head: str) -> Log | None:
    """The log of `head` now; None where it cannot be read: no verdict needs it (contract §6)."""
    try:
        found = forge.first_page(f"/commits/{head}/statuses", Status)
    except UndecidedError:
        return None
    ours = [one for one in found if one.context == CONTEXT]
    return Log(max((one.id for one in found), default=0), max(ours, key=lambda one: one.id, default=None), tuple(ours))


def post(forge: Forge, head: str, word: StatusWord) -> int:
    """Post a status and return its number; UndecidedError where the forge does not take it."""
    return forge.send("POST", f"/statuses/{head}", word, Posted).id


class Meanwhile(msgspec.Struct, frozen=True):
    """Whether other runs posted their verdict since a log was read: `before` our own post, and `after` it.

    `refused`: the forge did not take our own post, so that whatever stood there before stands there still.
    """

    before: bool
    after: bool
    refused: bool = False


def look_again(forge: Forge, head: str, log: Log | None, own: int) -> Meanwhile:
    """What others posted since `log` was read, seen from our own post `own`; nobody where the log cannot be read."""
    now = read_log(forge, head) if log is not None else None
    if log is None or now is None:
        return Meanwhile(before=False, after=False)
    others = [one.id for one in now.ours if one.id > log.highest and one.id != own]
    return Meanwhile(any(one < own for one in others), any(one > own for one in others))
