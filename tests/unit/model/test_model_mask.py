"""Masks: what stays visible of a personal number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshen.model.mask import STARS, mask, mask_card, mask_identity, mask_mobile


def test_the_shapes_of_the_official_practice() -> None:
    assert mask_identity("99999919491231005X") == "99**************5X"
    assert mask_mobile("13800001234") == "138****1234"
    assert mask_card("6220000000001231") == "6220********1231"
    assert mask_mobile("1380") == "****"


@pytest.mark.parametrize(
    ("given", "hidden"),
    [
        ("电话 13800001234。", "13800001234"),
        ("电话 138 0000 1234", "0000 1234"),
        ("电话 １３８００００１２３４", "００００"),
        ("证 99999919491231005X", "19491231"),
        ("证 999999 19491231 005x", "19491231"),
        ("卡 6220 0000 0000 1231", "0000 0000"),
        ("卡 6200000000000000059", "00000000000"),
        ("钥 ghp_" + "a1" * 18, "a1a1"),
        ("钥 AKIA" + "A1" * 8, "A1A1"),
    ],
)
def test_numbers_and_tokens_never_stay_whole(given: str, hidden: str) -> None:
    assert hidden not in mask(given)
    assert mask(given)[0] == given[0]


def test_a_private_key_is_gone_altogether() -> None:
    key = "-----BEGIN " + "OPENSSH PRIVATE KEY-----\nabc\ndef\n-----END OPENSSH PRIVATE KEY-----"
    assert mask(f"甲{key}乙") == f"甲{STARS}乙"
    assert mask("-----BEGIN RSA PRIVATE KEY-----\nabc") == STARS


@pytest.mark.parametrize(
    "harmless",
    ["", "甲乙", "023-53222222", "12345", "2026-11-23", "梁平府办发〔2021〕3号", "a1b2" * 10, "11500228008652038C/2021-00015"],
)
def test_other_text_stays_as_it_is(harmless: str) -> None:
    assert mask(harmless) == harmless


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.text(alphabet="甲乙，。 \n", max_size=5))
def test_no_mobile_number_passes(number: str, around: str) -> None:
    assert number not in mask(around + number + around)
