"""`sanshen import` of a folder that somebody hostile has made: it is read, and nothing in it is run, followed or trusted."""

from __future__ import annotations

import fcntl
import hashlib
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


DATED = "---\ntitle: x\ndate: 2020-01-01\n---\n\n"
MAPS = "sections: {news: liangshan/news}\n"


def written(town: Town) -> list[str]:
    return sorted(path.relative_to(town.root).as_posix() for path in (town.root / "content").rglob("*") if path.is_file())


@pytest.mark.parametrize("word", ["/etc", "..", "../secret", "docs/../../secret", ".", "linked", "''"])
def test_an_mkdocs_folder_that_leads_out_is_not_followed(town: Town, tmp_path: Path, word: str) -> None:
    lay(tmp_path / "secret", {"news/secret.md": DATED})
    old = lay(tmp_path / "old", {"mkdocs.yml": f"docs_dir: {word}\n", "docs/news/a.md": DATED})
    (old / "linked").symlink_to(tmp_path / "secret")
    before = written(town)
    code, answer = bring(town, MAPS)
    assert (code, answer["pages"]) == (0, 1)
    assert notes(answer, "setting") == ([] if word == "''" else ["docs_dir"])
    assert {*written(town)} - {*before} == {"content/liangshan/news/2020/a.md"}


def test_hugo_folders_that_lead_out_are_not_followed(town: Town, tmp_path: Path) -> None:
    lay(tmp_path / "secret", {"news/secret.md": DATED, "images/a.png": "x", "a.txt": "x"})
    page = DATED + "![a](/images/a.png) [b](/a.txt)\n"
    settings = 'contentDir = "../secret"\nstaticDir = ["/etc", "linked", "../secret", "files"]\n'
    old = lay(tmp_path / "old", {"hugo.toml": settings, "content/news/a.md": page, "files/b.txt": "x"})
    (old / "linked").symlink_to(tmp_path / "secret")
    (old / "static").symlink_to(tmp_path / "secret")
    code, answer = bring(town, MAPS, "hugo")
    assert (code, answer["pages"], answer["files"]) == (0, 1, 0)
    assert notes(answer, "setting") == ["contentDir", *["staticDir", "static"] * 3]
    assert notes(answer, "unused-file") == ["files/b.txt"]


def test_a_folder_of_pages_that_is_a_link_leading_out_is_refused(town: Town, tmp_path: Path) -> None:
    lay(tmp_path / "secret", {"news/secret.md": DATED})
    for kind, name in (("mkdocs", "docs"), ("hugo", "content")):
        old = tmp_path / f"old-{kind}"
        old.mkdir()
        (old / name).symlink_to(tmp_path / "secret")
        code, _, err = town.run("import", str(old), "--from", kind)
        assert code == 2
        assert "旧站文件夹之外" in err


def test_a_tree_of_strange_files_is_read_without_waiting_or_failing(town: Town, tmp_path: Path) -> None:
    limit = 1_048_576
    files: dict[str, str | bytes] = {
        "mkdocs.yml": 'site_url: "http://["\n',
        "docs/news/large.md": DATED + "长" * limit,
        "docs/news/gbk.md": DATED.encode() + "中文".encode("gbk"),
        "docs/news/half.md": '{"title": "\\ud800"}\nx\n',
        "docs/news/number.md": f"---\ntitle: x\ndate: 2020-01-01\nn: {'9' * 40}\nm: {{2020-01-01: .nan}}\n---\n",
        "docs/news/line\nbreak.md": DATED,
        "docs/news/\x1b[31m.md": DATED,
        "docs/news/links.md": DATED
        + f"[a](http://[x) [b](%2f%2f[x) [c]({'n' * 300}) [d](a%00b) [e](\\ud800%ff) ![f](../big.bin) [g](fifo)\n",
        "docs/news/two.md": DATED + "![a](One.png) ![b](one.png) ![c](../one.png)\n",
        "docs/news/One.png": "1",
        "docs/news/one.png": "2",
        "docs/one.png": "3",
        f"docs/news/{'长' * 83}.txt": "x",
        "docs/news/name.md": DATED + f"[a]({'长' * 83}.txt)\n",
    }
    old = lay(tmp_path / "old", files)
    Path(os.fsdecode(os.fsencode(old / "docs/news") + b"/\xd6\xd0.md")).write_text(DATED, encoding="utf-8")
    Path(os.fsdecode(os.fsencode(old / "docs/news") + b"/\xd6\xd0.txt")).write_text("x", encoding="utf-8")
    for name in ("docs/news/fifo.md", "docs/news/fifo"):
        os.mkfifo(old / name)
    (old / "docs/news/zero.md").symlink_to("/dev/zero")
    (old / "docs/news/loop").symlink_to(".")
    with (old / "docs/big.bin").open("wb") as big:
        big.truncate(1 << 40)
    code, answer = bring(town, MAPS)
    unreadable = notes(answer, "unreadable")
    assert code == 1
    assert sorted(unreadable) == ["news/gbk.md", "news/half.md", "news/large.md", "news/\ufffd\ufffd.md"]
    assert notes(answer, "too-large") == ["news/links.md"]
    assert "docs/news/\ufffd\ufffd.txt" in notes(answer, "unused-file")
    assert answer["pages"] == 6
    pictures = [path.name for path in (town.root / "content/liangshan/news/2020/two").iterdir()]
    assert len({name.casefold() for name in pictures}) == 3
    again = bring(town, MAPS)[1]
    assert again["written"] == 0
    report = (town.root / "build/import/report.md").read_text(encoding="utf-8")
    assert "\x1b" not in report


