"""Since when it is somebody's turn, and how long turns took."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec
import pytest

from sanshen.model.board import Span
from sanshen.model.sheet import Sheet, StageState, State
from sanshen.verdict.turn_times import paces_of_stages, paces_of_units, spans, turn_began
from support.boards import AT, ORDER, line, wait
from support.office import policy

POLICY = policy()
OPENED = AT - timedelta(days=5)


def _sheet(path: str, *hours: float) -> Sheet:
    """A sheet whose first stages were signed that many hours before AT; the next one is open."""
    stages = [
        StageState(stage, (), State.SIGNED, "x", AT - timedelta(hours=hours[place]), "review:1")
        if place < len(hours)
        else StageState(stage, (), State.OPEN if place == len(hours) else State.WAITING)
        for place, stage in enumerate(ORDER)
    ]
    return Sheet(path, "general", "added", "s", "f", tuple(stages))


def _began(stage: str, *sheets: Sheet, altered: dict[str, datetime] | None = None) -> datetime:
    return turn_began(POLICY, stage, sheets, OPENED, altered or {}, AT)


def test_the_first_turn_begins_with_the_opening() -> None:
    assert _began("review-1", _sheet("a")) == OPENED


def test_a_turn_begins_with_the_last_signature_it_had_to_wait_for() -> None:
    assert _began("review-2", _sheet("a", 30)) == AT - timedelta(hours=30)
    assert _began("proof-1", _sheet("a", 30, 20, 10)) == AT - timedelta(hours=10)


def test_over_all_articles_of_the_change() -> None:
    assert _began("review-2", _sheet("a", 30), _sheet("b", 4)) == AT - timedelta(hours=4)


def test_an_alteration_begins_it_anew_only_for_the_article_that_waits() -> None:
    altered = {"a": AT - timedelta(hours=2)}
    assert _began("review-2", _sheet("a", 30), altered=altered) == AT - timedelta(hours=2)
    assert _began("review-2", _sheet("b", 30), altered=altered) == AT - timedelta(hours=30)
    assert _began("review-2", _sheet("a", 30, 20), _sheet("b", 30), altered=altered) == AT - timedelta(hours=30)


def test_never_in_the_future() -> None:
    assert _began("review-2", _sheet("a", -9)) == AT


def test_seats_of_whole_changes_are_open_from_the_beginning() -> None:
    assert _began("office-first") == OPENED


SIGNED = {stage: AT - timedelta(hours=60 - 10 * place) for place, stage in enumerate(ORDER)}


def test_spans_of_a_finished_article() -> None:
    found = {one.stage: one.hours for one in spans(POLICY, SIGNED, "liangshan", AT - timedelta(hours=62))}
    assert found == {"review-1": 2, **dict.fromkeys(ORDER[1:], 10), "": 52}


@pytest.mark.parametrize("began", [None, AT])
def test_what_has_no_known_beginning_is_left_out(began: datetime | None) -> None:
    found = {one.stage: one.hours for one in spans(POLICY, SIGNED, "liangshan", began)}
    assert "review-1" not in found
    assert found[""] == 50


def test_nothing_signed_is_nothing() -> None:
    assert list(spans(POLICY, {}, "liangshan", AT)) == []


def test_paces_are_the_middle_the_longest_and_what_waits_now() -> None:
    done = [Span("review-2", "liangshan", AT - timedelta(hours=hours), AT) for hours in (1, 3, 80)]
    done += [Span("", "liangshan", AT - timedelta(hours=100), AT)]
    lines = [line(1), line(2, waits=(wait("review-3", "chen.jie", days=1),))]
    stages = paces_of_stages(done, lines, AT, ("review-1", "review-2", "review-3"))
    assert [msgspec.structs.astuple(one) for one in stages] == [
        ("review-2", 3, 3, 80, 1, 72.0),
        ("review-3", 0, 0, 0, 1, 24.0),
    ]
    units = paces_of_units(done, lines, AT, ("education", "liangshan"))
    assert [msgspec.structs.astuple(one) for one in units] == [("liangshan", 1, 100, 100, 2, 96.0)]
