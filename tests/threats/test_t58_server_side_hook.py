"""T58: real pushes to a bare repository with the hook: whatever the push does to refs, it is judged on the real update."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest

from sanshen.cli import main
from sanshen.commands.desk import Desk
from support.pushes import HOOK, configure, push, refs_of, server
from support.repos import clean_environment
from support.sites import ARTICLE, TEXT, Site


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A site whose branch `draft` is fully signed and whose branch `unsigned` is not; `merged` is main with draft merged in."""
    site = Site(tmp_path_factory.mktemp("t58") / "site")
    site.draft()
    site.sign_all()
    site.draft(TEXT.replace("十二", "十三"), ARTICLE.replace("xiaofang", "jiancha"), branch="unsigned")
    site.repo.branch("merged", "main")
    site.repo.merge("merged", "draft")
    return site


@pytest.fixture
def bare(tmp_path: Path, signed: Site) -> Path:
    return server(tmp_path / "server.git", signed.repo)


def tip(bare: Path, ref: str = "refs/heads/main") -> str | None:
    return refs_of(bare).get(ref)


def test_t58_complete_sheets_are_accepted(signed: Site, bare: Path) -> None:
    done = push(signed.repo, bare, "merged:main")
    assert done.code == 0, done.said
    assert tip(bare) == signed.repo.tip("merged")
    assert "可以合并" in done.said


def test_t58_fast_forward_without_a_merge_commit_is_accepted(signed: Site, bare: Path) -> None:
    assert push(signed.repo, bare, "draft:main").code == 0


def test_t58_unsigned_content_is_refused_in_the_words_of_gate(signed: Site, bare: Path) -> None:
    done = push(signed.repo, bare, "unsigned:main")
    assert done.code != 0
    assert tip(bare) == signed.root
    out = StringIO()
    desk = Desk(root=signed.repo.path, env=clean_environment(), out=out)
    assert main(["gate", "--base", "main", "--head", "unsigned"], desk) == 1
    spoken = [line.strip() for line in out.getvalue().splitlines() if line.strip()]
    said = [line.removeprefix("remote:").strip() for line in done.said.splitlines()]
    assert spoken
    assert [line for line in spoken if line not in said] == []


def test_t58_one_missing_signature_is_refused(signed: Site, bare: Path) -> None:
    first = signed.repo.git("ls-tree", "-r", "--name-only", "draft", "reviews/signatures").splitlines()
    signed.repo.branch("gap", "draft")
    signed.repo.commit({first[-1]: None}, branch="gap")
    done = push(signed.repo, bare, "gap:main")
    assert done.code != 0
    assert "三校" in done.said
    assert tip(bare) == signed.root


def test_t58_content_added_by_hand_to_the_merge_is_refused(signed: Site, bare: Path) -> None:
    signed.repo.branch("by-hand", "main")
    signed.repo.merge("by-hand", "draft", {ARTICLE: TEXT.replace("十二", "二十")})
    assert push(signed.repo, bare, "by-hand:main").code != 0
    assert tip(bare) == signed.root


def test_t58_deleting_the_protected_branch_is_refused(signed: Site, bare: Path) -> None:
    configure(bare, "receive.denyDeleteCurrent", "false")
    done = push(signed.repo, bare, ":main")
    assert done.code != 0
    assert "不得删除" in done.said
    assert tip(bare) == signed.root


def test_t58_rewriting_history_is_refused(signed: Site, bare: Path) -> None:
    push(signed.repo, bare, "merged:main")
    done = push(signed.repo, bare, "+main:main")
    assert done.code != 0
    assert "快进" in done.said
    assert tip(bare) == signed.repo.tip("merged")


def test_t58_merging_the_wrong_way_round_is_refused(signed: Site, bare: Path) -> None:
    push(signed.repo, bare, "merged:main")
    tips = (signed.repo.tip("draft"), signed.repo.tip("merged"))
    signed.repo.commit({}, "Merge main", branch="foxtrot", parents=tips)
    done = push(signed.repo, bare, "foxtrot:main")
    assert done.code != 0
    assert "第一父提交" in done.said


def test_t58_several_refs_at_once_stand_or_fall_together(signed: Site, bare: Path) -> None:
    assert push(signed.repo, bare, "unsigned:refs/heads/work", "unsigned:main").code != 0
    assert refs_of(bare) == {"refs/heads/main": signed.root}
    assert push(signed.repo, bare, "unsigned:refs/heads/work", "merged:main", "merged:refs/tags/v1").code == 0
    assert set(refs_of(bare)) == {"refs/heads/main", "refs/heads/work", "refs/tags/v1"}


