"""signal.yml and gate.yml joined: what is said on the forge reaches the gate by nothing but the name of the signal's run.

The events are GitHub's own examples. The signal is run, its name is made by the runner from the file's expression, and with that
name in it GitHub's example of `workflow_run` goes into the gate: a status and a comment come out.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from support.actions import run_name, run_workflow
from support.github_description import require_description
from support.office import login
from support.pulls import Pull, pull_of_article
from support.sites import TEXT
from support.webhooks import event_like, examples_of

REPOSITORY = {"default_branch": "main", "full_name": "district/website", "name": "website"}
BEFORE = ["review-1", "review-2", "review-3", "proof-1", "proof-2"]


@pytest.fixture
def pull(tmp_path: Path) -> Iterator[Pull]:
    """Pull request 1 and, with an article of its own, pull request 2 that nobody speaks of."""
    require_description()
    with pull_of_article(tmp_path) as found:
        other = found.site.repo.commit(
            {"content/liangshan/news/2026/b.md": TEXT}, "另一篇", branch="second", parents=(found.base,)
        )
        found.forge.open_pull(2, login("zhang.wei"), "main", found.base, other)
        yield found


def _signalled(pull: Pull, home: Path, event: str, payload: dict[str, Any], head: str) -> dict[str, Any]:
    """The event of the signal's run having ended, as GitHub would send it."""
    home.mkdir()
    asked = len(pull.forge.requests)
    name = run_name("signal", event, payload, pull.site.repo.path, home, pull.forge.env)
    assert len(pull.forge.requests) == asked, "a signal asks nobody anything"
    run = {"name": "signal", "display_title": name, "event": event, "head_sha": head, "conclusion": "success"}
    return event_like("workflow_run", "completed", workflow_run=run, workflow={"name": "signal"}, repository=REPOSITORY)


def _judged(pull: Pull, home: Path, event: str, payload: dict[str, Any], head: str) -> str:
    """What the gate says after the signal of an event."""
    handed = _signalled(pull, home, event, payload, head)
    (home / "gate").mkdir()
    done = run_workflow("gate", "workflow_run", handed, pull.site.repo.path, home / "gate", pull.forge.env)
    assert done.returncode == 0, done.stdout + done.stderr
    assert pull.forge.statuses(pull.site.repo.tip("second")) == []
    return done.stdout


def _reviewed(pull: Pull, action: str, state: str) -> dict[str, Any]:
    about = {"number": 1, "head": {"sha": pull.head}}
    review = {"state": state, "commit_id": pull.head, "body": "signal #2"}
    return event_like("pull_request_review", action, pull_request=about, review=review, repository=REPOSITORY)


def test_an_approval_reaches_the_verdict(pull: Pull, tmp_path: Path) -> None:
    pull.complete(BEFORE)
    assert pull.announce().code == 1
    pull.complete(["proof-3"])
    said = _judged(pull, tmp_path / "runner", "pull_request_review", _reviewed(pull, "submitted", "approved"), pull.head)
    assert "#1" in said
    assert [one["state"] for one in pull.forge.statuses(pull.head)] == ["success", "pending"]
    (comment,) = pull.forge.written(1)
    assert "可以合并" in comment.splitlines()[1]


def test_t28_a_dismissed_objection_reaches_the_verdict(pull: Pull, tmp_path: Path) -> None:
    pull.complete()
    pull.forge.dismiss(pull.object("chen.jie"), by=login("zhang.wei"))
    _judged(pull, tmp_path / "runner", "pull_request_review", _reviewed(pull, "dismissed", "dismissed"), pull.head)
    assert [one["state"] for one in pull.forge.statuses(pull.head)] == ["failure"]
    (comment,) = pull.forge.written(1)
    assert "退回" in comment


def test_the_authors_comment_is_signalled_from_the_default_branch(pull: Pull, tmp_path: Path) -> None:
    """Its run has the default branch's commit, which is nobody's head: the number alone says which pull request it is."""
    pull.sign()
    said = {"body": f"/sign {pull.head}", "user": {"login": login("zhang.wei")}}
    payload = event_like("issue_comment", "created", issue={"number": 1}, comment=said, repository=REPOSITORY)
    _judged(pull, tmp_path / "runner", "issue_comment", payload, pull.base)
    assert [one["state"] for one in pull.forge.statuses(pull.head)] == ["pending"]
    (comment,) = pull.forge.written(1)
    assert "待:二审" in pull.forge.labels(1)
    assert "张伟" in comment


def test_a_comment_on_an_issue_judges_nothing(pull: Pull, tmp_path: Path) -> None:
    payload = event_like("issue_comment", "created", issue={"number": 77}, repository=REPOSITORY)
    assert "没有需要判定的合并请求" in _judged(pull, tmp_path / "runner", "issue_comment", payload, pull.base)
    assert pull.forge.statuses(pull.head) == []


def test_t51_every_example_gives_a_number_and_nothing_else(pull: Pull, tmp_path: Path) -> None:
    """Every example of what the signal listens to; the words in them stay where they are."""
    proof = tmp_path / "executed"
    words = f'"; touch {proof} #'
    for event, part in (("pull_request_review", "review"), ("issue_comment", "comment")):
        for place, payload in enumerate(examples_of(event)):
            home = tmp_path / f"{event}-{place}"
            home.mkdir()
            payload[part]["body"] = words
            number = (payload.get("pull_request") or payload.get("issue"))["number"]
            assert run_name("signal", event, payload, pull.site.repo.path, home, pull.forge.env) == f"signal #{number}"
    assert not proof.exists()
