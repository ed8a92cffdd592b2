"""`check --staged` and `check --base --head`: files as Git has them, not as they lie on disk."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from functools import partial

from sanshen.commands import check_targets
from sanshen.commands.archive_numbers import numbers_in_tree
from sanshen.commands.check_run import Outcome, run_check
from sanshen.commands.desk import Desk
from sanshen.commands.file_sources import GitFiles, of_tree, staged
from sanshen.model.change import PathChange
from sanshen.model.errors import BlockedError, UsageError
from sanshen.model.text import Text
from sanshen.repository import Repository


def _touched(changes: Iterable[PathChange]) -> list[str]:
    """What the change leaves behind under content/ and reviews/: deleted files have nothing to check."""
    return [
        change.path
        for change in changes
        if change.after is not None and (change.path.startswith("reviews/") or change.path[:8].casefold() == "content/")
    ]


def _named(paths: Sequence[str], words: Sequence[str]) -> list[str]:
    """Of `paths`, those that the user named, or all."""
    if not words:
        return list(paths)
    asked = [word.removeprefix("./").rstrip("/") for word in words]
    return [path for path in paths if any(one in {"", "."} or path == one or path.startswith(one + "/") for one in asked)]


def _targets(files: GitFiles, touched: Sequence[str], args: argparse.Namespace) -> check_targets.Targets:
    if args.all:
        return check_targets.everything(files)
    return check_targets.sort_out(_named(touched, args.paths))


def _last_commit(repository: Repository) -> str:
    """What the index is compared with; before the first commit of a branch that is nothing, so everything staged is looked at."""
    try:
        return repository.resolve("HEAD")
    except UsageError:
        return repository.empty_tree


def staged_outcome(args: argparse.Namespace, desk: Desk) -> Outcome:
    """What is about to be committed, judged by the office as it is about to be committed."""
    with Repository.open(desk.root, desk.env) as repository:
        files = staged(repository)
        last = _last_commit(repository)
        touched = _touched(repository.changes(last, repository.index_tree()))
        targets, numbers = _targets(files, touched, args), partial(numbers_in_tree, repository, last, desk.env)
        return run_check(desk, files, files, targets, by_folder=False, pictures=args.pictures, numbers=numbers)


def merge_outcome(args: argparse.Namespace, desk: Desk) -> Outcome:
    """What merging head into base would bring, judged by the base's office."""
    with Repository.open(desk.root, desk.env) as repository:
        base, head = repository.resolve(args.base), repository.resolve(args.head)
        merge = repository.merge(base, head)
        if merge.tree is None:
            raise BlockedError(
                Text(
                    "合并有冲突，或两者没有共同历史，无法检查",
                    "the merge conflicts, or there is no common history: it cannot be checked",
                ),
                Text("先把保护分支合并进来并解决冲突", "merge the protected branch first and resolve the conflicts"),
            )
        touched = _touched(repository.changes(base, merge.tree))  # first of all: it refuses trees that would fill the memory
        files, old = of_tree(repository, merge.tree), of_tree(repository, base)
        targets, numbers = _targets(files, touched, args), partial(numbers_in_tree, repository, base, desk.env)
        return run_check(desk, old, files, targets, by_folder=False, pictures=args.pictures, numbers=numbers)
