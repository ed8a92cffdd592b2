"""T44–T50 at the command line: odd files, sizes, several articles at once, and what the change says about its own judge."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tracemalloc
from pathlib import Path

import pytest

from support import office
from support.repos import clean_environment
from support.scenes import PICTURE, drafted, founded, published, signed
from support.town import BODY, FIRE, article, rules, sheet, stages

FOLDER = "content/liangshan/news/2026/"
OTHER = f"{FOLDER}other.md"

# -- T45: what no signature can permit --

ODD: dict[str, dict[str, tuple[str, str | bytes] | None]] = {
    "symlink as an article": {OTHER: ("120000", "fire.md")},
    "symlink over a signed article": {FIRE: ("120000", "../../../../etc/passwd")},
    "symlink as a folder": {f"{FOLDER}pictures": ("120000", "../../../../../reviews")},
    "submodule": {f"{FOLDER}module": ("160000", "c" * 40)},
    "submodule as an article": {OTHER: ("160000", "c" * 40)},
    "executable article": {FIRE: ("100755", article())},
    "executable picture": {PICTURE: ("100755", b"\x89PNG")},
    "lfs pointer as an article": {OTHER: ("100644", "version https://git-lfs.github.com/spec/v1\noid sha256:" + "a" * 64 + "\n")},
    "control character": {f"{FOLDER}a\x07b.md": ("100644", article())},
    "line end in a name": {f"{FOLDER}a\nb.png": ("100644", b"x")},
    "escape code in a name": {f"{FOLDER}\x1b[31m.png": ("100644", b"x")},
    "bidirectional name": {f"{FOLDER}x\u202egnp.exe": ("100644", b"x")},
    "not NFC": {f"{FOLDER}e\u0301.png": ("100644", b"x")},
    "not UTF-8": {f"{FOLDER}\udcff.png": ("100644", b"x")},
    "backslash": {f"{FOLDER}a\\b.png": ("100644", b"x")},
    "hidden file": {f"{FOLDER}.hidden.md": ("100644", article())},
    "upper-case content": {"Content/liangshan/news/2026/x.md": ("100644", article())},
    "misplaced": {"content/x.md": ("100644", article())},
    "capital letters": {f"{FOLDER}Fire.md": ("100644", article())},
    "other suffix": {f"{FOLDER}fire.MD": ("100644", article())},
    "below an article": {f"{FOLDER}sub/fire.md": ("100644", article())},
    "unknown unit": {"content/nowhere/news/2026/x.md": ("100644", article())},
    "unknown column": {"content/liangshan/nowhere/2026/x.md": ("100644", article())},
    "binary article": {OTHER: ("100644", bytes(range(256)))},
    "invalid UTF-8": {OTHER: ("100644", article().encode() + b"\xff\xfe")},
    "empty article": {OTHER: ("100644", b"")},
    "attributes in content": {f"{FOLDER}.gitattributes": ("100644", "* merge=union\n")},
    "a record": {"reviews/records/2026/000001.json": ("100644", "{}\n")},
}  # fmt: skip


@pytest.mark.parametrize("entries", ODD.values(), ids=ODD)
def test_t45_odd_files_are_refused_with_the_reason(tmp_path: Path, entries: dict[str, tuple[str, str | bytes] | None]) -> None:
    town = signed(tmp_path)
    town.plant(entries)
    verdict = town.gate()
    assert (verdict["exit"], verdict["allowed"]) == (1, False)
    assert verdict["reasons"]
    assert rules(verdict)


NAMES = (
    "control character",
    "line end in a name",
    "escape code in a name",
    "bidirectional name",
    "not NFC",
    "not UTF-8",
    "backslash",
)


@pytest.mark.parametrize("form", ["text", "github", "sarif", "json"])
def test_t51_odd_names_are_harmless_in_every_format(tmp_path: Path, form: str) -> None:
    town = signed(tmp_path)
    town.plant({path: entry for name in NAMES for path, entry in ODD[name].items()})
    code, out, err = town.run("gate", "--base", "main", "--head", "HEAD", "--format", form)
    assert code == 1, err
    assert all(char.isprintable() or char in "\n\t" for char in out)
    assert out.count("SS0001") >= len(NAMES)
    if form == "sarif":
        assert json.loads(out)["version"] == "2.1.0"


COLLIDING = [
    (PICTURE, f"{FOLDER}FIRE.png"),
    (PICTURE, "content/liangshan/News/2026/fire.png"),
    ("theme/main.css", "theme/Main.css"),
    ("reviews/policy.yml", "reviews/Policy.yml"),
    ("reviews/policy.yml", "Reviews/policy.yml"),
    ("reviews/policy.yml", "REVIEWS"),
]


@pytest.mark.parametrize(("there", "added"), COLLIDING)
def test_t45_a_name_that_differs_only_in_case_is_refused(tmp_path: Path, there: str, added: str) -> None:
    """On many machines both names are one file: what is checked out would be the other one."""
    town = founded(tmp_path)
    town.git("checkout", "-q", "main")
    if not (town.root / there).exists():
        town.plant({there: ("100644", b"x")})
    town.branch("next")
    town.plant({added: ("100644", b"y")})
    verdict = town.gate()
    assert not verdict["allowed"]
    assert any("大小写" in one for one in verdict["reasons"])


def test_t45_two_new_names_that_differ_only_in_case_are_refused(tmp_path: Path) -> None:
    town = founded(tmp_path)
    town.plant({"theme/a.css": ("100644", b"x"), "theme/A.css": ("100644", b"y")})
    assert any("大小写" in one for one in town.gate()["reasons"])


def test_t45_renaming_by_case_alone_is_no_collision(tmp_path: Path) -> None:
    town = founded(tmp_path)
    town.git("checkout", "-q", "main")
    town.plant({"theme/a.css": ("100644", b"x")})
    town.branch("next")
    town.plant({"theme/a.css": None, "theme/A.css": ("100644", b"x")})
    assert not any("大小写" in one for one in town.gate()["reasons"])


@pytest.mark.parametrize("name", ["..", ".", ".git", "a/b", ""], ids=["up", "here", "git", "slash", "empty"])
def test_t45_a_tree_that_no_git_would_write_is_refused(tmp_path: Path, name: str) -> None:
    """Whoever makes trees by hand can name an entry so; checked out it would lie elsewhere."""
    town = signed(tmp_path)
    oid = bytes.fromhex(town.blob(article().encode()))
    old = subprocess.run(
        ["git", "cat-file", "tree", "HEAD"], cwd=town.root, env=clean_environment(), capture_output=True, check=True
    )
    tree = subprocess.run(
        ["git", "hash-object", "-t", "tree", "-w", "--stdin", "--literally"],
        cwd=town.root,
        input=f"100644 {name}".encode() + b"\0" + oid + old.stdout,
        env=clean_environment(),
        capture_output=True,
        check=True,
    )
    town.git(
        "update-ref",
        "refs/heads/odd",
        town.git(
            "-c",
            "user.name=x",
            "-c",
            "user.email=x@example.com",
            "commit-tree",
            "-p",
            "HEAD",
            "-m",
            "odd",
            tree.stdout.decode().strip(),
        ),
    )
    verdict = town.gate(head="odd")
    assert (verdict["exit"], verdict["allowed"]) == (1, False)
    assert verdict["reasons"]
    town.git("checkout", "-q", "main")
    town.write({"README.md": "main moved on\n"})
    town.commit()
    assert town.gate(head="odd")["exit"] == 1


@pytest.mark.parametrize("place", [".gitattributes", ".git/info/attributes"])
def test_t45_attributes_do_not_sway_the_merge(tmp_path: Path, place: str) -> None:
    """`merge=ours`, `union` and a merge driver of the configuration would hide a conflict."""
    town = published(tmp_path)
    town.draft(text=article(body=BODY.replace("走访沿街商铺", "走访沿街商铺和市场")))
    town.sign_all()
    town.git("checkout", "-q", "main")
    town.draft(text=article(body=BODY.replace("走访沿街商铺", "走访学校")))
    (town.root / place).parent.mkdir(parents=True, exist_ok=True)
    town.write({place: "* merge=union\n*.md merge=always\n"})
    if place == ".gitattributes":
        town.commit("Attributes")
    town.git("config", "merge.always.driver", "true")
    town.git("checkout", "-q", "next", "--force")
    verdict = town.gate()
    assert (verdict["exit"], verdict["allowed"]) == (1, False)
    assert FIRE in verdict["reasons"][0]


def test_replaced_objects_are_not_believed(tmp_path: Path) -> None:
    town = signed(tmp_path)
    good = town.head()
    town.draft(text=article(body="未经审签的内容。\n"))
    bad = town.head()
    town.git("replace", bad, good)
    town.git("replace", town.git("rev-parse", f"{bad}:{FIRE}", GIT_NO_REPLACE_OBJECTS="1"), town.head(f"{good}:{FIRE}"))
    assert not town.gate(head=bad)["allowed"]


def test_grafts_and_local_configuration_are_not_believed(tmp_path: Path) -> None:
    town = signed(tmp_path)
    verdict = town.gate()
    (town.root / ".git/info/grafts").write_text(f"{town.head()}\n")
    for key, value in (("core.ignorecase", "true"), ("diff.renames", "copies"), ("merge.renames", "true"), ("core.quotepath", "false"),
                       ("core.attributesfile", "/dev/null"), ("diff.external", "false"), ("core.hookspath", "/nonexistent")):  # fmt: skip
        town.git("config", key, value)
    again = town.gate()
    assert again["allowed"]
    assert again["articles"] == verdict["articles"]


# -- T46: bounds --


def test_t46_more_than_250_commits_block_with_a_plain_message(tmp_path: Path) -> None:
    town = drafted(tmp_path)
    stream = "".join(
        f"commit refs/heads/draft\ncommitter E <e@example.com> {1795400000 + one} +0000\ndata 1\nc\n"
        + (f"from {town.head()}\n" if one == 0 else "")
        for one in range(251)
    )
    subprocess.run(
        ["git", "fast-import", "--quiet", "--force"], cwd=town.root, input=stream.encode(), env=clean_environment(), check=True
    )
    verdict = town.gate(head="draft")
    assert (verdict["exit"], verdict["allowed"]) == (1, False)
    assert any("250" in one for one in verdict["reasons"])


def test_t46_more_than_3000_files_block_with_a_plain_message(tmp_path: Path) -> None:
    town = founded(tmp_path)
    oid = town.blob(b"x")
    lines = "".join(f"100644 {oid}\ttheme/{number}.txt\n" for number in range(3001))
    subprocess.run(
        ["git", "update-index", "--add", "--index-info"],
        cwd=town.root,
        input=lines.encode(),
        env=clean_environment(),
        check=True,
    )
    name = ["-c", "user.name=x", "-c", "user.email=x@example.com"]
    town.git(*name, "commit", "-q", "-m", "many")
    verdict = town.gate()
    assert (verdict["exit"], verdict["allowed"]) == (1, False)
    assert any("3001" in one and "3000" in one for one in verdict["reasons"])


@pytest.mark.parametrize(
    "path",
    [
        "reviews/policy.yml",
        "reviews/signatures/liangshan/news/2026/fire/0001-aaaaaaaaaaaaaaaa.json",
        "reviews/ledger/a.yml",
        "b.lock",
    ],
)
def test_t46_a_vast_file_of_the_office_is_never_read(tmp_path: Path, path: str) -> None:
    town = founded(tmp_path)
    town.write({path: b"x" * 30_000_000})
    town.commit("Vast")
    tracemalloc.start()
    verdict = town.gate()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (verdict["exit"], verdict["allowed"]) == (1, False)
    assert any(path in one and "4194304" in one for one in verdict["reasons"])
    assert peak < 25_000_000


def test_t46_more_than_ten_articles_block_with_a_plain_message(tmp_path: Path) -> None:
    town = founded(tmp_path)
    town.write({f"{FOLDER}a-{number}.md": article() for number in range(11)})
    town.commit("Eleven")
    verdict = town.gate()
    assert (verdict["exit"], verdict["allowed"]) == (1, False)
    assert any("11" in one and "10" in one for one in verdict["reasons"])


BOMBS = {
    "a huge line": BODY + "长" * 200_000 + "\n",
    "a huge article": "行\n\n" * 400_000,
    "many lines": "\n" * 30_000,
    "deep quotes": "> " * 300 + "深\n",
    "deep lists": "".join("  " * level + "- x\n" for level in range(300)),
    "deep emphasis": "*" * 20_000 + "x" + "*" * 20_000 + "\n",
    "brackets": "[" * 50_000 + "\n",
    "links": "[a](" * 20_000 + "\n",
    "backticks": "".join("`" * length + " " for length in range(400)) + "\n",
    "tables": "|" * 20_000 + "\n" + "|-" * 10_000 + "\n",
    "references": "".join(f"[a{number}]: x\n" for number in range(9000)) + "[a1]\n",
}


@pytest.mark.parametrize("body", BOMBS.values(), ids=BOMBS)
def test_t46_bombs_are_judged_in_bounded_time(tmp_path: Path, body: str) -> None:
    town = founded(tmp_path)
    town.draft(text=article(body=body))
    started = os.times().user
    verdict = town.gate()
    assert (verdict["exit"], verdict["allowed"]) == (1, False)
    assert os.times().user - started < 15


def test_t46_a_line_of_100_megabytes_is_refused_without_being_read(tmp_path: Path) -> None:
    town = founded(tmp_path)
    town.plant({OTHER: ("100644", b"x" * 100_000_000)})
    tracemalloc.start()
    verdict = town.gate()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert not verdict["allowed"]
    assert "SS0007" in rules(verdict)
    assert peak < 40_000_000


# -- T47 --


def test_t47_articles_of_several_grades_and_units_are_each_judged(tmp_path: Path) -> None:
    town = drafted(tmp_path)
    abroad = "content/education/news/2026/school.md"
    town.draft(OTHER, article("另一篇", grade="major"))
    town.draft(abroad, article("学校消防").replace("source: 梁山街道", "source: 区教委"), by="zhang.wei")
    town.state_all(FIRE, OTHER)
    for person in ("wu.lei", "han.mei", "jiang.bo", "zheng.shuang", "feng.tao"):
        assert town.sign(person, abroad)[0] == 0
    verdict = town.gate()
    assert not verdict["allowed"]
    assert verdict["open"] == ["proof-3"]
    assert {one["path"]: one["grade"] for one in verdict["articles"]} == {FIRE: "general", OTHER: "major", abroad: "general"}
    assert [one["state"] for one in sheet(verdict, abroad)["stages"]] == ["signed"] * 5 + ["open"]
    assert set(stages(verdict, OTHER).values()) == {"signed"}
    assert town.sign("han.mei", abroad)[0] == 0
    assert town.gate()["allowed"]


def test_t47_one_call_signs_several_articles(tmp_path: Path) -> None:
    town = drafted(tmp_path)
    town.draft(OTHER, article("另一篇"))
    town.sign_all(FIRE, OTHER)
    assert town.gate()["allowed"]


# -- T50 --


@pytest.mark.parametrize(
    "files",
    [
        {"reviews/policy.yml": office.policy_bytes().replace(b"roles: [information-officer]\n", b"roles: [deputy-head]\n")},
        {"reviews/lexicon/easy.yml": b"topic: x\nterms: []\n"},
        {"scripts/sanshen/cli.py": b"raise SystemExit(0)\n"},
        {"sitecustomize.py": b"raise SystemExit(0)\n", "conftest.py": b"x = 1\n"},
        {".github/workflows/gate.yml": b"on: push\n"},
        {"hooks/pre-receive": b"#!/bin/sh\nexit 0\n"},
        {"requirements.lock": b"evil==1\n"},
    ],
    ids=["policy", "lexicon", "code", "python start-up", "workflow", "hook", "lock"],
)  # fmt: skip
def test_t50_nothing_of_the_change_judges_itself(tmp_path: Path, files: dict[str, str | bytes | None]) -> None:
    town = drafted(tmp_path)
    before = sheet(town.gate())
    town.write(files)
    town.commit("Help myself")
    verdict = town.gate()
    assert not verdict["allowed"]
    assert [one["id"] for one in sheet(verdict)["stages"]] == [one["id"] for one in before["stages"]]
    assert [one["roles"] for one in sheet(verdict)["stages"]] == [one["roles"] for one in before["stages"]]


def test_t50_the_bases_lexicon_forbids_what_the_change_would_allow(tmp_path: Path) -> None:
    town = founded(tmp_path)
    town.git("checkout", "-q", "main")
    lexicon = "topic: x\nterms:\n  - {term: 示例禁词, category: banned, severity: error, why: 通知}\n"
    town.write({"reviews/lexicon/x.yml": lexicon})
    town.commit("Lexicon")
    town.branch("draft")
    town.write({"reviews/lexicon/x.yml": "topic: x\nterms: []\n", FIRE: article(body="示例禁词。\n")})
    town.commit("Allow it")
    assert "SS1302" in rules(town.gate())


def test_a_signed_article_with_a_forbidden_text_stays_blocked(tmp_path: Path) -> None:
    town = founded(tmp_path)
    town.draft(text=article(body="联系人电话 13" + "912345678。\n"))
    for person, stage in zip(
        ("zhang.wei", "li.na", "chen.jie", "wang.fang", "liu.yang", "li.na"), stages(town.gate()), strict=True
    ):
        town.state(person, stage, save=False)
    town.commit("Statements")
    verdict = town.gate()
    assert set(stages(verdict).values()) == {"signed"}
    assert not verdict["allowed"]
    assert "SS1305" in rules(verdict)
    assert "912345678" not in json.dumps(verdict)


# -- The command line itself --


def test_unknown_revisions_are_usage_errors_in_json_too(tmp_path: Path) -> None:
    town = founded(tmp_path)
    for base, head in (
        ("nowhere", "HEAD"),
        ("main", "nowhere"),
        ("main", "f" * 40),
        ("--all", "HEAD"),
        ("main", "HEAD:reviews"),
    ):
        code, out, err = town.run("gate", f"--base={base}", f"--head={head}", "--format", "json")
        assert code == 2, (base, head, err)
        assert json.loads(out)["allowed"] is False
        assert err


@pytest.mark.parametrize(
    "args", [(), ("--base", "main"), ("--base", "main", "--head", "HEAD", "--format", "yaml"), ("--nonsense",)]
)
def test_wrong_command_lines_are_usage_errors(tmp_path: Path, args: tuple[str, ...]) -> None:
    code, _, err = founded(tmp_path).run("gate", *args)
    assert code == 2
    assert err


def test_an_empty_repository_is_a_usage_error(tmp_path: Path) -> None:
    town = founded(tmp_path)
    town.root = tmp_path / "empty"
    town.root.mkdir()
    town.git("init", "-q", "-b", "main")
    verdict = town.gate()
    assert (verdict["exit"], verdict["allowed"]) == (2, False)


def test_no_repository_is_a_usage_error(tmp_path: Path) -> None:
    town = founded(tmp_path)
    town.root = tmp_path / "nothing"
    town.root.mkdir()
    assert town.gate()["exit"] == 2


@pytest.mark.parametrize("path", ["reviews/policy.yml", "reviews/district.yml"])
@pytest.mark.parametrize("data", [None, b"", b"schema: 1\n", b"[", b"\xff"])
def test_unusable_base_configuration_is_exit_2(tmp_path: Path, path: str, data: bytes | None) -> None:
    town = signed(tmp_path)
    town.git("checkout", "-q", "main")
    town.write({path: data})
    town.commit("Broken")
    town.git("checkout", "-q", "draft")
    verdict = town.gate()
    assert (verdict["exit"], verdict["allowed"]) == (2, False)
    assert path in json.dumps(verdict, ensure_ascii=False)


def test_a_bare_repository_works(tmp_path: Path) -> None:
    town = signed(tmp_path)
    bare = tmp_path / "bare.git"
    town.git("clone", "-q", "--bare", str(town.root), str(bare))
    town.root = bare
    assert town.gate(head="draft")["allowed"]


def test_a_linked_work_tree_and_a_subfolder_work(tmp_path: Path) -> None:
    town = signed(tmp_path)
    town.git("worktree", "add", "-q", "--detach", str(tmp_path / "linked"), "draft")
    town.root = tmp_path / "linked"
    assert town.gate()["allowed"]
    town.root = tmp_path / "linked/content"
    assert town.gate()["allowed"]


def test_histories_without_a_common_commit_are_blocked(tmp_path: Path) -> None:
    town = signed(tmp_path)
    town.git("checkout", "-q", "--orphan", "island")
    town.commit("Island")
    verdict = town.gate()
    assert (verdict["exit"], verdict["allowed"]) == (1, False)


def test_nothing_to_merge_is_allowed_and_says_so(tmp_path: Path) -> None:
    verdict = founded(tmp_path).gate(head="main")
    assert verdict["allowed"]
    assert verdict["notes"]


@pytest.mark.parametrize("how", ["option", "environment"])
def test_language_changes_messages_and_nothing_else(tmp_path: Path, how: str) -> None:
    """A real process: the language is chosen before anything else is."""
    town = drafted(tmp_path)
    command = [sys.executable, "-m", "sanshen", "gate", "--base", "main", "--head", "HEAD", "--format", "json"]
    told = {}
    for lang in ("zh", "en"):
        more, env = (["--lang", lang], {}) if how == "option" else ([], {"SANSHEN_LANG": lang})
        done = subprocess.run([*command, *more], cwd=town.root, env=clean_environment(**env), capture_output=True, check=False)
        assert done.returncode == 1
        told[lang] = json.loads(done.stdout)
    assert "not signed yet" in told["en"]["reasons"][0]
    assert "尚缺签署" in told["zh"]["reasons"][0]
    assert {**told["en"], "reasons": []} == {**told["zh"], "reasons": []}


@pytest.mark.parametrize("form", ["text", "json", "github", "sarif"])
def test_every_format_agrees_on_the_exit_code(tmp_path: Path, form: str) -> None:
    assert signed(tmp_path / "a").run("gate", "--base", "main", "--head", "HEAD", "--format", form)[0] == 0
    code, out, _ = signed(tmp_path / "b", 2).run("gate", "--base", "main", "--head", "HEAD", "--format", form)
    assert code == 1
    assert out.strip() or form == "github"


def test_stdout_is_one_json_object_and_nothing_else(tmp_path: Path) -> None:
    _, out, _ = signed(tmp_path).run("gate", "--base", "main", "--head", "HEAD", "--format=json")
    assert isinstance(json.loads(out), dict)
    assert out.count("\n") == 1
