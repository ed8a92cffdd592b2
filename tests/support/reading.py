"""Articles for tests of reading: valid by default, changed piece by piece."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

from sanshen.model.article import Article, BundleFile
from sanshen.reading.article import Reading, read_article, wanted_files

if TYPE_CHECKING:
    from sanshen.model.policy import Policy

PATH = "content/liangshan/news/2026/fire-safety.md"
FRONT = {"title": "梁山街道开展冬季消防安全检查", "grade": "general", "source": "梁山街道"}


@cache
def policy() -> Policy:
    """The default policy, as shipped."""
    from sanshen.reading.office import read_policy
    from support.office import policy_bytes

    found, faults = read_policy(policy_bytes())
    assert found is not None, faults
    return found


def article_text(body: str = "街道工作人员检查了消防设施。\n", front: Mapping[str, str] | None = None) -> str:
    """A whole file; `front` replaces lines of the usual front matter by key, an empty value leaves the key out."""
    lines = [f"{key}: {value}\n" for key, value in (FRONT | dict(front or {})).items() if value]
    return "---\n" + "".join(lines) + "---\n\n" + body


def bundle_of(files: Mapping[str, bytes]) -> dict[str, BundleFile | str]:
    """A bundle of given bytes: repository path → file."""
    return {path: BundleFile(path, hashlib.sha256(data).hexdigest(), len(data)) for path, data in files.items()}


def read(text: str | bytes, path: str = PATH, files: Mapping[str, bytes] | None = None) -> Reading:
    """Read a file with the default policy; wanted files that `files` lacks are made up."""
    data = text if isinstance(text, bytes) else text.encode()
    given = bundle_of(
        files if files is not None else {wanted: wanted.encode() for wanted in wanted_files(path, data, policy())}
    )
    return read_article(path, data, given, policy())


def article(body: str = "街道工作人员检查了消防设施。\n", front: Mapping[str, str] | None = None, **more: object) -> Article:
    """A valid article."""
    reading = read(article_text(body, front), **more)  # type: ignore[arg-type]  # path and files go through
    assert reading.article is not None, [finding.message.en for finding in reading.findings]
    return reading.article


def rules_of(reading: Reading) -> list[str]:
    """The rule ids of the findings, in order."""
    return [finding.rule for finding in reading.findings]
