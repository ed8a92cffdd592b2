from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from sanshen.model.errors import UndecidedError, UsageError
from sanshen.repository import Repository, fetching
from sanshen.repository.fetching import fetch
from sanshen.repository.process import Git
from support.repos import Repo, clean_environment

ENV = clean_environment()
LINES = "".join(f"line {number}\n" for number in range(20))


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return Repo(tmp_path / "site")


@pytest.fixture
def opened(repo: Repo) -> Iterator[Repository]:
    with Repository.open(repo.path, ENV) as repository:
        yield repository


def both_sides(repo: Repo, ours: str, theirs: str, **extra: str) -> tuple[str, str]:
    repo.commit({"a.md": LINES, **extra})
    repo.branch("draft")
    return repo.commit({"a.md": ours}), repo.commit({"a.md": theirs}, branch="draft")


def test_changes_of_both_sides_are_joined(repo: Repo, opened: Repository) -> None:
    base, head = both_sides(repo, "first\n" + LINES, LINES + "last\n")
    merged = opened.merge(base, head)
    assert merged.tree is not None
    assert merged.conflicts == ()
    assert opened.read_path(merged.tree, "a.md") == ("first\n" + LINES + "last\n").encode()


def test_a_branch_that_holds_the_other_is_the_merge(repo: Repo, opened: Repository) -> None:
    base = repo.commit({"a.md": LINES, "b.md": "1"})
    repo.branch("draft")
    head = repo.commit({"a.md": "new\n", "b.md": None, "c/d.md": "2"}, branch="draft")
    for one, other in ((base, head), (head, base), (head, head)):
        assert opened.merge(one, other).tree == repo.git("merge-tree", "--write-tree", one, other) == opened.tree_of(head)


def test_a_conflict_names_its_paths(repo: Repo, opened: Repository) -> None:
    base, head = both_sides(repo, "ours\n", "theirs\n")
    merged = opened.merge(base, head)
    assert merged.tree is None
    assert merged.conflicts == ("a.md",)


def test_a_file_deleted_here_and_changed_there_is_a_conflict_with_an_odd_name_kept(repo: Repo, opened: Repository) -> None:
    name = 'two\nlines "中文".md'
    repo.commit({name: LINES})
    repo.branch("draft")
    head = repo.commit({name: LINES + "more\n"}, branch="draft")
    base = repo.commit({name: None, "other": "x"})
    assert opened.merge(base, head).conflicts == (name,)


def test_merging_writes_nothing_into_the_real_repository(repo: Repo, opened: Repository) -> None:
    base, head = both_sides(repo, "first\n" + LINES, LINES + "last\n")
    before = sorted(str(path) for path in repo.git_dir.rglob("*"))
    merged = opened.merge(base, head)
    assert sorted(str(path) for path in repo.git_dir.rglob("*")) == before
    assert repo.git("cat-file", "-t", merged.tree or "", check=False) == ""


def test_unrelated_histories_are_not_merged(repo: Repo, opened: Repository) -> None:
    base = repo.commit({"a.md": "1"})
    alien = repo.commit({"a.md": "1", "b.md": "2"}, branch="alien", parents=())
    merged = opened.merge(base, alien)
    assert merged.unrelated
    assert merged.tree is None
    assert opened.merge_base(base, alien) is None


def test_a_criss_cross_history_is_merged_the_same_every_time(repo: Repo, opened: Repository) -> None:
    base, head = both_sides(repo, "first\n" + LINES, LINES + "last\n")
    one = repo.merge("main", "draft")
    repo.git("update-ref", "refs/heads/main", base)
    repo.branch("kept", at=one)
    repo.merge("draft", "main")
    repo.git("update-ref", "refs/heads/main", one)
    ours = repo.commit({"b.md": "b"})
    theirs = repo.commit({"c.md": "c"}, branch="draft")
    merged = opened.merge(ours, theirs)
    assert merged.tree is not None
    assert merged == opened.merge(ours, theirs)
    assert {entry.path for entry in opened.list(merged.tree)} == {"a.md", "b.md", "c.md"}
    assert opened.merge_base(ours, theirs) in {base, head}


