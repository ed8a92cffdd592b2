"""Real Git repositories, built commit by commit without a work tree: any path, mode, author, date, signature, parents.

repo = Repo(tmp_path / "site")
base = repo.commit({"content/a.md": "text"})
head = repo.commit({"content/a.md": "new text"}, branch="draft", author=("张伟", "zhang.wei@example.gov.cn"), key=key)
merged = repo.merge("main", "draft")
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from support.keys import Key
from support.objects import Flat, Objects, flat_of

START = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
_CONFIGURATION = Path(__file__).with_name("gitconfig")
"""No upkeep and no waiting for the disk: these repositories live as long as their test."""
EDITOR = ("张伟", "zhang.wei@example.gov.cn")


class Link(NamedTuple):
    """A symbolic link."""

    target: str


class Submodule(NamedTuple):
    """A submodule at a commit."""

    commit: str = "c" * 40


class Executable(NamedTuple):
    """A file that may be run."""

    data: bytes


Content = str | bytes | Link | Submodule | Executable | None
"""What stands at a path; None removes it."""


def clean_environment(**more: str) -> dict[str, str]:
    """An environment in which no configuration of this machine counts."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": "/nonexistent",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": str(_CONFIGURATION),
        "LC_ALL": "C.UTF-8",
        **more,
    }


