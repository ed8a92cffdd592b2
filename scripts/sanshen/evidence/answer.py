"""What one answer of the forge means: good, worth another try, or final."""

from __future__ import annotations

import re
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import Final, Self, TypeVar

import msgspec

from sanshen.model.errors import UndecidedError
from sanshen.model.text import Text

T = TypeVar("T")

OK: Final = 200
GOOD: Final = frozenset({200, 201, 204})
UNCHANGED: Final = 304
UNAUTHORIZED: Final = 401
FORBIDDEN: Final = 403
NOT_FOUND: Final = 404
REFUSED: Final = frozenset({FORBIDDEN, NOT_FOUND})
"""What GitHub says to a token that may not, or to anybody where there is nothing."""
TOO_MANY: Final = 429
SERVER_FAULT: Final = 500
REDIRECTS: Final = frozenset({301, 302, 307, 308})
RETRIABLE: Final = frozenset({408, TOO_MANY})
_LINK: Final = re.compile(r'<([^>]*)>\s*;\s*rel="?([a-z]+)"?')
PAGE_SIZE: Final = 100
_PAGE: Final = re.compile(r"[?&]page=(\d{1,6})(?:&|$)")


class TransientFault(Exception):  # noqa: N818  # a passing state that is retried, not an error by itself
    """Something that may pass: `why`, and the seconds the forge asked us to wait, None where it did not say."""

    def __init__(self, why: Text, wait: float | None = None) -> None:
        super().__init__(why.en)
        self.why = why
        self.wait = wait


class RefusedError(UndecidedError):
    """The forge said no for good: the token may not, or what is asked for is not there. Trying again would not help."""


class Answer(msgspec.Struct, frozen=True):
    """One answer, read to its end. Header names are lower case; `last_page` is 0 where no Link header names it.

    `url` is the address that gave it, after redirects.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    next: str | None = None
    last_page: int = 0
    url: str = ""

    @classmethod
    def of(cls, status: int, headers: Mapping[str, str], body: bytes, url: str = "") -> Self:
        """The answer with its Link header taken apart."""
        lower = {name.lower(): value for name, value in headers.items()}
        links = {rel: url for url, rel in _LINK.findall(lower.get("link", ""))}
        last = _PAGE.search(links.get("last", ""))
        return cls(status, lower, body, links.get("next"), int(last[1]) if last else 0, url)

    def with_kept(self, link: str, body: bytes) -> Answer:
        """This answer (304) with the body it vouches for.

        What a kept Link header says of pages after this one is believed only where there are some: a full page may have
        been the last then and not be now, so without a fresh header the caller must look for the next.
        """
        fresh = self.headers.get("link")
        found = Answer.of(OK, {"link": link if fresh is None else fresh}, body, self.url)
        return found if fresh is not None else Answer(OK, {}, body, found.next, 0, self.url)

    @property
    def has_link(self) -> bool:
        """Whether the answer says which page it is."""
        return "link" in self.headers

    def following(self, url: str, count: int) -> str | None:
        """The address of the page after this one of `count` items, which came from `url`.

        A full page that does not say which page it is may have lost that on the way, so then the next is looked at.
        """
        if self.next is not None:
            return self.next
        if count != PAGE_SIZE or self.has_link:
            return None
        number = int((re.search(r"[?&]page=(\d+)", url) or [None, "1"])[1] or 1)
        return re.sub(r"&page=\d+", "", url) + f"&page={number + 1}"

    @property
    def redirect(self) -> str | None:
        """Where a redirect leads, None for every other answer."""
        return self.headers.get("location") if self.status in REDIRECTS else None


def settle(answer: Answer, path: str, now: float) -> None:
    """Return for a good answer; raise TransientFault for one worth another try, RefusedError for a final refusal."""
    if answer.status in GOOD:
        return
    if limited(answer):
        raise TransientFault(Text("访问过于频繁", "the rate limit is reached"), _wait(answer, now))
    if answer.status >= SERVER_FAULT or answer.status in RETRIABLE:
        raise TransientFault(Text(f"回应 {answer.status}", f"it answered {answer.status}"), _wait(answer, now))
    raise RefusedError(
        Text(
            f"无法判定：向托管平台查询{_shown(path).zh}被拒绝（{answer.status}）",
            f"cannot decide: the forge refused {_shown(path).en} ({answer.status})",
        ),
        _advice(answer.status),
    )


def limited(answer: Answer) -> bool:
    """GitHub says "slow down" with 429, or with 403 and one of these signs."""
    if answer.status == TOO_MANY:
        return True
    return answer.status == FORBIDDEN and (
        "retry-after" in answer.headers
        or answer.headers.get("x-ratelimit-remaining", "").strip() == "0"
        or b"rate limit" in answer.body[:4096].lower()
    )


def _wait(answer: Answer, now: float) -> float | None:
    """Seconds the forge asks for: Retry-After (seconds or a date), else the rate limit's reset."""
    asked = answer.headers.get("retry-after", "").strip()
    if asked.isascii() and asked.isdigit():
        return max(0.1, float(asked[:9]))
    if asked:
        try:
            return max(0.1, parsedate_to_datetime(asked).timestamp() - now)
        except ValueError:
            return None
    reset = answer.headers.get("x-ratelimit-reset", "").strip()
    if answer.headers.get("x-ratelimit-remaining", "").strip() == "0" and reset.isascii() and reset.isdigit():
        return max(0.1, float(reset[:15]) - now)
    return None


def _advice(status: int) -> Text:
    if status == UNAUTHORIZED:
        return Text("GITHUB_TOKEN 无效或已过期，请换一个", "GITHUB_TOKEN is invalid or expired: use another")
    if status == FORBIDDEN:
        return Text(
            "令牌缺少权限：需要读取合并请求（pull-requests）、议题（issues）与内容（contents）",
            "the token lacks permission: it must read pull requests, issues and contents",
        )
    if status == NOT_FOUND:
        return Text(
            "检查编号、GITHUB_REPOSITORY 与 GITHUB_API_URL 是否正确（自建服务器以 /api/v3 结尾）、令牌能否看到该仓库",
            "check the number, GITHUB_REPOSITORY and GITHUB_API_URL (an Enterprise Server's ends in /api/v3), "
            "and that the token may see the repository",
        )
    return Text("检查 GITHUB_API_URL 与托管平台状态", "check GITHUB_API_URL and the forge's status")


def _shown(path: str) -> Text:
    """What was asked for; the repository itself has an empty path."""
    return Text(f" {path} ", path) if path else Text("仓库", "the repository")


def undecided(path: str, why: Text) -> UndecidedError:
    """What is raised when the attempts or the time for waiting are used up."""
    return UndecidedError(
        Text(
            f"无法判定：向托管平台查询{_shown(path).zh}时，{why.zh}",
            f"cannot decide: asking the forge for {_shown(path).en}: {why.en}",
        ),
        Text(
            "稍后重跑；若一再发生，请检查网络与托管平台状态",
            "run it again later; if it persists check the network and the forge's status",
        ),
    )


def decoded(answer: Answer, shape: type[T]) -> T:
    """The body as a `shape`; TransientFault where it is none, as a body cut short is."""
    try:
        return msgspec.json.decode(answer.body, type=shape)
    except msgspec.ValidationError as error:
        what = str(error)
        raise TransientFault(Text(f"回应的形状不对：{what}", f"the answer has the wrong shape: {what}")) from None
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise TransientFault(Text("回应不是完整的 JSON", "the answer is not complete JSON")) from None
