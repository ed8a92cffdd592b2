from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from sanshen.model.errors import SanshenError, UndecidedError, UsageError
from sanshen.repository import Repository
from support.repos import Repo, clean_environment

ENV = clean_environment()


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    repo = Repo(tmp_path / "site")
    repo.commit({"a.md": "one\n"})
    return repo


def fake_git(folder: Path, script: str) -> dict[str, str]:
    folder.mkdir()
    (folder / "git").write_text("#!/bin/sh\n" + script)
    (folder / "git").chmod(0o755)
    return {**ENV, "PATH": f"{folder}:{ENV['PATH']}"}


def test_a_subdirectory_of_a_work_tree_finds_the_repository(repo: Repo) -> None:
    (repo.path / "content").mkdir()
    with Repository.open(repo.path / "content", ENV) as opened:
        assert opened.resolve("HEAD") == repo.tip()
        assert opened.worktree_root == repo.path


def test_a_bare_repository_has_no_work_tree(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "bare.git", bare=True)
    commit = repo.commit({"a.md": "one\n"})
    with Repository.open(repo.path, ENV) as opened:
        assert opened.resolve("main") == commit
        assert opened.worktree_root is None


def test_a_linked_work_tree_reads_the_shared_store(repo: Repo, tmp_path: Path) -> None:
    repo.git("worktree", "add", "-q", str(tmp_path / "second"), "-b", "second")
    with Repository.open(tmp_path / "second", ENV) as opened:
        assert opened.read_path(opened.resolve("second"), "a.md") == b"one\n"
        assert opened.worktree_root == tmp_path / "second"


def test_sha256_repositories_are_read_and_written(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "new", object_format="sha256")
    commit = repo.commit({"d/a.md": "one\n"})
    assert len(commit) == 64
    with Repository.open(repo.path, ENV) as opened:
        assert opened.read_path(opened.resolve("main"), "d/a.md") == b"one\n"
        assert [change.path for change in opened.changes(opened.empty_tree, commit)] == ["d/a.md"]
        written = opened.write_commit_on("refs/heads/records", {"r": b"1"}, "r", opened.commit(commit).author_time, parent=None)
        assert opened.read_path(written, "r") == b"1"


def test_outside_any_repository_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="不在 Git 仓库中"):
        Repository.open(tmp_path, {**ENV, "GIT_CEILING_DIRECTORIES": str(tmp_path.parent)})


def test_a_directory_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(UndecidedError, match="不存在"):
        Repository.open(tmp_path / "nowhere", ENV)


def test_a_broken_repository_cannot_be_decided_on(repo: Repo) -> None:
    (repo.git_dir / "HEAD").unlink()
    with pytest.raises(UndecidedError, match="无法读取"):
        Repository.open(repo.path, {**ENV, "GIT_CEILING_DIRECTORIES": str(repo.path.parent)})


@pytest.mark.parametrize("said", ["git version 2.37.7", "git version 1.9", "gibberish"])
def test_an_old_git_is_refused_with_the_version_needed(repo: Repo, tmp_path: Path, said: str) -> None:
    with pytest.raises(UndecidedError, match=r"2\.38") as caught:
        Repository.open(repo.path, fake_git(tmp_path / "bin", f"echo '{said}'"))
    assert caught.value.advice.en


def test_no_git_at_all_is_said_plainly(repo: Repo, tmp_path: Path) -> None:
    with pytest.raises(UndecidedError, match="找不到 git"):
        Repository.open(repo.path, {"PATH": str(tmp_path)})


def test_a_hook_s_variables_do_not_leak_into_reading(repo: Repo, tmp_path: Path) -> None:
    other = Repo(tmp_path / "other")
    other.commit({"a.md": "another\n"})
    env = {**ENV, "GIT_DIR": str(repo.git_dir), "GIT_WORK_TREE": str(repo.path), "GIT_TRACE": str(tmp_path / "trace")}
    with Repository.open(other.path, env) as opened:
        assert opened.read_path(opened.resolve("HEAD"), "a.md") == b"one\n"
    assert not (tmp_path / "trace").exists()


