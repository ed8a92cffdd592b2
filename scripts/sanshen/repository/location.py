"""Finding the real repository: work tree, bare, or in the quarantine of a push."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Final

import msgspec

from sanshen.model.errors import SanshenError, UndecidedError, UsageError
from sanshen.model.text import Text
from sanshen.repository.environment import finding_environment, system_environment
from sanshen.repository.process import Git

OLDEST_GIT: Final = (2, 38)
"""The first git whose `merge-tree` writes a merge without a work tree."""

_DEPTH: Final = 8
_ESCAPES: Final = {b"a": b"\a", b"b": b"\b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t", b"v": b"\v"}


class Location(msgspec.Struct, frozen=True):
    """Where a repository keeps what. All paths are absolute; `object_dirs` begin with the one that takes new objects.

    `index` is the index that a hook was told to look at, else the repository's own. `where` is the environment that
    leads git straight to this repository. `shallow` is the content of its list of cut-off commits.
    """

    git_dir: Path
    object_dirs: tuple[Path, ...]
    object_format: str
    index: Path
    shallow: bytes
    where: Mapping[str, str]


def check_version(git: Git) -> None:
    """Raise UndecidedError where git is older than 2.38, or says no version at all."""
    said = _version(tuple(system_environment(git.env).items()))
    found = re.search(r"(\d+)\.(\d+)", said)
    if found is None or (int(found[1]), int(found[2])) < OLDEST_GIT:
        raise UndecidedError(
            Text(f"git 版本过低：{said}，需要 2.38 或更新", f"git is too old: {said}; 2.38 or newer is needed"),
            Text("请升级 git（Debian 12、Ubuntu 24.04 自带的即可）", "upgrade git (that of Debian 12 or Ubuntu 24.04 will do)"),
        )


@cache
def _version(system: tuple[tuple[str, str], ...]) -> str:
    """What the git that is found in this environment says of itself; asked once."""
    return Git(dict(system), Path(os.sep)).run("version").out.decode("utf-8", "replace").strip()


def find(root: Path, env: Mapping[str, str]) -> Location:
    """The repository that `root` lies in, or that the environment of a hook names.

    Raises UsageError where there is none, UndecidedError where it cannot be read or git is too old.
    """
    root = root.absolute()
    git = Git(finding_environment(env), root)
    check_version(git)
    answer = git.run(
        "rev-parse", "--absolute-git-dir", "--show-object-format", *_paths("objects", "index", "shallow"), ok=(0, 128)
    )
    if answer.code:
        raise _no_repository(root, answer.err)
    try:
        git_dir, object_format, objects, index, shallow = answer.lines
    except ValueError as error:  # a directory with a line break in its name
        raise _no_repository(root, "its path cannot be read") from error
    borrowed = tuple(root / path for path in split_alternates(env.get("GIT_ALTERNATE_OBJECT_DIRECTORIES", "")))
    where = {"GIT_DIR": git_dir, "GIT_INDEX_FILE": str(root / index)}
    if "GIT_OBJECT_DIRECTORY" in env:
        where["GIT_OBJECT_DIRECTORY"] = str(root / objects)
        where["GIT_ALTERNATE_OBJECT_DIRECTORIES"] = os.pathsep.join(_quoted(path) for path in borrowed)
    if "GIT_QUARANTINE_PATH" in env:
        where["GIT_QUARANTINE_PATH"] = str(root / env["GIT_QUARANTINE_PATH"])
    return Location(
        git_dir=Path(git_dir),
        object_dirs=tuple(dict.fromkeys(every_store((root / objects, *borrowed)))),
        object_format=object_format,
        index=root / index,
        shallow=_shallow(root / shallow, env.get("GIT_SHALLOW_FILE")),
        where=where,
    )


def _paths(*names: str) -> Iterator[str]:
    for name in names:
        yield from ("--git-path", name)


def _shallow(path: Path, told: str | None) -> bytes:
    """The cut-off commits; a push from a shallow clone tells its hook of another list (empty: none)."""
    if told == "":
        return b""
    path = path if told is None else path.parent / told
    try:
        return path.read_bytes()
    except FileNotFoundError:  # a whole repository has no such file
        return b""


def _no_repository(root: Path, why: str) -> SanshenError:
    if "not a git repository" in why and not (root / ".git").exists():
        return UsageError(
            Text(f"{root} 不在 Git 仓库中", f"{root} is not in a Git repository"),
            Text("请进入仓库，或用 -C 指定其目录", "go into the repository, or name its directory with -C"),
        )
    return UndecidedError(
        Text(f"无法读取 {root} 的 Git 仓库：{why}", f"the Git repository at {root} cannot be read: {why}"),
        Text("请检查权限与仓库是否完整（git fsck）", "check the permissions and that the repository is whole (git fsck)"),
    )


def every_store(stores: tuple[Path, ...], depth: int = 0) -> Iterator[Path]:
    """`stores` and all stores they borrow from, made absolute: git itself refuses relative ones further down."""
    for store in stores:
        yield store.resolve()
        try:
            text = (store / "info" / "alternates").read_bytes()
        except (FileNotFoundError, NotADirectoryError):  # most stores borrow from nobody
            continue
        if depth < _DEPTH:
            lines = tuple(line for line in text.split(b"\n") if line and not line.startswith(b"#"))
            yield from every_store(tuple(store.resolve() / os.fsdecode(unquote(line)) for line in lines), depth + 1)


def split_alternates(text: str) -> tuple[str, ...]:
    """The directories of GIT_ALTERNATE_OBJECT_DIRECTORIES: separated as in PATH, C-quoted where need be."""
    found = []
    for quoted, bare in re.findall(rf'("(?:[^"\\]|\\.)*")|([^{re.escape(os.pathsep)}]+)', text):
        found.append(os.fsdecode(unquote(os.fsencode(quoted))) if quoted else bare)
    return tuple(found)


def unquote(line: bytes) -> bytes:
    """A path as an alternates file gives it: taken as it is, or C-quoted when it begins with a double quote."""
    if not (line.startswith(b'"') and line.endswith(b'"') and len(line) > 1):
        return line

    def plain(match: re.Match[bytes]) -> bytes:
        word = match[1]
        return bytes([int(word, 8) & 0xFF]) if word.isdigit() else _ESCAPES.get(word, word)

    return re.sub(rb"\\([0-7]{1,3}|.)", plain, line[1:-1], flags=re.DOTALL)


def quote(path: bytes) -> bytes:
    """A path as an alternates file can hold it whatever bytes it has."""
    special = path.startswith((b'"', b"#")) or any(byte < ord(" ") or byte in b'"\\' for byte in path)
    return b'"' + re.sub(rb'[\x00-\x1f"\\]', lambda match: b"\\%03o" % match[0][0], path) + b'"' if special else path


def _quoted(path: Path) -> str:
    raw = os.fsencode(path)
    held = quote(raw)
    return os.fsdecode(b'"' + held + b'"' if held == raw and os.fsencode(os.pathsep) in raw else held)
