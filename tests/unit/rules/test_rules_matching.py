"""Matching terms in folded text: what is a disguise, and what is just two sentences."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshen.reading.folding import fold
from sanshen.rules.matching import Hit, Matcher, longest

TERM = "示例禁词"


def _found(text: str, *terms: str) -> list[tuple[int, str]]:
    folded = fold(text).text
    return [(hit.term, folded[hit.start : hit.end]) for hit in Matcher(terms or (TERM,)).find(folded)]


@pytest.mark.parametrize(
    "text",
    [
        "示例禁词",
        "示 例 禁 词",
        "示·例·禁·词",
        "示_例-禁*词",
        "示例\n禁词",
        "示。例。禁。词",
        "示，例，禁，词",
        "示例、禁词",
        "示　例禁词",
        "示|例|禁|词",
        "示！例！禁词",
    ],
)
def test_disguises(text: str) -> None:
    assert len(_found(text)) == 1


@pytest.mark.parametrize(
    "text", ["示例。禁词", "示例！禁词", "示例？禁词", "示例\n\n禁词", "示例甲禁词", "示例" + " " * 40 + "禁词", "禁词示例"]
)
def test_innocent_neighbours(text: str) -> None:
    assert _found(text) == []


def test_a_pair_in_a_list_is_no_hit_but_with_a_dot_it_is() -> None:
    assert _found("甲、乙", "甲乙") == []
    assert _found("甲。乙", "甲乙") == []
    assert len(_found("甲·乙", "甲乙")) == 1


def test_latin_terms_are_words() -> None:
    assert _found("said", "ai") == []
    assert len(_found("用AI写", "AI")) == 1
    assert len(_found("Ａ-Ｉ", "AI")) == 1


def test_signs_of_the_term_itself_may_stand() -> None:
    assert len(_found("100%有效", "100%有效")) == 1
    assert len(_found("“三农”工作", "“三农”工作")) == 1


def test_a_term_of_signs_alone_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one letter"):
        Matcher(("★",))


def test_longer_exceptions_win_and_shorter_do_not() -> None:
    matcher = Matcher(("卫计委",), (("原卫计委", "计委"),))
    assert list(matcher.find(fold("原卫计委").text)) == []
    assert len(list(matcher.find(fold("区卫计委").text))) == 1


def test_the_same_word_twice_is_found_for_both() -> None:
    assert sorted(_found(TERM, TERM, TERM)) == [(0, TERM), (1, TERM)]


def test_longest_drops_what_lies_inside() -> None:
    assert longest([Hit(0, 0, 2), Hit(1, 0, 4), Hit(2, 4, 6)]) == [Hit(1, 0, 4), Hit(2, 4, 6)]


@given(
    st.lists(st.sampled_from(["", " ", "·", "\u200b", "\u0336", "-", "\ufe00", "*"]), min_size=3, max_size=3),
    st.text("甲乙丙。", max_size=6),
)
def test_every_split_is_found_at_its_place(gaps: list[str], before: str) -> None:
    text = before + "".join(character + gap for character, gap in zip(TERM, [*gaps, ""], strict=True)) + "。"
    folded = fold(text)
    (hit,) = Matcher((TERM,)).find(folded.text)
    assert text[folded.origin[hit.start]] == "示"
    assert text[folded.origin[hit.end - 1]] == "词"


@given(
    st.text("甲乙丙", min_size=1, max_size=12),
    st.lists(st.text("甲乙丙", min_size=1, max_size=3), min_size=1, max_size=5, unique=True),
)
def test_it_agrees_with_looking_everywhere(text: str, terms: list[str]) -> None:
    expected = {
        (number, start, end)
        for number, term in enumerate(terms)
        for start, end in combinations(range(len(text) + 1), 2)
        if text[start:end] == term
    }
    assert {(hit.term, hit.start, hit.end) for hit in Matcher(terms).find(fold(text).text)} == expected
