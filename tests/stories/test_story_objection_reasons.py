"""A reason for an objection is kept in the repository for ever: no personal number may come in that way (§8)."""

from __future__ import annotations

from pathlib import Path

from support.town import FIRE, Town


def test_a_reason_with_a_phone_number_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    town = Town(tmp_path)
    town.draft()
    number = "138" + "0013" + "8000"
    code, _, err = town.sign("zhang.wei", FIRE, object=f"请联系 {number}")
    assert code == 2
    assert number not in err
    assert not list((town.root / "reviews").glob("signatures/**/*.json"))
    assert town.sign("zhang.wei", FIRE, object="第二段数字不准")[0] == 0
