"""GitHub Enterprise Server end to end: REST below /api/v3, GraphQL at /api/graphql, held against its own description."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from sanshen.cli import main
from sanshen.commands.desk import Desk
from sanshen.evidence.forge import Forge
from support.fake_forge import FakeForge
from support.forge_graph import require_graph
from support.forge_server import Fault
from support.github_description import require_description
from support.guarded import Guarded, done_by_hand, office_repo
from support.office import login
from support.pulls import NOW, Pull, drafted_site, pull_of_article, pull_over
from support.repos import clean_environment
from support.sites import ARTICLE, PIPELINE, TEXT, Site, key_of

MERGED = datetime(2026, 11, 10, 1, 0, tzinfo=UTC)
SERVER = {"GITHUB_SERVER_URL": "https://git.district.example", "GITHUB_RUN_ID": "12"}


@pytest.fixture(scope="module", autouse=True)
def _description() -> None:
    require_description(enterprise=True)
    require_graph()


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(Forge.__init__.__kwdefaults__, "sleep", lambda seconds: None)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return drafted_site(tmp_path_factory.mktemp("enterprise"))


@pytest.fixture
def pull(site: Site) -> Iterator[Pull]:
    with pull_over(site, enterprise=True) as found:
        assert found.forge.env["GITHUB_API_URL"].endswith("/api/v3")
        yield found


def _paths(pull: Pull, before: int = 0) -> list[str]:
    return [one.path for one in pull.forge.requests[before:]]


def test_the_gate_as_the_districts_app_asks_and_writes_below_api_v3_alone(pull: Pull) -> None:
    pull.complete(["review-1"])
    assert pull.announce(env={**SERVER, **pull.forge.install_app(checks=True)}).code == 1
    (status,) = pull.forge.statuses(pull.head)
    assert (status["state"], status["creator"]["login"]) == ("pending", "sanshen-district[bot]")
    assert status["target_url"] == "https://git.district.example/district/website/actions/runs/12"
    assert len(pull.forge.written(1)) == 1
    assert pull.forge.requested(1) == [login("li.na")]
    assert "待:二审" in pull.forge.labels(1)
    assert len(pull.forge.check_runs(pull.head)) == 1
    assert {one.split("/repos/")[0].split("/app/")[0] for one in _paths(pull)} == {"/api/v3"}
    assert "/api/v3/app/installations/77/access_tokens" in _paths(pull)


def test_what_is_complete_is_allowed_over_several_pages(pull: Pull) -> None:
    """The addresses of the next pages hold /api/v3 too."""
    pull.forge.page_size = 2
    pull.complete()
    assert pull.announce().code == 0
    assert pull.forge.statuses(pull.head)[0]["state"] == "success"
    assert any(one.query.get("page") == "3" for one in pull.forge.requests)


def test_large_and_unchanged_it_takes_the_one_question_at_api_graphql(pull: Pull, tmp_path: Path) -> None:
    env = {**SERVER, "XDG_CACHE_HOME": str(tmp_path), **pull.forge.install_app()}
    pull.forge.page_size = 2
    pull.complete()
    assert pull.announce(env=env).code == 0
    assert "/api/graphql" in _paths(pull)
    before = len(pull.forge.requests)
    assert pull.announce(env=env, at=NOW + timedelta(hours=1)).code == 0
    assert len(_paths(pull, before)) == 5
    assert _paths(pull, before)[-1] == "/api/graphql"
    pull.object("chen.jie")
    assert pull.announce(env=env, at=NOW + timedelta(hours=2)).code == 1


def test_an_old_server_without_graphql_is_read_page_by_page(pull: Pull, tmp_path: Path) -> None:
    env = {"XDG_CACHE_HOME": str(tmp_path), **pull.forge.install_app()}
    pull.forge.page_size = 2
    pull.complete()
    pull.forge.fail(Fault(status=404), path="/api/graphql", times=9)
    for _ in range(2):
        before = len(pull.forge.requests)
        assert pull.announce(env=env).code == 0
        assert any(one.endswith("/reviews") for one in _paths(pull, before))


def test_t32_an_address_without_api_v3_is_undecided_and_never_allowed(pull: Pull) -> None:
    pull.complete()
    root = pull.forge.url.removesuffix("/api/v3")
    said = pull.announce(env={"GITHUB_API_URL": root})
    pull.forge._server.violations.clear()  # that the wrong place was asked is what this test is about
    assert (said.code, said.json["allowed"]) == (3, False)
    assert "GITHUB_API_URL" in said.err
    assert pull.forge.statuses(pull.head) == []


def test_a_merged_pull_request_is_recorded(tmp_path: Path) -> None:
    with pull_of_article(tmp_path, enterprise=True) as pull:
        pull.complete()
        after = pull.site.repo.commit({ARTICLE: TEXT}, "squash", branch="main", parents=(pull.base,))
        pull.forge.merge(1, after, MERGED)
        code, said = _record(pull)
        assert (code, said["added"]) == (0, 1), said["reasons"]
        pushed = pull.site.repo.commit({ARTICLE: TEXT + "\n又一段。\n"}, "直接推送", branch="main")
        code, _ = _record(pull, "--alarm")
        assert code == 1
        (issue,) = pull.forge.issues()
        assert pushed in issue["body"]
        assert {one.split("/repos/")[0] for one in _paths(pull)} == {"/api/v3"}


def _record(pull: Pull, *words: str) -> tuple[int, dict[str, Any]]:
    out = io.StringIO()
    env = {**clean_environment(), **pull.forge.env}
    desk = Desk(root=pull.site.repo.path, lang="en", out=out, err=io.StringIO(), env=env, clock=lambda: NOW)
    code = main(["record", "--key", str(key_of(PIPELINE).private), "--format", "json", *words], desk)
    return code, json.loads(out.getvalue())


def test_its_settings_are_set_and_audited(tmp_path: Path) -> None:
    with FakeForge(enterprise=True) as forge:
        done_by_hand(forge)
        forge.settings.ignored = {"allow_auto_merge"}
        district = Guarded(office_repo(tmp_path / "clone"), forge)
        assert district.audit().code == 1
        assert district.apply().code == 0
        assert district.audit().gaps == {"repository-auto-merge"}, "what the server does not take is named, to be done by hand"
        forge.settings.repository["allow_auto_merge"] = True
        assert district.audit().code == 0
        assert set(forge._server.violations) == {"PATCH /repos/district/website: unknown field allow_auto_merge"}
        forge._server.violations.clear()  # its description has the setting, but no way of changing it; servers ignore such fields
        assert all(one.path.startswith("/api/v3/") for one in forge.requests)
