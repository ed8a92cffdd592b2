from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from sanshen.evidence import commit_signing
from sanshen.evidence.commit_signing import CommitAttribution, attribute_by_ssh
from sanshen.model.commit import CommitInfo
from sanshen.model.errors import UndecidedError
from sanshen.model.roster import GitHubAccount, Person, Roster
from sanshen.repository import Repository
from support.keys import Key, shared_key
from support.repos import Repo, clean_environment

NOW = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
ZHANG, LI = ("张伟", "zhang.wei@example.gov.cn"), ("李娜", "li.na@example.gov.cn")


def person(name: str, key: Key | None, *emails: str, options: str = "", github: GitHubAccount | None = None) -> Person:
    return Person(name=name, ssh=(f"{options}{key.public}",) if key else (), emails=emails, github=github)


def roster(**people: Person) -> Roster:
    given = {
        "zhang.wei": person("张伟", shared_key("zhang"), ZHANG[1], github=GitHubAccount(login="zhangwei-ls", id=1101)),
        "li.na": person("李娜", shared_key("li"), LI[1]),
        **{key.replace("_", "."): value for key, value in people.items()},
    }
    return Roster(name="示例区", people=given, home=dict.fromkeys(given, "liangshan"), district_roles={}, units={})


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return Repo(tmp_path / "site")


@pytest.fixture
def opened(repo: Repo) -> Iterator[Repository]:
    with Repository.open(repo.path, clean_environment()) as repository:
        yield repository


def test_a_signature_by_author_and_committer_attributes(repo: Repo, opened: Repository) -> None:
    commit = opened.commit(repo.commit({"a": "1"}, author=ZHANG, key=shared_key("zhang")))
    found = attribute_by_ssh(commit, roster(), NOW)
    assert (found.commit, found.people, found.attributed, found.attributed_to) == (
        commit.sha,
        {"zhang.wei"},
        True,
        "zhang.wei",
    )
    assert found.why_not == ("", "")


def test_addresses_ignore_case_and_github_s_no_reply_address_is_known(repo: Repo, opened: Repository) -> None:
    for email in ("Zhang.Wei@EXAMPLE.gov.cn", "1101+anything@users.noreply.github.com", "zhangwei-LS@users.noreply.github.com"):
        commit = opened.commit(repo.commit({"a": email}, author=("w", email), key=shared_key("zhang")))
        assert attribute_by_ssh(commit, roster(), NOW).attributed_to == "zhang.wei"


@pytest.mark.parametrize(
    ("author", "committer", "key", "said"),
    [
        (ZHANG, ZHANG, None, "no signature"),
        (ZHANG, ZHANG, "li", "li.na's"),
        (ZHANG, ZHANG, "stranger", "not in the roster"),
        (ZHANG, LI, "zhang", "two people"),
        (LI, ZHANG, "zhang", "two people"),
        (("x", "x@example.com"), ZHANG, "zhang", "author's e-mail"),
        (ZHANG, ("x", "x@example.com"), "zhang", "committer's e-mail"),
        (ZHANG, ("x", ""), "zhang", "committer's e-mail"),
    ],
)
def test_t31_what_is_missing_is_said(
    repo: Repo, opened: Repository, author: tuple[str, str], committer: tuple[str, str], key: str | None, said: str
) -> None:
    sha = repo.commit({"a": "1"}, author=author, committer=committer, key=shared_key(key) if key else None)
    found = attribute_by_ssh(opened.commit(sha), roster(), NOW)
    assert not found.attributed
    assert found.attributed_to is None
    assert said in found.why_not.en
    assert found.why_not.zh
    assert found.people == {who for who, one in (("zhang.wei", ZHANG), ("li.na", LI)) if one in (author, committer)}


def test_co_authors_are_drafters_and_it_is_no_longer_one_person_s_work(repo: Repo, opened: Repository) -> None:
    for co_author, people in ((LI, {"zhang.wei", "li.na"}), (("x", "stranger@example.com"), {"zhang.wei"})):
        sha = repo.commit({"a": str(people)}, author=ZHANG, co_authors=[co_author], key=shared_key("zhang"))
        found = attribute_by_ssh(opened.commit(sha), roster(), NOW)
        assert found.people == people
        assert found.attributed
        assert found.attributed_to is None


def test_a_signature_over_another_commit_is_worth_nothing(repo: Repo, opened: Repository) -> None:
    good = opened.commit(repo.commit({"a": "1"}, author=ZHANG, key=shared_key("zhang")))
    other = opened.commit(repo.commit({"a": "2"}, author=ZHANG))
    found = attribute_by_ssh(msgspec.structs.replace(other, signature=good.signature), roster(), NOW)
    assert not found.attributed
    assert "not over this commit" in found.why_not.en


