"""What `build` keeps between runs: sealed with the pipeline's key or the user's own, and never believed without the seal."""

from __future__ import annotations

import json
import os
from pathlib import Path

import msgspec
import pytest

from sanshen.commands.proof_shelf import FOLDER, ProofShelf, proof_shelf
from sanshen.records.kept import Kept
from sanshen.repository import Repository
from support.editions import article_text
from support.keys import shared_key
from support.recording import NEWS, Recorded

A, B = NEWS + "a.md", NEWS + "b.md"
ROOT = b"a root that names no part"


@pytest.fixture
def town(tmp_path: Path) -> Recorded:
    town = Recorded(tmp_path / "repo")
    town.publish({A: article_text("一篇。\n"), B: article_text("另一篇。\n", title="另一篇")})
    return town


def home(folder: Path) -> dict[str, str]:
    """An environment with a home of its own."""
    folder.mkdir(exist_ok=True)
    return {**os.environ, "HOME": str(folder), "XDG_CACHE_HOME": "", "XDG_STATE_HOME": ""}


def shelf_of(town: Recorded, env: dict[str, str], key: Path | None = None) -> ProofShelf:
    with Repository.open(town.repo.path, env) as repository:
        shelf = proof_shelf(repository, env, key)
    assert shelf is not None
    return shelf


def test_what_one_job_keeps_another_finds_by_the_pipelines_key(town: Recorded, tmp_path: Path) -> None:
    key = shared_key("pipeline").private
    one, other = home(tmp_path / "one"), home(tmp_path / "other")
    shelf_of(town, one, key).keep(ROOT, {})
    (tmp_path / "one/.cache").rename(tmp_path / "other/.cache")
    assert shelf_of(town, other, key).root() == ROOT
    assert shelf_of(town, other, shared_key("stranger").private).root() is None
    assert shelf_of(town, other).root() is None


def test_without_the_key_of_its_user_nothing_is_found(town: Recorded, tmp_path: Path) -> None:
    env = home(tmp_path / "one")
    shelf_of(town, env).keep(ROOT, {})
    assert shelf_of(town, env).root() == ROOT
    own = tmp_path / "one/.local/state/sanshen/cache-key"
    assert own.stat().st_mode & 0o777 == 0o600
    own.unlink()
    assert shelf_of(town, env).root() is None


def test_a_public_key_seals_nothing(town: Recorded, tmp_path: Path) -> None:
    env = home(tmp_path / "one")
    public = tmp_path / "agent.pub"
    public.write_text(shared_key("pipeline").public)
    assert shelf_of(town, env, public).key == shelf_of(town, env).key


@pytest.mark.parametrize("data", ["", " \n"])
def test_an_empty_file_is_no_key(town: Recorded, tmp_path: Path, data: str) -> None:
    """Everybody knows the key that would be made of nothing."""
    env = home(tmp_path / "one")
    empty = tmp_path / "publishing"
    empty.write_text(data)
    assert shelf_of(town, env, empty).key == shelf_of(town, env).key


def test_another_program_or_repository_finds_nothing(town: Recorded, tmp_path: Path) -> None:
    env = home(tmp_path / "one")
    shelf = shelf_of(town, env)
    shelf.keep(ROOT, {})
    assert msgspec.structs.replace(shelf, code="another").root() is None
    assert shelf_of(Recorded(tmp_path / "other"), env).root() is None


def test_changed_bytes_are_not_found(town: Recorded, tmp_path: Path) -> None:
    shelf = shelf_of(town, home(tmp_path / "one"))
    shelf.keep(ROOT, {"0" * 64: b"not what its name says"})
    assert shelf.part("0" * 64) is None
    assert shelf.part("1" * 64) is None
    (file,) = shelf.place.glob("root-*")
    file.write_bytes(file.read_bytes()[:-1] + b"?")
    assert shelf.root() is None


def test_a_full_disk_costs_speed_only(town: Recorded, tmp_path: Path) -> None:
    shelf = shelf_of(town, home(tmp_path / "one"))
    shelf.place.parent.mkdir(parents=True)
    shelf.place.write_text("a file where the folder would be")
    shelf.keep(ROOT, {})
    assert shelf.root() is None


def build(town: Recorded, capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, object]]:
    from sanshen.cli import main

    code = main(["-C", str(town.repo.path), "build", "--site-dir", str(town.repo.path.parent / "public"), "--format", "json"])
    return code, json.loads(capsys.readouterr().out)


def test_t10_a_forged_root_publishes_nothing(
    town: Recorded, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody who can write to the cache, but has not the key, says that an article which nobody signed is proven."""
    env = home(tmp_path / "one")
    for name in ("HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, env[name])
    assert build(town, capsys)[0] == 0
    town.repo.commit({B: article_text("没有人签过。\n", title="另一篇")})
    code, said = build(town, capsys)
    assert (code, said["articles"]) == (1, [A])
    shelf = shelf_of(town, env)
    kept = msgspec.msgpack.decode(shelf.root() or b"", type=Kept)
    forged = msgspec.structs.replace(kept, commit=town.repo.tip())
    msgspec.structs.replace(shelf, key=b"k" * 32).keep(msgspec.msgpack.encode(forged), {})
    assert (tmp_path / "one/.cache/sanshen" / FOLDER).is_dir()
    code, said = build(town, capsys)
    assert (code, said["articles"]) == (1, [A])