def test_stores_that_borrow_from_each_other_with_odd_names_are_followed(repo: Repo, tmp_path: Path) -> None:
    first = tmp_path / 'first "quoted" \n store: #1'
    repo.git("clone", "-q", "--bare", "--shared", str(repo.path), str(first), git_dir=False)
    second = tmp_path / "second"
    repo.git("clone", "-q", "--bare", str(repo.path), str(second), git_dir=False)
    for pack in (second / "objects" / "pack").iterdir():
        pack.unlink()
    for folder in (second / "objects").iterdir():
        for loose in folder.iterdir() if len(folder.name) == 2 else ():
            loose.unlink()
    quoted = '"' + os.path.relpath(first / "objects", second / "objects").replace('"', '\\"').replace("\n", "\\n") + '"'
    (second / "objects" / "info" / "alternates").write_text("# borrowed\n" + quoted + "\n")
    with Repository.open(second, ENV) as opened:
        assert opened.read_path(opened.resolve("main"), "a.md") == b"one\n"


def test_closing_removes_the_sealed_store_and_may_be_repeated(repo: Repo) -> None:
    with Repository.open(repo.path, ENV) as opened:
        store = opened.sealed.cwd
        opened.read_path(repo.tip(), "a.md")
        assert store.is_dir()
    opened.close()
    assert not store.exists()


def test_an_exception_inside_still_removes_the_store(repo: Repo) -> None:
    opened = Repository.open(repo.path, ENV)
    opened.read_path(repo.tip(), "a.md")
    with pytest.raises(KeyboardInterrupt), opened:
        raise KeyboardInterrupt
    assert not opened.sealed.cwd.exists()


def run_script(repo: Repo, tmp_path: Path, body: str) -> subprocess.Popen[str]:
    script = tmp_path / "run.py"
    script.write_text(
        "import os, sys, time\nfrom pathlib import Path\nfrom sanshen.repository import Repository\n" + textwrap.dedent(body)
    )
    env = {**os.environ, "TMPDIR": str(tmp_path / "tmp")}
    (tmp_path / "tmp").mkdir()
    return subprocess.Popen([sys.executable, str(script), str(repo.path)], stdout=subprocess.PIPE, text=True, env=env)


def test_ctrl_c_leaves_no_temporary_store(repo: Repo, tmp_path: Path) -> None:
    body = """
    opened = Repository.open(Path(sys.argv[1]), os.environ)
    opened.read_path(opened.resolve("HEAD"), "a.md")
    print("ready", flush=True)
    time.sleep(60)
    """
    process = run_script(repo, tmp_path, body)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    process.send_signal(signal.SIGINT)
    process.wait(20)
    process.stdout.close()
    assert list((tmp_path / "tmp").iterdir()) == []


def test_kill_9_leaves_the_real_repository_as_it_was(repo: Repo, tmp_path: Path) -> None:
    repo.commit({"a.md": "two\n"}, branch="draft")
    repo.commit({"b.md": "three\n"})
    before = sorted(str(path) for path in repo.git_dir.rglob("*"))
    body = """
    opened = Repository.open(Path(sys.argv[1]), os.environ)
    print(opened.merge(opened.resolve("main"), opened.resolve("draft")).tree, flush=True)
    time.sleep(60)
    """
    process = run_script(repo, tmp_path, body)
    assert process.stdout is not None
    assert len(process.stdout.readline().strip()) == 40
    process.kill()
    process.wait(20)
    process.stdout.close()
    assert sorted(str(path) for path in repo.git_dir.rglob("*")) == before
    repo.git("fsck", "--strict")


def test_two_processes_at_once_read_the_same(repo: Repo) -> None:
    code = (
        "import os, sys; from pathlib import Path; from sanshen.repository import Repository\n"
        "with Repository.open(Path(sys.argv[1]), os.environ) as r:\n"
        "    print([r.read_path(r.resolve('main'), 'a.md') for _ in range(20)])\n"
    )
    command = [sys.executable, "-c", code, str(repo.path)]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    assert {process.communicate(timeout=30)[0] for process in both} == {f"{[b'one' + bytes([10])] * 20}\n"}


def test_errors_carry_an_exit_code_and_advice(tmp_path: Path) -> None:
    with pytest.raises(SanshenError) as caught:
        Repository.open(tmp_path, {**ENV, "GIT_CEILING_DIRECTORIES": str(tmp_path.parent)})
    assert caught.value.exit_code == 2
    assert caught.value.advice.zh
