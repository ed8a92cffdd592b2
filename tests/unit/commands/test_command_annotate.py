"""The check run of an App that may write one: it says what the status says, and shows findings at their lines."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sanshen.evidence.forge import Forge
from sanshen.model.finding import Finding, Place, Severity
from sanshen.model.text import Text
from sanshen.report.annotations import MOST, annotations_of, summary_of
from support.forge_server import Fault
from support.github_description import require_description
from support.pulls import Pull, drafted_site, pull_over
from support.sites import ARTICLE, TEXT, Site

PHONE = "1390000" + "0000"
BAD = (
    TEXT
    + "\n"
    + "\n\n".join(f"第 {number} 处：联系人手机 {PHONE}。<script>alert({number})</script>" for number in range(60))
    + "\n"
)


@pytest.fixture(scope="module", autouse=True)
def _description() -> None:
    require_description()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return drafted_site(tmp_path_factory.mktemp("annotate"))


@pytest.fixture
def pull(site: Site) -> Iterator[Pull]:
    with pull_over(site) as found:
        yield found


@pytest.fixture
def bad(tmp_path: Path) -> Iterator[Pull]:
    with pull_over(drafted_site(tmp_path, BAD)) as found:
        yield found


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(Forge.__init__.__kwdefaults__, "sleep", lambda seconds: None)


def test_it_follows_the_verdict_to_the_end(pull: Pull) -> None:
    app = pull.forge.install_app(checks=True)
    pull.announce(env=app)
    pull.complete()
    assert pull.announce(env=app).code == 0
    first, last = pull.forge.check_runs(pull.head)
    assert (first["status"], first["conclusion"]) == ("in_progress", None)
    assert (last["status"], last["conclusion"]) == ("completed", "success")
    assert last["title"] == pull.forge.statuses(pull.head)[0]["description"]
    pull.object("chen.jie")
    pull.announce(env=app)
    assert pull.forge.check_runs(pull.head)[-1]["conclusion"] == "failure"
    assert pull.forge.statuses(pull.head)[0]["state"] == "failure"


def test_findings_stand_at_their_lines_and_show_no_number(bad: Pull) -> None:
    said = bad.announce(env=bad.forge.install_app(checks=True))
    assert said.code == 1
    (run,) = bad.forge.check_runs(bad.head)
    found = [one for sheet in said.json["articles"] for one in sheet["findings"]]
    assert len(run["annotations"]) == min(MOST, len(found)) > 100
    assert sorted((one["path"], one["start_line"]) for one in run["annotations"]) == sorted(
        (one["path"], one["line"]) for one in found
    )
    assert run["conclusion"] == "failure"
    assert {one["path"] for one in run["annotations"]} == {ARTICLE}
    assert "failure" in {one["annotation_level"] for one in run["annotations"]}
    assert PHONE not in str(run)
    posts = [one.method for one in bad.forge.requests if "/check-runs" in one.path]
    assert posts == ["POST"] + ["PATCH"] * ((len(found) - 1) // 50)


def test_an_app_without_the_permission_writes_none(pull: Pull) -> None:
    assert pull.announce(env=pull.forge.install_app()).code == 1
    assert not pull.forge.check_runs(pull.head)
    assert pull.forge.statuses(pull.head)[0]["state"] == "pending"


def test_the_workflow_s_own_token_writes_none(pull: Pull) -> None:
    pull.announce()
    assert not [one for one in pull.forge.requests if "check-runs" in one.path]


@pytest.mark.parametrize("status", [403, 404, 422, 502])
def test_one_that_is_refused_changes_no_verdict(pull: Pull, status: int) -> None:
    app = pull.forge.install_app(checks=True)
    pull.complete()
    pull.forge.fail(Fault(status=status), path="/check-runs", times=99)
    said = pull.announce(env=app)
    assert said.code == 0
    assert "annotations could not be written" in said.err
    assert pull.forge.statuses(pull.head)[0]["state"] == "success"


def test_t32_a_verdict_that_cannot_be_had_takes_the_old_one_back(pull: Pull) -> None:
    app = pull.forge.install_app(checks=True)
    pull.complete()
    assert pull.announce(env=app).code == 0
    pull.forge.fail(Fault(status=502), path="/reviews", times=99)
    assert pull.announce(env=app).code == 3
    assert pull.forge.check_runs(pull.head)[-1]["conclusion"] == "failure"
    assert pull.forge.statuses(pull.head)[0]["state"] == "error"


def test_t53_a_check_run_of_somebody_else_is_not_the_verdict(pull: Pull) -> None:
    """Nobody takes it for `sanshen/gate`: it has another name, and the gate reads no check run."""
    pull.announce(env=pull.forge.install_app(checks=True))
    assert {one["name"] for one in pull.forge.check_runs(pull.head)} == {"sanshen/annotations"}
    assert not [one for one in pull.forge.requests if "check-runs" in one.path and one.method == "GET"]


def _finding(severity: Severity = Severity.ERROR, *, waived: bool = False, text: str = "错") -> Finding:
    return Finding("SS1301", severity, ARTICLE, Place(3, 5, 8), Text(text, "wrong"), excerpt=text, waived=waived)


def test_those_that_block_come_first_and_a_waived_one_does_not_look_like_it() -> None:
    many = [*(_finding(Severity.NOTE) for _ in range(MOST)), _finding(waived=True), _finding()]
    shown = annotations_of(many)
    assert len(shown) == MOST
    assert [one.annotation_level for one in shown[:2]] == ["failure", "notice"]
    assert (shown[0].start_column, shown[0].end_column) == (5, 7)
    assert f"只列 {MOST} 个" in summary_of(many)
    assert "其中 1 个必须改" in summary_of(many)


@pytest.mark.parametrize("text", ["\x1b[31m红", "::error::x\n::set-output name=a::b", "\u202e反", "行\u2028二"])
def test_t51_words_of_an_article_are_inert_in_an_annotation(text: str) -> None:
    (shown,) = annotations_of([_finding(text=text)])
    assert not set(shown.message) & {"\x1b", "\u202e", "\u2028"}
    assert shown.message.count("\n") == 1
