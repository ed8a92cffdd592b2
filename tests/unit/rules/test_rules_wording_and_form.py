"""Sequences inside running text, forms of numbers and marks, leaders' names as people write them."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from sanshen.model.grading import Leader
from sanshen.model.lexicon import Lexicon
from sanshen.model.rulebook import RuleBook
from sanshen.model.sources import Sources
from sanshen.rules import run
from support import office
from support.reading import article

LEADERS = (Leader(name="孙示昇", titles=("区委书记",)), Leader(name="顾示明", titles=("区委副书记", "区长")))


def said(text: str) -> list[str]:
    """The rules that have something to say about a text, in their order."""
    policy = msgspec.structs.replace(office.policy(), leaders=LEADERS)
    book = RuleBook(policy, office.roster(), Lexicon(), Sources(()), date(2026, 11, 23))
    return sorted({one.rule for one in run(article(text + "\n"), book)} - {"SS1102"})


@pytest.mark.parametrize(
    "text",
    [
        "会议强调，第一，要提高认识。\n\n第三，要落实责任。",
        "首先，提高认识。第三，落实责任。",
        "其一，提高认识。其三，落实责任。",
        "第一步，登记。第二步，审核。第四步，公示。",
        "（1）登记；（2）审核；（4）公示。",
        "①登记；②审核；④公示。",
        "一是提高认识。\n\n二是落实责任。\n\n四是强化督查。",
        "一、要求\n\n照此办理。\n\n一、实施\n\n照此办理。",
        "第一条 甲。\n\n第二条 乙。\n\n第四条 丙。\n\n第五条 丁。",
        "第一章 总则\n\n甲。\n\n第三章 分则\n\n乙。\n\n第四章 附则\n\n丙。",
    ],
)
def test_a_number_left_out_inside_the_text(text: str) -> None:
    assert said(text) == ["SS1611"]


@pytest.mark.parametrize(
    "text",
    [
        "首先，登记。其次，审核。第三，公示。",
        "一是排查。排查分三步：第一步，登记；第二步，审核。\n\n二是整治。一要快，二要准。\n\n三是巩固。",
        "有两点：一是甲；二是乙。\n\n要求如下：一是丙；二是丁；三是戊。\n\n二是己。",
        "符合（1）（3）项的，可以申请；其中①③由社区办理。",
        "第一条（节选）\n\n第二条 甲。\n\n第四条 乙。\n\n第五条 丙。",
        "第一条规定了目的，第三条规定了范围，第九条规定了罚则。",
        "一、甲\n\n所需材料\n\n一、乙",
        "本队获第一，二队获第三，四队获第五。",
    ],
)
def test_what_counts_rightly_or_does_not_count(text: str) -> None:
    assert "SS1611" not in said(text)


@pytest.mark.parametrize(
    "text",
    [
        "参加活动的约100余人。",
        "增长百分之12。",
        "全年完成五千3百亩。",
        "共有4、5个社区参加。",
        "投资额达1,2345万元。",
        "于11月份5日召开。",
        "街道（社区)开展检查。",
        "包括安全、消防、等工作。",
        "开展「安全生产月」活动。",
        "印发《关于转发《消防通知》的通知》。",
        "请于11月5日前报送!",
        "检查已结束.",
    ],
)
def test_forms_that_the_standards_have_otherwise(text: str) -> None:
    assert said(text) == ["SS1610"]


@pytest.mark.parametrize(
    "text",
    [
        "节约100余万元，附近100多户受益，与签约100余家企业对接。",
        "共有四五个社区参加，见附件4、5，第4、5个，4、5月。",
        "投资1,234.5万元，编号1,2026年。",
        "分一、二、三等，甲、乙、等候区另设。",
        "（详见 a) 与 b) 两项）",
        "《关于转发〈消防通知〉的通知》、3.14。",
    ],
)
def test_forms_that_are_right(text: str) -> None:
    assert "SS1610" not in said(text)


@pytest.mark.parametrize(
    "text",
    [
        "区长孙 示 昇主持会议。",
        "区长 孙示昇讲话。",
        "顾示明（区委书记）讲话。",
        "区委书记孙示升主持会议。",
        "区人大常委会主任顾示明调研。",
    ],
)
def test_a_leader_whose_name_or_title_is_another(text: str) -> None:
    assert said(text) == ["SS1341"]


def test_names_with_blanks_are_in_their_order() -> None:
    assert said("顾 示明、孙示 昇出席会议。") == ["SS1340"]
    assert said("区委书记 孙示昇，区长 顾 示 明（区委副书记）出席会议。") == []


def test_quotation_marks_that_cross() -> None:
    assert said("他说：“要落实‘安全第一”的要求’。") == ["SS1608"]
    assert said("他说：“要落实‘安全第一’的要求。”") == []
