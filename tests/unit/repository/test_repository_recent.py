from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sanshen.model.errors import BlockedError, UndecidedError
from sanshen.repository import Repository
from sanshen.repository.process import Git
from sanshen.repository.recent import Recent, is_long
from support.repos import Repo, clean_environment

Asked = list[tuple[str, ...]]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Repository]:
    repo = Repo(tmp_path / "site")
    repo.commit({"a/x": "1", "a/y": "2", "b": "3"})
    repo.commit({"a/x": "4"}, branch="draft")
    with Repository.open(repo.path, clean_environment()) as repository:
        yield repository


@pytest.fixture
def asked(opened: Repository, monkeypatch: pytest.MonkeyPatch) -> Asked:
    """Every git command that is started once the names are resolved."""
    found: Asked = []
    for name in ("run", "start"):
        real = getattr(Git, name)
        monkeypatch.setattr(
            Git, name, lambda git, *args, _real=real, **more: (found.append(args), _real(git, *args, **more))[1]
        )
    return found


def test_the_same_question_about_objects_starts_git_once(opened: Repository, asked: Asked) -> None:
    base, head = opened.resolve("main"), opened.resolve("draft")
    assert opened.children(base, "a")  # the process that is asked object by object is up
    asked.clear()
    for _ in range(3):
        assert [one.path for one in opened.changes(base, head)] == ["a/x"]
        assert [one.path for one in opened.changes(opened.tree_of(base), head)] == ["a/x"]
        assert [one.path for one in opened.list(head, "a")] == ["a/x", "a/y"]
        assert opened.merge_base(base, head) == base
        assert opened.root_commit(head) == base
        assert [data for _, data in opened.read_many([one.oid for one in opened.list(head)])] == [b"4", b"2", b"3"]
    commands = [next(word for word in args if word.islower() and word != "-c") for args in asked]
    assert sorted(commands) == ["ls-tree", "merge-base", "rev-list"]


def test_other_questions_get_their_own_answers(opened: Repository) -> None:
    base, head = opened.resolve("main"), opened.resolve("draft")
    assert [one.path for one in opened.list(head, "a")] != [one.path for one in opened.list(head)]
    assert [opened.read(one.oid) for one in opened.list(base, "a")] == [b"1", b"2"]
    assert [opened.read(one.oid) for one in opened.list(head, "a")] == [b"4", b"2"]
    forth, back = opened.changes(base, head)[0], opened.changes(head, base)[0]
    assert (forth.before, forth.after) == (back.after, back.before)


def test_what_failed_is_asked_again(opened: Repository, asked: Asked) -> None:
    gone = "1" * 40
    for _ in range(2):
        with pytest.raises(UndecidedError):
            opened.merge_base(gone, opened.resolve("main"))
    assert [args[0] for args in asked].count("merge-base") == 2


def test_a_malformed_folder_is_refused_each_time_it_is_compared(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "site")
    base = repo.commit({"a": "1"})
    blob = bytes.fromhex(repo.blob(b"x"))
    twice = b"".join(b"100644 same\0" + blob for _ in range(2))
    tree = repo.git("hash-object", "-w", "-t", "tree", "--literally", "--stdin", stdin=twice)
    with Repository.open(repo.path, clean_environment()) as opened:
        for _ in range(2):
            with pytest.raises(BlockedError):
                opened.changes(base, tree)


def test_a_few_blobs_and_many_come_alike(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "site")
    head = repo.commit({f"f{number}": f"{number}" for number in range(101)})
    with Repository.open(repo.path, clean_environment()) as opened:
        oids = [one.oid for one in opened.list(head)]
        assert list(opened.read_many(oids[:100])) == list(opened.read_many(oids))[:100]
        for some in (["1" * 40], ["1" * 40] * 101, [opened.tree_of(head)]):
            with pytest.raises(UndecidedError):
                list(opened.read_many(some))


def test_the_latest_are_kept_and_large_ones_are_not() -> None:
    recent: Recent[int, tuple[int, ...]] = Recent(is_long)
    asked: list[int] = []

    def answer(question: int, size: int = 1) -> tuple[int, ...]:
        def ask() -> tuple[int, ...]:
            asked.append(question)
            return (question,) * size

        return recent.answer(question, ask)

    assert [answer(one) for one in range(64)] == [(one,) for one in range(64)]
    assert answer(0) == (0,)
    assert asked == list(range(64))
    answer(64)  # the oldest that nobody asked for goes
    answer(0)
    assert asked[64:] == [64]
    answer(1)
    assert asked[65:] == [1]
    assert len(answer(99, 1001)) == len(answer(99, 1001)) == 1001
    assert asked[66:] == [99, 99]
