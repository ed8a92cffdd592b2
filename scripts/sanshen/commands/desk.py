"""What a command stands on: where it runs, in which language, at what time, and where it prints."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

import msgspec

from sanshen.model.text import Lang, Text


def system_clock() -> datetime:
    """The time now, in UTC, to the second (sign-offs are ordered by the second)."""
    return datetime.now(UTC).replace(microsecond=0)


class Desk(msgspec.Struct, frozen=True):
    """The surroundings of one run; tests and the sample's maker pass their own."""

    root: Path
    lang: Lang = "zh"
    out: TextIO = msgspec.field(default_factory=lambda: sys.stdout)
    err: TextIO = msgspec.field(default_factory=lambda: sys.stderr)
    env: Mapping[str, str] = {}
    clock: Callable[[], datetime] = system_clock
    keyboard: TextIO | None = msgspec.field(default_factory=lambda: sys.stdin)
    """Where answers are read from, if it is a terminal; None where the process was given no standard input."""

    def say(self, text: Text | str) -> None:
        """One line to stdout."""
        print(text.to(self.lang) if isinstance(text, Text) else text, file=self.out)

    def warn(self, text: Text | str) -> None:
        """One line to stderr."""
        print(text.to(self.lang) if isinstance(text, Text) else text, file=self.err)

    def write(self, text: str) -> None:
        """`text` as it is to stdout."""
        self.out.write(text)


def desk_of_process(lang: Lang, root: Path | None = None) -> Desk:
    """The desk of a real run: this process's streams, environment and clock."""
    return Desk(root=root or Path.cwd(), lang=lang, out=sys.stdout, err=sys.stderr, env=dict(os.environ))
