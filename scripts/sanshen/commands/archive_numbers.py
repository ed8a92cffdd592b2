"""The archive's document numbers for one user: remembered in that user's own cache, under that user's own seal."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING, Final

import msgspec

from sanshen.commands.file_sources import FileSource
from sanshen.judging.archive import Archive
from sanshen.judging.archive import Numbers as Published
from sanshen.model.policy import Limits

if TYPE_CHECKING:
    from pathlib import Path

    from sanshen.repository import Repository

_DEPTH: Final = 5
Numbers = Callable[[Limits], bytes]
"""Opens the numbers of what is published (lines of `model.archive`), reading articles within these limits."""


class DiskStock:
    """Articles as they lie on disk, where there is no Git to say what has changed; states are digests of all their bytes."""

    def __init__(self, source: FileSource, most: int) -> None:
        self._source, self._most = source, most
        self._states: dict[str, dict[str, str]] = {}

    def _read(self) -> Mapping[str, dict[str, str]]:
        if not self._states:
            hashed: dict[tuple[str, str], list[bytes]] = {}
            for path in self._source.paths("content/"):
                parts = path.split("/")
                if len(parts) == _DEPTH and path.endswith(".md") and not self._source.kind(path, self._most):
                    digest = sha256(path.encode("utf-8", "surrogateescape") + b"\0" + self._source.read(path)).digest()
                    hashed.setdefault((parts[1], f"{parts[2]}/{parts[3]}"), []).append(digest)
            for (unit, folder), digests in hashed.items():
                self._states.setdefault(unit, {})[folder] = sha256(b"".join(digests)).hexdigest()
        return self._states

    def state(self) -> str:
        """The digest of all."""
        return _digest(self.units())

    def units(self) -> Mapping[str, str]:
        """The digest of each unit."""
        return {unit: _digest(folders) for unit, folders in self._read().items()}

    def folders(self, unit: str) -> Mapping[str, str]:
        """The digest of each `column/year`."""
        return self._read()[unit]

    def articles(self, folders: Sequence[tuple[str, str]]) -> Iterator[tuple[tuple[str, str], str, bytes]]:
        """Read once more, and only where something has changed."""
        for unit, folder in folders:
            where = f"content/{unit}/{folder}/"
            for path in self._source.paths(where):
                if "/" not in path[len(where) :] and path.endswith(".md") and not self._source.kind(path, self._most):
                    yield (unit, folder), path, self._source.read(path)


def _digest(states: Mapping[str, str]) -> str:
    return sha256(repr(sorted(states.items())).encode()).hexdigest()


class _Now(msgspec.Struct, frozen=True):
    """A file as it is now; it goes to other processes with what it reads from."""

    source: FileSource
    most: int

    def __call__(self, path: str) -> bytes | None:
        return None if self.source.kind(path, self.most) else self.source.read(path)


def archive_of(source: FileSource, numbers: Numbers, judged: Iterable[str], limits: Limits) -> Archive:
    """What is published, as `numbers` opens it, and the articles of `source` that are judged now; nothing is opened yet."""
    now = _Now(source, limits.article_bytes)

    def opened() -> bytes:
        return numbers(limits)

    def bytes_of_judged() -> Iterator[tuple[str, bytes]]:
        for path in judged:
            data = now(path)
            if data is not None:
                yield path, data

    return Archive(opened, now, bytes_of_judged, limits)


def numbers_in_tree(repository: Repository, tree: str, env: Mapping[str, str], limits: Limits) -> bytes:
    """The numbers of every article in a commit or tree."""
    from sanshen.judging.archive_numbers import TreeStock, numbers_of

    return _remembered(partial(numbers_of, TreeStock(repository, tree), limits), os.fsdecode(repository.location.git_dir), env)


def numbers_reader(env: Mapping[str, str]) -> Published:
    """The numbers in a tree, for a judgement."""

    def read(repository: Repository, tree: str, limits: Limits) -> bytes:
        return numbers_in_tree(repository, tree, env, limits)

    return read


def numbers_on_disk(source: FileSource, root: Path, env: Mapping[str, str], limits: Limits, *, whole: bool) -> bytes:
    """The numbers of what is published, for somebody at work in `root`: those of HEAD, else those of the files that lie there.

    `whole`: everything that lies there is judged now, so the files themselves say it.
    """
    from sanshen.judging.archive_numbers import numbers_of

    known = None if whole else _numbers_at_head(root, limits, env)
    if known is not None:
        return known
    return _remembered(partial(numbers_of, DiskStock(source, limits.article_bytes), limits), f"{root}/.", env)


def _numbers_at_head(root: Path, limits: Limits, env: Mapping[str, str]) -> bytes | None:
    """None where `root` is no work tree of a repository with a commit."""
    from sanshen.model.errors import UndecidedError, UsageError
    from sanshen.repository import Repository

    try:
        with Repository.open(root, env) as repository:
            top = repository.worktree_root
            if top is None or not top.samefile(root):
                return None
            return numbers_in_tree(repository, repository.resolve("HEAD"), env, limits)
    except (UsageError, UndecidedError):  # no repository, no commit yet, or objects that are not here: the files are
        return None


def _remembered(read: Callable[..., bytes], place: str, env: Mapping[str, str]) -> bytes:
    from sanshen.commands.lexicon_cache import reading_code
    from sanshen.commands.sealed_files import sealed_files

    return read(sealed_files(env), f"{reading_code()}\0{place}")
