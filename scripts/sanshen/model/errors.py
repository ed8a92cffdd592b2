"""The three ways in which sanshen refuses to answer "allowed"; each carries its exit code and what to do next."""

from __future__ import annotations

import errno
from typing import ClassVar, Final

from sanshen.model.text import EMPTY, Text

_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""What the system says where it takes no more bytes."""


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


def of_the_system(error: OSError) -> UndecidedError:
    """What the system refused, with what to do where the disk is full."""
    full = Text(
        "磁盘已满或超出限额，没有写入半成品：请腾出空间后重试",
        "the disk or the quota is full and nothing half-written is left: free some room, then try again",
    )
    said = Text(f"系统错误：{error}", f"system error: {error}")
    return UndecidedError(said, full if error.errno in _FULL else EMPTY)
