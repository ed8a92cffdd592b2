"""People and units by what everybody calls them; several of one name are told apart by their ids."""

from __future__ import annotations

import msgspec
import pytest

from sanshen.commands.named import MOST, person_named, unit_named
from sanshen.model.errors import UsageError
from sanshen.model.roster import Person, Roster, Unit
from support.office import roster


def _refusal(word: str, known: Roster, *, unit: bool = False) -> str:
    with pytest.raises(UsageError) as refused:
        unit_named(word, known) if unit else person_named(word, known)
    return refused.value.text.zh + refused.value.advice.zh


def _twins() -> Roster:
    known = roster()
    return msgspec.structs.replace(known, people={**known.people, "li.na-2": Person(name="李娜")})


@pytest.mark.parametrize("word", ["li.na", " Li.Na ", "李娜", "lina-gov", "@LINA-GOV", "1108"])
def test_a_person_by_id_name_login_or_number(word: str) -> None:
    assert person_named(word, roster()) == "li.na"


def test_two_of_one_name_are_told_apart_by_their_ids() -> None:
    assert "li.na、li.na-2" in _refusal("李娜", _twins())
    assert person_named("li.na-2", _twins()) == "li.na-2"


def test_nobody_and_who_was_perhaps_meant() -> None:
    assert "是否想写 li.na" in _refusal("li.nan", roster())
    assert "是否想写" not in _refusal("zzz", roster())
    assert "人员名册中没有“”" in _refusal("", roster())


def test_a_unit_by_id_or_name() -> None:
    assert unit_named("liangshan", roster()) == unit_named("梁山街道", roster()) == "liangshan"
    assert "是否想写 梁山街道" in _refusal("梁山", roster(), unit=True)
    assert "区教委 education" in _refusal("x", roster(), unit=True)


def test_units_of_one_name_and_very_many_units() -> None:
    known = roster()
    twin = msgspec.structs.replace(known, units={**known.units, "north": Unit("north", "梁山街道", "sub-district")})
    assert "liangshan、north" in _refusal("梁山街道", twin, unit=True)
    many = msgspec.structs.replace(known, units={f"u{one:03}": Unit(f"u{one:03}", f"单位{one}", "agency") for one in range(90)})
    said = _refusal("zzz", many, unit=True)
    assert "等 90 个" in said
    assert said.count("单位") < MOST + 5
