"""`sanshen event` over GitHub's own examples: each is about the pull requests it ought to be about, or is clearly refused."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from sanshen.cli import main
from sanshen.commands.desk import Desk
from sanshen.commands.event import Wanted, read_event, wanted_of
from sanshen.model.errors import UndecidedError, UsageError
from support.actions import WORKFLOWS
from support.office import login
from support.pulls import NOW, Pull, drafted_site, pull_over
from support.repos import clean_environment
from support.sites import TEXT, Site
from support.webhooks import event_like, examples_of, kinds, unlike

Json = dict[str, Any]
EXAMPLE = 2
"""The pull request of GitHub's examples; in the merge queue's it is another."""
QUEUED = 104


def _heard(workflow: str) -> dict[str, list[str]]:
    """Event → the actions that a workflow listens to, as its file says; none named: all."""
    said = yaml.load((WORKFLOWS / f"{workflow}.yml").read_text(), Loader=yaml.BaseLoader)["on"]  # noqa: S506  # makes strings of everything
    return {event: (more or {}).get("types", []) if isinstance(more, dict) else [] for event, more in said.items()}


NO_WEBHOOK = {"schedule"}
"""Not sent to anybody: GitHub makes it up for the run, with the default branch's commit."""
HEARD = {event: actions for event, actions in _heard("gate").items() if event not in NO_WEBHOOK}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    made = drafted_site(tmp_path_factory.mktemp("examples"))
    made.repo.commit({"content/liangshan/news/2026/b.md": TEXT}, "另一篇", branch="second", parents=(made.root,))
    return made


@pytest.fixture(scope="module")
def pull(site: Site) -> Iterator[Pull]:
    """The examples' pull request, and pull request 1 that no example is about."""
    with pull_over(site) as found:
        found.forge.open_pull(EXAMPLE, login("li.na"), "main", found.base, site.repo.tip("second"))
        yield found


def _desk(pull: Pull, where: Path, payload: Json) -> tuple[Desk, io.StringIO]:
    (where / "event.json").write_text(json.dumps(payload))
    said = io.StringIO()
    env = {**clean_environment(), **pull.forge.env, "GITHUB_EVENT_PATH": str(where / "event.json")}
    return Desk(root=pull.site.repo.path, lang="zh", out=said, err=said, env=env, clock=lambda: NOW), said


def _told(pull: Pull, where: Path, payload: Json) -> tuple[int, str]:
    desk, said = _desk(pull, where, payload)
    return main(["event", "--base", "main"], desk), said.getvalue()


def _wanted(pull: Pull, where: Path, payload: Json) -> Wanted:
    return wanted_of(read_event(_desk(pull, where, payload)[0]))


def _expected(event: str, payload: Json) -> Wanted:
    """By GitHub's documentation of the event, not by our reading of it."""
    if event == "pull_request_target":
        return Wanted(number=payload["number"], head=payload["pull_request"]["head"]["sha"])
    if event == "merge_group":
        return Wanted(number=QUEUED, queued=payload["merge_group"]["head_sha"])
    if event == "workflow_run":
        return Wanted(head=payload["workflow_run"]["head_sha"])  # none of the examples is a signal of ours
    return Wanted()


def test_what_the_gate_listens_to_has_examples() -> None:
    assert set(HEARD) == {"pull_request_target", "workflow_run", "merge_group", "push", "workflow_dispatch"}
    assert [len(examples_of(event, *actions)) for event, actions in HEARD.items()] == [15, 3, 2, 7, 2]
    silent = {"edited"}  # changes of title or base: GitHub shows no example; the payload is that of the others with `changes`
    heard = {one["action"] for one in examples_of("pull_request_target", *HEARD["pull_request_target"])}
    assert set(HEARD["pull_request_target"]) - heard == silent


@pytest.mark.parametrize("event", HEARD)
def test_every_example_of_what_the_gate_listens_to_names_what_it_is_about(pull: Pull, tmp_path: Path, event: str) -> None:
    for one in examples_of(event, *HEARD[event]):
        assert _wanted(pull, tmp_path, one) == _expected(event, one), one.get("action")


@pytest.mark.parametrize("event", HEARD)
def test_every_example_is_judged_at_the_command_line(pull: Pull, tmp_path: Path, event: str) -> None:
    """Those about the examples' pull request judge it alone; those about nobody's head judge all; a queue of strangers none."""
    for one in examples_of(event, *HEARD[event]):
        if one.get("ref", "").startswith("refs/tags/"):
            continue  # the gate listens to pushes to main alone
        code, said = _told(pull, tmp_path, one)
        judged = {number for number in (1, EXAMPLE) if f"#{number} " in said}
        if event == "merge_group":
            assert (code, judged) == (3, set()), "it names a pull request that is not open here"
        else:
            assert (code, judged) == (0, {EXAMPLE} if event == "pull_request_target" else {1, EXAMPLE}), said


def test_no_example_of_any_event_trips_the_reader(pull: Pull, tmp_path: Path) -> None:
    """Read, or refused with a reason; what names no pull request is about all of them, never about a wrong one."""
    for kind in kinds():
        for one in examples_of(kind):
            try:
                wanted = _wanted(pull, tmp_path, one)
            except (UsageError, UndecidedError):
                continue
            named = one.get("pull_request") or {}
            assert wanted.number in {None, named.get("number"), QUEUED}, kind


@pytest.mark.parametrize(
    ("event", "payload", "numbers"),
    [
        ("workflow_run", {"workflow_run": {"display_title": "signal #2"}}, {EXAMPLE}),
        ("workflow_run", {"workflow_run": {"display_title": "signal #77"}}, set()),
        ("workflow_dispatch", {"inputs": {"number": "2"}}, {EXAMPLE}),
        ("workflow_dispatch", {"inputs": None}, {1, EXAMPLE}),
        ("push", {"ref": "refs/heads/main"}, {1, EXAMPLE}),
    ],
)
def test_examples_that_speak_of_us(pull: Pull, tmp_path: Path, event: str, payload: Json, numbers: set[int]) -> None:
    action = "completed" if event == "workflow_run" else None
    inputs = payload.pop("inputs", {})  # whatever a workflow declares: no example can show it
    code, said = _told(pull, tmp_path, {**event_like(event, action, **payload), "inputs": inputs})
    assert code == 0
    assert {number for number in (1, EXAMPLE) if f"#{number} " in said} == numbers


def test_a_made_up_payload_is_told_from_what_github_sends() -> None:
    assert unlike("workflow_run", {"workflow_run": {"display_title": "x", "head_sha": "y"}}) == []
    assert unlike("workflow_run", {"workflow_run": {"title": "x"}}) == ["workflow_run.workflow_run.title"]
    assert unlike("merge_group", {"merge_group": {"head_sha": 7}}) == ["merge_group.merge_group.head_sha as int"]
    with pytest.raises(AssertionError, match="no such thing"):
        event_like("pull_request_target", "opened", pull_request={"head": {"commit": "x"}})
