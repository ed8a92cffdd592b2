"""One open repository: everything that anybody asks of Git goes through here."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Self

from sanshen.model.change import Entry, PathChange
from sanshen.model.commit import CommitInfo, Merge
from sanshen.repository import comparison, index
from sanshen.repository.ancestry import Ancestry
from sanshen.repository.commits import co_authors, commit_bytes, read_commit
from sanshen.repository.environment import finding_environment, real_environment, sealed_environment
from sanshen.repository.fetching import fetch_missing
from sanshen.repository.location import Location, find
from sanshen.repository.objects import ObjectReader, TreeItem, damaged
from sanshen.repository.process import Git
from sanshen.repository.revisions import Revisions, is_full_id
from sanshen.repository.sealed import seal
from sanshen.repository.trees import EMPTY_TREES, Trees
from sanshen.repository.writing import CommitWriter, Signer, move_ref


class Repository:
    """A repository, read through a sealed store. Use it as a context manager: closing removes the store.

    Commits and trees are full ids; whatever is missing or unreadable raises UndecidedError unless said otherwise. Bytes of
    a path that are no UTF-8 stay in it as lone surrogates.
    """

    def __init__(self, location: Location, root: Path, env: Mapping[str, str]) -> None:
        self.location = location
        self.root = root
        self._user = Git(finding_environment(env), root)
        self._directory = Path(tempfile.mkdtemp(prefix="sanshen-"))
        self._remove = weakref.finalize(self, shutil.rmtree, self._directory, ignore_errors=True)
        seal(location, self._directory)
        self.sealed = Git(sealed_environment(env, self._directory), self._directory)
        self._real = Git(real_environment(env, location.where), location.git_dir)
        self._reader = ObjectReader(self.sealed)
        self._shallow = frozenset(location.shallow.decode("ascii", "replace").split())
        self._revisions = Revisions(self._real, self._reader, shallow=self.is_shallow)
        self._trees = Trees(self.sealed, self._reader)
        self._ancestry = Ancestry(self.sealed, self._shallow)

    @classmethod
    def open(cls, root: Path, env: Mapping[str, str]) -> Self:
        """Open the repository that `root` lies in. Raises UsageError where there is none, UndecidedError where it is unfit."""
        return cls(find(root, env), root.absolute(), env)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the reading process and remove the sealed store; may be called twice."""
        self._reader.close()
        self._remove()

    @property
    def is_shallow(self) -> bool:
        """Whether history is cut off somewhere."""
        return bool(self._shallow)

    @property
    def empty_tree(self) -> str:
        """The tree without any file."""
        return EMPTY_TREES[self.location.object_format]

    @cached_property
    def worktree_root(self) -> Path | None:
        """The top of the work tree that `root` lies in, None in a bare repository."""
        answer = self._user.run("rev-parse", "--show-toplevel", ok=(0, 128))
        return Path(answer.text.removesuffix("\n")) if answer.code == 0 and answer.out else None

    @cached_property
    def user_email(self) -> str:
        """The e-mail address that Git would put into a commit here, "" where none is configured."""
        return self._user.run("config", "--get", "user.email", ok=(0, 1)).text.strip()

    # Names

    def resolve(self, revision: str) -> str:
        """The full id of the commit that `revision` names. Raises UsageError where it names none or several."""
        return self._revisions.resolve(revision)

    def read_refs(self, *names: str) -> tuple[str | None, ...]:
        """The commits that those refs point to, by one question; None where there is no such ref."""
        return self._revisions.read_refs(names)

    def branches(self) -> dict[str, str]:
        """Short name → tip of every branch, those that only `origin` has included."""
        return self._revisions.branches()

    def protected(self, branch: str) -> str | None:
        """The tip of the protected branch: the local one, else that of `origin`, None where there is neither."""
        return self._revisions.protected(branch)

    def has(self, commit: str) -> bool:
        """Whether that commit (a full id) is here."""
        header = self._reader.header(commit) if is_full_id(commit) else None
        return header is not None and header.type == "commit"

    def obtain(self, commit: str, remote: str = "origin") -> bool:
        """Whether that commit is here, if need be fetched from `remote` into the sealed store. False: unobtainable."""
        self.obtain_all((commit,), remote)
        return self.has(commit)

    def obtain_all(self, commits: Iterable[str], remote: str = "origin") -> None:
        """Fetch those that are not here: all in one go, and where that brings not all of them, the others one by one."""
        wanted = [one for one in dict.fromkeys(commits) if is_full_id(one)]
        fetch_missing(self._user, self._directory / "objects", remote, wanted, self.has)

    # Trees and files

    def tree_of(self, commit: str) -> str:
        """The tree of a commit (or of a tree: itself)."""
        return self._trees.tree_of(commit)

    def merge(self, base: str, head: str) -> Merge:
        """What merging `head` into `base` gives; conflicts and unrelated histories are results, not errors."""
        start = self.merge_base(base, head)
        if start is None:
            return Merge(tree=None, unrelated=True)
        if start in {base, head}:  # one of them holds the other: there is nothing to merge
            return Merge(tree=self.tree_of(head if start == base else base))
        self.changes(start, head)  # refuses a malformed tree, of which Git itself would only say that it failed
        return comparison.merge(self.sealed, base, head)

    def changes(self, before: str, after: str) -> tuple[PathChange, ...]:
        """Every path that differs: no renames, no sizes. BlockedError where a directory with a change in it is malformed."""
        return self._trees.changes(before, after)

    def entry(self, treeish: str, path: str) -> Entry | None:
        """What stands at `path`, None if nothing does. Sizes are given for files and links; a directory has mode 040000."""
        return self._trees.entry(treeish, path)

    def names(self, treeish: str, folder: str) -> tuple[str, ...]:
        """What stands in one folder ("" for the top), files and folders; () where there is no such folder."""
        return tuple(self.children(treeish, folder))

    def children(self, treeish: str, folder: str) -> Mapping[str, TreeItem]:
        """What stands in one folder ("" for the top), by name; empty where there is no such folder."""
        return self._trees.children(treeish, folder)

    def size(self, oid: str) -> int:
        """The size of an object in bytes."""
        header = self._reader.header(oid)
        if header is None:
            raise damaged(oid)
        return header.size

    def read(self, oid: str) -> bytes:
        """The bytes of a blob."""
        return self._reader.content(oid, "blob")

    def read_path(self, treeish: str, path: str) -> bytes | None:
        """The bytes of the file at `path`; None where there is no file (a directory or a submodule is none)."""
        blob = self._trees.blob_at(treeish, path)
        return None if blob is None else self.read(blob)

    def read_ahead(self, treeish: str, paths: Iterable[str]) -> None:
        """The files at some paths (64 at most) are about to be read: they are fetched in one go."""
        blobs = (self._trees.blob_at(treeish, path) for path in paths)
        self._reader.read_ahead([one for one in blobs if one is not None])

    def list(self, treeish: str, prefix: str = "") -> tuple[Entry, ...]:
        """Every file below the directory `prefix`, with sizes, in Git's order."""
        return self._trees.files(treeish, prefix)

    def read_many(self, oids: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """The bytes of many blobs, in the order asked for."""
        return self._reader.many(oids)

    def index_entries(self) -> tuple[Entry, ...]:
        """Every staged file. Raises BlockedError while a merge conflict is unresolved."""
        return index.entries(self._real)

    def index_tree(self) -> str:
        """The staged files as a tree, so that they can be read and compared like a commit."""
        return index.as_tree(self.sealed, self.index_entries())

    # History

    def commit(self, sha: str) -> CommitInfo:
        """One commit, its co-authors included."""
        return self.commits((sha,))[sha]

    def commits(self, shas: Sequence[str]) -> dict[str, CommitInfo]:
        """Many commits at the price of one."""
        data = {sha: commit_bytes(self._reader, sha) for sha in shas}
        trailers = co_authors(self.sealed, tuple(sha for sha, text in data.items() if b"o-authored-by" in text.lower()))
        kind = self.location.object_format
        return {sha: read_commit(sha, text, kind, trailers.get(sha, ())) for sha, text in data.items()}

    def merge_base(self, one: str, other: str) -> str | None:
        """The best common ancestor, None where there is none; UndecidedError where a shallow clone hides the answer."""
        return self._ancestry.merge_base(one, other)

    def is_ancestor(self, one: str, other: str) -> bool:
        """Whether `one` is `other` or one of its ancestors."""
        return self._ancestry.is_ancestor(one, other)

    def first_parents(self, revision: str, since: str | None = None) -> tuple[str, ...]:
        """The commits along first parents from `revision` (first) down to, without, what `since` reaches."""
        return self._ancestry.first_parents(revision, since)

    def new_commits(self, base: str, head: str) -> tuple[str, ...]:
        """Every commit that `head` reaches and `base` does not, the newest first."""
        return self._ancestry.new_commits(base, head)

    def root_commit(self, revision: str = "HEAD") -> str:
        """The first commit of the line of first parents: what names this repository, whatever was merged into it."""
        return self._ancestry.root(self.resolve(revision))

    # Writing

    def write_commit_on(
        self,
        ref: str,
        files: Mapping[str, bytes],
        message: str,
        when: datetime,
        *,
        parent: str | None,
        signer: Signer = Signer(),  # noqa: B008  # an immutable value
    ) -> str:
        """Add `files` to what `ref` holds in one commit and move `ref` there; returns the new commit.

        `parent` is where the ref must still be (None: it must not exist yet); else BlockedError and nothing is changed.
        """
        writer = CommitWriter(self._real, self._reader)
        tree = None if parent is None else self.tree_of(parent)
        new = writer.commit(writer.put(tree, files), parent, message, when=when, signer=signer)
        move_ref(self._real, ref, new, parent, "0" * len(new))
        return new

    def point(self, ref: str, commit: str, *, old: str | None) -> None:
        """Set `ref` to a commit that is here, if it still is at `old` (None: it must not exist); else BlockedError."""
        move_ref(self._real, ref, commit, old, "0" * len(commit))
