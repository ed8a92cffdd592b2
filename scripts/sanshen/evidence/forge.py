"""A REST client for GitHub and GitHub Enterprise Server that either answers completely or says that it cannot know.

One `Forge` serves one run. Everything it waits for in that run, pauses and failed requests together, comes out of one
budget of `WAITING` seconds; when that is gone the question stays undecided (exit 3), never "allowed".
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Final, Self, TypeVar
from urllib.parse import urlencode, urljoin

import msgspec

from sanshen.evidence.access import Access, read_access
from sanshen.evidence.answer import GOOD, PAGE_SIZE, REFUSED, Answer, TransientFault, decoded, limited, settle, undecided
from sanshen.evidence.connection import Connection, origin
from sanshen.evidence.graph import answered, graph_url
from sanshen.evidence.wire import Account
from sanshen.model.errors import UndecidedError
from sanshen.model.text import Text

T = TypeVar("T")

WAITING: Final = 20.0
"""Seconds of waiting allowed in one run, pauses and failed requests together (contract §6)."""
LAST_WORD: Final = 3.0
"""Seconds that one last request may take after the budget is gone: the one saying that nothing could be decided."""
ATTEMPTS: Final = 5
MAX_PAGES: Final = 60
MAX_REDIRECTS: Final = 3
READ_SECONDS: Final = 8.0
GRAPH_SECONDS: Final = 5.0
ELSEWHERE: Final = ("/app/", "/apps/", "/orgs/")
"""Where paths begin that are not below the repository."""


class Forge:
    """The forge as one repository sees it. Not thread-safe; close it, or use it as a context manager.

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

    def one(self, path: str, shape: type[T]) -> T:
        """The object at `path` (below the repository); UndecidedError where the forge does not give it."""
        return self._settled(self._url(path), lambda answer: decoded(answer, shape), path)

    def one_or_none(self, path: str, shape: type[T]) -> T | None:
        """Like `one`, but None where the forge says 404 or 422: what is named does not exist there (any more)."""
        return self._settled(self._url(path), lambda answer: decoded(answer, shape), path, missing=frozenset({404, 422}))

    def every(self, path: str, shape: type[T], **params: str) -> tuple[T, ...]:
        """All items of the list at `path`, over all its pages; UndecidedError unless every page was read."""
        url: str | None = self._url(path, per_page=str(PAGE_SIZE), **params)
        found: list[T] = []
        page: list[T] = []
        asked: set[str] = set()
        promised = 0
        while url is not None:
            if url in asked or len(asked) >= MAX_PAGES:
                raise undecided(path, Text("分页没有尽头", "its pages do not end"))
            asked.add(url)
            before = page
            page, answer = self._settled(url, lambda answer: (decoded(answer, list[shape]), answer), path)  # type: ignore[valid-type]  # a shape given at run time
            promised = max(promised, answer.last_page)
            follows = answer.following(url, len(page))
            url = self._same_origin(urljoin(url, follows)) if follows is not None else None
            if answer.next is None and len(asked) > 1 and page == before:
                break  # asked for one page more than the forge announced, and it has no pages at all
            found.extend(page)
        if len(asked) < promised:
            raise undecided(path, Text(f"只读到 {len(asked)}/{promised} 页", f"only {len(asked)} of {promised} pages came"))
        return tuple(found)

    def first_page(self, path: str, shape: type[T]) -> tuple[T, ...]:
        """The first page of the list at `path`, for lists that begin with the newest and are not needed whole."""
        url = self._url(path, per_page=str(PAGE_SIZE))
        return tuple(self._settled(url, lambda answer: decoded(answer, list[shape]), path))  # type: ignore[valid-type]  # a shape given at run time

    def account(self) -> Account | None:
        """Whose token this is; None where it belongs to an App or a workflow, which GitHub gives no account here.

        Not asked where the token tells by itself, or where its own seal is on what was answered once: a token's owner
        never changes. UndecidedError where the forge does not answer.
        """
        if self._of_machine:
            return None
        if (known := self._wire.kept(self._url("/user"))) is not None:
            return decoded(known, Account)
        return self._settled(self._url("/user"), lambda answer: decoded(answer, Account), "/user", missing=REFUSED)

    def time(self) -> float:
        """Now, in seconds since 1970."""
        return self._now()

    def recall(self, path: str) -> bytes | None:
        """What `remember` kept of `path`, where it is whole, sealed by us, and no fault of this run speaks against it."""
        found = self._wire.kept(self._url(path)) if self._wire.trusted else None
        return None if found is None else found.body

    def remember(self, path: str, data: bytes) -> None:
        """Keep something of our own, sealed, for the next run."""
        self._wire.keep_as(self._url(path), data)

    def send(self, method: str, path: str, body: object, shape: type[T]) -> T:
        """Write something that may be written twice without harm (a status, a label); UndecidedError where it fails."""
        found = self.send_or_none(method, path, body, shape, missing=frozenset())
        if found is None:
            raise undecided(path, Text("没有回应", "it did not answer"))
        return found

    def send_or_none(
        self, method: str, path: str, body: object, shape: type[T], *, missing: frozenset[int] = frozenset({404, 422})
    ) -> T | None:
        """Like `send`, but None where the forge refuses with one of `missing`: gone, or not to be had."""
        data = msgspec.json.encode(body)
        return self._settled(
            self._url(path),
            lambda answer: decoded(answer, shape),
            path,
            missing=missing,
            ask=lambda url: self._ask(url, method, data),
        )

    def send_once(self, method: str, path: str, body: object, shape: type[T]) -> T | None:
        """Write something that must not be written twice: one attempt, None where it is not known whether it arrived.

        After None the pause that the forge asked for has been kept, and the caller looks before trying again.
        """
        started = self._clock()
        try:
            answer = self._ask(self._url(path), method, msgspec.json.encode(body))
            settle(answer, path, self._now())
            return decoded(answer, shape)
        except TransientFault as fault:
            self._left -= max(0.0, self._clock() - started)
            if not self._rest(0.5 if fault.wait is None else fault.wait):
                raise undecided(path, fault.why) from None
            return None

    def remove(self, path: str) -> None:
        """Delete what is at `path`; being gone already is success."""
        self.change("DELETE", path, None, missing=frozenset({404}))

    def change(self, method: str, path: str, body: object, *, missing: frozenset[int] = frozenset()) -> None:
        """Set something to what it may be set to twice without harm, whatever the answer says; UndecidedError where it fails."""
        data = b"" if body is None else msgspec.json.encode(body)
        self._settled(self._url(path), lambda _: None, path, missing=missing, ask=lambda url: self._ask(url, method, data))

    def graph(self, query: str, variables: Mapping[str, object], shape: type[T]) -> T | None:
        """What GraphQL answers to `query`, asked once. None whatever goes wrong: it is an extra, never needed (contract §5.1)."""
        started = self._clock()
        self.requests += 1
        asked = msgspec.json.encode({"query": query, "variables": variables})
        try:
            answer = self._wire.ask(graph_url(self._base), "POST", asked, max(0.05, min(GRAPH_SECONDS, self._left)))
            return answered(answer, shape)
        except TransientFault:
            self._left -= max(0.0, self._clock() - started)
            return None

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

    def last_word(self, path: str, body: object) -> bool:
        """Try once to post `body`, whatever is left of the budget; whether it arrived."""
        try:
            answer = self._wire.ask(self._url(path), "POST", msgspec.json.encode(body), LAST_WORD)
        except TransientFault:
            return False
        return answer.status in GOOD

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
