from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

import pytest

from sanshen.model.change import Contribution
from sanshen.model.commit import CommitInfo
from sanshen.repository import Repository
from sanshen.repository.history import History, article_history
from support.repos import Repo, clean_environment

A = "content/ls/news/2026/a.md"
B = "content/ls/news/2026/b.md"
PICTURE = "content/ls/news/2026/a.png"
LINES = "".join(f"line {number}\n" for number in range(20))


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    repo = Repo(tmp_path / "site")
    repo.commit({A: LINES, B: LINES, PICTURE: b"one"})
    repo.branch("draft")
    return repo


@pytest.fixture
def opened(repo: Repo) -> Iterator[Repository]:
    with Repository.open(repo.path, clean_environment()) as repository:
        yield repository


def by_author(commit: CommitInfo) -> Contribution:
    return Contribution(commit.sha, frozenset({commit.author_email}), attributed=False)


def history(opened: Repository, sign: Collection[str] = (), paths: Collection[str] = (A,), **more: Any) -> History:  # noqa: ANN401
    base, head = opened.resolve("refs/heads/main"), opened.resolve("refs/heads/draft")
    return article_history(opened, base=base, head=head, sign_commits=sign, paths=paths, identify=by_author, **more)


def test_only_commits_that_change_the_article_count(repo: Repo, opened: Repository) -> None:
    first = repo.commit({A: "1"}, branch="draft")
    repo.commit({B: "1"}, branch="draft")
    third = repo.commit({A: "2", B: "2"}, branch="draft")
    found = history(opened, paths=(A, B))
    assert set(found.articles[A].contributions) == {first, third}
    assert found.articles[A].reach[third] == {first, third}
    assert third in found.articles[B].contributions
    assert first not in found.articles[B].contributions


def test_each_version_starts_where_its_branch_left_the_protected_one(repo: Repo, opened: Repository) -> None:
    old = repo.tip("main")
    first = repo.commit({A: "1"}, branch="draft")
    moved_on = repo.commit({B: "main"})
    repo.branch("rebased", at=moved_on)
    rebased = repo.commit({A: "1"}, branch="rebased")
    merge = repo.merge("draft", "main")
    alien = repo.commit({A: "1"}, branch="alien", parents=())
    found = history(opened, sign=(first, rebased, merge, moved_on, old, alien)).starts
    assert found == {first: old, rebased: moved_on, merge: moved_on, moved_on: moved_on, old: old, alien: None}


def test_each_signed_version_reaches_its_own_commits(repo: Repo, opened: Repository) -> None:
    first = repo.commit({A: "1"}, branch="draft")
    between = repo.commit({"README": "x"}, branch="draft")
    third = repo.commit({A: "2"}, branch="draft")
    base = repo.tip("main")
    found = history(opened, sign=(first, between, base)).articles[A]
    assert found.reach == {third: {first, third}, first: {first}, between: {first}, base: frozenset()}


def test_a_version_left_behind_by_a_force_push_is_known(repo: Repo, opened: Repository) -> None:
    old = repo.commit({A: "old"}, branch="left-behind", author=("x", "gone@x"))
    new = repo.commit({A: "new"}, branch="draft")
    found = history(opened, sign=(old,)).articles[A]
    assert found.reach == {new: {new}, old: {old}}
    assert found.contributions[old].people == {"gone@x"}


def test_a_sign_off_commit_that_is_not_here_is_named_missing(repo: Repo, opened: Repository) -> None:
    repo.commit({A: "1"}, branch="draft")
    found = history(opened, sign=("1" * 40, "rubbish"))
    assert found.missing == {"1" * 40, "rubbish"}
    assert found.too_long is None
    assert "1" * 40 not in found.articles[A].reach


def test_what_is_on_the_protected_branch_is_nobody_s_draft(repo: Repo, opened: Repository) -> None:
    repo.commit({A: LINES + "on main\n"})
    merge = repo.merge("draft", "main")
    assert history(opened).articles[A].contributions == {}
    assert history(opened).articles[A].reach == {merge: frozenset()}


def test_t31_a_draft_behind_the_second_parent_of_a_merge_is_found(repo: Repo, opened: Repository) -> None:
    hidden = repo.commit({A: "by the principal"}, branch="side", author=("p", "principal@x"))
    merge = repo.merge("draft", "side")
    found = history(opened).articles[A]
    assert set(found.contributions) == {hidden}
    assert found.reach[merge] == {hidden}


def test_t06_a_merge_counts_where_the_article_differs_from_every_parent(repo: Repo, opened: Repository) -> None:
    draft = repo.commit({A: LINES + "draft\n"}, branch="draft")
    repo.commit({A: "main\n" + LINES})
    clean = repo.merge("draft", "main")
    found = history(opened).articles[A]
    assert set(found.contributions) == {draft, clean}
    repo.commit({B: "on main"})
    repo.merge("draft", "main")
    assert set(history(opened).articles[A].contributions) == {draft, clean}
    evil = repo.merge("draft", "main", {A: "by hand"})
    assert set(history(opened).articles[A].contributions) == {draft, clean, evil}


