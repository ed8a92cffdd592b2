from __future__ import annotations

from sanshen.model.change import SignOffKind
from support.forge_cases import HEAD, only, pull_request, read
from support.office import login


def test_t29_a_remark_after_an_approval_changes_nothing() -> None:
    with pull_request() as forge:
        number = forge.review(1, login("li.na"), "APPROVED", HEAD)
        forge.review(1, login("li.na"), "COMMENTED", HEAD, body="辛苦了")
        forge.comment(1, login("li.na"), "辛苦了")
        found = only(read(forge))
    assert (found.id, found.kind, found.void) == (f"review:{number}", SignOffKind.APPROVE, None)


def test_t29_a_dismissed_approval_is_no_approval() -> None:
    with pull_request() as forge:
        forge.dismiss(forge.review(1, login("li.na"), "APPROVED", HEAD), login("chen.jie"))
        found = only(read(forge))
    assert found.kind == SignOffKind.DISMISSED
