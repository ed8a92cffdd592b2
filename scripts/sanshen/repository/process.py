"""Running git: one executable, one exact environment, bytes in and bytes out.

Git is started directly and not through GitPython: that always adds this process's own environment (GIT_* of a hook
included), knows 40-digit object ids only, feeds no standard input, and costs a tenth of a second to import.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from sanshen.model.errors import UndecidedError
from sanshen.model.text import Text

SECONDS: Final = 600
"""No single git command may take longer: a question that is not answered is not allowed."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]+")


class Answer(NamedTuple):
    """How a git command ended and what it wrote."""

    code: int
    out: bytes
    err: str

    @property
    def lines(self) -> tuple[str, ...]:
        """Standard output, line by line."""
        return tuple(self.text.removesuffix("\n").split("\n")) if self.out else ()

    @property
    def text(self) -> str:
        """Standard output; bytes that are no UTF-8 are kept as lone surrogates."""
        return self.out.decode("utf-8", "surrogateescape")

    @property
    def fields(self) -> tuple[str, ...]:
        """Standard output of a command with `-z`: what stands before each NUL."""
        return tuple(self.text.removesuffix("\0").split("\0")) if self.out else ()


def plain(text: str) -> str:
    """`text` on one line, without control characters or lone surrogates: fit for a message or a terminal."""
    return _CONTROL.sub(" ", text.encode("utf-8", "replace").decode("utf-8")).strip()


def spoken(error: bytes) -> str:
    """What git wrote to standard error, fit for a message."""
    return plain(error.decode("utf-8", "replace"))


class Git:
    """git in one environment. `env` is the whole environment of the child: nothing of ours leaks into it."""

    def __init__(self, env: Mapping[str, str], cwd: Path) -> None:
        self.env = dict(env)
        self.cwd = cwd

    def run(self, *args: str, stdin: bytes = b"", ok: Collection[int] = (0,), extra: Mapping[str, str] | None = None) -> Answer:
        """Run one command to its end. Exit codes outside `ok` raise UndecidedError; `extra` adds to the environment."""
        command = ["git", *args]
        try:
            ended = subprocess.run(
                command,
                input=stdin,
                capture_output=True,
                env={**self.env, **(extra or {})},
                cwd=self.cwd,
                timeout=SECONDS,
                check=False,
            )
        except FileNotFoundError as error:
            raise _not_found(self.cwd) from error
        except subprocess.TimeoutExpired as error:
            raise UndecidedError(
                Text(f"git {args[0]} 超过 {SECONDS} 秒没有结束", f"git {args[0]} did not end within {SECONDS} seconds"),
                Text("请检查磁盘与仓库（git fsck）后重试", "check the disk and the repository (git fsck), then try again"),
            ) from error
        answer = Answer(ended.returncode, ended.stdout, spoken(ended.stderr))
        if answer.code not in ok:
            raise failed(args, answer)
        return answer

    def start(self, *args: str) -> subprocess.Popen[bytes]:
        """Start a command that is asked many questions; its standard error is not kept."""
        try:
            return subprocess.Popen(
                ["git", *args],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=self.env,
                cwd=self.cwd,
            )
        except FileNotFoundError as error:
            raise _not_found(self.cwd) from error


def _not_found(cwd: Path) -> UndecidedError:
    if not cwd.is_dir():
        return UndecidedError(Text(f"目录 {cwd} 不存在", f"there is no directory {cwd}"))
    return UndecidedError(
        Text("找不到 git 程序", "git is not installed or not on PATH"),
        Text("请安装 git 2.38 或更新版本", "install git 2.38 or newer"),
    )


def failed(args: Sequence[str], answer: Answer) -> UndecidedError:
    """The error for a git command that ended in a way nobody foresaw."""
    command = next((word for word in args if word[:1] != "-" and "=" not in word), "")
    why = answer.err or f"exit {answer.code}"
    return UndecidedError(
        Text(f"git {command} 失败：{why}", f"git {command} failed: {why}"),
        Text("请检查仓库是否完整（git fsck）", "check that the repository is whole (git fsck)"),
    )
