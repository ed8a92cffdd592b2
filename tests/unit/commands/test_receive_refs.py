from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pytest

from sanshen.commands import receive
from sanshen.commands.pushed_refs import Server, Update, protected_refs, read_updates, real_updates, server_of
from sanshen.model.errors import UndecidedError
from sanshen.repository import Repository
from support.pushes import HOOK, configure, server
from support.repos import Repo, clean_environment

OLD, NEW, ZERO = "a" * 40, "b" * 40, "0" * 40


def test_lines_of_a_push_are_read() -> None:
    text = f"{OLD} {NEW} refs/heads/main\n{ZERO} {NEW} refs/heads/new\n{OLD} {ZERO} refs/tags/gone\n"
    assert read_updates(text) == (
        Update("refs/heads/main", OLD, NEW),
        Update("refs/heads/new", None, NEW),
        Update("refs/tags/gone", OLD, None),
    )
    assert read_updates("") == ()


@pytest.mark.parametrize("text", ["x", f"{OLD} {NEW}", f"{OLD} {NEW} HEAD", f"{OLD} {NEW} main"])
def test_anything_else_is_no_push(text: str) -> None:
    with pytest.raises(UndecidedError):
        read_updates(text)


def test_sha256_ids_are_read() -> None:
    assert read_updates(f"{'0' * 64} {'c' * 64} refs/heads/main") == (Update("refs/heads/main", None, "c" * 64),)


def test_symbolic_refs_stand_for_what_they_name(tmp_path: Path) -> None:
    bare = server(tmp_path / "bare.git", hook=False)
    repo = Repo(tmp_path / "repo")
    repo.commit({"a": "x"})
    repo.git("push", "-q", str(bare), "refs/heads/main")
    subprocess.run(["git", "--git-dir", str(bare), "symbolic-ref", "refs/heads/alias", "refs/heads/main"], check=True)
    with Repository.open(bare, clean_environment()) as repository:
        found = server_of(repository, clean_environment())
    assert found.default == "refs/heads/main"
    assert found.refs["refs/heads/main"] == repo.tip()
    updates = (Update("refs/heads/alias", OLD, NEW), Update("refs/heads/x", None, NEW))
    assert [one.ref for one in real_updates(updates, found)] == ["refs/heads/main", "refs/heads/x"]


@pytest.mark.parametrize(("value", "expected"), [("true", True), ("yes", True), ("false", False), (None, False)])
def test_genesis_is_asked_of_the_server_s_own_configuration(tmp_path: Path, value: str | None, expected: bool) -> None:
    bare = server(tmp_path / "bare.git", hook=False)
    if value is not None:
        configure(bare, "sanshen.genesis", value)
    injected = clean_environment(GIT_CONFIG_COUNT="1", GIT_CONFIG_KEY_0="sanshen.genesis", GIT_CONFIG_VALUE_0="true")
    with Repository.open(bare, injected) as repository:
        assert server_of(repository, injected).genesis is expected


def test_default_branch_and_the_policy_s_branch_are_both_protected() -> None:
    found = Server("refs/heads/trunk", {}, {}, genesis=False)
    assert protected_refs(found, "main") == {"refs/heads/trunk", "refs/heads/main"}
    assert protected_refs(found, "") == {"refs/heads/trunk"}


def run_main(monkeypatch: pytest.MonkeyPatch, where: Path, text: str) -> int:
    monkeypatch.chdir(where)
    monkeypatch.setattr(sys, "stdin", io.StringIO(text))
    return receive.main()


def test_outside_a_repository_nothing_is_accepted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert run_main(monkeypatch, tmp_path, f"{OLD} {NEW} refs/heads/main\n") != 0


def test_an_internal_fault_refuses_the_push(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object) -> int:
        raise RuntimeError("unforeseen")

    monkeypatch.setattr(receive, "receive", fail)
    assert run_main(monkeypatch, tmp_path, "") == 3
    assert "unforeseen" in capfd.readouterr().err


def test_the_hook_is_thin_and_executable() -> None:
    assert len(HOOK.read_text().splitlines()) <= 15
    assert HOOK.stat().st_mode & 0o111