@pytest.mark.parametrize(
    "attributes",
    [
        "*.md merge=ours",
        "*.md merge=union",
        "*.md -merge",
        "*.md merge=driver",
        "* ident",
        "* text eol=crlf",
        "* filter=evil diff=evil",
    ],
)
def test_t45_attributes_of_the_change_have_no_say(repo: Repo, opened: Repository, attributes: str) -> None:
    base, head = both_sides(repo, "ours\n", "theirs\n", **{".gitattributes": attributes + "\n", "id.md": "$Id$ \n"})
    repo.git("config", "merge.ours.driver", "true")
    repo.git("config", "merge.driver.driver", f"touch {repo.path}/driver-ran")
    repo.git("config", "filter.evil.smudge", f"touch {repo.path}/filter-ran")
    repo.git("config", "diff.evil.command", f"touch {repo.path}/diff-ran")
    (repo.git_dir / "info").mkdir(exist_ok=True)
    (repo.git_dir / "info" / "attributes").write_text(attributes + "\n")
    repo.checkout()
    assert opened.merge(base, head).conflicts == ("a.md",)
    assert opened.read_path(head, "id.md") == b"$Id$ \n"
    assert [change.path for change in opened.changes(base, head)] == ["a.md"]
    assert not list(repo.path.glob("*-ran")) or attributes.endswith("diff=evil")  # the checkout itself may run the filter
    assert not (repo.path / "diff-ran").exists()
    assert not (repo.path / "driver-ran").exists()


def test_a_renamed_directory_does_not_carry_new_files_along(repo: Repo, opened: Repository) -> None:
    repo.commit({f"old/{name}.md": LINES + name for name in "abc"})
    repo.branch("draft")
    repo.git("config", "merge.directoryRenames", "true")
    base = repo.commit(
        {path: content for name in "abc" for path, content in ((f"old/{name}.md", None), (f"new/{name}.md", LINES + name))}
    )
    head = repo.commit({"old/d.md": "fresh\n"}, branch="draft")
    merged = opened.merge(base, head)
    assert merged.tree is not None
    assert opened.read_path(merged.tree, "old/d.md") == b"fresh\n"
    assert opened.read_path(merged.tree, "new/d.md") is None


def test_replacements_and_grafts_are_ignored(repo: Repo, opened: Repository) -> None:
    base = repo.commit({"a.md": "true\n"})
    head = repo.commit({"a.md": "true too\n"})
    fake = repo.commit({"a.md": "false\n"}, branch="fake", parents=())
    repo.git("replace", head, fake)
    repo.git("replace", repo.blob(b"true\n"), repo.blob(b"false\n"))
    (repo.git_dir / "info").mkdir(exist_ok=True)
    (repo.git_dir / "info" / "grafts").write_text(f"{head}\n")
    assert repo.git("cat-file", "-p", f"{base}:a.md") == "false"
    assert opened.read_path(base, "a.md") == b"true\n"
    assert opened.read_path(opened.resolve("main"), "a.md") == b"true too\n"
    assert opened.resolve("main~1") == base
    assert opened.commit(head).parents == (base,)
    assert opened.is_ancestor(base, head)
    assert opened.root_commit("main") == base


