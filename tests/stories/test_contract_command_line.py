"""The command line as somebody who knows only the contract would try it: the real program, a process a time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

PLANNED = ("patrol", "due", "assess", "ledger", "forge")


def run(*words: str, cwd: Path, **env: str) -> subprocess.CompletedProcess[str]:
    surroundings = {"PATH": os.environ["PATH"], "HOME": str(cwd), **env}
    return subprocess.run(
        [sys.executable, "-m", "sanshen", *words], cwd=cwd, env=surroundings, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("name", PLANNED)
def test_a_planned_command_is_a_usage_error_that_says_so(name: str, tmp_path: Path) -> None:
    chinese = run(name, "https://www.example.gov.cn", cwd=tmp_path)
    english = run(name, "--format", "json", cwd=tmp_path, SANSHEN_LANG="en")
    assert (chinese.returncode, chinese.stdout) == (2, "")
    assert f"命令“{name}”" in chinese.stderr
    assert "计划中" in chinese.stderr
    assert english.returncode == 2
    assert json.loads(english.stdout)["allowed"] is False
    assert f"'{name}'" in english.stderr
    assert "planned" in english.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("gate",), "缺少 --base, --head"),
        (("gate", "--base"), "--base 后面要写一个值"),
        (("gate", "--base", "a", "--head", "b", "--pr", "x"), "--pr 应为整数"),
        (("gate", "--base", "a", "--head", "b", "--format", "xml"), "--format 不能是 'xml'"),
        (("gate", "--base", "a", "--head", "b", "--nonsense"), "没有这样的选项或多出的参数：--nonsense"),
    ],
)
def test_a_bad_command_line_is_explained_in_chinese(words: tuple[str, ...], said: str, tmp_path: Path) -> None:
    done = run(*words, cwd=tmp_path)
    assert done.returncode == 2
    assert said in done.stderr


def test_help_is_chinese_unless_asked_otherwise(tmp_path: Path) -> None:
    assert run("gate", "--help", cwd=tmp_path).stdout.startswith("用法：sanshen gate")
    assert run("gate", "--help", "--lang", "en", cwd=tmp_path).stdout.startswith("usage: sanshen gate")
