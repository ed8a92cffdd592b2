"""Boards: made by hand for what shows them, and several real pull requests on the fake forge for the commands."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sanshen.cli import main
from sanshen.commands.desk import Desk
from sanshen.model.board import Board, Item, Line, Pace, Step, Wait
from sanshen.model.sheet import Objection, State
from sanshen.model.text import Text
from sanshen.report.verdict_text import Names
from support.fake_forge import FakeForge
from support.office import NAMES, POLICY_PATH, login, policy, policy_bytes
from support.pulls import NOW, Pull, pull_over
from support.repos import clean_environment
from support.sites import TEXT, Site

AT = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
HOSTILE = "</a>@li-na #1 [点我](https://evil.example)\n::set-output name=a::b\u202e<img src=x onerror=y> \x1b[31m 13812345678"
ORDER = ("review-1", "review-2", "review-3", "proof-1", "proof-2", "proof-3")
SECOND = "content/education/news/2026/b.md"
THIRD = "content/liangshan/news/2026/c.md"


def names() -> Names:
    """How the builder's office calls things."""
    rules = policy()
    return Names(
        stages={key: one.name for key, one in rules.stages.items()}
        | {key: one.name for key, one in rules.control_plane.seats.items()},
        grades={key: one.name for key, one in rules.grades.items()},
        roles=rules.roles,
        people=NAMES,
        zone=ZoneInfo("Asia/Shanghai"),
        units={"liangshan": "梁山街道", "education": "区教委"},
    )


def steps(signed: int) -> tuple[Step, ...]:
    """A general sheet with its first stages signed."""
    people = ("zhang.wei", "li.na", "chen.jie", "wang.fang", "liu.yang", "li.na")
    return tuple(
        Step(stage, State.SIGNED, people[place])
        if place < signed
        else Step(stage, State.OPEN if place == signed else State.WAITING)
        for place, stage in enumerate(ORDER)
    )


def item(path: str = "content/liangshan/news/2026/a.md", signed: int = 1, grade: str = "general") -> Item:
    """An article on the board."""
    return Item(path, grade, path.split("/")[1], "added", steps(signed))


def wait(stage: str = "review-2", *people: str, days: float = 3, overdue: bool = True) -> Wait:
    """A turn that began some days ago."""
    since = AT - timedelta(days=days)
    due = datetime(2026, 11, 18, 16, 0, tzinfo=UTC) if overdue else datetime(2026, 11, 20, 16, 0, tzinfo=UTC)
    return Wait(stage, people or ("li.na",), ("content/liangshan/news/2026/a.md",), since, due, overdue)


def line(number: int = 12, **more: object) -> Line:
    """A pull request that waits for the deputy head, overdue, unless said otherwise."""
    fields: dict[str, object] = {
        "number": number,
        "branch": f"draft-{number}",
        "title": "梁山街道开展冬季消防安全检查",
        "standing": "waiting",
        "head": "a" * 40,
        "author": "zhang.wei",
        "login": "zhangwei-gov",
        "opened": AT - timedelta(days=4),
        "address": f"https://github.com/district/website/pull/{number}",
        "items": (item(),),
        "waits": (wait(),),
        "people": frozenset({"zhang.wei"}),
        **more,
    }
    return Line(**fields)  # type: ignore[arg-type]


