"""Comparing and merging in the sealed store: what differs between two trees, and what a merge would give."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from sanshen.model.change import Entry, PathChange
from sanshen.model.commit import Merge
from sanshen.model.errors import BlockedError
from sanshen.model.text import Text
from sanshen.repository.objects import TREE, TreeItem
from sanshen.repository.process import Git

DIFF = ("-r", "--raw", "-z", "--no-renames", "--no-abbrev", "--no-ext-diff", "--ignore-submodules=none")
"""Options of every diff: each path for itself, full ids, submodules and symbolic links visible."""

MOST: Final = 200_000
"""Files, and folders, that may differ: ten trees that hold one another ten times over are 400 bytes each, and ten thousand million files."""


def changes(read: Callable[[str], Mapping[bytes, TreeItem]], before: str, after: str) -> tuple[PathChange, ...]:
    """Every path that differs between two trees, in Git's order: each for itself, submodules and symbolic links visible.

    `read` takes a tree apart by its id, and refuses a malformed one. Only folders that differ are read, so the cost
    follows the difference, not the size of the trees. BlockedError where more than `MOST` differ.
    """
    found: list[PathChange] = []
    folders: list[tuple[bytes, str | None, str | None]] = [(b"", before, after)]
    seen = 0
    while folders:
        seen += 1
        if max(seen, len(found)) > MOST:
            raise _too_many()
        place, *sides = folders.pop()
        one, other = ({} if oid is None else read(oid) for oid in sides)
        for name in {name for name, _ in one.items() ^ other.items()}:
            (file, folder), (file_after, folder_after) = _parted(one.get(name)), _parted(other.get(name))
            if file or file_after:
                found.append(_change((place + name).decode("utf-8", "surrogateescape"), file, file_after))
            if folder or folder_after:
                folders.append((place + name + b"/", folder, folder_after))
    return tuple(sorted(found, key=lambda change: change.path.encode("utf-8", "surrogateescape")))


def _too_many() -> BlockedError:
    return BlockedError(
        Text(f"两个版本之间不同的文件或文件夹超过 {MOST} 个", f"more than {MOST} files or folders differ between two versions"),
        Text(
            "请分批提交；若无意于此，请检查是否有互相嵌套的目录",
            "submit it in parts; if you meant no such thing, look for folders within folders",
        ),
    )


def _parted(item: TreeItem | None) -> tuple[TreeItem | None, str | None]:
    """What stands there if it is no folder, and the id of the folder if it is one."""
    if item is None or item.mode != TREE:
        return item, None
    return None, item.oid


def _change(path: str, before: TreeItem | None, after: TreeItem | None) -> PathChange:
    entries = (None if item is None else Entry(path, item.mode.zfill(6), item.oid) for item in (before, after))
    return PathChange(path, *entries)


def listing(git: Git, tree: str, prefix: str) -> Iterator[Entry]:
    """Every file below `prefix` (a directory, or "" for all) with its size; -1 for a submodule and for what is not here."""
    where = ("--", prefix.rstrip("/") + "/") if prefix else ()
    for field in git.run("ls-tree", "-r", "-z", "-l", "--full-tree", tree, *where).fields:
        head, _, path = field.partition("\t")
        mode, _, oid, size = head.split()
        yield Entry(path, mode, oid, int(size) if size.isdecimal() else -1)


def merge(git: Git, base: str, head: str) -> Merge:
    """Merge two related commits into a tree of the sealed store; content only, no attributes, no directory renames."""
    answer = git.run("merge-tree", "--write-tree", "-z", "--name-only", "--no-messages", base, head, ok=(0, 1))
    tree, *conflicts = answer.fields
    if answer.code == 0:
        return Merge(tree=tree)
    return Merge(tree=None, conflicts=_sorted(conflicts))


def _sorted(paths: Sequence[str]) -> tuple[str, ...]:
    return tuple(sorted({path for path in paths if path}))
