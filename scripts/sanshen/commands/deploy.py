"""`sanshen deploy`: put the built site where readers get it, or go back to the one before, in one step either way."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sanshen.commands.desk import Desk
from sanshen.commands.site_folder import SITE, site_folder
from sanshen.model.errors import UsageError
from sanshen.model.text import Text

if TYPE_CHECKING:
    from sanshen.deploying.grounds import Grounds
    from sanshen.deploying.release import Release
    from sanshen.deploying.target import Target

CONFIG_VARIABLE: Final = "SANSHEN_SSH_CONFIG"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `deploy`."""
    parser.add_argument(
        "target", nargs="?", metavar="TARGET", help="目录、用户@主机:/目录 或 ssh://… / a folder, user@host:/dir or ssh://…"
    )
    source = parser.add_mutually_exclusive_group()
    source.add_argument("--site-dir", type=Path, metavar="DIR", help=f"构建好的网站（{SITE}）/ the built site")
    source.add_argument("--archive", type=Path, metavar="FILE", help="build --archive 写的归档 / an archive of a site")
    parser.add_argument("--rev", default="HEAD", help="主线现在的版本 / the protected branch as it is now (HEAD)")
    parser.add_argument(
        "--internal", action="store_true", help="内网目标，上线内部版 / an intranet target for the internal site"
    )
    parser.add_argument("--keep", type=int, default=5, metavar="N", help="保留几个旧版（5）/ how many old releases are kept")
    parser.add_argument("--ssh-config", type=Path, metavar="FILE", help=f"ssh -F 所用，默认取 {CONFIG_VARIABLE} / for ssh -F")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--rollback", action="store_true", help="退回旧版，凭台账 / go back, by a ledger entry")
    what.add_argument("--check", action="store_true", help="核对线上每个文件 / compare every file that is up")
    what.add_argument("--pages", action="store_true", help="交给 GitHub Pages 之前核对 / checks before GitHub Pages takes it")
    parser.add_argument("--to", type=int, metavar="N", help="退回哪个上线编号 / which release to go back to (--rollback)")
    parser.add_argument("--why", default="", metavar="TEXT", help="回退原因，写入台账 / the reason, for the ledger")
    parser.add_argument("--by", default="", metavar="PERSON", help="登记人，默认由 Git 邮箱认出 / default: by the Git e-mail")
    parser.add_argument("--again", action="store_true", help="回退过的网站仍要上线 / put up a site that was rolled back")
    parser.add_argument("--repair", action="store_true", help="线上被动过，用这一份覆盖 / over a site that was tampered with")
    parser.add_argument("--format", choices=("text", "json"), default="text")


def run(args: argparse.Namespace, desk: Desk) -> int:
    """Exit 0 where the wanted site is up (or passes), 1 where it may not go up, 3 where the target failed."""
    _require_fitting(args)
    from sanshen.commands.deploy_grounds import footing_of, grounds_of, require_known
    from sanshen.commands.deploy_report import say_checked, say_deployed, say_pages
    from sanshen.deploying.deployment import Wishes, deploy, survey
    from sanshen.repository import Repository

    target = _target(args, desk)  # first of all: a target that names no place is a slip of the pen
    with Repository.open(desk.root, desk.env) as repository:
        footing = footing_of(repository, repository.resolve(args.rev), desk.clock())
        grounds = grounds_of(repository, footing)
        if args.rollback:
            from sanshen.commands.deploy_rollback import roll_back

            return roll_back(args, desk, repository, target, footing, grounds)
        if args.check:
            standing, live = survey(target, grounds)
            return say_checked(args, desk, standing, live)
        with _source(args, desk, grounds) as (folder, release):
            require_known(repository, footing, release)
            if args.pages:
                return say_pages(args, desk, folder, release, grounds)
            wishes = Wishes(internal=args.internal, keep=args.keep, again=args.again, repair=args.repair)
            with _interruption_told(desk):
                done = deploy(target, folder, release, grounds, wishes, desk.clock())
            return say_deployed(args, desk, done, release)


@contextmanager
def _interruption_told(desk: Desk) -> Iterator[None]:
    """Whoever presses Ctrl-C wants to know what readers get now."""
    try:
        yield
    except KeyboardInterrupt:
        desk.warn(
            Text(
                "线上是完整的旧版或新版；是哪一版，运行 sanshen deploy 目标 --check",
                "the old site or the new one is up, whole; sanshen deploy TARGET --check says which",
            )
        )
        raise


def _require_fitting(args: argparse.Namespace) -> None:
    """Refuse options that do not go together."""
    faults = (
        (args.pages and bool(args.target), Text("--pages 不写目标", "--pages takes no target")),
        (not args.pages and not args.target, Text("没有写目标", "no target is given")),
        (args.pages and args.internal, Text("内部版不上 GitHub Pages", "the internal site never goes to GitHub Pages")),
        ((args.rollback or args.check) and bool(args.site_dir or args.archive), Text("不需要网站文件", "no site is needed for that")),
        (args.rollback and not args.why.strip(), Text("回退要写原因", "a rollback needs its reason")),
        (not args.rollback and bool(args.to or args.why or args.by), Text("--to、--why、--by 只用于回退", "--to, --why and --by are for --rollback")),
        (args.keep < 0, Text("--keep 不能小于 0", "--keep cannot be below 0")),
    )  # fmt: skip
    for wrong, what in faults:
        if wrong:
            raise UsageError(what, Text("请看 sanshen deploy --help", "see sanshen deploy --help"))


def _target(args: argparse.Namespace, desk: Desk) -> Target:
    from sanshen.deploying.shell import Shell, read_place
    from sanshen.deploying.target import Target

    named = args.ssh_config or desk.env.get(CONFIG_VARIABLE)
    config = str(desk.root / named) if named else ""
    # GitHub Pages takes the site from this machine: nothing is asked of a target then.
    place = read_place("." if args.pages else args.target, str(desk.root.resolve()))
    return Target(Shell(place, desk.env, config))


@contextmanager
def _source(args: argparse.Namespace, desk: Desk, grounds: Grounds) -> Iterator[tuple[Path, Release]]:
    """The site as a folder, every byte of it checked; an archive is unpacked for as long as it is needed."""
    from sanshen.deploying.archive import unpack
    from sanshen.deploying.folder import verified

    if args.archive is None:
        folder = site_folder(args, desk.root)
        yield folder, verified(folder, grounds.keys)
        return
    with tempfile.TemporaryDirectory(prefix="sanshen-") as room:
        folder = Path(room)
        yield folder, unpack(desk.root / args.archive, folder, grounds.keys)
