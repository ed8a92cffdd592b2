"""The shell of the machine that holds the target: this one, or another over ssh. Everything done there goes through here."""

from __future__ import annotations

import shlex
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import IO, Final
from urllib.parse import urlsplit

import msgspec

from sanshen.model.errors import BlockedError, UndecidedError, UsageError
from sanshen.model.text import Text
from sanshen.report.inert import inert

_SECONDS: Final = 1800
_NO_ANSWER: Final = 255
_SSH: Final = (
    "-o",
    "BatchMode=yes",
    "-o",
    "ConnectTimeout=20",
    "-o",
    "ServerAliveInterval=15",
    "-o",
    "StrictHostKeyChecking=yes",
)
"""Never ask, never wait for ever, never speak to a host whose key is not known."""


class Place(msgspec.Struct, frozen=True):
    """Where a target is: a folder on this machine (`host` ""), or on another one."""

    folder: str
    host: str = ""
    port: int = 0

    def __str__(self) -> str:
        """As scp and rsync want it: an IPv6 address in brackets."""
        user, at, host = self.host.rpartition("@")
        shown = f"{user}{at}[{host}]" if ":" in host else self.host
        return f"{shown}:{self.folder}" if self.host else self.folder


def read_place(word: str, here: str) -> Place:
    """A target as written: `DIR`, `[user@]host:/dir` or `ssh://[user@]host[:port]/dir`; an IPv6 address stands in brackets.

    `here`: what a relative DIR is relative to.
    Raises UsageError for a host or folder that could be taken for an option or does not say where it is.
    """
    if word.split("/", maxsplit=1)[0].endswith("]:"):
        word = "ssh://" + word.replace("]:/", "]/", 1)
    if word.startswith("ssh://"):
        try:
            parts = urlsplit(word)
            host, port = parts.hostname or "", parts.port or 0
        except ValueError as error:
            raise _unclear(word) from error
        place = Place(parts.path, f"{parts.username}@{host}" if host and parts.username else host, port)
    elif ":" in word.split("/", maxsplit=1)[0]:
        host, _, folder = word.partition(":")
        place = Place(folder, host)
    else:
        return Place(_local(word, here))
    if not place.host or place.host.startswith("-") or not place.folder.strip("/") or not place.folder.startswith("/"):
        raise _unclear(word)
    if not (word.isprintable() and " " not in place.host):
        raise _unclear(word)
    return msgspec.structs.replace(place, folder=place.folder.rstrip("/"))


def _local(word: str, here: str) -> str:
    if not word or not word.isprintable():
        raise _unclear(word)
    return word if word.startswith("/") else f"{here.rstrip('/')}/{word}"


def _unclear(word: str) -> UsageError:
    return UsageError(
        Text(f"不明白目标 {inert(word)}", f"{inert(word)} names no target"),
        Text(
            "写目录，或 用户@主机:/绝对路径，或 ssh://用户@主机:端口/绝对路径",
            "write a folder, user@host:/absolute/path or ssh://user@host:port/absolute/path",
        ),
    )


