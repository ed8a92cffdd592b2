"""`sanshen record`: judge a step of the protected branch once more and write its signed record (contract §5.4, §6)."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from sanshen.commands.alarm import alarm
from sanshen.commands.desk import Desk
from sanshen.commands.recorder import Recorder, Refused
from sanshen.model.errors import BlockedError, UsageError
from sanshen.model.text import Text
from sanshen.records.record import file_path
from sanshen.records.writer import Written
from sanshen.repository import Repository

KEY_VARIABLE = "SANSHEN_PIPELINE_KEY"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `record`."""
    parser.add_argument("--base", help="合并前的主线提交；不写则依次补写全部缺失的记录 / the tip before (default: all missing)")
    parser.add_argument("--head", help="合并后的主线提交 / the tip after")
    parser.add_argument(
        "--key", type=Path, metavar="FILE", help=f"发布私钥，默认取环境变量 {KEY_VARIABLE} / the pipeline's private key"
    )
    parser.add_argument(
        "--alarm", action="store_true", help="有一步不予记录时在 GitHub 上开警报议题 / raise an alarm issue for a refused step"
    )
    parser.add_argument("--format", choices=("text", "json"), default="text")


def run(args: argparse.Namespace, desk: Desk) -> int:
    """Exit 0 where every step asked for has its record now, 1 where one is refused."""
    if (args.base is None) != (args.head is None):
        raise UsageError(
            Text("--base 与 --head 要么都写，要么都不写", "give both --base and --head, or neither"),
            Text("都不写时依次补写全部缺失的记录", "without them all missing records are written in order"),
        )
    with Repository.open(desk.root, desk.env) as repository:
        try:
            done, refused = Recorder(repository, desk, _key(args, desk)).run(args.base, args.head)
        except BlockedError as error:
            if args.alarm:
                alarm(desk, repository.resolve(args.head or "HEAD"), (error.text,))
            raise
    _report(args, desk, done, refused)
    if args.alarm and refused is not None:
        alarm(desk, refused.first, refused.reasons)
    return 1 if refused is not None else 0


def _key(args: argparse.Namespace, desk: Desk) -> Path:
    named = args.key or desk.env.get(KEY_VARIABLE)
    if not named:
        raise UsageError(
            Text("没有发布密钥", "no pipeline key"),
            Text(f"请用 --key FILE 或环境变量 {KEY_VARIABLE} 指明", f"give --key FILE or set {KEY_VARIABLE}"),
        )
    key = Path(named)
    return key if key.is_absolute() else desk.root / key


def _report(args: argparse.Namespace, desk: Desk, done: list[Written], refused: Refused | None) -> None:
    if args.format == "json":
        desk.say(json.dumps(_as_json(desk, done, refused), ensure_ascii=False))
        return
    for one in done:
        span = f"{one.record.before[:12]}..{one.record.after[:12]}"
        number = one.record.number
        if one.added:
            desk.say(Text(f"已写入审签记录 {number:06d}（{span}）：{one.path}", f"recorded {number:06d} ({span}): {one.path}"))
        else:
            desk.say(Text(f"{span} 已有审签记录 {number:06d}，未重复写入", f"{span} has record {number:06d} already"))
    if refused is not None:
        span = f"{refused.before[:12]}..{refused.after[:12]}"
        desk.say(Text(f"{span} 不予记录：", f"{span} gets no record:"))
        for reason in refused.reasons:
            desk.say(f"  {reason.to(desk.lang)}")
    elif not done:
        desk.say(Text("没有缺失的审签记录", "no record is missing"))


def _as_json(desk: Desk, done: list[Written], refused: Refused | None) -> dict[str, object]:
    newest = done[-1] if done else None
    return {
        "allowed": refused is None,
        "recorded": newest is not None and refused is None,
        "added": sum(one.added for one in done),
        "number": newest.record.number if newest is not None else None,
        "path": file_path(newest.record) if newest is not None else None,
        "records": [
            {
                "number": one.record.number,
                "path": one.path,
                "before": one.record.before,
                "after": one.record.after,
                "published": one.record.published.isoformat().replace("+00:00", "Z"),
                "added": one.added,
            }
            for one in done
        ],
        "refused": None if refused is None else {"before": refused.before, "after": refused.after},
        "reasons": [reason.to(desk.lang) for reason in refused.reasons] if refused is not None else [],
    }
