"""`sanshen gate --pr N`: what it writes on the forge, whatever happens while it does."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from sanshen.evidence.forge import Forge
from sanshen.report.comment_marker import MARKER
from support import office
from support.forge_graph import require_graph
from support.forge_server import Fault
from support.github_description import require_description
from support.office import login
from support.pulls import NOW, Pull, drafted_site, pull_over
from support.sites import ARTICLE, TEXT, Site

ACTIONS = {"GITHUB_SERVER_URL": "https://github.example", "GITHUB_RUN_ID": "12"}
WRITES = frozenset({"POST", "PATCH", "DELETE"})


@pytest.fixture(scope="module", autouse=True)
def _description() -> None:
    require_description()
    require_graph()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return drafted_site(tmp_path_factory.mktemp("announce"))


@pytest.fixture
def pull(site: Site) -> Iterator[Pull]:
    with pull_over(site) as found:
        yield found


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(Forge.__init__.__kwdefaults__, "sleep", lambda seconds: None)


def _status(pull: Pull) -> tuple[str, str]:
    newest = pull.forge.statuses(pull.head)[0]
    return newest["state"], newest["description"]


def _writes(pull: Pull, since: int = 0) -> list[str]:
    return [f"{one.method} {one.path}" for one in pull.forge.requests[since:] if one.method in WRITES]


def test_the_verdict_is_a_status_a_comment_labels_and_a_request(pull: Pull) -> None:
    said = pull.announce(env=ACTIONS)
    assert (said.code, said.json["open"]) == (1, ["review-1"])
    newest = pull.forge.statuses(pull.head)[0]
    assert (newest["state"], newest["description"], newest["context"]) == ("pending", "⏳ 尚待签署：一审", "sanshen/gate")
    assert newest["target_url"] == "https://github.example/district/website/actions/runs/12"
    (body,) = pull.forge.written(1)
    assert body.startswith(f"{MARKER} head={pull.head} at=2026-11-20T01:00:00Z -->\n### ⏳ 尚待签署：一审\n")
    assert f"\n/sign {pull.head}\n" in body
    assert pull.forge.labels(1) == ["等级:一般", "待:一审"]
    assert pull.forge.requested(1) == []


def test_the_sheet_is_followed_to_the_end(pull: Pull) -> None:
    waited = {
        "review-1": [],
        "review-2": ["li.na"],
        "review-3": ["chen.jie"],
        "proof-1": ["wang.fang"],
        "proof-2": ["liu.yang"],
    }
    asked: list[str] = []
    for stage, people in waited.items():
        assert pull.announce().code == 1
        asked += [login(person) for person in people]
        assert pull.forge.requested(1) == asked
        assert (f"/sign {pull.head}" in pull.forge.written(1)[0]) == (stage in {"review-1", "proof-1"})
        pull.complete([stage])
    pull.complete(["proof-3"])
    assert pull.announce().code == 0
    assert _status(pull) == ("success", "✅ 可以合并：签署齐全，内容检查通过")
    assert pull.forge.labels(1) == ["等级:一般"]
    assert len(pull.forge.written(1)) == 1


def test_what_says_the_same_is_not_written_again(pull: Pull) -> None:
    pull.announce(env=ACTIONS)
    before = len(pull.forge.requests)
    pull.announce(env={**ACTIONS, "GITHUB_RUN_ID": "13"})
    assert _writes(pull, before) == []
    assert len(pull.forge.requests) - before == 5 + 1, "the sample's run is asked for where nothing can be kept"


def test_a_person_s_token_costs_one_request_more_where_nothing_is_kept(pull: Pull, tmp_path: Path) -> None:
    pull.forge.writer = login("zhao.min")
    for env, cost in (({}, 6), ({"XDG_CACHE_HOME": str(tmp_path)}, 6), ({"XDG_CACHE_HOME": str(tmp_path)}, 5)):
        pull.announce()
        before = len(pull.forge.requests)
        pull.announce(env=env)
        assert len(pull.forge.requests) - before == cost
        assert _writes(pull, before) == []


def test_dry_run_writes_nothing_and_asks_nothing_more(pull: Pull) -> None:
    pull.gate()
    assert len(pull.forge.requests) == 6
    assert _writes(pull) == []


@pytest.mark.parametrize(
    ("env", "address"),
    [
        ({}, None),
        ({**ACTIONS, "GITHUB_RUN_ID": "1/../../x"}, None),
        ({**ACTIONS, "GITHUB_SERVER_URL": "javascript:alert(1)//"}, None),
        ({**ACTIONS, "GITHUB_SERVER_URL": "https://a.example) @all ("}, None),
    ],
)
def test_no_address_is_made_of_an_odd_environment(pull: Pull, env: dict[str, str], address: str | None) -> None:
    pull.announce(env=env)
    assert pull.forge.statuses(pull.head)[0]["target_url"] == address
    assert "javascript" not in pull.forge.written(1)[0]
    assert "@all" not in pull.forge.written(1)[0]


def test_findings_and_objections_are_a_failure(pull: Pull) -> None:
    pull.complete(["review-1"])
    pull.object("li.na")
    assert pull.announce().code == 1
    assert _status(pull) == ("failure", "⛔ 不能合并：有人退回")


# --- whose comment it is ---------------------------------------------------------------------------------------------


def test_a_strangers_comment_with_our_marker_is_left_alone(pull: Pull) -> None:
    pull.forge.comment(1, "passer-by", f"{MARKER} head=x at=2999-01-01T00:00:00Z -->\n### ✅ 可以合并")
    pull.announce()
    assert len(pull.forge.written(1, "passer-by")) == len(pull.forge.written(1)) == 1
    assert "尚待签署" in pull.forge.written(1)[0]


def test_a_personal_tokens_comment_is_its_owners(pull: Pull) -> None:
    bot, pull.forge.writer = pull.forge.writer, login("zhao.min")
    pull.forge.comment(1, bot, f"{MARKER} of a machine")
    pull.announce()
    pull.complete(["review-1"])
    pull.announce()
    (body,) = pull.forge.written(1)
    assert "尚待签署：二审" in body
    assert pull.forge.written(1, bot) == [f"{MARKER} of a machine"]


def test_whose_token_it_is_may_stay_unknown_but_never_leads_to_a_second_comment(pull: Pull) -> None:
    pull.forge.writer = login("zhao.min")
    pull.announce()
    pull.complete()
    pull.forge.fail(Fault(status=502), path="/user", times=99)
    assert pull.announce().code == 3
    assert _status(pull)[0] == "error"
    assert len(pull.forge.written(1)) == 1


@pytest.mark.parametrize("app", [False, True])
def test_another_bot_s_comment_with_our_marker_is_left_alone(pull: Pull, *, app: bool) -> None:
    """Found again by marker and author: older than ours, it would be kept in its place, and its author could edit it at will."""
    pull.forge.add_user("other[bot]", 5, "Bot")
    pull.forge.comment(1, "other[bot]", f"{MARKER} head=x at=2999-01-01T00:00:00Z -->\n### ✅ 可以合并")
    env = pull.forge.install_app() if app else {}
    for _ in range(2):
        assert pull.announce(env=env).code == 1
    assert [one.split("\n")[1] for one in pull.forge.written(1, "other[bot]")] == ["### ✅ 可以合并"]
    (body,) = pull.forge.written(1)
    assert "尚待签署" in body


def test_an_app_s_token_given_as_if_it_were_the_workflow_s_finds_its_own_comment_again(pull: Pull) -> None:
    pull.forge.add_user("other[bot]", 5, "Bot")
    pull.forge.writer = "other[bot]"
    pull.announce()
    before = len(pull.forge.requests)
    pull.announce()
    assert _writes(pull, before) == ["POST /graphql"]
    pull.complete(["review-1"])
    pull.announce()
    (body,) = pull.forge.written(1)
    assert "尚待签署：二审" in body


def test_the_answer_to_our_own_first_comment_tells_who_we_are(pull: Pull) -> None:
    pull.forge.add_user("other[bot]", 5, "Bot")
    pull.forge.writer = "other[bot]"
    pull.forge.fail(Fault(status=404), path="/graphql", times=9)
    assert pull.announce().code != 3  # nothing was left undecided
    assert len(pull.forge.written(1)) == 1


def test_where_it_cannot_be_told_whose_comment_it_is_nothing_is_written_twice(pull: Pull) -> None:
    pull.forge.add_user("other[bot]", 5, "Bot")
    pull.forge.writer = "other[bot]"
    pull.announce()
    pull.complete()
    pull.forge.fail(Fault(status=404), path="/graphql", times=9)
    assert pull.announce().code == 3
    assert _status(pull)[0] == "error"
    assert len(pull.forge.written(1)) == 1


def test_our_comment_changed_by_somebody_is_set_right(pull: Pull) -> None:
    """Whoever may write to the repository may edit any comment: what stands there proves nothing, its time included."""
    pull.announce()
    pull.forge._pulls[1]["comment_list"][0]["body"] = f"{MARKER} head={pull.head} at=2999-01-01T00:00:00Z -->\n### ✅ 可以合并"
    pull.announce()
    (body,) = pull.forge.written(1)
    assert "尚待签署" in body
    assert "2999" not in body


def test_several_comments_of_ours_become_the_oldest_one(pull: Pull) -> None:
    ids = [pull.forge.comment(1, pull.forge.writer, f"{MARKER} {number}") for number in range(3)]
    pull.announce()
    assert [one["id"] for one in pull.forge._pulls[1]["comment_list"]] == ids[:1]
    assert "尚待签署" in pull.forge.written(1)[0]


def test_a_comment_deleted_meanwhile_is_written_anew(pull: Pull) -> None:
    pull.announce()
    pull.complete(["review-1"])
    listed = pull.forge._pulls[1]["comment_list"]
    pull.forge.meanwhile("GET", "/pulls/1/commits", lambda: listed.pop(0) and None)
    assert pull.announce().code == 1
    (body,) = pull.forge.written(1)
    assert "尚待签署：二审" in body


def test_a_status_posted_by_somebody_else_does_not_keep_ours_from_being_said(pull: Pull) -> None:
    pull.announce()
    bot, pull.forge.writer = pull.forge.writer, login("zhang.wei")
    pull.forge.post_status(pull.head, {"state": "success", "context": "sanshen/gate", "description": "ok"})
    pull.forge.writer = bot
    pull.announce()
    assert _status(pull) == ("pending", "⏳ 尚待签署：一审")


# --- what is courtesy --------------------------------------------------------------------------------------------------


def test_labels_of_others_are_not_touched(pull: Pull) -> None:
    pull.forge.label(1, "急件", "待:三校", "等级:特级", "待办")
    pull.announce()
    assert pull.forge.labels(1) == ["急件", "待办", "等级:一般", "待:一审"]


def test_nobody_is_asked_while_it_is_a_draft(pull: Pull) -> None:
    pull.complete(["review-1"])
    pull.forge._pulls[1]["draft"] = True
    pull.announce()
    assert pull.forge.requested(1) == []


def test_those_github_refuses_are_named_and_the_verdict_is_the_same(pull: Pull) -> None:
    pull.complete(["review-1"])
    pull.forge.outsiders.add(login("li.na"))
    said = pull.announce()
    assert said.code == 1
    assert login("li.na") in said.err
    assert pull.forge.labels(1) == ["等级:一般", "待:二审"]


def test_those_github_refuses_are_not_asked_again_until_tomorrow_or_another_head(pull: Pull) -> None:
    pull.complete(["review-1"])
    pull.forge.outsiders.add(login("li.na"))
    assert pull.announce().code == 1
    assert "POST /repos/district/website/pulls/1/requested_reviewers" in _writes(pull)
    (body,) = pull.forge.written(1)
    assert f"\n⚠️ GitHub 不让请 李娜 @{login('li.na')} 审阅（多半没有仓库权限），请区政府办公室开通\n" in body
    before = len(pull.forge.requests)
    pull.announce()
    assert _writes(pull, before) == []
    pull.forge.outsiders.clear()
    pull.announce(at=NOW + timedelta(days=1))
    assert pull.forge.requested(1) == [login("li.na")]
    assert "⚠️" not in pull.forge.written(1)[0]


def test_whom_an_edited_comment_names_as_refused_is_mentioned_still(pull: Pull) -> None:
    pull.complete(["review-1"])
    pull.announce()
    pull.forge._pulls[1]["requested"].clear()
    one = pull.forge._pulls[1]["comment_list"][-1]
    one["body"] = one["body"].replace("Z -->", f"Z refused=2026-11-20:{login('li.na')},chenjie-gov -->", 1)
    pull.announce()
    (body,) = pull.forge.written(1)
    assert f"请 李娜 @{login('li.na')} 签署" in body
    assert "refused=2026-11-20:" + login("li.na") + " -->" in body


@pytest.mark.parametrize("path", ["/requested_reviewers", "/labels"])
@pytest.mark.parametrize("status", [502, 403, 404])
def test_courtesy_that_fails_changes_no_verdict(pull: Pull, path: str, status: int) -> None:
    pull.complete(["review-1", "review-2", "review-3", "proof-1", "proof-2", "proof-3"])
    pull.forge.label(1, "待:三校")
    pull.forge.fail(Fault(status=status), path=path, times=99)
    said = pull.announce()
    assert said.code == 0
    assert _status(pull)[0] == "success"


def test_nothing_is_written_to_a_closed_pull_request(pull: Pull) -> None:
    pull.forge.close(1)
    said = pull.announce()
    assert "closed" in said.err
    assert _writes(pull) == []


@pytest.mark.parametrize("status", [401, 403, 404, 422])
@pytest.mark.parametrize(("path", "said"), [("/issues/1/comments", "the comment"), ("/statuses/", "the status")])
def test_a_token_that_may_not_write_changes_no_verdict(pull: Pull, status: int, path: str, said: str) -> None:
    """§6: the gate needs what it reads; anything else that fails is no error."""
    pull.forge.fail(Fault(status=status), path=path, method="POST", times=99)
    blocked = pull.announce()
    assert (blocked.code, blocked.json["allowed"], blocked.json["open"]) == (1, False, ["review-1"])
    pull.complete()
    allowed = pull.announce()
    assert (allowed.code, allowed.json["allowed"]) == (0, True)
    assert f"{said} could not be written" in allowed.err
    if path == "/issues/1/comments":
        assert _status(pull)[0] == "success"


# --- what cannot be decided ------------------------------------------------------------------------------------------


def test_a_verdict_that_cannot_be_had_takes_the_old_one_back(pull: Pull) -> None:
    pull.complete()
    assert pull.announce().code == 0
    pull.forge.fail(Fault(status=502), path="/reviews", times=99)
    said = pull.announce()
    assert (said.code, said.json["allowed"]) == (3, False)
    assert _status(pull)[0] == "error"
    pull.forge.mend()
    assert pull.announce().code == 0
    assert _status(pull)[0] == "success"


def test_when_not_even_that_can_be_said_the_log_says_so(pull: Pull) -> None:
    pull.forge.fail(Fault(status=502), times=999)
    said = pull.announce()
    assert said.code == 3
    assert "could not be written" in said.err


def test_an_unreadable_office_is_an_error_on_the_status(pull: Pull, site: Site) -> None:
    base = site.repo.commit({"reviews/policy.yml": b"schema: 9\n"}, "bad", branch="broken", parents=(pull.base,))
    pull.base = base
    said = pull.announce()
    assert said.code == 2
    assert _status(pull)[0] == "error"


LOST = {
    "502": Fault(status=502),
    "429": Fault(status=429, headers={"Retry-After": "1"}),
    "403 secondary limit": Fault(status=403, body=b'{"message":"You have exceeded a secondary rate limit"}', refused=True),
    "hang up": Fault(hang_up=True),
    "truncated": Fault(truncated=True),
    "not json": Fault(body=b"<html>"),
}


ARRIVED = {
    *((kind, "POST", "/issues/1/comments") for kind in ("hang up", "truncated", "not json")),
    *((kind, "GET", path) for kind in LOST for path in ("/user", "/statuses")),
}
"""What "fails" without harm: writes that were carried out, and questions that no verdict needs (contract §6)."""


@pytest.mark.parametrize("kind", LOST)
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/statuses/"),
        ("GET", "/statuses"),
        ("PATCH", "/issues/comments/"),
        ("POST", "/issues/1/comments"),
        ("GET", "/user"),
    ],
)
def test_t32_what_fails_for_good_is_never_allowed(site: Site, kind: str, method: str, path: str) -> None:
    with pull_over(site) as pull:
        if path == "/user":
            pull.forge.writer = login("zhao.min")  # of a machine's token it is known whose it is
        if method == "PATCH":
            pull.announce()
        pull.complete()
        pull.forge.fail(LOST[kind], path=path, times=999, method=method)
        code = pull.announce().code
        # Of a write whose answer got lost the gate finds out that it was carried out.
        assert code == 3 or (kind, method, path) in ARRIVED
        assert code == 0 or not any(one["state"] == "success" for one in pull.forge.statuses(pull.head)[:1])
        assert len(pull.forge.written(1)) <= 1
        pull.forge.mend()
        assert pull.announce().code == 0
        assert _status(pull)[0] == "success"
        assert len(pull.forge.written(1)) == 1


# --- two runs at once ------------------------------------------------------------------------------------------------

MOMENTS = [
    ("GET", "/statuses"),
    ("GET", "/website/pulls"),
    ("GET", "/timeline"),
    ("GET", "/reviews"),
    ("GET", "/pulls/1/commits"),
    ("POST", "/statuses/"),
]


@pytest.mark.parametrize(("method", "path"), [*MOMENTS, ("GET", "/issues/1/comments"), ("POST", "/issues/1/comments")])
def test_t55_two_first_runs_at_once_end_with_one_comment_and_the_newer_verdict(pull: Pull, method: str, path: str) -> None:
    def other() -> None:
        pull.complete(["review-1"])
        assert pull.announce().json["open"] == ["review-2"]

    pull.forge.meanwhile(method, path, other)
    assert pull.announce().code == 1
    _ended_with(pull, "尚待签署：二审", "pending")


@pytest.mark.parametrize(("method", "path"), [*MOMENTS, ("PATCH", "/issues/comments/")])
def test_t54_a_veto_that_arrives_while_an_older_run_is_writing_stands(pull: Pull, method: str, path: str) -> None:
    pull.announce()
    pull.complete()

    def veto() -> None:
        pull.object("chen.jie")
        assert pull.announce().code == 1

    pull.forge.meanwhile(method, path, veto)
    pull.announce()
    _ended_with(pull, "有人退回", "failure")


def _ended_with(pull: Pull, words: str, state: str) -> None:
    (body,) = pull.forge.written(1)
    assert words in body
    assert _status(pull)[0] == state
    before = len(pull.forge.requests)
    pull.announce()
    assert _writes(pull, before) == [], "the last run had the last word, so a further one has nothing to write"


def test_two_runs_at_once_in_earnest(pull: Pull) -> None:
    codes: list[int] = []
    run: Callable[[], None] = lambda: codes.append(pull.announce().code)  # noqa: E731
    both = [threading.Thread(target=run) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert set(codes) <= {1, 3}
    assert 1 in codes
    pull.announce()
    _ended_with(pull, "尚待签署：一审", "pending")


def test_a_run_that_is_overtaken_again_and_again_gives_up_undecided(pull: Pull) -> None:
    def other() -> None:
        for one in pull.forge._pulls[1]["comment_list"]:
            one["body"] = f"{MARKER} of another run"
        pull.forge.post_status(pull.head, {"state": "pending", "context": "sanshen/gate", "description": "x"})
        pull.forge.meanwhile("GET", "/website/pulls", other)

    pull.forge.meanwhile("GET", "/website/pulls", other)
    assert pull.announce().code == 3
    assert _status(pull)[0] == "error"


# --- whose turn it is where a change is signed as one piece -------------------------------------------------------------


def test_whoever_has_signed_a_row_is_not_asked_for_its_other_seat(tmp_path: Path) -> None:
    """GitHub takes a reviewer off the list when they have reviewed: asked again they would be called at every run, in vain."""
    site = Site(tmp_path / "site", at=NOW - timedelta(days=18))
    site.repo.commit({"mkdocs.yml": "site_name: 示例区\n"}, "制度", branch="draft")
    with pull_over(site) as pull:
        pull.announce()
        assert pull.forge.requested(1) == [login("zhao.min"), login("zhou.san")]
        pull.approve("zhao.min")
        pull.forge._pulls[1]["requested"].clear()
        assert pull.announce().json["open"] == ["office-second"]
        assert pull.forge.requested(1) == [login("zhou.san")]
        (body,) = pull.forge.written(1)
        assert f"签署（二）**：请 周三 @{login('zhou.san')} 签署" in body
        assert f"@{login('zhao.min')}" not in body


def test_only_the_unit_whose_row_is_open_is_asked(tmp_path: Path) -> None:
    files = office.district_files()
    places = [f"reviews/units/{unit}/columns.yml" for unit in ("liangshan", "education")]
    site = Site(tmp_path / "site", at=NOW - timedelta(days=18))
    changed = {place: files[place] + b"# changed\n" for place in places}
    site.repo.commit(changed, "栏目", branch="draft")
    with pull_over(site) as pull:
        both = pull.announce().json["control_plane"]["stages"]
        assert [one["id"] for one in both] == ["unit-request", "office-approval"] * 2
        everybody = set(pull.forge.requested(1))
        pull.approve("li.na")
        pull.forge._pulls[1]["requested"].clear()
        pull.announce()
        left = set(pull.forge.requested(1))
        assert left < everybody
        assert not {login("li.na"), login("chen.jie")} & left
        assert login("han.mei") in left


# --- what no signature can cure ------------------------------------------------------------------------------------------


def test_a_change_that_signing_cannot_cure_does_not_look_as_if_it_waited_for_signatures(tmp_path: Path) -> None:
    site = Site(tmp_path / "site", at=NOW - timedelta(days=18))
    site.repo.commit({f"content/liangshan/news/2026/a{one}.md": TEXT for one in range(11)}, "多篇", branch="draft")
    with pull_over(site) as pull:
        assert pull.announce().code == 1
        assert _status(pull) == ("failure", "⛔ 不能合并：有须先解决的问题")
        (body,) = pull.forge.written(1)
        assert body.split("\n")[1:4] == [
            "### ⛔ 不能合并：有须先解决的问题",
            "",
            "✍️ 提交人：请先解决“不能合并的原因”所列的问题，再请人签署",
        ]
        assert "<details open><summary>不能合并的原因</summary>\n\n- <code>一次变更有 11 篇信息" in body


PHONE = TEXT + f"\n联系人手机 139{'1234' * 2}。\n"


def test_nobody_is_called_before_the_author_has_mended_what_is_wrong(tmp_path: Path) -> None:
    with pull_over(drafted_site(tmp_path, PHONE)) as pull:
        pull.complete(["review-1"])
        said = pull.announce()
        assert (said.code, said.json["open"]) == (1, ["review-2"])
        assert pull.forge.requested(1) == []
        assert pull.forge.labels(1) == ["等级:一般"]
        (body,) = pull.forge.written(1)
        assert "✍️ 提交人：请改正下面列出的问题" in body
        assert "👉" not in body
        assert "@" not in body
        assert "/sign " not in body
        pull.site.repo.commit({ARTICLE: TEXT}, "改正", branch="draft")
        pull.push()
        pull.sign()
        pull.announce()
        assert pull.forge.requested(1) == [login("li.na")]
        assert pull.forge.labels(1) == ["等级:一般", "待:二审"]
        assert f"@{login('li.na')}" in pull.forge.written(1)[0]


def test_the_turn_goes_on_while_an_objection_stands_but_not_while_something_is_to_be_mended(pull: Pull) -> None:
    pull.complete(["review-1"])
    pull.object("chen.jie")
    pull.announce()
    assert pull.forge.requested(1) == [login("li.na")]
    assert pull.forge.labels(1) == ["等级:一般", "待:二审"]


def test_a_head_that_another_pull_request_shares_keeps_nobody_from_being_called(pull: Pull) -> None:
    pull.forge.open_pull(2, login("zhang.wei"), "main", pull.base, pull.head)
    pull.complete(["review-1"])
    assert pull.announce().code == 1
    assert pull.forge.requested(1) == [login("li.na")]
