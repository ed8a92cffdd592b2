"""Every change that waits to be merged, judged one by one: open pull requests, or without a forge branches ahead of main.

The list is read once for all, and each pull request at the price of its own four lists; one that cannot be judged is shown
as undecided and keeps no other from being shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final, TypeVar
from urllib.parse import urlsplit

import msgspec

from sanshen.commands.cache_folder import cache_folder
from sanshen.commands.desk import Desk
from sanshen.judging.board import Subject, line_of, unjudged_line
from sanshen.judging.content import rule_book
from sanshen.judging.office import Office, load_office
from sanshen.judging.remarks import kept_out
from sanshen.model.board import Board, Line
from sanshen.model.calendar import Calendar
from sanshen.model.errors import BlockedError, SanshenError, UndecidedError
from sanshen.model.mask import STARS
from sanshen.model.text import Text
from sanshen.reading.office import read_calendar
from sanshen.records.spans import finished_spans
from sanshen.repository import Repository
from sanshen.verdict.turn_times import paces_of_stages, paces_of_units

if TYPE_CHECKING:
    from sanshen.evidence.forge import Forge
    from sanshen.evidence.wire import Pull
    from sanshen.judging.judge import Judgement

T = TypeVar("T")

CALENDAR: Final = "reviews/calendar.yml"
PATIENCE: Final = 6.0
"""Seconds of the run's waiting that one pull request may use up."""
MOST_BRANCHES: Final = 100
_RECORDS: Final = "sanshen-records"
_LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})


class Ground(msgspec.Struct, frozen=True):
    """What all changes of one board are judged by."""

    base: str
    office: Office
    calendar: Calendar
    now: datetime


class Heard(msgspec.Struct, frozen=True):
    """The judgement of one pull request by itself, and since when it lies before people."""

    judgement: Judgement
    opened: datetime | None


def has_forge(env: Mapping[str, str]) -> bool:
    """Whether the environment names a forge; where it does so by halves, using it says what is missing."""
    return bool(env.get("GITHUB_REPOSITORY") or env.get("GITHUB_TOKEN"))


def ground_of(desk: Desk, repository: Repository, base: str) -> Ground:
    """The office and the calendar of `base`, and the time now."""
    office = load_office(repository, base, desk.env)
    calendar, _ = read_calendar(repository.read_path(base, CALENDAR))
    return Ground(base, office, calendar, desk.clock())


def read_board(desk: Desk, repository: Repository, base: str) -> tuple[Board, Office]:
    """The whole board. Raises UndecidedError where the forge does not even list what is open."""
    ground = ground_of(desk, repository, base)
    forge = has_forge(desk.env)
    lines = _pulls(desk, repository, ground) if forge else _branches(desk, repository, ground)
    policy, roster = ground.office.policy, ground.office.roster
    finished = finished_spans(repository, policy, base)
    stages = (*policy.stages, *policy.control_plane.seats)
    board = Board(
        at=ground.now,
        base=base,
        forge=forge,
        lines=tuple(sorted(lines, key=_urgency)),
        stages=paces_of_stages(finished, lines, ground.now, stages),
        units=paces_of_units(finished, lines, ground.now, tuple(roster.units)),
    )
    return board, ground.office


def _urgency(line: Line) -> tuple[bool, bool, bool, float, int, str]:
    """Overdue ones first, then what nobody could judge, then by how long they wait; what waits for nobody comes last."""
    idle = line.standing in {"draft", "allowed"}
    since = line.since.timestamp() if line.since is not None else 0.0
    return not line.overdue, line.standing != "undecided", idle, since, line.number, line.branch


def subject_of(pull: Pull, ground: Ground, opened: datetime | None = None) -> Subject:
    """What is known of a pull request before it is judged."""
    from sanshen.evidence.accounts import holder_of

    return Subject(
        number=pull.number,
        branch=pull.head.ref,
        title=_fit_title(pull.title, ground),
        opened=opened or pull.created_at,
        head=pull.head.sha,
        author=holder_of(pull.user, ground.office.roster).person or "",
        login=pull.user.login if pull.user is not None else "",
        address=_safe(pull.html_url),
        draft=pull.draft,
    )


def _fit_title(title: str, ground: Ground) -> str:
    """A title, which is somebody's own words, or only the rules by which it may be copied nowhere."""
    rules = kept_out(title, rule_book(ground.office, ground.now))
    return f"{STARS} {' '.join(rules)}" if rules else title