class Shell:
    """Runs POSIX sh scripts in the target's folder. `config` is a file for `ssh -F`, "" for the user's own."""

    def __init__(self, place: Place, env: Mapping[str, str], config: str = "") -> None:
        self.place = place
        self._env = {**env, "LC_ALL": "C"}
        self._config = config
        self._line = ""
        self._holder: subprocess.Popen[bytes] | None = None

    @property
    def ssh(self) -> tuple[str, ...]:
        """The ssh command with its options, without the host. While `held` lasts, all share its connection and make none of
        their own: with it goes the lock."""
        port = ("-p", str(self.place.port)) if self.place.port else ()
        config = ("-F", self._config) if self._config else ()
        line = ("-o", f"ControlPath={self._line}") if self._line else ()
        if self._holder is not None:
            line = (*line, "-o", "ProxyCommand=false")
        return ("ssh", *config, *_SSH, *line, *port)

    def _words(self, script: str, *options: str) -> tuple[str, ...]:
        if not self.place.host:
            return ("sh", "-c", script)
        return (*self.ssh, *options, "--", self.place.host, f"sh -c {shlex.quote(script)}")

    def _entered(self, script: str) -> str:
        return f"set -eu; umask 022; LC_ALL=C; export LC_ALL; cd -- {shlex.quote(self.place.folder)}\n{script}"

    def run(self, script: str, data: bytes = b"") -> bytes:
        """What a script prints, run in the target's folder with `data` as its input.

        Raises UndecidedError where it fails or the machine does not answer, BlockedError where it says `refuse: …`.
        """
        done = self.command(self._words(self._entered(script)), data)
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        if done.returncode == 0:
            return done.stdout
        refused = next((line.removeprefix("refuse: ") for line in said if line.startswith("refuse: ")), None)
        if refused is not None:
            raise BlockedError(Text(f"{self.place}：{inert(refused)}", f"{self.place}: {inert(refused)}"))
        raise self.failed(done.returncode, said)

    def command(self, words: Sequence[str], data: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        """Run a command on this machine, whatever it answers. Raises UndecidedError where it cannot be run or never ends."""
        if self._holder is not None and self._holder.poll() is not None:
            raise self.failed(_NO_ANSWER, ("the lock is lost",))
        try:
            return subprocess.run(words, input=data, capture_output=True, env=self._env, timeout=_SECONDS, check=False)
        except FileNotFoundError as error:
            raise UndecidedError(
                Text(f"找不到命令 {words[0]}", f"there is no command {words[0]}"),
                Text(f"请安装 {words[0]}", f"install {words[0]}"),
            ) from error
        except subprocess.TimeoutExpired as error:
            raise UndecidedError(Text(f"{words[0]} 没有答复", f"{words[0]} did not answer")) from error

    def failed(self, code: int, said: Sequence[str]) -> UndecidedError:
        """How a failure is told."""
        what = inert("; ".join(said[-3:]))[:500] or f"exit {code}"
        if self.place.host and code == _NO_ANSWER:
            return UndecidedError(
                Text(f"连不上 {self.place.host}：{what}", f"{self.place.host} cannot be reached: {what}"),
                Text("查主机、密钥与 known_hosts；线上网站没有动", "see host, key and known_hosts; the site that is up was not touched"),
            )  # fmt: skip
        return UndecidedError(
            Text(f"{self.place} 上的操作失败：{what}", f"it failed at {self.place}: {what}"),
            Text(
                "线上网站没有动；查磁盘空间与权限后重试", "the site that is up was not touched; see disk space and permissions"
            ),
        )

    @contextmanager
    def held(self, script: str) -> Iterator[None]:
        """Keep `script` running there while the block runs: it says `held`, waits for the end of its input, and lets go.

        However this process ends, the script's input ends with it. Anything else it says first is refused with BlockedError.
        """
        with tempfile.TemporaryDirectory(prefix="s-") as room, tempfile.TemporaryFile() as errors:
            self._line = f"{room}/line"
            script = f"set -eu; umask 022; T={shlex.quote(self.place.folder)}\n{script}"
            try:
                with self._started(self._words(script, "-o", "ControlMaster=yes"), errors) as process:
                    yield from self._while_held(process, errors)
            finally:
                self._line = ""

    def _while_held(self, process: subprocess.Popen[bytes], errors: IO[bytes]) -> Iterator[None]:
        try:
            said = process.stdout.readline().decode("utf-8", "replace").strip() if process.stdout else ""
            if said != "held":
                process.communicate()
                errors.seek(0)
                lines = errors.read().decode("utf-8", "replace").strip().splitlines()
                raise self._not_held(said, process.returncode, lines)
            self._holder = process
            yield
        finally:
            self._holder = None
            process.communicate()

    def _started(self, words: Sequence[str], errors: IO[bytes]) -> subprocess.Popen[bytes]:
        try:
            return subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, env=self._env)
        except FileNotFoundError as error:
            raise UndecidedError(Text(f"找不到命令 {words[0]}", f"there is no command {words[0]}")) from error

    def _not_held(self, said: str, code: int, errors: Sequence[str]) -> BlockedError | UndecidedError:
        if said == "busy":
            return BlockedError(
                Text(f"{self.place} 正有另一次上线", f"another deployment to {self.place} is under way"),
                Text("等它完成再试", "try again when it is done"),
            )
        if said.startswith("inside "):
            other = inert(said.removeprefix("inside "))
            return BlockedError(
                Text(f"{self.place} 在另一个目标 {other} 里面", f"{self.place} lies inside another target, {other}"),
                Text("换一个目录", "choose another folder"),
            )
        if said == "absent":
            return BlockedError(
                Text(f"{self.place} 还没有网站", f"nothing is up at {self.place}"),
                Text("核对目标写得对不对", "see whether the target is spelt right"),
            )
        if said.startswith("strange "):
            name = inert(said.removeprefix("strange "))
            return BlockedError(
                Text(f"{self.place} 里有别的东西（{name}），不予使用", f"{self.place} holds something else ({name})"),
                Text("换一个空目录", "choose an empty folder"),
            )
        return self.failed(code, errors)
