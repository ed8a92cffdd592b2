"""Lexicon, reprint sources, calendar, interpretations: what is kept, what is refused, and what a message never shows."""

from __future__ import annotations

from datetime import date

import pytest

from sanshen.model.errors import UsageError
from sanshen.model.finding import Severity
from sanshen.model.lexicon import Term
from sanshen.model.sources import host_within
from sanshen.reading import office
from support.office import policy

TOPIC = """\
topic: 机构名称
terms:
  - {term: 卫计委, category: renamed, severity: warning, instead: 卫生健康委, why: 更名, from: 2018-03-17, except: [原卫计委]}
  - {term: 示例禁词, category: banned, severity: error, why: 区政府办公室 2026 年第 3 号通知, match: [pinyin, split]}
"""
PATH = "reviews/lexicon/organisations.yml"


def test_the_lexicon_of_the_contract_is_read() -> None:
    lexicon, faults = office.read_lexicon({PATH: TOPIC.encode()})
    assert faults == ()
    first, second = lexicon.terms
    assert (first.term, first.severity, first.from_, first.except_) == (
        "卫计委",
        Severity.WARNING,
        date(2018, 3, 17),
        ("原卫计委",),
    )
    assert (second.severity, second.match) == (Severity.ERROR, ("pinyin", "split"))


def test_an_old_name_is_right_in_an_old_text() -> None:
    lexicon, _ = office.read_lexicon({PATH: TOPIC.encode()})
    assert [term.term for term in lexicon.terms if term.active_on(date(2018, 3, 16))] == ["示例禁词"]
    assert [term.term for term in lexicon.terms if term.active_on(date(2018, 3, 17))] == ["卫计委", "示例禁词"]


@pytest.mark.parametrize(
    ("old", "new", "key", "says"),
    [
        ("severity: error", "severity: fatal", "terms.1.severity", "error、warning、note"),
        ("severity: error, ", "", "terms.1", "缺少“severity”"),
        ("[pinyin, split]", "[pinying, split]", "terms.1.match.0", "是否想写“pinyin”"),
        ("category: banned", "category: 禁词", "terms.1.category", "小写字母"),
        ("term: 示例禁词", 'term: ""', "terms.1.term", "不为空"),
        ("term: 示例禁词", 'term: "★ "', "terms.1.term", "没有文字或数字"),
        ("term: 示例禁词", "term: 卫计委", "terms.1.term", "重复"),
        ("[原卫计委]", "[国家卫健委]", "terms.0.except.0", "须包含词条"),
        ("from: 2018-03-17", "from: 2018-03-17, until: 2018-01-01", "terms.0", "from 晚于 until"),
        ("topic: 机构名称\n", "", "", "缺少“topic”"),
    ],
)
def test_each_fault_of_a_lexicon_is_found(old: str, new: str, key: str, says: str) -> None:
    assert old in TOPIC
    _, faults = office.read_lexicon({PATH: TOPIC.replace(old, new, 1).encode()})
    assert [(fault.path, fault.key) for fault in faults] == [(PATH, key)]
    assert says in faults[0].message.zh


def test_the_good_terms_of_a_faulty_file_stay_in_force() -> None:
    lexicon, faults = office.read_lexicon({PATH: TOPIC.replace("severity: warning", "severity: loud").encode()})
    assert len(faults) == 1
    assert [term.term for term in lexicon.terms] == ["示例禁词"]


def test_a_term_that_nothing_could_match_is_left_out() -> None:
    lexicon, faults = office.read_lexicon({PATH: TOPIC.replace("term: 示例禁词", 'term: "★★★"').encode()})
    assert len(faults) == 1
    assert [term.term for term in lexicon.terms] == ["卫计委"]


def test_an_unreadable_file_does_not_switch_off_the_others() -> None:
    lexicon, faults = office.read_lexicon({PATH: TOPIC.encode(), "reviews/lexicon/broken.yml": b"terms: ["})
    assert {fault.path for fault in faults} == {"reviews/lexicon/broken.yml"}
    assert len(lexicon.terms) == 2


def test_the_same_term_twice_for_different_times_is_fine() -> None:
    text = TOPIC.replace("term: 示例禁词", "term: 卫计委, until: 2018-03-16")
    assert office.read_lexicon({PATH: text.encode()})[1] == ()


