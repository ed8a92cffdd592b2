from __future__ import annotations

import pytest

from sanshen.evidence.github import Author
from sanshen.model.change import SignOffKind
from support.forge_cases import AUTHOR, HEAD, OLD, OTHER, only, pull_request, read
from support.office import login


@pytest.mark.parametrize("body", [f"/sign {HEAD}", f"/sign {HEAD}\n", f"/sign {HEAD}\r\n"])
def test_the_author_signs_by_comment(body: str) -> None:
    with pull_request() as forge:
        number = forge.comment(1, login(AUTHOR), body)
        found = only(read(forge))
    assert (found.id, found.kind, found.person) == (f"comment:{number}", SignOffKind.APPROVE, AUTHOR)
    assert (found.commit, found.void, found.order) == (HEAD, None, (1, number))


@pytest.mark.parametrize("commit", [OLD, HEAD])
def test_any_commit_of_the_pull_request_can_be_signed(commit: str) -> None:
    with pull_request() as forge:
        forge.comment(1, login(AUTHOR), f"/sign {commit}")
        assert only(read(forge)).void is None


def test_a_commit_from_before_a_force_push_can_be_signed() -> None:
    with pull_request() as forge:
        forge.push(1, OTHER, [OTHER], force=True)
        forge.push(1, HEAD, [HEAD], force=True)
        forge.forget(OTHER)
        forge.comment(1, login(AUTHOR), f"/sign {OTHER}")
        assert only(read(forge)).void is None


@pytest.mark.parametrize(
    "body",
    [
        f"/sign {HEAD[:12]}",
        "/sign",
        f"/sign {HEAD} 同意",
        f"/sign  {HEAD}",
        f"/sign\n{HEAD}",
        f"/sign {HEAD}\n\n同意",
        f"/sign {'A' * 40}",
        f"/sign {HEAD}0",
        f" /sign {HEAD}",
        f"/sign {HEAD} ",
        f"/sign {HEAD}\t\n",
        f"\n/sign {HEAD}",
        f"/sign {HEAD[:-1]}\uff12",
        f"/sign {HEAD}\u200b",
        f"/sign\u00a0{HEAD}",
    ],
)
def test_anything_but_the_exact_line_is_void_and_said_so(body: str) -> None:
    with pull_request() as forge:
        forge.comment(1, login(AUTHOR), body)
        found = only(read(forge))
    assert found.void is not None
    assert found.commit is None


@pytest.mark.parametrize(
    "body",
    ["LGTM", "👍", "同意", f"> /sign {HEAD}", f"请 /sign {HEAD}", f"`/sign {HEAD}`", "/signature", "/Sign x", "", "sign"],
)
def test_other_comments_are_silence(body: str) -> None:
    with pull_request() as forge:
        forge.comment(1, login(AUTHOR), body)
        assert read(forge).sign_offs == ()


def test_a_commit_outside_the_pull_request_is_void() -> None:
    with pull_request() as forge:
        forge.comment(1, login(AUTHOR), f"/sign {OTHER}")
        found = only(read(forge))
    assert found.void is not None
    assert "not one of this pull request" in found.void.en


def test_an_edited_comment_is_void() -> None:
    with pull_request() as forge:
        forge.comment(1, login(AUTHOR), f"/sign {HEAD}", at="2026-11-02T03:00:00Z", updated="2026-11-02T03:00:01Z")
        found = only(read(forge))
    assert found.void is not None
    assert "edited" in found.void.en


def test_a_comment_through_an_app_is_void() -> None:
    with pull_request() as forge:
        forge.comment(1, login(AUTHOR), f"/sign {HEAD}", app="helper-app")
        found = only(read(forge))
    assert found.void is not None
    assert "app" in found.void.en


def test_somebody_elses_sign_comment_is_void() -> None:
    with pull_request() as forge:
        forge.comment(1, login("li.na"), f"/sign {HEAD}")
        found = only(read(forge))
    assert found.person == "li.na"
    assert found.void is not None


def test_an_author_outside_the_roster_cannot_sign() -> None:
    with pull_request() as forge:
        forge.open_pull(1, "passer-by", "main", "0" * 40, HEAD)
        forge.comment(1, "passer-by", f"/sign {HEAD}")
        found = only(read(forge))
    assert (found.who, found.person) == ("passer-by", None)
    assert found.void is not None


def test_nobody_signs_where_the_author_is_deleted() -> None:
    with pull_request(author=None) as forge:
        forge.comment(1, None, f"/sign {HEAD}")
        forge.add_user("ghost", 10137)
        forge.comment(1, "ghost", f"/sign {HEAD}")
        forge.comment(1, login(AUTHOR), f"/sign {HEAD}")
        found = read(forge)
    assert found.author == Author("ghost", 10137, None)
    assert all(one.void is not None for one in found.sign_offs)
    assert len(found.sign_offs) == 3
