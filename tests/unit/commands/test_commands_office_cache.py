"""The office is remembered between two runs of `check`, and never wrongly."""

from __future__ import annotations

import hmac
import os
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from sanshen.commands import lexicon_cache
from sanshen.commands.file_sources import WorkTree
from sanshen.commands.office_cache import remembered_office
from sanshen.commands.office_reading import Office, read_office
from sanshen.commands.sealed_files import SealedFiles, sealed_files
from sanshen.model.errors import UsageError
from sanshen.reading.office import read_lexicon
from support.checking import ARTICLE, article, check, lay_out, site

TERMS = "topic: 示例\nterms:\n  - {{term: {word}, category: banned, severity: error, why: 示例}}\n"


def kept(env: dict[str, str], kind: str = "") -> list[Path]:
    """What lies in the cache: the files of that kind."""
    return sorted(Path(env["XDG_CACHE_HOME"], "sanshen").glob(f"{kind}*"))


def seen(office: Office) -> tuple[object, ...]:
    """An office as the rules see it, whether its terms lie in a tuple or packed."""
    return (office.policy, office.roster, office.sources, office.digest, *office.lexicon.terms, 0, *office.lexicon.confidential)


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    return {"XDG_CACHE_HOME": str(tmp_path / "cache"), "XDG_STATE_HOME": str(tmp_path / "state")}


def test_what_is_remembered_is_what_would_be_read(tmp_path: Path, env: dict[str, str]) -> None:
    source = WorkTree(site(tmp_path / "site", {"reviews/lexicon/a.yml": TERMS.format(word="甲乙丙")}))
    first, again = remembered_office(source, env), remembered_office(source, env)
    assert seen(first) == seen(again) == seen(read_office(source, env))
    assert [one.name.partition("-")[0] for one in kept(env)] == ["lexicon", "office"]


def test_a_changed_office_is_read_anew(tmp_path: Path, env: dict[str, str]) -> None:
    root = site(
        tmp_path / "site",
        {ARTICLE: article("会上提到甲乙丙和丁戊己。\n"), "reviews/lexicon/a.yml": TERMS.format(word="甲乙丙")},
    )
    found = [one["excerpt"] for one in check(root, ARTICLE, env=env).findings]
    lay_out(root, {"reviews/lexicon/a.yml": TERMS.format(word="丁戊己")})
    assert len(found) == 1
    (changed,) = check(root, ARTICLE, env=env).findings
    assert changed["column"] == 9
    (root / "reviews/lexicon/a.yml").unlink()
    assert check(root, ARTICLE, env=env).findings == []


def cut(data: bytes) -> bytes:
    return data[:-1]


def turned(data: bytes) -> bytes:
    return data[:-9] + bytes([data[-9] ^ 1]) + data[-8:]


def resealed(data: bytes) -> bytes:
    """As somebody would who knows how sealing works and has not the key."""
    body = data[32:].replace("甲乙丙".encode(), "丁戊己".encode())
    return hmac.digest(b"", body, "sha256") + body


@pytest.mark.parametrize("kind", ["office", "lexicon"])
@pytest.mark.parametrize("change", [lambda _: b"", lambda _: b"\xc1" * 99, cut, turned, resealed])
def test_a_changed_cache_is_a_missing_one(
    tmp_path: Path, env: dict[str, str], kind: str, change: Callable[[bytes], bytes]
) -> None:
    source = WorkTree(site(tmp_path / "site", {"reviews/lexicon/a.yml": TERMS.format(word="甲乙丙")}))
    remembered_office(source, env)
    (file,) = kept(env, kind)
    good = file.read_bytes()
    file.write_bytes(change(good))
    assert seen(remembered_office(source, env)) == seen(read_office(source, env))
    assert file.read_bytes() == good


@pytest.mark.parametrize("kind", ["office", "lexicon"])
def test_another_offices_answer_under_this_name_is_not_believed(tmp_path: Path, env: dict[str, str], kind: str) -> None:
    here = WorkTree(site(tmp_path / "here"))
    there = WorkTree(site(tmp_path / "there", {"reviews/lexicon/a.yml": TERMS.format(word="甲乙丙")}))
    remembered_office(here, env)
    before = kept(env, kind)
    remembered_office(there, env)
    for other in set(kept(env, kind)) - set(before):
        other.write_bytes(before[0].read_bytes())
    assert [term.term for term in remembered_office(there, env).lexicon.terms] == ["甲乙丙"]


