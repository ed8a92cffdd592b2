"""`sanshen event`: from an event's payload to the pull requests that are judged."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sanshen.cli import main
from sanshen.commands import announce
from sanshen.commands.desk import Desk
from sanshen.commands.judge import Hearing
from sanshen.evidence.forge import Forge
from support.forge_server import Fault
from support.office import login
from support.pulls import NOW, Pull, drafted_site, pull_over
from support.repos import clean_environment
from support.sites import ARTICLE, TEXT, Site
from support.webhooks import unlike


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    made = drafted_site(tmp_path_factory.mktemp("event"))
    made.repo.commit({"content/liangshan/news/2026/b.md": TEXT}, "另一篇", branch="second", parents=(made.root,))
    return made


@pytest.fixture
def pull(site: Site) -> Iterator[Pull]:
    """Pull request 1, and pull request 2 with another article."""
    with pull_over(site) as found:
        found.forge.open_pull(2, login("li.na"), "main", found.base, site.repo.tip("second"))
        yield found


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(Forge.__init__.__kwdefaults__, "sleep", lambda seconds: None)


def _event(pull: Pull, where: Path, payload: Any, **env: str) -> tuple[int, str]:  # noqa: ANN401  # what GitHub sends
    file = where / "event.json"
    file.write_bytes(payload if isinstance(payload, bytes) else json.dumps(payload).encode())
    out, err = io.StringIO(), io.StringIO()
    surroundings = {**clean_environment(), **pull.forge.env, "GITHUB_EVENT_PATH": str(file), **env}
    desk = Desk(root=pull.site.repo.path, lang="zh", out=out, err=err, env=surroundings, clock=lambda: NOW)
    return main(["event", "--base", "main"], desk), out.getvalue() + err.getvalue()


def _judged(pull: Pull) -> set[int]:
    heads = {1: pull.head, 2: pull.site.repo.tip("second")}
    return {number for number, head in heads.items() if pull.forge.statuses(head)}


ALL = {1, 2}


PAYLOADS: list[tuple[str, dict[str, Any], set[int]]] = [
    ("pull_request_target", {"pull_request": {"number": 2}}, {2}),
    ("pull_request_target", {"pull_request": {"number": 77}}, set()),
    ("workflow_run", {"workflow_run": {"display_title": "signal #1", "head_sha": "x"}}, {1}),
    ("workflow_run", {"workflow_run": {"display_title": "signal #99", "head_sha": "x"}}, set()),
    ("workflow_run", {"workflow_run": {"display_title": "signal #1 and more", "head_sha": "x"}}, ALL),
    ("workflow_run", {"workflow_run": {"display_title": "", "head_sha": "{head}"}}, {1}),
    ("workflow_run", {"workflow_run": {"display_title": "signal #١", "head_sha": "x"}}, ALL),
    ("workflow_dispatch", {"inputs": {"number": "2"}}, {2}),
    ("workflow_dispatch", {"inputs": {"number": ""}}, ALL),
    ("workflow_dispatch", {"inputs": None}, ALL),
    ("schedule", {"schedule": "17 * * * *"}, ALL),
    ("push", {"ref": "refs/heads/main", "commits": [{"message": "x"}]}, ALL),
]


@pytest.mark.parametrize(("payload", "numbers"), [(payload, numbers) for _, payload, numbers in PAYLOADS])
def test_which_pull_requests_an_event_is_about(pull: Pull, tmp_path: Path, payload: dict[str, Any], numbers: set[int]) -> None:
    text = json.dumps(payload).replace("{head}", pull.head)
    code, said = _event(pull, tmp_path, json.loads(text))
    assert code == 0
    assert _judged(pull) == numbers
    assert ("没有需要判定" in said) == (not numbers)


def test_the_payloads_of_these_tests_are_parts_of_what_github_sends() -> None:
    """Held against GitHub's examples; a schedule has none, and the inputs are what the workflow itself declares."""
    queue = {"merge_group": {"head_ref": "refs/heads/x", "head_sha": "0" * 40, "base_sha": "0" * 40}}
    closed = {"action": "closed", "pull_request": {"number": 3, "head": {"sha": "0" * 40}}}
    more = [("merge_group", queue), ("pull_request_target", closed)]
    for event, payload in [*((event, payload) for event, payload, _ in PAYLOADS), *more]:
        if event != "schedule":
            own = {**payload, "inputs": {}} if "inputs" in payload else payload
            assert unlike(event, own) == []


