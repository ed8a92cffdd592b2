"""T11, T34: a statement names the recorded version it replaces; an old one cannot be used for what came after it."""

from __future__ import annotations

from datetime import timedelta

from sanshen.evidence.ssh import sign_offs
from support.keys import roster_of, shared_key
from support.statements import ARTICLE, NOW, ROOT, START, signed

ZHANG = shared_key("zhang.wei")
OLD, NEW = "c" * 64, "d" * 64


def void(replaces: str, superseded_minutes: int) -> bool:
    """Whether a statement signed at START counts for nothing: OLD gave way to NEW that many minutes after START."""
    earlier = {ARTICLE: ((START + timedelta(minutes=superseded_minutes), OLD),)}
    roster = roster_of({"zhang.wei": ZHANG.public})
    (event,) = sign_offs([signed(ZHANG, replaces=replaces)], (), roster, ROOT, {ARTICLE: NEW}, NOW, earlier=earlier)
    return event.void is not None


def test_t34_a_statement_over_the_newest_version_counts() -> None:
    assert not void(NEW, -1)


def test_t34_the_record_may_be_written_after_the_next_signature() -> None:
    """The pipeline records after the merge: whoever signed until then could not name the new record."""
    assert not void(OLD, 0)
    assert not void(OLD, 5)


def test_t11_t34_once_superseded_a_version_can_be_named_no_more() -> None:
    assert void(OLD, -1)
    assert void("e" * 64, 5)
    assert void("none", 5)
