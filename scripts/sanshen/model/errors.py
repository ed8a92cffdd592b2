"""The three ways in which sanshen refuses to answer "allowed"; each carries its exit code and what to do next."""

from __future__ import annotations

from typing import ClassVar

from sanshen.model.text import EMPTY, Text


class SanshenError(Exception):
    """What went wrong, and `advice`: what to do next."""

    exit_code: ClassVar[int] = 3

    def __init__(self, text: Text, advice: Text = EMPTY) -> None:
        super().__init__(text.zh)
        self.text = text
        self.advice = advice


class BlockedError(SanshenError):
    """The content, the signatures or the signer do not permit the step asked for (exit 1)."""

    exit_code = 1


class UsageError(SanshenError):
    """The command line is wrong, or policy.yml or district.yml of the base, or the confidential list, cannot be used (exit 2)."""

    exit_code = 2


class UndecidedError(SanshenError):
    """The question cannot be answered: the forge, the repository or the machine failed (exit 3; blocks too)."""

    exit_code = 3
