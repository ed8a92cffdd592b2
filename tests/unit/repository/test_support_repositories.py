"""What the tests' builders write without processes is what Git and ssh-keygen write, to the byte."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.keys import shared_key
from support.repos import Executable, Link, Repo, Submodule
from support.town import FIRE, Town

FILES = {
    "a": "1", "a.b": "2", "a-": "3", "b/c/d.md": "四\n", "b/c.x": b"\x00\xff", "b.d": "", "b/c/漢": "x", "link": Link("a"),
    "run": Executable(b"#!/bin/sh\n"), "sub/module": Submodule(), "z\n\udcff/y": "odd",
}  # fmt: skip


@pytest.mark.parametrize("object_format", ["sha1", "sha256"])
def test_git_makes_the_same_tree_and_finds_no_fault(tmp_path: Path, object_format: str) -> None:
    repo = Repo(tmp_path, object_format=object_format)
    files = FILES if object_format == "sha1" else {name: one for name, one in FILES.items() if name != "sub/module"}
    first = repo.commit(files, "first", key=shared_key("zhang.wei"))
    repo.commit({"b/c/d.md": None, "b/c/漢": "y", "n/e/w": "z"}, "second")
    for commit in (first, repo.tip()):
        index = {"GIT_INDEX_FILE": str(tmp_path / "index")}
        repo.git("read-tree", commit, env=index)
        assert repo.git("write-tree", "--missing-ok", env=index) == repo.git("rev-parse", f"{commit}^{{tree}}")
    said = repo.git("fsck", "--strict", "--no-dangling", check=False)
    assert "error" not in said
    assert repo.git("rev-parse", "main~1") == first
    listed = repo.git("-c", "core.quotePath=false", "diff", "--name-status", "main~1", "main").split("\n")
    assert listed == ["D\tb/c/d.md", "M\tb/c/漢", "A\tn/e/w"]


@pytest.mark.parametrize("namespace", ["sanshen", "git", "sanshen-record"])
@pytest.mark.parametrize("data", [b"", "审签".encode(), bytes(range(256)) * 100])
def test_ssh_keygen_makes_the_same_signature(data: bytes, namespace: str) -> None:
    key = shared_key("zhang.wei")
    assert key.quick
    assert key.sign(data, namespace) == key.sign_by_ssh_keygen(data, namespace)


@pytest.mark.parametrize("path", [".git/config", "a//b", "../x", "x/.GIT/y"])
def test_what_git_would_not_take_is_not_built(tmp_path: Path, path: str) -> None:
    with pytest.raises(AssertionError):
        Repo(tmp_path).commit({path: "x"})


def test_a_commit_of_the_town_is_that_of_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    town = Town(tmp_path)
    quick = town.draft()
    minute = town.minute
    town.git("reset", "-q", "--soft", "HEAD~1")
    town.minute = minute - 1
    monkeypatch.setattr(Town, "_plain_tip", lambda self: ("", ""))
    assert town.commit(f"Draft {FIRE}") == quick == town.head()
