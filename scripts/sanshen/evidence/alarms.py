"""Alarm issues: one for each commit of the protected branch that nothing proves, found again by what its first line says."""

from __future__ import annotations

from typing import Final

import msgspec

from sanshen.evidence.forge import Forge
from sanshen.evidence.wire import Account
from sanshen.evidence.writer import OwnWords, writer_of
from sanshen.model.errors import UndecidedError
from sanshen.model.text import Text

LABEL: Final = "警报"
_TRIES: Final = 3


class Issue(msgspec.Struct, frozen=True):
    """An issue, as lists and single answers hold it."""

    id: int
    number: int
    state: str
    user: Account | None
    body: str | None = None


class _Words(msgspec.Struct, frozen=True):
    title: str
    body: str
    labels: tuple[str, ...]


class _Closing(msgspec.Struct, frozen=True):
    state: str = "closed"
    state_reason: str = "not_planned"


def marker_of(commit: str) -> str:
    """The first line of the alarm about a commit."""
    return f"<!-- sanshen:alarm {commit} -->"


def raise_alarm(forge: Forge, commit: str, title: str, words: str) -> int:
    """Let there be one issue of ours about `commit`, open or closed, and return its number.

    One that somebody has closed stays closed. UndecidedError where the forge cannot be asked or does not take it.
    """
    marker = marker_of(commit)
    own = OwnWords(forge, writer_of(forge), marker)
    found = own.among(_alarms(forge))
    for _ in range(_TRIES):
        if found:
            for extra in found[1:]:  # another run wrote one at the same moment: the older one stays
                if extra.state == "open":
                    forge.send("PATCH", f"/issues/{extra.number}", _Closing(), Issue)
            return found[0].number
        made = forge.send_once("POST", "/issues", _Words(title, f"{marker}\n{words}", (LABEL,)), Issue)
        found = own.among((*((made,) if made is not None else ()), *_alarms(forge)))
    raise UndecidedError(
        Text("警报议题未能写入", "the alarm issue could not be written"), Text("稍后重跑", "run it again later")
    )


def _alarms(forge: Forge) -> tuple[Issue, ...]:
    return forge.every("/issues", Issue, state="all", labels=LABEL)
