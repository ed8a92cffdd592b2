from __future__ import annotations

import pytest

from support.forge_cases import HEAD, only, pull_request, read
from support.office import GITHUB_IDS, login


@pytest.mark.parametrize("kind", ["Bot", "Organization", "Mannequin", "user", ""])
def test_t27_an_account_that_is_no_users_signs_nothing(kind: str) -> None:
    with pull_request() as forge:
        forge.add_user(login("li.na"), GITHUB_IDS["li.na"], kind)
        forge.review(1, login("li.na"), "APPROVED", HEAD)
        found = only(read(forge))
    assert found.person is None
    assert found.void is not None


@pytest.mark.parametrize("state", ["APPROVED", "CHANGES_REQUESTED", "DISMISSED"])
def test_t27_a_deleted_user_signs_nothing(state: str) -> None:
    with pull_request() as forge:
        forge.review(1, None, state, HEAD)
        found = only(read(forge))
    assert (found.who, found.person) == ("ghost", None)
    assert found.void is not None


@pytest.mark.parametrize("name", ["passer-by", "github-actions[bot]", "李娜"])
def test_t27_an_unknown_login_signs_nothing(name: str) -> None:
    with pull_request() as forge:
        forge.review(1, name, "APPROVED", HEAD)
        found = only(read(forge))
    assert (found.who, found.person) == (name, None)
    assert found.void is not None


def test_t27_a_deleted_commenter_signs_nothing() -> None:
    with pull_request() as forge:
        forge.comment(1, None, f"/sign {HEAD}")
        assert only(read(forge)).void is not None
