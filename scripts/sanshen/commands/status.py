"""`sanshen status`: the sheets of this branch against the protected one, uncommitted statements included (§6)."""

from __future__ import annotations

import argparse
from collections.abc import Collection, Sequence

import msgspec

from sanshen.commands import work_tree
from sanshen.commands.desk import Desk
from sanshen.commands.gate import report
from sanshen.commands.judge import judge_ssh
from sanshen.commands.names import names_of
from sanshen.evidence.statements import SignedStatement
from sanshen.judging.judge import Judgement
from sanshen.model.errors import UsageError
from sanshen.model.sheet import Sheet
from sanshen.model.text import Text
from sanshen.repository import Repository


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `status`."""
    parser.add_argument("paths", nargs="*", metavar="PATH", help="只看这些信息 / these articles only")
    parser.add_argument("--base", metavar="REV", help="缺省为受保护分支 / default: the protected branch")
    parser.add_argument("--head", metavar="REV", help="缺省为 HEAD / default: HEAD")
    parser.add_argument("--format", choices=("text", "json"), default="text")


def run(args: argparse.Namespace, desk: Desk) -> int:
    """Print the sheets. 0 where the change (or every named article's sheet) is complete, else 1, as `gate`."""
    with Repository.open(desk.root, desk.env) as repository:
        head = repository.resolve(args.head or "HEAD")
        base = repository.resolve(args.base) if args.base else work_tree.protected_tip(repository, head)
        extra = _uncommitted(repository, base, head) if args.head is None else ()
        judgement = judge_ssh(desk, repository, base, head, extra_statements=extra)
        named = _named(args.paths, desk, repository, judgement)
    if args.format == "json":
        shown = _only(judgement, named) if named else judgement
        desk.write(report(shown, "json", desk))
    elif named:
        from sanshen.report.verdict_text import sheets_text

        desk.write(sheets_text(judgement.verdict, names_of(judgement.office), desk.lang, named))
    else:
        desk.write(report(judgement, "text", desk))
    return _code(judgement, named)


def _uncommitted(repository: Repository, base: str, head: str) -> Sequence[SignedStatement]:
    top = repository.worktree_root
    if top is None:
        return ()
    changed = [one.path for one in repository.changes(base, head)]
    return work_tree.uncommitted_statements(repository, top, head, changed)


def _named(words: Sequence[str], desk: Desk, repository: Repository, judgement: Judgement) -> tuple[str, ...]:
    """The named articles as repository paths; UsageError for one that the change does not touch."""
    if not words:
        return ()
    top = repository.worktree_root
    paths = work_tree.repository_paths(words, desk.root, top) if top is not None else tuple(words)
    known = {sheet.path for sheet in judgement.verdict.articles}
    for path in paths:
        if path not in known:
            raise UsageError(
                Text(f"{path} 不在本次变更之中", f"{path} is not part of the change"),
                Text("不带路径运行可看全部", "run it without a path to see all"),
            )
    return paths


def _only(judgement: Judgement, paths: Collection[str]) -> Judgement:
    sheets = tuple(sheet for sheet in judgement.verdict.articles if sheet.path in paths)
    return msgspec.structs.replace(judgement, verdict=msgspec.structs.replace(judgement.verdict, articles=sheets))


def _fit(sheet: Sheet) -> bool:
    return sheet.complete and not any(finding.blocks for finding in sheet.findings)


def _code(judgement: Judgement, paths: Collection[str]) -> int:
    if not paths:
        return 0 if judgement.verdict.outcome == "allowed" else 1
    return 0 if all(_fit(sheet) for sheet in judgement.verdict.articles if sheet.path in paths) else 1
