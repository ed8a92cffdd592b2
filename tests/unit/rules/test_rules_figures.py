"""Figures, dates, digits and hosts as the rules read them."""

from __future__ import annotations

import pytest

from sanshen.model.article import PassageKind
from sanshen.rules.dates import days, number_of
from sanshen.rules.digits import spelled
from sanshen.rules.figures import figures
from sanshen.rules.look_alikes import imitated, registrable
from sanshen.rules.reading_view import View, view_of
from sanshen.rules.tables import tables
from support.reading import article


def view(text: str) -> View:
    found = next(one for one in article(text + "\n").passages if one.kind is PassageKind.TEXT)
    return view_of(found)


@pytest.mark.parametrize(
    ("text", "value", "step", "unit"),
    [
        ("共 827 条", 827, 0, "条"),
        ("1,234.50 万元", 12_345_000, 50, "元"),
        ("3.2亿元", 320_000_000, 5_000_000, "元"),
        ("5 万人", 50_000, 5_000, "人"),
        ("51.3%", 51.3, 0.05, "%"),
        ("提高 2 个百分点", 2, 0, "个百分点"),
    ],
)
def test_a_figure_has_value_precision_and_unit(text: str, value: float, step: float, unit: str) -> None:
    (one,) = figures(text)
    assert (one.value, round(one.step, 6), one.unit) == (value, step, unit)


@pytest.mark.parametrize("text", ["约 30 人", "50 余件", "30 人左右", "超过 20 家", "第 3 次会议"])
def test_a_rough_figure_counts_for_nothing(text: str) -> None:
    assert not any(one.counts for one in figures(text))


def test_letters_around_a_number_make_it_a_code() -> None:
    assert figures("gb2312 与 3d 打印、t20210119") == ()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2026 年 2 月 3 日", [(2026, 2, 3)]),
        ("2 月 25 日至 30 日", [(0, 2, 25), (0, 2, 30)]),
        ("二〇二六年十一月二十三日", [(2026, 11, 23)]),
        ("2026-02-30 与 2026-13-01", [(2026, 2, 30)]),
        ("农历 2 月 30 日", []),
        ("1 月底、3 月份", []),
    ],
)
def test_dates_are_read_as_written(text: str, found: list[tuple[int, int, int]]) -> None:
    assert [(one.year, one.month, one.day) for one in days(view(text))] == found


@pytest.mark.parametrize(
    ("written", "number"), [("一", 1), ("十", 10), ("十二", 12), ("二十", 20), ("九十九", 99), ("百", 0), ("二三", 0)]
)
def test_chinese_numbers_below_a_hundred(written: str, number: int) -> None:
    assert max(number_of(written), 0) == number


def test_spelled_digits_keep_their_places() -> None:
    text = "电话一三八〇〇〇〇一二三四，第一百三十八条"
    assert spelled(text) == "电话13800001234，第一百三十八条"
    assert spelled("二〇二六年一月") == "二〇二六年一月"


@pytest.mark.parametrize(
    ("host", "imitates"),
    [
        ("www.xinhuanet.com", ""),
        ("xinhuamet.com", "xinhuanet.com"),
        ("xinhuanet.com.example.cn", "xinhuanet.com"),
        ("peop1e.com.cn", "people.com.cn"),
        ("news.example.org", ""),
        ("people.com", ""),
    ],
)
def test_a_host_that_only_looks_like_a_source(host: str, imitates: str) -> None:
    assert imitated(host, ("gov.cn", "xinhuanet.com", "people.com.cn")) == imitates


def test_the_registered_part_of_a_host() -> None:
    assert registrable("news.example.com.cn") == "example.com.cn"
    assert registrable("com.cn") == ""


def test_tables_are_read_with_their_heads() -> None:
    first, second = tables(article("| 姓名 | 件数 |\n| --- | --- |\n| 甲 | 3 |\n\n文字\n\n| 合计 |\n| --- |\n| 5 |\n"))
    assert (first.head(1), first.text(1, 1), first.rows, first.columns) == ("件数", "3", 2, 2)
    assert first.column_where("姓") == 0
    assert second.column_where("姓") is None
