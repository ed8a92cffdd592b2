"""`sanshen gate`: the verdict on a change (§6)."""

from __future__ import annotations

import argparse

from sanshen.commands.desk import Desk
from sanshen.commands.judge import judge_pull, judge_ssh
from sanshen.commands.names import names_of
from sanshen.judging.judge import Judgement
from sanshen.model.text import Text
from sanshen.repository import Repository

FORMATS = ("text", "json", "github", "sarif")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the contract."""
    parser.add_argument("--base", required=True, metavar="REV", help="受保护分支的最新提交 / tip of the protected branch")
    parser.add_argument("--head", required=True, metavar="REV", help="待合并的提交 / the commit to be merged")
    parser.add_argument(
        "--pr", type=int, metavar="N", help="合并请求编号：签署取自 GitHub / pull request: evidence from GitHub"
    )
    parser.add_argument("--dry-run", action="store_true", help="只打印，不向 GitHub 写入 / print only")
    parser.add_argument("--format", choices=FORMATS, default="text")


def run(args: argparse.Namespace, desk: Desk) -> int:
    """Judge and print. 0 allowed, 1 blocked; errors carry 2 and 3."""
    with Repository.open(desk.root, desk.env) as repository:
        base, head = repository.resolve(args.base), repository.resolve(args.head)
        judgement = _judgement(desk, repository, base, head, args)
    desk.write(report(judgement, args.format, desk))
    if args.format in {"github", "sarif"}:  # these hold findings only: people must be told what else is missing
        for reason in judgement.verdict.reasons:
            desk.warn(Text("不能合并：", "blocked: ") + reason)
    return 0 if judgement.verdict.outcome == "allowed" else 1


def _judgement(desk: Desk, repository: Repository, base: str, head: str, args: argparse.Namespace) -> Judgement:
    if args.pr is None:
        return judge_ssh(desk, repository, base, head)
    if args.dry_run:
        return judge_pull(desk, repository, base, head, args.pr)
    from sanshen.commands.announce import announce_pull

    return announce_pull(desk, repository, base, head, args.pr)


def report(judgement: Judgement, format_: str, desk: Desk) -> str:
    """The judgement in one of the formats. GitHub annotations and SARIF hold the findings; the exit code tells the rest."""
    verdict = judgement.verdict
    findings = [finding for sheet in verdict.articles for finding in sheet.findings] + list(verdict.findings)
    if format_ == "json":
        from sanshen.report import verdict_json

        return verdict_json.render(verdict, desk.lang)
    if format_ == "github":
        from sanshen.report import github

        return github.render(findings, len(verdict.articles), desk.lang)
    if format_ == "sarif":
        from sanshen.report import sarif
        from sanshen.rules import CATALOGUE

        titles = {rule.id: rule.title for rule in CATALOGUE.values()}
        return sarif.render(findings, len(verdict.articles), desk.lang, titles)
    from sanshen.report import verdict_text

    return verdict_text.render(verdict, names_of(judgement.office), desk.lang)
