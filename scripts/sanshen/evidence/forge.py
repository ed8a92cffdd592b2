"""A REST client for GitHub and GitHub Enterprise Server that either answers completely or says that it cannot know."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, TypeVar
from urllib.parse import urljoin

import msgspec

from sanshen.evidence.answer import GOOD, OK, PAGE_SIZE, REFUSED, Answer, TransientFault, decoded, settle, undecided
from sanshen.evidence.asking import Asking
from sanshen.evidence.graph import answered, graph_url
from sanshen.evidence.wire import Account
from sanshen.model.text import Text

T = TypeVar("T")

LAST_WORD: Final = 3.0
"""Seconds that one last request may take after the budget is gone: the one saying that nothing could be decided."""
MAX_PAGES: Final = 60
GRAPH_SECONDS: Final = 8.0
GLANCE_SECONDS: Final = 3.0


class Forge(Asking):
    """The forge as one repository sees it: reading lists and objects, writing what may be written twice and what may not."""

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
        if (known := self._wire.kept_answer(self._url("/user"))) is not None:
            return decoded(known, Account)
        return self._settled(self._url("/user"), lambda answer: decoded(answer, Account), "/user", missing=REFUSED)

    def recall_lists(self, path: str) -> bytes | None:
        """What `remember_lists` kept of `path`, where it is whole, sealed by us, and no fault of this run speaks against it."""
        return self._wire.kept_lists(self._url(path))

    def remember_lists(self, path: str, data: bytes) -> None:
        """Keep lists, or what else goes with a pull request, sealed, for the next run."""
        self._wire.keep_lists(self._url(path), data)

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
        asked = msgspec.json.encode({"query": query, "variables": variables})
        return self._once(graph_url(self._base), "POST", asked, GRAPH_SECONDS, lambda answer: answered(answer, shape))

    def glance(self, path: str, shape: type[T], **params: str) -> T | None:
        """The object at `path`, asked once. None whatever goes wrong: for what people are shown and no verdict goes by."""
        url = self._url(path, **params)
        return self._once(
            url, "GET", b"", GLANCE_SECONDS, lambda answer: decoded(answer, shape) if answer.status == OK else None
        )

    def _once(self, url: str, method: str, data: bytes, seconds: float, read: Callable[[Answer], T | None]) -> T | None:
        """One attempt at something that is not needed; only a failed one uses up some of the time for waiting."""
        started = self._clock()
        self.requests += 1
        try:
            return read(self._wire.ask(url, method, data, max(0.05, min(seconds, self._left))))
        except TransientFault:
            self._left -= max(0.0, self._clock() - started)
            return None

    def last_word(self, path: str, body: object) -> bool:
        """Try once to post `body`, whatever is left of the budget; whether it arrived."""
        try:
            answer = self._wire.ask(self._url(path), "POST", msgspec.json.encode(body), LAST_WORD)
        except TransientFault:
            return False
        return answer.status in GOOD
