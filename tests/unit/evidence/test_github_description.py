"""The fake forge and the client against GitHub's own description: what they say to each other is what GitHub says."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sanshen.evidence.access import read_access
from sanshen.evidence.alarms import LABEL, marker_of, raise_alarm
from sanshen.evidence.app_token import through_app
from sanshen.evidence.attribution import contributions
from sanshen.evidence.calling import follow_labels, request_reviews
from sanshen.evidence.check_run import Output, check_run, post_check_run
from sanshen.evidence.forge import Forge
from sanshen.evidence.github import open_pull_requests
from sanshen.evidence.sample_run import sample_run
from sanshen.evidence.status_log import CONTEXT, StatusWord, post, read_log
from sanshen.evidence.sticky import Sticky
from sanshen.evidence.wire import Pull
from sanshen.evidence.writer import Writer
from support import forge_setting_shapes as shapes
from support.fake_forge import WEB_FLOW, FakeForge
from support.forge_cases import AUTHOR, HEAD, OLD, OTHER, client, policy, pull_request, read, roster
from support.forge_graph import require_graph
from support.forge_server import APP_ROUTES, ROUTES, Reply, Seen
from support.forge_setting_routes import SETTING_ROUTES
from support.github_description import OPERATIONS, Description, require_description
from support.guarded import Guarded, done_by_hand, office_repo
from support.office import login


@pytest.fixture(scope="module")
def description() -> Description:
    require_graph()
    return require_description()


def _everything(forge: FakeForge) -> None:
    """Every operation, over every shape the fake can give."""
    forge.commit(OLD, None, WEB_FLOW, verified=False)
    forge.review(1, None, "APPROVED", None)
    first = forge.review(1, login("li.na"), "CHANGES_REQUESTED", HEAD, body="退回")
    forge.review(1, login("li.na"), "PENDING", HEAD)
    forge.dismiss(first, login("chen.jie"))
    forge.comment(1, login(AUTHOR), f"/sign {HEAD}", app="helper")
    forge.comment(1, None, "好")
    forge.push(1, OTHER, [OLD, OTHER], force=True)
    forge.open_pull(2, None, "main", OLD, OTHER, draft=True, head_repo=None)
    forge.merge(2, HEAD)
    forge.open_pull(3, "passer-by", "main", OLD, OTHER, head_repo="passer-by/website")
    found = read(forge)
    with client(forge) as asked:
        open_pull_requests(asked, policy().protected_branch)
        contributions(asked, [HEAD, "9" * 40], found.facts, roster=roster())
        asked.every(f"/commits/{HEAD}/pulls", Pull)
        forge.run(HEAD)
        assert sample_run(asked, HEAD) is not None
        _write_everything(forge, asked)


def _write_everything(forge: FakeForge, asked: Forge) -> None:
    assert asked.account() is None
    for target in (None, "https://github.example/run"):
        post(asked, HEAD, StatusWord("pending", "尚待签署", CONTEXT, target))
    log = read_log(asked, HEAD)
    assert log is not None
    assert log.newest is not None
    sticky = Sticky(asked, 1, "<!-- mark", Writer())
    sticky.write("<!-- mark one", ())
    for body in ("<!-- mark one", "<!-- mark two"):
        forge.comment(1, forge.writer, body)
    sticky.write("<!-- mark three", read(forge).comments)
    request_reviews(asked, 1, (login("li.na"), login("chen.jie")))
    follow_labels(asked, 1, (), ("待:一审", "等级:重大"), ("待:", "等级:"))
    follow_labels(asked, 1, ("待:一审", "等级:重大"), ("待:二审",), ("待:", "等级:"))
    app = through_app(read_access(forge.env), forge.install_app(checks=True), datetime(2026, 11, 20, tzinfo=UTC))
    raise_alarm(asked, HEAD, "警报", "正文")
    forge.post_issue({"title": "警报", "body": marker_of(HEAD), "labels": [LABEL]})
    raise_alarm(asked, HEAD, "警报", "正文")
    place = {"path": "content/a.md", "start_line": 1, "end_line": 1, "annotation_level": "failure", "message": "错"}
    with Forge(app) as theirs:
        for conclusion in ("success", "failure", None):
            post_check_run(theirs, check_run(HEAD, Output("行", "段"), conclusion, "https://x.example"), [place] * 120)
    forge.writer = login("zhao.min")
    with client(forge) as theirs:
        me = theirs.account()
    assert me is not None
    assert me.login == login("zhao.min")


def _every_setting(forge: FakeForge, where: Path) -> None:
    """Every setting read, made and changed, over every shape the fake can give."""
    done_by_hand(forge)
    settings = forge.settings
    settings.protection = {"enabled": True}
    settings.invited = [("passer-by", "write"), (None, "read")]
    settings.runners = [shapes.runner("mac-1", ephemeral=True)]
    settings.shared_runners = [shapes.runner("rack-7", ephemeral=True)]
    settings.organisation_secrets = settings.secrets = ["OTHER"]
    district = Guarded(office_repo(where), forge)
    assert district.apply().code == 0
    settings.ruleset("sanshen-main").update(enforcement="evaluate")
    settings.add_environment("gate", ("release/*", "branch"))
    settings.protection = None
    assert district.apply().code == 0
    assert district.audit().gaps == {"access-invitations"}


def test_every_request_and_answer_keeps_to_the_description(description: Description, tmp_path: Path) -> None:
    with pull_request() as forge:
        forge._server._description = description
        _every_setting(forge, tmp_path / "clone")
        _everything(forge)
        assert forge._server.violations == []
        used = {_operation(one) for one in forge.requests} - {"POST /graphql"}  # which has a description of its own
    assert used == set(OPERATIONS)


def _operation(seen: Seen) -> str:
    rest = seen.path.removeprefix("/repos/district/website")
    found = (f"{method} {path}" for method, pattern, path, _ in ROUTES if method == seen.method and re.fullmatch(pattern, rest))
    of_app = (
        operation for operation, pattern, _ in APP_ROUTES if re.fullmatch(pattern.format(repo="district/website"), seen.path)
    )
    of_settings = (
        one.operation
        for one in SETTING_ROUTES
        if one.operation.startswith(f"{seen.method} ")
        and re.fullmatch(one.pattern.replace("/R", "/district/website"), seen.path)
    )
    return next(found, None) or next(of_settings, None) or next(of_app, f"{seen.method} {seen.path}")


def test_the_fake_serves_exactly_the_operations_checked() -> None:
    assert {f"{method} {template}" for method, _, template, _ in ROUTES} | {"GET /user"} | {one[0] for one in APP_ROUTES} | {
        one.operation for one in SETTING_ROUTES
    } == set(OPERATIONS)


@pytest.mark.parametrize("key", ["id", "state", "user", "commit_id", "_links"])
def test_an_answer_without_a_demanded_field_is_noticed(description: Description, key: str) -> None:
    with pull_request() as forge:
        forge.review(1, login("li.na"), "APPROVED", HEAD)
        body = forge.answer_reviews(1)
    template = "GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews"
    assert description.answer_faults(template, json.loads(json.dumps(body))) == []
    del body[0][key]
    assert description.answer_faults(template, body)


@pytest.mark.parametrize(
    ("operation", "body"),
    [
        ("POST /repos/{owner}/{repo}/statuses/{sha}", {"state": "fine"}),
        ("POST /repos/{owner}/{repo}/statuses/{sha}", {"description": "x"}),
        ("POST /repos/{owner}/{repo}/statuses/{sha}", {"state": "error", "target": "x"}),
        ("POST /repos/{owner}/{repo}/issues/{issue_number}/comments", {"text": "x"}),
        ("POST /repos/{owner}/{repo}/issues/{issue_number}/labels", {"labels": []}),
        ("POST /repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers", {"reviewers": "x"}),
    ],
)
def test_a_wrong_body_is_noticed(description: Description, operation: str, body: dict[str, object]) -> None:
    headers = {
        "accept": "application/vnd.github+json",
        "x-github-api-version": "2022-11-28",
        "user-agent": "sanshen",
        "content-type": "application/json",
    }
    seen = Seen("POST", "/x", {}, headers, json.dumps(body).encode())
    assert description.faults(operation, seen, Reply(404, {}, b""))


@pytest.mark.parametrize(
    ("query", "headers"),
    [
        ({"per_page": "many"}, {}),
        ({"page_size": "100"}, {}),
        ({}, {"accept": "*/*"}),
        ({}, {"x-github-api-version": ""}),
        ({}, {"user-agent": ""}),
    ],
)
def test_a_wrong_request_is_noticed(description: Description, query: dict[str, str], headers: dict[str, str]) -> None:
    good = {"accept": "application/vnd.github+json", "x-github-api-version": "2022-11-28", "user-agent": "sanshen"}
    template = "GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews"
    assert description.faults(template, Seen("GET", "/x", {"per_page": "100"}, good), Reply(404, {}, b"")) == []
    assert description.faults(template, Seen("GET", "/x", query, good | headers), Reply(404, {}, b""))


def test_the_fake_fails_its_user_on_a_wrong_request() -> None:
    with pytest.raises(AssertionError, match="no such operation"):
        _ask_for_something_else()


def _ask_for_something_else() -> None:
    import httpx

    with FakeForge() as forge:
        headers = {"Authorization": f"Bearer {forge.token}"}
        httpx.get(f"{forge.url}/repos/{forge.repository}/stargazers", headers=headers, trust_env=False)


def test_no_download_address_is_pinned() -> None:
    from support.github_description import HERE

    lock = json.loads((HERE / "package-lock.json").read_text())
    packages = [one for name, one in lock["packages"].items() if name]
    assert packages
    assert all("resolved" not in one and one["integrity"].startswith("sha512-") for one in packages)