class Repo:
    """A repository on disk. Dates left out follow one another by a minute, from START on."""

    def __init__(self, path: Path, *, bare: bool = False, branch: str = "main", object_format: str = "sha1") -> None:
        self.path = path
        self.git_dir = path if bare else path / ".git"
        self._clock = START
        path.mkdir(parents=True, exist_ok=True)
        options = ["--bare"] if bare else []
        self.git("init", "-q", *options, "-b", branch, f"--object-format={object_format}", str(path), git_dir=False)

    def git(
        self, *args: str, stdin: bytes = b"", env: Mapping[str, str] | None = None, git_dir: bool = True, check: bool = True
    ) -> str:
        """Run git here; standard output without its last line end. Fails the test where git fails."""
        where = {"GIT_DIR": str(self.git_dir), "GIT_WORK_TREE": str(self.path)} if git_dir else {}
        environment = {**clean_environment(**where), **(env or {})}
        done = subprocess.run(["git", *args], input=stdin, capture_output=True, cwd=self.path, env=environment, check=False)
        assert done.returncode == 0 or not check, done.stderr.decode("utf-8", "replace")
        return done.stdout.decode("utf-8", "surrogateescape").removesuffix("\n")

    @cached_property
    def _objects(self) -> Objects:
        return Objects(self.git_dir, self.object_format)

    def tip(self, branch: str = "main") -> str:
        """The commit that a branch points to."""
        return self._objects.branch(branch) or self.git("rev-parse", f"refs/heads/{branch}")

    def blob(self, data: bytes) -> str:
        """Store a blob."""
        return self._objects.write("blob", data)

    def tree(self, files: Mapping[str, Content], base: str | None = None) -> str:
        """Store the tree `base` (a commit or tree) with `files` changed."""
        flat = dict(self._flat(base)) if base else {}
        for path, content in files.items():
            name = path.encode("utf-8", "surrogateescape")
            if content is None:
                flat.pop(name, None)
            else:
                flat[name] = self._entry(content)
        return self._objects.tree(flat)

    def _flat(self, base: str) -> Flat:
        return self._objects.known(base) or flat_of(self.git("ls-tree", "-r", "-z", "--full-tree", base))

    def _entry(self, content: Content) -> tuple[bytes, str]:
        match content:
            case Link(target):
                return b"120000", self.blob(target.encode())
            case Submodule(commit):
                return b"160000", commit
            case Executable(data):
                return b"100755", self.blob(data)
            case str():
                return b"100644", self.blob(content.encode())
            case bytes():
                return b"100644", self.blob(content)
        raise AssertionError(content)

    def commit(
        self,
        files: Mapping[str, Content],
        message: str = "change",
        *,
        branch: str = "main",
        parents: Sequence[str] | None = None,
        author: tuple[str, str] = EDITOR,
        committer: tuple[str, str] | None = None,
        date: datetime | None = None,
        co_authors: Sequence[tuple[str, str]] = (),
        key: Key | None = None,
        tree: str | None = None,
    ) -> str:
        """Commit on a branch (which begins at main's tip) and move it there; signed when there is a `key`."""
        if parents is None:
            parents = self._parents(branch)
        if tree is None:
            tree = self.tree(files, parents[0] if parents else None)
        trailers = "".join(f"\nCo-authored-by: {name} <{email}>" for name, email in co_authors)
        text = message + ("\n" + trailers if trailers else "") + "\n"
        at = int((date or self._tick()).timestamp())
        lines = [f"tree {tree}", *(f"parent {parent}" for parent in parents)]
        lines += [f"author {author[0]} <{author[1]}> {at} +0000"]
        lines += [f"committer {(committer or author)[0]} <{(committer or author)[1]}> {at} +0000"]
        made = self.raw_commit("\n".join(lines).encode(), text.encode(), branch=branch, key=key)
        self._objects.remember(made, tree)
        return made

    def raw_commit(
        self, head: bytes, message: bytes, *, branch: str = "main", key: Key | None = None, namespace: str = "git"
    ) -> str:
        """Store a commit from its very bytes (header lines, then the message) and move the branch there."""
        if key is not None:
            armoured = key.sign(head + b"\n\n" + message, namespace).rstrip("\n")
            field = b"gpgsig-sha256 " if self.object_format == "sha256" else b"gpgsig "
            head += b"\n" + field + armoured.replace("\n", "\n ").encode()
        sha = self._objects.write("commit", head + b"\n\n" + message)
        self._objects.move(branch, sha)
        return sha

    @cached_property
    def object_format(self) -> str:
        """sha1 or sha256."""
        return self.git("rev-parse", "--show-object-format")

    def _parents(self, branch: str) -> tuple[str, ...]:
        for name in (branch, "main"):
            there = self._objects.branch(name)
            found = there or self.git("rev-parse", "--verify", "--quiet", f"refs/heads/{name}", check=False)
            if found:
                return (found,)
        return ()

    def _tick(self) -> datetime:
        self._clock += timedelta(minutes=1)
        return self._clock

    def merge(self, into: str, other: str, files: Mapping[str, Content] | None = None, **options: object) -> str:
        """Merge branch `other` into branch `into`; `files` are put in by hand, as for a conflict resolved."""
        tips = (self.tip(into), self.tip(other))
        merged = self.git("merge-tree", "--write-tree", *tips, check=False).split("\n")[0]
        tree = self.tree(files or {}, merged)
        return self.commit({}, f"Merge {other}", branch=into, parents=tips, tree=tree, **options)  # type: ignore[arg-type]

    def branch(self, name: str, at: str = "main") -> None:
        """Put a branch at a revision."""
        self.git("update-ref", f"refs/heads/{name}", self.git("rev-parse", at))

    def checkout(self, branch: str = "main") -> None:
        """Bring the work tree and index to a branch."""
        self.git("symbolic-ref", "HEAD", f"refs/heads/{branch}")
        self.git("reset", "-q", "--hard")

    def clone(self, path: Path, *options: str) -> Path:
        """Clone over the file protocol (so that options such as --depth work)."""
        self.git("clone", "-q", *options, f"file://{self.path}", str(path), git_dir=False)
        return path

    def import_stream(self, stream: bytes) -> None:
        """Feed `git fast-import`: the quick way to thousands of files or commits."""
        self.git("fast-import", "--quiet", "--force", stdin=stream)

    def line_of_commits(self, count: int, path: str, *, branch: str, start: str) -> None:
        """`count` commits that each change `path`, on a new branch from `start`."""
        parts = [f"reset refs/heads/{branch}\nfrom {start}\n\n".encode()]
        for number in range(count):
            data = f"line {number}\n".encode()
            parts.append(
                f"commit refs/heads/{branch}\ncommitter E <e@example.com> {1_790_000_000 + number} +0000\n"
                f"data 1\nc\nM 100644 inline {path}\ndata {len(data)}\n".encode()
                + data
                + b"\n"
            )
        self.import_stream(b"".join(parts))
