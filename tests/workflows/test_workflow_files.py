"""What the workflow files may and may not do, held by three foreign checkers and by what we promise ourselves."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from sanshen.evidence.connection import LISTS_FOLDER
from sanshen.evidence.sample_run import WORKFLOW
from sanshen.protection.demand import ENVIRONMENTS
from sanshen.protection.environments import OPTIONAL, RECORDS_KEY, SECRETS, VARIABLES
from support import gitolite
from support.actions import BIN, ROOT, WORKFLOWS
from support.sites import key_of

FILES = sorted(WORKFLOWS.glob("*.yml"))
PINNED = {
    "actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1",
    "actions/cache/restore@55cc8345863c7cc4c66a329aec7e433d2d1c52a9",
    "actions/cache/save@55cc8345863c7cc4c66a329aec7e433d2d1c52a9",
    "actions/setup-python@5fda3b95a4ea91299a34e894583c3862153e4b97",
    "actions/upload-artifact@043fb46d1a93c77aae656e7c1c64a875d1fc6a0a",
    "actions/upload-artifact@c6a366c94c3e0affe28c06c8df20a878f24da3cf",
    "actions/upload-pages-artifact@fc324d3547104276b827a68afc52ff2a11cc49c9",
    "actions/deploy-pages@cd2ce8fcbc39b97be8ca5fce6e763baed58fa128",
}


def _read(path: Path) -> dict[str, Any]:
    found = yaml.load(path.read_text(), Loader=yaml.BaseLoader)  # noqa: S506  # the base loader makes strings of everything
    assert isinstance(found, dict)
    return found


def _steps(path: Path) -> list[dict[str, Any]]:
    return [step for job in _read(path)["jobs"].values() for step in job["steps"]]


@pytest.mark.parametrize(
    "words",
    [
        ["actionlint", "-no-color"],
        ["zizmor", "--offline", "--no-progress", "--persona", "auditor"],
        ["check-jsonschema", "--builtin-schema", "vendor.github-workflows"],
    ],
    ids=lambda words: str(words[0]),
)
def test_the_checkers_have_nothing_to_say(words: list[str]) -> None:
    said = subprocess.run([BIN / words[0], *words[1:], *FILES], cwd=ROOT, capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stdout + said.stderr


def test_the_issue_forms_have_the_shape_github_wants() -> None:
    forms = sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("[!c]*.yml"))
    assert forms
    words = [BIN / "check-jsonschema", "--builtin-schema", "vendor.github-issue-forms", *forms]
    said = subprocess.run(words, capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stdout + said.stderr


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_t50_nothing_is_permitted_that_a_job_does_not_ask_for(path: Path) -> None:
    assert _read(path)["permissions"] == {}
    assert "concurrency" in _read(path)
    for job in _read(path)["jobs"].values():
        assert "timeout-minutes" in job


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_t51_no_expression_stands_where_a_shell_reads_it(path: Path) -> None:
    """Shell lives in scripts/ci; what a script is told comes through its environment."""
    for step in _steps(path):
        if "run" in step:
            assert re.fullmatch(r"(scripts/ci/[a-z]+\.sh|\.ci/run|true)", step["run"])


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_actions_are_those_we_know_by_commit(path: Path) -> None:
    assert {step["uses"] for step in _steps(path) if "uses" in step} <= PINNED


@pytest.mark.parametrize("name", ["gate", "preview", "publish", "remind"])
def test_t52_only_the_default_branch_is_ever_checked_out(name: str) -> None:
    checkouts = [step for step in _steps(WORKFLOWS / f"{name}.yml") if step.get("uses", "").startswith("actions/checkout@")]
    assert checkouts
    assert {step["with"]["ref"] for step in checkouts} == {"${{ github.event.repository.default_branch }}"}


@pytest.mark.parametrize("name", ["signal", "test", "preview"])
def test_t52_what_a_pull_request_can_change_has_no_secret_and_no_permission_to_write(name: str) -> None:
    path = WORKFLOWS / f"{name}.yml"
    assert "secrets." not in path.read_text()
    assert "environment" not in path.read_text()
    for job in _read(path)["jobs"].values():
        assert set(job.get("permissions", {}).values()) <= {"read"}


def test_t53_secrets_come_from_the_environments_that_the_audit_watches() -> None:
    """What `forge audit` demands of GitHub is what the workflow files rely on, no more and no less."""
    found: dict[str, set[str]] = {}
    for path in FILES:
        for job in _read(path)["jobs"].values():
            environment = job.get("environment", "")
            name = environment["name"] if isinstance(environment, dict) else environment
            named = set(re.findall(r"(?:secrets|vars)\.([A-Z_]+)", yaml.safe_dump(job)))
            assert name or not named, f"{path.name} reads {named} outside any environment"
            if name:
                found.setdefault(name, set()).update(named)
    assert set(found) == set(ENVIRONMENTS)
    assert {name: named for name, named in found.items() if named} == {
        name: {*SECRETS[name], *OPTIONAL.get(name, ()), *VARIABLES[name]} for name in SECRETS
    }


def test_t56_only_the_deploy_key_pushes_records() -> None:
    record = _read(WORKFLOWS / "publish.yml")["jobs"]["record"]
    assert record["permissions"]["contents"] == "read"
    assert {name for name, level in record["permissions"].items() if level == "write"} == {"issues"}, "the alarm, no more"
    (checkout,) = [step for step in record["steps"] if step.get("uses", "").startswith("actions/checkout@")]
    assert checkout["with"]["ssh-key"] == f"${{{{ secrets.{RECORDS_KEY} }}}}"


def test_t53_the_gates_job_is_never_skipped_by_a_condition() -> None:
    gate = _read(WORKFLOWS / "gate.yml")
    assert all("if" not in job for job in gate["jobs"].values())
    conditional = [step for step in _steps(WORKFLOWS / "gate.yml") if "if" in step]
    assert [step["uses"].partition("@")[0] for step in conditional] == ["actions/cache/save"], "after the verdict"
    assert _steps(WORKFLOWS / "gate.yml")[-1] == conditional[0]
    assert gate["concurrency"]["cancel-in-progress"] == "false"


def test_the_gate_brings_nothing_along_but_sealed_lists() -> None:
    """What a cache holds others may have read; what it gives back is believed under the App's seal alone."""
    steps = _steps(WORKFLOWS / "gate.yml")
    cached = [step for step in steps if "cache" in step.get("uses", "")]
    assert [step["with"]["path"].split(" ")[0] for step in cached] == [f"~/.cache/sanshen/{LISTS_FOLDER}"] * 2
    scripts = [place for place, step in enumerate(steps) if "run" in step]
    assert scripts[0] < steps.index(cached[0]) < scripts[1] < steps.index(cached[1])
    assert (cached[1]["if"], cached[1]["with"]["key"]) == (
        "steps.judge.outputs.lists != ''",
        "lists-${{ steps.judge.outputs.lists }}",
    )