def everything() -> Board:
    """One of each kind."""
    objection = Objection("chen.jie", AT - timedelta(hours=5), "review:1", "13(七) 数据有误", blocks=True)
    lines = (
        line(),
        line(13, title="消防演练", waits=(wait("review-3", "chen.jie", days=0.2, overdue=False),), items=(item(signed=2),)),
        line(14, title="数据公报", standing="returned", waits=(wait("review-2", "li.na", overdue=False),), objections=(objection,)),
        line(15, title="含身份证号的稿件", standing="faulty", waits=(), errors=2, author="", login="stranger"),
        line(16, title="冲突的稿件", standing="blocked", waits=(), reasons=(Text("与受保护分支有冲突：x", "conflicts: x"),)),
        line(17, title="还没写完", standing="draft", waits=()),
        line(18, title="都签完了", standing="allowed", waits=(), items=(item(signed=6),)),
        line(19, title="读不到", standing="undecided", waits=(), items=(), problem=Text("托管平台回应 502", "it answered 502")),
        line(20, title="名册变更", items=(), changed=("reviews/units/liangshan/people.yml",),
             steps=(Step("unit-request", State.OPEN), Step("office-filing", State.SIGNED, "zhao.min")),
             waits=(wait("unit-request", "li.na", "chen.jie", overdue=False),)),
        line(21, title="无人可签", waits=(Wait("district-deputy", (), (), AT - timedelta(days=1),
             why_not_due=Text("没有 2027 年的工作日历", "there is no calendar of 2027")),)),
    )  # fmt: skip
    stages = (Pace("review-2", 5, 6.5, 50.0, 2, 72.0), Pace("review-3", 0, 0, 0, 1, 4.8), Pace("proof-1", 3, 0.4, 1.0))
    return Board(AT, "b" * 40, forge=True, lines=lines, stages=stages, units=(Pace("liangshan", 8, 40, 200, 3, 96),))


class Said(NamedTuple):
    """How a command ended."""

    code: int
    out: str
    err: str


class Office:
    """Three articles and a change of the office as pull requests 1 to 4: 1 waits for the principal head, 2 for education's
    information officer, 3 was returned by the deputy head, 4 waits for two administrators."""

    def __init__(self, pull: Pull) -> None:
        self.pull, self.forge, self.site = pull, pull.forge, pull.site

    def run(
        self, *words: str, env: Mapping[str, str] | None = None, lang: str = "zh", at: datetime = NOW, forge: bool = True
    ) -> Said:
        """One command, with the forge in its environment unless said otherwise."""
        out, err = io.StringIO(), io.StringIO()
        surroundings = {**clean_environment(), **(self.forge.env if forge else {}), **(env or {})}
        desk = Desk(root=self.site.repo.path, lang=lang, out=out, err=err, env=surroundings, clock=lambda: at)  # type: ignore[arg-type]
        code = main([*words, "--lang", lang], desk)
        return Said(code, out.getvalue(), err.getvalue())

    def tip(self, branch: str) -> str:
        """The newest commit of a branch."""
        return self.site.repo.tip(branch)


REMINDERS = "\nreminders: {by: [email, webhook], first: reminder, again: reminder}\n"


def office_site(folder: Path, policy_more: str = "") -> Site:
    """The repository behind `Office`; `policy_more` is added to its policy."""
    site = Site(folder / "site", at=NOW - timedelta(days=18), more={POLICY_PATH: policy_bytes() + policy_more.encode()})
    site.draft(TEXT)
    text = TEXT.replace("source: 梁山街道", "source: 区教委")
    site.repo.commit({SECOND: text}, "另一篇", branch="second", parents=(site.root,))
    site.repo.commit({THIRD: TEXT.replace("general", "major")}, "第三篇", branch="third", parents=(site.root,))
    site.repo.commit({"reviews/sources.yml": "sources: []\n"}, "制度", branch="fourth", parents=(site.root,))
    return site


@contextmanager
def office_over(site: Site) -> Iterator[Office]:
    """A forge of its own over the repository, with the four pull requests."""
    with pull_over(site) as pull:
        forge: FakeForge = pull.forge
        forge.open_pull(2, login("li.na"), "main", pull.base, site.repo.tip("second"))
        forge.open_pull(3, login("zhang.wei"), "main", pull.base, site.repo.tip("third"))
        forge.open_pull(4, login("zhao.min"), "main", pull.base, site.repo.tip("fourth"))
        pull.sign()
        pull.approve("li.na")
        forge.comment(3, login("zhang.wei"), f"/sign {site.repo.tip('third')}")
        forge.review(3, login("li.na"), "CHANGES_REQUESTED", site.repo.tip("third"), body="13(七) 数据有误")
        yield Office(pull)
