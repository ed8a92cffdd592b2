"""How one text became another: complete, in order, readable, and never endless."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshen.rules.alignment import Difference, differences


def words(here: str, there: str) -> list[tuple[str, str]]:
    return [(there[one.other : one.stop], here[one.start : one.end]) for one in differences(here, there)]


@pytest.mark.parametrize(
    ("here", "there", "expected"),
    [
        ("甲乙。", "甲乙。", []),
        ("共12处。", "共15处。", [("15", "12")]),
        ("共1,200.5万元。", "共1,300.5万元。", [("1,300.5", "1,200.5")]),
        ("检查。整改。通报。", "检查。通报。", [("", "整改。")]),
        ("检查。通报。", "检查。整改。通报。", [("整改。", "")]),
        ("甲说检查,乙说整改。", "甲说检查。乙说整改。", [("。", ",")]),
        ("甲说检查。乙说整改。", "甲说检查,乙说整改。", [(",", "。")]),
        ("不得拖延整改工作。", "可以拖延整改工作。", [("可以", "不得")]),
        ("本地补充一句。三、保障措施结束", "三、保障措施各地安排经费。结束", [("", "本地补充一句。"), ("各地安排经费。", "")]),
        ("乙。", "", [("", "乙。")]),
        ("", "乙。", [("乙。", "")]),
    ],
)  # fmt: skip
def test_differences_are_those_a_reader_would_name(here: str, there: str, expected: list[tuple[str, str]]) -> None:
    assert words(here, there) == expected


def rebuilt(here: str, there: str, found: list[Difference]) -> str:
    """The other text, made from this one and the differences alone."""
    made, at, place = "", 0, 0
    for one in found:
        assert at <= one.start <= one.end
        assert place <= one.other <= one.stop
        assert (one.start, one.other) != (one.end, one.stop)
        made += here[at : one.start] + there[one.other : one.stop]
        assert len(made) == one.stop
        at, place = one.end, one.stop
    return made + here[at:]


sentences = st.lists(
    st.sampled_from(["甲乙丙。", "甲乙丁。", "检查12处;", "检查15处;", "戊", "己庚。", "。", "1", "另行通知!"]), max_size=12
)


@given(sentences, sentences)
def test_nothing_is_left_out_and_nothing_else_is_named(ours: list[str], theirs: list[str]) -> None:
    here, there = "".join(ours), "".join(theirs)
    assert rebuilt(here, there, differences(here, there)) == there


@given(st.text("甲乙。1", max_size=40), st.text("甲乙。1", max_size=40))
def test_nor_in_any_other_text(here: str, there: str) -> None:
    assert rebuilt(here, there, differences(here, there)) == there


def _hostile() -> list[tuple[str, str, str]]:
    dice = random.Random(7)  # noqa: S311  # the same texts every time
    noise = ["".join(dice.choices("甲乙丙丁戊己庚辛", k=200_000)) for _ in range(2)]
    lines = ["".join(dice.choices("甲乙丙丁戊己庚辛", k=9)) + "。" for _ in range(40_000)]
    return [
        ("noise without an end of sentence", noise[0], noise[1]),
        ("one sentence over and over", "甲。" * 150_000, "甲。" * 100_000 + "乙。" + "甲。" * 50_000),
        ("every sentence, the other way round", "".join(lines), "".join(reversed(lines))),
        ("every sentence changed", "".join(lines), "".join(line.replace("甲", "1") for line in lines)),
        ("one sign", "1" * 300_000, "1" * 299_000),
        ("small gaps", "".join(lines), "".join(line if number % 3 else line[::-1] for number, line in enumerate(lines))),
    ]


@pytest.mark.parametrize(("here", "there"), [pytest.param(one, other, id=name) for name, one, other in _hostile()])
def test_a_hostile_text_costs_little(here: str, there: str) -> None:
    begun = time.process_time()
    assert rebuilt(here, there, differences(here, there)) == there
    assert time.process_time() - begun < 10
