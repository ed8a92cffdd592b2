"""Office documents as read: every text at its place, hidden, deleted and commented ones included."""

from __future__ import annotations

import pytest

from sanshen.attachments.reading import read_attachment
from sanshen.model.attachments import AttachmentLimits
from sanshen.model.extract import Cell, Extract, Sign, Spot
from support.papers import docx, picture, pptx, repacked, word_part, xlsx

LIMITS = AttachmentLimits()


def read(data: bytes, suffix: str, limits: AttachmentLimits = LIMITS) -> Extract:
    return read_attachment(data, suffix, limits, pictures=False)


def signs(extract: Extract) -> set[str]:
    return {mark.sign.value for mark in extract.marks}


def places(extract: Extract) -> dict[str, Spot]:
    return {fragment.text: fragment.spot for fragment in extract.fragments}


def test_a_word_document_with_its_header_table_and_hidden_text() -> None:
    found = read(docx("第一段", "第二段", header="内部资料", rows=[["姓名", "电话"], ["甲", "乙"]], hidden="藏着的话"), "docx")
    where = places(found)
    assert where["第二段"] == Spot("paragraph", 2)
    assert where["内部资料"].part == "header"
    assert where["藏着的话"].part == "paragraph"
    assert {fragment.text: fragment.cell for fragment in found.fragments}["乙"] == Cell(0, 1, 1)
    assert signs(found) == {"hidden-text"}


def test_tracked_deletions_field_codes_and_symbols_are_read() -> None:
    body = (
        '<w:p><w:r><w:t>保留</w:t></w:r><w:del w:author="a"><w:r><w:delText>删去的话</w:delText></w:r></w:del></w:p>'
        '<w:p><w:r><w:t>机密</w:t><w:sym w:font="Wingdings" w:char="F0AB"/><w:t>1年</w:t></w:r></w:p>'
        '<w:p><w:r><w:instrText>HYPERLINK "https://example.com"</w:instrText></w:r></w:p>'
    )
    found = read(repacked(docx(), {"word/document.xml": word_part(body)}), "docx")
    texts = [fragment.text for fragment in found.fragments]
    assert "保留删去的话" in texts
    assert "机密★1年" in texts
    assert any("https://example.com" in text for text in texts)
    assert Sign.TRACKED.value in signs(found)


def test_every_xml_part_is_read_even_where_nobody_knows_it() -> None:
    extra = {
        "customXml/item1.xml": "<a>甲<b/>尾巴里的话</a>",
        "word/comments.xml": word_part("<w:p><w:r><w:t>批注的话</w:t></w:r></w:p>"),
        "word/header9.xml": word_part('<w:p><w:r><w:pict><w:x string="水印的话"/></w:pict></w:r></w:p>'),
        "docProps/custom.xml": "<Properties><property name='x'><lpwstr>属性的话</lpwstr></property></Properties>",
    }
    found = read(repacked(docx("正文"), extra), "docx")
    texts = {fragment.text for fragment in found.fragments}
    assert {"甲", "尾巴里的话", "批注的话", "水印的话", "属性的话"} <= texts
    assert Sign.COMMENT.value in signs(found)


@pytest.mark.parametrize(
    ("name", "sign"),
    [
        ("word/vbaProject.bin", "macro"),
        ("word/activeX/activeX1.xml", "macro"),
        ("word/embeddings/table.xlsx", "embedded"),
        ("word/afchunk.html", "embedded"),
        ("word/media/drawing.emf", "unread"),
        ("word/odd.bin", "embedded"),
    ],
)
def test_parts_that_must_not_be_there(name: str, sign: str) -> None:
    assert signs(read(repacked(docx("甲"), {name: b"x"}), "docx")) == {sign}


def test_what_lies_outside_is_told_from_a_link() -> None:
    rels = (
        '<Relationships xmlns="r"><Relationship Id="a" Type="x/hyperlink" Target="https://t.cn/a" TargetMode="External"/>'
        '<Relationship Id="b" Type="x/attachedTemplate" Target="https://example.com/t.dotm" TargetMode="External"/></Relationships>'
    )
    found = read(repacked(docx("甲"), {"word/_rels/footer9.xml.rels": rels}), "docx")
    assert [fragment.text for fragment in found.fragments if fragment.link] == ["https://t.cn/a"]
    assert signs(found) == {"external"}


