"""The district's confidential list at every command: with a fault in it nothing is judged, and nothing of it is shown."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sanshen.commands.check_run import CACHE_FROM
from support.archives import MKDOCS
from support.checking import ARTICLE, Run, article, check, sanshen, site
from support.editions import article_text
from support.pushes import push, refs_of, server
from support.recorded_town import copied, merged_model
from support.recording import NEWS, Recorded
from support.sites import Site
from support.town import FIRE, Town

SECRET = "绝不外露"
TOPIC = "机密专题"
GOOD = f"topic: {TOPIC}\nterms:\n  - {{term: {SECRET}, category: banned, severity: error}}\n"
FAULTY = f"{GOOD}  - {{term: 另一个词, category: banned, severity: error, match: [homophones]}}\n"
BROKEN = f"{GOOD}  - [{{term: 另一个词, oddkey: 1\n"
WORDS = (SECRET, TOPIC, "另一个词", "homophone", "oddkey", "secret-place")
LISTS: dict[str, tuple[str | bytes | None, str]] = {
    "a fault of one entry": (FAULTY, "第 4 行"),
    "broken YAML": (BROKEN, "第 5 行"),
    "other bytes than text": (GOOD.encode() + b"\xff\xfe", "第 4 行"),
    "another encoding": (GOOD.encode("gb18030"), "第 1 行"),
    "nothing": ("", "一个词条也没有"),
    "no term": (f"topic: {TOPIC}\nterms: []\n", "一个词条也没有"),
    "a folder": (None, "SANSHEN_LEXICON"),
}
"""What is wrong → (what the file holds, or None for a folder in its place; what is said of it)."""


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    (tmp_path / "secret-place").mkdir()
    return tmp_path / "secret-place" / "words.yml"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return site(tmp_path / "site", {ARTICLE: article(f"此处有{SECRET}。\n")})


def place(secret: Path, content: str | bytes | None) -> dict[str, str]:
    """Put the list there; the environment that names it."""
    if content is None:
        secret.mkdir()
    else:
        secret.write_bytes(content if isinstance(content, bytes) else content.encode())
    return {"SANSHEN_LEXICON": str(secret)}


def refused(run: Run | tuple[int, str, str], says: str) -> bool:
    """Exit 2 with that word of why, nothing that could be taken for an answer, and nothing of the list."""
    code, out, err = run
    assert [word for word in WORDS if word in out + err] == []
    return code == 2 and (out == "" or _no_answer(json.loads(out), says)) and says in err and "SANSHEN_LEXICON" in err


def _no_answer(answer: dict[str, Any], says: str) -> bool:
    """Whether a report in JSON allows nothing, finds nothing, and says why."""
    return answer["allowed"] is False and says in answer["reasons"][0] and not answer["articles"] and not answer["findings"]


ASKED = (
    ("check", ARTICLE),
    ("check", ARTICLE, "--format", "json"),
    ("check", ARTICLE, "--fix", "--yes"),
    ("check", "--all"),
    ("check", "reviews"),
    ("lexicon", "stats"),
    ("lexicon", "test", "一句话"),
    ("policy", "test"),
)


@pytest.mark.parametrize("fault", LISTS)
def test_a_faulty_list_is_refused_by_every_reading(root: Path, secret: Path, fault: str) -> None:
    content, says = LISTS[fault]
    env = place(secret, content)
    assert [words for words in ASKED if not refused(sanshen(root, *words, env=env), says)] == []
    code, out, err = sanshen(root, "check", ARTICLE, env=env, lang="en")
    assert (code, out, "confidential" in err or "SANSHEN_LEXICON" in err) == (2, "", True)
    assert [word for word in WORDS if word in err] == []


def test_a_term_that_is_not_in_force_is_no_fault(root: Path, secret: Path) -> None:
    env = place(secret, GOOD.replace("error}", "error, until: 2001-01-01}"))
    assert check(root, ARTICLE, env=env).findings == []
    assert "机密词表 1 条" in sanshen(root, "lexicon", "stats", env=env).out


def test_no_earlier_state_hides_a_fault_or_a_change(tmp_path: Path, secret: Path) -> None:
    paths = [f"content/liangshan/news/2026/n{number}.md" for number in range(CACHE_FROM + 2)]
    root = site(tmp_path / "site", {path: article(f"此处有{SECRET}，也有丁戊己。\n") for path in paths})
    caches = {"XDG_CACHE_HOME": str(tmp_path / "cache"), "XDG_STATE_HOME": str(tmp_path / "state")}
    env = {**caches, **place(secret, GOOD)}
    columns = []
    for _ in range(2):
        run = check(root, "--all", env=env)
        columns.append({one["column"] for one in run.findings})
        assert (run.code, len(run.findings)) == (1, len(paths))
    for content, says in (FAULTY, "第 4 行"), (BROKEN, "第 5 行"), ("", "一个词条也没有"):
        place(secret, content)
        before = sorted((tmp_path / "cache").rglob("*"))
        for words in ("check", "--all"), ("check", paths[0]), ("lexicon", "stats"):
            for _ in range(2):
                assert refused(sanshen(root, *words, env=env), says)
        assert sorted((tmp_path / "cache").rglob("*")) == before
    place(secret, GOOD.replace(SECRET, "丁戊己"))
    changed = check(root, "--all", env=env)
    assert len(changed.findings) == len(paths)
    assert {one["column"] for one in changed.findings}.isdisjoint(columns[0])
    secret.unlink()
    assert refused(sanshen(root, "check", "--all", env=env), "SANSHEN_LEXICON")


@pytest.fixture
def merged(tmp_path: Path) -> Town:
    return copied(merged_model(), tmp_path)


QUESTIONS = (
    ("gate", "--base", "main", "--head", "HEAD"),
    ("gate", "--base", "main", "--head", "HEAD", "--format", "json"),
    ("status",),
    ("status", "--all"),
    ("preview", "--base", "main", "--head", "HEAD", "--out", "samples"),
    ("takedown", FIRE, "--reason", "error", "--by", "liu.yang"),
)


@pytest.mark.parametrize("fault", ["a fault of one entry", "broken YAML", "nothing", "a folder"])
def test_a_faulty_list_stops_every_verdict_and_nothing_is_written(merged: Town, secret: Path, fault: str) -> None:
    content, says = LISTS[fault]
    merged.branch("draft")
    merged.draft("content/liangshan/news/2026/other.md")
    before = merged.head()
    known = merged.run("gate", "--base", "main", "--head", "HEAD", env=place(secret, GOOD))
    assert known[0] == 1, known
    secret.unlink()
    env = place(secret, content)
    assert [words for words in QUESTIONS if not refused(merged.run(*words, env=env), says)] == []
    keys = str(merged.keys["zhang.wei"].private), str(merged.pipeline.private)
    assert refused(merged.run("sign", "content/liangshan/news/2026/other.md", "--key", keys[0], env=env), says)
    assert refused(merged.run("record", "--key", keys[1], env=env), says)
    assert (merged.head(), merged.git("status", "--porcelain")) == (before, "")
    assert merged.git("branch", "--list", "sanshen-records") == ""


def test_a_list_that_was_mended_lets_work_go_on(merged: Town, secret: Path) -> None:
    env = place(secret, FAULTY)
    words = ("record", "--key", str(merged.pipeline.private), "--format", "json")
    assert refused(merged.run(*words, env=env), "第 4 行")
    place(secret, GOOD)
    code, out, _ = merged.run(*words, env=env)
    assert (code, json.loads(out)["added"]) == (0, 1)


def test_a_faulty_list_builds_no_site(tmp_path: Path, secret: Path) -> None:
    town = Recorded(tmp_path / "repo", files={"mkdocs.yml": MKDOCS})
    town.publish({NEWS + "a.md": article_text("街道检查了 36 家单位。\n")})
    public, caches = tmp_path / "public", {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path)}
    words = ("build", "--site-dir", str(public))
    assert refused(sanshen(town.repo.path, *words, env={**caches, **place(secret, BROKEN)}), "第 5 行")
    assert not public.exists()
    page = public / "liangshan/news/2026/a/index.html"
    place(secret, GOOD)
    assert sanshen(town.repo.path, *words, env={**caches, "SANSHEN_LEXICON": str(secret)}).code == 0
    standing = page.read_bytes()
    place(secret, FAULTY)
    assert refused(sanshen(town.repo.path, *words, env={**caches, "SANSHEN_LEXICON": str(secret)}), "第 4 行")
    assert page.read_bytes() == standing


def test_a_server_with_a_faulty_list_takes_no_push(tmp_path: Path, secret: Path) -> None:
    signed = Site(tmp_path / "site")
    signed.draft()
    signed.sign_all()
    bare = server(tmp_path / "server.git", signed.repo)
    tip = refs_of(bare)["refs/heads/main"]
    done = push(signed.repo, bare, "draft:main", **place(secret, FAULTY))
    assert done.code != 0
    assert "拒绝推送" in done.said
    assert "第 4 行" in done.said
    assert [word for word in WORDS if word in done.said] == []
    assert refs_of(bare)["refs/heads/main"] == tip
    assert push(signed.repo, bare, "draft:main", **place(secret, GOOD)).code == 0
