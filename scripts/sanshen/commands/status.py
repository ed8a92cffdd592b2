"""`sanshen status`: the sheets of this branch or of a pull request, and the board of all that waits (§6). Writes nothing."""

from __future__ import annotations

import argparse
from collections.abc import Collection, Sequence
from pathlib import Path

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
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--pr", type=int, metavar="N", help="合并请求的审签单，签署取自 GitHub / a pull request's sheet")
    what.add_argument(
        "--mine",
        metavar="LOGIN",
        help="轮到此人签的、其提交的、被退回的；登录名、姓名或编号 / what waits for them, or they handed in; login, name or id",
    )
    what.add_argument("--all", action="store_true", help="审签看板：所有在办的 / the board: everything that is open")
    parser.add_argument("--base", metavar="REV", help="缺省为受保护分支 / default: the protected branch")
    parser.add_argument("--head", metavar="REV", help="缺省为 HEAD / default: HEAD")
    parser.add_argument("--format", choices=("text", "json", "html"), default="text")
    parser.add_argument(
        "--out", type=Path, metavar="FILE", help="看板网页写到哪里 / where the board's page goes (--format html)"
    )


def run(args: argparse.Namespace, desk: Desk) -> int:
    """Print the sheets: 0 where the change (or every named article's sheet) is complete, else 1, as `gate`.

    The board: 0, or 3 where some change on it could not be judged.
    """
    _require_fitting(args)
    with Repository.open(desk.root, desk.env) as repository:
        if args.mine is not None or args.all:
            from sanshen.commands.status_board import show_board

            return show_board(args, desk, repository, _base(args, repository))
        if args.pr is not None:
            from sanshen.commands.status_pull import show_pull

            return show_pull(args, desk, repository, _base(args, repository))
        return _branch(args, desk, repository)


def _require_fitting(args: argparse.Namespace) -> None:
    """Refuse options that do not go together."""
    board = args.all or args.mine is not None
    if board and args.paths:
        raise UsageError(Text("看板不接受路径", "the board takes no paths"), Text("去掉路径", "leave the paths out"))
    if args.head is not None and (board or args.pr is not None):
        raise UsageError(Text("--head 只用于本机分支", "--head is for a local branch"), Text("去掉 --head", "leave --head out"))
    if args.format == "html" and not args.all:
        raise UsageError(Text("网页只有看板一种", "only the board has a page"), Text("加上 --all", "add --all"))
    if args.out is not None and args.format != "html":
        raise UsageError(Text("--out 与 --format html 一起用", "--out goes with --format html"), Text("加上 --format html", "add it"))  # fmt: skip


def _base(args: argparse.Namespace, repository: Repository) -> str:
    return repository.resolve(args.base) if args.base else work_tree.protected_tip(repository, repository.resolve("HEAD"))


def _branch(args: argparse.Namespace, desk: Desk, repository: Repository) -> int:
    """The sheets of a local branch against the protected one, uncommitted statements included."""
    head = repository.resolve(args.head or "HEAD")
    base = repository.resolve(args.base) if args.base else work_tree.protected_tip(repository, head)
    extra = _uncommitted(repository, base, head) if args.head is None else ()
    judgement = judge_ssh(desk, repository, base, head, extra_statements=extra, words="never")
    judgement, named = _with_published(args.paths, desk, repository, base, judgement)
    if args.format == "json":
        desk.write(report(only(judgement, named), "json", desk))
    else:
        desk.write(text_of(judgement, named, desk))
    return code_of(judgement, named)


def _with_published(
    words: Sequence[str], desk: Desk, repository: Repository, base: str, judgement: Judgement
) -> tuple[Judgement, tuple[str, ...]]:
    """The named articles, and the judgement with the recorded sheets of those that the change does not touch."""
    paths = repository_paths(words, desk, repository)
    touched = {sheet.path for sheet in judgement.verdict.articles}
    others = [path for path in paths if path not in touched]
    if not others:
        return judgement, paths
    from sanshen.commands.status_published import published_sheets

    sheets = (*judgement.verdict.articles, *published_sheets(repository, base, judgement.office.policy, others))
    return msgspec.structs.replace(judgement, verdict=msgspec.structs.replace(judgement.verdict, articles=sheets)), paths


def repository_paths(words: Sequence[str], desk: Desk, repository: Repository) -> tuple[str, ...]:
    """What was named on the command line, as repository paths."""
    top = repository.worktree_root
    return work_tree.repository_paths(words, desk.root, top) if top is not None else tuple(words)


def text_of(judgement: Judgement, named: Collection[str], desk: Desk) -> str:
    """The verdict with all sheets, or the named articles' sheets alone."""
    if not named:
        return report(judgement, "text", desk)
    from sanshen.report.verdict_text import sheets_text

    return sheets_text(judgement.verdict, names_of(judgement.office), desk.lang, named)


def _uncommitted(repository: Repository, base: str, head: str) -> Sequence[SignedStatement]:
    top = repository.worktree_root
    if top is None:
        return ()
    changed = [one.path for one in repository.changes(base, head)]
    return work_tree.uncommitted_statements(repository, top, head, changed)


def named_articles(words: Sequence[str], desk: Desk, repository: Repository, judgement: Judgement) -> tuple[str, ...]:
    """The named articles as repository paths; UsageError for one that the change does not touch."""
    paths = repository_paths(words, desk, repository)
    known = {sheet.path for sheet in judgement.verdict.articles}
    for path in paths:
        if path not in known:
            raise UsageError(
                Text(f"{path} 不在本次变更之中", f"{path} is not part of the change"),
                Text("不带路径运行可看全部", "run it without a path to see all"),
            )
    return paths


def only(judgement: Judgement, paths: Collection[str]) -> Judgement:
    """The judgement with the sheets of these articles alone; whole where none is named."""
    if not paths:
        return judgement
    sheets = tuple(sheet for sheet in judgement.verdict.articles if sheet.path in paths)
    return msgspec.structs.replace(judgement, verdict=msgspec.structs.replace(judgement.verdict, articles=sheets))


def _fit(sheet: Sheet) -> bool:
    return sheet.complete and not any(finding.blocks for finding in sheet.findings)


def code_of(judgement: Judgement, paths: Collection[str]) -> int:
    """0 where the change (or every named article's sheet) is complete, else 1."""
    if not paths:
        return 0 if judgement.verdict.outcome == "allowed" else 1
    return 0 if all(_fit(sheet) for sheet in judgement.verdict.articles if sheet.path in paths) else 1