def test_a_workbook_cell_by_cell() -> None:
    data = xlsx(
        {"人员": [["名单"], ["姓名", "电话"], ["甲", 13.8e9]], "底表": [["x", "藏"]]}, hidden=["底表"], comment="批注的话"
    )
    found = read(data, "xlsx")
    where = places(found)
    assert where["13800000000"] == Spot("sheet", 3, "人员!B3")
    assert {fragment.text: fragment.cell for fragment in found.fragments}["甲"] == Cell(1, 1, 0)
    assert where["藏"].name == "底表!B1"
    assert "批注的话" in where
    assert {mark.spot.name for mark in found.marks if mark.sign is Sign.HIDDEN_SHEET} == {"底表"}
    assert signs(found) == {"hidden-sheet", "comment"}


def test_hidden_rows_and_columns() -> None:
    from io import BytesIO

    from openpyxl import load_workbook

    book = load_workbook(BytesIO(xlsx({"表": [["a", "b"], ["c", "d"]]})))
    book.active.row_dimensions[2].hidden = True
    book.active.column_dimensions["B"].hidden = True
    out = BytesIO()
    book.save(out)
    assert [mark.sign for mark in read(out.getvalue(), "xlsx").marks] == [Sign.HIDDEN_CELLS] * 2


def test_slides_notes_and_hidden_slides() -> None:
    found = read(pptx("题目一", "题目二", notes="备注的话", hidden=2), "pptx")
    where = places(found)
    assert where["题目一"] == Spot("slide", 1)
    assert where["备注的话"] == Spot("notes", 1)
    assert {(mark.sign.value, mark.spot.number) for mark in found.marks} == {("hidden-slide", 2), ("notes", 1)}


def test_the_author_is_told_and_the_unit_of_the_office_too() -> None:
    marks = read(docx("甲", author="王某"), "docx").marks
    assert [(mark.sign, mark.detail) for mark in marks] == [(Sign.AUTHOR, "王某")]


def test_pictures_inside_a_document_are_read_too() -> None:
    found = read(
        repacked(docx("甲"), {"word/media/image1.jpeg": picture("JPEG", position=True, code="https://t.cn/x")}), "docx"
    )
    assert signs(found) == {"position"}
    assert [fragment.text for fragment in found.fragments if fragment.link] == ["https://t.cn/x"]


def test_an_ofd_document() -> None:
    from io import BytesIO
    from zipfile import ZipFile

    out = BytesIO()
    with ZipFile(out, "w") as made:
        made.writestr("OFD.xml", "<OFD><DocBody><DocInfo><Author>王某</Author></DocInfo></DocBody></OFD>")
        made.writestr(
            "Doc_0/Pages/Page_0/Content.xml",
            "<Page><Content><TextObject><TextCode>机</TextCode><TextCode>密</TextCode></TextObject></Content></Page>",
        )
    found = read(out.getvalue(), "ofd")
    assert found.kind == "ofd"
    assert places(found)["机\n密\n"] == Spot("page", 1)
    assert signs(found) == {"author"}


@pytest.mark.parametrize(
    ("parts", "sign"),
    [
        ({"word/document.xml": "<a>" * 300}, "limit"),
        ({"word/document.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}, "damaged"),
        ({"word/document.xml": "<a><b></a>"}, "damaged"),
        ({"word/document.xml": "<a>" + "甲" * 1_000_001 + "</a>"}, "limit"),
        ({"WORD/DOCUMENT.XML": "<a/>"}, "damaged"),
    ],
)
def test_hostile_parts_are_refused(parts: dict[str, str], sign: str) -> None:
    assert sign in signs(read(repacked(docx("甲"), parts), "docx"))


def test_a_document_without_its_main_part_is_damaged() -> None:
    from io import BytesIO
    from zipfile import ZipFile

    out = BytesIO()
    with ZipFile(BytesIO(docx("甲"))) as old, ZipFile(out, "w") as new:
        for name in old.namelist():
            if name != "word/document.xml":
                new.writestr(name, old.read(name))
    assert signs(read(out.getvalue(), "docx")) == {"damaged"}
    assert "damaged" in signs(read(docx("甲")[:-40], "docx")) or "archive" in signs(read(docx("甲")[:-40], "docx"))
