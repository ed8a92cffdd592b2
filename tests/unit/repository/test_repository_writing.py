from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sanshen.model.errors import BlockedError
from sanshen.repository import Repository
from support.repos import Repo, clean_environment

WHEN = datetime(2026, 11, 3, 8, 30, tzinfo=UTC)
REF = "refs/heads/sanshen-records"


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    repo = Repo(tmp_path / "site")
    repo.commit({"a.md": "1"})
    return repo


@pytest.fixture
def opened(repo: Repo) -> Iterator[Repository]:
    with Repository.open(repo.path, clean_environment()) as repository:
        yield repository


def test_files_are_added_to_what_is_there(repo: Repo, opened: Repository) -> None:
    first = opened.write_commit_on(REF, {"reviews/records/1.json": b"{}", "z": b"z"}, "第一条\n", WHEN, parent=None)
    second = opened.write_commit_on(REF, {"reviews/records/2/中文.json": b"[]"}, "second\n", WHEN, parent=first)
    assert repo.tip("sanshen-records") == second
    assert {entry.path for entry in opened.list(second)} == {"reviews/records/1.json", "reviews/records/2/中文.json", "z"}
    info = opened.commit(second)
    assert (info.parents, info.author_time, info.committer_time) == ((first,), WHEN, WHEN)
    assert opened.commit(first).subject == "第一条"
    repo.git("fsck", "--strict")


def test_names_are_sorted_as_git_sorts_them(repo: Repo, opened: Repository) -> None:
    files = dict.fromkeys(("a.b", "a/b", "a-b", "a0", "b/c/d", "b.c"), b"x")
    written = opened.write_commit_on(REF, files, "m\n", WHEN, parent=None)
    repo.git("fsck", "--strict")
    assert {entry.path for entry in opened.list(written)} == set(files)


def test_a_file_gives_way_to_a_directory(repo: Repo, opened: Repository) -> None:
    first = opened.write_commit_on(REF, {"a": b"file"}, "m\n", WHEN, parent=None)
    second = opened.write_commit_on(REF, {"a/b": b"below"}, "m\n", WHEN, parent=first)
    assert [entry.path for entry in opened.list(second)] == ["a/b"]


@pytest.mark.parametrize("expected", ["stale", "none"])
def test_whoever_comes_second_changes_nothing(repo: Repo, opened: Repository, expected: str) -> None:
    first = opened.write_commit_on(REF, {"a": b"1"}, "m\n", WHEN, parent=None)
    second = opened.write_commit_on(REF, {"b": b"2"}, "m\n", WHEN, parent=first)
    with pytest.raises(BlockedError, match="他人更新"):
        opened.write_commit_on(REF, {"c": b"3"}, "m\n", WHEN, parent=first if expected == "stale" else None)
    assert opened.read_refs(REF)[0] == second


def test_a_ref_that_vanished_is_not_made_anew(repo: Repo, opened: Repository) -> None:
    first = opened.write_commit_on(REF, {"a": b"1"}, "m\n", WHEN, parent=None)
    repo.git("update-ref", "-d", REF)
    with pytest.raises(BlockedError):
        opened.write_commit_on(REF, {"b": b"2"}, "m\n", WHEN, parent=first)
    assert opened.read_refs(REF)[0] is None


def test_the_work_tree_and_its_index_stay_as_they_are(repo: Repo, opened: Repository) -> None:
    repo.checkout()
    index = (repo.git_dir / "index").read_bytes()
    opened.write_commit_on(REF, {"a.md": b"other"}, "m\n", WHEN, parent=None)
    assert (repo.git_dir / "index").read_bytes() == index
    assert repo.git("status", "--porcelain", "--untracked-files=no") == ""
    assert (repo.path / "a.md").read_text() == "1"


def test_attributes_and_line_end_settings_do_not_change_what_is_written(repo: Repo, opened: Repository) -> None:
    repo.git("config", "core.autocrlf", "input")
    written = opened.write_commit_on(
        REF, {".gitattributes": b"* text eol=lf ident\n", "a": b"$Id$\r\n"}, "m\n", WHEN, parent=None
    )
    assert opened.read_path(written, "a") == b"$Id$\r\n"
