"""Real pre-commit runs: the local hook of this repository's own configuration, and the hook offered to other repositories."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from support.checking import ARTICLE, article, lay_out, site

REPOSITORY = Path(__file__).parents[2]
PRE_COMMIT = Path(sys.executable).with_name("pre-commit")
BAD = article("立即抢购。\n")


def _environment(home: Path) -> dict[str, str]:
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "SANSHEN_", "PRE_COMMIT", "PYTHON"))
    }
    return kept | {
        "HOME": str(home),
        "PRE_COMMIT_HOME": str(home / "pre-commit"),
        "GIT_CONFIG_GLOBAL": "/dev/null",
        "GIT_CONFIG_SYSTEM": "/dev/null",
        "GIT_AUTHOR_NAME": "Zhang",
        "GIT_AUTHOR_EMAIL": "zhangwei@example.gov.cn",
        "GIT_COMMITTER_NAME": "Zhang",
        "GIT_COMMITTER_EMAIL": "zhangwei@example.gov.cn",
        "GIT_ALLOW_PROTOCOL": "file",
    }


def _run(where: Path, home: Path, *command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=where, env=_environment(home), capture_output=True, text=True, check=False, timeout=300)


def _git(where: Path, home: Path, *words: str) -> str:
    done = _run(where, home, "git", *words)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def home(tmp_path: Path) -> Path:
    place = tmp_path / "home"
    place.mkdir()
    return place


@pytest.fixture
def district(tmp_path: Path, home: Path) -> Path:
    """A district's repository that brings this repository's hook and configuration along, as a clone of it would."""
    root = site(tmp_path / "district", {"README.md": "甲\n"})
    (root / "hooks").mkdir()
    shutil.copy2(REPOSITORY / "hooks" / "pre-commit", root / "hooks" / "pre-commit")
    shutil.copy2(REPOSITORY / ".pre-commit-config.yaml", root / ".pre-commit-config.yaml")
    (root / ".venv").symlink_to(REPOSITORY / ".venv")
    lay_out(root, {".gitignore": ".venv\n"})
    _git(root, home, "init", "-q", "-b", "main")
    _git(root, home, "add", "-A")
    _git(root, home, "commit", "-q", "-m", "base")
    return root


def test_a_commit_with_a_forbidden_article_is_refused_and_a_good_one_made(district: Path, home: Path) -> None:
    assert _run(district, home, PRE_COMMIT, "install").returncode == 0
    lay_out(district, {ARTICLE: BAD})
    _git(district, home, "add", ARTICLE)
    refused = _run(district, home, "git", "commit", "-m", "draft")
    assert refused.returncode == 1
    assert f"{ARTICLE}:7:1: 错误 SS1601" in refused.stdout + refused.stderr
    lay_out(district, {ARTICLE: article()})
    _git(district, home, "add", ARTICLE)
    made = _run(district, home, "git", "commit", "-m", "draft")
    assert made.returncode == 0, made.stdout + made.stderr
    assert _git(district, home, "log", "--format=%s").split("\n")[0] == "draft"


def test_what_is_staged_counts_not_what_lies_on_disk(district: Path, home: Path) -> None:
    lay_out(district, {ARTICLE: BAD})
    _git(district, home, "add", ARTICLE)
    lay_out(district, {ARTICLE: article()})
    run = _run(district, home, PRE_COMMIT, "run")
    assert run.returncode == 1
    assert "SS1601" in run.stdout


def test_files_that_are_no_content_are_left_alone(district: Path, home: Path) -> None:
    lay_out(district, {"README.md": "立即抢购\n"})
    _git(district, home, "add", "README.md")
    run = _run(district, home, PRE_COMMIT, "run")
    assert run.returncode == 0
    assert "Skipped" in run.stdout


def test_all_files_can_be_run(district: Path, home: Path) -> None:
    lay_out(district, {ARTICLE: article(), "reviews/lexicon/x.yml": "topic: 甲\nterms: [{term: 乙}]\n"})
    _git(district, home, "add", "-A")
    run = _run(district, home, PRE_COMMIT, "run", "--all-files")
    assert run.returncode == 1
    assert "reviews/lexicon/x.yml" in run.stdout


def test_the_plain_git_hook_reads_the_index(district: Path, home: Path) -> None:
    hook = district / ".git" / "hooks" / "pre-commit"
    hook.symlink_to(REPOSITORY / "hooks" / "pre-commit")
    lay_out(district, {ARTICLE: BAD})
    _git(district, home, "add", ARTICLE)
    lay_out(district, {ARTICLE: article()})
    refused = _run(district, home, "git", "commit", "-m", "draft")
    assert refused.returncode == 1
    assert "SS1601" in refused.stdout + refused.stderr


def test_fixes_are_made_only_where_somebody_asks_for_them(district: Path, home: Path) -> None:
    """The configuration that `sanshen init` writes: the hook that changes files runs by hand, never at a commit."""
    template = REPOSITORY / "scripts" / "sanshen" / "templates" / "pre-commit-config.yml"
    shutil.copy2(template, district / ".pre-commit-config.yaml")
    environment = _environment(home) | {"PATH": f"{PRE_COMMIT.parent}:{os.environ['PATH']}"}
    messy, right = article("街道检查,通报。\n"), article("街道检查，通报。\n")
    lay_out(district, {ARTICLE: messy})
    _git(district, home, "add", "-A")

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        command = [PRE_COMMIT, "run", "--all-files", *words]
        return subprocess.run(command, cwd=district, env=environment, capture_output=True, text=True, check=False, timeout=300)

    assert run().returncode == 0
    assert (district / ARTICLE).read_text("utf-8") == messy
    asked = run("--hook-stage", "manual", "sanshen-fix")
    assert asked.returncode == 1, "pre-commit says so where a hook changed files"
    assert "files were modified by this hook" in asked.stdout
    assert (district / ARTICLE).read_text("utf-8") == right
    assert run("--hook-stage", "manual", "sanshen-fix").returncode == 0


def test_another_repository_installs_the_hook_from_here(tmp_path: Path, home: Path) -> None:
    source = tmp_path / "sanshen"
    ignored = shutil.ignore_patterns("__pycache__", "*.egg-info")
    shutil.copytree(REPOSITORY / "scripts", source / "scripts", ignore=ignored)
    for name in ("pyproject.toml", "LICENSE", ".pre-commit-hooks.yaml"):
        shutil.copy2(REPOSITORY / name, source / name)
    (source / "README.md").write_text("sanshen\n")
    _git(source, home, "init", "-q", "-b", "main")
    _git(source, home, "add", "-A")
    _git(source, home, "commit", "-q", "-m", "sanshen")
    revision = _git(source, home, "rev-parse", "HEAD").strip()
    config = f"repos:\n  - repo: file://{source}\n    rev: {revision}\n    hooks: [{{id: sanshen-check}}]\n"
    root = site(tmp_path / "other", {ARTICLE: BAD, ".pre-commit-config.yaml": config})
    _git(root, home, "init", "-q", "-b", "main")
    _git(root, home, "add", "-A")
    # The libraries are those already installed beside pytest, so that the test needs no package index.
    borrowed = {
        "PIP_NO_DEPS": "1",
        "PIP_NO_BUILD_ISOLATION": "0",
        "PIP_NO_INDEX": "1",
        "PYTHONPATH": str(Path(pytest.__file__).parents[1]),
    }
    run = subprocess.run(
        [PRE_COMMIT, "run", "--all-files"],
        cwd=root,
        env=_environment(home) | borrowed,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert run.returncode == 1
    assert f"{ARTICLE}:7:1: 错误 SS1601" in run.stdout, run.stdout + run.stderr
    assert "reviews/" not in run.stdout


def test_the_configurations_are_valid(home: Path) -> None:
    for command, file in (("validate-config", ".pre-commit-config.yaml"), ("validate-manifest", ".pre-commit-hooks.yaml")):
        done = _run(REPOSITORY, home, PRE_COMMIT, command, REPOSITORY / file)
        assert done.returncode == 0, done.stdout
    broken = home / "broken.yaml"
    broken.write_text("repos: 1\n")
    assert _run(REPOSITORY, home, PRE_COMMIT, "validate-config", broken).returncode == 1
