"""The gate's workflow file executed by an Actions runner against the fake forge: an event goes in, a verdict comes out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from support.actions import run_workflow
from support.github_description import require_description
from support.office import login
from support.pulls import Pull, pull_of_article
from support.sites import ARTICLE, TEXT
from support.webhooks import event_like

REPOSITORY = {"default_branch": "main", "full_name": "district/website", "name": "website"}


@pytest.fixture
def pull(tmp_path: Path) -> Iterator[Pull]:
    require_description()
    with pull_of_article(tmp_path) as found:
        yield found


def _run(pull: Pull, home: Path, event: str, action: str | None = None, **changes: Any) -> str:  # noqa: ANN401  # what GitHub sends
    """The gate's workflow over GitHub's own example of an event, with what the test is about changed in it."""
    home.mkdir()
    payload = (
        event_like(event, action, repository=REPOSITORY, **changes)
        if event != "schedule"
        else {**changes, "repository": REPOSITORY}
    )
    done = run_workflow("gate", event, payload, pull.site.repo.path, home, pull.forge.env)
    assert done.returncode == 0, done.stdout + done.stderr
    assert pull.forge.token not in done.stdout
    return done.stdout


def _state(pull: Pull, commit: str | None = None) -> list[str]:
    return [one["state"] for one in pull.forge.statuses(commit or pull.head)]


def test_a_pull_request_gets_its_status_and_comment(pull: Pull, tmp_path: Path) -> None:
    sample = pull.forge.run(pull.head)
    said = _run(
        pull,
        tmp_path / "runner",
        "pull_request_target",
        "opened",
        number=1,
        pull_request={"number": 1, "head": {"sha": pull.head}},
    )
    assert "#1" in said
    assert _state(pull) == ["pending"]
    (comment,) = pull.forge.written(1)
    assert f"/district/website/actions/runs/{sample}#artifacts)" in comment
    assert pull.forge.labels(1) == ["等级:一般", "待:一审"]


def test_t53_the_district_s_app_posts_the_verdict_and_its_key_is_in_no_log(pull: Pull, tmp_path: Path) -> None:
    app = pull.forge.install_app(checks=True)
    home = tmp_path / "runner"
    home.mkdir()
    about = {"number": 1, "head": {"sha": pull.head}}
    payload = event_like("pull_request_target", "synchronize", number=1, pull_request=about, repository=REPOSITORY)
    done = run_workflow(
        "gate",
        "pull_request_target",
        payload,
        pull.site.repo.path,
        home,
        pull.forge.env,
        secrets={"SANSHEN_APP_KEY": app["SANSHEN_APP_KEY"]},
        variables={"SANSHEN_APP_ID": app["SANSHEN_APP_ID"]},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    (status,) = pull.forge.statuses(pull.head)
    assert (status["context"], status["creator"]["login"]) == ("sanshen/gate", "sanshen-district[bot]")
    assert [one["name"] for one in pull.forge.check_runs(pull.head)] == ["sanshen/annotations"]
    assert app["SANSHEN_APP_KEY"].splitlines()[1] not in done.stdout + done.stderr


def test_t52_nothing_of_the_head_is_executed(pull: Pull, tmp_path: Path) -> None:
    """The head brings its own program, scripts and Makefile; if any of them ran there would be a file to show for it."""
    proof = tmp_path / "executed"
    evil = f"#!/bin/sh\ntouch {proof}\n"
    files = {
        "Makefile": f"setup:\n\ttouch {proof}\n",
        "scripts/ci/gate.sh": evil,
        "scripts/ci/install.sh": evil,
        "scripts/sanshen/__init__.py": f"open({str(proof)!r}, 'w')\n",
        "sitecustomize.py": f"open({str(proof)!r}, 'w')\n",
    }
    pull.site.repo.commit(dict(files), "改程序", branch="draft")
    pull.push()
    _run(
        pull, tmp_path / "runner", "pull_request_target", "synchronize", pull_request={"number": 1, "head": {"sha": pull.head}}
    )
    assert not proof.exists()
    assert _state(pull) == ["failure"]


def test_t51_words_of_the_event_reach_no_shell(pull: Pull, tmp_path: Path) -> None:
    proof = tmp_path / "executed"
    words = f"$(touch {proof})`touch {proof}`\n::error::x"
    head = {"sha": pull.head, "ref": words, "label": words}
    _run(
        pull,
        tmp_path / "runner",
        "pull_request_target",
        "opened",
        pull_request={"number": 1, "title": words, "body": words, "head": head},
    )
    title = f"signal #1; touch {proof}"
    _run(
        pull,
        tmp_path / "second",
        "workflow_run",
        "completed",
        workflow_run={"head_sha": words, "display_title": title, "head_branch": words},
    )
    assert not proof.exists()
    assert _state(pull) == ["pending"]


def test_the_schedule_judges_every_open_pull_request(pull: Pull, tmp_path: Path) -> None:
    other = pull.site.repo.commit({"content/liangshan/news/2026/b.md": TEXT}, "另一篇", branch="second", parents=(pull.base,))
    pull.forge.open_pull(2, login("zhang.wei"), "main", pull.base, other)
    _run(pull, tmp_path / "runner", "schedule", schedule="17 * * * *")
    assert (_state(pull), _state(pull, other)) == (["pending"], ["pending"])


def test_t54_the_merge_queue_s_commit_gets_its_verdict(pull: Pull, tmp_path: Path) -> None:
    pull.complete()
    queued = pull.site.repo.commit({ARTICLE: TEXT}, "queue", branch="gh-readonly-queue", parents=(pull.base,))
    pull.forge.commit(queued, None)
    ref = f"refs/heads/gh-readonly-queue/main/pr-1-{pull.base}"
    _run(pull, tmp_path / "runner", "merge_group", merge_group={"head_ref": ref, "head_sha": queued, "base_sha": pull.base})
    assert _state(pull, queued) == ["success"]


def test_t54_a_pull_request_that_is_closed_frees_the_other_on_its_head(pull: Pull, tmp_path: Path) -> None:
    pull.complete()
    pull.forge.open_pull(2, login("li.na"), "main", pull.base, pull.head)
    assert pull.announce().code == 1
    pull.forge.close(2)
    closed = {"number": 2, "state": "closed", "head": {"sha": pull.head}}
    _run(pull, tmp_path / "runner", "pull_request_target", "closed", number=2, pull_request=closed)
    assert _state(pull) == ["success", "failure"]


def test_t52_the_sample_of_a_pull_request_is_made_without_running_anything_of_it(pull: Pull, tmp_path: Path) -> None:
    proof, home = tmp_path / "executed", tmp_path / "runner"
    home.mkdir()
    evil = {"scripts/ci/preview.sh": f"#!/bin/sh\ntouch {proof}\n", "Makefile": f"setup:\n\ttouch {proof}\n"}
    pull.site.repo.commit(dict(evil), "改程序", branch="draft")
    about = {"number": 1, "head": {"sha": pull.head}}
    payload = event_like("pull_request", "synchronize", number=1, pull_request=about, repository=REPOSITORY)
    done = run_workflow("preview", "pull_request", payload, pull.site.repo.path, home, pull.forge.env)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "build/sample/liangshan/news/2026/xiaofang/index.html" in done.stdout
    assert not proof.exists()
    assert pull.forge.requests == []


def test_the_gate_runs_on_an_enterprise_server(tmp_path: Path) -> None:
    """What differs there is the address that the runner gives, and where the App's token is had."""
    require_description(enterprise=True)
    with pull_of_article(tmp_path, enterprise=True) as pull:
        pull.complete()
        app, home = pull.forge.install_app(), tmp_path / "runner"
        home.mkdir()
        about = {"number": 1, "head": {"sha": pull.head}}
        done = run_workflow(
            "gate",
            "pull_request_target",
            event_like("pull_request_target", "synchronize", number=1, pull_request=about, repository=REPOSITORY),
            pull.site.repo.path,
            home,
            {**pull.forge.env, "GITHUB_SERVER_URL": "https://git.district.example"},
            secrets={"SANSHEN_APP_KEY": app["SANSHEN_APP_KEY"]},
            variables={"SANSHEN_APP_ID": app["SANSHEN_APP_ID"]},
        )
        assert done.returncode == 0, done.stdout + done.stderr
        (status,) = pull.forge.statuses(pull.head)
        assert (status["state"], status["creator"]["login"]) == ("success", "sanshen-district[bot]")
        assert {one.path.split("/repos/")[0].split("/app/")[0] for one in pull.forge.requests} == {"/api/v3"}


