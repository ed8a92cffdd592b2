"""Which forge, which repository, which token: read from the environment and checked before anything is sent."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

import msgspec

from sanshen.model.errors import UsageError
from sanshen.model.text import Text

LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})
SEAL_VARIABLE: Final = "SANSHEN_SEAL"
"""A secret of the district's own choosing, for those whose token is another one at each run."""
SHORTEST_SEAL: Final = 32
_REPOSITORY: Final = re.compile(r"[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+")
_TOKEN: Final = re.compile(r"[\x21-\x7e]+")
_INSTALLATION: Final = "ghs_"
"""How GitHub documents that tokens of Apps and workflows begin."""


class Access(msgspec.Struct, frozen=True):
    """The way to one repository of a forge. Its representation never shows the token.

    `seal`: the secret that answers kept for the next run are sealed with, "" for the token itself; an App's tokens live
    for an hour, its key stays, as does what SANSHEN_SEAL gives. `checks`: whether check runs may be written, which only an App may.
    `runs`: whether asking which workflow run holds a sample is of any use; a workflow's token does not tell beforehand.
    `bot`: the login that an App writes under, "" where it is not known.
    """

    base_url: str
    repository: str
    token: str
    seal: str = ""
    checks: bool = False
    runs: bool = True
    bot: str = ""

    def __repr__(self) -> str:
        return f"Access({self.base_url!r}, {self.repository!r})"

    @property
    def of_machine(self) -> bool:
        """Whether the token tells by its first letters that it belongs to an App or a workflow, not to a person."""
        return self.token.startswith(_INSTALLATION)

    @property
    def local(self) -> bool:
        """Whether the forge runs on this machine (then no proxy stands before it)."""
        return urlsplit(self.base_url).hostname in LOOPBACK


def names_a_forge(env: Mapping[str, str]) -> bool:
    """Whether the environment gives the pull requests of a forge as evidence, and its issues for alarms."""
    return bool(env.get("GITHUB_REPOSITORY", "").strip() and env.get("GITHUB_TOKEN", "").strip())


def read_access(env: Mapping[str, str]) -> Access:
    """What GITHUB_API_URL, GITHUB_REPOSITORY and GITHUB_TOKEN name; UsageError where they are missing or unusable."""
    base = _checked_url(env.get("GITHUB_API_URL", "").strip() or "https://api.github.com")
    repository = env.get("GITHUB_REPOSITORY", "").strip()
    if not _REPOSITORY.fullmatch(repository) or {".", ".."} & set(repository.split("/")):
        raise UsageError(
            Text("环境变量 GITHUB_REPOSITORY 未设置或写法不对", "GITHUB_REPOSITORY is missing or malformed"),
            Text(
                "写成“所有者/仓库名”，例如 export GITHUB_REPOSITORY=district/website；没有 GitHub 的区不必设，也不用 --pr",
                "set it to owner/name: export GITHUB_REPOSITORY=district/website; without GitHub neither this nor --pr is needed",
            ),
        )
    token = env.get("GITHUB_TOKEN", "").strip()
    if not _TOKEN.fullmatch(token):
        raise UsageError(
            Text("环境变量 GITHUB_TOKEN 未设置或含有不可用的字符", "GITHUB_TOKEN is missing or has unusable characters"),
            Text(
                "给出一个能读取该仓库合并请求的令牌（Actions 中为 secrets.GITHUB_TOKEN；自己的机器上 export GITHUB_TOKEN=$(gh auth token)）",
                "set a token that may read the repository's pull requests (in Actions: secrets.GITHUB_TOKEN; at a desk: gh auth token)",
            ),
        )
    return Access(base, repository, token, _seal(env))


def _seal(env: Mapping[str, str]) -> str:
    """The secret for what is kept, "" where none is given; UsageError for one that could be guessed."""
    seal = env.get(SEAL_VARIABLE, "").strip()
    if seal and len(seal) < SHORTEST_SEAL:
        raise UsageError(
            Text(f"{SEAL_VARIABLE} 少于 {SHORTEST_SEAL} 个字符", f"{SEAL_VARIABLE} has less than {SHORTEST_SEAL} characters"),
            Text("用 openssl rand -hex 32 生成一个", "make one with openssl rand -hex 32"),
        )
    return seal


def _checked_url(url: str) -> str:
    """The base address, if it is one that a token may be sent to."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host, parts = None, urlsplit("")
    plain = parts.scheme == "http" and host in LOOPBACK
    if not host or not (parts.scheme == "https" or plain) or parts.username or parts.query or parts.fragment:
        raise UsageError(
            Text("环境变量 GITHUB_API_URL 不是可用的地址", "GITHUB_API_URL is not a usable address"),
            Text(
                "写成 https://api.github.com 或 https://主机/api/v3；令牌不会经明文 http 发往其他机器",
                "use https://api.github.com or https://HOST/api/v3; no token is sent to another machine over plain http",
            ),
        )
    return url.rstrip("/")
