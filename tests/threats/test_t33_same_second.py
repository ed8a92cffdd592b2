from __future__ import annotations

from support.forge_cases import AUTHOR, HEAD, pull_request, read
from support.office import login

AT = "2026-11-02T03:04:05Z"


def test_t33_within_one_second_reviews_come_before_comments_and_lower_ids_first() -> None:
    with pull_request() as forge:
        comment = forge.comment(1, login(AUTHOR), f"/sign {HEAD}", at=AT)
        high = forge.review(1, login("li.na"), "APPROVED", HEAD, at=AT, review_id=90_002)
        low = forge.review(1, login("chen.jie"), "APPROVED", HEAD, at=AT, review_id=90_001)
        earlier = forge.review(1, login("liu.yang"), "APPROVED", HEAD, at="2026-11-02T03:04:04Z")
        straight = [one.id for one in read(forge).sign_offs]
        forge.reverse = True
        assert [one.id for one in read(forge).sign_offs] == straight
    assert straight == [f"review:{earlier}", f"review:{low}", f"review:{high}", f"comment:{comment}"]
    assert comment < low


def test_t33_an_event_seen_on_two_pages_is_one_event() -> None:
    with pull_request() as forge:
        forge.review(1, login("li.na"), "APPROVED", HEAD)
        forge._pulls[1]["reviews"] *= 2
        assert len(read(forge).sign_offs) == 1