def test_a_pull_request_into_another_branch_is_none_of_ours(pull: Pull, tmp_path: Path) -> None:
    pull.forge._pulls[1]["base"]["ref"] = "somewhere"
    assert _event(pull, tmp_path, {"pull_request": {"number": 1}})[0] == 0
    assert _judged(pull) == set()


@pytest.mark.parametrize("payload", [b"", b"[]", b'{"pull_request": {"number": "1"}}', b"\xff"])
def test_a_payload_that_is_none_is_a_usage_error(pull: Pull, tmp_path: Path, payload: bytes) -> None:
    assert _event(pull, tmp_path, payload)[0] == 2
    assert _judged(pull) == set()


def test_without_a_payload_it_says_what_to_use_instead(pull: Pull, tmp_path: Path) -> None:
    code, said = _event(pull, tmp_path, {}, GITHUB_EVENT_PATH="")
    assert code == 2
    assert "sanshen gate" in said


def test_one_that_cannot_be_decided_does_not_keep_the_others_from_their_verdict(pull: Pull, tmp_path: Path) -> None:
    pull.forge.fail(Fault(status=502), path="/pulls/2/reviews", times=99)
    code, said = _event(pull, tmp_path, {})
    assert code == 3
    assert "#2：" in said
    assert pull.forge.statuses(pull.head)[0]["state"] == "pending"
    assert pull.forge.statuses(pull.site.repo.tip("second"))[0]["state"] == "error"


def _queue(pull: Pull, parents: tuple[str, ...], text: str = TEXT) -> str:
    queued = pull.site.repo.commit({ARTICLE: text}, "queue", branch="gh-readonly-queue", parents=parents)
    pull.forge.commit(queued, None)
    return queued


def _queued(pull: Pull, where: Path, commit: str, ref: str = "refs/heads/gh-readonly-queue/main/pr-1-{base}") -> int:
    group = {"head_ref": ref.format(base=pull.base), "head_sha": commit, "base_sha": pull.base}
    return _event(pull, where, {"merge_group": group})[0]


