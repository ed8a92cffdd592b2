"""Names that are one file on many machines (T45)."""

from __future__ import annotations

from pathlib import Path

import pytest

from sanshen.judging.names import name_findings
from sanshen.repository import Repository
from support.repos import Repo, clean_environment


def found(folder: Path, before: tuple[str, ...], after: tuple[str, ...]) -> list[str]:
    """Paths with a finding when a change adds `after` to `before`."""
    repo = Repo(folder)
    base = repo.commit(dict.fromkeys(before or ("README",), "x"))
    head = repo.commit(dict.fromkeys(after, "y"), branch="next")
    with Repository.open(folder, clean_environment()) as repository:
        return [one.path for one in name_findings(repository, head, repository.changes(base, head))]


@pytest.mark.parametrize(
    ("before", "after", "refused"),
    [
        (("a/b.png",), ("a/B.png",), ["a/B.png"]),
        (("a/b.png",), ("A/c.png",), ["A/c.png"]),
        (("a/b.png",), ("a/c.png",), []),
        (("a/b.png",), ("B.png",), []),
        ((), ("x/a", "x/A"), ["x/A", "x/a"]),
        (("ß.png",), ("SS.png",), ["SS.png"]),
        (("é.png",), ("É.png",), ["É.png"]),
        (("K.png",), ("\u212a.png",), ["\u212a.png"]),
        (("a/B.png", "a/b.png"), ("a/c.png",), []),  # what the base has already is not this change's fault
        (("a",), ("A/b",), ["A/b"]),
    ],
)
def test_added_names_are_held_against_their_neighbours(
    tmp_path: Path, before: tuple[str, ...], after: tuple[str, ...], refused: list[str]
) -> None:
    assert found(tmp_path / "r", before, after) == refused


def test_the_cost_is_one_look_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    real = Repository.names

    def names(self: Repository, treeish: str, folder: str) -> tuple[str, ...]:
        asked.append(folder)
        return real(self, treeish, folder)

    monkeypatch.setattr(Repository, "names", names)
    found(tmp_path / "r", (), tuple(f"a/b/{number}" for number in range(50)))
    assert sorted(asked) == ["", "a", "a/b"]
