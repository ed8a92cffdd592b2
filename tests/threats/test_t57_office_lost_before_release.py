"""T57 at the command line: an article waits for its hour, and before it comes a signer loses office. It is judged again when it
goes out, by its record, which binds it to the roster of the day on which it was signed.
"""

from __future__ import annotations

import json
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from support.places import lasting_place
from support.recorded_town import PEOPLE, copied, push_past_the_gate, record, records, rewrite_records, verify
from support.town import FIRE, Town, article

TITLE = "梁山街道开展冬季消防安全检查"
PAGE = "site/liangshan/news/2026/fire/index.html"
DAYS = int(timedelta(days=9) / timedelta(minutes=1))
"""From signing (23 November) to after the hour (1 December, 8 o'clock), on the town's clock."""


@cache
def _waiting_model() -> Town:
    """Signed, merged and recorded, and to go out on 1 December."""
    town = Town(lasting_place("town"))
    town.draft(text=article(more="publish-after: 2026-12-01T08:00:00+08:00\n"))
    town.sign_all()
    town.merge()
    assert record(town)[0] == 0
    return town


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return copied(_waiting_model(), tmp_path)


def _build(town: Town, *words: str) -> tuple[int, dict[str, Any]]:
    code, out, err = town.run("build", "--rev", "main", "--format", "json", *words)
    assert out, err
    return code, json.loads(out)


def _roster(town: Town, *changes: tuple[str, str]) -> str:
    text = (town.root / PEOPLE).read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return text


def _signed_roster(town: Town, *changes: tuple[str, str]) -> None:
    """The roster changed as it should be: by two administrators, merged and recorded."""
    town.branch("office")
    town.write({PEOPLE: _roster(town, *changes)})
    town.commit("Roster", by="zhao.min")
    for person in ("zhao.min", "zhou.san"):
        assert town.sign(person, PEOPLE)[0] == 0
    assert town.gate()["allowed"]
    town.merge("office")
    assert record(town)[0] == 0


LOST = {
    "left": ("chen.jie: {name: 陈杰,", "chen.jie: {name: 陈杰, left: 2026-11-25,"),
    "another appointed": ("principal-head: [chen.jie]", "principal-head: [wang.fang]"),
}


@pytest.mark.parametrize("change", LOST.values(), ids=LOST)
def test_t57_what_was_signed_in_office_goes_out_though_the_signer_lost_it_meanwhile(
    town: Town, change: tuple[str, str]
) -> None:
    _signed_roster(town, change)
    code, said = _build(town)
    assert (code, said["articles"], said["embargoed"]) == (0, [], [FIRE])
    assert not (town.root / PAGE).exists()
    town.minute += DAYS
    code, said = _build(town)
    assert (code, said["articles"], said["embargoed"]) == (0, [FIRE], [])
    assert TITLE in (town.root / PAGE).read_text("utf-8")
    assert verify(town)[0] == 0
    (first, *_) = records(town)
    assert "chen.jie" in [line["person"] for line in first["versions"][0]["sheet"]]


def test_t57_an_office_lost_between_signing_and_release_still_shows_who_signed_inside(town: Town, tmp_path: Path) -> None:
    """The internal site names the signer of that day, by the record."""
    _signed_roster(town, LOST["left"])
    town.minute += DAYS
    code, _, err = town.run("build", "--rev", "main", "--internal", "--site-dir", str(tmp_path / "inside"))
    assert code == 0, err
    assert "陈杰" in (tmp_path / "inside/liangshan/news/2026/fire/index.html").read_text("utf-8")


def test_t57_an_office_lost_before_the_merge_never_goes_out(tmp_path: Path) -> None:
    """Signed in office, lost before the step: the gate blocks, and merged all the same there is no record and no page."""
    town = Town(tmp_path)
    town.draft(text=article(more="publish-after: 2026-12-01T08:00:00+08:00\n"))
    town.sign_all()
    assert town.gate()["allowed"]
    town.git("branch", "waiting")
    _signed_roster(town, ("chen.jie: {name: 陈杰,", "chen.jie: {name: 陈杰, suspended: 2026-11-23,"))
    town.git("checkout", "-q", "waiting")
    verdict = town.gate(head="waiting")
    assert (verdict["exit"], verdict["allowed"]) == (1, False)
    town.merge("waiting")
    code, said = record(town)
    assert (code, said["recorded"]) == (1, False)
    town.minute += DAYS
    code, built = _build(town)
    assert (code, built["articles"], built["embargoed"]) == (1, [], [])
    assert not (town.root / PAGE).exists()


def test_t57_a_roster_that_says_afterwards_who_was_in_office_changes_nothing(town: Town) -> None:
    """Pushed past the gate: neither may it take out what was signed, nor does it count as an office at all."""
    push_past_the_gate(
        town, {PEOPLE: _roster(town, ("principal-head: [chen.jie]", "principal-head: [{person: chen.jie, until: 2026-11-20}]"))}
    )
    town.minute += DAYS
    code, said = _build(town)
    assert (code, said["articles"]) == (1, [FIRE]), "the step without a record is named; what was proven goes out"
    assert verify(town)[0] == 1


@pytest.mark.parametrize("how", ["another signer", "an earlier hour", "gone"])
def test_t57_a_record_tampered_with_while_it_waits_lets_nothing_out(town: Town, how: str) -> None:
    path = town.git("ls-tree", "-r", "--name-only", "sanshen-records", "reviews/records/").split()[0]
    text = town.git("show", f"sanshen-records:{path}")
    changed = {
        "another signer": text.replace('"person":"chen.jie"', '"person":"wang.fang"'),
        "an earlier hour": text.replace("2026-11-23T", "2026-11-22T"),
        "gone": None,
    }[how]
    assert changed != text
    rewrite_records(town, {path: changed})
    town.minute += DAYS
    code, said = _build(town)
    assert (code, said["articles"]) == (1, [])
    assert not (town.root / PAGE).exists()
    assert verify(town)[0] == 1
