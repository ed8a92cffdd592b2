"""Files of the office, statements and entries that are too large to be read: nobody could review them either."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sanshen.model.change import PathChange
from sanshen.model.modes import EXECUTABLE, PLAIN
from sanshen.model.policy import Policy
from sanshen.model.text import Text
from sanshen.reading.article_path import printable
from sanshen.repository import Repository
from sanshen.verdict.paths import PathKind, kind_of

_OWN_LIMITS = frozenset({PathKind.ARTICLE, PathKind.BUNDLE})
_FILE = PLAIN, EXECUTABLE


def oversized(repository: Repository, policy: Policy, changes: Sequence[PathChange]) -> Iterator[Text]:
    """A reason for each changed file outside content/ of more than `limits.office-file-bytes`; sizes are asked, nothing is read."""
    most = policy.limits.office_file_bytes
    for one in changes[: policy.limits.files]:
        if one.after is None or one.after.mode not in _FILE or kind_of(one.path) in _OWN_LIMITS:
            continue
        size = repository.size(one.after.oid)
        if size > most:
            name = printable(one.path)
            yield Text(
                f"{name} 有 {size} 字节，上限 {most}，请缩小", f"{name} has {size} bytes, at most {most}; make it smaller"
            )
