"""T10: undoing a published correction brings back an older, once fully signed text; it needs a sheet of its own."""

from __future__ import annotations

from pathlib import Path

from support.recorded_town import copied, push_past_the_gate, record, recorded_model, verify
from support.town import FIRE


def test_t10_a_revert_pushed_past_the_gate_is_unproven(tmp_path: Path) -> None:
    town = copied(recorded_model(), tmp_path)
    older = town.git("show", "sanshen-records~2:reviews/records/2026/000001.json")
    assert older
    old_text = town.git("show", f"{town.head('main~2')}:{FIRE}") + "\n"
    push_past_the_gate(town, {FIRE: old_text})
    code, said = verify(town)
    assert code == 1
    assert [one["path"] for one in said["unproven"]] == [FIRE]
    assert record(town)[0] == 1


def test_t10_the_old_sheet_does_not_sign_the_old_text_again(tmp_path: Path) -> None:
    """On a branch, with every old statement still in the repository: each stage is to be signed anew."""
    town = copied(recorded_model(), tmp_path)
    old_text = town.git("show", f"{town.head('main~2')}:{FIRE}") + "\n"
    town.branch("undo")
    town.draft(FIRE, old_text)
    verdict = town.gate()
    assert not verdict["allowed"]
    assert {one["state"] for one in verdict["articles"][0]["stages"]} <= {"open", "waiting"}
    town.sign_all(FIRE)
    assert town.gate()["allowed"]
    town.merge("undo")
    assert record(town)[1]["added"] == 1
    assert verify(town)[0] == 0
