"""Writing commits into the real repository without a work tree: objects first, then the ref, compare-and-swap.

A run that is killed in between leaves objects that nothing refers to; git's own housekeeping removes them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from sanshen.model.errors import BlockedError, UndecidedError, UsageError
from sanshen.model.modes import PLAIN
from sanshen.model.text import Text
from sanshen.repository.objects import TREE, ObjectReader, TreeItem
from sanshen.repository.process import Answer, Git


class Signer(NamedTuple):
    """Whose name a written commit carries."""

    name: str = "sanshen"
    email: str = "sanshen@localhost"


def _split_path(path: str) -> tuple[bytes, ...]:
    parts = tuple(path.encode("utf-8", "surrogateescape").split(b"/"))
    if any(part in {b"", b".", b".."} or part.lower() == b".git" or b"\0" in part for part in parts):
        raise UsageError(Text(f"路径 {path!r} 不能写入仓库", f"path {path!r} cannot be written to the repository"))
    return parts


class CommitWriter:
    """Builds blobs, trees and commits. `git` writes into the real store; `reader` must see what it writes."""

    def __init__(self, git: Git, reader: ObjectReader) -> None:
        self._git = git
        self._reader = reader

    def _store(self, type_: str, data: bytes) -> str:
        return self._git.run("hash-object", "-w", "--stdin", "-t", type_, "--no-filters", stdin=data).text.strip()

    def put(self, base: str | None, files: Mapping[str, bytes]) -> str:
        """The tree `base` (None: empty) with `files` put in. Raises UsageError for a path that no tree can hold."""
        return self._tree(base, {_split_path(path): data for path, data in files.items()})

    def _tree(self, base: str | None, files: Mapping[tuple[bytes, ...], bytes]) -> str:
        # Only the directories concerned are written anew, whatever the size of the rest.
        items = dict(self._reader.tree(base)) if base is not None else {}
        below: dict[bytes, dict[tuple[bytes, ...], bytes]] = {}
        for (name, *rest), data in files.items():
            if rest:
                below.setdefault(name, {})[tuple(rest)] = data
            else:
                items[name] = TreeItem(PLAIN, self._store("blob", data))
        for name, part in below.items():
            old = items.get(name)
            items[name] = TreeItem(TREE, self._tree(old.oid if old is not None and old.mode == TREE else None, part))
        return self._store("tree", _tree_bytes(items))

    def commit(self, tree: str, parent: str | None, message: str, *, when: datetime, signer: Signer) -> str:
        """Store a commit; times are in UTC."""
        date = f"{int(when.timestamp())} +0000"
        who = {
            f"GIT_{role}_{part}": value
            for role in ("AUTHOR", "COMMITTER")
            for part, value in (("NAME", signer.name), ("EMAIL", signer.email), ("DATE", date))
        }
        parents = ("-p", parent) if parent is not None else ()
        plain = ("-c", "i18n.commitEncoding=UTF-8", "-c", "user.useConfigOnly=false")
        return self._git.run(*plain, "commit-tree", tree, *parents, stdin=message.encode("utf-8"), extra=who).text.strip()


def _tree_bytes(items: Mapping[bytes, TreeItem]) -> bytes:
    # Git sorts a directory as if its name ended in a slash.
    ordered = sorted(items.items(), key=lambda pair: pair[0] + (b"/" if pair[1].mode == TREE else b""))
    return b"".join(item.mode.encode("ascii") + b" " + name + b"\0" + bytes.fromhex(item.oid) for name, item in ordered)


def move_ref(git: Git, ref: str, new: str, old: str | None, zero: str) -> None:
    """Set `ref` to `new` if it still is at `old` (None: if it does not exist yet).

    Raises BlockedError where somebody was faster, UndecidedError where git does not allow it (in quarantine, say).
    """
    answer = git.run("update-ref", "--no-deref", "-m", "sanshen", ref, new, old or zero, ok=(0, 1, 128))
    if answer.code:
        raise _not_moved(ref, answer)


def _not_moved(ref: str, answer: Answer) -> BlockedError | UndecidedError:
    # "File exists": the lock that another writer holds at this very moment.
    races = ("but expected", "already exists", "unable to resolve reference", "File exists")
    if any(words in answer.err for words in races):
        return BlockedError(
            Text(f"{ref} 已被他人更新，没有写入", f"{ref} was moved by somebody else; nothing was written"),
            Text("请取回最新的引用后重试", "fetch the ref anew and try again"),
        )
    return UndecidedError(
        Text(f"无法更新 {ref}：{answer.err}", f"{ref} cannot be updated: {answer.err}"),
        Text(
            "请检查权限；收取推送的钩子中不能更新引用", "check the permissions; no ref can be updated while a push is received"
        ),
    )
