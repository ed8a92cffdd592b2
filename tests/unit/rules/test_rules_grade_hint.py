"""Art. 11: what a text tells suggests its grade, by the triggers of the default policy."""

from __future__ import annotations

from datetime import date

import pytest

from sanshen.model.lexicon import Lexicon
from sanshen.model.rulebook import RuleBook
from sanshen.model.sources import Sources
from sanshen.rules import run
from support import office
from support.reading import article

LEAD = "街道工作人员检查了消防设施。\n\n"


def suggested(text: str, title: str = "街道工作信息") -> str:
    """The grade that a general article should rather have; nothing if it may stay."""
    book = RuleBook(office.policy(), office.roster(), Lexicon(), Sources(()), date(2026, 11, 23))
    front = {"title": title}
    found = [one for one in run(article(text + "\n", front), book) if one.rule == "SS1102"]
    return found[0].message.en.rpartition(" ")[2] if found else ""


@pytest.mark.parametrize(
    "text",
    [
        "昨日山洪致三名群众不幸身亡。",
        "事故造成4人失踪，搜救正在进行。",
        "事故中有两人身亡。",
        "塌方致3人遇难。",
        LEAD + "事故造成2人死亡、5人受伤，善后工作正在进行。",
        LEAD + LEAD + "山洪发生后，三名群众不幸遇难。",
        LEAD + "- 火灾造成 3 死 2 伤\n- 原因正在调查",
        LEAD + "伤者送医后，1人经抢救无效死亡。",
        LEAD + "截至目前，仍有4人失联。",
    ],
)
def test_casualties_wherever_the_text_tells_of_them(text: str) -> None:
    assert suggested(text) == "special"


@pytest.mark.parametrize(
    "text",
    [
        LEAD + "造成3人以上死亡的，依照刑法追究责任。",
        LEAD + "一般事故，是指造成3人以下死亡，或者10人以下重伤的事故。",
        LEAD + "全年共发生道路交通事故12起，造成3人死亡，同比下降25%。",
        LEAD + "2019年某地养老院火灾造成5人死亡，教训深刻。",
        LEAD + "演练模拟山洪造成2人失踪。",
        LEAD + "致人死亡的，处以罚款。",
        LEAD + "培训采用案例讲解，某厂爆炸致3人死亡。",
        "寻人启事：走失老人一名。",
    ],
)
def test_law_statistics_and_bygone_cases_suggest_nothing(text: str) -> None:
    assert suggested(text) == ""


@pytest.mark.parametrize(
    "title",
    [
        "区领导调研防汛工作",
        "副区长到梁山街道检查防汛",
        "区人大常委会主任走访企业",
        "区政府常务会议召开",
        "在全区安全生产会议上的讲话",
    ],
)
def test_leaders_and_meetings_in_the_title(title: str) -> None:
    assert suggested(LEAD, title) == "major"


@pytest.mark.parametrize("text", ["昨日，区领导出席活动并讲话。", "昨日下午，区政府主要领导到街道检查防汛。"])
def test_leaders_without_a_name_in_the_first_paragraph(text: str) -> None:
    assert suggested(text) == "major"


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("社区长者食堂开门迎客", LEAD),
        ("我区长期护理保险参保指南", LEAD),
        ("我区长江岸线清漂行动", LEAD),
        ("全区长效管护机制建立", LEAD),
        ("区长信箱第三季度办理情况", LEAD),
        ("辖区长途客运站恢复发班", LEAD),
        ("街道值班制度", "突发情况应当立即报区政府主要领导。"),
        ("街道值班安排", "重要情况报区政府主要领导。"),
    ],
)
def test_near_misses_of_leaders(title: str, text: str) -> None:
    assert suggested(text, title) == ""
