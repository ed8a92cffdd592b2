"""Terms in disguise are found wherever they stand; near misses are left alone. `make detection` goes through all of them."""

from __future__ import annotations

from disguise_table import false_alarms, measure, table
from disguises import disguised_pages


def test_every_disguise_is_found() -> None:
    rows = measure(disguised_pages(seed=2, places=2))
    assert sum(row.pages for row in rows) > 400
    assert [row.missed for row in rows if row.missed] == [], table(rows)


def test_near_misses_are_left_alone() -> None:
    assert false_alarms() == []
