from __future__ import annotations

import sys
from itertools import count
from pathlib import Path
from runpy import run_path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshen.reading import folding
from sanshen.reading.folding import TABLE, FoldingTable, fold, fold_evenly


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
        ("ІΝН", "inh"),
        ("機關衞眾峯", "机关卫众峰"),
        ("広売", "广卖"),
        ("エ商", "工商"),
        ("×✕", "xx"),
        ("٣৩", "33"),
        ("㎏", "kg"),
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


@pytest.mark.parametrize("texts", [0, 1_000], ids=["first", "later"])
@given(text=st.text(alphabet="a1ＡＢ①，。門体戶\u200bﬁ\U0002f804\U0001f130", max_size=20))
def test_folding_all_at_once_gives_the_same_where_places_stay(text: str, texts: int) -> None:
    folded, every = fold(text), [fold(character).text for character in text]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(folding, "_TEXTS", count(texts))  # how many were folded before
        assert fold_evenly(text) == (folded.text if all(len(one) == 1 for one in every) else None)


def test_many_different_characters_at_once() -> None:
    traditional = "".join(character for character in map(chr, range(0x4E00, 0x9FA0)) if len(fold(character).text) == 1)
    assert fold_evenly(traditional) == fold(traditional).text


def test_the_table_is_what_the_packages_give() -> None:
    """Made under the Unicode of the oldest Python; a newer one may know more characters, but none of these otherwise."""
    script = Path(__file__).parents[3] / "scripts/tables/folding.py"
    made = run_path(str(script))["table"]()
    kept, fresh = (msgspec.json.decode(text, type=FoldingTable) for text in (TABLE.read_bytes(), made))
    assert len(kept.single) > 9000
    assert all(fresh.of(ord(one)) == becomes for one, becomes in zip(kept.single, kept.becomes, strict=True))
    assert kept.several.items() <= fresh.several.items()
    assert {code for first, last in kept.dropped for code in range(first, last + 1)} <= {
        code for first, last in fresh.dropped for code in range(first, last + 1)
    }


def test_every_digit_folds_to_one_of_ascii() -> None:
    digits = filter(str.isdecimal, map(chr, range(sys.maxunicode + 1)))
    assert {fold(digit).text for digit in digits} == set("0123456789")


def test_what_changes_is_found_by_one_expression() -> None:
    changes = folding._changing().fullmatch
    missed = [one for one in map(chr, range(sys.maxunicode + 1)) if fold(one).text != one and changes(one) is None]
    assert missed == []
    assert not any(map(changes, "街道安全，。a1 \n\x00".replace("，", "")))