def test_a_commit_graph_that_lies_about_parents_is_not_believed(repo: Repo, opened: Repository) -> None:
    base, hidden, child, head = (repo.commit({"a.md": text}) for text in ("1\n", "2\n", "3\n", "4\n"))
    repo.git("commit-graph", "write", "--reachable")
    graph = repo.git_dir / "objects/info/commit-graph"
    data = bytearray(graph.read_bytes())
    chunks = {bytes(data[at : at + 4]): int.from_bytes(data[at + 4 : at + 12]) for at in range(8, 8 + 12 * data[6], 12)}
    places = [data.index(bytes.fromhex(one), chunks[b"OIDL"]) - chunks[b"OIDL"] for one in (base, child)]
    parent = chunks[b"CDAT"] + 36 * (places[1] // 20) + 20  # each line: tree, two parents by place, times
    data[parent : parent + 4] = (places[0] // 20).to_bytes(4)
    graph.chmod(0o644)
    graph.write_bytes(data)
    assert repo.git("rev-list", f"{base}..{head}").split() == [head, child]
    assert opened.new_commits(base, head) == (head, child, hidden)
    assert opened.is_ancestor(hidden, head)
    assert opened.merge_base(hidden, head) == hidden


def test_the_user_s_and_the_repository_s_configuration_have_no_say(repo: Repo, tmp_path: Path) -> None:
    base, head = both_sides(repo, "first\n" + LINES, LINES + "last\n")
    for name, value in (
        ("diff.noprefix", "true"),
        ("core.quotePath", "true"),
        ("diff.renames", "copies"),
        ("log.showSignature", "true"),
    ):
        repo.git("config", name, value)
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / ".gitconfig").write_text("[merge]\n\tconflictStyle = diff3\n[core]\n\tabbrev = 4\n")
    environment = {"PATH": ENV["PATH"], "HOME": str(tmp_path / "home"), "GIT_CONFIG_COUNT": "1"}
    environment |= {"GIT_CONFIG_KEY_0": "diff.ignoreSubmodules", "GIT_CONFIG_VALUE_0": "all", "GIT_DIFF_OPTS": "--unified=9"}
    with Repository.open(repo.path, environment) as opened:
        assert opened.merge(base, head).tree is not None
        assert len(opened.changes(base, head)) == 1


def test_attributes_of_the_user_s_home_have_no_say(repo: Repo, tmp_path: Path) -> None:
    base, head = both_sides(repo, "ours\n", "theirs\n")
    (tmp_path / "home" / ".config" / "git").mkdir(parents=True)
    (tmp_path / "home" / ".config" / "git" / "attributes").write_text("*.md merge=union\n")
    with Repository.open(repo.path, {"PATH": ENV["PATH"], "HOME": str(tmp_path / "home")}) as opened:
        assert opened.merge(base, head).conflicts == ("a.md",)


class TestNames:
    def test_branches_tags_short_and_full_ids(self, repo: Repo, opened: Repository) -> None:
        base = repo.commit({"a": "1"})
        head = repo.commit({"a": "2"})
        repo.git("-c", "user.name=n", "-c", "user.email=e@x", "tag", "-a", "-m", "t", "v1", base)
        for revision in ("main", "HEAD", "refs/heads/main", head, head[:12], head.upper(), "main^{commit}"):
            assert opened.resolve(revision) == head
        for revision in ("v1", "main~1", "HEAD^", repo.git("rev-parse", "refs/tags/v1")):
            assert opened.resolve(revision) == base
        assert opened.read_refs("refs/tags/v1")[0] == base

    @pytest.mark.parametrize("revision", ["-x", "--all", "", "a b\nc", "\x1b[31m", "--git-dir=/tmp"])
    def test_what_looks_like_an_option_or_worse_is_refused(self, repo: Repo, opened: Repository, revision: str) -> None:
        repo.commit({"a": "1"})
        with pytest.raises(UsageError) as caught:
            opened.resolve(revision)
        assert "\x1b" not in caught.value.text.zh
        assert "\n" not in caught.value.text.zh

    @pytest.mark.parametrize("revision", ["nope", "1" * 40, "main:nope", "main~99", "refs/heads/nope", "HEAD@{99}"])
    def test_unknown(self, repo: Repo, opened: Repository, revision: str) -> None:
        repo.commit({"a": "1"})
        with pytest.raises(UsageError, match="没有版本"):
            opened.resolve(revision)

    def test_a_file_is_no_commit(self, repo: Repo, opened: Repository) -> None:
        repo.commit({"a": "1"})
        with pytest.raises(UsageError, match="不是提交"):
            opened.resolve(repo.blob(b"1"))

    def test_an_empty_repository_says_so(self, repo: Repo, opened: Repository) -> None:
        with pytest.raises(UsageError, match="还没有任何提交"):
            opened.resolve("main")
        assert opened.protected("main") is None

    def test_a_tag_named_like_the_protected_branch_is_ambiguous(self, repo: Repo, opened: Repository) -> None:
        base = repo.commit({"a": "1"})
        head = repo.commit({"a": "2"})
        repo.git("tag", "main", base)
        repo.git("config", "core.warnAmbiguousRefs", "false")
        with pytest.raises(UsageError, match="歧义"):
            opened.resolve("main")
        assert opened.protected("main") == head

    def test_the_protected_branch_is_the_local_one_before_that_of_origin(self, repo: Repo, opened: Repository) -> None:
        base = repo.commit({"a": "1"})
        repo.git("update-ref", "refs/remotes/origin/release", base)
        assert opened.protected("release") == base
        head = repo.commit({"a": "2"}, branch="release")
        assert opened.protected("release") == head

    @pytest.mark.parametrize("name", ["main", "HEAD", "-x", "refs/heads/a\nb"])
    def test_only_full_ref_names_are_read(self, opened: Repository, name: str) -> None:
        with pytest.raises(UsageError):
            opened.read_refs(name)

    @pytest.mark.parametrize("content", ["1" * 40 + "\n", "not an id\n", ""])
    def test_a_ref_to_something_missing_is_undecided(self, repo: Repo, opened: Repository, content: str) -> None:
        repo.commit({"a": "1"})
        (repo.git_dir / "refs" / "heads" / "broken").write_text(content)
        with pytest.raises(UndecidedError):
            opened.read_refs("refs/heads/main", "refs/heads/broken")

    def test_what_lies_below_a_name_is_another_ref(self, repo: Repo, opened: Repository) -> None:
        base = repo.commit({"a": "1"})
        repo.git("update-ref", "refs/heads/records/x", base)
        assert opened.read_refs("refs/heads/records", "refs/heads/main") == (None, base)


class TestShallow:
    def test_what_the_clone_lacks_is_said(self, repo: Repo, tmp_path: Path) -> None:
        base = repo.commit({"a": "1"})
        repo.branch("draft")
        repo.commit({"b": "2"})
        repo.commit({"a": "3"}, branch="draft")
        clone = repo.clone(tmp_path / "shallow", "--depth=1", "--no-single-branch")
        with Repository.open(clone, ENV) as opened:
            assert opened.is_shallow
            with pytest.raises(UsageError, match="浅克隆"):
                opened.resolve(base)
            head = opened.resolve("origin/draft")
            assert opened.read_path(head, "a") == b"3"
            for question in (
                lambda: opened.merge(opened.resolve("main"), head),
                lambda: opened.root_commit("main"),
                lambda: opened.first_parents(head),
            ):
                with pytest.raises(UndecidedError, match="浅克隆") as caught:
                    question()
                assert "unshallow" in caught.value.advice.en

    def test_enough_history_is_enough(self, repo: Repo, tmp_path: Path) -> None:
        for number in range(5):
            repo.commit({"a": str(number)})
        repo.branch("draft")
        repo.commit({"b": "2"})
        repo.commit({"a": "new"}, branch="draft")
        clone = repo.clone(tmp_path / "shallow", "--depth=3", "--no-single-branch")
        with Repository.open(clone, ENV) as opened:
            assert opened.merge(opened.resolve("main"), opened.resolve("origin/draft")).tree is not None

    def test_a_whole_clone_is_not_shallow(self, repo: Repo, opened: Repository) -> None:
        repo.commit({"a": "1"})
        assert not opened.is_shallow


def test_the_root_is_the_first_commit_of_the_first_parents(repo: Repo, opened: Repository) -> None:
    root = repo.commit({"a": "1"})
    repo.commit({"z": "1"}, branch="alien", parents=())
    head = repo.merge("main", "alien", {"a": "1", "z": "1"})
    assert opened.root_commit(head) == root
    assert opened.first_parents(head) == (head, root)
    assert opened.first_parents(head, since=root) == (head,)


def test_many_commits_are_fetched_in_one_go_and_one_by_one_only_where_one_is_gone(
    repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.commit({"a": "1"})
    clone = repo.clone(tmp_path / "clone")
    gone = [repo.commit({"a": str(number)}, branch=f"draft-{number}", parents=()) for number in range(2, 6)]
    repo.git("config", "uploadpack.allowAnySHA1InWant", "true")
    asked: list[int] = []

    def counted(user: Git, objects: Path, remote: str, commits: Sequence[str]) -> None:
        asked.append(len(commits))
        fetch(user, objects, remote, commits)

    monkeypatch.setattr(fetching, "fetch", counted)
    with Repository.open(clone, {**ENV, "GIT_ALLOW_PROTOCOL": "file"}) as opened:
        opened.obtain_all([*gone[:3], "not an id", gone[0]])
        assert all(opened.has(one) for one in gone[:3])
        assert asked == [3]
        opened.obtain_all([gone[3], "1" * 40])
        assert opened.has(gone[3])
        assert asked == [3, 2, 1, 1]


def test_a_commit_of_a_force_push_is_fetched_into_the_sealed_store_only(repo: Repo, tmp_path: Path) -> None:
    repo.commit({"a": "1"})
    clone = repo.clone(tmp_path / "clone")
    gone = repo.commit({"a": "2"}, branch="draft")
    repo.git("config", "uploadpack.allowAnySHA1InWant", "true")
    with Repository.open(clone, {**ENV, "GIT_ALLOW_PROTOCOL": "file"}) as opened:
        assert not opened.has(gone)
        assert opened.obtain(gone)
        assert opened.read_path(gone, "a") == b"2"
        assert not opened.obtain("1" * 40)
        assert not opened.obtain("not an id")
    with Repository.open(clone, ENV) as again:
        assert not again.has(gone)
    with Repository.open(repo.path, ENV) as without_remote:
        assert not without_remote.obtain("2" * 40)
