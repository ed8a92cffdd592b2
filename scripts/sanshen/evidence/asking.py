"""Asking the forge: one question at a time, over again where that may help, within one budget of waiting.

Everything a run waits for, pauses and failed requests together, comes out of `WAITING` seconds; when that is gone the question
stays undecided (exit 3), never "allowed".
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Final, Self, TypeVar
from urllib.parse import urlencode, urljoin

from sanshen.evidence.access import Access, read_access
from sanshen.evidence.answer import Answer, TransientFault, limited, settle, undecided
from sanshen.evidence.connection import Connection, origin
from sanshen.model.errors import UndecidedError
from sanshen.model.text import Text

T = TypeVar("T")

WAITING: Final = 20.0
"""Seconds of waiting allowed in one run, pauses and failed requests together (contract §6)."""
ATTEMPTS: Final = 5
MAX_REDIRECTS: Final = 3
READ_SECONDS: Final = 8.0
ELSEWHERE: Final = ("/app/", "/apps/", "/orgs/")
"""Where paths begin that are not below the repository."""


class Asking:
    """An open way to one repository of a forge. Not thread-safe; close it, or use it as a context manager.

    `folder`: where answers are kept for the next run (see `kept`), None for nowhere.
    """

    def __init__(
        self,
        access: Access,
        folder: Path | None = None,
        *,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], float] = time.time,
    ) -> None:
        self.repository = access.repository
        self.checks = access.checks
        self.reads_runs = access.runs
        self.bot = access.bot
        self.requests = 0
        self._base = access.base_url
        self._origin = origin(self._base)
        self._sleep, self._clock, self._now = sleep, clock, now
        self._left = WAITING
        self._wire = Connection(access, clock, folder)
        self._of_machine = access.of_machine
        self.keeps = folder is not None and bool(access.seal or not access.of_machine)
        """Whether the next run can read what this one keeps: a workflow's token, and its seal, are another each time."""

    @classmethod
    def from_environment(cls, env: Mapping[str, str]) -> Self:
        """The forge that the environment names; UsageError where it does not."""
        return cls(read_access(env))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the connections."""
        self._wire.close()

    def time(self) -> float:
        """Now, in seconds since 1970."""
        return self._now()

    @contextmanager
    def sparing(self, seconds: float) -> Iterator[None]:
        """Within, at most `seconds` of the waiting that is left are used up: one fault must not take all of it from others.

        Raises UndecidedError where nothing is left.
        """
        before = self._left
        if before <= 0:
            raise undecided("", Text("等待的时间已经用完", "the time for waiting is used up"))
        allowed = self._left = min(before, seconds)
        try:
            yield
        finally:
            self._left += before - allowed

    def _rest(self, seconds: float) -> bool:
        """Pause, if what is left of the budget allows it."""
        if seconds > self._left:
            return False
        self._left -= seconds
        self._sleep(seconds)
        return True

    def _url(self, path: str, **params: str) -> str:
        query = f"?{urlencode(params)}" if params else ""
        whose = "" if path == "/user" or path.startswith(ELSEWHERE) else f"/repos/{self.repository}"
        return f"{self._base}{whose}{path}{query}"

    def _same_origin(self, url: str) -> str:
        if origin(url) != self._origin:
            raise UndecidedError(
                Text("托管平台让程序去访问另一台主机，已拒绝", "the forge pointed to another host; refused"),
                Text("检查 GITHUB_API_URL 是否正确", "check GITHUB_API_URL"),
            )
        return url

    def _settled(
        self,
        url: str,
        read: Callable[[Answer], T],
        path: str,
        *,
        missing: frozenset[int] = frozenset(),
        ask: Callable[[str], Answer] | None = None,
    ) -> T:
        """Ask until there is a proper answer, the attempts are used up or the time for waiting is."""
        why = Text("没有回应", "it did not answer")
        for attempt in range(ATTEMPTS):
            started = self._clock()
            try:
                answer = self._follow(url) if ask is None else ask(url)
                if answer.status in missing and not limited(answer):
                    return None  # type: ignore[return-value]  # whoever passes `missing` has None in its T
                settle(answer, path, self._now())
                found = read(answer)
                if ask is None:
                    self._wire.keep(answer)
                return found
            except TransientFault as fault:
                why = fault.why
                self._wire.distrust()
                self._left -= max(0.0, self._clock() - started)
                pause = 0.5 * 2**attempt if fault.wait is None else fault.wait
                if attempt + 1 == ATTEMPTS or not self._rest(pause):
                    break
        raise undecided(path, why)

    def _follow(self, url: str) -> Answer:
        """One request, and the redirects it leads to on the same host (a renamed repository)."""
        for _ in range(MAX_REDIRECTS + 1):
            answer = self._ask(url)
            if answer.redirect is None:
                return answer
            url = self._same_origin(urljoin(url, answer.redirect))
        raise UndecidedError(
            Text("托管平台的重定向没有尽头", "the forge redirects without end"),
            Text("检查 GITHUB_API_URL 与 GITHUB_REPOSITORY", "check GITHUB_API_URL and GITHUB_REPOSITORY"),
        )

    def _ask(self, url: str, method: str = "GET", data: bytes = b"") -> Answer:
        """One request, which may take no longer than what is left of the budget."""
        self.requests += 1
        return self._wire.ask(url, method, data, max(0.05, min(READ_SECONDS, self._left)))
