"""The newest recorded entry of single paths, as of one commit of the protected branch; the price does not grow with the archive."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

import msgspec

from sanshen.records.baseline import PATH as BASELINE
from sanshen.records.baseline import Baseline, decode
from sanshen.records.index import versions_of
from sanshen.records.record import NONE, digest
from sanshen.records.store import tip
from sanshen.repository import Repository


class NewestEntry(msgspec.Struct, frozen=True):
    """The last version that was published under a path. `digest` names its newest entry, a withdrawal included.

    `form` is that of the last *published* version, "" where there was none. `earlier`: (when it was superseded, its digest
    or "none") of every entry before, newest first: what somebody could know who signed before the pipeline had recorded.
    """

    digest: str
    form: str
    after: str = ""
    """The tip after the step that the newest entry is about; "" for the baseline's."""
    earlier: tuple[tuple[datetime, str], ...] = ()


def newest_entries(repository: Repository, base: str, paths: Collection[str]) -> Mapping[str, NewestEntry]:
    """Path → its newest entry among the records (or in the baseline) of steps up to `base`; absent where there is none."""
    if not paths:
        return {}
    found = _of_baseline(repository, base, paths)
    records = tip(repository)
    for path in paths if records is not None else ():
        newest = _recorded(repository, records or "", base, path, found.get(path))
        if newest is not None:
            found[path] = newest
    return found


def _recorded(repository: Repository, records: str, base: str, path: str, baseline: NewestEntry | None) -> NewestEntry | None:
    """The newest entry in the index, steps that `base` does not contain left out: a later one must not judge an earlier."""
    versions = list(versions_of(repository, records, path))
    while versions and not (repository.has(versions[0].after) and repository.is_ancestor(versions[0].after, base)):
        versions.pop(0)
    if not versions:
        return None
    first = baseline or NewestEntry(NONE, "")
    before = [*(one.entry for one in versions[1:]), first.digest]
    return NewestEntry(
        digest=versions[0].entry,
        form=next((one.form for one in versions if one.state == "published"), first.form),
        after=versions[0].after,
        earlier=tuple((one.published, replaced) for one, replaced in zip(versions, before, strict=True)),
    )


def _of_baseline(repository: Repository, base: str, paths: Collection[str]) -> dict[str, NewestEntry]:
    data = repository.read_path(base, BASELINE)
    read = decode(data) if data is not None else None
    if not isinstance(read, Baseline):
        return {}
    return {one.path: NewestEntry(digest(one), one.form) for one in read.articles if one.path in paths}
