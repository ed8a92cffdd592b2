"""Comparing and merging in the sealed store: what differs between two trees, and what a merge would give."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sanshen.model.change import Entry, PathChange
from sanshen.model.commit import Merge
from sanshen.repository.process import Git

ABSENT = "000000"
"""The mode that stands for "does not exist on this side"."""

DIFF = ("-r", "--raw", "-z", "--no-renames", "--no-abbrev", "--no-ext-diff", "--ignore-submodules=none")
"""Options of every diff: each path for itself, full ids, submodules and symbolic links visible."""


def raw_change(head: str, path: str) -> PathChange:
    """One entry of `--raw -z`: `:mode mode oid oid status`, then the path."""
    mode_before, mode_after, oid_before, oid_after, _ = head[1:].split(" ")
    return PathChange(
        path=path,
        before=None if mode_before == ABSENT else Entry(path, mode_before, oid_before),
        after=None if mode_after == ABSENT else Entry(path, mode_after, oid_after),
    )


def changes(git: Git, before: str, after: str) -> tuple[PathChange, ...]:
    """Every path that differs between two trees; the cost follows the difference, not the size of the trees."""
    fields = git.run("diff-tree", *DIFF, before, after).fields
    return tuple(raw_change(head, path) for head, path in zip(fields[::2], fields[1::2], strict=True))


def folders(found: Sequence[PathChange]) -> tuple[frozenset[str], frozenset[str]]:
    """The directories with a change in them, before and after; the top is ""."""
    return (
        frozenset(change.path.rpartition("/")[0] for change in found if change.before is not None),
        frozenset(change.path.rpartition("/")[0] for change in found if change.after is not None),
    )


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
