"""The HTTP side of the forge's client: one request, answered to its end within its time, or a passing fault."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from sanshen.evidence.access import Access
from sanshen.evidence.answer import OK, UNCHANGED, Answer, TransientFault
from sanshen.evidence.kept import Kept, Shelf
from sanshen.model.text import Text

if TYPE_CHECKING:
    import ssl

    import httpx

MAX_BYTES: Final = 64 * 1024 * 1024
API_VERSION: Final = "2022-11-28"
LISTS_FOLDER: Final = "lists"
"""Folder of kept lists, which are no answers, below that of the answers (see `kept_lists`)."""
LISTS_SECONDS: Final = 24 * 3600.0


class Connection:
    """An open client of one forge. It follows no redirects and believes no proxy for a forge on this machine."""

    def __init__(self, access: Access, clock: Callable[[], float], folder: Path | None = None) -> None:
        import httpx

        self._clock = clock
        secret = access.seal or access.token
        self._answers = Shelf(folder, secret)
        self._lists = Shelf(None if folder is None else folder / LISTS_FOLDER, secret, LISTS_SECONDS)
        self._trusted = True
        self._http = httpx.Client(
            headers={
                "Accept": "application/vnd.github+json",
                "Authorization": f"Bearer {access.token}",
                "User-Agent": "sanshen",
                "X-GitHub-Api-Version": API_VERSION,
            },
            follow_redirects=False,
            trust_env=not access.local,
            verify=_trust(access),
        )

    def close(self) -> None:
        """Let go of the connections."""
        self._http.close()
        self._answers.tidy()
        self._lists.tidy()

    def ask(self, url: str, method: str, data: bytes, seconds: float) -> Answer:
        """One request; of what was kept the body is used where the forge says that it is the same still."""
        kept = self._answers.find(url) if method == "GET" and self._trusted else None
        if kept is None:
            return self._ask(url, method, data, seconds, "")
        answer = self._ask(url, method, data, seconds, kept.etag)
        return answer.with_kept(kept.link, kept.body) if answer.status == UNCHANGED else answer

    def keep(self, answer: Answer) -> None:
        """Keep a good answer that could be read, where it can be asked for conditionally."""
        etag = answer.headers.get("etag", "")
        if answer.status == OK and etag.isascii() and etag:
            self._answers.keep(Kept(answer.url, etag, answer.headers.get("link", ""), answer.body))

    def distrust(self) -> None:
        """Ask without condition from now on: something was no proper answer, and it may be what was kept."""
        self._trusted = False

    def kept_answer(self, url: str) -> Answer | None:
        """What was answered once, under our own secret's seal, without asking whether it is the same still."""
        found = self._answers.find(url)
        return Answer.of(OK, {}, found.body, url) if found is not None else None

    def keep_lists(self, url: str, data: bytes) -> None:
        """Keep lists apart from the answers: a workflow may bring their folder from run to run."""
        self._lists.keep(Kept(url, "", "", data))

    def kept_lists(self, url: str) -> bytes | None:
        """What `keep_lists` kept, where it is whole and sealed by us, and no fault of this run speaks against it."""
        found = self._lists.find(url) if self._trusted else None
        return None if found is None else found.body

    def _ask(self, url: str, method: str, data: bytes, seconds: float, etag: str) -> Answer:
        """One request, conditional where an `etag` is given. The whole answer must arrive within `seconds`, however it trickles; TransientFault otherwise."""
        import httpx

        deadline = self._clock() + seconds
        headers = {"Content-Type": "application/json"} if data else {}
        headers |= {"If-None-Match": etag} if etag else {}
        try:
            limits = httpx.Timeout(seconds, connect=min(5.0, seconds))
            with self._http.stream(method, url, content=data or None, headers=headers, timeout=limits) as response:
                return Answer.of(response.status_code, response.headers, self._body(response, deadline), url)
        except httpx.TimeoutException:
            raise TransientFault(Text("等待超时", "it timed out")) from None
        except httpx.HTTPError as error:
            kind = type(error).__name__
            raise TransientFault(Text(f"连接中断（{kind}）", f"the connection failed ({kind})")) from None

    def _body(self, response: httpx.Response, deadline: float) -> bytes:
        parts: list[bytes] = []
        size = 0
        for part in response.iter_bytes():
            parts.append(part)
            size += len(part)
            if self._clock() > deadline:
                raise TransientFault(Text("等待超时", "it timed out"))
            if size > MAX_BYTES:
                raise TransientFault(Text("回应过大", "the answer is too large"))
        return b"".join(parts)


def origin(url: str) -> tuple[str, str, int | None]:
    """Scheme, host and port: where a token may go and where not."""
    parts = urlsplit(url)
    return parts.scheme, (parts.hostname or "").lower(), parts.port


def _trust(access: Access) -> ssl.SSLContext:
    """Whom to believe about a host's name: nobody where nothing is encrypted (loading the usual list takes 0.1 s)."""
    import ssl

    import httpx

    if access.base_url.startswith("http:"):
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    return httpx.create_ssl_context(trust_env=not access.local)
