"""The commit statuses of one commit: the verdict's place, and the log by which two runs at once notice each other.

A status can be posted but never changed or removed, and each gets a higher number than all before it. So whoever finds,
after posting, a number between the newest at their beginning and their own, knows that somebody judged meanwhile.
"""

from __future__ import annotations

from typing import Final, Literal

import msgspec

from sanshen.evidence.forge import Forge
from sanshen.evidence.wire import Account, Status

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
    """The statuses of a commit as they were at one moment: the highest number, and the newest of our context."""

    highest: int
    newest: Status | None

    def says(self, word: StatusWord, me: Account | None) -> bool:
        """Whether the newest status of our context is our own and says just that already."""
        newest = self.newest
        return (
            newest is not None
            and is_ours(newest.creator, me)
            and (newest.state, newest.description) == (word.state, word.description)
        )


def read_log(forge: Forge, head: str) -> Log:
    """The log of `head` now."""
    found = forge.first_page(f"/commits/{head}/statuses", Status)
    ours = [one for one in found if one.context == CONTEXT]
    return Log(max((one.id for one in found), default=0), max(ours, key=lambda one: one.id, default=None))


def post(forge: Forge, head: str, word: StatusWord) -> int:
    """Post a status and return its number; UndecidedError where the forge does not take it."""
    return forge.send("POST", f"/statuses/{head}", word, Status).id


class Meanwhile(msgspec.Struct, frozen=True):
    """Whether other runs posted their verdict since a log was read: `before` our own post, and `after` it."""

    before: bool
    after: bool


def look_again(forge: Forge, head: str, log: Log, own: int) -> Meanwhile:
    """What others posted since `log` was read, seen from our own post `own`."""
    found = forge.first_page(f"/commits/{head}/statuses", Status)
    others = [one.id for one in found if one.context == CONTEXT and one.id > log.highest and one.id != own]
    return Meanwhile(any(one < own for one in others), any(one > own for one in others))


def is_ours(account: Account | None, me: Account | None) -> bool:
    """Whether an account is the one we write as: `me`, or a machine where the token belongs to an App or a workflow."""
    if account is None:
        return False
    return account.type == "Bot" if me is None else account.id == me.id
