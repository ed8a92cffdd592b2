"""T40: a grade that is missing, misspelt or dressed up is an error and never a default."""

from __future__ import annotations

import pytest

from support.reading import article_text, read, rules_of


@pytest.mark.parametrize(
    ("word", "says"),
    [
        ("genral", "did you mean general"),
        ("General", "no such grade"),
        ("ｇeneral", "U+FF47"),
        ("general\u200b", "U+200B"),
        ("gеneral", "U+0435"),
        ("一般\u3000类", "U+3000"),
        ("'general '", "no such grade"),
        ("1", "must be the name of a grade"),
        ("true", "must be the name of a grade"),
        ("[general]", "must be the name of a grade"),
        ("{general: x}", "must be the name of a grade"),
        ("~", "must be the name of a grade"),
        ("''", "no such grade"),
        ('"gener\\u0061l\\u200b"', "U+200B"),
    ],
)
def test_t40_an_odd_grade_is_an_error_that_names_what_is_odd(word: str, says: str) -> None:
    reading = read(article_text(front={"grade": word}))
    assert reading.article is None
    assert rules_of(reading) == ["SS1101"]
    assert says in reading.findings[0].message.en
    assert reading.findings[0].place.line == 3


def test_t40_a_missing_grade_is_an_error() -> None:
    reading = read(article_text(front={"grade": ""}))
    assert reading.article is None
    assert rules_of(reading) == ["SS1101"]
