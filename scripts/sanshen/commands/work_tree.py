"""The signer's own checkout: which branch, which paths, what is not committed yet, and where statements are written."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from sanshen.commands.atomic import write_new
from sanshen.commands.file_sources import WorkTree
from sanshen.evidence.statements import FOLDER, MAX_BYTES, SignedStatement, encode, folder_of, read_statement
from sanshen.evidence.wellformed import WHOLE
from sanshen.judging.office import load_policy
from sanshen.model.errors import BlockedError, UsageError
from sanshen.model.roster import Fault
from sanshen.model.text import Text
from sanshen.repository import Repository


def top_of(repository: Repository) -> Path:
    """The top of the work tree; UsageError in a bare repository."""
    top = repository.worktree_root
    if top is None:
        raise UsageError(
            Text("这里没有工作区（裸仓库），无法签署", "there is no work tree here (a bare repository): nothing can be signed"),
            Text("请在本人的克隆中签署", "sign in your own clone"),
        )
    return top


def protected_tip(repository: Repository, head: str) -> str:
    """The tip of the protected branch that the policy at `head` names; UsageError where there is none."""
    branch = load_policy(repository, head).protected_branch
    tip = repository.protected(branch)
    if tip is None:
        raise UsageError(
            Text(f"没有受保护分支 {branch}（本地或 origin）", f"there is no protected branch {branch}, local or origin's"),
            Text(f"git fetch origin {branch}", f"git fetch origin {branch}"),
        )
    return tip


def require_branch(repository: Repository) -> None:
    """BlockedError on a detached HEAD: a signature over a commit that no branch keeps would be lost with it."""
    if not (repository.location.git_dir / "HEAD").read_text("utf-8").startswith("ref: "):
        raise BlockedError(
            Text("当前不在任何分支上（detached HEAD）", "HEAD is detached: it is on no branch"),
            Text("先 git switch 到待签署的分支", "git switch to the branch that is to be signed"),
        )


def repository_paths(words: Sequence[str], where: Path, top: Path) -> tuple[str, ...]:
    """What was named on the command line, as repository paths in the order given; UsageError for what lies outside."""
    found = []
    for word in words:
        absolute = Path(os.path.normpath(Path(os.path.abspath(where)) / word))  # noqa: PTH100  # resolve() follows links
        root = top if absolute.is_relative_to(top) else Path(os.path.realpath(top))
        if not absolute.is_relative_to(root):
            raise UsageError(
                Text(f"{word} 不在本仓库内", f"{word} lies outside the repository"),
                Text(f"仓库在 {top}", f"the repository is {top}"),
            )
        found.append(absolute.relative_to(root).as_posix())
    return tuple(dict.fromkeys(found))


def uncommitted_statements(repository: Repository, top: Path, head: str, paths: Iterable[str]) -> tuple[SignedStatement, ...]:
    """Statements on `paths` (and over whole changes) that lie in the work tree and are not in `head` yet.

    Raises BlockedError for a file that is no statement: the gate would refuse it.
    """
    source = WorkTree(top)
    folders = {folder_of(path) for path in paths if path.startswith("content/")} | {f"{FOLDER}{WHOLE}"}
    found = []
    for path in sorted({path for folder in folders for path in source.paths(folder)}):
        if repository.entry(head, path) is not None:
            continue
        wrong = source.kind(path, MAX_BYTES)
        read = read_statement(path, source.read(path)) if not wrong else None
        if read is None or isinstance(read, Fault):
            why = read.message if read is not None else Text(f"不是普通文件（{wrong}）", f"not a plain file ({wrong})")
            raise BlockedError(
                Text(f"{path}：", f"{path}: ") + why,
                Text("请删除该文件后重新签署", "delete the file and sign again"),
            )
        found.append(read)
    return tuple(found)


def unclean(repository: Repository, top: Path, head: str, paths: Iterable[str]) -> Iterator[str]:
    """Those of `paths` whose bytes in the work tree or in the index are not those of `head`."""
    source = WorkTree(top)
    staged = {entry.path: entry.oid for entry in repository.index_entries()}
    for path in paths:
        committed = repository.entry(head, path)
        if committed is None:
            if path in staged or source.kind(path, 1 << 40) != "missing":
                yield path
        elif staged.get(path) != committed.oid or not _same(source, path, repository.read(committed.oid)):
            yield path


def _same(source: WorkTree, path: str, committed: bytes) -> bool:
    if source.kind(path, 1 << 40) not in {"", "lfs", "mode"}:
        return False
    # Git may have written CRLF line ends into the work tree (core.autocrlf); they are no change.
    return source.read(path).replace(b"\r\n", b"\n") == committed.replace(b"\r\n", b"\n")


def store(top: Path, statements: Sequence[SignedStatement]) -> None:
    """Write all statements or none; nothing is replaced, no link is followed."""
    written: list[Path] = []
    try:
        for one in statements:
            place = top / one.file
            _refuse_links(top, place)
            write_new(place, encode(one))
            written.append(place)
    except BaseException:  # a full disk, Ctrl-C: half of what was asked for is not signed either
        for place in written:
            place.unlink(missing_ok=True)
        raise


def _refuse_links(top: Path, place: Path) -> None:
    for folder in reversed(place.relative_to(top).parents):
        if (top / folder).is_symlink():
            raise BlockedError(
                Text(f"{folder} 是符号链接，不写入", f"{folder} is a symbolic link: nothing is written there"),
                Text("请删除该链接", "remove the link"),
            )
