"""`sanshen record --alarm`: what reached the protected branch unsigned becomes one issue, found again, never doubled."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from sanshen.cli import main
from sanshen.commands.desk import Desk
from sanshen.evidence.alarms import LABEL, marker_of
from sanshen.evidence.forge import Forge
from support.forge_graph import require_graph
from support.forge_server import Fault
from support.github_description import require_description
from support.office import login
from support.pulls import NOW, Pull, pull_of_article
from support.repos import clean_environment
from support.sites import ARTICLE, PIPELINE, TEXT, key_of

MERGED = datetime(2026, 11, 10, 1, 0, tzinfo=UTC)
ACTIONS = {"GITHUB_SERVER_URL": "https://github.example", "GITHUB_RUN_ID": "12"}


@pytest.fixture(scope="module", autouse=True)
def _description() -> None:
    require_description()


@pytest.fixture
def pull(tmp_path: Path) -> Iterator[Pull]:
    with pull_of_article(tmp_path) as found:
        yield found


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(Forge.__init__.__kwdefaults__, "sleep", lambda seconds: None)


def _record(pull: Pull, *more: str, **env: str) -> tuple[int, dict[str, Any], str]:
    out, err = io.StringIO(), io.StringIO()
    surroundings = {**clean_environment(), **pull.forge.env, **env}
    desk = Desk(root=pull.site.repo.path, lang="en", out=out, err=err, env=surroundings, clock=lambda: NOW)
    code = main(["record", "--alarm", "--key", str(key_of(PIPELINE).private), "--format", "json", *more], desk)
    return code, json.loads(out.getvalue()), err.getvalue()


def _push(pull: Pull, text: str = TEXT, message: str = "直接推送") -> str:
    return pull.site.repo.commit({ARTICLE: text}, message, branch="main")


def test_t54_a_push_without_a_pull_request_raises_one_alarm(pull: Pull) -> None:
    pushed = _push(pull)
    code, said, err = _record(pull, **ACTIONS)
    assert (code, said["recorded"]) == (1, False)
    assert "without a pull request" in said["reasons"][0]
    (issue,) = pull.forge.issues()
    assert issue["body"].startswith(
        f"{marker_of(pushed)}\n### 🚨 主线上的提交 <code>{pushed}</code> 没有完整审签，**没有发布**"
    )
    assert issue["title"] == f"警报：主线提交 {pushed[:12]} 未经审签，没有发布"
    assert issue["labels"] == [LABEL]
    assert "不是经合并请求进入主线的" in issue["body"]
    assert "[运行日志](https://github.example/district/website/actions/runs/12)" in issue["body"]
    assert "#900" in err


def test_a_run_again_finds_it_and_so_does_one_after_more_was_pushed(pull: Pull) -> None:
    _push(pull)
    for text in (TEXT, TEXT.replace("十二处", "两处"), TEXT):
        assert _record(pull)[0] == 1
        _push(pull, text, "又推")
    assert len(pull.forge.issues()) == 1


def test_one_that_somebody_has_closed_is_not_opened_again(pull: Pull) -> None:
    _push(pull)
    _record(pull)
    pull.forge.edit_issue("900", {"state": "closed"})
    assert _record(pull)[0] == 1
    assert [one["state"] for one in pull.forge.issues()] == ["closed"]


def test_two_commits_that_nothing_carries_are_two_alarms(pull: Pull) -> None:
    first = _push(pull)
    _record(pull)
    pull.site.repo.git("update-ref", "refs/heads/main", pull.base)
    second = _push(pull, TEXT.replace("十二处", "两处"))
    _record(pull)
    assert [one["body"].split("\n")[0] for one in pull.forge.issues()] == [marker_of(first), marker_of(second)]


def test_what_is_signed_raises_none(pull: Pull) -> None:
    pull.complete()
    after = pull.site.repo.commit({ARTICLE: TEXT}, "squash", branch="main", parents=(pull.base,))
    pull.forge.merge(1, after, MERGED)
    assert _record(pull)[0] == 0
    assert pull.forge.issues() == []


def test_an_unsigned_merge_raises_one_that_names_what_is_missing(pull: Pull) -> None:
    pull.complete(["review-1", "review-2"])
    after = pull.site.repo.commit({ARTICLE: TEXT}, "squash", branch="main", parents=(pull.base,))
    pull.forge.merge(1, after, MERGED)
    assert _record(pull)[0] == 1
    (issue,) = pull.forge.issues()
    assert "三审签发" in issue["body"] or "review-3" in issue["body"]


def test_history_rewritten_after_it_was_recorded_raises_one(pull: Pull) -> None:
    pull.complete()
    after = pull.site.repo.commit({ARTICLE: TEXT}, "squash", branch="main", parents=(pull.base,))
    pull.forge.merge(1, after, MERGED)
    assert _record(pull)[0] == 0
    pull.site.repo.git("update-ref", "refs/heads/main", pull.base)
    forced = _push(pull, TEXT.replace("十二处", "两处"))
    assert _record(pull)[0] == 1
    (issue,) = pull.forge.issues()
    assert issue["body"].startswith(marker_of(forced))
    assert "主线被改写过" in issue["body"]


def test_somebody_else_s_issue_with_our_first_line_keeps_no_alarm_from_being_raised(pull: Pull) -> None:
    pushed = _push(pull)
    pull.forge.open_issue(login("zhang.wei"), "没事", marker_of(pushed), [LABEL])
    _record(pull)
    assert len(pull.forge.issues()) == 2


def test_another_bot_s_issue_with_our_first_line_keeps_no_alarm_from_being_raised(pull: Pull) -> None:
    require_graph()
    pushed = _push(pull)
    pull.forge.add_user("other[bot]", 5, "Bot")
    theirs = pull.forge.open_issue("other[bot]", f"警报：主线提交 {pushed[:12]} 未经审签，没有发布", marker_of(pushed), [LABEL])
    for _ in range(2):
        _record(pull)
    assert theirs["state"] == "open"
    assert [one["user"]["login"] for one in pull.forge.issues()] == ["other[bot]", pull.forge.writer]


def test_two_runs_at_once_end_with_one_open_alarm(pull: Pull) -> None:
    _push(pull)
    pull.forge.meanwhile("POST", "/issues", lambda: _record(pull) and None)
    assert _record(pull)[0] == 1
    assert len(pull.forge.issues("open")) == 1
    _record(pull)
    assert len(pull.forge.issues("open")) == 1


def test_an_alarm_whose_answer_was_lost_is_not_doubled(pull: Pull) -> None:
    _push(pull)
    pull.forge.fail(Fault(hang_up=True), path="/issues", method="POST")
    assert _record(pull)[0] == 1
    assert len(pull.forge.issues()) == 1


@pytest.mark.parametrize("status", [502, 403, 404, 410])
def test_t32_an_alarm_that_cannot_be_raised_publishes_nothing_and_is_tried_again(pull: Pull, status: int) -> None:
    _push(pull)
    pull.forge.fail(Fault(status=status), path="/issues", times=99)
    code, said, err = _record(pull)
    assert (code, said["recorded"]) == (1, False)
    assert "alarm issue could not be written" in err
    pull.forge.mend()
    assert _record(pull)[0] == 1
    assert len(pull.forge.issues()) == 1


def test_t32_a_forge_that_cannot_be_asked_is_undecided_and_no_alarm(pull: Pull) -> None:
    pull.complete()
    after = pull.site.repo.commit({ARTICLE: TEXT}, "squash", branch="main", parents=(pull.base,))
    pull.forge.merge(1, after, MERGED)
    pull.forge.fail(Fault(status=502), path="/reviews", times=99)
    assert _record(pull)[0] == 3
    assert pull.forge.issues() == []


def test_t51_names_in_the_commit_are_inert_in_the_alarm(pull: Pull) -> None:
    evil = "content/liangshan/news/2026/@all [x](javascript:1) <img src=x>`.md"
    pull.site.repo.commit({evil: TEXT}, "直接推送 @all", branch="main")
    assert _record(pull)[0] == 1
    (issue,) = pull.forge.issues()
    assert "<img" not in issue["body"]
    assert "](javascript" not in issue["body"]
    assert "@all" not in issue["body"]


def test_without_a_forge_there_is_nothing_to_write_to(pull: Pull) -> None:
    _push(pull)
    code, _, err = _record(pull, GITHUB_TOKEN="")
    assert code == 1
    assert "alarm" not in err
