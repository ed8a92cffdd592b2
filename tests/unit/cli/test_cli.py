"""The command line itself: exit codes, one JSON object for every outcome, both languages, output that cannot be written."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sanshen.cli import COMMANDS, main
from sanshen.commands.desk import Desk
from support.town import Town

SANSHEN = [sys.executable, "-m", "sanshen"]


def run(*args: str, cwd: Path, stdout: int | None = subprocess.PIPE, **env: str) -> subprocess.CompletedProcess[str]:
    """The real program in a process of its own."""
    surroundings = {"PATH": os.environ["PATH"], "HOME": str(cwd), **env}
    return subprocess.run(
        [*SANSHEN, *args], cwd=cwd, env=surroundings, stdout=stdout, stderr=subprocess.PIPE, text=True, check=False
    )


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_in_both_languages(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    texts = []
    for lang in ("zh", "en"):
        assert main([name, "--help"], Desk(root=tmp_path, lang="en" if lang == "en" else "zh")) == 0
        texts.append(capsys.readouterr().out)
    assert all(name in text for text in texts)
    assert texts[0] != texts[1]


@pytest.mark.parametrize(
    "words",
    [
        ("gate", "--format", "json"),
        ("gate", "--base", "main", "--head", "nowhere", "--format", "json"),
        ("gate", "--base", "-x", "--head", "main", "--format=json"),
        ("gate", "--base", "main", "--head", "main", "--format", "json"),
    ],
)
def test_bad_usage_is_exit_2_with_one_json_object(words: tuple[str, ...], tmp_path: Path) -> None:
    done = run(*words, cwd=tmp_path)
    answer = json.loads(done.stdout)
    assert done.returncode == 2
    assert answer["allowed"] is False
    assert answer["reasons"]
    assert done.stderr


def test_an_unknown_command_names_the_nearest(tmp_path: Path) -> None:
    done = run("gaet", cwd=tmp_path)
    assert done.returncode == 2
    assert "gate" in done.stderr


def test_language_follows_option_and_environment(tmp_path: Path) -> None:
    assert "没有命令" in run("gaet", cwd=tmp_path).stderr
    assert "no command" in run("--lang", "en", "gaet", cwd=tmp_path).stderr
    assert "no command" in run("gaet", cwd=tmp_path, SANSHEN_LANG="en").stderr


def test_output_that_cannot_be_written_never_looks_allowed(tmp_path: Path) -> None:
    town = Town(tmp_path)
    for words in (("--format", "json"), ()):
        with Path("/dev/full").open("w") as full:
            done = run("gate", "--base", "main", "--head", "main", *words, cwd=town.root, stdout=full.fileno())
        assert done.returncode == 3, done.stderr
        assert "Traceback" not in done.stderr


def test_an_internal_fault_is_exit_3(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object) -> int:
        raise ZeroDivisionError

    monkeypatch.setattr("sanshen.commands.rules.run", broken)
    assert main(["rules", "--format", "json"], Desk(root=tmp_path)) == 3
    assert json.loads(capsys.readouterr().out)["allowed"] is False


def test_an_interrupted_run_is_exit_3(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("sanshen.commands.rules.run", interrupted)
    assert main(["rules"], Desk(root=tmp_path)) == 3
    assert "中断" in capsys.readouterr().err


def test_a_full_disk_is_exit_3_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("sanshen.commands.rules.run", full)
    assert main(["rules"], Desk(root=tmp_path)) == 3
    assert "腾出空间" in capsys.readouterr().err
