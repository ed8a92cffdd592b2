"""The threats to a pull request's evidence once more, at the command line: `sanshen gate --pr N --dry-run`."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from sanshen.evidence import asking as asking_module
from support.fake_forge import WEB_FLOW
from support.forge_server import Fault
from support.office import GITHUB_IDS, email, login
from support.pulls import AUTHOR, Pull, pull_of_article
from support.sites import ARTICLE, TEXT

REVIEWS = ("review-1", "review-2", "review-3")


@pytest.fixture
def pull(tmp_path: Path) -> Iterator[Pull]:
    with pull_of_article(tmp_path) as found:
        yield found


@pytest.fixture
def major(tmp_path: Path) -> Iterator[Pull]:
    with pull_of_article(tmp_path, TEXT.replace("grade: general", "grade: major")) as found:
        yield found


def test_t20_a_complete_sheet_is_allowed_and_every_step_before_is_not(pull: Pull) -> None:
    for stage in ("review-1", "review-2", "review-3", "proof-1", "proof-2", "proof-3"):
        said = pull.gate()
        assert (said.code, said.json["allowed"], said.json["open"]) == (1, False, [stage])
        pull.complete([stage])
    said = pull.gate()
    assert (said.code, said.json["allowed"], said.json["open"], said.json["ignored"]) == (0, True, [], [])
    assert said.signers()["review-1"] == AUTHOR


def test_t03_a_review_rebound_to_other_content_is_void(pull: Pull) -> None:
    pull.complete(REVIEWS)
    pull.site.draft(TEXT.replace("十二处", "两处"))
    pull.push(force=True)
    for review in pull.forge._pulls[1]["reviews"]:
        review["commit_id"] = pull.head
    said = pull.gate()
    assert said.code == 1
    assert said.states()["review-1"] != "signed"


def test_t03_a_review_rebound_to_equal_content_counts(pull: Pull) -> None:
    pull.complete()
    old = pull.head
    pull.site.repo.commit({ARTICLE: TEXT}, "同一内容", branch="draft", parents=(pull.base,))
    pull.push(force=True)
    assert pull.head != old
    # All but one: that one still shows that the commit of the author's own sign-off was once this pull request's.
    for review in pull.forge._pulls[1]["reviews"][1:]:
        review["commit_id"] = pull.head
    assert pull.gate().code == 0


@pytest.mark.parametrize("kept", [True, False], ids=["the forge still has it", "gone there too"])
def test_t02_t04_a_version_that_a_force_push_left_behind_is_fetched_by_its_id(
    pull: Pull, tmp_path: Path, *, kept: bool
) -> None:
    """The clone that judges has only what branches lead to; what was signed there is known where the forge still hands it out."""
    pull.complete()
    old = pull.head
    pull.site.repo.commit({ARTICLE: TEXT}, "同一内容", branch="draft", parents=(pull.base,))
    pull.push(force=True)
    assert pull.gate().code == 0
    clone = pull.site.repo.clone(tmp_path / "clone")
    listed = subprocess.run(["git", "cat-file", "-e", old], cwd=clone, capture_output=True, check=False)
    assert listed.returncode != 0, "the clone lacks it"
    pull.site.repo.git("config", "uploadpack.allowAnySHA1InWant", "true")
    if not kept:
        pull.site.repo.git("reflog", "expire", "--expire=now", "--all")
        pull.site.repo.git("prune", "--expire=now")
    said = pull.gate(root=clone, env={"GIT_ALLOW_PROTOCOL": "file"})
    assert (said.code, set(said.states().values()) == {"signed"}) == ((0, True) if kept else (1, False))


@pytest.mark.parametrize("commit", [None, "e" * 40])
def test_t04_an_approval_of_a_version_that_is_gone_is_void(pull: Pull, commit: str | None) -> None:
    pull.complete(["review-1"])
    pull.forge.review(1, login("li.na"), "APPROVED", commit)
    said = pull.gate()
    assert said.code == 1
    assert said.states()["review-2"] == "open"
    assert [one["who"] for one in said.json["ignored"]] == ["li.na"]


def test_t20_an_approval_by_the_author_signs_nothing(pull: Pull) -> None:
    pull.approve(AUTHOR)
    said = pull.gate()
    assert said.states()["review-1"] == "open"
    assert [one["who"] for one in said.json["ignored"]] == [AUTHOR]


def test_t26_a_login_registered_anew_signs_nothing(pull: Pull) -> None:
    pull.complete(["review-1"])
    pull.forge.add_user(login("li.na"), 999_999)
    pull.approve("li.na")
    said = pull.gate()
    assert said.states()["review-2"] == "open"
    assert [one["who"] for one in said.json["ignored"]] == [login("li.na")]


def test_t26_a_renamed_account_stays_the_persons(pull: Pull) -> None:
    pull.complete(["review-1"])
    pull.forge.add_user("li-na-anew", GITHUB_IDS["li.na"])
    pull.forge.review(1, "li-na-anew", "APPROVED", pull.head)
    assert pull.gate().signers()["review-2"] == "li.na"


def test_t27_machines_ghosts_and_strangers_sign_nothing(pull: Pull) -> None:
    pull.complete(["review-1"])
    pull.forge.review(1, None, "APPROVED", pull.head)
    pull.forge.review(1, "passer-by", "APPROVED", pull.head)
    pull.forge.add_user(login("li.na"), GITHUB_IDS["li.na"], "Bot")
    pull.approve("li.na")
    said = pull.gate()
    assert said.states()["review-2"] == "open"
    assert [one["who"] for one in said.json["ignored"]] == ["ghost", "passer-by", login("li.na")]


@pytest.mark.parametrize("by", ["li.na", "chen.jie", AUTHOR])
def test_t28_a_dismissed_objection_blocks_until_its_author_signs_again(pull: Pull, by: str) -> None:
    pull.complete()
    pull.forge.dismiss(pull.object("li.na"), login(by))
    said = pull.gate()
    assert (said.code, said.json["allowed"]) == (1, False)
    assert len(said.json["objections"]) == 1
    pull.approve("li.na")
    assert pull.gate().code == 0


def test_t28_an_objection_stands_across_pushes(pull: Pull) -> None:
    pull.complete()
    pull.object("chen.jie")
    assert pull.gate().code == 1
    pull.site.repo.commit({ARTICLE: TEXT}, "同一内容", branch="draft", parents=(pull.base,))
    pull.push(force=True)
    said = pull.gate()
    assert said.code == 1
    assert len(said.json["objections"]) == 1


def test_t28_an_objection_by_somebody_without_a_seat_is_shown_and_does_not_block(pull: Pull) -> None:
    pull.complete()
    pull.forge.review(1, "passer-by", "CHANGES_REQUESTED", pull.head)
    said = pull.gate()
    assert said.code == 0
    assert len(said.json["objections"]) == 1


def test_t29_a_remark_leaves_an_approval_standing_and_a_dismissal_does_not(pull: Pull) -> None:
    pull.complete(["review-1"])
    approval = pull.approve("li.na")
    pull.forge.review(1, login("li.na"), "COMMENTED", pull.head)
    assert pull.gate().signers()["review-2"] == "li.na"
    pull.forge.dismiss(approval, login("chen.jie"))
    assert pull.gate().states()["review-2"] != "signed"


@pytest.mark.parametrize(
    "body", ["LGTM", "👍", "> /sign {head}", "/sign {short}", "/sign {base}", "/sign {head}\n同意", "同意 /sign {head}"]
)
def test_t30_nothing_but_the_exact_comment_signs(pull: Pull, body: str) -> None:
    pull.forge.comment(1, login(AUTHOR), body.format(head=pull.head, short=pull.head[:10], base=pull.base))
    assert pull.gate().states()["review-1"] == "open"


def test_t30_edited_app_made_and_foreign_comments_sign_nothing(pull: Pull) -> None:
    pull.sign(at="2026-11-05T01:00:00Z", updated="2026-11-05T01:00:01Z")
    pull.sign(app="some-app")
    pull.sign(person="wang.fang")
    said = pull.gate()
    assert said.states()["review-1"] == "open"
    assert len(said.json["ignored"]) == 3


def test_t31_a_deputy_who_drafted_may_not_review(pull: Pull) -> None:
    pull.forge.commit(pull.head, login(AUTHOR), message=f"改\n\nCo-authored-by: x <{email('chen.jie')}>")
    pull.complete(REVIEWS)
    said = pull.gate()
    assert said.states()["review-3"] != "signed"
    assert "chen.jie" in [one["who"] for one in said.json["ignored"]]


@pytest.mark.parametrize(("author", "verified"), [(None, True), ("passer-by", True), (login(AUTHOR), False)])
def test_t31_a_major_article_needs_a_commit_somebody_answers_for(major: Pull, author: str | None, *, verified: bool) -> None:
    major.forge.commit(major.head, author, verified=verified)
    _sign_major(major)
    said = major.gate()
    assert (said.code, said.json["allowed"]) == (1, False)
    assert said.json["reasons"]


def test_t31_the_web_editor_does_not_block_a_clerk(major: Pull) -> None:
    major.forge.commit(major.head, login(AUTHOR), WEB_FLOW)
    _sign_major(major)
    assert major.gate().code == 0


def _sign_major(pull: Pull) -> None:
    pull.complete([*REVIEWS, "district-deputy", "proof-1", "proof-2", "proof-3"])


def test_t32_the_101st_review_is_read(pull: Pull) -> None:
    pull.complete()
    for _ in range(100):
        pull.forge.review(1, "passer-by", "COMMENTED", pull.head)
    pull.object("chen.jie")
    assert pull.gate().code == 1


FAULTS = {
    "502": Fault(status=502),
    "403": Fault(status=403),
    "404": Fault(status=404),
    "401": Fault(status=401),
    "rate": Fault(status=429, headers={"Retry-After": "60"}),
    "half": Fault(truncated=True),
    "json": Fault(body=b'{"id":'),
    "shape": Fault(body=b'"yes"'),
}
PARTS = ("/pulls/1", "/pulls/1/reviews", "/issues/1/comments", "/pulls/1/commits", "/issues/1/timeline", "/website/pulls")


@pytest.mark.parametrize("kind", FAULTS)
def test_t32_whatever_part_stays_unanswered_the_gate_cannot_decide(
    pull: Pull, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking_module, "ATTEMPTS", 1)
    pull.complete()
    assert pull.gate().code == 0
    for part in PARTS:
        pull.forge.fail(FAULTS[kind], path=part, times=50)
        said = pull.gate()
        assert (said.code, said.json["allowed"]) == (3, False), part
        assert said.json["reasons"]
        assert said.err
        assert pull.forge.token not in said.err + str(said.json)
        pull.forge.mend()


def test_t32_a_passing_fault_changes_nothing(pull: Pull) -> None:
    pull.complete()
    pull.forge.fail(FAULTS["502"], path="/reviews")
    assert pull.gate().code == 0


def test_t33_one_event_never_signs_two_stages(pull: Pull) -> None:
    at = "2026-11-05T01:00:00Z"
    pull.sign(at=at)
    pull.approve("li.na", at=at)
    # Within one second the review comes before the comment: it was given before its turn.
    said = pull.gate()
    assert said.signers() == {"review-1": AUTHOR}
    assert [one["who"] for one in said.json["ignored"]] == ["li.na"]


def test_t54_a_head_that_moved_on_is_not_decided(pull: Pull) -> None:
    pull.complete()
    before = pull.head
    pull.site.draft(TEXT.replace("十二处", "两处"))
    pull.push()
    said = pull.gate(head=before)
    assert (said.code, said.json["allowed"]) == (3, False)


def test_t54_a_pull_request_into_another_branch_is_not_decided(pull: Pull) -> None:
    pull.forge._pulls[1]["base"]["ref"] = "somewhere"
    assert pull.gate().code == 3


def test_t54_a_pull_request_that_does_not_exist_is_not_decided(pull: Pull) -> None:
    assert pull.gate(number=77).code == 3


def test_t54_a_second_unsigned_pull_request_on_the_same_head_blocks(pull: Pull) -> None:
    pull.complete()
    pull.forge.open_pull(2, login("li.na"), "main", pull.base, pull.head)
    said = pull.gate()
    assert (said.code, said.json["allowed"]) == (1, False)
    assert any("#2" in reason for reason in said.json["reasons"])
    pull.forge.close(2)
    assert pull.gate().code == 0


@pytest.mark.parametrize("name", ["GITHUB_TOKEN", "GITHUB_REPOSITORY"])
def test_t32_an_environment_that_names_no_forge_is_a_usage_error(pull: Pull, name: str) -> None:
    said = pull.gate(env={name: ""})
    assert (said.code, said.json["allowed"]) == (2, False)
    assert name in said.err
