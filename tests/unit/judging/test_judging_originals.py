"""A reprint with its original attached, from the file to what reviewers and signers are shown (Art. 18)."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.checking import ARTICLE, article, check, lay_out, sanshen, site
from support.papers import docx, pdf, picture
from support.town import FIRE, Town

FOLDER = ARTICLE.rpartition("/")[0] + "/"
SOURCES = "sources:\n  - {name: 中国政府网, hosts: [www.gov.cn], kind: government}\n"
TITLE = "关于做好冬季消防工作的通知"
BODY = "各单位要开展检查，每月不少于2次。\n\n发现隐患的，不得拖延。\n"


def source(name: str, more: str = "") -> str:
    return f"{{name: 中国政府网, url: 'https://www.gov.cn/a.htm', title: {TITLE}, original: {name}{more}}}"


def reprint(name: str, body: str = BODY, more: str = "") -> str:
    return article(body, title=TITLE, source=source(name, more))


WORDS = (TITLE, "各单位要开展检查，每月不少于2次。", "发现隐患的，不得拖延。")
FILES = {
    "yuanwen.docx": docx(*WORDS, header="国务院公报"),
    "yuanwen.txt": "\n".join(WORDS).encode(),
    "gbk.txt": "\r\n".join(WORDS).encode("gb18030"),
}


@pytest.mark.parametrize("name", FILES)
def test_every_kind_of_original_is_read_and_compared(tmp_path: Path, name: str) -> None:
    root = site(tmp_path, {ARTICLE: reprint(name), FOLDER + name: FILES[name], "reviews/sources.yml": SOURCES})
    assert check(root).findings == []
    lay_out(root, {ARTICLE: reprint(name, BODY.replace("2次", "1次").replace("不得", "可以"))})
    run = check(root, ARTICLE)
    assert run.code == 1
    assert [(one["rule"], one["line"], one["column"]) for one in run.findings] == [("SS1804", 7, 15), ("SS1804", 9, 7)]
    assert "“2” → “1”" in run.findings[0]["message"]
    assert "“不得” → “可以”" in run.findings[1]["message"]


def test_a_pdf_over_several_pages(tmp_path: Path) -> None:
    pages = ("Inspect every shop twice a month.", "Report faults within 24 hours.")
    root = site(tmp_path, {FOLDER + "a.pdf": pdf(*pages), "reviews/sources.yml": SOURCES})
    lay_out(root, {ARTICLE: reprint("a.pdf", "\n\n".join(pages) + "\n")})
    assert check(root).findings == []
    lay_out(root, {ARTICLE: reprint("a.pdf", "\n\n".join(pages).replace("24", "48").replace("every", "each") + "\n")})
    found = check(root).findings
    assert [(one["severity"], one["message"].partition("：")[0]) for one in found] == [
        ("warning", "原文第 1 页"),
        ("error", "原文第 2 页"),
    ]


@pytest.mark.parametrize(
    ("name", "data", "rules"),
    [
        ("yuanwen.html", b"<html><p>" + BODY.encode() + b"</p></html>", ["SS1804"]),
        ("yuanwen.png", picture(), ["SS1804"]),
        ("yuanwen.txt", b"", ["SS1804"]),
    ],
)
def test_an_original_that_gives_no_text_blocks(tmp_path: Path, name: str, data: bytes, rules: list[str]) -> None:
    root = site(tmp_path, {ARTICLE: reprint(name), FOLDER + name: data, "reviews/sources.yml": SOURCES})
    run = check(root)
    assert run.code == 1
    assert set(rules) <= set(run.rules)
    assert "SS0004" not in run.rules


def test_the_original_is_checked_like_any_file_that_lies_there(tmp_path: Path) -> None:
    from support.papers import mobile

    words = [*WORDS, f"联系人手机{mobile()}。"]
    files = {ARTICLE: reprint("yuanwen.docx", more=", excerpt: true"), FOLDER + "yuanwen.docx": docx(*words)}
    run = check(site(tmp_path, {**files, "reviews/sources.yml": SOURCES}))
    assert ("SS1305", FOLDER + "yuanwen.docx") in [(one["rule"], one["path"]) for one in run.findings]


def test_a_file_that_is_no_original_is_still_unused(tmp_path: Path) -> None:
    files = {ARTICLE: reprint("yuanwen.txt"), FOLDER + "yuanwen.txt": FILES["yuanwen.txt"], FOLDER + "other.txt": b"x"}
    found = check(site(tmp_path, {**files, "reviews/sources.yml": SOURCES})).findings
    assert [(one["rule"], one["path"]) for one in found] == [("SS0004", FOLDER + "other.txt")]


def test_an_original_named_alone_is_checked_with_its_article(tmp_path: Path) -> None:
    files = {ARTICLE: reprint("yuanwen.txt"), FOLDER + "yuanwen.txt": FILES["yuanwen.txt"]}
    root = site(tmp_path, {**files, "reviews/sources.yml": SOURCES})
    run = check(root, FOLDER + "yuanwen.txt")
    assert (run.code, run.findings) == (0, [])


def test_a_reprint_is_not_fixed_away_from_its_original(tmp_path: Path) -> None:
    body = BODY.replace("检查，", "检查,")
    words = "\n".join(WORDS).replace("检查，", "检查,").replace("拖延。", "拖延,抓好。")
    files = {ARTICLE: reprint("a.txt", body.replace("拖延。", "拖延,抓好。")), FOLDER + "a.txt": words}
    root = site(tmp_path, {**files, "reviews/sources.yml": SOURCES})
    before = (root / ARTICLE).read_bytes()
    sanshen(root, "check", "--fix", "--yes")
    assert (root / ARTICLE).read_bytes() == before


@pytest.fixture
def town(tmp_path: Path) -> Town:
    made = Town(tmp_path)
    made.write({"reviews/sources.yml": SOURCES})
    made.commit("Sources")
    made.branch("main", "draft")
    made.branch("reprint")
    return made


def test_gate_and_signers_are_shown_the_difference(town: Town) -> None:
    original = FIRE.rpartition("/")[0] + "/yuanwen.txt"
    changed = BODY.replace("检查，", "检查。").replace("2次", "3次")
    town.write({FIRE: reprint("yuanwen.txt", changed), original: FILES["yuanwen.txt"]})
    town.commit("Reprint")
    verdict = town.gate()
    told = [one for sheet in verdict["articles"] for one in sheet["findings"]]
    told += verdict["findings"]
    assert not verdict["allowed"]
    assert [(one["severity"], one["message"].split("：")[2]) for one in told if one["rule"] == "SS1804"] == [
        ("warning", "“，” → “。”"),
        ("error", "“2” → “3”"),
    ]


def test_the_comment_on_the_pull_request_shows_the_difference(town: Town) -> None:
    from sanshen.commands.desk import Desk
    from sanshen.commands.judge import judge_ssh
    from sanshen.commands.names import names_of
    from sanshen.report.comment import Notice, render
    from sanshen.repository import Repository
    from support.repos import clean_environment

    original = FIRE.rpartition("/")[0] + "/yuanwen.txt"
    hostile = BODY.replace("2次", "<b>3</b>次").replace("不得", "@all [可以](x)")
    town.write({FIRE: reprint("yuanwen.txt", hostile), original: FILES["yuanwen.txt"]})
    town.commit("Reprint")
    desk = Desk(root=town.root, env=clean_environment(), clock=town.now)
    with Repository.open(town.root, desk.env) as repository:
        judgement = judge_ssh(desk, repository, repository.resolve("main"), repository.resolve("HEAD"), now=town.now())
    body = render(Notice(judgement.verdict, names_of(judgement.office), (), town.now()))
    assert "SS1804" in body
    assert "“不得” → “" in body
    assert "@all " not in body
    assert "<b>" not in body


def test_who_signs_is_shown_the_difference_that_only_warns(town: Town) -> None:
    original = FIRE.rpartition("/")[0] + "/yuanwen.txt"
    town.write({FIRE: reprint("yuanwen.txt", BODY.replace("检查，", "检查。")), original: FILES["yuanwen.txt"]})
    town.commit("Reprint")
    code, out, err = town.sign("zhang.wei", FIRE)
    assert code == 0, err
    assert "提醒 SS1804: 原文第 2 行：与原文不同：“，” → “。”" in out
