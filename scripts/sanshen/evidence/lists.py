"""What a pull request's own lists on the forge hold, read over all their pages or not at all."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, TypeVar

import msgspec

from sanshen.evidence.forge import Forge
from sanshen.evidence.reviews import STATES
from sanshen.evidence.wire import Comment, Commit, Event, Review, commented
from sanshen.model.errors import UndecidedError
from sanshen.model.text import Text

FORCE_PUSHED: Final = "head_ref_force_pushed"
HANDED_IN: Final = frozenset({"ready_for_review", "reopened"})
"""Events of the timeline by which a pull request comes before people (again)."""

Item = TypeVar("Item", Review, Comment)


class Lists(msgspec.Struct, frozen=True):
    """Reviews, comments, commits, and of the timeline the events that judging looks at: force-pushes and `HANDED_IN`."""

    reviews: tuple[Review, ...]
    comments: tuple[Comment, ...]
    commits: tuple[Commit, ...]
    events: tuple[Event, ...]


def read_lists(forge: Forge, number: int, *, thrifty: bool) -> Lists:
    """All of pull request `number`; UndecidedError where any part of it cannot be known.

    `thrifty`: comments that the timeline shows whole are not asked for once more.
    """
    # The timeline comes before the reviews: a review submitted in between is then in the later list, not missing from it.
    timeline = forge.every(f"/issues/{number}/timeline", Event)
    reviews = _unique(forge.every(f"/pulls/{number}/reviews", Review), number)
    _all_reviews_came(timeline, reviews, number)
    shown = commented(timeline) if thrifty else ()
    comments = _unique(shown or forge.every(f"/issues/{number}/comments", Comment), number)
    commits = forge.every(f"/pulls/{number}/commits", Commit)
    return Lists(reviews, comments, commits, tuple(one for one in timeline if one.event in {FORCE_PUSHED, *HANDED_IN}))


def _unique(items: Iterable[Item], number: int) -> tuple[Item, ...]:
    """Every item once: a list that changes while its pages are read shows some of them twice."""
    found: dict[int, Item] = {}
    for item in items:
        if found.setdefault(item.id, item) != item:
            raise UndecidedError(
                Text(
                    f"无法判定：读取期间合并请求 #{number} 的 {item.id} 发生了变化",
                    f"cannot decide: {item.id} of pull request #{number} changed while it was read",
                ),
                Text("重跑一次", "run it again"),
            )
    return tuple(found.values())


def _all_reviews_came(timeline: Iterable[Event], reviews: Iterable[Review], number: int) -> None:
    """The timeline names every review once more: one that the list lacks might be an objection that got lost."""
    listed = {review.id for review in reviews}
    for event in timeline:
        counts = isinstance(event.state, str) and event.state.upper() in STATES
        if event.event == "reviewed" and counts and isinstance(event.id, int) and event.id not in listed:
            raise UndecidedError(
                Text(
                    f"无法判定：合并请求 #{number} 的审阅列表不完整，缺少 {event.id}",
                    f"cannot decide: the list of reviews of #{number} is incomplete: {event.id} is missing",
                ),
                Text("稍后重跑", "run it again later"),
            )
