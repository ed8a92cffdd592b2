"""`early: hold` in SSH mode: an early sign-off is written and counts when its turn comes, over the same version only."""

from __future__ import annotations

from pathlib import Path

from support.office import policy_bytes
from support.town import FIRE, GENERAL, Town, article


def _town(folder: Path) -> Town:
    before = policy_bytes()
    after = before.replace(b"early: void", b"early: hold")
    assert after != before
    town = Town(folder, policy=after)
    town.draft()
    return town


def _states(town: Town) -> list[str]:
    return [stage["state"] for stage in town.gate()["articles"][0]["stages"]]


def test_an_early_signature_waits_and_then_counts(tmp_path: Path) -> None:
    town = _town(tmp_path)
    code, _, said = town.sign("li.na")
    assert (code, said) == (0, "")
    waiting = town.gate()
    assert (waiting["allowed"], waiting["open"]) == (False, ["review-1"])
    assert [one["who"] for one in waiting["ignored"]] == ["li.na"]
    assert town.sign("zhang.wei")[0] == 0
    assert _states(town)[:3] == ["signed", "signed", "open"]
    for person in GENERAL[2:]:
        assert town.sign(person)[0] == 0
    assert town.gate()["allowed"]


def test_it_does_not_count_over_a_later_version(tmp_path: Path) -> None:
    town = _town(tmp_path)
    assert town.sign("li.na")[0] == 0
    town.write({FIRE: article(body="另一篇正文。\n")})
    town.commit("Rewrite")
    assert town.sign("zhang.wei")[0] == 0
    assert _states(town)[:2] == ["signed", "open"]


def test_who_holds_no_seat_is_still_refused(tmp_path: Path) -> None:
    assert _town(tmp_path).sign("wu.lei")[0] == 1
