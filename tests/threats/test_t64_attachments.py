"""T64 at the command line: what stands in an attachment or picture is found, at its place, by `check` and by the gate alike."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from support.checking import ARTICLE, article, check, lay_out, site
from support.papers import docx, mobile, pdf, picture, pptx, repacked, word_part, xlsx
from support.scenes import founded
from support.town import FIRE, Town
from support.town import article as town_article

FOLDER = "content/liangshan/news/2026/"
STAR = "机密★1年"
HIDDEN_SHEET = {"名单": [["单位", "事项"], ["甲", "乙"]], "底表": [["x", STAR]]}


def found(tmp_path: Path, name: str, data: bytes, **front: str) -> list[dict[str, Any]]:
    root = site(tmp_path, {ARTICLE: article(f"[附件]({name})\n", **front), FOLDER + name: data})
    return [one for one in check(root, ARTICLE).findings if one["path"] == FOLDER + name]


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("a.docx", docx("标题", STAR), ("SS1301", 2)),
        ("a.docx", docx("标题", "联系电话" + mobile()), ("SS1305", 2)),
        ("a.docx", docx("正文", header="内部资料 注意保存"), ("SS1303", 1)),
        ("a.docx", docx("正文", hidden=STAR), ("SS1301", 2)),
        (
            "a.docx",
            repacked(
                docx(), {"word/document.xml": word_part(f"<w:p><w:del><w:r><w:delText>{STAR}</w:delText></w:r></w:del></w:p>")}
            ),
            ("SS1301", 1),
        ),
        ("a.xlsx", xlsx(HIDDEN_SHEET, hidden=["底表"]), ("SS1301", 1)),
        ("a.xlsx", xlsx({"表": [["单位", "电话"], ["甲", int(mobile())]]}), ("SS1305", 2)),
        ("a.pptx", pptx("题目", notes=STAR), ("SS1301", 1)),
        ("a.pdf", pdf("page", "call " + mobile()), ("SS1305", 2)),
        ("a.pdf", pdf("page", link="https://www.gov.cn.example.com/"), ("SS1603", 1)),
        ("a.png", picture(code="https://www.gov.cn.example.com/"), ("SS1603", 1)),
        ("a.jpg", picture("JPEG", position=True), ("SS1312", 1)),
        ("a.txt", f"通知\n{STAR}\n".encode("gb18030"), ("SS1301", 2)),
        ("a.csv", f"姓名,电话\n甲,{mobile()}\n".encode(), ("SS1305", 2)),
    ],
)
def test_it_is_found_at_its_place(tmp_path: Path, name: str, data: bytes, expected: tuple[str, int]) -> None:
    assert expected in [(one["rule"], one["line"]) for one in found(tmp_path, name, data) if one["severity"] == "error"]


def test_the_message_names_sheet_and_cell_and_never_the_number(tmp_path: Path) -> None:
    (one,) = found(tmp_path, "a.xlsx", xlsx({"名单": [["单位", "电话"], ["甲", int(mobile())]]}))
    assert "名单!B2" in one["message"]
    assert mobile() not in str(one)


def test_a_list_of_people_in_a_workbook(tmp_path: Path) -> None:
    data = xlsx({"名单": [["公示名单"], ["姓名", "残疾等级"], ["王小明", "二级"], ["李小红", "三级"]]})
    assert "SS1311" in [one["rule"] for one in found(tmp_path, "a.xlsx", data)]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.docx", docx("国家秘密的密级分为绝密、机密、秘密三级。", "咨询电话：12345")),
        ("a.xlsx", xlsx({"表": [["项目", "数量"], ["甲", 3], ["乙", 4.5]]})),
        ("a.pptx", pptx("惠民政策解读")),
        ("a.pdf", pdf("Form 1")),
        ("a.png", picture(code="https://www.gov.cn/zhengce/")),
        ("a.jpg", picture("JPEG")),
        ("a.csv", "项目,数量\n甲,3\n".encode()),
    ],
)
def test_innocent_attachments_pass_without_a_word(tmp_path: Path, name: str, data: bytes) -> None:
    assert found(tmp_path, name, data) == []


def test_a_waiver_of_the_article_explains_what_stands_in_its_attachment(tmp_path: Path) -> None:
    waiver = "[{rule: SS1312, text: 王某, reason: 作者同意署名}]"
    (one,) = found(tmp_path, "a.docx", docx("正文", author="王某"), waivers=waiver)
    assert (one["rule"], one["severity"], one["waived"]) == ("SS1312", "warning", True)
    assert check(tmp_path, ARTICLE).rules == ["SS1312"]  # and it is not reported as unused


def test_an_author_that_is_the_unit_itself_is_no_person(tmp_path: Path) -> None:
    assert found(tmp_path, "a.docx", docx("正文", author="梁山街道")) == []


def test_an_attachment_named_alone_is_checked_with_its_articles_waivers(tmp_path: Path) -> None:
    waiver = "[{rule: SS1312, text: 王某, reason: 作者同意署名}]"
    files = {ARTICLE: article("[甲](a.docx)\n", waivers=waiver), FOLDER + "a.docx": docx(STAR, author="王某")}
    root = site(tmp_path, files)
    assert [(one["rule"], one["waived"]) for one in check(root, FOLDER + "a.docx").findings] == [
        ("SS1301", False),
        ("SS1312", True),
    ]


def test_what_was_read_is_remembered_and_a_forged_memory_is_not_believed(tmp_path: Path) -> None:
    env = {"XDG_CACHE_HOME": str(tmp_path / "cache"), "XDG_STATE_HOME": str(tmp_path / "state"), "HOME": str(tmp_path)}
    root = site(tmp_path / "site", {ARTICLE: article("[甲](a.docx)\n"), FOLDER + "a.docx": docx(STAR)})
    first = check(root, ARTICLE, env=env)
    (kept,) = (tmp_path / "cache/sanshen").glob("attachment-*")
    stamp = kept.stat().st_mtime_ns
    assert check(root, ARTICLE, env=env).findings == first.findings
    assert kept.stat().st_mtime_ns == stamp
    clean = site(tmp_path / "other", {ARTICLE: article("[甲](a.docx)\n"), FOLDER + "a.docx": docx("正文")})
    assert check(clean, ARTICLE, env=env).findings == []
    (other,) = set((tmp_path / "cache/sanshen").glob("attachment-*")) - {kept}
    kept.write_bytes(other.read_bytes())
    assert check(root, ARTICLE, env=env).rules == ["SS1301"]


def test_the_gate_reads_attachments_too(tmp_path: Path) -> None:
    town = founded(tmp_path)
    beside = FIRE.rpartition("/")[0] + "/a.docx"
    town.write({FIRE: town_article(body="街道组织检查，见[附件](a.docx)。\n"), beside: docx(STAR)})
    town.commit("Attachment")
    verdict = town.gate()
    told = [(one["rule"], one["path"], one["line"]) for sheet in verdict["articles"] for one in sheet["findings"]]
    told += [(one["rule"], one["path"], one["line"]) for one in verdict.get("findings", [])]
    assert ("SS1301", beside, 1) in told, verdict
    assert not verdict["allowed"]


def test_a_change_of_the_attachment_alone_is_read(tmp_path: Path) -> None:
    root = site(tmp_path, {ARTICLE: article("[甲](a.docx)\n"), FOLDER + "a.docx": docx("正文")})
    assert check(root).findings == []
    lay_out(root, {FOLDER + "a.docx": docx(STAR)})
    assert check(root).rules == ["SS1301"]


def test_a_gate_told_to_read_pictures_never_passes_one_unread(tmp_path: Path) -> None:
    from importlib.util import find_spec

    from support.office import policy_bytes

    asked = policy_bytes().replace(b"read-pictures: false", b"read-pictures: true")
    assert asked != policy_bytes()
    town = Town(tmp_path, policy=asked)
    town.write({FIRE: town_article(body="![现场](a.png)\n"), FIRE.rpartition("/")[0] + "/a.png": picture(words=STAR)})
    town.commit("Picture")
    verdict = town.gate()
    told = [one["rule"] for one in verdict["findings"] if one["severity"] == "error"]
    assert told == (["SS1314"] if find_spec("rapidocr") is None else ["SS1301"])
    assert not verdict["allowed"]
