"""Append one record to the records branch: objects first, then the ref, compare-and-swap; two writers never lose one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

import msgspec

from sanshen.model.errors import BlockedError, UndecidedError
from sanshen.model.text import Text
from sanshen.records.chain import Chain
from sanshen.records.index import index_files
from sanshen.records.record import BRANCH, Record, canonical, file_path, seal_file
from sanshen.records.store import REMOTE, newer, read_chain
from sanshen.repository import Repository

ATTEMPTS: Final = 20


class Written(msgspec.Struct, frozen=True):
    """What `append` did: the record and its file; `added` is False where the step already had its record."""

    record: Record
    path: str
    added: bool


def append(
    repository: Repository,
    root: str,
    make: Callable[[Chain], Record | Written],
    sign: Callable[[bytes], str],
    when: datetime,
) -> Written:
    """Write the record that `make` builds on the newest chain; on a race the chain is read and the record built anew.

    `make` may answer with a `Written` of its own where another run has recorded the step meanwhile. Whatever it raises is
    passed on and nothing is written. A run that is killed leaves objects that nothing refers to, never a broken branch.
    """
    for _ in range(ATTEMPTS):
        local, remote = repository.read_refs(BRANCH, REMOTE)
        commit = newer(repository, local, remote)
        made = make(read_chain(repository, commit, root))
        if isinstance(made, Written):
            return made
        path = file_path(made)
        data = seal_file(made, sign(canonical(made)))
        try:
            if commit is not None and local != commit:  # a fresh clone has the branch only as origin's
                repository.point(BRANCH, commit, old=local)
            repository.write_commit_on(BRANCH, {path: data, **index_files(made)}, _message(made), when, parent=commit)
        except BlockedError:  # somebody was faster: build on what they wrote
            continue
        return Written(made, path, added=True)
    raise UndecidedError(
        Text(f"{BRANCH} 一直在被更新，{ATTEMPTS} 次都没有写成", f"{BRANCH} kept moving; not written in {ATTEMPTS} attempts"),
        Text("请稍后重试", "try again later"),
    )


def _message(record: Record) -> str:
    return f"Record {record.number:06d}: {record.before[:12]}..{record.after[:12]}\n"