def test_a_merge_that_mixes_one_parent_s_text_with_the_other_s_picture_counts(repo: Repo, opened: Repository) -> None:
    text = repo.commit({A: "draft"}, branch="draft")
    repo.commit({PICTURE: b"two"})
    mixed = repo.merge("draft", "main")
    assert set(history(opened, bundles={A: (PICTURE,)}).articles[A].contributions) == {text, mixed}
    assert set(history(opened).articles[A].contributions) == {text}


def test_t07_a_picture_swapped_is_a_change_of_every_article_that_shows_it(repo: Repo, opened: Repository) -> None:
    swap = repo.commit({PICTURE: b"two"}, branch="draft")
    found = history(opened, paths=(A, B), bundles={A: (PICTURE,), B: (PICTURE,)})
    assert set(found.articles[A].contributions) == set(found.articles[B].contributions) == {swap}


def test_edits_before_a_move_count(repo: Repo, opened: Repository) -> None:
    edit = repo.commit({B: "edited"}, branch="draft")
    new = "content/ls/notices/2026/b.md"
    move = repo.commit({B: None, new: "edited"}, branch="draft")
    found = history(opened, paths=(new,), former={new: B})
    assert set(found.articles[new].contributions) == {edit, move}


def test_a_change_back_and_forth_keeps_both_hands(repo: Repo, opened: Repository) -> None:
    there = repo.commit({A: "x"}, branch="draft")
    back = repo.commit({A: LINES}, branch="draft")
    assert set(history(opened).articles[A].contributions) == {there, back}


def test_a_mode_change_is_a_change(repo: Repo, opened: Repository) -> None:
    repo.git("update-ref", "refs/heads/draft", repo.tip("main"))
    tree = repo.git("ls-tree", "-r", "main", "--", A).split()[2]
    index = {"GIT_INDEX_FILE": str(repo.git_dir / "i")}
    repo.git("read-tree", "main", env=index)
    repo.git("update-index", "--cacheinfo", f"100755,{tree},{A}", env=index)
    run = repo.commit({}, branch="draft", tree=repo.git("write-tree", env=index))
    assert set(history(opened).articles[A].contributions) == {run}


def test_odd_names_and_pathspec_magic_mean_themselves(repo: Repo, opened: Repository) -> None:
    odd = ":(glob)content/**/*\n.md"
    commit = repo.commit({odd: "1"}, branch="draft")
    repo.commit({A: "1"}, branch="draft")
    assert set(history(opened, paths=(odd,)).articles[odd].contributions) == {commit}


def test_an_article_nobody_touched_has_an_empty_history(repo: Repo, opened: Repository) -> None:
    head = repo.commit({B: "1"}, branch="draft")
    assert history(opened).articles[A] == ({}, {head: frozenset()})


def test_an_unrelated_root_counts_as_adding(repo: Repo, opened: Repository) -> None:
    alien = repo.commit({A: "alien"}, branch="alien", parents=())
    found = history(opened, sign=(alien,)).articles[A]
    assert found.reach[alien] == {alien}


def test_nothing_new_on_the_branch(repo: Repo, opened: Repository) -> None:
    base = repo.tip("main")
    assert history(opened).articles[A] == ({}, {base: frozenset()})
    assert history(opened, paths=()).articles == {}


def test_t46_251_commits_are_refused_and_250_are_read(repo: Repo, opened: Repository) -> None:
    repo.line_of_commits(250, A, branch="draft", start=repo.tip("main"))
    assert len(history(opened).articles[A].contributions) == 250
    repo.line_of_commits(251, A, branch="draft", start=repo.tip("main"))
    found = history(opened)
    assert found.articles == {}
    assert found.too_long is not None
    assert "250" in found.too_long.zh
    assert "250" in found.too_long.en


def test_versions_rebased_again_and_again_do_not_add_up(repo: Repo, opened: Repository) -> None:
    tips = []
    for name in ("one", "two", "draft"):
        start = repo.commit({"other": name})
        repo.line_of_commits(90, A, branch=name, start=start)
        tips.append(repo.tip(name))
    found = history(opened, sign=tips, limit=100)
    assert found.too_long is None
    assert {len(reached) for reached in found.articles[A].reach.values()} == {90}


def test_the_number_of_git_processes_does_not_grow_with_commits_or_articles(
    repo: Repo, opened: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[str] = []
    run = type(opened.sealed).run
    monkeypatch.setattr(type(opened.sealed), "run", lambda git, *args, **more: ran.append(args[0]) or run(git, *args, **more))
    counts = []
    for commits in (3, 60):
        repo.line_of_commits(commits, A, branch="draft", start=repo.tip("main"))
        base, head = repo.tip("main"), repo.tip("draft")
        ran.clear()
        article_history(opened, base=base, head=head, sign_commits=(), paths=(A, B), identify=by_author)
        counts.append(len(ran))
    assert counts[0] == counts[1] <= 3
