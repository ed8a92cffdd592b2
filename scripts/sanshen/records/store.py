"""Reading the records branch: every record file in one pass, nothing trusted yet."""

from __future__ import annotations

from typing import Final

from sanshen.model.errors import UndecidedError
from sanshen.model.modes import PLAIN
from sanshen.model.proof import ProofFault
from sanshen.model.text import Text
from sanshen.records.chain import Chain, fault, link
from sanshen.records.record import BRANCH, FOLDER, RecordFile, read_file
from sanshen.repository import Repository

REMOTE: Final = "refs/remotes/origin/sanshen-records"
"""The records branch as `origin` had it when it was fetched last."""


def tip(repository: Repository) -> str | None:
    """The commit of the records branch, None without any: the local one or origin's, whichever holds the other.

    Raises UndecidedError where the two have parted: then nobody can say which of them is the chain.
    """
    return newer(repository, *repository.read_refs(BRANCH, REMOTE))


def newer(repository: Repository, local: str | None, remote: str | None) -> str | None:
    """`tip`, for branches that have been read already."""
    if local is None or remote is None or local == remote:
        return local or remote
    if repository.is_ancestor(remote, local):
        return local
    if repository.is_ancestor(local, remote):
        return remote
    raise UndecidedError(
        Text("本地与 origin 的 sanshen-records 分支已经分叉", "the local branch sanshen-records and origin's have parted"),
        Text(
            "请查明哪一条是真的，删去本地的另一条：git branch -D sanshen-records",
            "find out which is the true one; drop the local one with git branch -D sanshen-records if it is not",
        ),
    )


def read_chain(repository: Repository, commit: str | None, root: str) -> Chain:
    """All records at `commit` of the records branch, checked as a chain; `root` is the repository's first commit."""
    if commit is None:
        return Chain(())
    entries = repository.list(commit, FOLDER)
    odd = tuple(_odd(entry.path) for entry in entries if entry.mode != PLAIN)
    plain = [entry for entry in entries if entry.mode == PLAIN]
    paths: dict[str, list[str]] = {}
    for entry in plain:
        paths.setdefault(entry.oid, []).append(entry.path)
    files: list[RecordFile] = []
    for oid, data in repository.read_many(list(paths)):
        files.extend(read_file(path, data) for path in paths[oid])
    chain = link(files, root)
    return Chain(chain.files, (*odd, *chain.faults))


def _odd(path: str) -> ProofFault:
    return fault(path, Text("不是普通文件", "not a plain file"))
