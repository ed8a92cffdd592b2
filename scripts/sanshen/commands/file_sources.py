"""Where `check` reads files from: the work tree itself (no Git needed), the index, or the result of a merge."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterator
from hashlib import file_digest, sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

import msgspec

from sanshen.model import modes

if TYPE_CHECKING:
    from sanshen.model.change import Entry
    from sanshen.repository import Repository

PLAIN: Final = ""
_LFS: Final = b"version https://git-lfs.github.com/spec/"
_NO_SUCH_FILE: Final = frozenset({errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG})
_KINDS: Final = {modes.PLAIN: PLAIN, modes.LINK: "symlink", modes.SUBMODULE: "submodule"}


class FileSource(Protocol):
    """Files by repository path. `kind`: "" for a plain file, else missing, symlink, submodule, lfs, mode or size."""

    def paths(self, folder: str) -> Iterator[str]:
        """Every file and link under a folder (which ends in a slash), sorted."""

    def kind(self, path: str, most: int) -> str:
        """What is wrong with a file of at most `most` bytes."""

    def read(self, path: str) -> bytes:
        """The bytes of a file whose kind is fine."""

    def digest(self, path: str) -> str:
        """The SHA-256 of those bytes, hexadecimal."""


class WorkTree(msgspec.Struct, frozen=True):
    """Files as they lie on disk; links are never followed."""

    root: Path

    def paths(self, folder: str) -> Iterator[str]:
        """Every file and link under `folder`; links to folders are named, not entered."""
        top = self.root / folder
        if top.is_symlink() or not top.is_dir():
            return
        for where, folders, files in os.walk(top, followlinks=False):
            folders.sort()
            linked = [name for name in folders if os.path.islink(f"{where}/{name}")]  # noqa: PTH114
            inside = Path(where).relative_to(self.root).as_posix()  # once a folder: pathlib takes its time
            for name in sorted(files + linked):
                yield f"{inside}/{name}"

    def kind(self, path: str, most: int) -> str:
        """Looks at every folder on the way as well: a link there leads out of the repository just as far."""
        whole = str(self.root)
        for part in path.split("/"):
            whole = f"{whole}/{part}"  # pathlib takes longer than the question to the system
            try:
                found = os.lstat(whole)
            except ValueError:  # a link to `a%00b`: no file can have such a name
                return "missing"
            except OSError as error:
                if error.errno in _NO_SUCH_FILE:
                    return "missing"
                raise
            if stat.S_ISLNK(found.st_mode):
                return "symlink"
        if stat.S_ISDIR(found.st_mode):
            return "submodule" if Path(whole, ".git").exists() else "missing"
        if not stat.S_ISREG(found.st_mode):
            return "mode"
        if found.st_size > most:
            return "size"
        return "lfs" if found.st_size < 1024 and Path(whole).read_bytes().startswith(_LFS) else PLAIN  # noqa: PLR2004  # pointers are short

    def read(self, path: str) -> bytes:
        """The file's bytes."""
        with open(f"{self.root}/{path}", "rb") as file:  # noqa: PTH123  # asked for every file of an archive
            return file.read()

    def digest(self, path: str) -> str:
        """As `digest_on_disk` gives it."""
        return digest_on_disk(f"{self.root}/{path}")


def digest_on_disk(place: str) -> str:
    """The SHA-256 of a file, hexadecimal; through one small buffer, for memory for a whole lexicon costs more than its digest."""
    with open(place, "rb", buffering=0) as file:  # noqa: PTH123
        return file_digest(file, "sha256").hexdigest()


class GitFiles(msgspec.Struct, frozen=True):
    """Files of a tree or of the index, by their entries."""

    entries: dict[str, Entry]
    fetch: Callable[[str], bytes]
    measure: Callable[[str], int]

    def paths(self, folder: str) -> Iterator[str]:
        """Every entry under `folder`."""
        return (path for path in sorted(self.entries) if path.startswith(folder))

    def kind(self, path: str, most: int) -> str:
        """By mode first; sizes are asked before bytes."""
        entry = self.entries.get(path)
        if entry is None:
            return "missing"
        wrong = _KINDS.get(entry.mode, "mode")
        if wrong:
            return wrong
        size = self.measure(entry.oid)
        if size > most:
            return "size"
        return "lfs" if size < 1024 and self.fetch(entry.oid).startswith(_LFS) else PLAIN  # noqa: PLR2004

    def read(self, path: str) -> bytes:
        """The blob's bytes."""
        return self.fetch(self.entries[path].oid)

    def digest(self, path: str) -> str:
        """The SHA-256 of the blob's bytes."""
        return sha256(self.read(path)).hexdigest()


def staged(repository: Repository) -> GitFiles:
    """The files as they would be committed."""
    return GitFiles({entry.path: entry for entry in repository.index_entries()}, repository.read, repository.size)


def of_tree(repository: Repository, tree: str) -> GitFiles:
    """The files of a commit or tree."""
    return GitFiles({entry.path: entry for entry in repository.list(tree)}, repository.read, repository.size)
