"""`sanshen remind` (催办): tell everybody who is waited for, by the ways that the policy names, no more often than it says."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from sanshen.commands import work_tree
from sanshen.commands.desk import Desk
from sanshen.commands.names import names_of
from sanshen.commands.open_changes import ground_of, read_board
from sanshen.commands.reminded import Reminded
from sanshen.model.errors import UndecidedError, UsageError
from sanshen.model.roster import Roster, noreply_account
from sanshen.model.text import Text
from sanshen.report.board_words import name_of
from sanshen.report.reminder import body, subject
from sanshen.repository import Repository
from sanshen.verdict.reminding import Reminder, Reminding, reminding

if TYPE_CHECKING:
    from sanshen.model.board import Board
    from sanshen.notifying.channel import Channel
    from sanshen.report.verdict_text import Names


class Told(msgspec.Struct, frozen=True):
    """What became of one reminder: the ways that took it, and why the others did not."""

    reminder: Reminder
    ways: tuple[str, ...]
    failures: tuple[Text, ...] = ()


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `remind`."""
    parser.add_argument("--dry-run", action="store_true", help="只打印，不发送 / print only")
    parser.add_argument("--base", metavar="REV", help="缺省为受保护分支 / default: the protected branch")
    parser.add_argument(
        "--state", type=Path, metavar="FILE", help="记着上次催办时间的文件，缺省在 .git 里 / remembers who was reminded when"
    )
    parser.add_argument("--format", choices=("text", "json"), default="text")


def run(args: argparse.Namespace, desk: Desk) -> int:
    """Exit 0 where everybody due was told (or nobody was); 3 where somebody could not be, or some change not be judged."""
    with Repository.open(desk.root, desk.env) as repository:
        base = repository.resolve(args.base) if args.base else work_tree.protected_tip(repository, repository.resolve("HEAD"))
        ground = ground_of(desk, repository, base)
        policy, roster = ground.office.policy, ground.office.roster
        if policy.reminders is None:
            raise UsageError(
                Text("审签口径没有启用催办（reminders）", "the policy has no `reminders`"),
                Text(
                    "在 reviews/policy.yml 中写一行 reminders: {by: [email], first: reminder, again: reminder}，经两名管理员签署；"
                    "谁在等谁，随时可用 sanshen status --all 看",
                    "add a line to reviews/policy.yml: reminders: {by: [email], first: reminder, again: reminder}; "
                    "who waits for whom is shown by sanshen status --all at any time",
                ),
            )
        channels = () if args.dry_run else _channels(policy.reminders.by, desk)
        place = (desk.root / args.state) if args.state is not None else repository.location.git_dir / "sanshen-reminded.json"
        with Reminded(place, writing=not args.dry_run) as reminded:
            board, office = read_board(desk, repository, base)
            names = names_of(office)
            found = reminding(board, policy, ground.calendar, reminded.times)
            told = tuple(_tell(one, channels, roster, names, board.at, reminded, desk) for one in found.reminders)
    if args.format == "json":
        desk.write(_json(_as_json(told, found, board, dry_run=args.dry_run, desk=desk)))
    else:
        desk.write("\n".join(_report(told, found, names, board, desk, dry_run=args.dry_run)) + "\n")
    return _exit_code(told, found, board, desk)


def _channels(ways: tuple[str, ...], desk: Desk) -> tuple[Channel, ...]:
    from sanshen.notifying.channel import open_channel

    return tuple(open_channel(way, desk.env) for way in dict.fromkeys(ways))  # type: ignore[arg-type]  # the policy's type says which


def _tell(
    reminder: Reminder,
    channels: tuple[Channel, ...],
    roster: Roster,
    names: Names,
    now: datetime,
    reminded: Reminded,
    desk: Desk,
) -> Told:
    """Try every way; one that takes it is enough to leave the person alone afterwards."""
    ways: list[str] = []
    failures: list[Text] = []
    for channel in channels:
        to = address_of(roster, reminder.person) if channel.way == "email" else ""
        if channel.way == "email" and not to:
            failures.append(Text("人员名册里没有可用的邮箱", "the roster has no usable address"))
            continue
        failure = channel.send(to, subject(reminder, desk.lang), body(reminder, names, now, desk.lang))
        if failure is None:
            ways.append(channel.way)
        else:
            failures.append(Text(f"{channel.way}：", f"{channel.way}: ") + failure)
    if ways:
        reminded.note(reminder.person, now)
    return Told(reminder, tuple(ways), tuple(failures))


def address_of(roster: Roster, person: str) -> str:
    """The first of a person's addresses that somebody reads: not one of GitHub's that take no mail; "" for none."""
    return next((one for one in roster.people[person].emails if not noreply_account(one)[1]), "")


def _report(
    told: tuple[Told, ...], found: Reminding, names: Names, board: Board, desk: Desk, *, dry_run: bool
) -> Iterator[str]:
    for one in told:
        name = names.people.get(one.reminder.person, one.reminder.person)
        if dry_run:
            yield Text(f"── 将发给 {name}（{one.reminder.person}）──", f"-- to {name} ({one.reminder.person}) --").to(desk.lang)
            yield subject(one.reminder, desk.lang)
            yield ""
            yield body(one.reminder, names, board.at, desk.lang)
        elif one.ways:
            listed = "、".join(one.ways)
            yield Text(f"已提醒 {name}（{listed}）：", f"reminded {name} ({listed}): ").to(desk.lang) + subject(
                one.reminder, desk.lang
            )
    if not told:
        yield Text("现在没有需要催办的人", "nobody is to be reminded now").to(desk.lang)
    if found.patient:
        yield Text(f"另有 {len(found.patient)} 人在等候期内，暂不催", f"{len(found.patient)} more are left alone for now").to(
            desk.lang
        )


def _exit_code(told: tuple[Told, ...], found: Reminding, board: Board, desk: Desk) -> int:
    """Say everything that went wrong, after all has been tried."""
    for one in told:
        for failure in one.failures:
            desk.warn(Text(f"{one.reminder.person}：", f"{one.reminder.person}: ") + failure)
    for unknown in found.unknown:
        desk.warn(unknown)
    for line in board.undecided:
        desk.warn(Text(f"{name_of(line)}：", f"{name_of(line)}: ") + line.problem)
    wrong = any(one.failures for one in told) or found.unknown or board.undecided
    return UndecidedError.exit_code if wrong else 0


def _json(made: dict[str, object]) -> str:
    text = json.dumps(made, ensure_ascii=False)
    return (text if text.isprintable() else json.dumps(made)) + "\n"


def _as_json(told: tuple[Told, ...], found: Reminding, board: Board, *, dry_run: bool, desk: Desk) -> dict[str, object]:
    return {
        "dry_run": dry_run,
        "reminded": [
            {
                "person": one.reminder.person,
                "ways": list(one.ways),
                "subject": subject(one.reminder, desk.lang),
                "to_sign": [errand.line.number or errand.line.branch for errand in one.reminder.errands if errand.waits],
                "to_mend": [errand.line.number or errand.line.branch for errand in one.reminder.errands if not errand.waits],
                "failures": [failure.to(desk.lang) for failure in one.failures],
            }
            for one in told
        ],
        "left_alone": list(found.patient),
        "unknown": [one.to(desk.lang) for one in found.unknown],
        "undecided": [line.number or line.branch for line in board.undecided],
    }