def test_a_journal_of_somebody_else_removes_nothing(town: Town, tmp_path: Path) -> None:
    """Whatever it names: only what stands below content/ can have been brought in."""
    lay(tmp_path / "old", {"mkdocs.yml": "", "docs/news/a.md": DATED, "docs/news/b.md": DATED})
    victim = tmp_path / "victim.txt"
    victim.write_text("x", encoding="utf-8")
    policy = town.root / "reviews/policy.yml"
    elsewhere = lay(tmp_path / "elsewhere", {"c.md": "x"})
    (town.root / "content").mkdir()
    (town.root / "content/linked").symlink_to(elsewhere)
    sha = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"
    journal = town.root / "build/import/journal.jsonl"
    journal.parent.mkdir(parents=True)
    digest = hashlib.sha256(policy.read_bytes()).hexdigest()
    named = {str(victim): sha, "../victim.txt": sha, "content/../../victim.txt": sha, "content/linked/c.md": sha}
    lines = [json.dumps([f"news/gone{number}.md", "", {path: one}, []]) for number, (path, one) in enumerate(named.items())]
    journal.write_text("\n".join([*lines, json.dumps(["news/p.md", "", {"reviews/policy.yml": digest}, []]), "[", "\udcff"]),
                       encoding="utf-8", errors="surrogateescape")  # fmt: skip
    assert bring(town, MAPS)[0] == 2
    journal.write_text("\n".join([*lines, json.dumps(["news/a.md", "", {}, []])]), encoding="utf-8")
    code, answer = bring(town, MAPS)
    assert (code, answer["pages"]) == (0, 2)
    assert victim.exists()
    assert policy.exists()
    assert (elsewhere / "c.md").exists()


def test_content_that_leads_elsewhere_is_not_written_to(town: Town, tmp_path: Path) -> None:
    lay(tmp_path / "old", {"mkdocs.yml": "", "docs/news/a.md": DATED})
    (tmp_path / "elsewhere").mkdir()
    (town.root / "content/liangshan/news").mkdir(parents=True)
    (town.root / "content/liangshan/news/2020").symlink_to(tmp_path / "elsewhere")
    code, answer = bring(town, MAPS)
    assert (code, notes(answer, "changed-by-hand")) == (1, ["news/a.md"])
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_another_old_site_does_not_drive_out_the_first(town: Town, tmp_path: Path) -> None:
    lay(tmp_path / "old", {"mkdocs.yml": "", **{f"docs/news/{name}.md": DATED for name in ("a", "b", "c")}})
    assert bring(town, MAPS)[0] == 0
    before = written(town)
    (tmp_path / "old").rename(tmp_path / "first")
    lay(tmp_path / "old", {"mkdocs.yml": "", **{f"docs/news/{name}.md": DATED for name in ("c", "d", "e")}})
    code, answer = bring(town, MAPS)
    assert code == 2
    assert "像是另一个旧站" in json.dumps(answer, ensure_ascii=False)
    assert written(town) == before


def test_a_table_of_addresses_that_people_have_changed_stays(town: Town, tmp_path: Path) -> None:
    old = lay(tmp_path / "old", {"mkdocs.yml": "", "docs/news/a.md": DATED})
    assert bring(town, MAPS)[0] == 0
    table = town.root / "reviews/former-addresses.json"
    made = json.loads(table.read_bytes())
    made["addresses"]["forgotten.html"] = "content/liangshan/news/2020/a.md"
    table.write_text(json.dumps(made), encoding="utf-8")
    changed = table.read_bytes()
    code, answer = bring(town, MAPS)
    assert (code, notes(answer, "changed-by-hand")) == (0, []), "it has all that is needed, and more"
    lay(old, {"docs/news/b.md": DATED})
    code, answer = bring(town, MAPS)
    assert (code, notes(answer, "changed-by-hand")) == (1, ["reviews/former-addresses.json"])
    assert table.read_bytes() == changed
    assert "news/b/" in (town.root / "build/import/former-addresses.json").read_text(encoding="utf-8")