def test_a_cache_that_somebody_brings_along_is_not_believed(tmp_path: Path, env: dict[str, str]) -> None:
    root = site(
        tmp_path / "site", {ARTICLE: article("会上提到甲乙丙。\n"), "reviews/lexicon/a.yml": TERMS.format(word="甲乙丙")}
    )
    elsewhere = {**env, "XDG_STATE_HOME": str(tmp_path / "another")}
    assert check(root, ARTICLE, env=elsewhere).code == 1
    sealed = {one: one.read_bytes() for one in kept(env)}
    assert check(root, ARTICLE, env=env).code == 1
    assert sealed
    assert all(one.read_bytes() != data for one, data in sealed.items())


def test_a_key_that_others_can_read_is_replaced(tmp_path: Path, env: dict[str, str]) -> None:
    source = WorkTree(site(tmp_path / "site"))
    remembered_office(source, env)
    key = Path(env["XDG_STATE_HOME"], "sanshen", "cache-key")
    old = key.read_bytes()
    assert key.stat().st_mode & 0o777 == 0o600
    key.chmod(0o644)
    remembered_office(source, env)
    assert key.read_bytes() != old
    assert key.stat().st_mode & 0o777 == 0o600


def test_two_at_once_leave_whole_files(tmp_path: Path, env: dict[str, str]) -> None:
    root = site(
        tmp_path / "site", {ARTICLE: article("会上提到甲乙丙。\n"), "reviews/lexicon/a.yml": TERMS.format(word="甲乙丙")}
    )
    command = [sys.executable, "-m", "sanshen", "-C", str(root), "check", ARTICLE, "--format", "json"]
    runs = [subprocess.Popen(command, env={**os.environ, **env}, stdout=subprocess.PIPE) for _ in range(3)]
    answers = {run.communicate()[0] for run in runs}
    assert {run.returncode for run in runs} == {1}
    assert len(answers) == 1
    assert len(list(Path(env["XDG_STATE_HOME"], "sanshen").iterdir())) == 1
    assert len(kept(env)) == 2
    assert seen(remembered_office(WorkTree(root), env)) == seen(read_office(WorkTree(root), env))


def test_a_confidential_lexicon_is_never_written_down(tmp_path: Path, env: dict[str, str]) -> None:
    secret = tmp_path / "secret.yml"
    secret.write_text(TERMS.format(word="不可见词"))
    root = site(tmp_path / "site", {ARTICLE: article("此处有不可见词。\n")})
    for _ in range(2):
        run = check(root, ARTICLE, env={**env, "SANSHEN_LEXICON": str(secret)})
        assert run.code == 1
        assert "不可见词" not in run.out + run.err
    assert check(root, ARTICLE, env=env).code == 0
    assert not any("不可见词".encode() in text for file in kept(env) for text in readable(file.read_bytes()))


def readable(data: bytes) -> Iterator[bytes]:
    """What somebody can read who looks at a file: the bytes, and what any compressed piece of them opens to."""
    yield data
    for at in range(len(data)):
        with suppress(zlib.error):
            yield zlib.decompressobj().decompress(data[at:])


def test_what_is_not_confidential_could_be_read_in_the_cache(tmp_path: Path, env: dict[str, str]) -> None:
    remembered_office(WorkTree(site(tmp_path / "site", {"reviews/lexicon/a.yml": TERMS.format(word="甲乙丙")})), env)
    assert any("甲乙丙".encode() in text for file in kept(env) for text in readable(file.read_bytes()))


def swapped(data: bytes) -> bytes:
    """Two of its pieces change places, as if each were the other."""
    sizes = [int.from_bytes(data[at : at + 8], "little") for at in range(40, 40 + 8 * data[32], 8)]
    body = data[40 + 8 * data[32] :]
    first, second, rest = body[: sizes[0]], body[sizes[0] : sum(sizes[:2])], body[sum(sizes[:2]) :]
    head = b"".join(size.to_bytes(8, "little") for size in (sizes[1], sizes[0], *sizes[2:]))
    return data[:40] + head + second + first + rest


@pytest.mark.parametrize("change", [lambda _: b"", lambda _: b"\xc1" * 99, cut, turned, resealed, swapped])
def test_a_changed_locked_cache_is_a_missing_one(tmp_path: Path, env: dict[str, str], change: Callable[[bytes], bytes]) -> None:
    (tmp_path / "secret.yml").write_text(TERMS.format(word="不可见词"))
    env = {**env, "SANSHEN_LEXICON": str(tmp_path / "secret.yml")}
    source = WorkTree(site(tmp_path / "site", {"reviews/lexicon/a.yml": TERMS.format(word="甲乙丙")}))
    remembered_office(source, env)
    (file,) = kept(env, "lexicon")
    changed = change(file.read_bytes())
    file.write_bytes(changed)
    assert seen(remembered_office(source, env)) == seen(read_office(source, env))
    assert file.read_bytes() != changed