@pytest.mark.parametrize("name", ["signal", "test", "preview"])
def test_t52_what_a_pull_request_can_change_touches_no_cache(name: str) -> None:
    """A cache that a branch saves no run of main restores; and these neither save nor restore any."""
    assert not [step for step in _steps(WORKFLOWS / f"{name}.yml") if "cache" in step.get("uses", "") + str(step.get("with"))]


def test_the_sample_is_an_artifact_of_the_run_that_the_comment_leads_to() -> None:
    """Not a Pages artifact, which holds one tar file: people look into this one. No sample is no success."""
    uploads = [step for step in _steps(WORKFLOWS / WORKFLOW) if "upload" in step.get("uses", "")]
    assert len(uploads) == 2, "one for the cloud, one for Enterprise Servers"
    for upload in uploads:
        assert upload["uses"].startswith("actions/upload-artifact@")
        assert (upload["with"]["path"], upload["with"]["if-no-files-found"]) == ("build/sample", "error")
    assert list(_read(WORKFLOWS / WORKFLOW)["on"]) == ["pull_request"]
    assert _read(WORKFLOWS / "gate.yml")["jobs"]["gate"]["permissions"] == {
        "contents": "read", "statuses": "write", "pull-requests": "write", "issues": "write", "actions": "read",
    }  # fmt: skip


def test_reminding_reads_and_keeps_what_it_has_sent() -> None:
    remind = _read(WORKFLOWS / "remind.yml")
    assert set(remind["jobs"]["remind"]["permissions"].values()) == {"read"}
    assert remind["concurrency"] == {"group": "remind", "cancel-in-progress": "false"}
    (saved,) = [step for step in _steps(WORKFLOWS / "remind.yml") if "cache/save" in step.get("uses", "")]
    assert (saved["if"], saved["with"]["path"]) == ("always()", "build/reminded.json")


def test_t55_publishing_runs_one_at_a_time_and_is_not_cancelled() -> None:
    assert _read(WORKFLOWS / "publish.yml")["concurrency"] == {"group": "publish", "cancel-in-progress": "false"}


@pytest.mark.parametrize("name", ["gate", "publish", "test"])
def test_t55_writing_records_starts_no_run(name: str) -> None:
    """Records are pushed to a branch of their own, which sets nothing going: no loop."""
    assert _read(WORKFLOWS / f"{name}.yml")["on"]["push"]["branches"] == ["main"]


def test_every_ignored_remark_of_zizmor_has_its_reason() -> None:
    for path in FILES:
        for line in path.read_text().splitlines():
            if "zizmor: ignore" in line:
                assert re.search(r"zizmor: ignore\[[a-z-]+\] \S.{15,}", line), line


def test_scripts_are_strict_and_executable() -> None:
    scripts = sorted((ROOT / "scripts" / "ci").glob("*.sh"))
    assert scripts
    for script in scripts:
        assert script.stat().st_mode & 0o111
        assert script.read_text().startswith("#!/usr/bin/env bash\n")
        assert "\nset -euo pipefail\n" in script.read_text()
        assert subprocess.run(["bash", "-n", script], check=False).returncode == 0


def test_what_every_submission_must_pass_brings_the_servers_that_tests_talk_to(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Where gitolite is missing its tests must not be skipped there: .ci/run says CI, installs it, or lets them fail."""
    said = (ROOT / ".ci" / "run").read_text()
    assert re.search(r"^export .*\bCI=true$", said, re.MULTILINE)
    assert f"[ -x {gitolite.SHELL} ] || need+=(gitolite3)\n" in said
    monkeypatch.setattr(gitolite, "SHELL", tmp_path / "gitolite-shell")
    monkeypatch.setenv("CI", "true")
    assert gitolite.installed()
    with pytest.raises(AssertionError, match="not installed"), gitolite.running(tmp_path, key_of("zhao.min"), "site"):
        pass
    monkeypatch.delenv("CI")
    assert not gitolite.installed()
