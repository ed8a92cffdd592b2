from __future__ import annotations

from support.forge_cases import HEAD, OTHER, only, pull_request, read
from support.office import login


def test_t03_a_review_says_the_commit_it_is_bound_to_now_and_nothing_more() -> None:
    """GitHub may move a review to the new head; the evidence passes that commit on, and the digest there decides."""
    with pull_request() as forge:
        forge.review(1, login("li.na"), "APPROVED", HEAD)
        before = only(read(forge))
        forge.push(1, OTHER, [OTHER], force=True)
        assert only(read(forge)).commit == before.commit == HEAD
        forge._pulls[1]["reviews"][0]["commit_id"] = OTHER
        after = only(read(forge))
    assert after.commit == OTHER
    assert after.at == before.at
    assert after.digests is None