@pytest.mark.parametrize("namespace", ["file", "sanshen"])
def test_t34_a_signature_of_another_namespace_is_worth_nothing(repo: Repo, opened: Repository, namespace: str) -> None:
    head = f"tree {repo.tree({'a': '1'})}\nauthor x <{ZHANG[1]}> 1 +0000\ncommitter x <{ZHANG[1]}> 1 +0000".encode()
    commit = opened.commit(repo.raw_commit(head, b"m", key=shared_key("zhang"), namespace=namespace))
    assert not attribute_by_ssh(commit, roster(), NOW).attributed


@pytest.mark.parametrize(
    ("options", "good"),
    [
        ('valid-before="20261119" ', False),
        ('valid-after="20261121" ', False),
        ('valid-after="20261101",valid-before="20261130" ', True),
        ('namespaces="sanshen" ', False),
        ('namespaces="sanshen,git" ', True),
    ],
)
def test_t34_the_key_must_be_valid_at_judgement_whatever_the_commit_s_date(
    repo: Repo, opened: Repository, options: str, good: bool
) -> None:
    key = shared_key("zhang")
    inside = datetime(2026, 11, 19, tzinfo=UTC) - timedelta(days=1)
    commit = opened.commit(repo.commit({"a": "1"}, author=ZHANG, key=key, date=inside))
    people = roster(zhang_wei=person("张伟", key, ZHANG[1], options=options))
    assert attribute_by_ssh(commit, people, NOW).attributed is good


def test_a_revoked_key_attributes_nothing(repo: Repo, opened: Repository) -> None:
    key = shared_key("zhang")
    commit = opened.commit(repo.commit({"a": "1"}, author=ZHANG, key=key))
    assert attribute_by_ssh(commit, roster(), NOW, revoked=shared_key("li").public.encode() + b"\n").attributed
    for revoked in (key.public.encode() + b"\n", f"{key.public}\n".encode("utf-16-be")):
        found = attribute_by_ssh(commit, roster(), NOW, revoked=revoked)
        assert not found.attributed
        assert "revoked" in found.why_not.en


def test_a_key_or_address_of_two_people_is_nobody_s(repo: Repo, opened: Repository) -> None:
    commit = opened.commit(repo.commit({"a": "1"}, author=ZHANG, key=shared_key("zhang")))
    same_key = roster(li_na=person("李娜", shared_key("zhang"), LI[1]))
    same_address = roster(li_na=person("李娜", shared_key("li"), ZHANG[1].upper()))
    assert not attribute_by_ssh(commit, same_key, NOW).attributed
    shared = attribute_by_ssh(commit, same_address, NOW)
    assert not shared.attributed
    assert shared.people == {"zhang.wei", "li.na"}


@pytest.mark.parametrize(
    "signature",
    [
        b"",
        b"\xff\xfe",
        b"-----BEGIN PGP SIGNATURE-----\n",
        b"-----BEGIN SSH SIGNATURE-----\nAAAA\n-----END SSH SIGNATURE-----\n",
        b"x" * 9999,
    ],
)
def test_rubbish_is_not_attributed_and_never_raises(signature: bytes) -> None:
    commit = CommitInfo("1" * 40, "2" * 40, (), "\ufffd", ZHANG[1], NOW, "\ufffd", ZHANG[1], NOW, b"\xff", signature=signature)
    found = attribute_by_ssh(commit, roster(), NOW)
    assert not found.attributed
    assert found.people == {"zhang.wei"}


def test_a_commit_is_verified_once_and_only_when_asked_for(
    repo: Repo, opened: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bytes] = []
    run = commit_signing.run_ssh_keygen
    monkeypatch.setattr(commit_signing, "run_ssh_keygen", lambda command, data: asked.append(data) or run(command, data))
    attribution = CommitAttribution(roster(), NOW)
    commit = opened.commit(repo.commit({"a": "1"}, author=ZHANG, key=shared_key("zhang")))
    assert asked == []
    assert attribution(commit) == attribution(commit)
    assert asked == [commit.payload]


def test_without_ssh_keygen_it_cannot_be_decided(repo: Repo, opened: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    commit = opened.commit(repo.commit({"a": "1"}, author=ZHANG, key=shared_key("zhang")))
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(UndecidedError, match="ssh-keygen"):
        attribute_by_ssh(commit, roster(), NOW)
