"""Since when it has been somebody's turn, and how long turns took: pure arithmetic over sheets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from sanshen.model.board import Line, Pace, Span
from sanshen.model.policy import Policy
from sanshen.model.sheet import Sheet, State


def turn_began(
    policy: Policy, stage: str, sheets: Iterable[Sheet], opened: datetime, altered: Mapping[str, datetime], now: datetime
) -> datetime:
    """When an open stage's turn began: with the opening, the last signature it had to wait for (§3 Turns, over all
    articles of the change), or the last alteration of an article of its own that others had signed; never in the future.

    `altered`: path → when its text last changed after somebody had signed over another one.
    """
    after = policy.stages[stage].after if stage in policy.stages else ()
    times = [opened]
    for sheet in sheets:
        mine = any(one.id == stage and one.state is not State.SIGNED for one in sheet.stages)
        times += [altered[sheet.path]] if mine and sheet.path in altered else []
        times += [one.at for one in sheet.stages if one.id in after and one.state is State.SIGNED and one.at is not None]
    return min(max(times), now)


def spans(policy: Policy, signed: Mapping[str, datetime], unit: str, began: datetime | None) -> Iterator[Span]:
    """The turns of one finished article: stage → when it was signed. `began`: when the article was handed in, None unknown.

    A stage whose beginning nobody can know is left out. The whole way (stage "") runs from the beginning, or the first
    signature, to the last one.
    """
    if not signed:
        return
    for stage, at in signed.items():
        after = [signed[one] for one in (policy.stages[stage].after if stage in policy.stages else ()) if one in signed]
        start = max(after) if after else began
        if start is not None and start <= at:
            yield Span(stage, unit, start, at)
    first = min(signed.values())
    yield Span("", unit, began if began is not None and began <= first else first, max(signed.values()))


def paces_of_stages(finished: Sequence[Span], lines: Iterable[Line], now: datetime, order: Sequence[str]) -> tuple[Pace, ...]:
    """How long each stage takes, in the order of the policy; a stage of which nothing is known is left out."""
    waiting: dict[str, list[float]] = {}
    for line in lines:
        for wait in line.waits:
            waiting.setdefault(wait.stage, []).append(_hours(wait.since, now))
    done = {stage: [one.hours for one in finished if one.stage == stage] for stage in order}
    known = [stage for stage in order if done[stage] or stage in waiting]
    return tuple(_pace(stage, done[stage], waiting.get(stage, [])) for stage in known)


def paces_of_units(finished: Sequence[Span], lines: Iterable[Line], now: datetime, order: Sequence[str]) -> tuple[Pace, ...]:
    """How long each unit's articles take from beginning to end, and what it has open."""
    waiting: dict[str, list[float]] = {}
    for line in lines:
        if line.opened is not None:
            for unit in {item.unit for item in line.items}:
                waiting.setdefault(unit, []).append(_hours(line.opened, now))
    done = {unit: [one.hours for one in finished if not one.stage and one.unit == unit] for unit in order}
    known = [unit for unit in order if done[unit] or unit in waiting]
    return tuple(_pace(unit, done[unit], waiting.get(unit, [])) for unit in known)


def _pace(id_: str, done: Sequence[float], waiting: Sequence[float]) -> Pace:
    from statistics import median

    return Pace(
        id=id_,
        count=len(done),
        median=median(done) if done else 0.0,
        longest=max(done, default=0.0),
        open=len(waiting),
        open_longest=max(waiting, default=0.0),
    )


def _hours(since: datetime, now: datetime) -> float:
    return max(0.0, (now - since).total_seconds() / 3600)
