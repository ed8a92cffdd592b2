"""A large lexicon is held by its beginnings: it finds what it would find held whole, in the same order."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sanshen.reading.folding import fold
from sanshen.rules import beginnings
from sanshen.rules.beginnings import Beginnings, beginning
from sanshen.rules.bulk_matching import BulkMatcher
from sanshen.rules.letters import units
from sanshen.rules.matching import Matcher

WORD = st.text(alphabet="甲乙丙a𠮷Ā", min_size=1, max_size=6)


def held(terms: list[str], exceptions: list[list[str]], *, many: int) -> Matcher:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(beginnings, "MANY", many)
        return Matcher(terms, exceptions)


@pytest.mark.parametrize("much", [0, 200, beginnings.MUCH])
@settings(max_examples=100, deadline=None)
@given(terms=st.lists(WORD, min_size=1, max_size=12, unique=True), exception=WORD, text=st.text("甲乙丙a𠮷Ā·。", max_size=60))
def test_held_by_beginnings_is_held_whole(much: int, terms: list[str], exception: str, text: str) -> None:
    terms = list({fold(term).text: term for term in terms}.values())
    exceptions = [[exception], *([] for _ in terms[1:])]
    whole, begun = held(terms, exceptions, many=99), held(terms, exceptions, many=1)
    assert isinstance(begun.index.automaton, Beginnings)
    folded = fold(text).text
    letters = "".join(filter(str.isalnum, folded))
    expected = list(whole.find(folded))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(beginnings, "MUCH", much)
        for matcher in (begun, Matcher.open(begun.save())):
            assert list(matcher.find(folded)) == expected
            assert matcher.may_find(letters) or not expected
            assert sorted(BulkMatcher(matcher).find(text).tolist()) == sorted(BulkMatcher(whole).find(text).tolist())


def test_words_are_found_at_either_place_of_a_pair_and_in_order_of_their_ends() -> None:
    words = sorted(["甲乙", "甲乙丙丁", "乙丙", "丙丁", "丁"], key=beginning)
    found = [(first, end, words[number]) for first, end, number in Beginnings.of(words).find_overlapping(units("甲乙丙丁甲"))]
    assert found == [(0, 4, "甲乙"), (2, 6, "乙丙"), (0, 8, "甲乙丙丁"), (4, 8, "丙丁"), (6, 8, "丁")]


@pytest.mark.parametrize("text", ["", "甲", "a"])
def test_a_text_too_short_for_any_beginning(text: str) -> None:
    assert Beginnings.of(["甲乙"]).find_overlapping(units(text)) == []


def test_a_small_lexicon_is_held_by_an_automaton() -> None:
    assert not isinstance(Matcher(["甲乙丙丁", "己庚辛壬"]).index.automaton, Beginnings)
