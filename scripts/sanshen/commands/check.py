"""`sanshen check`: content rules and dossier faults, over files, the index, or what a merge would bring."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Final, cast

from sanshen.commands import check_targets
from sanshen.commands.desk import Desk
from sanshen.commands.file_sources import WorkTree
from sanshen.model.errors import UsageError
from sanshen.model.text import Lang, Text

if TYPE_CHECKING:
    import argparse

    from sanshen.commands.check_run import Outcome
    from sanshen.commands.check_targets import Targets
    from sanshen.model.finding import FixState

FORMATS: Final = ("text", "json", "github", "sarif")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `check`."""
    parser.add_argument("paths", nargs="*", metavar="PATH", help="content/… reviews/…")
    parser.add_argument("--staged", action="store_true", help="git index")
    parser.add_argument("--base", metavar="REV")
    parser.add_argument("--head", metavar="REV")
    parser.add_argument("--all", action="store_true", help="content/ reviews/")
    parser.add_argument("--pictures", action="store_true", help="读出图片里的文字 / read the words in pictures")
    parser.add_argument("--format", choices=FORMATS, default="text")
    parser.add_argument(
        "--fix", action="store_true", help="列出可以代为改正的差异，确认后改 / show what can be put right, ask, then do it"
    )
    parser.add_argument("--yes", action="store_true", help="不询问，直接改 / --fix without asking")
    parser.add_argument("--dry-run", action="store_true", help="只列差异，不改 / --fix without changing anything")
    parser.add_argument("--reprints", action="store_true", help="转载也改 / --fix reprints too")


def paths_alone(words: Sequence[str], lang: Lang) -> argparse.Namespace | None:
    """What the options are where only paths are named, as in most runs: making a parser to learn that takes longer than judging."""
    if any(word.startswith("-") for word in words):
        return None
    flags = ("staged", "all", "pictures", "fix", "yes", "dry_run", "reprints")
    known: dict[str, object] = {"lang": lang, "paths": list(words), "base": None, "head": None, "format": "text"}
    return cast("argparse.Namespace", SimpleNamespace(**known, **dict.fromkeys(flags, False)))


def site_root(start: Path) -> Path:
    """The folder that holds `reviews/policy.yml`: `start` or the nearest one above it; `start` itself where there is none."""
    start = Path(os.path.abspath(start))  # noqa: PTH100  # resolve() would follow links
    for folder in (start, *start.parents):
        if (folder / "reviews" / "policy.yml").is_file():
            return folder
    return start


def _relative(words: Sequence[str], where: Path, root: Path) -> tuple[str, ...]:
    """Repository paths of what was named on the command line; raises UsageError for what lies outside."""
    found = []
    for word in words:
        absolute = Path(os.path.normpath(where / word))
        if not absolute.is_relative_to(root):
            raise UsageError(
                Text(f"{word} 不在本仓库内", f"{word} lies outside the repository"),
                Text(f"仓库在 {root}", f"the repository is {root}"),
            )
        found.append("" if absolute == root else absolute.relative_to(root).as_posix())
    return tuple(found)


def _fix_modes(args: argparse.Namespace) -> None:
    if (args.yes or args.dry_run or args.reprints) and not args.fix:
        raise UsageError(Text("--yes、--dry-run、--reprints 须与 --fix 同用", "--yes, --dry-run, --reprints go with --fix"))
    if args.yes and args.dry_run:
        raise UsageError(Text("--yes 与 --dry-run 不能同用", "--yes and --dry-run exclude each other"))
    if args.fix and (args.staged or args.base or args.head):
        raise UsageError(
            Text("--fix 只改磁盘上的文件，不能与 --staged、--base、--head 同用", "--fix changes files on disk only"),
            Text("改好后再 git add", "fix them, then git add"),
        )


def _modes(args: argparse.Namespace) -> None:
    _fix_modes(args)
    if args.staged and (args.base or args.head):
        raise UsageError(Text("--staged 与 --base/--head 不能同用", "--staged and --base/--head exclude each other"))
    if bool(args.base) != bool(args.head):
        raise UsageError(Text("--base 与 --head 须同时给出", "--base and --head go together"))
    if args.all and args.paths:
        raise UsageError(Text("--all 与路径不能同用", "--all and paths exclude each other"))


def _on_disk(args: argparse.Namespace, desk: Desk) -> tuple[WorkTree, Targets]:
    where = Path(os.path.abspath(desk.root))  # noqa: PTH100
    root = site_root(where)
    source = WorkTree(root)
    if args.paths:
        return source, check_targets.named(source, _relative(args.paths, where, root))
    return source, check_targets.everything(source)


def _outcome(args: argparse.Namespace, desk: Desk) -> Outcome:
    if args.staged or args.base:
        from sanshen.commands.check_git import merge_outcome, staged_outcome

        return staged_outcome(args, desk) if args.staged else merge_outcome(args, desk)
    from sanshen.commands.check_run import run_check

    source, targets = _on_disk(args, desk)
    return run_check(desk, source, source, targets, by_folder=True, pictures=args.pictures)


def render(outcome: Outcome, style: str, desk: Desk, fixes: Sequence[FixState] | None = None) -> str:
    """The report in the format asked for; `fixes`: what became of them, where `--fix` was asked for."""
    if style == "json":
        from sanshen.report import json_report

        return json_report.render(outcome.findings, outcome.checked, desk.lang, fixes)
    if style == "github":
        from sanshen.report import github

        return github.render(outcome.findings, outcome.checked, desk.lang)
    if style == "sarif":
        from sanshen.report import sarif
        from sanshen.rules import CATALOGUE

        titles = {rule.id: rule.title for rule in CATALOGUE.values()}
        return sarif.render(outcome.findings, outcome.checked, desk.lang, titles)
    from sanshen.report import text

    return text.render(outcome.findings, outcome.checked, desk.lang)


def run(args: argparse.Namespace, desk: Desk) -> int:
    """Report every finding; 1 where an unwaived error is among them."""
    _modes(args)
    fixes: Sequence[FixState] | None = None
    if args.fix:
        from sanshen.commands.check_fix import fix

        fixed = fix(args, desk, *_on_disk(args, desk))
        outcome, fixes = fixed.outcome, fixed.states
    else:
        outcome = _outcome(args, desk)
    desk.write(render(outcome, args.format, desk, fixes))
    return 1 if any(finding.blocks for finding in outcome.findings) else 0
