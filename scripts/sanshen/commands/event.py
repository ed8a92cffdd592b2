"""`sanshen event`: judge every pull request that a GitHub Actions event concerns, with the code and policy checked out.

Nothing in the payload is believed but numbers and commit ids, and those only to find pull requests: what is judged comes
from the forge's answers, so that a forged signal can at most have a pull request judged once more.
"""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from sanshen.commands.desk import Desk
from sanshen.model.errors import SanshenError, UndecidedError, UsageError
from sanshen.model.text import Text

if TYPE_CHECKING:
    from sanshen.commands.announce import Known
    from sanshen.evidence.wire import Pull
    from sanshen.repository import Repository

MOST_BYTES: Final = 32 * 1024 * 1024
_QUEUED: Final = re.compile(r"refs/heads/gh-readonly-queue/.+/pr-([0-9]{1,9})-[0-9a-f]{40}")
_SIGNAL: Final = re.compile(r"signal #([0-9]{1,9})")
_COMMIT: Final = re.compile(r"[0-9a-f]{40}")
_NUMBER: Final = re.compile(r"[0-9]{1,9}")


class _Tip(msgspec.Struct, frozen=True):
    sha: str = ""


class _Numbered(msgspec.Struct, frozen=True):
    number: int
    head: _Tip = _Tip()


class _Signal(msgspec.Struct, frozen=True):
    head_sha: str = ""
    display_title: str = ""


class _Queue(msgspec.Struct, frozen=True):
    head_ref: str
    head_sha: str


class Event(msgspec.Struct, frozen=True):
    """The parts of an event's payload that name pull requests; whatever an event lacks is None."""

    pull_request: _Numbered | None = None
    workflow_run: _Signal | None = None
    merge_group: _Queue | None = None
    inputs: dict[str, str | None] | None = None


class Wanted(msgspec.Struct, frozen=True):
    """Which pull requests an event is about: one by number, those with a head, or (neither) every open one.

    One that is open no more (closed, or into another branch now) leaves those that share its head: they are judged anew (T54).
    `queued`: the merge queue's own commit, which needs the verdict too.
    """

    number: int | None = None
    head: str | None = None
    queued: str | None = None

    def of(self, pulls: tuple[Pull, ...]) -> tuple[Pull, ...]:
        """The ones meant. A head that is nobody's (a comment's signal carries the default branch's) means all."""
        sharing = tuple(one for one in pulls if one.head.sha == self.head)
        if self.number is not None:
            return tuple(one for one in pulls if one.number == self.number) or sharing
        return sharing or pulls


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `event`."""
    parser.add_argument("--base", default="HEAD", metavar="REV", help="受保护分支的最新提交 / tip of the protected branch")
    parser.add_argument(
        "--unable",
        action="store_true",
        help="在每个合并请求上写明无法判定 / say on every pull request that nothing can be decided",
    )


def run(args: argparse.Namespace, desk: Desk) -> int:
    """Exit 0 where every pull request concerned has its verdict written, whatever it is; 3 where one has not."""
    from sanshen.commands.announce import Known, announce_unable, announce_unqueued
    from sanshen.commands.cache_folder import cache_folder
    from sanshen.evidence.forge import Forge
    from sanshen.evidence.github import open_pull_requests
    from sanshen.judging.github import access_of
    from sanshen.judging.office import load_office
    from sanshen.repository import Repository

    if args.unable:
        announce_unable(desk, UndecidedError(Text("不知道主线的最新提交", "the tip of the protected branch is not known")))
        return UndecidedError.exit_code
    wanted = wanted_of(read_event(desk))
    with Repository.open(desk.root, desk.env) as repository:
        base = repository.resolve(args.base)
        try:
            branch = load_office(repository, base, desk.env).policy.protected_branch
        except SanshenError as error:  # whatever was said before must not go on saying "allowed"
            announce_unable(desk, error)
            raise
        access = access_of(desk.env, desk.clock())
        with Forge(access, cache_folder(desk.env)) as forge:
            listed = open_pull_requests(forge, branch)
        pulls = wanted.of(listed)
        if not pulls and wanted.queued is not None:
            announce_unqueued(desk, access, wanted.queued)
            return UndecidedError.exit_code
        if not pulls:
            desk.say(Text("没有需要判定的合并请求", "no pull request to judge"))
        found = [
            _judged(desk, repository, base, one, Known(access, None if place else listed, wanted.queued, insists=True))
            for place, one in enumerate(pulls)
        ]
    return 0 if all(found) else UndecidedError.exit_code


def read_event(desk: Desk) -> Event:
    """The payload that GITHUB_EVENT_PATH names; UsageError where there is none or it is not one."""
    place = desk.env.get("GITHUB_EVENT_PATH", "")
    if not place:
        raise UsageError(
            Text("环境变量 GITHUB_EVENT_PATH 未设置", "GITHUB_EVENT_PATH is not set"),
            Text("此命令在 GitHub Actions 中运行；平时请用 sanshen gate", "this runs in GitHub Actions; use sanshen gate"),
        )
    with Path(place).open("rb") as file:
        data = file.read(MOST_BYTES + 1)
    try:
        return msgspec.json.decode(data if len(data) <= MOST_BYTES else b"", type=Event)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise UsageError(Text("事件文件无法读取", "the event's file cannot be read")) from None


def wanted_of(event: Event) -> Wanted:
    """Which pull requests the event is about."""
    if event.pull_request is not None:
        return Wanted(number=event.pull_request.number, head=event.pull_request.head.sha)
    if event.merge_group is not None:
        queued = _QUEUED.fullmatch(event.merge_group.head_ref)
        if queued is None or not _COMMIT.fullmatch(event.merge_group.head_sha):
            raise UndecidedError(Text("合并队列的事件无法辨认", "the merge queue's event cannot be understood"))
        return Wanted(number=int(queued[1]), queued=event.merge_group.head_sha)
    if event.workflow_run is not None:
        signal = _SIGNAL.fullmatch(event.workflow_run.display_title)
        return Wanted(number=int(signal[1])) if signal else Wanted(head=event.workflow_run.head_sha)
    number = (event.inputs or {}).get("number") or ""
    return Wanted(number=int(number)) if _NUMBER.fullmatch(number) else Wanted()


def _judged(desk: Desk, repository: Repository, base: str, pull: Pull, known: Known) -> bool:
    """Judge one pull request and write its verdict; False where that could not be done, and the reason is said."""
    from sanshen.commands.announce import announce_pull
    from sanshen.commands.names import names_of
    from sanshen.report.comment import headline

    try:
        judgement = announce_pull(desk, repository, base, pull.head.sha, pull.number, known)
    except SanshenError as error:
        desk.warn(Text(f"#{pull.number}：", f"#{pull.number}: ") + error.text)
        return False
    except Exception as error:  # said on its status by now; the others must not keep an old verdict because of this one
        if desk.env.get("SANSHEN_TRACE"):
            raise
        what = f"{type(error).__name__}: {error}"
        desk.warn(Text(f"#{pull.number}：内部故障：{what}", f"#{pull.number}: internal fault: {what}"))
        return False
    desk.say(f"#{pull.number} {headline(judgement.verdict, names_of(judgement.office))}")
    return True
