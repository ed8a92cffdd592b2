"""T32 for runs that keep lists (ADR 25): each request goes wrong in turn, questions by GraphQL and all writes included.

Something has changed since the lists were kept: whatever gets lost, the answer is the new verdict or "cannot decide"; the
status never goes on saying success, and there is one comment in the end.
"""

from __future__ import annotations

import copy
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from sanshen.evidence import asking as asking_module
from sanshen.evidence import forge as forge_module
from support.forge_faults import KINDS, office_read_once, without_pauses
from support.forge_graph import require_graph
from support.forge_server import Fault, Seen
from support.github_description import require_description
from support.office import login
from support.pulls import Pull, Said, drafted_site, pull_over
from support.sites import Site

ACTIONS = {"GITHUB_SERVER_URL": "https://github.example", "GITHUB_RUN_ID": "12"}


GRAPH = {
    "errors": Fault(body=b'{"errors":[{"message":"Something went wrong"}],"data":null}'),
    "errors beside data": Fault(change=lambda reply: reply._replace(body=reply.body[:-1] + b',"errors":[{"message":"x"}]}')),
    "nothing": Fault(body=b'{"data":null}'),
    "another shape": Fault(body=b'{"data":{"viewer":"other","repository":{"pullRequest":{}}}}'),
    "not there": Fault(status=404),
}


@pytest.fixture(scope="module", autouse=True)
def _description() -> None:
    require_description()
    require_graph()


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """No pauses, and the office, which is the same throughout, read once."""
    without_pauses(monkeypatch)
    office_read_once(monkeypatch)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return drafted_site(tmp_path_factory.mktemp("kept-in-turn"))


class Scene:
    """A pull request whose lists were kept, and what has changed since; it can be had again and again."""

    def __init__(self, pull: Pull, env: dict[str, str], kept: Path, changed: Callable[[Pull], object]) -> None:
        self.pull, self.env, self._place = pull, env, kept
        before = len(pull.forge.requests)
        pull.announce(env=env)
        pull.announce(env=env)
        assert sum(one.path == "/graphql" for one in pull.forge.requests[before:]) >= 2, "kept, and believed since"
        changed(pull)
        self._forge = copy.deepcopy({name: pull.forge.__dict__[name] for name in ("_pulls", "_statuses")})
        self._files = {one: one.read_bytes() for one in kept.rglob("*.answer")}

    def again(self) -> None:
        """Everything as it was after the change, the kept files too."""
        self.pull.forge.mend()
        self.pull.forge.__dict__.update(copy.deepcopy(self._forge))
        for one in self._place.rglob("*.answer"):
            one.unlink()
        for one, data in self._files.items():
            one.write_bytes(data)

    def announce(self) -> Said:
        return self.pull.announce(env=self.env)

    def asked(self) -> list[Seen]:
        """The requests of a run that nothing disturbs."""
        before = len(self.pull.forge.requests)
        self.again()
        self.announce()
        return self.pull.forge.requests[before:]

    def fail(self, fault: Fault, number: int) -> Said:
        """A run of which the `number`-th request goes wrong."""
        self.again()
        self.pull.forge.fail(fault, nth=len(self.pull.forge.requests) + number)
        said = self.announce()
        self.pull.forge.mend()
        return said

    @property
    def state(self) -> str:
        found = self.pull.forge.statuses(self.pull.head)
        return str(found[0]["state"])


class Act(NamedTuple):
    """Who writes, what was signed when the lists were kept, what happened then, and how it must end."""

    writer: str
    signed: tuple[str, ...]
    changed: Callable[[Pull], object]
    state: str
    words: str


VETO = Act(
    "other[bot]",
    ("review-1", "review-2", "review-3", "proof-1", "proof-2", "proof-3"),
    lambda pull: pull.object("chen.jie"),
    "failure",
    "有人退回",
)
"""By an App's token that was handed over as if it were the workflow's, so that GraphQL is also asked who we are."""
TURN = Act(login("zhao.min"), ("review-1", "review-2"), lambda pull: pull.approve("chen.jie"), "pending", "尚待签署：一校")
"""The turn goes on to somebody else: labels, a request for review, comment and status follow from it."""


@contextmanager
def _scene(site: Site, kept: Path, act: Act) -> Iterator[Scene]:
    with pull_over(site) as pull:
        pull.forge._server._description = None  # it is held against GitHub's description elsewhere; here runs are many
        if act.writer.endswith("[bot]"):
            pull.forge.add_user(act.writer, 5, "Bot")
        pull.forge.writer = act.writer
        pull.forge.page_size = 12
        for number in range(22):
            pull.forge.comment(1, login("han.mei"), f"说明 {number}")
        pull.complete(act.signed)
        pull.forge.run(pull.head)  # the sample, of which no more need be asked then
        env = {**ACTIONS, "XDG_CACHE_HOME": str(kept), "SANSHEN_SEAL": secrets.token_hex(32)}
        yield Scene(pull, env, kept, act.changed)


