"""`sanshen check --fix`: shown, asked, proven, written whole; and whoever else is at work loses nothing."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import select
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from sanshen.commands import check_targets
from sanshen.commands.atomic import claimed
from sanshen.commands.check_run import bench_of
from sanshen.commands.desk import Desk
from sanshen.commands.file_sources import WorkTree
from sanshen.commands.fixing import OVERLAPS, Plan, plan
from sanshen.commands.judging_articles import Bench
from sanshen.model.errors import BlockedError
from support.checking import ARTICLE, NOW, article, check, sanshen, site
from support.sarif_schema import official_schema

MESSY = article('会议"回头看"要求,落实梁府办发[2024]12号。\n')
CLEAN = article("会议“回头看”要求，落实梁府办发〔2024〕12号。\n")
LEXICON = """topic: 示例
terms:
  - {term: 布署, category: misspelt, severity: warning, instead: 部署}
  - {term: 示例禁词, category: banned, severity: error}
"""
SANSHEN = Path(sys.executable).with_name("sanshen")
OTHER = "content/liangshan/news/2026/other.md"
REPRINT = "{name: 中国政府网, url: 'https://www.gov.cn/a.htm', title: 梁山街道开展冬季消防安全检查}"
SOURCES = "sources:\n  - {name: 中国政府网, hosts: [www.gov.cn], kind: government}\n"


def text(root: Path, path: str = ARTICLE) -> str:
    return (root / path).read_bytes().decode()


@pytest.mark.parametrize("words", [(), ("--dry-run",)], ids=["in-a-pipe", "dry-run"])
def test_it_only_shows_where_nobody_said_yes(tmp_path: Path, words: tuple[str, ...]) -> None:
    root = site(tmp_path, {ARTICLE: MESSY})
    run = sanshen(root, "check", "--fix", *words)
    assert text(root) == MESSY
    assert run.code == 0
    assert f"--- a/{ARTICLE}\n+++ b/{ARTICLE}\n" in run.out
    assert '\n-会议"回头看"要求,落实梁府办发[2024]12号。\n+会议“回头看”要求，落实梁府办发〔2024〕12号。\n' in run.out
    assert "可以代为改正 3 处，1 个文件" in run.out
    assert run.out.endswith("其中 3 处可用 sanshen check --fix 代为改正\n")


def test_yes_changes_the_file_and_reports_what_is_left(tmp_path: Path) -> None:
    root = site(tmp_path, {ARTICLE: MESSY + "示例禁词。\n", "reviews/lexicon/x.yml": LEXICON})
    run = sanshen(root, "check", "--fix", "--yes")
    assert text(root) == CLEAN + "示例禁词。\n"
    assert run.code == 1
    assert "已改 1 个文件；改过的信息须重新审签" in run.out
    assert run.out.endswith("1 处错误，0 处提醒，0 处已说明\n")
    again = sanshen(root, "check", "--fix", "--yes")
    assert "没有可以代为改正的地方" in again.out
    assert text(root) == CLEAN + "示例禁词。\n"


def test_json_lists_every_fix_only_where_fixes_were_asked_for(tmp_path: Path) -> None:
    root = site(tmp_path, {ARTICLE: MESSY})
    assert check(root).json.keys() == {"findings", "checked"}
    run = check(root, "--fix")
    assert run.err.startswith("--- a/")
    assert len(run.findings) == 3
    assert [one["made"] for one in run.json["fixes"]] == [False] * 3
    run = check(root, "--fix", "--yes")
    assert run.findings == []
    assert run.json["fixes"][1] == {
        "rule": "SS1610",
        "path": ARTICLE,
        "line": 7,
        "column": 10,
        "edits": [{"line": 7, "column": 10, "end_column": 11, "from": ",", "to": "，"}],
        "made": True,
        "why": None,
    }
    assert [len(one["edits"]) for one in run.json["fixes"]] == [2, 1, 2]


def test_sarif_offers_the_fixes_to_editors(tmp_path: Path) -> None:
    root = site(tmp_path, {ARTICLE: MESSY, OTHER: article("甲,乙。\n", source=REPRINT), "reviews/sources.yml": SOURCES})
    log = json.loads(sanshen(root, "check", "--format", "sarif").out)
    jsonschema.Draft7Validator(official_schema()).validate(log)
    lines = MESSY.split("\n")
    offered = [result["fixes"] for result in log["runs"][0]["results"] if "fixes" in result]
    assert len(offered) == 3, "a reprint is offered none"
    replacements = [one for (fix,) in offered for one in fix["artifactChanges"][0]["replacements"]]
    for one in sorted(replacements, key=lambda one: -one["deletedRegion"]["startColumn"]):
        region = one["deletedRegion"]
        line = lines[region["startLine"] - 1]
        lines[region["startLine"] - 1] = (
            line[: region["startColumn"] - 1] + one["insertedContent"]["text"] + line[region["endColumn"] - 1 :]
        )
    assert "\n".join(lines) == CLEAN


def test_reprints_are_left_alone_unless_asked(tmp_path: Path) -> None:
    root = site(tmp_path, {ARTICLE: article("甲,乙。\n", source=REPRINT), "reviews/sources.yml": SOURCES})
    run = sanshen(root, "check", "--fix", "--yes")
    assert text(root) == article("甲,乙。\n", source=REPRINT)
    assert f"{ARTICLE}：1 处未改（第 7 行）：转载的文字须与原文一致" in run.out
    (left,) = check(root, "--fix").json["fixes"]
    assert (left["made"], left["why"]) == (False, "转载的文字须与原文一致（办法第十八条），不代为改动")
    sanshen(root, "check", "--fix", "--yes", "--reprints")
    assert text(root) == article("甲，乙。\n", source=REPRINT)


def test_what_is_explained_stays(tmp_path: Path) -> None:
    waived = article("会议布署。\n", waivers="[{rule: SS1302, text: 布署, reason: 原话}]")
    root = site(tmp_path, {ARTICLE: waived, "reviews/lexicon/x.yml": LEXICON})
    run = sanshen(root, "check", "--fix", "--yes")
    assert text(root) == waived
    assert "没有可以代为改正的地方" in run.out


def test_a_fix_that_brings_another_finding_is_not_made(tmp_path: Path) -> None:
    """The explanation names the words around the odd mark: with them changed it would explain nothing any more."""
    front = {"waivers": "[{rule: SS1608, text: '甲,乙《丙。', reason: 原文如此}]"}
    body = "甲,乙《丙。\n\n丁,戊。\n"
    root = site(tmp_path, {ARTICLE: article(body, **front)})
    assert [one["waived"] for one in check(root).findings] == [False, True, False]
    run = sanshen(root, "check", "--fix", "--yes")
    assert text(root) == article("甲,乙《丙。\n\n丁，戊。\n", **front)
    assert "1 处未改（第 8 行）：改后会有别的问题或变化" in run.out


def test_of_two_fixes_that_overlap_the_first_is_made(tmp_path: Path) -> None:
    terms = "topic: 示例\nterms:\n" + "".join(
        f"  - {{term: {term}, category: misspelt, severity: warning, instead: {instead}}}\n"
        for term, instead in (("署理件", "受理件"), ("布署", "部署"), ("布署理", "部署办理"))
    )
    root = site(tmp_path, {ARTICLE: article("会议布署理件。\n"), "reviews/lexicon/x.yml": terms})
    states = check(root, "--fix", "--yes").json["fixes"]
    assert text(root) == article("会议部署办理件。\n")
    assert [(one["edits"][0]["from"], one["made"]) for one in states] == [("布署理", True), ("署理件", False)]
    assert "重叠" in states[1]["why"]


def test_more_findings_than_are_listed_are_fixed_too(tmp_path: Path) -> None:
    root = site(tmp_path, {ARTICLE: article("甲,乙。\n\n" * 250)})
    assert "SS0007" in check(root).rules
    run = check(root, "--fix", "--yes")
    assert (run.code, run.findings) == (0, [])
    assert text(root) == article("甲，乙。\n\n" * 250)


def test_a_numbers_middle_is_masked_in_the_difference(tmp_path: Path) -> None:
    number = "1380000" + "1234"
    root = site(tmp_path, {ARTICLE: article(f"电话{number},\x1b[31m甲,乙。\n")})
    run = sanshen(root, "check", "--fix")
    assert number not in run.out
    assert "\x1b" not in run.out
    assert "甲，乙" in run.out


@pytest.mark.parametrize("mode", [0o600, 0o664])
def test_bytes_mode_and_folder_stay(tmp_path: Path, mode: int) -> None:
    data = b"\xef\xbb\xbf" + MESSY.replace("\n", "\r\n").removesuffix("\r\n").encode()
    root = site(tmp_path, {ARTICLE: data})
    (root / ARTICLE).chmod(mode)
    before = sorted(root.rglob("*"))
    assert sanshen(root, "check", "--fix", "--yes").code == 0
    assert (root / ARTICLE).read_bytes() == b"\xef\xbb\xbf" + CLEAN.replace("\n", "\r\n").removesuffix("\r\n").encode()
    assert (root / ARTICLE).stat().st_mode & 0o777 == mode
    assert sorted(root.rglob("*")) == before


@pytest.mark.parametrize(
    "words",
    [
        ("--yes",),
        ("--dry-run",),
        ("--reprints",),
        ("--fix", "--yes", "--dry-run"),
        ("--fix", "--staged"),
        ("--fix", "--base", "main", "--head", "main"),
    ],
)
def test_options_that_contradict_are_refused(tmp_path: Path, words: tuple[str, ...]) -> None:
    root = site(tmp_path, {ARTICLE: MESSY})
    assert sanshen(root, "check", *words).code == 2
    assert text(root) == MESSY


def test_a_file_held_or_changed_by_another_is_refused_and_no_file_written(tmp_path: Path) -> None:
    root = site(tmp_path, {ARTICLE: MESSY, OTHER: MESSY})
    with (root / OTHER).open("rb") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        run = sanshen(root, "check", "--fix", "--yes")
    assert run.code == 1
    assert "没有写入任何文件" in run.err
    assert text(root) == text(root, OTHER) == MESSY


def test_what_was_changed_since_it_was_read_is_refused(tmp_path: Path) -> None:
    place = tmp_path / "a.md"
    place.write_bytes(b"new")
    with pytest.raises(BlockedError), claimed(place, b"old"):
        pass
    with claimed(place, b"new"), pytest.raises(BlockedError), claimed(place, b"new"):
        pass


def _answered(root: Path, answer: str) -> str:
    """Run the command on a terminal of its own, and answer its question."""
    leader, follower = pty.openpty()
    env = {**os.environ, "SANSHEN_LANG": "zh"}
    command = [SANSHEN, "check", "--fix", ARTICLE]
    process = subprocess.Popen(command, cwd=root, env=env, stdin=follower, stdout=follower, stderr=follower)
    os.close(follower)
    seen, until = b"", time.monotonic() + 30
    while time.monotonic() < until:
        if not select.select([leader], [], [], 0.2)[0]:
            if process.poll() is not None:
                break
            continue
        try:
            piece = os.read(leader, 65536)
        except OSError:
            break
        if b"[y/N]" in piece:
            os.write(leader, answer.encode())
        if not piece:
            break
        seen += piece
    process.wait(30)
    os.close(leader)
    return seen.decode()


@pytest.mark.parametrize(("answer", "changed"), [("y\n", True), ("\n", False), ("n\n", False), ("\x04", False)])
def test_on_a_terminal_it_asks(tmp_path: Path, answer: str, changed: bool) -> None:
    root = site(tmp_path, {ARTICLE: MESSY})
    seen = _answered(root, answer)
    assert "照此改动吗？[y/N]" in seen
    assert text(root) == (CLEAN if changed else MESSY)


# What can stand in an article, side by side and in any order.
PIECES = (
    "甲,乙", "共１２处", '"回头看"', "'双减'", "“要'抓'\"好\"”", "梁府办发[2024]12号", "渝府办发\\[2023\\]5号", "布署", "示例禁词", "`丙,丁`",
    "[戊,己\"庚\"](https://a.example.gov.cn/１)", "![辛,壬](photo.png)", "<https://b.example.gov.cn/癸>", "《关于\"甲\"的,通知》", "&quot;乙&quot;",
    "**丙**,丁", "~~布署１~~", "。", "\n", "\n\n", "\n> 布署,戊\n\n", "\n```\n己,庚１\n```\n", "\n| 项 | 数 |\n| - | - |\n| 甲,乙 | １ |\n\n",
    '\n!!! note "提示"\n', "<b>辛,壬</b>", "https://c.example.gov.cn/１２", "二零二四年三月", "\n## 标题１\n\n", "\n- 甲,乙\n", "\\", '"', "'", "<!-- 布署 -->",
)  # fmt: skip


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    root = site(
        tmp_path_factory.mktemp("bench"),
        {"reviews/lexicon/x.yml": LEXICON, "content/liangshan/news/2026/photo.png": b"\x89PNG\r\n\x1a\n"},
    )
    desk = Desk(root=root, env={"XDG_CACHE_HOME": str(root / "cache")}, clock=lambda: NOW)
    source = WorkTree(root)
    return bench_of(desk, source, source, check_targets.everything(source), by_folder=True, pictures=False)


def _outside(data: bytes, made: Plan, *, after: bool) -> list[tuple[int, str]]:
    """Every character that no edit touches, with its line; told without the code under test."""
    edits = sorted((edit for one in made.fixed for edit in one.fix), key=lambda edit: (edit.place.line, edit.place.column))
    kept: list[tuple[int, str]] = []
    for number, line in enumerate(data.decode().split("\n"), 1):
        shift, at = 0, 0
        for edit in (one for one in edits if one.place.line == number):
            start = edit.place.column - 1 + shift
            kept += [(number, sign) for sign in line[at:start]]
            at = start + len(edit.after if after else edit.before)
            assert line[start:at] == (edit.after if after else edit.before)
            shift += len(edit.after) - len(edit.before) if after else 0
        kept += [(number, sign) for sign in line[at:]]
    return kept


def _must_stay(data: bytes) -> list[str]:
    """Code, targets, HTML and the kinds of all tokens, as another parser sees them."""
    body = data.decode().replace("\r\n", "\n").split("---\n", 2)[2]
    found: list[str] = []
    for token in MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(body):
        for one in (token, *(token.children or ())):
            found.append(one.type if one.type not in {"text", "inline"} else "")
            if one.type in {"code_inline", "code_block", "fence", "html_inline", "html_block"}:
                found.append(one.content)
            found += [str(value) for value in (one.attrs or {}).values()]
    return [one for one in found if one]


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    pieces=st.lists(st.sampled_from(PIECES), min_size=1, max_size=14),
    end=st.sampled_from(["\n", "\r\n"]),
    mark=st.booleans(),
    last=st.booleans(),
)
def test_fixes_do_what_they_say_and_nothing_else(bench: Bench, pieces: list[str], end: str, mark: bool, last: bool) -> None:
    data = (b"\xef\xbb\xbf" if mark else b"") + (article("".join(pieces)) + ("\n" if last else "")).replace("\n", end).encode()
    assert isinstance(bench.source, WorkTree)
    place = bench.source.root / ARTICLE
    place.write_bytes(data)
    made = plan(bench, ARTICLE, reprints=False)
    if made is None:
        return
    assert made.before == data
    assert _outside(made.before, made, after=False) == _outside(made.after, made, after=True)
    assert _must_stay(made.before) == _must_stay(made.after)
    place.write_bytes(made.after)
    again = plan(bench, ARTICLE, reprints=False)
    left = (
        Counter(one.rule for one in made.findings)
        if made.fixed
        else Counter(one["rule"] for one in check(bench.source.root, ARTICLE).findings)
    )
    assert left == Counter(one["rule"] for one in check(bench.source.root, ARTICLE).findings)
    if all(one.why is not OVERLAPS for one in made.left):
        assert again is None or not again.fixed
