"""Alarm issues: one for each commit of the protected branch that nothing proves, found again by what its first line says."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import msgspec

from sanshen.evidence.forge import Forge
from sanshen.evidence.wire import Account
from sanshen.evidence.writer import Writer, ascertained, writer_of
from sanshen.model.errors import UndecidedError
from sanshen.model.text import Text

LABEL: Final = "警报"
_TRIES: Final = 3


class Issue(msgspec.Struct, frozen=True):
    """An issue, as lists and single answers hold it."""

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
    me, marker = writer_of(forge), marker_of(commit)
    found = _ours(forge, me, marker)
    for _ in range(_TRIES):
        if found:
            for extra in found[1:]:  # another run wrote one at the same moment: the older one stays
                if extra.state == "open":
                    forge.send("PATCH", f"/issues/{extra.number}", _Closing(), Issue)
            return found[0].number
        made = forge.send_once("POST", "/issues", _Words(title, f"{marker}\n{words}", (LABEL,)), Issue)
        found = _sorted((*_ours(forge, me, marker), *((made,) if made is not None else ())))
    raise UndecidedError(
        Text("警报议题未能写入", "the alarm issue could not be written"), Text("稍后重跑", "run it again later")
    )


def _ours(forge: Forge, me: Writer, marker: str) -> tuple[Issue, ...]:
    """Our alarms with that first line, the oldest first; somebody else's, written to keep ours from being, is none."""
    listed = [one for one in forge.every("/issues", Issue, state="all", labels=LABEL) if (one.body or "").startswith(marker)]
    me = ascertained(forge, me, [one.user for one in listed])
    if me.unknown:
        raise UndecidedError(
            Text("无法确认哪些议题是自己写的", "it cannot be told which issues are our own"),
            Text("稍后重跑", "run it again later"),
        )
    return _sorted(one for one in listed if me.owns(one.user))


def _sorted(found: Iterable[Issue]) -> tuple[Issue, ...]:
    return tuple(sorted({one.number: one for one in found}.values(), key=lambda one: one.number))
