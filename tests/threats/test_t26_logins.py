from __future__ import annotations

from sanshen.model.roster import GitHubAccount, Person
from support.forge_cases import HEAD, only, pull_request, read, roster
from support.office import GITHUB_IDS, login


def test_t26_a_login_registered_anew_by_somebody_else_is_nobody() -> None:
    with pull_request() as forge:
        forge.add_user(login("li.na"), 999_999)
        forge.review(1, login("li.na"), "APPROVED", HEAD)
        found = only(read(forge))
    assert (found.who, found.person) == (login("li.na"), None)
    assert found.void is not None
    assert "numeric id" in found.void.en


def test_t26_the_numeric_id_stays_with_a_renamed_account() -> None:
    with pull_request() as forge:
        forge.add_user("a-new-name", GITHUB_IDS["li.na"])
        forge.review(1, "a-new-name", "APPROVED", HEAD)
        found = only(read(forge))
    assert (found.person, found.void) == ("li.na", None)


def test_t26_logins_compare_without_regard_to_case() -> None:
    known = roster(li_na=Person(name="李娜", github=GitHubAccount(login="LiNa-GOV")))
    with pull_request() as forge:
        forge.review(1, login("li.na"), "APPROVED", HEAD)
        found = only(read(forge, by=known))
    assert (found.person, found.void) == ("li.na", None)


def test_t26_one_account_given_to_two_people_is_nobodys() -> None:
    twin = GitHubAccount(login=login("li.na"), id=GITHUB_IDS["li.na"])
    known = roster(chen_jie=Person(name="陈杰", github=twin))
    with pull_request() as forge:
        forge.review(1, login("li.na"), "APPROVED", HEAD)
        found = only(read(forge, by=known))
    assert found.person is None
    assert found.void is not None
