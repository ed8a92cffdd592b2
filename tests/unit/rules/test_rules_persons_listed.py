"""Persons, addresses and plates as lists and tables have them: found; offices, doctors, kinds of people: left alone. All invented."""

from __future__ import annotations

from datetime import date

import pytest

from sanshen.model.extract import Extract, Fragment, Spot
from sanshen.model.lexicon import Lexicon
from sanshen.model.rulebook import RuleBook
from sanshen.model.sources import Sources
from sanshen.rules.attached_text import paper_of
from sanshen.rules.judging import run
from sanshen.rules.ss1305_mobile_number import RULE
from support import office
from support.reading import article

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def _found(rule: str, body: str) -> list[str]:
    """Severities of what the rule says, asked as `check` asks: only where the article shows a clue."""
    return [str(one.severity) for one in run(article(body + "\n"), _book()) if one.rule == rule]


def _book() -> RuleBook:
    return RuleBook(office.policy(), office.roster(), Lexicon(), Sources(()), date(2026, 11, 23))


def _table(head: str, *rows: str) -> str:
    columns = head.count("|") + 1
    return "\n".join(f"| {row} |" for row in (head, " | ".join(["---"] * columns), *rows))


@pytest.mark.parametrize(
    "body",
    [
        _table("姓名：陈示例 | 病种：肺癌", "姓名：李示范 | 病种：尿毒症"),
        _table("序号 | 内容", "1 | 姓名：陈示例，病种：肺癌", "2 | 姓名：李示范，病种：尿毒症"),
        "姓名：陈示例，病种：肺癌\n\n姓名：李示范，残疾类别：肢体残疾",
    ],
)
def test_persons_beside_what_a_form_asks_of_them(body: str) -> None:
    assert _found("SS1311", body) == ["error", "error"]


def test_children_in_a_list_without_commas() -> None:
    assert _found("SS1311", "- 陈示例 女 8岁 孤儿\n- 李示范 男 9岁 孤儿") == ["warning", "warning"]


@pytest.mark.parametrize(
    ("body", "severity"),
    [
        (_table("名字 | 残疾等级", "陈示例 | 二级"), "error"),
        (_table("序号 | 对象 | 残疾类别", "1 | 陈示例 | 肢体"), "error"),
        (_table("姓名 | 类别", "陈示例 | 肢体残疾二级", "李示范 | 视力残疾一级"), "error"),
        (_table("姓名 | 备注", "陈示例 | 尿毒症", "李示范 | 肺癌"), "error"),
        (_table("姓名 | 补贴类型", "陈示例 | 重度残疾人护理补贴", "李示范 | 困难残疾人生活补贴"), "error"),
        ("孤儿陈示例、李示范各领取生活费。", "error"),
        ("低保对象陈示例、李示范、王样板享受低保金。", "warning"),
        ("社区矫正人员陈示例、李示范。", "error"),
        ("刑满释放人员名单：陈示例、李示范。", "error"),
        ("新冠肺炎确诊病例：陈示例、李示范。", "error"),
        ("一、肢体残疾\n\n陈示例、李示范、王样板", "error"),
        (_table("姓名 | 陈示例 | 李示范", "病种 | 肺癌 | 尿毒症"), "error"),
    ],
)
def test_persons_beside_what_must_not_be_told(body: str, severity: str) -> None:
    assert _found("SS1311", body) == [severity]


@pytest.mark.parametrize(
    "body",
    [
        _table("对象 | 补贴类型", "残疾儿童 | 康复补贴", "高龄老人 | 高龄津贴"),
        _table("姓名 | 科室 | 备注", "陈示例 | 肿瘤科 | 肺癌", "李示范 | 血液科 | 白血病"),
        _table("姓名 | 职务 | 分管工作内容", "陈示例 | 理事长 | 残疾人康复", "李示范 | 副理事长 | 残疾人就业"),
        _table("姓名 | 备注", "陈某 | 残疾二级", "李＊ | 残疾一级"),
        "救助人员陈示例、李示范等赶到现场。",
        "低保对象范围、程序等见附件。",
        "特困人员高龄、失能的，另行安排。",
        "社区矫正工作人员：陈示例、李示范。",
        "残疾人专职委员：陈示例、李示范。",
        "残疾人运动员陈示例、李示范获得金牌。",
        "## 特困人员\n\n石油、任务、白天",
    ],
)
def test_kinds_of_people_and_those_who_care_for_them(body: str) -> None:
    assert _found("SS1311", body) == []