def test_without_the_list_or_the_key_a_locked_cache_does_not_open(tmp_path: Path) -> None:
    shelf = SealedFiles(tmp_path, b"k" * 32)
    shelf.keep_locked("lexicon-1", (b"one", b"two"), b"s" * 32, kept=1)
    assert shelf.find_locked("lexicon-1", b"s" * 32) == (b"one", b"two")
    assert shelf.find_locked("lexicon-1", b"t" * 32) is None
    assert SealedFiles(tmp_path, b"l" * 32).find_locked("lexicon-1", b"s" * 32) is None
    assert shelf.find_pieces("lexicon-1") is None
    (tmp_path / "lexicon-1").rename(tmp_path / "lexicon-2")
    assert shelf.find_locked("lexicon-2", b"s" * 32) is None


def test_a_list_that_changes_while_it_is_read_is_remembered_as_it_was_read(env: dict[str, str]) -> None:
    shelf = sealed_files(env)
    assert shelf is not None
    before, after = ({"reviews/lexicon/a.yml": TERMS.format(word=word).encode()} for word in ("甲乙丙", "丁戊己"))
    old = lexicon_cache.digests_of(before, None)
    (read, _), digests = lexicon_cache.remembered_lexicon(shelf, old, lambda: (after, None))
    assert [term.term for term in read.terms] == ["丁戊己"]
    assert digests == lexicon_cache.digests_of(after, None)
    (read, _), digests = lexicon_cache.remembered_lexicon(shelf, old, lambda: (before, None))
    assert [term.term for term in read.terms] == ["甲乙丙"]
    assert digests == old


def test_an_unusable_office_is_refused_each_time(tmp_path: Path, env: dict[str, str]) -> None:
    source = WorkTree(site(tmp_path / "site", {"reviews/policy.yml": "schema: 1\n"}))
    for _ in range(2):
        with pytest.raises(UsageError):
            remembered_office(source, env)
    assert kept(env) == []


@pytest.mark.parametrize("extra", [None, TERMS.format(word="丁戊己").encode()])
def test_a_verdict_parses_a_lexicon_only_where_its_bytes_are_new(
    env: dict[str, str], extra: bytes | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {"reviews/lexicon/a.yml": TERMS.format(word="甲乙丙").encode(), "reviews/lexicon/b.yml": b"topic: 1\nterms: x\n"}
    expected = read_lexicon(files, extra)
    read = lexicon_cache.lexicon_reader(env)
    for _ in range(2):
        lexicon, faults = read(files, extra)
        assert (*lexicon.terms, 0, *lexicon.confidential) == (*expected[0].terms, 0, *expected[0].confidential)
        assert faults == expected[1]
        monkeypatch.setattr("sanshen.reading.office.read_lexicon", None)
    with pytest.raises(TypeError):
        lexicon_cache.lexicon_reader(env)({**files, "reviews/lexicon/c.yml": b""}, extra)


@pytest.mark.parametrize("extra", [b"terms: 1\n", b"terms: [", b"\xff", b"", b"topic: x\nterms: []\n"])
def test_a_faulty_confidential_list_is_refused_each_time_and_not_remembered(env: dict[str, str], extra: bytes) -> None:
    files = {"reviews/lexicon/a.yml": TERMS.format(word="甲乙丙").encode()}
    read = lexicon_cache.lexicon_reader(env)
    read(files, TERMS.format(word="丁戊己").encode())
    before = kept(env)
    for _ in range(2):
        with pytest.raises(UsageError):
            read(files, extra)
    assert kept(env) == before


def test_new_code_reads_anew_and_old_states_are_forgotten(
    tmp_path: Path, env: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    source = WorkTree(site(tmp_path / "site"))
    for version in range(12):
        monkeypatch.setattr(lexicon_cache, "reading_code", lambda version=version: str(version))
        remembered_office(source, env)
    assert len(kept(env, "office")) == 8
    assert len(kept(env, "lexicon")) == 4


def test_no_room_for_the_cache_is_no_fault(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    source = WorkTree(site(tmp_path / "site"))
    assert remembered_office(source, {"XDG_CACHE_HOME": str(blocked)}).policy == read_office(source, {}).policy
