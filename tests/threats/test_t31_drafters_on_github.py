from __future__ import annotations

import pytest

from sanshen.evidence.attribution import contributions
from sanshen.model.change import Contribution
from support.fake_forge import WEB_FLOW, FakeForge
from support.forge_cases import HEAD, client, pull_request, read, roster
from support.office import email, login

HEAD_OF_DISTRICT = "qian.yi"


def _of(forge: FakeForge) -> Contribution:
    facts = read(forge).facts
    with client(forge) as asked:
        return contributions(asked, [HEAD], facts, roster=roster())[HEAD]


@pytest.mark.parametrize("verified", [True, False])
@pytest.mark.parametrize("place", ["author", "committer", "address", "co-author"])
def test_t31_a_leader_who_had_a_hand_in_it_is_a_drafter(place: str, *, verified: bool) -> None:
    clerk, leader = login("zhang.wei"), login(HEAD_OF_DISTRICT)
    with pull_request() as forge:
        forge.commit(
            HEAD,
            leader if place == "author" else clerk,
            leader if place == "committer" else clerk,
            verified=verified,
            author_email=email(HEAD_OF_DISTRICT) if place == "address" else None,
            message=f"改\n\nCo-authored-by: x <{email(HEAD_OF_DISTRICT)}>" if place == "co-author" else "改",
        )
        assert HEAD_OF_DISTRICT in _of(forge).people


@pytest.mark.parametrize(("author", "committer"), [(None, None), ("zhang.wei", None), (None, WEB_FLOW)])
def test_t31_a_commit_nobody_can_be_named_for_is_not_attributed(author: str | None, committer: str | None) -> None:
    with pull_request() as forge:
        forge.commit(HEAD, author and login(author), committer)
        found = _of(forge)
    assert not found.attributed
    assert found.why_not.zh


def test_t31_an_unverified_commit_is_not_attributed() -> None:
    with pull_request() as forge:
        forge.commit(HEAD, login("zhang.wei"), verified=False)
        assert not _of(forge).attributed


def test_t31_the_web_editor_does_not_block_a_clerk() -> None:
    with pull_request() as forge:
        forge.commit(HEAD, login("zhang.wei"), WEB_FLOW)
        found = _of(forge)
    assert (found.attributed, found.attributed_to) == (True, "zhang.wei")