SECRET = "topic: 机密专题\nterms:\n  - {term: 绝不外露, category: banned, severity: error, until: 2001-01-01}\n"


def test_the_confidential_list_is_searched_behind_the_others() -> None:
    lexicon, faults = office.read_lexicon({PATH: TOPIC.encode()}, SECRET.encode())
    assert ([term.term for term in lexicon.confidential], faults) == (["绝不外露"], ())
    assert ("绝不外露", True) in [(term.term, secret) for term, secret in map(lexicon.entry, range(len(lexicon)))]


@pytest.mark.parametrize(
    ("data", "lines"),
    [
        (SECRET + "  - {term: 另一个词, category: 禁, severity: x}\n", "第 4 行"),
        (SECRET + "  - {term: 另一个词, category: banned, severity: error, match: [homophones]}\n", "第 4 行"),
        (SECRET + "  - {term: 另一个词, category: banned, severity: error, except: [无关的话]}\n", "第 4 行"),
        (SECRET + "  - {term: 绝不外露, category: banned, severity: error}\n", "第 4 行"),
        (SECRET + "  - {term: ★★★, category: banned, severity: error}\n", "第 4 行"),
        (SECRET + "  - {term: 另一个词\n", "第 5 行"),
        (SECRET + "机密专题键: 1\n", "第 4 行"),
        (SECRET + "  - 另一个词\n" * 30, "、23……"),
        ("机密专题", "第 1 行"),
        ("# 机密专题\n", "第 1 行"),
        (SECRET.encode("gb18030"), "第 1 行"),
        (SECRET.encode() + b"\xff", "第 4 行"),
        (b"\x00", "第 1 行"),
        (b"", "一个词条也没有"),
        (b" \n\n", "一个词条也没有"),
        ("topic: 机密专题\nterms: []\n", "一个词条也没有"),
    ],
)
def test_a_faulty_confidential_list_is_refused_by_its_lines_alone(data: str | bytes, lines: str) -> None:
    extra = data if isinstance(data, bytes) else data.encode()
    with pytest.raises(UsageError) as caught:
        office.read_lexicon({PATH: TOPIC.encode()}, extra)
    said = f"{caught.value.text} {caught.value.advice}"
    assert "SANSHEN_LEXICON" in said
    assert lines in caught.value.text.zh
    assert [word for word in ("外露", "另一个词", "机密专题", "无关", "★", "homophones", "键") if word in said] == []
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None


def test_terms_compare_by_value() -> None:
    assert Term(term="甲", category="x", severity=Severity.NOTE) == Term(term="甲", category="x", severity=Severity.NOTE)


SOURCES = """\
lists:
  cac-2021: {name: 2021 年版, from: 2021-10-20, until: 2025-06-30}
sources:
  - {name: 政府网站, hosts: [gov.cn], kind: government, any-name: true}
  - {name: 新华社, aliases: [新华网], hosts: [news.cn, xinhuanet.com], kind: media, list: cac-2021}
  - {name: 某报, hosts: [paper.example.com], kind: media, from: 2024-01-01, until: 2024-12-31}
"""


def test_sources_are_valid_by_their_own_dates_and_by_their_list() -> None:
    sources, faults = office.read_sources(SOURCES.encode())
    assert faults == ()
    assert sources.covers("新华社", "www.news.cn", date(2022, 1, 1))
    assert sources.covers("新华网", "news.cn", date(2021, 10, 20))
    assert sources.covers("新华网", "news.cn", date(2025, 6, 30))
    assert not sources.covers("新华网", "news.cn", date(2025, 7, 1))
    assert not sources.covers("新华网", "news.cn", date(2021, 10, 19))
    assert not sources.covers("新华社", "news.example.com", date(2022, 1, 1))
    assert not sources.covers("某社", "news.cn", date(2022, 1, 1))
    assert sources.covers("某报", "paper.example.com", date(2024, 12, 31))
    assert not sources.covers("某报", "paper.example.com", date(2025, 1, 1))
    assert sources.covers("任意委员会", "wjw.cq.gov.cn", date(1999, 1, 1))
    assert [one.name for one in sources.find("新华网", date(2022, 1, 1))] == ["新华社"]
    assert sources.find("任意委员会", date(2022, 1, 1)) == ()


