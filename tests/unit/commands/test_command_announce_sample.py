"""The comment's link to the sample: the artifacts of the run that made it for just this head, or the checks."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from sanshen.evidence.forge import Forge
from support.forge_server import Fault
from support.github_description import require_description
from support.pulls import NOW, Pull, drafted_site, pull_over
from support.sites import TEXT, Site

ACTIONS = {"GITHUB_SERVER_URL": "https://github.example", "GITHUB_RUN_ID": "12"}
CHECKS = "https://github.example/district/website/pull/1/checks"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    require_description()
    return drafted_site(tmp_path_factory.mktemp("sample"))


@pytest.fixture
def pull(site: Site) -> Iterator[Pull]:
    with pull_over(site) as found:
        yield found


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(Forge.__init__.__kwdefaults__, "sleep", lambda seconds: None)


def _run(number: int) -> str:
    return f"https://github.example/district/website/actions/runs/{number}#artifacts"


def _link(pull: Pull, env: dict[str, str] | None = None) -> str:
    pull.announce(env={**ACTIONS, **(env or {})}, at=NOW + timedelta(minutes=len(pull.forge.requests)))
    (body,) = pull.forge.written(1)
    _, _, after = body.partition("[查看样版](")
    return after.partition(")")[0]


def _asked(pull: Pull, before: int) -> list[str]:
    return [one.path for one in pull.forge.requests[before:] if one.path.endswith("/runs")]


def test_it_leads_to_the_artifacts_of_the_run_of_this_head(pull: Pull) -> None:
    pull.forge.run("9" * 40)
    made = pull.forge.run(pull.head)
    pull.forge.run(pull.head, "test.yml")
    pull.forge.run(pull.head, event="workflow_dispatch")
    assert _link(pull) == _run(made)
    (asked,) = [one for one in pull.forge.requests if one.path.endswith("/runs")]
    assert asked.path.endswith("/actions/workflows/preview.yml/runs")
    assert (asked.query["head_sha"], asked.query["event"]) == (pull.head, "pull_request")


def test_a_run_that_goes_on_is_linked_and_one_that_failed_is_not(pull: Pull) -> None:
    assert _link(pull) == CHECKS
    going = pull.forge.run(pull.head, conclusion=None)
    assert _link(pull) == _run(going)
    pull.forge.conclude(going, "failure")
    assert _link(pull) == CHECKS


@pytest.mark.parametrize("ours", ["success", "cancelled", "failure", None])
@pytest.mark.parametrize("first", [True, False])
def test_t44_a_second_run_on_the_same_head_is_not_taken_for_ours(pull: Pull, ours: str | None, *, first: bool) -> None:
    """Somebody opens the same head into a branch of their own, whose preview.yml uploads what they like. Both stand among the checks."""
    for conclusion in [ours, "success"] if first else ["success", ours]:
        pull.forge.run(pull.head, conclusion=conclusion)
    assert _link(pull) == CHECKS


def test_t44_the_link_that_was_kept_outlives_another_run(pull: Pull, tmp_path: Path) -> None:
    env = {"XDG_CACHE_HOME": str(tmp_path), "SANSHEN_SEAL": secrets.token_hex(32)}
    made = pull.forge.run(pull.head)
    assert _link(pull, env) == _run(made)
    pull.forge.run(pull.head)
    assert _link(pull, env) == _run(made)


def test_a_run_of_another_head_is_never_linked_whatever_the_forge_lists(pull: Pull) -> None:
    """An old server that does not know the filters lists them all."""
    pull.forge.run("9" * 40)
    listed = pull.forge.answer_runs
    pull.forge.answer_runs = lambda workflow, query: listed(workflow, {})  # type: ignore[method-assign]
    assert _link(pull) == CHECKS


@pytest.mark.parametrize(
    "fault",
    [
        Fault(status=403),
        Fault(status=404),
        Fault(status=502),
        Fault(status=429, headers={"Retry-After": "60"}),
        Fault(hang_up=True),
        Fault(truncated=True),
        Fault(body=b'{"workflow_runs": [{"id": "x"}]}'),
    ],
    ids=["403", "404", "502", "429", "lost", "truncated", "odd"],
)
def test_t32_without_an_answer_nothing_is_lost_but_the_link(pull: Pull, fault: Fault) -> None:
    pull.complete()
    pull.forge.run(pull.head)
    pull.forge.fail(fault, path="/runs", times=9)
    said = pull.announce(env=ACTIONS)
    assert (said.code, pull.forge.statuses(pull.head)[0]["state"]) == (0, "success")
    assert CHECKS in pull.forge.written(1)[0]
    assert len(_asked(pull, 0)) == 1, "asked once"


def test_the_app_asks_to_read_runs_only_where_it_was_given_that(pull: Pull) -> None:
    made = pull.forge.run(pull.head)
    assert _link(pull, pull.forge.install_app()) == CHECKS
    assert _asked(pull, 0) == []
    assert "actions" not in pull.forge.asked_permissions["permissions"]
    assert _link(pull, pull.forge.install_app(actions=True)) == _run(made)
    assert pull.forge.asked_permissions["permissions"]["actions"] == "read"


def test_what_is_known_of_a_head_is_asked_once_a_day_where_it_can_be_kept(pull: Pull, tmp_path: Path) -> None:
    env = {"XDG_CACHE_HOME": str(tmp_path), "SANSHEN_SEAL": secrets.token_hex(32)}
    going = pull.forge.run(pull.head, conclusion=None)
    for _ in range(2):
        before = len(pull.forge.requests)
        assert _link(pull, env) == _run(going)
        assert _asked(pull, before), "it may fail yet"
    pull.forge.conclude(going, "success")
    assert _link(pull, env) == _run(going)
    before = len(pull.forge.requests)
    assert _link(pull, env) == _run(going)
    assert (_asked(pull, before), len(pull.forge.requests) - before) == ([], 5)
    assert _link(pull, {**env, "SANSHEN_SEAL": secrets.token_hex(32)}) == _run(going), "kept under another's seal: asked anew"


def test_a_sample_that_could_not_be_made_is_not_asked_for_all_day(pull: Pull, tmp_path: Path) -> None:
    env = {"XDG_CACHE_HOME": str(tmp_path), "SANSHEN_SEAL": secrets.token_hex(32)}
    pull.forge.run(pull.head, conclusion="failure")
    assert _link(pull, env) == CHECKS
    before = len(pull.forge.requests)
    assert _link(pull, env) == CHECKS
    assert _asked(pull, before) == []


def test_a_link_that_somebody_bends_is_set_right(pull: Pull) -> None:
    """An insider who edits the comment cannot lead the reviewers to another text's sample."""
    made = pull.forge.run(pull.head)
    assert _link(pull) == _run(made)
    comment = pull.forge._pulls[1]["comment_list"][-1]
    comment["body"] = comment["body"].replace(f"runs/{made}#", f"runs/{made + 7}#")
    assert _link(pull) == _run(made)


def test_a_new_head_has_a_sample_of_its_own(tmp_path: Path) -> None:
    with pull_over(drafted_site(tmp_path)) as pull:
        first = pull.forge.run(pull.head)
        assert _link(pull) == _run(first)
        pull.site.draft(TEXT.replace("十二", "二十"))
        pull.push()
        assert _link(pull) == CHECKS
        assert _link(pull) == CHECKS
        assert _run(pull.forge.run(pull.head)) == _link(pull)


def test_outside_actions_there_is_no_link_and_nothing_is_asked(pull: Pull) -> None:
    pull.forge.run(pull.head)
    pull.announce()
    assert "查看样版" not in pull.forge.written(1)[0]
    assert _asked(pull, 0) == []
