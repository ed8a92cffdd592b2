"""`sanshen gate`: the verdict on a change (§6)."""

from __future__ import annotations

import argparse
from zoneinfo import ZoneInfo

from sanshen.commands.desk import Desk
from sanshen.commands.judge import judge_pull, judge_ssh
from sanshen.judging.judge import Judgement
from sanshen.judging.office import Office
from sanshen.model.errors import UsageError
from sanshen.model.text import Text
from sanshen.report.verdict_text import Names
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
    if args.pr is not None and not args.dry_run:
        raise UsageError(
            Text(
                "--pr 目前只支持 --dry-run：向 GitHub 写状态与评论尚未提供",
                "--pr needs --dry-run: writing to GitHub is not there yet",
            ),
            Text("请加上 --dry-run", "add --dry-run"),
        )
    with Repository.open(desk.root, desk.env) as repository:
        base, head = repository.resolve(args.base), repository.resolve(args.head)
        judgement = (
            judge_ssh(desk, repository, base, head) if args.pr is None else judge_pull(desk, repository, base, head, args.pr)
        )
    desk.write(report(judgement, args.format, desk))
    return 0 if judgement.verdict.outcome == "allowed" else 1


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


def names_of(office: Office) -> Names:
    """How the office calls stages, grades, roles and people."""
    policy, roster = office.policy, office.roster
    seats = {key: seat.name for key, seat in policy.control_plane.seats.items()}
    return Names(
        stages={**seats, **{key: stage.name for key, stage in policy.stages.items()}},
        grades={key: grade.name for key, grade in policy.grades.items()},
        roles=policy.roles,
        people={key: one.name for key, one in roster.people.items()},
        zone=ZoneInfo(policy.time_zone),
    )