@pytest.mark.parametrize(
    ("host", "inside"),
    [
        ("gov.cn", True),
        ("www.cq.GOV.cn", True),
        ("www.gov.cn.", True),
        ("gov.cn.example.com", False),
        ("notgov.cn", False),
        ("agov.cn", False),
        ("cn", False),
        ("", False),
    ],
)
def test_t66_only_names_below_a_domain_are_within_it(host: str, inside: bool) -> None:
    assert host_within(host, "gov.cn") is inside


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("hosts: [gov.cn]", "hosts: [https://gov.cn]", "sources.0.hosts.0"),
        ("hosts: [gov.cn]", "hosts: [GOV.CN]", "sources.0.hosts.0"),
        ("hosts: [gov.cn]", "hosts: [10.0.0.1]", "sources.0.hosts.0"),
        ("hosts: [gov.cn]", "hosts: []", "sources.0.hosts"),
        ("kind: government", "kind: goverment", "sources.0.kind"),
        ("list: cac-2021", "list: cac-2022", "sources.1.list"),
        ("until: 2024-12-31", "until: 2023-12-31", "sources.2"),
        ("until: 2025-06-30", "until: 2020-06-30", "lists.cac-2021"),
    ],
)
def test_each_fault_of_the_sources_is_found(old: str, new: str, key: str) -> None:
    assert [fault.key for fault in office.read_sources(SOURCES.replace(old, new).encode())[1]] == [key]


def test_a_source_whose_list_is_unknown_is_never_valid() -> None:
    sources, _ = office.read_sources(SOURCES.replace("list: cac-2021", "list: cac-2022").encode())
    assert not sources.covers("新华社", "news.cn", date(2022, 1, 1))


def test_without_a_list_of_sources_nothing_may_be_reprinted() -> None:
    assert office.read_sources(None) == (office.read_sources(b"[")[0], ())
    assert list(office.read_sources(None)[0].active(date(2026, 1, 1))) == []


YEAR = "years:\n  - {year: 2027, source: 国办发明电〔2026〕1 号, holidays: [2027-01-01], workdays: [2027-01-03]}\n"


def test_a_year_of_the_calendar_is_read() -> None:
    calendar, faults = office.read_calendar(YEAR.encode())
    assert faults == ()
    year = calendar.year(2027)
    assert year is not None
    assert (year.holidays, year.workdays) == ((date(2027, 1, 1),), (date(2027, 1, 3),))
    assert calendar.year(2026) is None
    assert office.read_calendar(None)[0].years == ()


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("[2027-01-03]", "[2027-01-01]", "既放假又上班"),
        ("[2027-01-03]", "[2028-01-03]", "不在 2027 年"),
        ("source: 国办发明电〔2026〕1 号", 'source: ""', "文号"),
        ("[2027-01-03]", "[2027-02-30]", "应为日期"),
    ],
)
def test_a_faulty_year_is_left_out_and_not_guessed(old: str, new: str, says: str) -> None:
    calendar, faults = office.read_calendar(YEAR.replace(old, new).encode())
    assert says in faults[0].message.zh
    assert calendar.year(2027) is None


def test_a_year_given_twice_is_a_fault() -> None:
    _, faults = office.read_calendar((YEAR + YEAR.removeprefix("years:\n")).encode())
    assert [fault.key for fault in faults] == ["years.1.year"]


def test_an_interpretation_must_explain_keys_that_exist() -> None:
    text = "interpretations:\n  - {question: 问, reading: 答, decided-by: 办公室, explains: [limits.delegation-days, early, limit.x, stages.review-9]}\n"
    found, faults = office.read_interpretations(text.encode(), policy())
    assert len(found.interpretations) == 1
    assert [fault.key for fault in faults] == ["interpretations.0.explains.2", "interpretations.0.explains.3"]
    assert "是否想写“limits”" in faults[0].message.zh
    assert office.read_interpretations(None, policy())[0].interpretations == ()
    assert office.read_interpretations(b"interpretations: 3\n", policy())[1][0].key == "interpretations"
