"""The command line as somebody who knows only the contract would try it: the real program, a process a time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

PLANNED = ("patrol", "due", "assess", "ledger")


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


def test_a_file_of_neither_kind_is_a_usage_error_not_a_finding_about_another_path(tmp_path: Path) -> None:
    assert run("init", "site", cwd=tmp_path).returncode == 0
    done = run("check", "README.md", "--format", "json", cwd=tmp_path / "site")
    assert done.returncode == 2
    assert json.loads(done.stdout)["reasons"] == ["README.md 不在 content/ 或 reviews/ 下，没有可检查的内容"]


def test_a_baseline_needs_no_options(tmp_path: Path) -> None:
    from support.town import FIRE, Town, article

    town = Town(tmp_path)
    town.branch("main")
    town.draft(FIRE, article())
    town.branch("baseline")
    code, _, said = town.run("baseline")
    listed = json.loads((town.root / "reviews/baseline.json").read_text(encoding="utf-8"))
    assert code == 0
    assert listed["commit"] == town.head("main")
    assert [one["path"] for one in listed["articles"]] == [FIRE]
    assert "--times" in said


def test_the_contract_s_own_article_is_clean(tmp_path: Path) -> None:
    """Copied as it stands in the contract, remarks included."""
    from support.town import FIRE, Town

    town = Town(tmp_path)
    text = """---
title: 梁山街道开展冬季消防安全检查
grade: general                 # general | major | special (or 一般 | 重大 | 特级)
source: 梁山街道               # the unit's name, or {name: 新华社, url: https://…, title: …, published: …} for a reprint (Art. 18)
disclosure: active             # 主动公开; nothing else may be published
keywords: [消防, 安全]
signatures:                    # optional: who is expected to sign
  review-1: zhang.wei
---

街道组织工作人员走访沿街商铺。
"""
    town.draft(FIRE, text)
    code, out, _ = town.run("check", FIRE, "--format", "json")
    assert (code, json.loads(out)) == (0, {"findings": [], "checked": 1})


def test_annotations_do_not_hide_why_a_change_is_blocked(tmp_path: Path) -> None:
    from support.town import Town

    town = Town(tmp_path)
    town.draft()
    for format_ in ("github", "sarif"):
        code, _, said = town.run("gate", "--base", "main", "--head", "HEAD", "--format", format_)
        assert code == 1
        assert "不能合并：" in said
        assert "一审" in said
