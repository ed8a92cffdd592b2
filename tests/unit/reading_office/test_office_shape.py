"""Every fault of a file in one run, each at its place; and nothing that the conversion refuses slips through unsaid."""

from __future__ import annotations

from datetime import date, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshen.model.dossier import PeopleFile
from sanshen.model.ledger import TakedownEntry
from sanshen.model.lexicon import LexiconFile
from sanshen.model.policy import Policy
from sanshen.model.roster import Appointment, Portfolio
from sanshen.reading import strict_yaml
from sanshen.reading.shape import shape
from support.office import policy_bytes

PEOPLE = """\
name: 梁山街道
kind: sub-district
people:
  zhang.wei: {name: 张伟, trained: 2026-03-01}
roles:
  information-officer: [zhang.wei]
  deputy-head:
    - {person: li.na, from: 2026-01-01, until: 2026-12-31, basis: 任免文号}
"""


def faults_of(text: str, type_: type = PeopleFile) -> list[tuple[int, int, str, str]]:
    document = strict_yaml.load(text.encode(), max_bytes=100_000)
    value, faults = shape(document.value, document.marks, type_, "file.yml")
    assert (value is None) == bool(faults)
    assert all(fault.path == "file.yml" and fault.rule == "SS0501" for fault in faults)
    assert all(fault.message.zh and fault.message.en for fault in faults)
    return [(fault.line, fault.column, fault.key, fault.message.zh) for fault in faults]


def test_a_good_file_becomes_its_type_with_dates_and_short_role_entries() -> None:
    document = strict_yaml.load(PEOPLE.encode(), max_bytes=100_000)
    value, faults = shape(document.value, document.marks, PeopleFile, "people.yml")
    assert faults == ()
    assert isinstance(value, PeopleFile)
    assert value.people["zhang.wei"].trained == date(2026, 3, 1)
    assert value.roles["information-officer"] == ("zhang.wei",)
    [entry] = value.roles["deputy-head"]
    assert isinstance(entry, Appointment)
    assert (entry.from_, entry.until, entry.basis) == (date(2026, 1, 1), date(2026, 12, 31), "任免文号")


@pytest.mark.parametrize(
    ("old", "new", "line", "column", "key", "says"),
    [
        ("people:", "peopel:", 3, 1, "peopel", "是否想写“people”"),
        ("kind: sub-district\n", "", 1, 1, "", "缺少“kind”"),
        ("kind: sub-district", "kind: subdistrict", 2, 1, "kind", "是否想写“sub-district”"),
        ("kind: sub-district", "kind: [sub-district]", 2, 1, "kind", "写的是一个列表"),
        ("name: 梁山街道", "name: 12", 1, 1, "name", "写的是 12 ，应为文字"),
        ("name: 梁山街道", "name: true", 1, 1, "name", "写的是true"),
        ("name: 梁山街道", "name:", 1, 1, "name", "写的是空"),
        ("trained: 2026-03-01", "trained: 2026-02-30", 4, 25, "people.zhang.wei.trained", "应为日期"),
        ("trained: 2026-03-01", "trained: 2026-3-1", 4, 25, "people.zhang.wei.trained", "应为日期"),
        ("trained: 2026-03-01", "trianed: 2026-03-01", 4, 25, "people.zhang.wei.trianed", "是否想写“trained”"),
        ("zhang.wei: {", "Zhang Wei: {", 4, 3, "people.Zhang Wei", "例如 zhang.wei"),
        (
            "  information-officer: [zhang.wei]",
            "  information_officer: [zhang.wei]",
            6,
            3,
            "roles.information_officer",
            "小写字母",
        ),
        ("[zhang.wei]", "zhang.wei", 6, 3, "roles.information-officer", "应为列表"),
        ("[zhang.wei]", "[Zhang.Wei]", 6, 25, "roles.information-officer.0", "或一组键值"),
        ("[zhang.wei]", "[[zhang.wei]]", 6, 25, "roles.information-officer.0", "写的是一个列表"),
        ("person: li.na, ", "", 8, 7, "roles.deputy-head.0", "缺少“person”"),
        ("basis: 任免文号", "bases: 任免文号", 8, 60, "roles.deputy-head.0.bases", "是否想写“basis”"),
        (
            "basis: 任免文号",
            "portfolio: {units: al}",
            8,
            72,
            "roles.deputy-head.0.portfolio.units",
            "以下之一：all",
        ),
        (
            "basis: 任免文号",
            "portfolio: {units: [Liang Shan]}",
            8,
            80,
            "roles.deputy-head.0.portfolio.units.0",
            "小写字母",
        ),
    ],
)
def test_each_kind_of_fault_is_named_at_its_place(old: str, new: str, line: int, column: int, key: str, says: str) -> None:
    assert old in PEOPLE
    [(at_line, at_column, at_key, message)] = faults_of(PEOPLE.replace(old, new, 1))
    assert (at_line, at_column, at_key) == (line, column, key)
    assert says in message


def test_all_faults_come_in_one_run() -> None:
    text = (
        PEOPLE.replace("name: 梁山街道", "name: 1")
        .replace("kind: ", "kindd: ")
        .replace("2026-03-01", "soon")
        .replace("li.na", "Li")
    )
    assert len(faults_of(text)) == 5


