from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from sanshen.site.listings import PER_MONTH_PAGE, PER_PAGE, Chapter, Spans, chapter, marks, month_marks
from sanshen.site.structure import Entry, newest_first

START = datetime(2024, 12, 30, 4, tzinfo=UTC)


def entries(count: int, hours: int = 24) -> list[Entry]:
    """`count` entries, newest first."""
    moments = [START + timedelta(hours=hours * number) for number in range(count)]
    made = [
        Entry(f"p{n}", f"p{n}/", f"标题{n}", at, at, at.strftime("%Y-%m-%d"), "u", "单位", "c", "news")
        for n, at in enumerate(moments)
    ]
    return sorted(made, key=newest_first)


def spans(held: Sequence[Entry], length: int) -> Spans:
    """How many entries each year (4) or month (7 characters of the day) holds, newest first."""
    return tuple(Counter(entry.day[:length] for entry in held).items())


def chapters(base: str, held: Sequence[Entry]) -> tuple[Chapter, ...]:
    """The pages of a list, year by year."""
    return tuple(chapter(mark, held) for mark in marks(base, spans(held, 4)))


def months(base: str, held: Sequence[Entry]) -> tuple[Chapter, ...]:
    """Everything month by month."""
    return tuple(chapter(mark, held) for mark in month_marks(base, spans(held, 7)))


def changed(before: tuple[Chapter, ...], after: tuple[Chapter, ...]) -> set[str]:
    known = {chapter.address: chapter for chapter in before}
    return {chapter.address for chapter in after if known.get(chapter.address) != chapter}


def test_a_short_list_is_one_page() -> None:
    found = chapters("u/c/", entries(PER_PAGE))
    assert [(one.address, len(one.entries), one.periods, one.older) for one in found] == [("u/c/", PER_PAGE, (), None)]
    assert [one.address for one in chapters("u/c/", entries(0))] == ["u/c/"]


def test_the_years_lead_through_everything() -> None:
    found = chapters("u/c/", entries(60, hours=24 * 10))
    assert [one.name for one in found[0].periods] == ["2026年", "2025年", "2024年"]
    by_address = {one.address: one for one in found}
    at, seen = by_address["u/c/2026/"], []
    while True:
        seen += at.entries
        if at.older is None:
            break
        older = by_address[at.older.address]
        assert older.newer == ("" if older.period == at.period else f"{at.period}年", at.address)
        at = by_address[at.older.address]
    assert at.address == "u/c/2024/"
    assert seen == entries(60, hours=24 * 10)


@given(st.integers(min_value=1, max_value=130), st.integers(min_value=1, max_value=600))
def test_every_entry_stands_once_below_the_years_and_no_address_twice(count: int, hours: int) -> None:
    held = entries(count, hours)
    found = chapters("u/c/", held)
    assert len({one.address for one in found}) == len(found)
    assert list(found[0].entries) == held[:PER_PAGE]
    if count > PER_PAGE:
        below = [entry for one in found[1:] for entry in one.entries]
        assert sorted(below, key=newest_first) == held
        assert all(len(one.entries) <= PER_PAGE for one in found)


@given(st.integers(min_value=PER_PAGE + 1, max_value=400))
def test_one_more_entry_touches_at_most_three_pages_within_a_year(count: int) -> None:
    now = entries(count + 1, hours=1)
    touched = changed(chapters("u/c/", now[1:]), chapters("u/c/", now))
    year = f"u/c/{now[0].day[:4]}/"
    new_year = len({entry.day[:4] for entry in now}) != len({entry.day[:4] for entry in now[1:]})
    assert {"u/c/", year} <= touched
    # The part before the newest learns the newest's address when a part is filled; a new year is named on every page.
    assert new_year or len(touched) <= 4


def test_a_part_is_called_by_its_days_and_the_newest_counts_the_others() -> None:
    found = {one.address: one for one in chapters("u/c/", entries(70, hours=24))}
    newest, middle, oldest = found["u/c/2025/"], found["u/c/2025-3/"], found["u/c/2025-1/"]
    assert [newest.name, middle.name, oldest.name] == ["2025年", "2025年2月10日—3月1日", "2025年1月1日—20日"]
    assert newest.parts == (("2", "u/c/2025-3/"), ("3", "u/c/2025-2/"), ("4", "u/c/2025-1/"))
    assert (middle.parts, middle.newer, oldest.older) == ((), ("", "u/c/2025/"), ("2024年", "u/c/2024/"))
    assert chapters("u/c/", entries(25, hours=0))[1].name == "2024年12月30日"


def test_months_are_parts_of_a_hundred() -> None:
    found = months("by_month/", entries(PER_MONTH_PAGE + 60, hours=1))
    assert [(one.address, one.name, len(one.entries)) for one in found] == [
        ("by_month/2024-12/", "2024年12月", 44),
        ("by_month/2025-01-1/", "2025年1月1日—5日", 100),
        ("by_month/2025-01/", "2025年1月", 16),
    ]
    assert [turn.name for turn in found[0].periods] == ["2025年1月", "2024年12月"]
