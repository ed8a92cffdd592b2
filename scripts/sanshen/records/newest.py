"""The newest recorded entry of single paths, as of one commit of the protected branch."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import msgspec

from sanshen.records.baseline import PATH as BASELINE
from sanshen.records.baseline import Baseline, decode
from sanshen.records.chain import Chain, newest_versions
from sanshen.records.record import RecordFile, digest
from sanshen.records.store import read_chain, tip
from sanshen.repository import Repository


class NewestEntry(msgspec.Struct, frozen=True):
    """The last version that was published under a path. `digest` names its newest entry, a withdrawal included.

    `form` is that of the last *published* version, "" where there was none.
    """

    digest: str
    form: str


def newest_entries(repository: Repository, base: str, paths: Collection[str]) -> Mapping[str, NewestEntry]:
    """Path → its newest entry among the records (or in the baseline) of steps up to `base`; absent where there is none."""
    if not paths:
        return {}
    chain = _up_to(repository, read_chain(repository, tip(repository), repository.root_commit(base)), base)
    found = _of_baseline(repository, base, paths)
    newest = newest_versions(chain)
    published = _last_published(chain, paths)
    for path in paths:
        if path in newest:
            before = found[path].form if path in found else ""
            found[path] = NewestEntry(digest(newest[path][0]), published.get(path, before))
    return found


def _up_to(repository: Repository, chain: Chain, base: str) -> Chain:
    """The records of steps that `base` contains: a later step must not change how an earlier one is judged."""
    files = list(chain.files)
    while files and not _contained(repository, files[-1], base):
        files.pop()
    return Chain(tuple(files), chain.faults)


def _contained(repository: Repository, file: RecordFile, base: str) -> bool:
    after = file.record.after if file.record is not None else ""
    return repository.has(after) and repository.is_ancestor(after, base)


def _last_published(chain: Chain, paths: Collection[str]) -> dict[str, str]:
    wanted: dict[str, str] = {}
    for file in chain.files:
        for version in file.record.versions if file.record is not None else ():
            if version.path in paths and version.state == "published":
                wanted[version.path] = version.form
    return wanted


def _of_baseline(repository: Repository, base: str, paths: Collection[str]) -> dict[str, NewestEntry]:
    data = repository.read_path(base, BASELINE)
    read = decode(data) if data is not None else None
    if not isinstance(read, Baseline):
        return {}
    return {one.path: NewestEntry(digest(one), one.form) for one in read.articles if one.path in paths}
