"""What the gate's workflow brings from run to run: restored where there is something, saved only where it is not the same."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from support.actions import run_workflow
from support.forge_graph import require_graph
from support.github_description import require_description
from support.office import login
from support.pulls import Pull, pull_of_article
from support.webhooks import event_like

REPOSITORY = {"default_branch": "main", "full_name": "district/website", "name": "website"}


@pytest.fixture
def pull(tmp_path: Path) -> Iterator[Pull]:
    """So much is said, in such small pages, that its lists are kept."""
    require_description()
    require_graph()
    with pull_of_article(tmp_path) as found:
        found.forge.page_size = 5
        for number in range(12):
            found.forge.comment(1, login("han.mei"), f"说明 {number}")
        found.forge.run(found.head)
        yield found


def _run(pull: Pull, where: Path, name: str, **secrets: str) -> int:
    """One run on a machine of its own, with nothing but the cache from before; how much it asked."""
    home = where / name
    home.mkdir()
    before = len(pull.forge.requests)
    done = run_workflow(
        "gate",
        "pull_request_target",
        event_like(
            "pull_request_target",
            "synchronize",
            number=1,
            pull_request={"number": 1, "head": {"sha": pull.head}},
            repository=REPOSITORY,
        ),
        pull.site.repo.path,
        home,
        {**pull.forge.env, "CACHE": str(where / "kept")},
        secrets=secrets,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return len(pull.forge.requests) - before


def _saved(where: Path) -> set[str]:
    return {one.name for one in (where / "kept").glob("*")}


def test_it_is_saved_once_and_again_only_when_something_changed(pull: Pull, tmp_path: Path) -> None:
    seal = {"SANSHEN_SEAL": "0123456789abcdef" * 4}
    first = _run(pull, tmp_path, "first", **seal)
    (kept,) = _saved(tmp_path)
    assert len(kept) == len("lists-") + 64
    assert _run(pull, tmp_path, "second", **seal) == 3 < first
    assert _saved(tmp_path) == {kept}
    pull.forge.comment(1, login("han.mei"), "又一条")
    assert _run(pull, tmp_path, "third", **seal) > 3
    assert len(_saved(tmp_path)) == 2
    assert _run(pull, tmp_path, "fourth", **seal) == 3, "the newest is restored"
    assert len(_saved(tmp_path)) == 2


def test_without_a_seal_nothing_is_saved(pull: Pull, tmp_path: Path) -> None:
    _run(pull, tmp_path, "first")
    assert _saved(tmp_path) == set()


def test_what_another_seal_kept_is_not_believed_and_replaced(pull: Pull, tmp_path: Path) -> None:
    _run(pull, tmp_path, "first", SANSHEN_SEAL="0123456789abcdef" * 4)
    assert _run(pull, tmp_path, "second", SANSHEN_SEAL="fedcba9876543210" * 4) > 3
    assert len(_saved(tmp_path)) == 2
