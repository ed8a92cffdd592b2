"""Looking people up: the numeric id decides, logins ignore case, keys ignore comments, faults found twice are told once."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshen.model.roster import (
    Appointment,
    Delegation,
    Fault,
    GitHubAccount,
    Person,
    Roster,
    introduced,
    key_id,
    noreply_account,
)
from sanshen.model.text import Text

PEOPLE = {
    "a.with-id": Person(name="甲", github=GitHubAccount(login="Alpha", id=11), emails=("a@example.gov.cn",)),
    "b.login-only": Person(name="乙", github=GitHubAccount(login="Beta")),
    "c.key": Person(name="丙", ssh=("ssh-ed25519 AAAA comment", 'valid-before="20300101" ssh-rsa BBBB x')),
}


def roster_of(people: dict[str, Person], **more: object) -> Roster:
    return Roster(name="区", people=people, home=dict.fromkeys(people, ""), district_roles={}, units={}, **more)  # type: ignore[arg-type]


ROSTER = roster_of(PEOPLE)


@pytest.mark.parametrize(
    ("login", "number", "person"),
    [
        ("alpha", 11, "a.with-id"),
        ("renamed", 11, "a.with-id"),
        ("alpha", 99, None),
        ("alpha", None, None),
        ("BETA", 22, "b.login-only"),
        ("beta", None, "b.login-only"),
        ("gamma", 33, None),
        ("", 33, None),
        ("", None, None),
    ],
)
def test_t26_the_numeric_id_decides_where_the_roster_has_one(login: str, number: int | None, person: str | None) -> None:
    assert ROSTER.by_login(login, number) == person


def test_an_account_that_answers_to_two_people_is_nobodys() -> None:
    # Beta's login was taken over by the account whose id is Alpha's: neither person can be told from it.
    assert ROSTER.by_login("beta", 11) is None


@pytest.mark.parametrize(
    ("address", "person"),
    [
        ("A@Example.gov.CN ", "a.with-id"),
        ("11+whoever@users.noreply.github.com", "a.with-id"),
        ("12+alpha@users.noreply.github.com", None),
        ("22+Beta@users.noreply.github.com", "b.login-only"),
        ("alpha@users.noreply.github.com", "a.with-id"),
        ("x+alpha@users.noreply.github.com", None),
        ("alpha@users.noreply.github.com.example.com", None),
        ("@users.noreply.github.com", None),
        ("", None),
    ],
)
def test_addresses_and_noreply_addresses(address: str, person: str | None) -> None:
    assert ROSTER.by_email(address) == person


@pytest.mark.parametrize(
    ("line", "person"),
    [
        ("ssh-ed25519 AAAA", "c.key"),
        ("ssh-ed25519  AAAA other comment", "c.key"),
        ("ssh-rsa BBBB", "c.key"),
        ("ssh-rsa AAAA", None),
        ("ssh-ed25519 aaaa", None),
        ("", None),
    ],
)
def test_keys_compare_by_type_and_base64(line: str, person: str | None) -> None:
    assert ROSTER.by_key(line) == person


def test_a_pipeline_key_is_nobodys() -> None:
    assert roster_of(PEOPLE, pipeline_keys=("ssh-ed25519 AAAA publishing",)).by_key("ssh-ed25519 AAAA") is None


def test_the_voided_are_found_by_nothing() -> None:
    roster = roster_of(PEOPLE, voided=frozenset(PEOPLE))
    assert roster.by_login("alpha", 11) is None
    assert roster.by_key("ssh-ed25519 AAAA") is None
    assert roster.by_email("a@example.gov.cn") is None


def test_parts_of_a_noreply_address() -> None:
    assert noreply_account("7+Login@users.noreply.github.com") == (7, "login")
    assert noreply_account("Login@users.noreply.github.com") == (None, "login")
    assert noreply_account("login@example.com") == (None, "")
    assert noreply_account("٣+login@users.noreply.github.com") == (None, "")


def test_key_ids_drop_options_and_comments() -> None:
    assert key_id('namespaces="sanshen" ssh-ed25519 AAAA me') == "ssh-ed25519 AAAA"
    assert key_id("ssh-ed25519 AAAA=") == "ssh-ed25519 AAAA="
    assert key_id("") == ""


def test_both_ends_of_an_appointment_and_a_delegation_count() -> None:
    held = Appointment(person="a.b", from_=date(2026, 1, 1), until=date(2026, 1, 31))
    given_ = Delegation(from_="a.b", to="c.d", stages=("x",), start=date(2026, 1, 1), end=date(2026, 1, 31), reason="r")
    for day, inside in (("2025-12-31", False), ("2026-01-01", True), ("2026-01-31", True), ("2026-02-01", False)):
        assert held.holds_on(date.fromisoformat(day)) is inside
        assert given_.runs_on(date.fromisoformat(day)) is inside
    assert Appointment(person="a.b").holds_on(date(1900, 1, 1))


def fault(key: str, line: int = 1) -> Fault:
    return Fault("p.yml", line, 1, key, Text("坏", "bad"))


def test_a_fault_that_only_moved_is_not_new() -> None:
    assert introduced([fault("a", 1), fault("b", 2)], [fault("b", 9), fault("c", 1), fault("a", 4)]) == (fault("c", 1),)
    assert introduced([fault("a")], [fault("a"), fault("a", 2)]) == (fault("a", 2),)
    assert introduced([], []) == ()


@given(st.lists(st.sampled_from("abc")), st.lists(st.sampled_from("abc")))
def test_as_many_faults_are_new_as_there_are_more_of_them(before: list[str], after: list[str]) -> None:
    new = introduced([fault(key) for key in before], [fault(key) for key in after])
    for key in "abc":
        assert sum(one.key == key for one in new) == max(0, after.count(key) - before.count(key))
