"""The publish workflow executed by an Actions runner against the fake forge: what was merged is recorded, what was pushed is not."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from support.actions import run_workflow
from support.forge_server import Fault
from support.github_description import require_description
from support.pulls import Pull, pull_of_article
from support.sites import ARTICLE, PIPELINE, TEXT, key_of
from support.webhooks import event_like

REPOSITORY = {"default_branch": "main", "full_name": "district/website", "name": "website"}


@pytest.fixture
def pull(tmp_path: Path) -> Iterator[Pull]:
    require_description()
    with pull_of_article(tmp_path) as found:
        yield found


def _publish(pull: Pull, home: Path) -> subprocess.CompletedProcess[str]:
    home.mkdir()
    key = key_of(PIPELINE)
    return run_workflow(
        "publish",
        "push",
        event_like("push", ref="refs/heads/main", repository=REPOSITORY),
        pull.site.repo.path,
        home,
        pull.forge.env,
        secrets={"SANSHEN_PIPELINE_KEY": key.private.read_text()},
        variables={"SANSHEN_ROOT": f'{{"genesis": "{pull.site.root}", "keys": ["{key.public}"]}}'},
    )


def _records(pull: Pull) -> list[str]:
    found = pull.site.repo.git("for-each-ref", "--format=%(refname)", "refs/heads/sanshen-records")
    listed = pull.site.repo.git("ls-tree", "-r", "--name-only", "sanshen-records", "reviews/records/") if found else ""
    return listed.split()


def test_a_merged_pull_request_is_recorded_proven_and_built(pull: Pull, tmp_path: Path) -> None:
    pull.complete()
    after = pull.site.repo.commit({ARTICLE: TEXT}, "squash", branch="main", parents=(pull.base,))
    pull.forge.merge(1, after, datetime(2026, 11, 10, 1, 0, tzinfo=UTC))
    done = _publish(pull, tmp_path / "runner")
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(_records(pull)) == 1
    assert "Job succeeded" in done.stdout
    assert "deploy" in done.stdout
    assert pull.forge.issues() == []
    assert pull.forge.token not in done.stdout
    assert "PRIVATE KEY" not in done.stdout


def test_t32_a_forge_out_of_reach_publishes_nothing_and_the_next_run_does(pull: Pull, tmp_path: Path) -> None:
    pull.complete()
    after = pull.site.repo.commit({ARTICLE: TEXT}, "squash", branch="main", parents=(pull.base,))
    pull.forge.merge(1, after, datetime(2026, 11, 10, 1, 0, tzinfo=UTC))
    pull.forge.fail(Fault(status=429, headers={"Retry-After": "3600"}), path="/reviews", times=99)
    done = _publish(pull, tmp_path / "first")
    assert done.returncode != 0
    assert re.search(r"exit(code '| status )3", done.stdout), done.stdout
    assert (_records(pull), pull.forge.issues()) == ([], [])
    pull.forge.mend()
    assert _publish(pull, tmp_path / "second").returncode == 0
    assert len(_records(pull)) == 1


def test_t54_a_direct_push_is_not_published_and_raises_the_alarm_once(pull: Pull, tmp_path: Path) -> None:
    pushed = pull.site.repo.commit({ARTICLE: TEXT}, "直接推送", branch="main")
    for runner in ("first", "second"):
        done = _publish(pull, tmp_path / runner)
        assert done.returncode != 0
        assert "built=true" not in done.stdout
        (issue,) = pull.forge.issues()
        assert pushed in issue["body"]
    assert _records(pull) == []
