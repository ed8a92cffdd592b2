"""Ledger entries: strictly read, in agreement with their own path, and with any fault at all not an entry (T43)."""

from __future__ import annotations

import pytest

from sanshen.model.ledger import PurgeEntry, TakedownEntry, ledger_path
from sanshen.reading import office
from support.office import policy

PATH = "reviews/ledger/takedown/2026/20261102-0930-news.yml"
ENTRY = f"""\
schema: 1
kind: takedown
path: content/liangshan/news/2026/fire.md
reason: inaccurate
by: zhang.wei
at: 2026-11-02T09:30:00+08:00
digest: {"0a" * 32}
note: 数据有误
"""


def test_a_take_down_entry_is_read() -> None:
    entry, faults = office.read_ledger_entry(PATH, ENTRY.encode(), policy())
    assert faults == ()
    assert isinstance(entry, TakedownEntry)
    assert (entry.path, entry.reason, entry.by) == ("content/liangshan/news/2026/fire.md", "inaccurate", "zhang.wei")
    assert entry.at.isoformat() == "2026-11-02T09:30:00+08:00"


def test_a_purge_entry_is_read() -> None:
    entry, faults = office.read_ledger_entry(
        PATH.replace("takedown", "purge"), ENTRY.replace("kind: takedown", "kind: purge").encode(), policy()
    )
    assert faults == ()
    assert isinstance(entry, PurgeEntry)


def test_the_year_is_that_of_the_district_not_of_utc() -> None:
    late = ENTRY.replace("2026-11-02T09:30:00+08:00", "2025-12-31T16:00:00Z").encode()
    assert office.read_ledger_entry(PATH, late, policy())[1] == ()
    early = ENTRY.replace("2026-11-02T09:30:00+08:00", "2025-12-31T15:59:59Z").encode()
    assert [fault.key for fault in office.read_ledger_entry(PATH, early, policy())[1]] == ["at"]


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("kind: takedown", "kind: purge", "kind"),
        ("kind: takedown\n", "", ""),
        ("schema: 1", "schema: 2", "schema"),
        ("reason: inaccurate", "reason: inacurate", "reason"),
        ("path: content/", "path: reviews/", "path"),
        ("+08:00", "", "at"),
        ("0a0a", "0A0A", "digest"),
        ("by: zhang.wei", "by: Zhang Wei", "by"),
        ("note:", "notes:", "notes"),
        ("note: 数据有误", "replaces: reviews/ledger/purge/2026/x.yml", "replaces"),
        ("note: 数据有误", "replaces: elsewhere", "replaces"),
        ("note: 数据有误", "note: 请联系 138" + "12345678", ""),
    ],
)
def test_an_entry_with_a_fault_is_none(old: str, new: str, key: str) -> None:
    assert old in ENTRY
    entry, faults = office.read_ledger_entry(PATH, ENTRY.replace(old, new, 1).encode(), policy())
    assert entry is None
    assert [(fault.key, fault.rule) for fault in faults] == [(key, "SS2301")]


@pytest.mark.parametrize(
    "path",
    [
        "reviews/ledger/takedwon/2026/x.yml",
        "reviews/ledger/takedown/x.yml",
        "reviews/ledger/takedown/2026/a/x.yml",
        "reviews/ledger/takedown/２０２６/x.yml",
        "reviews/ledger/takedown/2026/x.yaml",
        "reviews/ledger/takedown/2026/.yml",
        "elsewhere/takedown/2026/x.yml",
    ],
)
def test_an_entry_elsewhere_is_none(path: str) -> None:
    entry, faults = office.read_ledger_entry(path, ENTRY.encode(), policy())
    assert entry is None
    assert len(faults) == 1


def test_a_path_taken_apart() -> None:
    place = ledger_path(PATH)
    assert place is not None
    assert (place.kind, place.year, place.name) == ("takedown", "2026", "20261102-0930-news")
