"""SS1329: what the text tells twice with the same words, and what only looks alike."""

from __future__ import annotations

import time
from datetime import date

import pytest

from sanshen.model.lexicon import Lexicon
from sanshen.model.rulebook import RuleBook
from sanshen.model.sources import Sources
from sanshen.rules.ss1329_two_values import RULE
from support import office
from support.reading import article

_BEGIN = "现公布3项数据。"
"""The first passage with a digit leads the article: it must not be the one that is looked at here."""


def said(*paragraphs: str) -> list[str]:
    """What each finding says of the body's paragraphs."""
    draft = article("\n\n".join(paragraphs) + "\n")
    book = RuleBook(office.policy(), office.roster(), Lexicon(), Sources(()), date(2026, 11, 23))
    assert RULE.check is not None
    return [one.message.zh for one in RULE.check(draft, book)]


@pytest.mark.parametrize(
    "paragraphs",
    [
        ("全区常住人口64.5万人。", "人口稳定。全区常住人口65.4万人，比上年增长1.2%。"),
        ("全年产量12万吨，全年产量13万吨。",),
        ("全年产量12万吨。全年产量13万吨。",),
        ("截至10月底，全街道总人口3.2万人。", "截至10月底，全街道总人口3.5万人。"),
        ("东明村靠山。全村耕地面积1200亩，每户8亩。", "再说一遍。全村耕地面积1300亩。"),
        ("全年累计接待游客120万人次。", "全年累计接待游客210万人次，比上年增长3%。"),
        ("年末全区户籍人口90.1万人，全区常住人口64.5万人，比上年末减少0.3万人。", "全区常住人口65.4万人。"),
    ],
)
def test_one_figure_with_two_values_is_found_once(paragraphs: tuple[str, ...]) -> None:
    (message,) = said(_BEGIN, *paragraphs)
    assert "前面写的是" in message


@pytest.mark.parametrize(
    "paragraphs",
    [
        ("全区常住人口64.5万人。", "全区常住人口64.5万人。", "全区常住人口65万人。"),
        ("东明村靠山。全村总人口1200人。", "西河村临水。全村总人口900人。"),
        ("水稻播种5万亩，全年产量12万吨；玉米播种3万亩，全年产量13万吨。",),
        ("2024年工作。", "全区常住人口64.5万人。", "2025年工作。", "全区常住人口65.4万人。"),
        ("全区共有12家企业。", "全区共有15家医院。"),
        ("交通提速，全区完成投资12亿元。水利方面，全区完成投资5亿元。",),
        ("截至10月底，全区常住人口64.5万人。", "截至11月底，全区常住人口64.9万人。"),
        ("10月，市里调查。全区常住人口64.5万人。", "11月，市里调查。全区常住人口64.9万人。"),
        ("全区常住人口64.5万人。", "其中，全区常住人口30万人在城镇。力争全区常住人口70万人。"),
        ("一、柑橘", "全年累计销售收入12万元。", "二、柚子", "全年累计销售收入13万元。"),
        ("## 柑橘", "全年累计销售收入12万元。", "## 柚子", "全年累计销售收入13万元。"),
        ("全区常住人口64.5万人。", "邻区情况：全区常住人口70万人。"),
        ("> 全区常住人口64.5万人。", "全区常住人口70万人。"),
        ("全区常住人口64.5万人。", "全区常住人口约70万人。"),
    ],
)
def test_what_only_looks_alike_is_left_alone(paragraphs: tuple[str, ...]) -> None:
    assert said(_BEGIN, *paragraphs) == []


def test_the_lead_names_no_other_village_and_no_other_kind() -> None:
    assert said("东明村有3组。全村总人口1200人。", "西河村临水。全村总人口900人。") == []
    assert said("全区共有12家企业。", "全区共有15家医院。") == []
    assert len(said("全年累计检查企业120家，比上年多3家。", "全年累计检查企业130家。")) == 1


def test_long_texts_of_figures_take_time_in_proportion() -> None:
    begun = time.process_time()
    assert said(_BEGIN, "2024年东明镇，全区常住人口64.5万人，3月西河镇，全年产量12万吨，" * 2500 + "完。") == []
    assert time.process_time() - begun < 20
