"""Word lists as offices send them: encodings, delimiters, numbering, dates and disguises in Chinese; what is refused and why."""

from __future__ import annotations

from datetime import date

import pytest

from sanshen.model.errors import UsageError
from sanshen.reading.lexicon_table import read_table

_USUAL = {"category": "banned", "severity": "error"}


def _terms(data: bytes, name: str) -> list[str]:
    return [row.term.term for row in read_table(data, name, _USUAL) if row.term is not None]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize(("name", "sign"), [("a.csv", ","), ("a.csv", ";"), ("a.csv", "\t"), ("a.tsv", "\t"), ("a.txt", "\t")])
def test_a_table_in_any_encoding_with_any_delimiter(encoding: str, name: str, sign: str) -> None:
    (row,) = read_table(f"词{sign}缘由\n示例词{sign}示例\n".encode(encoding), name, _USUAL)
    assert row.term is not None
    assert (row.term.term, row.term.why) == ("示例词", "示例")


def test_days_and_disguises_as_people_write_them() -> None:
    head, line = "词,起,止,其他写法,同段有则不算", "示例词,2026/1/2,2026年12月31日,拼音、谐音,废止|失效"
    (row,) = read_table(f"{head}\n{line}\n".encode(), "a.csv", _USUAL)
    assert row.term is not None
    assert (row.term.from_, row.term.until) == (date(2026, 1, 2), date(2026, 12, 31))
    assert (row.term.match, row.term.unless) == (("pinyin", "homophone"), ("废止", "失效"))


def test_a_column_without_a_name_moves_no_other() -> None:
    (row,) = read_table("词,,缘由\n示例词,备注,示例\n".encode(), "a.csv", _USUAL)
    assert row.term is not None
    assert row.term.why == "示例"


def test_numbers_that_count_the_lines_are_no_part_of_the_terms() -> None:
    assert _terms("1. 甲词\n2、乙词\n3）丙词\n".encode(), "a.txt") == ["甲词", "乙词", "丙词"]
    assert _terms("3.15晚会\n乙词\n".encode(), "a.txt") == ["3.15晚会", "乙词"]


@pytest.mark.parametrize("line", ["甲词|乙词", "甲词\t乙词", "甲\u200b词", "甲\x00词"])
def test_what_cannot_be_one_term_is_named_and_left_out(line: str) -> None:
    rows = read_table(f"好词\n{line}\n".encode(), "a.txt", _USUAL)
    assert [row.line for row in rows if row.term is None] == [2]


@pytest.mark.parametrize("name", ["a.yml", "a.yaml"])
def test_a_lexicon_file_is_no_list_of_words(name: str) -> None:
    with pytest.raises(UsageError, match="YAML"):
        read_table("topic: 甲\nterms: []\n".encode(), name, _USUAL)
