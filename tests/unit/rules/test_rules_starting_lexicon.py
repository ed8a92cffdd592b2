"""The lexicon that a new district starts with: every entry works, and nothing that is right is flagged."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import pytest

import sanshen
from sanshen.model.finding import Severity
from sanshen.model.lexicon import Lexicon
from sanshen.reading.folding import fold
from sanshen.reading.office import read_lexicon
from sanshen.rules.matching import Matcher
from sanshen.rules.term_matcher import built

FOLDER = Path(sanshen.__file__).parent / "templates/reviews/lexicon"
DAY = date(2026, 11, 23)


@cache
def lexicon() -> Lexicon:
    found, faults = read_lexicon({f"reviews/lexicon/{path.name}": path.read_bytes() for path in sorted(FOLDER.glob("*.yml"))})
    assert faults == ()
    return found


@cache
def matcher() -> Matcher:
    return built(lexicon())


def hits(text: str) -> list[int]:
    folded = fold(text)

    def original(start: int, end: int) -> str:
        return text[folded.origin[start] : folded.origin[end - 1] + 1]

    return [hit.term for hit in matcher().find(folded.text, original)]


def test_every_entry_finds_its_own_term_and_says_why() -> None:
    for number, term in enumerate(lexicon().terms):
        assert number in hits(f"会上说，{term.term}。"), term.term
        assert term.why, term.term


def test_what_should_be_written_instead_is_right() -> None:
    for term in lexicon().terms:
        found = [lexicon().terms[number] for number in hits(f"会上说，{term.instead}。")]
        assert [one.term for one in found if one.severity is not Severity.NOTE and one.active_on(DAY)] == [], term.term


def test_every_exception_excuses_its_entry() -> None:
    for number, term in enumerate(lexicon().terms):
        for exception in term.except_:
            if fold(term.term).text in fold(exception).text:
                assert number not in hits(f"会上说，{exception}。"), (term.term, exception)


@pytest.mark.parametrize(
    "text",
    [
        "依照《中华人民共和国劳动合同法》《劳动合同法》《公司法》和《农村土地承包法》办理。",
        "最高人民法院、最高人民检察院、国务院办公厅、市政府办公厅、区人民政府。",
        "“十四五”规划、「十四五」规划和“三农”工作，高质量共建“一带一路”。",
        "公布署名文章，分布署名；研究竟争取到支持；严峻工作形势；立即然后；抽签定于明日；讲座落幕。",
        "当日报导读；组成份额；身份量化；友好象征；地图象征。",
        "农业部门、文化部门、环境保护部门分别负责。农业农村部、文化和旅游部印发通知。",
        "文化和旅游局、规划自然资源局、应急管理局、市场监督管理局、卫生健康委。",
        "国家级高新区、国家级非物质文化遗产；最佳实践案例；顶级域名。",
        "有待补充完善的，待补充材料后受理。会议定稿后印发，修改稿另行公布。",
        "区委副书记、区长；副区长、区委副书记。",
        "为了了解情况，不了了之；的确如此，有的放矢。",
        "截至 2026 年 10 月底，共受理 827 件；报名截止日期为 11 月 30 日。",
        "报名截止：1 月底。报名已经截止，昨日公布名单；投标截止 11 月底，征集将于 12 月 31 日截止，今日起整理。",
        "会议最终定稿，2 家单位报送；11 月底前定稿 3 份材料，定稿1月底前报送，形成修改稿 2 个；初稿：1份。",
        "原《中华人民共和国合同法》、原中华人民共和国物权法，中华人民共和国劳动合同法，中华人民共和国民法典。",
        "围攻府城、进攻府衙；最终版本以文字稿为准。",
    ],
)
def test_right_wording_has_no_error_and_no_warning(text: str) -> None:
    terms = [lexicon().terms[number] for number in hits(text)]
    assert [one.term for one in terms if one.severity is not Severity.NOTE and one.active_on(DAY)] == []


@pytest.mark.parametrize(
    ("term", "day", "active"),
    [
        ("《合同法》", date(2020, 12, 31), False),
        ("《合同法》", date(2021, 1, 1), True),
        ("中华人民共和国合同法", date(2020, 12, 31), False),
        ("中华人民共和国合同法", date(2021, 1, 1), True),
        ("卫计委", date(2018, 3, 16), False),
        ("银保监会", date(2023, 5, 17), False),
        ("银保监会", date(2023, 5, 18), True),
    ],
)
def test_an_old_name_is_right_in_an_old_text(term: str, day: date, active: bool) -> None:
    (entry,) = [one for one in lexicon().terms if one.term == term]
    assert entry.active_on(day) is active
