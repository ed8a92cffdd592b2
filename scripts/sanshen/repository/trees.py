"""What stands where in a tree: taken apart folder by folder, or compared with another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sanshen.model.change import Entry, PathChange
from sanshen.model.modes import SUBMODULE
from sanshen.repository import comparison
from sanshen.repository.objects import MOST_ASKED, TREE, ObjectReader, TreeItem, damaged
from sanshen.repository.process import Git
from sanshen.repository.recent import Recent, is_long

EMPTY_TREES: Final = {
    "sha1": "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
    "sha256": "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321",
}
"""The tree without any file, by the format of object ids."""


class Trees:
    """Looks paths up in the trees of the sealed store. A `treeish` is the full id of a commit or of a tree."""

    def __init__(self, sealed: Git, reader: ObjectReader) -> None:
        self._sealed = sealed
        self._reader = reader
        self._changes: Recent[tuple[str, str], tuple[PathChange, ...]] = Recent(is_long)
        self._files: Recent[tuple[str, str], tuple[Entry, ...]] = Recent(is_long)
        self._known: Recent[str, str] = Recent()

    def tree_of(self, treeish: str) -> str:
        """The tree of a commit (or of a tree: itself)."""
        return self._known.answer(treeish, lambda: self._tree_of(treeish))

    def _tree_of(self, treeish: str) -> str:
        header = self._reader.header(f"{treeish}^{{tree}}")
        if header is None:
            raise damaged(treeish)
        return header.oid

    def changes(self, before: str, after: str) -> tuple[PathChange, ...]:
        """Every path that differs; a malformed directory with a change in it is refused."""
        trees = self.tree_of(before), self.tree_of(after)
        return self._changes.answer(trees, lambda: comparison.changes(self._reader.tree, *trees))

    def _item(self, treeish: str, path: str) -> TreeItem | None:
        item = TreeItem(TREE, self.tree_of(treeish))
        for name in path.encode("utf-8", "surrogateescape").split(b"/"):
            if item.mode != TREE:
                return None
            below = self._reader.tree(item.oid).get(name)
            if below is None:
                return None
            item = below
        return item

    def entry(self, treeish: str, path: str) -> Entry | None:
        """What stands at `path`, with the size of a file or link; None if nothing does."""
        if (item := self._item(treeish, path)) is None:
            return None
        header = self._reader.header(item.oid) if item.mode not in {TREE, SUBMODULE} else None
        return Entry(path, item.mode.zfill(6), item.oid, -1 if header is None else header.size)

    def children(self, treeish: str, folder: str) -> Mapping[str, TreeItem]:
        """What stands in one folder ("" for the top), by name; empty where there is no such folder."""
        item = self._item(treeish, folder) if folder else TreeItem(TREE, self.tree_of(treeish))
        found = self._reader.tree(item.oid) if item is not None and item.mode == TREE else {}
        return {name.decode("utf-8", "surrogateescape"): one for name, one in found.items()}

    def files(self, treeish: str, prefix: str) -> tuple[Entry, ...]:
        """Every file below the directory `prefix` ("" for all), with sizes, in Git's order."""
        tree = self.tree_of(treeish)
        return self._files.answer((tree, prefix), lambda: self._list(tree, prefix.rstrip("/")))

    def _list(self, tree: str, folder: str) -> tuple[Entry, ...]:
        """A small folder is read through the process that is up already; another one would take as long as fifty questions."""
        small = self._small(tree, folder) if folder else None
        if small is None:
            return tuple(comparison.listing(self._sealed, tree, folder))
        sizes = iter(self._reader.sizes([item.oid for _, item in small if item.mode != SUBMODULE]))
        return tuple(
            Entry(path, item.mode.zfill(6), item.oid, -1 if item.mode == SUBMODULE else next(sizes)) for path, item in small
        )

    def _small(self, tree: str, folder: str) -> list[tuple[str, TreeItem]] | None:
        """Path and item of every file below a folder, in Git's order; None where there is too much in it."""
        top = self._item(tree, folder)
        left = [] if top is None or top.mode != TREE else [(folder, top)]
        found, folders = list[tuple[str, TreeItem]](), 0
        while left:
            path, item = left.pop()
            if item.mode != TREE:
                found.append((path, item))
                continue
            below = self._reader.tree(item.oid)
            folders += 1
            if len(below) + len(found) + len(left) > MOST_ASKED or folders > MOST_ASKED:
                return None
            left += [(f"{path}/{name.decode('utf-8', 'surrogateescape')}", one) for name, one in reversed(tuple(below.items()))]
        return found

    def blob_at(self, treeish: str, path: str) -> str | None:
        """The id of the file (or link) at `path`; None where there is none: a directory or a submodule is none."""
        item = self._item(treeish, path)
        return None if item is None or item.mode in {TREE, SUBMODULE} else item.oid