def test_t58_other_branches_and_tags_are_free(signed: Site, bare: Path) -> None:
    assert push(signed.repo, bare, "unsigned:refs/heads/work", "unsigned:refs/tags/t").code == 0
    assert push(signed.repo, bare, "+main:refs/heads/work", ":refs/tags/t").code == 0
    assert push(signed.repo, bare, ":refs/heads/work").code == 0
    assert set(refs_of(bare)) == {"refs/heads/main"}


def test_t58_renaming_the_protected_branch_is_refused(signed: Site, bare: Path) -> None:
    configure(bare, "receive.denyDeleteCurrent", "false")
    assert push(signed.repo, bare, "main:refs/heads/trunk", ":main").code != 0
    assert refs_of(bare) == {"refs/heads/main": signed.root}


def test_t58_a_symbolic_ref_is_no_way_round(signed: Site, bare: Path) -> None:
    subprocess.run(["git", "--git-dir", str(bare), "symbolic-ref", "refs/heads/alias", "refs/heads/main"], check=True)
    assert push(signed.repo, bare, "unsigned:refs/heads/alias").code != 0
    assert tip(bare) == signed.root
    assert push(signed.repo, bare, "merged:refs/heads/alias").code == 0
    assert tip(bare) == signed.repo.tip("merged")


def test_t58_what_is_pushed_stays_in_quarantine_until_it_is_accepted(signed: Site, bare: Path) -> None:
    assert push(signed.repo, bare, "unsigned:main").code != 0
    command = ["git", "--git-dir", str(bare), "cat-file", "-e", signed.repo.tip("unsigned")]
    assert subprocess.run(command, capture_output=True, check=False).returncode != 0


def test_t58_a_replaced_object_on_the_server_deceives_nobody(signed: Site, bare: Path) -> None:
    push(signed.repo, bare, "unsigned:refs/heads/work", "draft:refs/heads/good")
    command = ["git", "--git-dir", str(bare), "replace", signed.repo.tip("unsigned"), signed.repo.tip("draft")]
    subprocess.run(command, check=True, env=clean_environment())
    assert push(signed.repo, bare, "unsigned:main").code != 0
    assert tip(bare) == signed.root


def test_t58_the_policy_of_the_push_is_not_believed(signed: Site, bare: Path) -> None:
    policy = signed.repo.git("show", "main:reviews/policy.yml").replace("protected-branch: main", "protected-branch: other")
    easy = policy.replace("stages: [review-1, review-2, review-3, proof-1, proof-2, proof-3]", "stages: [review-1]")
    signed.repo.branch("easy", "unsigned")
    signed.repo.commit({"reviews/policy.yml": easy + "\n# easier\n"}, branch="easy")
    assert push(signed.repo, bare, "easy:main").code != 0
    assert tip(bare) == signed.root


def test_t58_a_tag_or_tree_is_no_commit(signed: Site, bare: Path) -> None:
    signed.repo.git("update-ref", "refs/heads/odd", signed.repo.git("rev-parse", "main"))
    blob = signed.repo.blob(b"x")
    assert push(signed.repo, bare, f"{blob}:refs/heads/main", options=("--force",)).code != 0
    assert tip(bare) == signed.root


def test_t58_first_push_founds_an_empty_server(signed: Site, tmp_path: Path) -> None:
    bare = server(tmp_path / "empty.git")
    done = push(signed.repo, bare, "main")
    assert done.code == 0, done.said
    assert signed.root in done.said
    assert push(signed.repo, bare, "unsigned:main").code != 0


def test_t58_first_push_must_bring_an_office_that_can_judge(signed: Site, tmp_path: Path) -> None:
    bare = server(tmp_path / "empty.git")
    signed.repo.commit({"content/a.md": "x"}, branch="lawless", parents=())
    done = push(signed.repo, bare, "lawless:main")
    assert done.code != 0
    assert "policy.yml" in done.said


def test_t58_the_protected_branch_is_not_created_beside_others_unless_the_server_says_so(signed: Site, tmp_path: Path) -> None:
    bare = server(tmp_path / "empty.git")
    assert push(signed.repo, bare, "main:refs/heads/work").code == 0
    done = push(signed.repo, bare, "main")
    assert done.code != 0
    assert "sanshen.genesis" in done.said
    configure(bare, "sanshen.genesis", "true")
    assert push(signed.repo, bare, "main").code == 0


RECORD = "reviews/records/2026/000001.json"


