"""`sanshen check --fix`: what is plainly a slip is shown as a difference and, where that is wanted, put right in the work tree."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from difflib import unified_diff
from typing import TYPE_CHECKING, Final

import msgspec

from sanshen.commands.atomic import claimed, replace
from sanshen.commands.check_run import Outcome, bench_of, in_order, run_on
from sanshen.commands.desk import Desk
from sanshen.commands.fixing import Plan, plans
from sanshen.model.finding import FixState
from sanshen.model.text import Lang, Text
from sanshen.report.inert import inert

if TYPE_CHECKING:
    from sanshen.commands.check_targets import Targets
    from sanshen.commands.file_sources import WorkTree


_LINES: Final = 8


class Fixed(msgspec.Struct, frozen=True):
    """The outcome of the files as they are at the end, and what became of every fix."""

    outcome: Outcome
    states: tuple[FixState, ...]


def fix(args: argparse.Namespace, desk: Desk, source: WorkTree, targets: Targets) -> Fixed:
    """Judge, show what would change, ask, write."""
    bench = bench_of(desk, source, source, targets, by_folder=True, pictures=args.pictures)
    before = run_on(bench, desk, targets)
    made = plans(bench, before.findings, reprints=args.reprints)
    changed = {one.path: one for one in made if one.fixed}
    show = desk.write if args.format == "text" else desk.err.write
    show("".join(line + "\n" for line in _report(made, desk.lang)))
    applied = bool(changed) and _wanted(args, desk)
    states = tuple(state for one in made for state in _states(one, applied=applied))
    if not applied:
        return Fixed(before, states)
    _write(source, tuple(changed.values()))
    if args.format == "text":
        desk.say(
            Text(f"已改 {len(changed)} 个文件；改过的信息须重新审签", f"{len(changed)} files changed; they must be signed anew")
        )
    rest = [finding for finding in before.findings if finding.path not in changed]
    rest += [finding for one in changed.values() for finding in one.findings]
    return Fixed(Outcome(in_order(rest), before.checked), states)


def _states(one: Plan, *, applied: bool) -> Iterator[FixState]:
    yield from (FixState(finding, made=applied) for finding in one.fixed)
    yield from one.left


def _write(source: WorkTree, made: Sequence[Plan]) -> None:
    """Every file or none: all are held, and found to be those that were judged, before the first is replaced."""
    with ExitStack() as stack:
        held = [
            (source.root / one.path, one.after, stack.enter_context(claimed(source.root / one.path, one.before)))
            for one in made
        ]
        for path, data, mode in held:
            replace(path, data, mode)


def _wanted(args: argparse.Namespace, desk: Desk) -> bool:
    """Whether to write: `--yes`, or a yes on the terminal. In a pipe nobody can be asked, so nothing is written."""
    keyboard = desk.keyboard
    if args.yes or args.dry_run or args.format != "text" or keyboard is None or not (keyboard.isatty() and desk.out.isatty()):
        return bool(args.yes)
    desk.write(Text("照此改动吗？[y/N] ", "make these changes? [y/N] ").to(desk.lang))
    desk.out.flush()
    return keyboard.readline().strip().casefold() in {"y", "yes", "是"}


def _report(made: Sequence[Plan], lang: Lang) -> Iterator[str]:
    for one in made:
        yield from difference(one)
    for one in made:
        yield from (text.to(lang) for text in _left(one))
    count, files = sum(len(one.fixed) for one in made), sum(bool(one.fixed) for one in made)
    what = Text(f"可以代为改正 {count} 处，{files} 个文件", f"{count} findings can be fixed, in {files} files")
    yield (what if count else Text("没有可以代为改正的地方", "there is nothing that can be fixed")).to(lang)


def _left(one: Plan) -> Iterator[Text]:
    """One line for each reason why something was left alone: a reprint may have hundreds of such places."""
    for why in dict.fromkeys(state.why for state in one.left):
        lines = list(dict.fromkeys(state.finding.place.line for state in one.left if state.why == why))
        count = sum(state.why == why for state in one.left)
        shown = ", ".join(map(str, lines[:_LINES])) + ("…" if len(lines) > _LINES else "")
        where = inert(one.path)
        yield Text(
            f"{where}：{count} 处未改（第 {shown} 行）：{why.zh}", f"{where}: {count} left alone (line {shown}): {why.en}"
        )


def difference(one: Plan) -> Iterator[str]:
    """What would change in one file, as a unified difference; harmless on a terminal, numbers masked."""
    before, after = (data.decode("utf-8").splitlines() for data in (one.before, one.after))
    for line in unified_diff(before, after, f"a/{one.path}", f"b/{one.path}", lineterm=""):
        yield inert(line)
