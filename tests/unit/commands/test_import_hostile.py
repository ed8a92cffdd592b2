"""`sanshen import` of a folder that somebody hostile has made: it is read, and nothing in it is run, followed or trusted."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from support.old_sites import MKDOCS_MAP, lay
from support.town import Town

NOTICES = "content/liangshan/notice"
UNDATED: dict[str, str | bytes] = {"mkdocs.yml": "site_name: x\n", "docs/notices/plain.md": "一页。\n"}


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return Town(tmp_path)


def bring(town: Town, mapping: str = MKDOCS_MAP, kind: str = "mkdocs") -> tuple[int, dict[str, Any]]:
    (town.root.parent / "map.yml").write_text(mapping, encoding="utf-8")
    code, out, err = town.run("import", "../old", "--from", kind, "--map", "../map.yml", "--format", "json")
    assert out, err
    return code, json.loads(out)


def notes(answer: dict[str, Any], kind: str) -> list[str]:
    return [one["source"] for one in answer["notes"] if one["kind"] == kind]


def git(folder: Path, *words: str, data: bytes = b"", date: str = "2016-02-03T04:05:06+08:00") -> str:
    env = {**os.environ, "GIT_COMMITTER_DATE": date, "GIT_CONFIG_GLOBAL": os.devnull}
    who = ("-c", "user.name=x", "-c", "user.email=x@example.com", "-c", "protocol.file.allow=always")
    return subprocess.run(
        ["git", *who, *words], cwd=folder, env=env, input=data, capture_output=True, check=True
    ).stdout.decode()


def committed(folder: Path) -> Path:
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "old")
    return folder


def test_the_old_repository_s_configuration_runs_nothing(town: Town, tmp_path: Path) -> None:
    old = committed(lay(tmp_path / "old", UNDATED))
    plain = git(old, "cat-file", "commit", "HEAD")
    head, _, message = plain.partition("\n\n")
    signature = "gpgsig -----BEGIN PGP SIGNATURE-----\n \n AAAA\n -----END PGP SIGNATURE-----"
    signed = git(old, "hash-object", "-t", "commit", "-w", "--stdin", data=f"{head}\n{signature}\n\n{message}".encode()).strip()
    git(old, "update-ref", "HEAD", signed)
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\ntouch '{tmp_path}/ran'\n", encoding="utf-8")
    program.chmod(0o755)
    for key in ("gpg.program", "core.fsmonitor", "core.sshCommand", "diff.external", "core.pager"):
        git(old, "config", key, str(program))
    git(old, "config", "log.showSignature", "true")
    git(old, "log", "-1")
    assert (tmp_path / "ran").exists(), "git itself would have run it"
    (tmp_path / "ran").unlink()
    code, answer = bring(town)
    assert (code, notes(answer, "no-time")) == (0, [])
    assert (town.root / NOTICES / "2016/plain.md").is_file()
    assert not (tmp_path / "ran").exists()


def test_nothing_is_fetched_for_a_partial_clone(town: Town, tmp_path: Path) -> None:
    whole = committed(lay(tmp_path / "whole", UNDATED))
    git(whole, "config", "uploadpack.allowFilter", "true")
    git(tmp_path, "clone", "-q", "--filter=tree:0", "--no-checkout", f"file://{whole}", str(tmp_path / "old"))
    lay(tmp_path / "old", UNDATED)
    before = git(tmp_path / "old", "count-objects", "-v")
    code, answer = bring(town)
    assert (code, notes(answer, "no-time"), notes(answer, "history")) == (1, ["notices/plain.md"], [".git"])
    assert git(tmp_path / "old", "count-objects", "-v") == before


def test_a_shallow_clone_tells_no_times(town: Town, tmp_path: Path) -> None:
    whole = committed(lay(tmp_path / "whole", UNDATED))
    git(whole, "commit", "-q", "--allow-empty", "-m", "later")
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{whole}", str(tmp_path / "old"))
    code, answer = bring(town)
    assert (code, notes(answer, "no-time"), notes(answer, "history")) == (1, ["notices/plain.md"], [".git"])


def test_times_of_a_folder_inside_a_repository(town: Town, tmp_path: Path) -> None:
    """The old site is one folder of many, and a file's name tries to pass for a time."""
    room = tmp_path / "room"
    lay(room / "old", {**UNDATED, "docs/notices/\n1\n\x01951000000": "x"})
    committed(room)
    (tmp_path / "old").symlink_to(room / "old")
    assert bring(town)[0] == 0
    assert (town.root / NOTICES / "2016/plain.md").is_file()


def test_the_zero_time_of_hugo_is_no_time(town: Town, tmp_path: Path) -> None:
    page = "---\ntitle: x\ndate: 0001-01-01T00:00:00Z\n---\n内容。\n"
    lay(tmp_path / "old", {"hugo.toml": "", "content/news/a.md": page, "content/news/b.md": page.replace("0001", "2019")})
    code, answer = bring(town, "sections: {news: liangshan/news}\n", "hugo")
    assert (code, notes(answer, "no-time")) == (1, ["news/a.md"])
