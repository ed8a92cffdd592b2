from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshen.model.commit import NEVER
from sanshen.model.errors import BlockedError
from sanshen.repository import Repository
from sanshen.repository.commits import read_commit
from support.keys import shared_key
from support.repos import START, Repo, clean_environment


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return Repo(tmp_path / "site")


@pytest.fixture
def opened(repo: Repo) -> Iterator[Repository]:
    with Repository.open(repo.path, clean_environment()) as repository:
        yield repository


def test_author_committer_times_and_parents(repo: Repo, opened: Repository) -> None:
    base = repo.commit({"a": "1"})
    head = repo.commit(
        {"a": "2"}, "标题\n\n正文", author=("张 伟", "A@example.com"), committer=("李娜", "b@example.com"), date=START
    )
    found = opened.commit(head)
    assert (found.sha, found.parents, found.tree) == (head, (base,), opened.tree_of(head))
    assert (found.author_name, found.author_email, found.author_time) == ("张 伟", "A@example.com", START)
    assert (found.committer_name, found.committer_email, found.committer_time) == ("李娜", "b@example.com", START)
    assert found.subject == "标题"
    assert found.signature is None


def test_co_authors_are_those_that_git_s_trailer_parser_sees(repo: Repo, opened: Repository) -> None:
    message = (
        "subject\n\nCo-authored-by: Not In The Last Paragraph <no@example.com>\n\n"
        "Signed-off-by: X <x@example.com>\nCO-AUTHORED-BY: 陈杰 <chen.jie@example.gov.cn>\n"
        "Co-authored-by: folded\n over <two@example.com>\nCo-authored-by: nobody at all\n"
    )
    tree = repo.tree({"a": "1"})
    head = repo.raw_commit(f"tree {tree}\nauthor a <a@x> 1 +0000\ncommitter a <a@x> 1 +0000".encode(), message.encode())
    assert opened.commit(head).co_authors == (
        ("陈杰", "chen.jie@example.gov.cn"),
        ("folded over", "two@example.com"),
        ("nobody at all", ""),
    )


def test_many_commits_keep_their_own_co_authors(repo: Repo, opened: Repository) -> None:
    shas = [repo.commit({"a": str(number)}, co_authors=[(f"n{number}", f"{number}@x")] * (number % 3)) for number in range(6)]
    found = opened.commits(shas)
    assert list(found) == shas
    assert [len(found[sha].co_authors) for sha in shas] == [0, 1, 2, 0, 1, 2]
    assert found[shas[4]].co_authors == (("n4", "4@x"),)


@pytest.mark.parametrize("object_format", ["sha1", "sha256"])
def test_git_itself_accepts_signature_and_payload(tmp_path: Path, object_format: str) -> None:
    repo = Repo(tmp_path / object_format, object_format=object_format)
    key = shared_key("signer")
    head = repo.commit({"a": "1"}, "签名的提交\n\n正文", key=key)
    (tmp_path / "allowed").write_text(f"* {key.public}\n")
    repo.git("-c", f"gpg.ssh.allowedSignersFile={tmp_path / 'allowed'}", "verify-commit", head)
    with Repository.open(repo.path, clean_environment()) as opened:
        found = opened.commit(head)
    assert found.signature is not None
    assert key.sign(found.payload, "git").encode() == found.signature


def test_two_signatures_are_none(repo: Repo, opened: Repository) -> None:
    head = b"tree " + repo.tree({"a": "1"}).encode() + b"\nauthor a <a@x> 1 +0000\ncommitter a <a@x> 1 +0000"
    twice = repo.raw_commit(head + b"\ngpgsig one\n more\ngpgsig two", b"m")
    assert opened.commit(twice).signature is None
    assert b"gpgsig" not in opened.commit(twice).payload


