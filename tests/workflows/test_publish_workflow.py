"""The publish workflow executed by an Actions runner against the fake forge: what was merged is recorded, what was pushed is not."""

from __future__ import annotations

import json
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


def _publish(pull: Pull, home: Path, pages: Path, event: str = "push", **secrets: str) -> subprocess.CompletedProcess[str]:
    """`pages`: what stands for GitHub Pages, and outlives a run."""
    home.mkdir()
    key = key_of(PIPELINE)
    pushed = event_like("push", ref="refs/heads/main", repository=REPOSITORY)
    return run_workflow(
        "publish",
        event,
        pushed if event == "push" else {"repository": REPOSITORY, "schedule": "41 * * * *"},
        pull.site.repo.path,
        home,
        {**pull.forge.env, "PAGES": str(pages)},
        secrets={"SANSHEN_PIPELINE_KEY": key.private.read_text(), **secrets},
        variables={"SANSHEN_ROOT": f'{{"genesis": "{pull.site.root}", "keys": ["{key.public}"]}}'},
    )


def _deployments(pages: Path) -> int:
    """How often the deploy-pages step ran."""
    done = pages / "deployments"
    return len(done.read_text().splitlines()) if done.exists() else 0


def _merged(pull: Pull) -> str:
    pull.complete()
    after = pull.site.repo.commit({ARTICLE: TEXT}, "squash", branch="main", parents=(pull.base,))
    pull.forge.merge(1, after, datetime(2026, 11, 10, 1, 0, tzinfo=UTC))
    return after


def _records(pull: Pull) -> list[str]:
    found = pull.site.repo.git("for-each-ref", "--format=%(refname)", "refs/heads/sanshen-records")
    listed = pull.site.repo.git("ls-tree", "-r", "--name-only", "sanshen-records", "reviews/records/") if found else ""
    return listed.split()


PAGE = "liangshan/news/2026/xiaofang/index.html"


def test_a_merged_pull_request_is_recorded_proven_built_and_put_up(pull: Pull, tmp_path: Path) -> None:
    _merged(pull)
    pages = tmp_path / "pages"
    done = _publish(pull, tmp_path / "runner", pages)
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(_records(pull)) == 1
    assert _deployments(pages) == 1
    assert "冬季消防安全检查" in (pages / "live" / PAGE).read_text("utf-8")
    assert json.loads((pages / "live" / "manifest.json").read_bytes()), "the signed manifest goes up with it"
    assert pull.forge.issues() == []
    assert pull.forge.token not in done.stdout
    assert "PRIVATE KEY" not in done.stdout


def test_t32_a_forge_out_of_reach_publishes_nothing_and_the_next_run_does(pull: Pull, tmp_path: Path) -> None:
    _merged(pull)
    pages = tmp_path / "pages"
    pull.forge.fail(Fault(status=429, headers={"Retry-After": "3600"}), path="/reviews", times=99)
    done = _publish(pull, tmp_path / "first", pages)
    assert done.returncode != 0
    assert re.search(r"exit(code '| status )3", done.stdout), done.stdout
    assert (_records(pull), pull.forge.issues(), _deployments(pages)) == ([], [], 0)
    pull.forge.mend()
    assert _publish(pull, tmp_path / "second", pages, "schedule").returncode == 0
    assert (len(_records(pull)), _deployments(pages)) == (1, 1)


def test_t54_a_direct_push_is_not_published_raises_the_alarm_once_and_leaves_the_site_of_before_up(
    pull: Pull, tmp_path: Path
) -> None:
    _merged(pull)
    pages = tmp_path / "pages"
    assert _publish(pull, tmp_path / "good", pages).returncode == 0
    before = (pages / "live" / PAGE).read_bytes()
    pushed = pull.site.repo.commit({ARTICLE: TEXT.replace("十二", "二十")}, "直接推送", branch="main")
    for runner in ("first", "second"):
        done = _publish(pull, tmp_path / runner, pages)
        assert done.returncode != 0
        assert "built=true" not in done.stdout
        (issue,) = pull.forge.issues()
        assert pushed in issue["body"]
    assert len(_records(pull)) == 1
    assert _deployments(pages) == 1
    assert (pages / "live" / PAGE).read_bytes() == before


def test_t55_what_main_has_overtaken_before_the_deploy_job_is_not_put_up(pull: Pull, tmp_path: Path) -> None:
    """Recorded, proven, built and handed in; then main moves on, and the deploy job, run again by somebody, sees it."""
    after = _merged(pull)
    pages = tmp_path / "pages"
    asked: list[str] = []

    def overtaken() -> None:
        asked.append(
            pull.site.repo.commit({"content/liangshan/news/2026/c.md": TEXT}, "又一步", branch="main", parents=(after,))
        )

    pull.forge.meanwhile("GET", "/reviews", overtaken)
    done = _publish(pull, tmp_path / "runner", pages)
    assert asked, done.stdout
    assert (pages / "waiting" / PAGE).exists(), done.stdout
    assert _deployments(pages) == 0
    assert "主线已前进" in done.stdout


def test_a_district_with_a_server_of_its_own_leaves_pages_alone(pull: Pull, tmp_path: Path) -> None:
    """Half a set-up is refused before anything goes anywhere; Pages is no way round it."""
    _merged(pull)
    pages = tmp_path / "pages"
    done = _publish(pull, tmp_path / "runner", pages, SANSHEN_DEPLOY_TARGET="web@127.0.0.1:/srv/site")
    assert done.returncode != 0
    assert "no DEPLOY_KEY or no DEPLOY_HOSTS" in done.stdout
    assert _deployments(pages) == 0
    assert not (pages / "waiting").exists()
