"""The board's words, shared by its text, its page and the reminders: standings, durations, who and what, always inert."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Final

from sanshen.model.board import Line, Standing, Wait
from sanshen.model.text import Lang, Text
from sanshen.report.inert import inert
from sanshen.report.verdict_text import Names

STANDINGS: Final[Mapping[Standing, Text]] = {
    "waiting": Text("待签", "to be signed"),
    "returned": Text("被退回", "returned"),
    "faulty": Text("待改正", "to be mended"),
    "blocked": Text("待处理", "blocked"),
    "draft": Text("草稿", "draft"),
    "allowed": Text("可以合并", "may be merged"),
    "undecided": Text("无法判定", "undecided"),
}
LONGEST_TITLE: Final = 120
_HOUR, _DAY, _FEW = 3600, 24, 3


def duration(hours: float) -> Text:
    """A length of time in the two units that matter: days (the first few with hours), hours, or minutes."""
    whole = int(hours)
    if whole >= _DAY:
        days, rest = divmod(whole, _DAY)
        tail = Text(f" {rest} 小时", f" {rest} h") if rest and days < _FEW else Text("", "")
        return Text(f"{days} 天", f"{days} d") + tail
    if whole:
        return Text(f"{whole} 小时", f"{whole} h")
    minutes = max(0, int(hours * 60))
    return Text(f"{minutes} 分钟", f"{minutes} min")


def waited(since: datetime | None, now: datetime) -> Text:
    """How long it has been since then."""
    return duration(0.0 if since is None else max(0.0, (now - since).total_seconds() / _HOUR))


def title_of(line: Line) -> str:
    """A change's title, which is its author's words: inert and of bounded length."""
    title = inert(line.title.strip())
    return title if len(title) <= LONGEST_TITLE else title[: LONGEST_TITLE - 1] + "…"


def name_of(line: Line) -> str:
    """How people call the change: #12, or the branch."""
    return f"#{line.number}" if line.number else inert(line.branch)


def author_of(line: Line, names: Names) -> str:
    """Who opened it, by the roster, else by the account's login."""
    return names.people.get(line.author) or inert(line.login)


def people_of(wait: Wait, names: Names, lang: Lang) -> str:
    """Those whose turn it is; that nobody can sign is said, because then the office must act."""
    if not wait.people:
        return Text("目前无人可签，请联系区政府办公室", "nobody can sign; ask the office").to(lang)
    return ("、" if lang == "zh" else ", ").join(names.people.get(one, inert(one)) for one in wait.people)


def stage_of(stage: str, names: Names, lang: Lang) -> str:
    """A stage as people call it."""
    return names.stages.get(stage, stage) if lang == "zh" else stage


def unit_of(unit: str, names: Names, lang: Lang) -> str:
    """A unit as people call it; one the roster does not know by its folder."""
    return names.units.get(unit) or inert(unit) if lang == "zh" else inert(unit)


def due_words(wait: Wait, names: Names) -> Text:
    """Until when it is to be signed, and whether that is over; empty where the policy sets no period."""
    if wait.due is None:
        return Text("", "")
    end = wait.due.astimezone(names.zone)
    # A period in days ends at midnight: people say the day before it, not the hour.
    last = f"{end - timedelta(days=1):%m-%d}" if end.time() == time() else f"{end:%m-%d %H:%M}"
    return Text(f"已逾期（限 {last}）", f"OVERDUE (due {last})") if wait.overdue else Text(f"限 {last}", f"due {last}")


def what_is_next(line: Line) -> Text:
    """What the author has to do, where there is something for them to do."""
    if line.standing == "returned":
        return Text("按退回意见处理，再请退回的人签署", "answer the objection, then ask for a new sign-off")
    if line.standing == "faulty":
        return Text(f"改正 {line.errors} 处问题", f"mend {line.errors} findings")
    if line.standing == "blocked":
        return Text("处理不能合并的原因", "mend what blocks it")
    return Text("", "")
