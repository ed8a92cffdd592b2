"""A long run shows how far it has come on a terminal, and says nothing into a pipe."""

from __future__ import annotations

import io
from pathlib import Path

from sanshen.commands.desk import Desk
from sanshen.commands.progress import progress
from sanshen.model.text import Text


class Screen(io.StringIO):
    """What a terminal shows."""

    def isatty(self) -> bool:
        """It is one."""
        return True


def told(err: io.StringIO) -> str:
    tell = progress(Desk(root=Path(), err=err), Text("制作页面", "making pages"))
    for done in range(1, 2001):
        tell(done, 2000)
    tell(1, 3)
    return err.getvalue()


def test_a_terminal_shows_how_many_how_fast_and_how_long_still() -> None:
    shown = told(Screen())
    assert "制作页面:" in shown
    assert "/2000 [" in shown
    assert "it/s" in shown
    assert "/3 [" in shown, "a second round begins anew"


def test_a_pipe_gets_nothing() -> None:
    assert told(io.StringIO()) == ""
