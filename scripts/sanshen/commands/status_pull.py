"""`sanshen status --pr N`: the sheet of one pull request, by its evidence on the forge; nothing is written anywhere."""

from __future__ import annotations

import argparse
import json

from sanshen.commands.cache_folder import cache_folder
from sanshen.commands.desk import Desk
from sanshen.commands.judge import hear_pull
from sanshen.commands.names import names_of
from sanshen.commands.open_changes import ground_of, subject_of
from sanshen.commands.status import code_of, named_articles, only, text_of
from sanshen.evidence.forge import Forge
from sanshen.evidence.github import open_pull_requests
from sanshen.evidence.wire import Pull
from sanshen.judging.board import line_of
from sanshen.judging.github import open_forge
from sanshen.model.board import Board
from sanshen.model.errors import UndecidedError, UsageError
from sanshen.model.text import Text
from sanshen.report.board_json import change_object
from sanshen.report.board_text import paragraph
from sanshen.report.verdict_json import as_object
from sanshen.repository import Repository


def show_pull(args: argparse.Namespace, desk: Desk, repository: Repository, base: str) -> int:
    """Print what the gate would say now, whose turn it is and since when. 0 and 1 as the gate; 3 where it cannot be known."""
    ground = ground_of(desk, repository, base)
    with open_forge(desk.env, ground.now, cache_folder(desk.env)) as forge:
        listed = open_pull_requests(forge, ground.office.policy.protected_branch)
        pull = next((one for one in listed if one.number == args.pr), None)
        if pull is None:
            raise _not_open(forge, args.pr, ground.office.policy.protected_branch)
        if not repository.obtain(pull.head.sha):
            raise UndecidedError(Text(f"取不到提交 {pull.head.sha}", f"commit {pull.head.sha} cannot be had"))
        hearing = hear_pull(desk, repository, forge, base, pull.head.sha, args.pr, thrifty=True, listed=listed, words="never")
    judgement = hearing.judgement
    line = line_of(repository, judgement, subject_of(pull, ground, hearing.pull.opened), ground.calendar, ground.now)
    named = named_articles(args.paths, desk, repository, judgement)
    if args.format == "json":
        made = {**as_object(only(judgement, named).verdict, desk.lang), "pull": change_object(line, desk.lang)}
        text = json.dumps(made, ensure_ascii=False)
        desk.write((text if text.isprintable() else json.dumps(made)) + "\n")
    else:
        board = Board(ground.now, base, forge=True, lines=(line,))
        desk.write("\n".join(paragraph(line, board, names_of(judgement.office), desk.lang)) + "\n\n")
        desk.write(text_of(judgement, named, desk))
    return code_of(judgement, named)


def _not_open(forge: Forge, number: int, branch: str) -> UsageError:
    """Why there is no sheet: merged, closed, or into another branch. UndecidedError where the forge does not have it."""
    pull = forge.one(f"/pulls/{number}", Pull)
    if pull.base.ref != branch:
        why = Text(f"的目标分支不是受保护分支 {branch}", f" is not into the protected branch {branch}")
    else:
        why = Text("已合并", " is merged") if pull.merged else Text("已关闭", " is closed")
    return UsageError(
        Text(f"合并请求 #{number} ", f"pull request #{number}") + why,
        Text(
            "在办的看 sanshen status --all；已发布的看 sanshen verify", "open: sanshen status --all; published: sanshen verify"
        ),
    )
