"""Every fault is found in every disguise, and pages that nothing is wrong with are left alone."""

from __future__ import annotations

import pytest
from clean_pages import pages
from faulty_pages import faults
from rule_table import Outcome, findings, measure, table
from written_pages import written_clean, written_faults

_PAGES = 330
_EACH = 24


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    return measure(faults(_EACH), pages(_PAGES))


def test_every_fault_is_found(outcome: Outcome) -> None:
    assert [(fault.rule, fault.text) for fault in outcome.missed] == [], table(outcome)


def test_clean_pages_are_left_alone(outcome: Outcome) -> None:
    assert outcome.clean >= 300
    assert outcome.errors == 0, table(outcome)
    assert outcome.warnings_per_10000 < 1, table(outcome)


def test_another_seed_gives_other_pages_and_the_same_answer() -> None:
    other = measure((), pages(33, seed=7))
    assert {page.text for page in pages(33, seed=7)}.isdisjoint({page.text for page in pages(33)})
    assert other.errors == 0, table(other)


def test_a_clean_page_with_one_fault_put_in_is_no_longer_clean() -> None:
    page = next(iter(pages(1))).text
    assert not any(one.severity == "error" for one in findings(page))
    assert any(one.rule == "SS1320" and one.severity == "error" for one in findings(page + "\n请于 2 月 30 日前反馈。\n"))


def test_pages_written_by_hand_are_told_apart() -> None:
    outcome = measure(written_faults(), written_clean())
    assert [(fault.rule, fault.text) for fault in outcome.missed] == [], table(outcome)
    assert outcome.clean >= 50
    assert outcome.errors == 0, table(outcome)
    assert outcome.warnings_per_10000 < 1, table(outcome)