def _judged(scene: Scene, act: Act, said: Said, number: int, *, thorough: bool = False) -> None:
    """The right verdict or none, one comment, and never "success"; a run after that says what is right."""
    assert said.code in {1, 3}, (number, said.err)
    assert not said.json["allowed"]
    assert scene.state != "success", number
    assert len(scene.pull.forge.written(1)) == 1, number
    if said.code == 1:
        assert scene.state == act.state, number
    if said.code == 3 or thorough:
        assert scene.announce().code == 1
    assert scene.state == act.state, number
    assert act.words in scene.pull.forge.written(1)[0], number
    assert len(scene.pull.forge.written(1)) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_t32_each_request_of_a_run_that_keeps_lists_goes_wrong(
    site: Site, tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if kind == "time-out":
        monkeypatch.setattr(asking_module, "READ_SECONDS", 0.3)
        monkeypatch.setattr(forge_module, "GRAPH_SECONDS", 0.3)
    with _scene(site, tmp_path, VETO) as scene:
        asked = scene.asked()
        assert [one.path for one in asked].count("/graphql") == 2
        assert {"PATCH", "POST"} <= {one.method for one in asked}
        for number, one in enumerate(asked, 1):
            if kind != "half a pagination" or one.method == "GET":
                _judged(scene, VETO, scene.fail(KINDS[kind], number), number)


@pytest.mark.parametrize("kind", GRAPH)
def test_t32_graphql_that_answers_with_something_else_is_no_answer(site: Site, tmp_path: Path, kind: str) -> None:
    """The fingerprint: everything is read. Who we are: nothing is written that might be a second comment."""
    with _scene(site, tmp_path, VETO) as scene:
        fingerprint, viewer = (number for number, one in enumerate(scene.asked(), 1) if one.path == "/graphql")
        said = scene.fail(GRAPH[kind], fingerprint)
        assert said.code == 1
        _judged(scene, VETO, said, fingerprint, thorough=True)
        said = scene.fail(GRAPH[kind], viewer)
        assert (said.code, scene.state) == (3, "error")
        _judged(scene, VETO, said, viewer)


@pytest.mark.parametrize("kind", ["502 though it was done", "403 secondary limit", "truncated JSON"])
def test_t32_each_write_that_follows_from_a_turn_goes_wrong(site: Site, tmp_path: Path, kind: str) -> None:
    """What is courtesy may fail and changes no verdict; one run later everything is as it should be."""
    with _scene(site, tmp_path, TURN) as scene:
        asked = scene.asked()
        first = next(number for number, one in enumerate(asked, 1) if one.method != "GET" and one.path != "/graphql")
        written = [f"{one.method} {one.path.rsplit('/', 2)[-2]}" for one in asked[first - 1 :] if one.method != "GET"]
        assert [one.split()[0] for one in written] == ["POST", "PATCH", "POST", "DELETE", "POST"]
        for number in range(first, len(asked) + 1):
            _judged(scene, TURN, scene.fail(KINDS[kind], number), number, thorough=True)
            pull = scene.pull
            assert pull.forge.labels(1) == ["等级:一般", "待:一校"], number
            assert login("wang.fang") in [one["login"] for one in pull.forge._pulls[1]["requested"]], number


@pytest.mark.parametrize("kind", ["429 with Retry-After"])
def test_t32_where_nothing_changed_a_fault_makes_it_read_anew_or_undecided(site: Site, tmp_path: Path, kind: str) -> None:
    with _scene(site, tmp_path, VETO._replace(changed=lambda pull: None)) as scene:
        asked = scene.asked()
        assert [one.method for one in asked] == ["GET", "GET", "POST", "POST"], "statuses, open ones, fingerprint, who we are"
        for number in range(1, len(asked) + 1):
            before = len(scene.pull.forge.requests)
            said = scene.fail(KINDS[kind], number)
            assert (said.code, scene.state) in {(0, "success"), (3, "error")}, number
            read = any(one.path.endswith("/reviews") for one in scene.pull.forge.requests[before:])
            assert read == (number < len(asked)), "after a fault nothing kept is believed"
            assert scene.announce().code == 0
            assert (scene.state, len(scene.pull.forge.written(1))) == ("success", 1)


@pytest.mark.parametrize("path", ["/website/pulls", "/graphql", "/issues/comments/", "/statuses/"])
def test_t55_a_newer_veto_has_the_last_word_over_a_run_that_keeps_lists(site: Site, tmp_path: Path, path: str) -> None:
    """Another run sees the veto and says so while this one is at some request; both keep in one place."""
    with _scene(
        site, tmp_path, TURN._replace(signed=VETO.signed, changed=lambda pull: pull.forge.comment(1, login("han.mei"), "x"))
    ) as scene:
        scene.again()

        def other() -> None:
            scene.pull.object("chen.jie")
            assert scene.announce().code == 1

        method = {"/graphql": "POST", "/issues/comments/": "PATCH", "/statuses/": "POST"}.get(path, "GET")
        if path in {"/issues/comments/", "/statuses/"}:  # so that there is something to write
            scene.pull.forge._pulls[1]["comment_list"][-2]["body"] += "改"
        scene.pull.forge.meanwhile(method, path, other)
        scene.announce()
        assert any(one["state"] == "CHANGES_REQUESTED" for one in scene.pull.forge._pulls[1]["reviews"])
        (body,) = scene.pull.forge.written(1)
        assert ("有人退回" in body, scene.state) == (True, "failure")
        assert scene.announce().code == 1


def test_two_runs_at_once_in_earnest_that_keep_lists(site: Site, tmp_path: Path) -> None:
    with _scene(site, tmp_path, VETO) as scene:
        codes: list[int] = []
        both = [threading.Thread(target=lambda: codes.append(scene.announce().code)) for _ in range(2)]
        for one in both:
            one.start()
        for one in both:
            one.join()
        assert set(codes) <= {1, 3}
        assert scene.announce().code == 1
        assert (scene.state, len(scene.pull.forge.written(1))) == ("failure", 1)
        assert "有人退回" in scene.pull.forge.written(1)[0]