def _safe(address: str) -> str:
    """The forge's own page of the pull request, where it is an address that people may be sent to."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    good = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
    return address if good and parts.hostname and address.isascii() and address.isprintable() and " " not in address else ""


def _pulls(desk: Desk, repository: Repository, ground: Ground) -> list[Line]:
    from sanshen.evidence.github import open_pull_requests
    from sanshen.judging.github import open_forge

    with open_forge(desk.env, ground.now, cache_folder(desk.env)) as forge:
        found = open_pull_requests(forge, ground.office.policy.protected_branch)
        pulls = tuple({one.number: one for one in found}.values())  # a list that moves while it is read shows some twice
        heard = {pull.number: _heard(desk, repository, forge, ground, pull) for pull in _counted(pulls, desk)}
    return [_line(repository, ground, pull, pulls, heard) for pull in pulls]


def _counted(all_: Sequence[T], desk: Desk) -> Iterator[T]:
    """All of them, one by one; on a terminal with a counter, in a pipe in silence."""
    for number, one in enumerate(all_, 1):
        if desk.err.isatty():
            desk.err.write(f"\r  {number}/{len(all_)}" + ("\n" if number == len(all_) else ""))
            desk.err.flush()
        yield one


def _heard(desk: Desk, repository: Repository, forge: Forge, ground: Ground, pull: Pull) -> Heard | SanshenError:
    """The judgement of one pull request by itself and since when it lies before people; or why there is none."""
    from sanshen.commands.attachment_reader import attachment_reader
    from sanshen.judging.github import pull_evidence
    from sanshen.judging.judge import judge

    policy, roster = ground.office.policy, ground.office.roster
    reader = attachment_reader(desk.env, "never")
    try:
        with forge.sparing(PATIENCE):
            if not repository.obtain(pull.head.sha):
                raise UndecidedError(Text("取不到它的最新提交", "its newest commit cannot be had"))
            evidence = pull_evidence(forge, pull.number, pull.head.sha, policy, roster, (pull,))
            repository.obtain_all(event.commit for event in evidence.pull.sign_offs if event.commit is not None)
            judgement = judge(repository, ground.base, pull.head.sha, evidence, now=ground.now, env=desk.env, reader=reader)
    except SanshenError as error:
        return error
    except Exception as error:  # whatever is wrong with one must not hide the others; it is shown, with exit 3
        if desk.env.get("SANSHEN_TRACE"):
            raise
        return UndecidedError(Text(f"内部故障：{type(error).__name__}", f"internal fault: {type(error).__name__}"))
    return Heard(judgement, evidence.pull.opened)


def unjudged(subject: Subject, error: SanshenError) -> Line:
    """What could not be judged: blocked for good (a malformed tree), or undecided."""
    return unjudged_line(subject, error.text, "blocked" if isinstance(error, BlockedError) else "undecided")


def _line(
    repository: Repository,
    ground: Ground,
    pull: Pull,
    pulls: tuple[Pull, ...],
    heard: Mapping[int, Heard | SanshenError],
) -> Line:
    """One line; a head that several pull requests share is allowed only where all of them are (T54)."""
    from sanshen.judging.github import with_shared_head

    own = heard[pull.number]
    if isinstance(own, SanshenError):
        return unjudged(subject_of(pull, ground), own)
    others: dict[int, Judgement] = {}
    for other in pulls:
        found = heard[other.number]
        if other.number == pull.number or other.head.sha != pull.head.sha:
            continue
        if isinstance(found, SanshenError):
            why = Text(f"同一提交的 #{other.number} 无法判定", f"#{other.number} with the same commit is undecided")
            return unjudged_line(subject_of(pull, ground), why)
        others[other.number] = found.judgement
    subject = subject_of(pull, ground, own.opened)
    return line_of(repository, with_shared_head(own.judgement, others), subject, ground.calendar, ground.now)


def _branches(desk: Desk, repository: Repository, ground: Ground) -> list[Line]:
    """Branches whose tip the protected branch does not hold yet, judged by the statements in them."""
    protected = {ground.office.policy.protected_branch, _RECORDS}
    tips = {name: tip for name, tip in sorted(repository.branches().items()) if name not in protected}
    ahead = {name: tip for name, tip in tips.items() if not repository.is_ancestor(tip, ground.base)}
    if len(ahead) > MOST_BRANCHES:
        raise UndecidedError(
            Text(f"有 {len(ahead)} 个未合并的分支，超过 {MOST_BRANCHES} 个", f"{len(ahead)} branches are not merged, more than {MOST_BRANCHES}"),
            Text("请删除不用的分支", "delete the branches that nobody needs"),
        )  # fmt: skip
    found = [_branch(desk, repository, ground, name, tip) for name, tip in _counted(tuple(ahead.items()), desk)]
    return [line for line in found if line is not None]


def _branch(desk: Desk, repository: Repository, ground: Ground, name: str, tip: str) -> Line | None:
    """One branch; None for one that would change nothing any more, as after a squash."""
    from sanshen.commands.judge import judge_ssh

    commits = repository.commits(repository.new_commits(ground.base, tip)).values()
    opened = min((one.committer_time for one in commits), default=ground.now)
    title = _fit_title(repository.commit(tip).subject, ground)
    subject = Subject(number=0, branch=name, title=title, opened=min(opened, ground.now), head=tip)
    try:
        judgement = judge_ssh(desk, repository, ground.base, tip, now=ground.now, words="never")
    except SanshenError as error:
        return unjudged(subject, error)
    if judgement.tree == repository.tree_of(ground.base):
        return None
    line = line_of(repository, judgement, subject, ground.calendar, ground.now)
    # A plain Git server knows nobody who "opened" a branch: it is whoever alone had a hand in it.
    return msgspec.structs.replace(line, author=next(iter(line.people))) if len(line.people) == 1 else line
