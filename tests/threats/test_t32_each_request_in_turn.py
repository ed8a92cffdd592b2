"""T32 at the command line: each request that the writing gate makes goes wrong in turn, in every way a forge can fail.

The pull request is signed to the end and vetoed: whatever gets lost, the answer is "blocked" or "cannot decide", the status
never says success, and there is one comment in the end.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest

from sanshen.evidence import asking as asking_module
from support.forge_faults import KINDS, office_read_once, without_pauses
from support.forge_server import Fault
from support.pulls import Pull, drafted_site, pull_over
from support.sites import Site

ACTIONS = {"GITHUB_SERVER_URL": "https://github.example", "GITHUB_RUN_ID": "12"}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return drafted_site(tmp_path_factory.mktemp("in-turn"))


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """No pauses, short patience, and the office, which is the same throughout, read once."""
    without_pauses(monkeypatch)
    monkeypatch.setattr(asking_module, "READ_SECONDS", 0.4)
    office_read_once(monkeypatch)


def _vetoed(site: Site) -> Iterator[Pull]:
    with pull_over(site) as pull:
        pull.forge._server._description = None  # it is held against GitHub's description elsewhere; here runs are many
        pull.forge.page_size = 5
        pull.complete()
        pull.object("chen.jie")
        yield pull


def _states(pull: Pull) -> set[str]:
    return {one["state"] for one in pull.forge.statuses(pull.head)}


@cache
def _places(site: Site, *, again: bool) -> range:
    """Which requests there are in a run that nothing disturbs; in a run `again` those from the first write on."""
    for pull in _vetoed(site):
        if again:
            _announced_before(pull)
        before = len(pull.forge.requests)
        assert pull.announce(env=ACTIONS).code == 1
        made = pull.forge.requests[before:]
        first = next(place for place, one in enumerate(made, 1) if one.method != "GET") if again else 1
        assert len(made) > 9
        return range(first, len(made) + 1)
    raise AssertionError


def _announced_before(pull: Pull) -> None:
    """Something else was said before, so that the comment is changed and not made."""
    objection = pull.forge._pulls[1]["reviews"].pop()
    assert pull.announce(env=ACTIONS).code == 0
    pull.forge._pulls[1]["reviews"].append(objection)


@pytest.mark.parametrize("again", [False, True], ids=["first", "again"])
@pytest.mark.parametrize("kind", KINDS)
def test_t32_each_request_in_turn_goes_wrong(site: Site, kind: str, *, again: bool) -> None:
    for number in _places(site, again=again):
        for pull in _vetoed(site):
            if again:
                _announced_before(pull)
            pull.forge.fail(KINDS[kind], nth=len(pull.forge.requests) + number)
            said = pull.announce(env=ACTIONS)
            assert said.code in {1, 3}, (number, said.err)
            assert not said.json["allowed"]
            newest = pull.forge.statuses(pull.head)[0]["state"] if pull.forge.statuses(pull.head) else "none"
            assert newest != "success", number
            assert len(pull.forge.written(1)) <= 1, number
            pull.forge.mend()
            if said.code == 3:
                assert pull.announce(env=ACTIONS).code == 1
            assert pull.forge.statuses(pull.head)[0]["state"] == "failure", number
            (body,) = pull.forge.written(1)
            assert "有人退回" in body, number


@pytest.mark.parametrize("kind", KINDS)
def test_t32_a_signed_change_is_allowed_after_the_retry_or_undecided(site: Site, kind: str) -> None:
    def signed() -> Iterator[Pull]:
        for pull in _vetoed(site):
            pull.forge._pulls[1]["reviews"].pop()
            yield pull

    for pull in signed():
        assert pull.announce(env=ACTIONS).code == 0
        made = len(pull.forge.requests)
    for number in range(1, made + 1):
        for pull in signed():
            pull.forge.fail(KINDS[kind], nth=number)
            said = pull.announce(env=ACTIONS)
            assert said.code in {0, 3}, (number, said.err)
            assert said.json["allowed"] is (said.code == 0), number
            assert len(pull.forge.written(1)) <= 1, number
            pull.forge.mend()
            assert pull.announce(env=ACTIONS).code == 0, number
            assert pull.forge.statuses(pull.head)[0]["state"] == "success", number
            assert len(pull.forge.written(1)) == 1, number


TOKEN = range(1, 3)
"""The App's own requests: which installation it is, and a token for it."""


@pytest.mark.parametrize("kind", [one for one in KINDS if one != "half a pagination"])
def test_t32_the_app_s_token_that_cannot_be_had_at_once(site: Site, kind: str) -> None:
    for number in TOKEN:
        for pull in _vetoed(site):
            env = {**ACTIONS, **pull.forge.install_app()}
            pull.forge.fail(KINDS[kind], nth=number)
            said = pull.announce(env=env)
            assert said.code in {1, 3}, (number, said.err)
            assert not said.json["allowed"]
            pull.forge.mend()
            assert pull.announce(env=env).code == 1
            assert pull.forge.statuses(pull.head)[0]["state"] == "failure"
            assert len(pull.forge.written(1)) == 1


LASTING = {**KINDS, "time-out": Fault(hang_up=True), "half a pagination": Fault(status=502)}


@pytest.mark.parametrize("kind", LASTING)
def test_t32_a_request_that_goes_wrong_for_good_never_ends_in_allowed(site: Site, kind: str) -> None:
    """Nothing that the forge says from some request on can be used; or of every list only the first page comes."""
    for number in (1, 4, 7):
        for pull in _vetoed(site):
            for place in range(number, number + 60):
                pull.forge.fail(LASTING[kind], nth=place, query="page=2" if kind == "half a pagination" else "")
            said = pull.announce(env=ACTIONS)
            assert said.code in {1, 3}
            assert not said.json["allowed"]
            assert "success" not in _states(pull)
            assert len(pull.forge.written(1)) <= 1


@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize("size", [1, 2, 5, 100])
def test_the_verdict_is_the_same_whatever_page_size_and_order_lists_arrive_in(site: Site, size: int, *, reverse: bool) -> None:
    for pull in _vetoed(site):
        pull.forge.page_size, pull.forge.reverse = 100, False
        pull.announce(env=ACTIONS)
        whole = pull.gate().json
        pull.forge.page_size, pull.forge.reverse = size, reverse
        assert pull.gate().json == whole
        before = len(pull.forge.requests)
        assert pull.announce(env=ACTIONS).json == whole
        assert {one.method for one in pull.forge.requests[before:]} == {"GET"}, "nothing new to say"
