from __future__ import annotations

import pytest

from sanshen.model.roster import GitHubAccount, Person
from support.forge_cases import AUTHOR, HEAD, only, pull_request, read, roster
from support.office import GITHUB_IDS, login


def test_t20_an_approval_by_the_author_signs_nothing() -> None:
    with pull_request() as forge:
        forge.review(1, login(AUTHOR), "APPROVED", HEAD)
        found = only(read(forge))
    assert found.person == AUTHOR
    assert found.void is not None
    assert "/sign" in found.void.en


def test_t20_the_same_account_under_a_new_login_is_still_the_author() -> None:
    with pull_request() as forge:
        forge.add_user("renamed", GITHUB_IDS[AUTHOR])
        forge.review(1, "renamed", "APPROVED", HEAD)
        found = only(read(forge))
    assert found.person == AUTHOR
    assert found.void is not None


def test_t20_another_account_of_the_authors_is_still_the_author() -> None:
    """The roster knows the login without an id; the old account and the one registered anew are one person's."""
    known = roster(zhang_wei=Person(name="张伟", github=GitHubAccount(login=login(AUTHOR))))
    with pull_request() as forge:
        forge.add_user(login(AUTHOR).upper(), 777_777)
        forge.review(1, login(AUTHOR).upper(), "APPROVED", HEAD)
        found = only(read(forge, by=known))
    assert found.person == AUTHOR
    assert found.void is not None


def test_t20_opening_and_pushing_sign_nothing() -> None:
    with pull_request() as forge:
        forge.push(1, "3" * 40)
        forge.push(1, "4" * 40, force=True)
        assert read(forge).sign_offs == ()


@pytest.mark.parametrize("state", ["APPROVED", "CHANGES_REQUESTED", "COMMENTED"])
def test_t20_no_review_by_the_author_approves(state: str) -> None:
    with pull_request() as forge:
        forge.review(1, login(AUTHOR), state, HEAD)
        assert not [one for one in read(forge).sign_offs if one.kind == "approve" and one.void is None]