@pytest.mark.parametrize(
    ("line", "name", "email"),
    [
        (b"\xff\xfe <a@x> 1 +0000", "\ufffd\ufffd", "a@x"),
        (b"<a@x> 1 +0000", "", "a@x"),
        (b"no address 1 +0000", "no address 1 +0000", ""),
        (b"a <a@x> 99999999999999999 +0000", "a", "a@x"),
        (b"a <a@x> -99999999999999999 +0000", "a", "a@x"),
        (b"a <a@x> 99999999999999999999999 +0000", None, ""),
        (b"a <a@x>", "a", "a@x"),
        (b"a <> 1 +0000", "a", ""),
        (b"a <a@x> <b@x> 1 +0000", None, ""),
        (b"", "", ""),
    ],
)
def test_rubbish_is_nobody_and_at_no_time(repo: Repo, opened: Repository, line: bytes, name: str | None, email: str) -> None:
    tree = repo.tree({"a": "1"}).encode()
    head = repo.raw_commit(b"tree " + tree + b"\nauthor " + line + b"\ncommitter " + line, b"\xff message")
    found = opened.commit(head)
    assert name is None or found.author_name == name
    assert (found.author_email, found.committer_email) == (email, email)
    assert found.author_time in {NEVER, NEVER.replace(second=1)}


def test_an_old_encoding_is_read_and_an_unknown_one_survived(repo: Repo, opened: Repository) -> None:
    tree = repo.tree({"a": "1"}).encode()
    for encoding, name in ((b"GBK", "张伟"), (b"no-such-encoding", None)):
        author = "张伟".encode("gbk") + b" <a@x> 1 +0000"
        head = repo.raw_commit(
            b"tree " + tree + b"\nauthor " + author + b"\ncommitter " + author + b"\nencoding " + encoding,
            "标题\n\nCo-authored-by: 李娜 <b@x>\n".encode("gbk"),
        )
        found = opened.commit(head)
        assert name is None or (found.author_name, found.subject) == (name, "标题")
        assert [email for _, email in found.co_authors] == ["b@x"]


@pytest.mark.parametrize("encoding", ["undefined", "idna", "punycode", "rot13", "hex", "utf-16", "utf-7", "x\0y"])
def test_encodings_that_only_python_knows_make_reading_neither_raise_nor_lose_the_address(encoding: str) -> None:
    line = "张伟\ud83d <a@x> 1 +0000".encode("utf-8", "surrogatepass")
    data = b"tree x\nauthor " + line + b"\ncommitter " + line + b"\nencoding " + encoding.encode() + b"\n\n\xff"
    assert read_commit("0" * 40, data, "sha1").committer_name


def test_t46_a_commit_that_is_larger_than_any_message_is_refused_unread(repo: Repo, opened: Repository) -> None:
    line = b" a <a@x> 1 +0000"
    tree = repo.tree({"a": "1"}).encode()
    header = b"tree " + tree + b"\nauthor" + line + b"\ncommitter" + line
    assert opened.commit(repo.raw_commit(header, b"m" * 900_000)).author_email == "a@x"
    with pytest.raises(BlockedError, match="1000"):
        opened.commit(repo.raw_commit(header, b"m" * 1_000_000))


def test_t46_a_header_of_very_many_lines_is_read_in_one_go() -> None:
    data = b"tree x\ngpgsig a\n" + b" y\n" * 300_000 + b"author a <a@x> 1 +0000\n\nm"
    found = read_commit("0" * 40, data, "sha1")  # each line copied anew would take minutes
    assert (found.author_email, found.signature) == ("a@x", b"a\n" + b"y\n" * 300_000)


@pytest.mark.parametrize("ends", [(b"", b""), (b"", b"<"), (b"a", b"<a@x"), (b"a <a@x>", b"x"), (b"", b"<a@x> 1")])
def test_t46_a_name_of_very_many_blanks_is_read_in_one_go(ends: tuple[bytes, bytes]) -> None:
    line = ends[0] + b" " * 100_000 + ends[1]  # handing blanks from one part to the next would take hours
    found = read_commit("0" * 40, b"tree x\nauthor " + line + b"\ncommitter " + line, "sha1")
    assert found.author_email in {"", "a@x"}


@given(st.binary(max_size=300))
def test_no_bytes_make_reading_raise(data: bytes) -> None:
    assert read_commit("0" * 40, data, "sha1").sha == "0" * 40


@given(
    st.lists(
        st.sampled_from(
            [b"tree x", b"author a <b> 1", b"gpgsig q", b" more", b"", b"parent p", b"encoding \xff", b"gpgsig-sha256 z"]
        )
    )
)
def test_no_order_of_lines_makes_reading_raise_or_leaves_a_signature_in_the_payload(lines: list[bytes]) -> None:
    found = read_commit("0" * 40, b"\n".join(lines), "sha1")
    assert b"gpgsig" not in found.payload.partition(b"\n\n")[0] or b"\n\n" in b"\n".join(lines)