@pytest.fixture
def records(signed: Site, bare: Path) -> Iterator[Site]:
    signed.repo.commit({RECORD: "{}\n"}, branch="sanshen-records", parents=())
    assert push(signed.repo, bare, "sanshen-records").code == 0
    yield signed
    signed.repo.git("update-ref", "-d", "refs/heads/sanshen-records")


def test_t58_records_grow(records: Site, bare: Path) -> None:
    records.repo.commit({"reviews/records/2026/000002.json": "{}\n"}, branch="sanshen-records")
    assert push(records.repo, bare, "sanshen-records").code == 0


@pytest.mark.parametrize(
    "change",
    [{RECORD: "{ }\n"}, {RECORD: None}, {"reviews/policy.yml": "x"}, {"reviews/records/x": None, "content/a.md": "x"}],
    ids=["edited", "deleted", "elsewhere", "content"],
)
def test_t58_records_are_only_added(records: Site, bare: Path, change: dict[str, str | None]) -> None:
    before = tip(bare, "refs/heads/sanshen-records")
    records.repo.commit(change, branch="sanshen-records")
    done = push(records.repo, bare, "sanshen-records")
    assert done.code != 0
    assert "sanshen" in done.said
    assert tip(bare, "refs/heads/sanshen-records") == before


def test_t58_records_edited_and_put_back_are_refused_too(records: Site, bare: Path) -> None:
    records.repo.commit({RECORD: "{ }\n"}, branch="sanshen-records")
    records.repo.commit({RECORD: "{}\n"}, branch="sanshen-records")
    assert push(records.repo, bare, "sanshen-records").code != 0


@pytest.mark.parametrize("ref", [":sanshen-records", "+main:sanshen-records", "+fresh:sanshen-records"])
def test_t58_records_are_never_deleted_or_replaced(records: Site, bare: Path, ref: str) -> None:
    records.repo.commit({RECORD: "{}\n"}, "other", branch="fresh", parents=())
    before = tip(bare, "refs/heads/sanshen-records")
    assert push(records.repo, bare, ref).code != 0
    assert tip(bare, "refs/heads/sanshen-records") == before


def test_t58_merges_on_the_records_branch_are_refused(records: Site, bare: Path) -> None:
    old = records.repo.tip("sanshen-records")
    records.repo.commit({"reviews/records/2026/000009.json": "{}\n"}, branch="side", parents=())
    records.repo.commit(
        {"reviews/records/2026/000009.json": "{}\n"}, branch="sanshen-records", parents=(old, records.repo.tip("side"))
    )
    assert push(records.repo, bare, "sanshen-records").code != 0


def test_t58_without_the_program_nothing_is_accepted(signed: Site, bare: Path, tmp_path: Path) -> None:
    (tmp_path / "python").write_text("#!/bin/sh\nexit 127\n")
    (tmp_path / "python").chmod(0o755)
    configure(bare, "sanshen.python", str(tmp_path / "python"))
    assert push(signed.repo, bare, "merged:main").code != 0
    assert tip(bare) == signed.root


def test_t58_a_copied_hook_finds_the_installed_program_or_refuses(signed: Site, tmp_path: Path) -> None:
    bare = server(tmp_path / "copied.git", signed.repo, hook=False)
    configure(bare, "sanshen.python", "/nowhere/python")
    (bare / "hooks").mkdir(exist_ok=True)
    (bare / "hooks" / "pre-receive").write_bytes(HOOK.read_bytes())
    (bare / "hooks" / "pre-receive").chmod(0o755)
    system = "/usr/bin:/bin"
    assert push(signed.repo, bare, "merged:main", PATH=system).code != 0
    assert tip(bare) == signed.root
    assert push(signed.repo, bare, "unsigned:main", PATH=f"{Path(sys.executable).parent}:{system}").code != 0
    assert push(signed.repo, bare, "merged:main", PATH=f"{Path(sys.executable).parent}:{system}").code == 0


def test_t58_an_unusable_policy_on_the_server_accepts_nothing(signed: Site, tmp_path: Path) -> None:
    bare = server(tmp_path / "broken.git", hook=False)
    signed.repo.branch("broken", "main")
    signed.repo.commit({"reviews/policy.yml": "schema: 1\n"}, branch="broken")
    push(signed.repo, bare, "broken:main")
    broken = signed.repo.tip("broken")
    (bare / "hooks" / "pre-receive").unlink(missing_ok=True)
    (bare / "hooks").mkdir(exist_ok=True)
    (bare / "hooks" / "pre-receive").symlink_to(HOOK)
    signed.repo.commit({ARTICLE: TEXT}, branch="broken")
    done = push(signed.repo, bare, "broken:main")
    assert done.code != 0
    assert "policy.yml" in done.said
    assert tip(bare) == broken
