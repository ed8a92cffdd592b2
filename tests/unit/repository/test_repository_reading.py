from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from sanshen.model.change import Entry
from sanshen.model.errors import BlockedError, UndecidedError, UsageError
from sanshen.repository import Repository, comparison
from sanshen.repository.location import quote, split_alternates, unquote
from sanshen.repository.objects import TREE, TreeItem, parse_tree
from support.repos import Executable, Link, Repo, Submodule, clean_environment

ENV = clean_environment()
ODD = (
    "中文.md",
    'with "quotes".md',
    "two\nlines.md",
    "tab\t.md",
    "-x.md",
    "sp ace/🙂.md",
    "bad-\udcff\udcfe.md",
    ":(glob)*.md",
)


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return Repo(tmp_path / "site")


@pytest.fixture
def opened(repo: Repo) -> Iterator[Repository]:
    with Repository.open(repo.path, ENV) as repository:
        yield repository


def test_a_small_folder_is_listed_as_git_lists_it(repo: Repo, opened: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {f"d/{name}": f"{number}" * number for number, name in enumerate(ODD)}
    files |= {"d/a/z.md": "1", "d/a.b": "22", "d/ab/c/e.md": "333", "d/a-b": Link("a.b"), "d/run": Executable(b"x"), "d2": "4"}
    commit = repo.commit({**files, "d/sub": Submodule("1" * 40)})
    listed = opened.list(commit, "d")
    monkeypatch.setattr("sanshen.repository.trees.MOST_ASKED", 0)
    with Repository.open(repo.path, ENV) as again:
        assert again.list(commit, "d") == listed
    assert len(listed) == len(files)


def test_a_large_or_deep_folder_is_listed_whole(repo: Repo, opened: Repository) -> None:
    large = {f"d/{number}.md": "" for number in range(100)}
    deep = {"e/" * 100 + "f.md": "1"}
    commit = repo.commit({**large, **deep})
    assert [entry.path for entry in opened.list(commit, "d")] == sorted(large)
    assert [(entry.path, entry.size) for entry in opened.list(commit, "e")] == [(*deep, 1)]


def test_odd_names_are_listed_compared_and_read_without_loss(repo: Repo, opened: Repository) -> None:
    commit = repo.commit({name: name.encode("utf-8", "surrogateescape") for name in ODD})
    assert {entry.path for entry in opened.list(commit)} == set(ODD)
    assert {change.path for change in opened.changes(opened.empty_tree, commit)} == set(ODD)
    for name in ODD:
        assert opened.read_path(commit, name) == name.encode("utf-8", "surrogateescape")


def test_links_submodules_and_modes_are_visible(repo: Repo, opened: Repository) -> None:
    base = repo.commit({"was-file": "x", "was-plain": "y"})
    head = repo.commit({"was-file": Link("/etc/passwd"), "was-plain": Executable(b"y"), "sub": Submodule()})
    modes = {
        change.path: (change.before and change.before.mode, change.after and change.after.mode)
        for change in opened.changes(base, head)
    }
    assert modes == {"was-file": ("100644", "120000"), "was-plain": ("100644", "100755"), "sub": (None, "160000")}
    assert opened.entry(head, "sub") == Entry("sub", "160000", "c" * 40, -1)
    assert opened.read_path(head, "sub") is None
    assert opened.read_path(head, "was-file") == b"/etc/passwd"


def test_a_file_that_becomes_a_directory_is_a_deletion_and_an_addition(repo: Repo, opened: Repository) -> None:
    base = repo.commit({"a": "1"})
    head = repo.commit({"a": None, "a/b": "1"})
    assert {(change.path, change.after is None) for change in opened.changes(base, head)} == {("a", True), ("a/b", False)}


def test_a_rename_is_a_deletion_and_an_addition(repo: Repo, opened: Repository) -> None:
    base = repo.commit({"old.md": "the same text\n" * 20})
    head = repo.commit({"old.md": None, "new.md": "the same text\n" * 20})
    assert [change.path for change in opened.changes(base, head)] == ["new.md", "old.md"]


@pytest.mark.parametrize("path", ["nope", "d/nope", "a/b", "", "d/", "/a", "../a", "d//b"])
def test_where_nothing_stands_nothing_is_found(repo: Repo, opened: Repository, path: str) -> None:
    commit = repo.commit({"a": "1", "d/b": "2"})
    assert opened.entry(commit, path) is None
    assert opened.read_path(commit, path) is None


def test_a_directory_is_an_entry_but_no_file(repo: Repo, opened: Repository) -> None:
    commit = repo.commit({"d/b": "2"})
    found = opened.entry(commit, "d")
    assert found is not None
    assert found.mode == "040000"
    assert opened.read_path(commit, "d") is None


def test_a_listing_can_be_limited_to_a_directory_and_gives_sizes(repo: Repo, opened: Repository) -> None:
    commit = repo.commit({"d/b": "22", "d/e/f": "333", "dx": "4", "sub": Submodule()})
    assert [(entry.path, entry.size) for entry in opened.list(commit, "d")] == [("d/b", 2), ("d/e/f", 3)]
    assert opened.list(commit, "d/") == opened.list(commit, "d")
    assert opened.list(commit, "none") == ()
    assert [(entry.path, entry.size) for entry in opened.list(commit) if entry.path == "sub"] == [("sub", -1)]


def test_many_blobs_come_in_the_order_asked_for(repo: Repo, opened: Repository) -> None:
    noise = random.Random(7)  # noqa: S311  # a repeatable choice of bytes
    commit = repo.commit({f"f{number}": noise.randbytes(number * 997) for number in range(40)})
    oids = [entry.oid for entry in opened.list(commit)] * 3  # more than a few
    noise.shuffle(oids)
    assert [(oid, opened.read(oid)) for oid in oids] == list(opened.read_many(oids))


def test_reading_many_may_stop_early_and_go_on_with_something_else(repo: Repo, opened: Repository) -> None:
    commit = repo.commit({"big": b"x" * 3_000_000, "small": "s"})
    oids = [entry.oid for entry in opened.list(commit)] * 51
    assert next(iter(opened.read_many(oids)))[1] == b"x" * 3_000_000
    assert opened.read_path(commit, "small") == b"s"


def test_a_missing_object_is_undecided_and_reading_goes_on(repo: Repo, opened: Repository) -> None:
    commit = repo.commit({"a": "1"})
    with pytest.raises(UndecidedError, match="1111"):
        opened.read("1" * 40)
    with pytest.raises(UndecidedError, match="1111"):
        list(opened.read_many(["1" * 40]))
    with pytest.raises(UndecidedError):
        opened.tree_of("1" * 40)
    assert opened.read_path(commit, "a") == b"1"


def test_a_damaged_object_is_undecided(repo: Repo, opened: Repository) -> None:
    commit = repo.commit({"a": "1"})
    oid = repo.blob(b"1")
    loose = repo.git_dir / "objects" / oid[:2] / oid[2:]
    loose.chmod(0o644)
    loose.write_bytes(b"rubbish")
    with pytest.raises(UndecidedError):
        opened.read_path(commit, "a")


def test_an_object_of_another_type_is_not_a_file(repo: Repo, opened: Repository) -> None:
    commit = repo.commit({"a": "1"})
    with pytest.raises(UndecidedError):
        opened.read(commit)
    assert opened.read_path(commit, "a") == b"1"


def test_has_knows_commits_only(repo: Repo, opened: Repository) -> None:
    commit = repo.commit({"a": "1"})
    assert opened.has(commit)
    assert not opened.has("2" * 40)
    assert not opened.has(opened.tree_of(commit))
    assert not opened.has("HEAD")
    assert not opened.has("--help\nx")


def test_objects_that_arrive_while_open_are_seen(repo: Repo, opened: Repository) -> None:
    repo.commit({"a": "1"})
    assert opened.read_path(opened.resolve("main"), "a") == b"1"
    later = repo.commit({"a": "2"})
    repo.git("gc", "-q")
    assert opened.read_path(later, "a") == b"2"


def test_the_index_is_read_as_it_is_staged(repo: Repo, opened: Repository) -> None:
    commit = repo.commit({"a": "1", "b/c": "2"})
    repo.checkout()
    (repo.path / "b" / "c").write_text("staged")
    repo.git("add", "b/c")
    (repo.path / "b" / "c").write_text("not staged")
    assert [entry.path for entry in opened.index_entries()] == ["a", "b/c"]
    tree = opened.index_tree()
    assert [change.path for change in opened.changes(commit, tree)] == ["b/c"]
    assert opened.read_path(tree, "b/c") == b"staged"


def test_the_index_named_by_a_hook_is_the_one_that_counts(repo: Repo) -> None:
    commit = repo.commit({"a": "1"})
    repo.checkout()
    (repo.path / "a").write_text("2")
    other = {"GIT_INDEX_FILE": str(repo.git_dir / "next-index")}
    repo.git("read-tree", commit, env=other)
    repo.git("add", "a", env=other)
    with Repository.open(repo.path, {**ENV, **other}) as opened:
        assert opened.read_path(opened.index_tree(), "a") == b"2"
    with Repository.open(repo.path, ENV) as opened:
        assert opened.read_path(opened.index_tree(), "a") == b"1"


def test_an_unresolved_conflict_in_the_index_blocks(repo: Repo, opened: Repository) -> None:
    lines = "".join(f"100644 {repo.blob(str(stage).encode())} {stage}\ta\0" for stage in (1, 2, 3))
    repo.git("update-index", "-z", "--index-info", stdin=lines.encode())
    with pytest.raises(BlockedError, match="冲突"):
        opened.index_entries()


def test_a_path_no_tree_can_hold_is_refused(repo: Repo, opened: Repository) -> None:
    when = opened.commit(repo.commit({"a": "1"})).author_time
    for path in ("../a", "a//b", "/a", ".git/config", "a/.GIT/x", "", "a/."):
        with pytest.raises(UsageError):
            opened.write_commit_on("refs/heads/records", {path: b""}, "m", when, parent=None)
    assert opened.read_refs("refs/heads/records")[0] is None


@pytest.mark.parametrize(
    "path", [b"/plain/path", b'/with "quotes"', b"/new\nline", b"\xff\xfe", b'"begins', b"#hash", b"/back\\slash"]
)
def test_alternates_lines_survive_quoting(path: bytes) -> None:
    assert b"\n" not in quote(path)
    assert unquote(quote(path)) == path


def test_the_environment_s_alternates_are_split_like_git_does() -> None:
    assert split_alternates('/a:"/b:c\\"d":/e') == ("/a", '/b:c"d', "/e")
    assert split_alternates("") == ()


def test_a_tree_object_is_taken_apart_byte_for_byte() -> None:
    data = b"100644 a b\0" + b"\x00" * 20 + b"40000 d\0" + b" \x00" * 10
    assert parse_tree(data, 20) == {b"a b": ("100644", "00" * 20), b"d": ("40000", "2000" * 10)}


def raw_tree(repo: Repo, *items: tuple[str, str, str]) -> str:
    data = b"".join(f"{mode} {name}\0".encode() + bytes.fromhex(oid) for mode, name, oid in items)
    return repo.git("hash-object", "-w", "-t", "tree", "--literally", "--stdin", stdin=data)


@pytest.mark.parametrize("names", [("a.md", "a.md"), ("b.md", "a.md"), ("sub/a.md",)])
def test_t45_a_malformed_tree_cannot_hide_anything(repo: Repo, opened: Repository, names: tuple[str, ...]) -> None:
    good, bad = repo.blob(b"good\n"), repo.blob(b"bad\n")
    base = repo.commit({"d/a.md": "good\n"})
    inner = raw_tree(repo, *(("100644", name, oid) for name, oid in zip(names, (good, bad), strict=False)))
    head = repo.commit({}, tree=raw_tree(repo, ("40000", "d", inner)), branch="draft")
    with pytest.raises(BlockedError, match="不规范"):
        opened.changes(base, head)
    with pytest.raises(BlockedError, match="不规范"):
        opened.entry(head, "d/a.md")


def test_a_file_and_a_directory_of_one_name_are_malformed(repo: Repo, opened: Repository) -> None:
    base = repo.commit({"a/b": "1"})
    blob, below = repo.blob(b"2"), repo.git("rev-parse", f"{base}:a")
    head = repo.commit({}, tree=raw_tree(repo, ("100644", "a", blob), ("40000", "a", below)), branch="draft")
    with pytest.raises(BlockedError, match="不规范"):
        opened.changes(base, head)


def test_changes_are_those_that_git_names(repo: Repo, opened: Repository) -> None:
    base = repo.commit({"a/b/c": "1", "a/b.md": "1", "a-b": "1", "same/x": "1", "file": "1", "folder/x/y": "1", "run": "1"})
    files = {
        "a/b/c": "2",
        "a/b.md": None,
        "a-b": "3",
        "file": None,
        "file/now/a/folder": "1",
        "folder/x/y": None,
        "folder/x": "1",
    }
    link, run = (f"{mode} {repo.blob(data)}" for mode, data in (("120000", b"run"), ("100755", b"1")))
    repo.commit(files, branch="draft")
    repo.git("read-tree", "refs/heads/draft")
    for path, item in (("link", link), ("run", run), ("中文/名.md", f"100644 {repo.blob(b'x')}")):
        repo.git("update-index", "--add", "--cacheinfo", f"{item.replace(' ', ',')},{path}")
    head = repo.git("write-tree")
    told = repo.git("diff-tree", "-r", "--raw", "--no-renames", "--no-abbrev", "-z", base, head).removesuffix("\0").split("\0")
    found = [
        (f":{one.before.mode if one.before else '000000'} {one.after.mode if one.after else '000000'}", one.path)
        for one in opened.changes(base, head)
    ]
    assert found == [(what[:14], path) for what, path in zip(told[::2], told[1::2], strict=True)]
    assert len(found) == 10


def test_an_entry_without_a_name_is_refused(repo: Repo, opened: Repository) -> None:
    base = repo.commit({"a": "1"})
    head = repo.commit({}, tree=raw_tree(repo, ("100644", "", repo.blob(b"2"))), branch="draft")
    with pytest.raises(BlockedError):
        opened.changes(base, head)
    with pytest.raises(BlockedError):
        opened.entry(head, "a")


@pytest.mark.parametrize("data", [b"100644", b"100644 a", b"100644 a\0short", b"\xff\xff a\0" + b"x" * 19])
def test_a_tree_cut_short_is_malformed(data: bytes) -> None:
    with pytest.raises(BlockedError):
        parse_tree(data, 20)


def test_names_that_climb_out_are_shown_to_the_rules(repo: Repo, opened: Repository) -> None:
    base = repo.commit({"a": "1"})
    blob = repo.blob(b"2")
    inner = raw_tree(repo, ("100644", "..", blob), ("100644", ".git", blob))
    head = repo.commit({}, tree=raw_tree(repo, ("40000", "x", inner)), branch="draft")
    assert {change.path for change in opened.changes(base, head)} == {"a", "x/..", "x/.git"}


def test_what_is_read_ahead_is_what_is_read_otherwise(repo: Repo, opened: Repository) -> None:
    files = {f"a/{number:03}.md": f"第 {number} 篇\n".encode() * 200 for number in range(90)}
    commit = repo.commit(files | {"folder/x.md": b"x", "same.md": files["a/001.md"]})
    opened.read_ahead(commit, [*sorted(files), "missing.md", "folder", "same.md"])
    assert {path: opened.read_path(commit, path) for path in reversed(files)} == files
    assert opened.read_path(commit, "same.md") == files["a/001.md"]
    opened.read_ahead(commit, ["missing.md"])
    opened.read_ahead(commit, ["folder/x.md"])
    assert opened.read_path(commit, "folder/x.md") == b"x"
    assert opened.read_path(commit, "a/089.md") == files["a/089.md"]


def test_a_blob_that_is_damaged_is_refused_though_it_was_read_ahead_of(repo: Repo, opened: Repository) -> None:
    commit = repo.commit({"a.md": b"a", "b.md": b"b"})
    gone = opened.entry(commit, "a.md")
    assert gone is not None
    (repo.path / ".git/objects" / gone.oid[:2] / gone.oid[2:]).unlink()
    opened.read_ahead(commit, ["a.md", "b.md"])
    assert opened.read_path(commit, "b.md") == b"b"
    with pytest.raises(UndecidedError):
        opened.read_path(commit, "a.md")


@pytest.mark.parametrize("last", ["files", "nothing"])
def test_t46_trees_that_hold_one_another_are_refused_before_they_fill_the_memory(
    monkeypatch: pytest.MonkeyPatch, last: str
) -> None:
    monkeypatch.setattr(comparison, "MOST", 1_000)
    inside = {b"f%d" % name: TreeItem("100644", "b" * 40) for name in range(10)} if last == "files" else {}
    read = []

    def tree(oid: str) -> dict[bytes, TreeItem]:
        read.append(oid)
        return {b"d%d" % name: TreeItem(TREE, str(int(oid) - 1)) for name in range(10)} if int(oid) else inside

    with pytest.raises(BlockedError, match="1000"):
        comparison.changes(tree, "0", "9")
    assert len(read) < 3_000
