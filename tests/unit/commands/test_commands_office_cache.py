"""The office is remembered between two runs of `check`, and never wrongly."""

from __future__ import annotations

from pathlib import Path

import pytest

from sanshen.commands import office_cache
from sanshen.commands.file_sources import WorkTree
from sanshen.commands.office_cache import remembered_office
from sanshen.commands.office_reading import read_office
from sanshen.model.errors import UsageError
from support.checking import ARTICLE, article, check, lay_out, site

TERMS = "topic: 示例\nterms:\n  - {{term: {word}, category: banned, severity: error, why: 示例}}\n"


def kept(env: dict[str, str]) -> list[Path]:
    """What lies in the cache."""
    return sorted(Path(env["XDG_CACHE_HOME"], "sanshen").glob("*"))


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    return {"XDG_CACHE_HOME": str(tmp_path / "cache")}


def test_what_is_remembered_is_what_would_be_read(tmp_path: Path, env: dict[str, str]) -> None:
    source = WorkTree(site(tmp_path / "site", {"reviews/lexicon/a.yml": TERMS.format(word="甲乙丙")}))
    first, again = remembered_office(source, env), remembered_office(source, env)
    assert first == again == read_office(source, env)
    assert len(kept(env)) == 1


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


@pytest.mark.parametrize("content", [b"", b"\xc1", b"\x80", b"[]"])
def test_a_broken_cache_is_a_missing_one(tmp_path: Path, env: dict[str, str], content: bytes) -> None:
    source = WorkTree(site(tmp_path / "site"))
    remembered_office(source, env)
    (file,) = kept(env)
    file.write_bytes(content)
    assert remembered_office(source, env) == read_office(source, env)
    assert file.read_bytes() != content


def test_another_offices_answer_under_this_name_is_not_believed(tmp_path: Path, env: dict[str, str]) -> None:
    here = WorkTree(site(tmp_path / "here"))
    there = WorkTree(site(tmp_path / "there", {"reviews/lexicon/a.yml": TERMS.format(word="甲乙丙")}))
    remembered_office(here, env)
    (file,) = kept(env)
    remembered_office(there, env)
    (other,) = set(kept(env)) - {file}
    other.write_bytes(file.read_bytes())
    assert remembered_office(there, env).lexicon.terms


def test_a_confidential_lexicon_is_never_written_down(tmp_path: Path, env: dict[str, str]) -> None:
    secret = tmp_path / "secret.yml"
    secret.write_text(TERMS.format(word="不可见词"))
    root = site(tmp_path / "site", {ARTICLE: article("此处有不可见词。\n")})
    for _ in range(2):
        assert check(root, ARTICLE, env={**env, "SANSHEN_LEXICON": str(secret)}).code == 1
    assert check(root, ARTICLE, env=env).code == 0
    assert all("不可见词".encode() not in file.read_bytes() for file in kept(env))


def test_an_unusable_office_is_refused_each_time(tmp_path: Path, env: dict[str, str]) -> None:
    source = WorkTree(site(tmp_path / "site", {"reviews/policy.yml": "schema: 1\n"}))
    for _ in range(2):
        with pytest.raises(UsageError):
            remembered_office(source, env)
    assert kept(env) == []


def test_new_code_reads_anew_and_old_states_are_forgotten(
    tmp_path: Path, env: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    source = WorkTree(site(tmp_path / "site"))
    for version in range(12):
        monkeypatch.setattr(office_cache, "_code", lambda version=version: str(version))
        remembered_office(source, env)
    assert len(kept(env)) == 8


def test_no_room_for_the_cache_is_no_fault(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    source = WorkTree(site(tmp_path / "site"))
    assert remembered_office(source, {"XDG_CACHE_HOME": str(blocked)}).policy == read_office(source, {}).policy
