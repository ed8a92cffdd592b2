from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sanshen.evidence.github import Author, open_pull_requests, sharing_head
from sanshen.model.change import SignOffKind
from sanshen.model.errors import UndecidedError
from support.fake_forge import FakeForge
from support.forge_cases import AUTHOR, BASE, HEAD, OLD, OTHER, client, only, policy, pull_request, read
from support.forge_server import Fault, Reply
from support.office import GITHUB_IDS, login


def test_the_pull_request_is_read_as_it_stands() -> None:
    with pull_request() as forge:
        found = read(forge)
    assert (found.number, found.base_ref, found.base_sha, found.head_sha) == (1, "main", BASE, HEAD)
    assert found.author == Author(login(AUTHOR), GITHUB_IDS[AUTHOR], AUTHOR)
    assert (found.state, found.draft, found.merged, found.merged_at) == ("open", False, False, None)
    assert found.head_repo == "district/website"
    assert found.commits == {OLD, HEAD}
    assert found.sign_offs == ()


def test_a_draft_from_a_fork_that_is_gone() -> None:
    with FakeForge() as forge:
        forge.open_pull(1, login(AUTHOR), "main", BASE, HEAD, draft=True, head_repo=None)
        found = read(forge)
    assert found.draft
    assert found.head_repo is None


def test_a_merged_pull_request_says_when() -> None:
    with pull_request() as forge:
        forge.merge(1, OTHER, at="2026-11-03T09:00:00Z")
        found = read(forge)
    assert (found.state, found.merged, found.merged_at) == ("closed", True, datetime(2026, 11, 3, 9, tzinfo=UTC))


def test_an_approval_is_a_sign_off_over_its_commit() -> None:
    with pull_request() as forge:
        number = forge.review(1, login("li.na"), "APPROVED", OLD, at="2026-11-02T03:04:05Z", body="同意\n第二行")
        found = only(read(forge))
    assert (found.id, found.kind, found.person, found.commit) == (f"review:{number}", SignOffKind.APPROVE, "li.na", OLD)
    assert found.at == datetime(2026, 11, 2, 3, 4, 5, tzinfo=UTC)
    assert (found.note, found.void, found.order) == ("同意", None, (0, number))


def test_the_first_line_of_an_objection_is_its_reason_code() -> None:
    with pull_request() as forge:
        forge.review(1, login("li.na"), "CHANGES_REQUESTED", HEAD, body="\r\n13(七) 用词不当\r\n详见正文")
        found = only(read(forge))
    assert (found.kind, found.note, found.void) == (SignOffKind.OBJECT, "13(七) 用词不当", None)


@pytest.mark.parametrize("state", ["COMMENTED", "PENDING"])
def test_remarks_and_unsent_reviews_say_nothing(state: str) -> None:
    with pull_request() as forge:
        forge.review(1, login("li.na"), state, HEAD, body="/sign")
        assert read(forge).sign_offs == ()


@pytest.mark.parametrize("state", ["SUPERSEDED", "approved", ""])
def test_an_undocumented_state_voids_that_review_only(state: str) -> None:
    with pull_request() as forge:
        forge.review(1, login("li.na"), state, HEAD)
        forge.review(1, login("chen.jie"), "APPROVED", HEAD)
        strange, good = read(forge).sign_offs
    assert strange.void is not None
    assert good.void is None


def test_an_objection_without_its_commit_still_stands() -> None:
    with pull_request() as forge:
        forge.review(1, login("li.na"), "CHANGES_REQUESTED", None)
        found = only(read(forge))
    assert (found.kind, found.commit, found.void) == (SignOffKind.OBJECT, None, None)


def test_an_objection_of_somebody_unknown_is_shown() -> None:
    with pull_request() as forge:
        forge.review(1, "passer-by", "CHANGES_REQUESTED", HEAD)
        found = only(read(forge))
    assert (found.who, found.person, found.void) == ("passer-by", None, None)


def test_an_objection_that_has_no_time_cannot_be_placed() -> None:
    with pull_request() as forge:
        forge.review(1, login("li.na"), "CHANGES_REQUESTED", HEAD)
        forge.fail(Fault(change=lambda reply: _without(reply, b"submitted_at")), path="/reviews", times=9)
        with pytest.raises(UndecidedError):
            read(forge)


def test_a_pull_request_into_another_branch_is_not_decided() -> None:
    with FakeForge() as forge:
        forge.open_pull(1, login(AUTHOR), "drafts", BASE, HEAD)
        with pytest.raises(UndecidedError) as refused:
            read(forge)
    assert "drafts" in refused.value.text.en
    assert "main" in refused.value.advice.en


def test_a_force_pushed_commit_belongs_to_the_pull_request() -> None:
    with pull_request() as forge:
        forge.push(1, OTHER, [OTHER], force=True)
        forge.push(1, HEAD, [HEAD], force=True)
        assert read(forge).commits == {OTHER, HEAD}


def test_a_reviewed_commit_belongs_to_the_pull_request() -> None:
    with pull_request() as forge:
        forge.review(1, login("li.na"), "COMMENTED", OTHER)
        assert OTHER in read(forge).commits


def test_a_review_missing_from_the_list_is_noticed() -> None:
    with pull_request() as forge:
        forge.review(1, login("li.na"), "CHANGES_REQUESTED", HEAD)
        forge.fail(Fault(body=b"[]"), path="/reviews", times=9)
        with pytest.raises(UndecidedError) as refused:
            read(forge)
    assert "incomplete" in refused.value.text.en


def test_the_other_open_pull_requests_on_the_same_head() -> None:
    with pull_request() as forge:
        forge.open_pull(2, login("li.na"), "main", BASE, HEAD)
        forge.open_pull(3, login("li.na"), "main", BASE, OTHER)
        forge.open_pull(4, login("li.na"), "drafts", BASE, HEAD)
        forge.open_pull(5, login("li.na"), "main", BASE, HEAD)
        forge.close(5)
        forge.open_pull(6, login("li.na"), "main", BASE, HEAD)
        with client(forge) as asked:
            assert sharing_head(open_pull_requests(asked, policy().protected_branch), HEAD, number=1) == (2, 6)


@settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(size=st.integers(1, 12), reverse=st.booleans())
def test_page_size_and_order_of_lists_change_nothing(size: int, *, reverse: bool) -> None:
    with pull_request() as forge:
        for person in ("li.na", "chen.jie", "liu.yang", "wang.fang"):
            forge.review(1, login(person), "APPROVED", HEAD, at="2026-11-02T03:04:05Z")
        forge.comment(1, login(AUTHOR), f"/sign {HEAD}", at="2026-11-02T03:04:05Z")
        forge.comment(1, login("li.na"), f"/sign {HEAD}")
        whole = read(forge)
        forge.page_size, forge.reverse = size, reverse
        assert read(forge) == whole


def _without(reply: Reply, key: bytes) -> Reply:
    """The answer with a key renamed away."""
    return reply._replace(body=reply.body.replace(b'"' + key + b'"', b'"x' + key + b'"'))


def test_a_null_author_is_nobody() -> None:
    with pull_request() as forge:
        forge.fail(
            Fault(
                body=b'{"number": 1, "state": "open", "user": null, "created_at": "2026-11-02T01:00:00Z", '
                b'"base": {"ref": "main", "sha": "%s"}, "head": {"ref": "x", "sha": "%s"}}' % (BASE.encode(), HEAD.encode())
            ),
            path="/pulls/1",
        )
        forge.comment(1, login(AUTHOR), f"/sign {HEAD}")
        found = read(forge)
    assert found.author is None
    assert only(found).void is not None
