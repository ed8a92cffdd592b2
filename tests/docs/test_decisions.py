"""Every decision has a number of its own, and says so in its first line."""

from __future__ import annotations

from pathlib import Path

DECISIONS = sorted((Path(__file__).parents[2] / "docs" / "adr").glob("*.md"))


def test_decisions_are_numbered_without_gaps_and_twins() -> None:
    assert [int(one.name[:4]) for one in DECISIONS] == list(range(1, len(DECISIONS) + 1))


def test_a_decision_begins_with_its_number() -> None:
    for one in DECISIONS:
        assert one.read_text(encoding="utf-8").startswith(f"# {int(one.name[:4])}. "), one.name