def test_whatever_a_page_depends_on_makes_it_anew(town: Town, tmp_path: Path) -> None:
    """The old site's own address, the address of a page it links to, the unit's name, the limits."""
    link = DATED + "[b](https://old.example/b/) ![p](p.png)\n"
    old = lay(tmp_path / "old", {"hugo.toml": "", "content/news/a.md": link, "content/news/b.md": DATED.replace("---\n\n", "url: /b/\n---\n\n"),
                                 "content/news/p.png": "x" * 300})  # fmt: skip
    made = town.root / "content/liangshan/news/2020/a.md"
    bring(town, MAPS, "hugo")
    assert "https://old.example/b/" in made.read_text(encoding="utf-8")
    (old / "hugo.toml").write_text('baseURL = "https://old.example/"\n', encoding="utf-8")
    bring(town, MAPS, "hugo")
    assert "[b](b.md)" in made.read_text(encoding="utf-8")
    people = town.root / "reviews/units/liangshan/people.yml"
    people.write_text(people.read_text(encoding="utf-8").replace("name: 梁山街道", "name: 梁山新街道", 1), encoding="utf-8")
    assert bring(town, MAPS, "hugo")[1]["written"] == 2
    assert "梁山新街道" in made.read_text(encoding="utf-8")
    policy = town.root / "reviews/policy.yml"
    text = policy.read_text(encoding="utf-8")
    limited = text.replace("\nlimits:\n", "\nlimits:\n  bundle-file-bytes: 200\n").replace("bundle-file-bytes: 20971520", "")
    assert limited != text
    policy.write_text(limited, encoding="utf-8")
    assert notes(bring(town, MAPS, "hugo")[1], "too-large") == ["news/a.md"]
    assert not (made.parent / "a/p.png").exists()


def test_two_runs_at_once(town: Town, tmp_path: Path) -> None:
    lay(tmp_path / "old", {"mkdocs.yml": "", "docs/news/a.md": DATED})
    assert bring(town, MAPS)[0] == 0
    with (town.root / "build/import/lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        code, answer = bring(town, MAPS)
    assert code == 1
    assert "正在带入" in json.dumps(answer, ensure_ascii=False)


def test_a_link_under_the_temporary_name_is_not_written_through(town: Town, tmp_path: Path) -> None:
    lay(tmp_path / "old", {"mkdocs.yml": "", "docs/news/a.md": DATED})
    victim = tmp_path / "victim.txt"
    victim.write_text("x", encoding="utf-8")
    folder = town.root / "content/liangshan/news/2020"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / ".a.md.tmp").symlink_to(victim)
    assert bring(town, MAPS)[0] == 0
    assert victim.read_text(encoding="utf-8") == "x"


def test_a_page_that_cannot_be_read_does_not_come_in_as_an_attachment(town: Town, tmp_path: Path) -> None:
    page = DATED + "[a](broken.md) [b](Big.MD)\n"
    lay(tmp_path / "old", {"mkdocs.yml": "", "docs/news/a.md": page, "docs/news/broken.md": "---\n", "docs/news/Big.MD": "x"})
    code, answer = bring(town, MAPS)
    assert (code, answer["files"], notes(answer, "left-behind")) == (1, 0, ["news/a.md"] * 2)


@pytest.mark.parametrize(
    "value", ["!!timestamp x", "!!bool x", "!!int x", "!!python/object/apply:os.system [id]", "!!binary x"]
)
def test_a_value_that_does_not_fit_its_tag_keeps_one_page_out(town: Town, tmp_path: Path, value: str) -> None:
    page = f"---\ntitle: x\ndate: 2020-01-01\nn: {value}\n---\n"
    lay(tmp_path / "old", {"mkdocs.yml": f"site_url: {value}\n", "docs/news/a.md": DATED, "docs/news/b.md": page})
    code, answer = bring(town, MAPS)
    assert (code, answer["pages"], notes(answer, "unreadable")) == (1, 1, ["news/b.md"])


@pytest.mark.parametrize(
    "listing", ["", "path,permalink\n", "path,permalink\na.md\n", "a,b\n1,2\n", f"path,permalink\n{'x' * 200_000},y\n"]
)
def test_what_is_no_listing_of_hugo_is_refused(town: Town, tmp_path: Path, listing: str) -> None:
    lay(tmp_path / "old", {"hugo.toml": "", "content/news/a.md": DATED})
    (tmp_path / "list.csv").write_text(listing, encoding="utf-8")
    code, _, err = town.run("import", "../old", "--from", "hugo", "--listing", "../list.csv")
    assert code == 2
    assert "不是 hugo list all 的输出" in err
