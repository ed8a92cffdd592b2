"""scripts/ci/gate.sh: the verdict that stands in the end is by the newest main, whatever main did meanwhile (T54)."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.actions import BIN, ROOT
from support.pulls import Pull, pull_of_article
from support.repos import clean_environment
from support.webhooks import event_like

SCRIPT = ROOT / "scripts" / "ci" / "gate.sh"
PEOPLE = "reviews/units/liangshan/people.yml"


class Runner:
    """An origin with the pull request's repository, and a clone of its main in which the gate runs."""

    def __init__(self, pull: Pull, where: Path) -> None:
        self.pull, self.where = pull, where
        self.origin = where / "origin.git"
        subprocess.run(["git", "clone", "-q", "--bare", pull.site.repo.path, self.origin], check=True)
        self.clone = where / "runner"
        subprocess.run(["git", "clone", "-q", self.origin, self.clone], check=True)
        event = event_like("pull_request_target", "synchronize", number=1, pull_request={"number": 1})
        (where / "event.json").write_text(json.dumps(event))

    def suspend(self) -> None:
        """The deputy head is suspended, on main, at the origin."""
        text = self.pull.site.repo.git("show", f"main:{PEOPLE}")
        changed = text.replace("李娜,", "李娜, suspended: 2026-11-01,") + "\n"
        assert changed.count("suspended") == 1
        self.pull.site.repo.commit({PEOPLE: changed}, "停职")
        self.push()

    def push(self) -> None:
        subprocess.run(["git", "push", "-q", self.origin, "main:main"], cwd=self.pull.site.repo.path, check=True)

    def run(self, **env: str) -> subprocess.CompletedProcess[str]:
        """The script, as the workflow runs it."""
        given = {
            **clean_environment(),
            **self.pull.forge.env,
            "PATH": os.environ["PATH"],
            "HOME": str(self.where),
            "SANSHEN": str(BIN / "sanshen"),
            "REPOSITORY": str(self.clone),
            "GITHUB_EVENT_PATH": str(self.where / "event.json"),
            **env,
        }
        return subprocess.run([SCRIPT], env=given, capture_output=True, text=True, check=False)

    def states(self) -> list[str]:
        """The statuses of the head, the newest first."""
        return [one["state"] for one in self.pull.forge.statuses(self.pull.head)]

    def meanwhile(self, act: str) -> str:
        """A program that does `act` after it has judged, and `act` only the first time unless it is to be repeated."""
        wrapper = self.where / "sanshen"
        wrapper.write_text(f'#!/bin/sh\n"{BIN}/sanshen" "$@"\ncode=$?\n{act}\nexit $code\n')
        wrapper.chmod(0o755)
        return str(wrapper)


@pytest.fixture
def runner(tmp_path: Path) -> Iterator[Runner]:
    """A pull request that everybody has signed."""
    with pull_of_article(tmp_path) as pull:
        pull.complete()
        yield Runner(pull, tmp_path)


def test_the_newest_main_is_judged_by_once(runner: Runner) -> None:
    done = runner.run()
    assert (done.returncode, runner.states()) == (0, ["success"]), done.stderr


def test_t54_an_old_run_started_again_judges_by_the_newest_main(runner: Runner) -> None:
    runner.suspend()
    done = runner.run()
    assert done.returncode == 0, done.stderr
    assert len(runner.states()) == 1
    assert runner.states()[0] != "success"


def test_t54_main_that_moves_while_it_is_judged_has_the_last_word(runner: Runner, tmp_path: Path) -> None:
    """Otherwise a slow run would overwrite the newer verdict of the run that main's moving set going."""
    text = runner.pull.site.repo.git("show", f"main:{PEOPLE}")
    changed = text.replace("李娜,", "李娜, suspended: 2026-11-01,") + "\n"
    commit = runner.pull.site.repo.commit({PEOPLE: changed}, "停职", branch="later", parents=(runner.pull.base,))
    push = f'cd "{runner.pull.site.repo.path}" && git push -q "{runner.origin}" {commit}:refs/heads/main'
    done = runner.run(SANSHEN=runner.meanwhile(f"[ -e {tmp_path}/once ] || (touch {tmp_path}/once; {push})"))
    assert done.returncode == 0, done.stderr
    assert runner.states()[-1] == "success"
    assert runner.states()[0] != "success"


def test_t54_main_that_never_rests_leaves_no_success(runner: Runner) -> None:
    """Every judgement is followed by another commit on main."""
    more = (
        f'cd "{runner.origin}" && git update-ref refs/heads/main '
        "$(git -c user.name=a -c user.email=a@example.org commit-tree -p main -m x main^{tree})"
    )
    done = runner.run(SANSHEN=runner.meanwhile(more))
    assert done.returncode == 3
    assert runner.states()[0] == "error"
    assert "the tip of main is not known" in done.stderr


def test_t53_an_origin_out_of_reach_leaves_no_old_success(runner: Runner) -> None:
    assert runner.run().returncode == 0
    runner.origin.rename(runner.where / "gone")
    done = runner.run()
    assert done.returncode == 3
    assert runner.states()[0] == "error"


def test_what_is_kept_is_named_by_its_digest_and_only_where_it_has_changed(runner: Runner, tmp_path: Path) -> None:
    """The output `lists` is what the workflow saves under; nothing about it may stop the verdict."""
    cache, output = tmp_path / "cache", tmp_path / "output"
    lists = cache / "sanshen" / "lists"
    lists.mkdir(parents=True, mode=0o700)
    (cache / "sanshen").chmod(0o700)
    said = []
    for act in (
        "true",
        f"echo one > {lists}/a.answer",
        "true",
        f"echo half > {lists}/.answer-b",
        f"echo two > '{lists}/b c.answer'",
    ):
        output.write_text("")
        env = {"GITHUB_OUTPUT": str(output), "XDG_CACHE_HOME": str(cache), "SANSHEN": runner.meanwhile(act)}
        done = runner.run(**env)
        assert done.returncode == 0, done.stderr
        said.append(output.read_text())
    assert [bool(one) for one in said] == [False, True, False, False, True]
    assert re.fullmatch("lists=[0-9a-f]{64}\n", said[1])
    assert said[1] != said[4]


def test_a_folder_that_cannot_be_read_and_a_machine_without_a_home_stop_no_verdict(runner: Runner, tmp_path: Path) -> None:
    (tmp_path / "cache" / "sanshen").mkdir(parents=True)
    (tmp_path / "cache" / "sanshen" / "lists").write_text("a file where a folder ought to be")
    assert runner.run(XDG_CACHE_HOME=str(tmp_path / "cache")).returncode == 0
    assert runner.run(HOME="").returncode == 0
    assert set(runner.states()) == {"success"}
