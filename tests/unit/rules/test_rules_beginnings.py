"""A large lexicon is held by its beginnings: it finds what it would find held whole, in the same order."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sanshen.reading.folding import fold
from sanshen.rules import beginnings
from sanshen.rules.beginnings import cut
from sanshen.rules.bulk_matching import BulkMatcher
from sanshen.rules.letters import units
from sanshen.rules.matching import Matcher

WORD = st.text(alphabet="甲乙丙a𠮷Ā", min_size=1, max_size=6)


def held(terms: list[str], exceptions: list[list[str]], *, many: int) -> Matcher:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(beginnings, "MANY", many)
        return Matcher(terms, exceptions)


@settings(max_examples=200, deadline=None)
@given(st.lists(WORD, min_size=1, max_size=12, unique=True), WORD, st.text(alphabet="甲乙丙a𠮷Ā·。", max_size=60))
def test_held_by_beginnings_is_held_whole(terms: list[str], exception: str, text: str) -> None:
    terms = list({fold(term).text: term for term in terms}.values())
    exceptions = [[exception], *([] for _ in terms[1:])]
    whole, begun = held(terms, exceptions, many=99), held(terms, exceptions, many=1)
    folded = fold(text).text
    letters = "".join(filter(str.isalnum, folded))
    expected = list(whole.find(folded))
    for matcher in (begun, Matcher.open(begun.save())):
        assert list(matcher.find(folded)) == expected
        assert matcher.may_find(letters) or not expected
        assert sorted(BulkMatcher(matcher).find(text).tolist()) == sorted(BulkMatcher(whole).find(text).tolist())


def test_a_beginning_is_as_long_as_it_takes_to_tell_the_word(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beginnings, "MANY", 1)
    words = ["甲乙丙丁", "甲乙戊", "甲乙", "己庚辛壬", "癸"]
    found, rests = cut(words)
    assert found == [units(word) for word in ("甲乙丙", "甲乙戊", "甲乙", "己庚", "癸")]
    assert [bytes(rests[number]) for number in range(len(words))] == [units(word) for word in ("丁", "", "", "辛壬", "")]


def test_a_small_lexicon_is_held_whole() -> None:
    found, rests = cut(["甲乙丙丁", "己庚辛壬"])
    assert found == [units("甲乙丙丁"), units("己庚辛壬")]
    assert not rests
