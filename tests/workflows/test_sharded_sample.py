"""docs/publish-sharded.yml: a site that many machines build, held by the same checkers as the workflows that run here; and its scripts."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from support.actions import BIN, ROOT, WORKFLOWS
from support.editions import tree
from support.sites import Site
from workflows.test_publish_script import Desk
from workflows.test_workflow_files import PINNED

SAMPLE = ROOT / "docs" / "publish-sharded.yml"
ARTIFACTS = {
    "actions/upload-artifact@043fb46d1a93c77aae656e7c1c64a875d1fc6a0a",
    "actions/download-artifact@3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c",
}


def read(path: Path) -> dict[str, Any]:
    found = yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506  # it makes strings of everything
    assert isinstance(found, dict)
    return found


@pytest.fixture(scope="module")
def jobs() -> dict[str, Any]:
    return dict(read(SAMPLE)["jobs"])


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
    said = subprocess.run([BIN / words[0], *words[1:], SAMPLE], cwd=ROOT, capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stdout + said.stderr


def test_t50_to_t55_it_asks_for_no_more_than_the_workflow_whose_place_it_takes(jobs: dict[str, Any]) -> None:
    ours, plain = read(SAMPLE), read(WORKFLOWS / "publish.yml")
    assert {key: ours[key] for key in ("name", "on", "permissions", "concurrency")} == {
        key: plain[key] for key in ("name", "on", "permissions", "concurrency")
    }
    assert jobs["record"]["permissions"] == plain["jobs"]["record"]["permissions"]
    for name in ("part", "site"):
        assert jobs[name]["permissions"] == {"contents": "read"}
        assert jobs[name]["environment"] == "publishing"
    assert set(re.findall(r"(?:secrets|vars)\.[A-Z_]+", SAMPLE.read_text("utf-8"))) == set(
        re.findall(r"(?:secrets|vars)\.[A-Z_]+", (WORKFLOWS / "publish.yml").read_text("utf-8"))
    )
    steps = [step for job in jobs.values() for step in job["steps"]]
    assert {step["uses"] for step in steps if "uses" in step} <= PINNED | ARTIFACTS
    assert all(re.fullmatch(r"scripts/ci/[a-z]+\.sh", step["run"]) for step in steps if "run" in step)
    assert all(job["timeout-minutes"] for job in jobs.values())
    checkouts = [step["with"] for step in steps if step.get("uses", "").startswith("actions/checkout@")]
    assert {one["ref"] for one in checkouts} == {"${{ github.event.repository.default_branch }}"}


def test_every_part_of_one_division_is_made(jobs: dict[str, Any]) -> None:
    shards = jobs["part"]["strategy"]["matrix"]["shard"]
    assert shards == [f"{number}/{len(shards)}" for number in range(1, len(shards) + 1)]
    assert {"record", "part"} <= set(jobs["site"]["needs"])
    assert "if" not in jobs["site"], "a part that failed lets no site be put together"


def test_what_is_recorded_on_one_machine_is_made_on_two_and_put_together_on_a_fourth(desk: Desk) -> None:
    recorded = desk.run("publish.sh", SHARDED="true")
    assert (recorded.code, recorded.output) == (0, {"commit": desk.site.repo.tip(), "built": "false"}), recorded.said
    commit = recorded.output["commit"]
    merging = desk.new_clone("merging")
    for number in (1, 2):
        clone = desk.new_clone(f"machine-{number}")
        ran = desk.run("shard.sh", clone, COMMIT=commit, SHARD=f"{number}/2")
        assert ran.code == 0, ran.said
        assert desk.run("merge.sh", merging, COMMIT=commit).code != 0, "not all parts are there"
        shutil.copytree(clone / "build/part", merging / f"build/parts/part-{number - 1}")
    ran = desk.run("merge.sh", merging, COMMIT=commit)
    assert (ran.code, ran.output) == (0, {"commit": commit, "built": "true"}), ran.said
    assert "PRIVATE KEY" not in ran.said
    whole = desk.new_clone("whole")
    assert desk.run("publish.sh", whole).code == 0
    assert tree(merging / "build/public") == tree(whole / "build/public")


@pytest.mark.parametrize("script", ["shard.sh", "merge.sh"])
@pytest.mark.parametrize("given", [{"COMMIT": "main"}, {"COMMIT": "1" * 40, "PIPELINE_KEY": ""}])
def test_without_a_commit_or_a_key_nothing_is_begun(desk: Desk, script: str, given: dict[str, str]) -> None:
    assert desk.run(script, **given, SHARD="1/2").code == 2


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """One article, signed and merged into main."""
    site = Site(tmp_path / "site")
    site.draft()
    site.sign_all()
    site.repo.merge("main", "draft")
    return Desk(site, tmp_path)
