"""Every way in which a request to a forge can go wrong, and what makes many runs against a failing one quick."""

from __future__ import annotations

from typing import Any

import pytest

from sanshen.evidence.forge import Forge
from sanshen.judging import judge as judge_module
from sanshen.judging import office as office_module
from support.forge_server import Fault, Reply

_SECONDARY = b'{"message": "You have exceeded a secondary rate limit. Please wait a few minutes."}'


def _half(reply: Reply) -> Reply:
    """Half of it; of "not modified", which has no body, half of what it stands for."""
    return reply._replace(status=200, body=reply.body[: len(reply.body) // 2] or b"[{")


def _without_link(reply: Reply) -> Reply:
    return reply._replace(headers={name: value for name, value in reply.headers.items() if name != "Link"})


KINDS = {
    "502": Fault(status=502),
    "502 though it was done": Fault(change=lambda reply: Reply(502, {}, b"{}")),
    "429 with Retry-After": Fault(status=429, headers={"Retry-After": "1"}),
    "403 secondary limit": Fault(status=403, body=_SECONDARY, refused=True),
    "time-out": Fault(seconds=3),
    "answer lost": Fault(hang_up=True),
    "truncated JSON": Fault(change=_half),
    "half a pagination": Fault(change=_without_link),
}


def without_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits before asking again."""
    monkeypatch.setitem(Forge.__init__.__kwdefaults__, "sleep", lambda seconds: None)


def office_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The office of each base is read once, where it is the same throughout."""
    whole, known = office_module.load_office, {}

    def once(repository: Any, base: str, *more: Any, **named: Any) -> Any:  # noqa: ANN401  # passed on as it is
        if base not in known:
            known[base] = whole(repository, base, *more, **named)
        return known[base]

    monkeypatch.setattr(office_module, "load_office", once)
    monkeypatch.setattr(judge_module, "load_office", once)