@pytest.mark.parametrize("text", ["", "[]", "text", "3"])
def test_a_file_that_is_no_mapping_is_one_fault_at_its_beginning(text: str) -> None:
    [(line, column, key, message)] = faults_of(text)
    assert (line, column, key) == (1, 1, "")
    assert "应为一组键值" in message


def test_portfolio_of_all_units_and_of_a_list() -> None:
    assert shape({"units": "all"}, {}, Portfolio, "x")[0] == Portfolio(units="all")
    assert shape({"units": ["a", "b"]}, {}, Portfolio, "x")[0] == Portfolio(units=("a", "b"))


@pytest.mark.parametrize("moment", ["2026-11-02", "2026-11-02T09:30:00", "noon", 5, None])
def test_a_time_without_an_offset_is_a_fault(moment: object) -> None:
    entry = {"schema": 1, "kind": "takedown", "path": "content/a", "reason": "error", "by": "a.b", "digest": "0" * 64}
    value, faults = shape({**entry, "at": moment}, {}, TakedownEntry, "x")
    assert value is None
    assert [fault.key for fault in faults] == ["at"]
    assert shape({**entry, "at": "2026-11-02T09:30:00+08:00"}, {}, TakedownEntry, "x")[1] == ()


@pytest.mark.parametrize(
    ("change", "key"), [({"kind": "purge"}, "kind"), ({"kind": None}, "kind"), ({"schema": True}, "schema")]
)
def test_tags_and_literals_are_exact(change: dict[str, object], key: str) -> None:
    entry: dict[str, object] = {"schema": 1, "kind": "takedown", "path": "content/a", "reason": "error", "by": "a.b"}
    entry |= {"at": "2026-11-02T09:30:00+08:00", "digest": "0" * 64}
    assert [fault.key for fault in shape({**entry, **change}, {}, TakedownEntry, "x")[1]] == [key]
    without = {name: value for name, value in entry.items() if name != "kind"}
    assert "缺少“kind”" in shape(without, {}, TakedownEntry, "x")[1][0].message.zh


def test_an_identifier_with_a_line_end_is_refused() -> None:
    assert shape({"person": "li.na\n"}, {}, Appointment, "x")[0] is None
    assert shape({"units": ["liangshan\n"]}, {}, Portfolio, "x")[0] is None


def test_values_are_masked_and_stripped_of_control_characters() -> None:
    _, faults = shape({"person": "13812345678", "until": "\x1b[31m red", "from": "x" * 500}, {}, Appointment, "x")
    whole = "".join(fault.message.zh + fault.message.en for fault in faults)
    assert len(faults) == 3
    assert "13812345678" not in whole
    assert "138****5678" in whole
    assert "\x1b" not in whole
    assert "U+001B" in whole
    assert "x" * 100 not in whole


SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=12)
KEYS = st.sampled_from(
    ["name", "kind", "people", "roles", "person", "from", "github", "login", "units", "zhang.wei", ""]
) | st.text(max_size=5)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=5), max_leaves=25
)


@given(VALUES, st.sampled_from([PeopleFile, Policy, LexiconFile, TakedownEntry, Appointment]))
def test_any_value_gives_the_type_or_faults_and_never_an_exception(value: object, type_: type) -> None:
    made, faults = shape(value, {}, type_, "x")
    assert (made is None) == bool(faults)
    assert made is None or isinstance(made, type_)


def _paths(value: object, at: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path for name, one in inside for path in [(*at, name), *_paths(one, (*at, name))]]


POLICY = strict_yaml.load(policy_bytes(), max_bytes=1_000_000)
POLICY_PATHS = _paths(POLICY.value)


def _replaced(value: object, path: tuple[object, ...], new: object) -> object:
    if not path:
        return new
    if isinstance(value, dict):
        return {name: _replaced(one, path[1:], new) if name == path[0] else one for name, one in value.items()}
    assert isinstance(value, list)
    return [_replaced(one, path[1:], new) if place == path[0] else one for place, one in enumerate(value)]


@given(
    st.sampled_from(POLICY_PATHS),
    SCALARS | st.lists(SCALARS, max_size=2) | st.dictionaries(st.text(max_size=3), SCALARS, max_size=2),
)
def test_one_damaged_place_of_the_policy_is_found_there_or_below(path: tuple[object, ...], new: object) -> None:
    damaged = _replaced(POLICY.value, path, new)
    _, faults = shape(damaged, POLICY.marks, Policy, "policy.yml")
    dotted = ".".join(map(str, path))
    try:
        msgspec.convert(damaged, Policy)
    except msgspec.ValidationError:
        assert faults
        # A union's or parent's fault is told at the place itself, an inner one below it; never anywhere else.
        assert all(fault.key.startswith(dotted) for fault in faults), [fault.key for fault in faults]
        assert all("内容不符合要求" not in fault.message.zh for fault in faults), (
            "the walk must explain what the conversion refuses"
        )
    else:
        assert faults == ()


def test_leaf_readings_agree_with_the_conversion_on_dates() -> None:
    class Days(msgspec.Struct):
        day: date
        at: datetime

    for word in ("2026-02-29", "2024-02-29", "20260101", "2026-01-01T00:00:00Z", "", "2026-13-01"):
        value = {"day": word, "at": word}
        faults = {fault.key for fault in shape(value, {}, Days, "x")[1]}
        for key, type_ in (("day", date), ("at", datetime)):
            try:
                msgspec.convert(word, type_)
            except msgspec.ValidationError:
                assert key in faults
            else:
                assert key not in faults