def test_a_change_without_an_article_has_a_sample_too(pull: Pull, tmp_path: Path) -> None:
    """A change of the office: a page that says there is nothing to be seen, and no red cross on the pull request."""
    home, people = tmp_path / "runner", "reviews/units/liangshan/people.yml"
    home.mkdir()
    text = pull.site.repo.git("show", f"main:{people}").replace("name: 梁山街道", "name: 梁山新街道", 1) + "\n"
    head = pull.site.repo.commit({people: text}, "改名", branch="office", parents=(pull.base,))
    payload = event_like("pull_request", "opened", pull_request={"head": {"sha": head}}, repository=REPOSITORY)
    done = run_workflow("preview", "pull_request", payload, pull.site.repo.path, home, pull.forge.env)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "build/sample/index.html" in done.stdout


@pytest.mark.parametrize(
    ("server", "used"),
    [
        ("https://github.com", "043fb46d1a93c77aae656e7c1c64a875d1fc6a0a"),
        ("https://district.ghe.com", "043fb46d1a93c77aae656e7c1c64a875d1fc6a0a"),
        ("https://git.district.example", "c6a366c94c3e0affe28c06c8df20a878f24da3cf"),
    ],
    ids=["github.com", "ghe.com", "Enterprise Server"],
)
def test_the_sample_is_uploaded_once_by_what_the_forge_takes(pull: Pull, tmp_path: Path, server: str, used: str) -> None:
    home = tmp_path / "runner"
    home.mkdir()
    payload = event_like("pull_request", "opened", pull_request={"head": {"sha": pull.head}}, repository=REPOSITORY)
    env = {**pull.forge.env, "GITHUB_SERVER_URL": server}
    done = run_workflow("preview", "pull_request", payload, pull.site.repo.path, home, env)
    assert done.returncode == 0, done.stdout + done.stderr
    assert set(re.findall(r"Run Main actions/upload-artifact@([0-9a-f]{40})", done.stdout)) == {used}, done.stdout
    assert done.stdout.count("build/sample/index.html") == 1
