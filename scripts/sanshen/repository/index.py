"""The index (what is staged) of the real repository, read only."""

from __future__ import annotations

from sanshen.model.change import Entry
from sanshen.model.errors import BlockedError
from sanshen.model.text import Text
from sanshen.repository.process import Git, plain


def entries(real: Git) -> tuple[Entry, ...]:
    """Every staged file. Raises BlockedError while a merge conflict is unresolved."""
    found = []
    for field in real.run("ls-files", "--stage", "-z", "--full-name").fields:
        head, _, path = field.partition("\t")
        mode, oid, stage = head.split(" ")
        if stage != "0":
            raise BlockedError(
                Text(f"{plain(path)} 的合并冲突尚未解决", f"{plain(path)}: the merge conflict is not resolved"),
                Text("请解决冲突并 git add", "resolve it and git add the file"),
            )
        found.append(Entry(path, mode, oid))
    return tuple(found)


def as_tree(sealed: Git, staged: tuple[Entry, ...]) -> str:
    """The staged files as a tree of the sealed store, so that they can be compared like any commit."""
    lines = b"".join(f"{entry.mode} {entry.oid}\t{entry.path}\0".encode("utf-8", "surrogateescape") for entry in staged)
    index = {"GIT_INDEX_FILE": str(sealed.cwd / "staged")}
    sealed.run("read-tree", "--empty", extra=index)
    sealed.run("update-index", "-z", "--index-info", stdin=lines, extra=index)
    return sealed.run("write-tree", extra=index).text.strip()
