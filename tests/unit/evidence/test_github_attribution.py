from __future__ import annotations

import pytest

from sanshen.evidence.accounts import people_of_email
from sanshen.evidence.attribution import contributions
from sanshen.evidence.wire import Commit
from sanshen.model.change import Contribution
from sanshen.model.errors import UndecidedError
from support.fake_forge import WEB_FLOW, FakeForge
from support.forge_cases import HEAD, OTHER, client, pull_request, read, roster
from support.forge_server import Fault
from support.office import GITHUB_IDS, email, login

ZHANG, LI = login("zhang.wei"), login("li.na")


def _of(forge: FakeForge, sha: str = HEAD) -> Contribution:
    facts = read(forge).facts
    with client(forge) as asked:
        return contributions(asked, [sha], facts, roster=roster())[sha]


def test_a_verified_commit_of_one_person_is_theirs() -> None:
    with pull_request() as forge:
        forge.commit(HEAD, ZHANG)
        found = _of(forge)
    assert found == Contribution(HEAD, frozenset({"zhang.wei"}), attributed=True, attributed_to="zhang.wei")


def test_the_web_editor_does_not_stand_in_the_way() -> None:
    with pull_request() as forge:
        forge.commit(HEAD, ZHANG, WEB_FLOW)
        assert _of(forge).attributed_to == "zhang.wei"


def test_the_web_editor_is_nobody_as_an_author() -> None:
    with pull_request() as forge:
        forge.commit(HEAD, WEB_FLOW, WEB_FLOW)
        assert not _of(forge).attributed


def test_an_unverified_commit_has_drafters_but_no_attribution() -> None:
    with pull_request() as forge:
        forge.commit(HEAD, ZHANG, verified=False)
        found = _of(forge)
    assert (found.people, found.attributed, found.attributed_to) == ({"zhang.wei"}, False, None)
    assert "verified" in found.why_not.en


def test_author_and_committer_both_drafted_it() -> None:
    with pull_request() as forge:
        forge.commit(HEAD, ZHANG, LI)
        found = _of(forge)
    assert (found.people, found.attributed, found.attributed_to) == ({"zhang.wei", "li.na"}, True, None)


@pytest.mark.parametrize(("author", "committer"), [(None, ZHANG), (ZHANG, None), ("passer-by", ZHANG), (ZHANG, "passer-by")])
def test_an_account_outside_the_roster_leaves_it_unattributed(author: str | None, committer: str | None) -> None:
    with pull_request() as forge:
        forge.commit(HEAD, author, committer)
        found = _of(forge)
    assert (found.people, found.attributed, found.attributed_to) == ({"zhang.wei"}, False, None)
    assert found.why_not.zh


def test_a_robot_is_no_person_even_with_a_roster_login() -> None:
    with pull_request() as forge:
        forge.add_user(ZHANG, GITHUB_IDS["zhang.wei"], "Bot")
        forge.commit(HEAD, ZHANG)
        assert not _of(forge).attributed


@pytest.mark.parametrize(
    "address",
    [
        email("li.na"),
        email("li.na").upper(),
        f"{GITHUB_IDS['li.na']}+{LI}@users.noreply.github.com",
        f"{LI}@users.noreply.github.com",
        f"{LI}@users.noreply.github.example.gov.cn",
    ],
)
def test_a_co_author_drafted_it_too(address: str) -> None:
    with pull_request() as forge:
        forge.commit(HEAD, ZHANG, message=f"改稿\n\nco-Authored-BY: 随便谁 <{address}>")
        found = _of(forge)
    assert (found.people, found.attributed, found.attributed_to) == ({"zhang.wei", "li.na"}, True, None)


def test_t46_a_message_of_very_many_empty_lines_is_read_in_one_go() -> None:
    with pull_request() as forge:  # each line looking through all that follow would take a minute
        forge.commit(HEAD, ZHANG, message="改稿" + "\n" * 150_000 + f" Co-authored-by : X <{email('li.na')}> \r\n")
        found = _of(forge)
    assert found.people == {"zhang.wei", "li.na"}


def test_a_co_author_nobody_knows_makes_it_no_single_persons_work() -> None:
    with pull_request() as forge:
        forge.commit(HEAD, ZHANG, message="改稿\n\nCo-authored-by: X <x@elsewhere.example>")
        found = _of(forge)
    assert (found.people, found.attributed, found.attributed_to) == ({"zhang.wei"}, True, None)


def test_the_addresses_in_an_unmatched_commit_name_drafters() -> None:
    with pull_request() as forge:
        forge.commit(HEAD, None, None, author_email=email("li.na"), committer_email=f"9+{ZHANG}@users.noreply.github.com")
        found = _of(forge)
    # The roster's id for that login is another one, so the no-reply address is somebody else's.
    assert (found.people, found.attributed) == ({"li.na"}, False)


def test_a_commit_the_list_lacks_is_asked_for_alone_and_only_once() -> None:
    with pull_request() as forge:
        forge.commit(OTHER, ZHANG)
        before = len(forge.requests)
        found = _of(forge, OTHER)
    singles = [one.path for one in forge.requests[before:] if f"/commits/{OTHER}" in one.path]
    assert found.attributed_to == "zhang.wei"
    assert len(singles) == 1


def test_listed_commits_are_not_asked_for_again() -> None:
    with pull_request() as forge:
        _of(forge)
        assert not [one for one in forge.requests if one.path.endswith(f"/commits/{HEAD}")]


@pytest.mark.parametrize("status", [404, 422])
def test_a_commit_that_is_gone_is_nobodys(status: int) -> None:
    with pull_request() as forge:
        forge.commit(OTHER, ZHANG)
        forge.fail(Fault(status=status), path=f"/commits/{OTHER}")
        found = _of(forge, OTHER)
    assert (found.people, found.attributed) == (frozenset(), False)
    assert "does not have" in found.why_not.en


@pytest.mark.parametrize("status", [401, 403, 409, 500])
def test_a_commit_the_forge_will_not_tell_about_is_not_decided(status: int) -> None:
    with pull_request() as forge:
        forge.commit(OTHER, ZHANG)
        forge.fail(Fault(status=status), path=f"/commits/{OTHER}", times=99)
        with pytest.raises(UndecidedError):
            _of(forge, OTHER)


def test_an_account_given_as_an_empty_object_is_nobody() -> None:
    import msgspec

    body = b'{"sha": "%s", "author": {}, "committer": null, "commit": {"message": "x"}}' % HEAD.encode()
    commit = msgspec.json.decode(body, type=Commit)
    with pull_request() as forge, client(forge) as asked:
        found = contributions(asked, [HEAD], {HEAD: commit}, roster=roster())[HEAD]
    assert (found.people, found.attributed) == (frozenset(), False)


def test_an_empty_address_is_nobodys() -> None:
    assert people_of_email("  ", roster()) == frozenset()