def test_t54_a_pull_request_that_trips_the_program_leaves_no_other_with_an_old_verdict(
    pull: Pull, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Main moved on and every verdict is due: whoever finds a fault of ours must not keep the others' "allowed" alive."""
    heard = announce.hear_pull

    def trips(*given: Any, **more: Any) -> Hearing:  # noqa: ANN401  # passed on as it is
        if 2 in given:
            raise RuntimeError("tripped")
        return heard(*given, **more)

    monkeypatch.setattr(announce, "hear_pull", trips)
    code, said = _event(pull, tmp_path, {"ref": "refs/heads/main"})
    assert code == 3
    assert "#2：内部故障：RuntimeError" in said
    states = [pull.forge.statuses(head)[0]["state"] for head in (pull.head, pull.site.repo.tip("second"))]
    assert states == ["pending", "error"]


@pytest.mark.parametrize("status", [403, 404, 422])
def test_t53_a_status_that_is_refused_is_no_quiet_success(pull: Pull, tmp_path: Path, status: int) -> None:
    """An older status may still say "allowed" there: the run must not look as if it had said something else."""
    pull.forge.fail(Fault(status=status), path="/statuses/", method="POST", times=99)
    code, said = _event(pull, tmp_path, {"pull_request": {"number": 1}})
    assert code == 3
    assert "#1：状态未能写入，先前的状态可能仍在" in said
    assert len(pull.forge.written(1)) == 1


def test_t54_the_merge_queues_commit_gets_the_verdict_where_it_holds_what_was_judged(pull: Pull, tmp_path: Path) -> None:
    pull.complete()
    queued = _queue(pull, (pull.base,))
    assert _queued(pull, tmp_path, queued) == 0
    assert pull.forge.statuses(queued)[0]["state"] == "success"


def test_t54_a_merge_queue_result_that_differs_from_what_was_judged_fails(pull: Pull, tmp_path: Path) -> None:
    pull.complete()
    queued = _queue(pull, (pull.base,), TEXT.replace("十二处", "两处"))
    assert _queued(pull, tmp_path, queued) == 0
    assert pull.forge.statuses(queued)[0]["state"] == "failure"
    assert pull.forge.statuses(pull.head)[0]["state"] == "success"


def test_t54_an_unsigned_change_in_the_queue_is_not_allowed(pull: Pull, tmp_path: Path) -> None:
    queued = _queue(pull, (pull.base,))
    assert _queued(pull, tmp_path, queued) == 0
    assert pull.forge.statuses(queued)[0]["state"] == "pending"


def test_t54_a_queue_that_names_an_unknown_pull_request_is_told_no(pull: Pull, tmp_path: Path) -> None:
    """Nothing else would ever be said on that commit, and a run that ends well without a word looks like a yes."""
    queued = _queue(pull, (pull.base,))
    assert _queued(pull, tmp_path, queued, "refs/heads/gh-readonly-queue/main/pr-77-{base}") == 3
    assert pull.forge.statuses(queued)[0]["state"] == "error"
    assert _judged(pull) == set()


def test_t54_closing_one_of_two_pull_requests_on_one_head_judges_the_other_anew(pull: Pull, tmp_path: Path) -> None:
    pull.forge.open_pull(3, login("li.na"), "main", pull.base, pull.head)
    pull.complete()
    assert _event(pull, tmp_path, {"pull_request": {"number": 1, "head": {"sha": pull.head}}})[0] == 0
    assert pull.forge.statuses(pull.head)[0]["state"] == "failure"
    pull.forge.close(3)
    closed = {"action": "closed", "pull_request": {"number": 3, "head": {"sha": pull.head}}}
    assert _event(pull, tmp_path, closed)[0] == 0
    assert pull.forge.statuses(pull.head)[0]["state"] == "success"
    pull.forge.close(1)
    assert "没有需要判定" in _event(pull, tmp_path, closed)[1]


@pytest.mark.parametrize("ref", ["refs/heads/main", "refs/heads/gh-readonly-queue/main/pr-x-{base}", "pr-1-{base}"])
def test_t54_a_queue_that_names_no_pull_request_is_undecided(pull: Pull, tmp_path: Path, ref: str) -> None:
    assert _queued(pull, tmp_path, _queue(pull, (pull.base,)), ref) == 3


def test_t53_an_office_that_cannot_be_read_lets_no_old_verdict_stand(tmp_path: Path) -> None:
    site = drafted_site(tmp_path / "broken")
    with pull_over(site) as pull:
        pull.complete()
        assert _event(pull, tmp_path, {"pull_request": {"number": 1}})[0] == 0
        assert pull.forge.statuses(pull.head)[0]["state"] == "success"
        site.repo.commit({"reviews/policy.yml": "schema: 1\n"}, "弄坏口径", branch="main")
        code, said = _event(pull, tmp_path, {"schedule": "17 * * * *"})
        assert code == 2
        assert "reviews/policy.yml" in said
        newest = pull.forge.statuses(pull.head)[0]
        assert newest["state"] == "error"
        assert "reviews/policy.yml" in newest["description"]


def test_t53_where_nobody_can_be_told_either_the_run_fails(tmp_path: Path) -> None:
    site = drafted_site(tmp_path / "broken")
    with pull_over(site) as pull:
        site.repo.commit({"reviews/policy.yml": "schema: 1\n"}, "弄坏口径", branch="main")
        pull.forge.fail(Fault(status=503), path="/pulls", times=9)
        assert _event(pull, tmp_path, {"schedule": "17 * * * *"})[0] == 3
