"""SS1611: levels of headings that stand upside down, open in the middle, or rightly do neither."""

from __future__ import annotations

import time
from datetime import date

import pytest

from sanshen.model.lexicon import Lexicon
from sanshen.model.rulebook import RuleBook
from sanshen.model.sources import Sources
from sanshen.rules.ss1611_heading_sequence import RULE
from support import office
from support.reading import article


def said(text: str) -> list[tuple[str, str]]:
    """(the marker, what is wrong with it) of each finding; a space in `text` is an empty line."""
    draft = article(text.replace(" ", "\n\n") + "\n")
    book = RuleBook(office.policy(), office.roster(), Lexicon(), Sources(()), date(2026, 11, 23))
    assert RULE.check is not None
    return [(one.excerpt.rstrip("…")[:3], one.message.zh) for one in RULE.check(draft, book)]


@pytest.mark.parametrize(
    ("text", "marker", "above"),
    [
        ("一、甲 1.乙 （一）丙", "（一）", "“1.”"),
        ("一、甲 1.\u3000乙 2.\u3000丙 （一）丁 （二）戊", "（一）", "“1.”"),
        ("（一）甲 （二）乙 一、丙 二、丁", "一、丙", "“（一）”"),
        ("一、甲 （1）乙 1.丙", "1.丙", "“（1）”"),
    ],
)
def test_a_level_that_opens_below_a_lower_one_is_reported_once(text: str, marker: str, above: str) -> None:
    ((found, message),) = said(text)
    assert found == marker
    assert "层次颠倒" in message
    assert above in message


def test_a_list_that_the_page_numbers_counts_as_its_level() -> None:
    assert [one for one, _ in said("一、甲 1.\t乙\n2.\t丙 （一）丁")] == ["（一）"]
    assert said("一、甲 -\t乙 （一）丁") == []
    assert said("一、甲 1.\t乙\n2.\t丙 二、丁 （一）戊") == []


@pytest.mark.parametrize("text", ["一、甲 二、乙 （二）丙", "一、甲 3.乙", "一、甲 （一）乙 （2）丙"])
def test_a_level_that_opens_in_the_middle_lacks_its_first(text: str) -> None:
    ((_, message),) = said(text)
    assert "应为第 1 项" in message


@pytest.mark.parametrize(
    "text",
    [
        "一、甲。（一）乙 （二）丙",
        "一、甲。一是乙 （二）丙",
        "一、甲\n（一）乙\n（二）丙",
        "一、甲 （一）乙 （二）丙 二、丁 （三）戊",
        "一、甲 1.乙 2.丙 二、丁 3.戊",
        "一、甲 （一）乙 1.丙 （1）丁 （二）戊 二、己 （一）庚",
        "1.甲是什么？ （一）乙 （二）丙 2.丁有哪些？ （一）戊",
        "1.\t甲是什么？ （一）乙 （二）丙",
        "1.甲 2.乙 一、丙 二、丁",
        "（二）乙 （三）丙",
        "## 甲 1.乙 ## 丙 （一）丁",
        "1.甲 第三条 （一）乙 （三）丙",
        "1.甲 附件1 （一）乙",
    ],
)
def test_what_is_usual_is_left_alone(text: str) -> None:
    assert said(text.replace("## ", "##\t")) == []


def test_long_texts_of_markers_take_time_in_proportion() -> None:
    lines = 4000
    text = "一、甲\n1.乙\n（二）丙\n（1）丁\n" * lines
    begun = time.process_time()
    assert len(said(text)) >= lines
    assert time.process_time() - begun < 20
