"""Writing as the district's own GitHub App."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from support.forge_server import Fault
from support.pulls import NOW, Pull, drafted_site, pull_over
from support.sites import Site


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return drafted_site(tmp_path_factory.mktemp("app"))


@pytest.fixture
def pull(site: Site) -> Iterator[Pull]:
    with pull_over(site) as found:
        yield found


def test_the_app_posts_the_verdict_with_no_more_than_it_needs(pull: Pull) -> None:
    app = pull.forge.install_app()
    assert pull.announce(env=app).code == 1
    assert pull.forge.statuses(pull.head)[0]["creator"]["login"] == "sanshen-district[bot]"
    assert len(pull.forge.written(1, "sanshen-district[bot]")) == 1
    assert pull.forge.asked_permissions == {
        "repositories": ["website"],
        "permissions": {"contents": "read", "issues": "write", "pull_requests": "write", "statuses": "write"},
    }
    assert pull.forge.app is not None
    at = int(NOW.timestamp())
    assert pull.forge.app.claims[0] == {"iat": at - 60, "exp": at + 540, "iss": "4711"}


def test_check_runs_are_asked_for_only_where_the_app_may_write_them(pull: Pull) -> None:
    assert pull.announce(env=pull.forge.install_app(checks=True)).code == 1
    assert pull.forge.asked_permissions["permissions"]["checks"] == "write"
    (run,) = pull.forge.check_runs(pull.head)
    assert (run["name"], run["status"], run["conclusion"]) == ("sanshen/annotations", "in_progress", None)
    assert pull.forge.statuses(pull.head)[0]["context"] == "sanshen/gate"


def test_an_unchanged_pull_request_costs_the_app_two_requests_more_for_its_token(pull: Pull) -> None:
    app = pull.forge.install_app(checks=True)
    pull.announce(env=app)
    before = len(pull.forge.requests)
    pull.announce(env=app)
    assert len(pull.forge.requests) - before == 5 + 2


def test_neither_key_nor_pass_nor_token_is_ever_said(pull: Pull) -> None:
    app = pull.forge.install_app()
    pull.forge.fail(Fault(status=500), path="/reviews", times=99)
    said = pull.announce(env=app)
    words = said.err + str(said.json)
    for secret in (*pull.forge.tokens, app["SANSHEN_APP_KEY"].splitlines()[1], "eyJ"):
        assert secret not in words


def test_a_key_of_another_app_decides_nothing(pull: Pull) -> None:
    old = pull.forge.install_app()
    pull.forge.install_app()
    assert pull.announce(env=old).code == 3


@pytest.mark.parametrize(
    "env",
    [
        {"SANSHEN_APP_ID": "4711"},
        {"SANSHEN_APP_KEY": "x"},
        {"SANSHEN_APP_ID": "4711", "SANSHEN_APP_KEY": "x"},
        {"SANSHEN_APP_ID": "4711/../1", "SANSHEN_APP_KEY": "x"},
    ],
)
def test_half_an_app_is_a_usage_error_and_never_the_plain_token_instead(pull: Pull, env: dict[str, str]) -> None:
    said = pull.announce(env=env)
    assert said.code == 2
    assert pull.forge.statuses(pull.head) == []