@pytest.mark.parametrize(
    ("body", "severity"),
    [
        (_table("姓名 | 乡镇 | 村 | 组", "陈示例 | 石桥镇 | 新民村 | 5组"), "warning"),
        (_table("姓名 | 村（社区） | 小组", "陈示例 | 新民村 | 五", "李示范 | 新民村 | 六"), "warning"),
        ("李示例（石桥镇新民村5组23号）获补助500元。", "warning"),
        ("1.李示例，男，石桥镇新民村5组，补助500元。", "warning"),
        ("家庭住址：石桥镇新民村五 组 十二 号", "error"),
        ("现住石桥镇龙溪小区3幢2-501", "warning"),
        ("家住龙溪花园B区5-2-301", "warning"),
        ("户籍地：石桥镇新民村大院子屯18号", "error"),
        ("住石桥镇新民村王家湾12号", "warning"),
    ],
)
def test_homes(body: str, severity: str) -> None:
    assert _found("SS1310", body) == [severity]


@pytest.mark.parametrize(
    "body",
    [
        "李示例，男，石桥镇新民村党支部书记。",
        "李示例（石桥镇新民村党支部书记）参加。",
        "新民村5组组长李示例介绍，今年丰收。",
        "石桥镇新民村5组开展清淤工作，王家湾12号桥已修好。",
        "户籍地派出所地址：人民路12号",
        _table("项目 | 村 | 组", "公路硬化 | 新民村 | 5组"),
        _table("姓名 | 组别 | 成绩", "陈示例 | 老年组 | 第一名"),
        "征收范围：新民村3组、4组、5组部分土地（含人民路12号）。",
    ],
)
def test_places_that_are_nobodys_home(body: str) -> None:
    assert _found("SS1310", body) == []


@pytest.mark.parametrize(
    "body",
    [
        "使014578号车",
        "车牌号：使 014·578",
        "车牌 WJ渝0000X",
        "军车 KA00001",
        "渝·F·00001",
        "渝-F-00001",
        "渝（F）00001",
        "车牌领012345",
    ],
)
def test_plates_of_all_kinds(body: str) -> None:
    assert len(_found("SS1309", body)) == 1


@pytest.mark.parametrize(
    "body", ["使用012345号票据", "使100200名群众受益", "领取001234号", "KA12345型汽车", "渝-F****5", "新（A）区", "军车AB型"]
)
def test_numbers_that_are_no_plate(body: str) -> None:
    assert _found("SS1309", body) == []


def _identity() -> str:
    number = "99999919800102001"
    return number + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=True)) % 11]


def test_the_certificate_of_a_disabled_person_holds_the_identity() -> None:
    assert _found("SS1304", f"残疾人证号 {_identity()}42") == ["error"]
    assert _found("SS1304", f"残疾人证号 {_identity()}11B1") == ["error"]
    assert _found("SS1304", f"批次 {_identity()}42") == []


@pytest.mark.parametrize("number", ["E0一0二000三", "E0、0、0、0、0、0、0、1", "E０００①０００２"])
def test_passports_in_disguise(number: str) -> None:
    assert _found("SS1308", f"护照号{number}") == ["error"]


def test_numbers_of_birth_certificates() -> None:
    assert _found("SS1308", "出生医学证明编号：R000000001") == ["error"]
    assert _found("SS1308", "办理出生医学证明1234本，护照12,345,678本") == []


def test_a_number_divided_among_the_last_paragraphs_of_a_document() -> None:
    texts = ("手机号：", "138", "0000", "1234")
    inside = Fragment("02020603050405020304", Spot("part", 0, "word/fontTable.xml"))
    paper = paper_of(
        "x.docx", Extract("docx", (*(Fragment(one, Spot("paragraph", at)) for at, one in enumerate(texts)), inside))
    )
    assert [one.rule for one in RULE.check(paper.article, _book())] == ["SS1305"]
