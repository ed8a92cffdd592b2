from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshen.reading.folding import fold


@pytest.mark.parametrize(
    ("dressed", "plain"),
    [
        ("ＡＢＣ", "abc"),
        ("①㈠", "1(一)"),
        ("禁\u200b词", "禁词"),
        ("禁\u00ad\ufe0f\u034f词", "禁词"),
        ("e\u0301é", "ee"),
        ("⼤", "大"),
        ("𝐀𝑏", "ab"),
        ("раураl", "paypal"),
        ("Ａ\u202eb", "ab"),
        ("ß", "ss"),
        ("がガ", "がガ"),
        ("한", "한"),
        ("\u3164x\U000e0041", "x"),
        ("ΑΒ", "ab"),
    ],
)
def test_dressed_words_fold_to_plain_ones(dressed: str, plain: str) -> None:
    assert fold(dressed).text == plain


def test_origins_lead_back_to_the_character() -> None:
    folded = fold("a\u200b㎏b")
    assert folded.text == "akgb"
    assert folded.origin == (0, 2, 2, 3)


@given(st.text())
def test_every_folded_character_has_an_origin_in_order(text: str) -> None:
    folded = fold(text)
    assert len(folded.text) == len(folded.origin)
    assert list(folded.origin) == sorted(folded.origin)
    assert all(0 <= place < len(text) for place in folded.origin)


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    once = fold(text).text
    assert fold(once).text == once


@given(st.text(), st.text())
def test_folding_is_character_by_character(left: str, right: str) -> None:
    assert fold(left + right).text == fold(left).text + fold(right).text
