"""PDF as read: pages, links, comments, properties; what must not be in it, and what cannot be read."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject, TextStringObject

from sanshen.attachments.reading import read_attachment
from sanshen.model.attachments import AttachmentLimits
from sanshen.model.extract import Extract, Sign, Spot
from support.papers import pdf, picture


def read(data: bytes, **limits: int) -> Extract:
    return read_attachment(data, "pdf", AttachmentLimits(**limits), pictures=False)


def changed(data: bytes, change: Callable[[PdfWriter], object]) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def signs(extract: Extract) -> list[Sign]:
    return [mark.sign for mark in extract.marks]


def test_pages_links_and_properties() -> None:
    found = read(pdf("first page", "second page", link="https://www.gov.cn.example.com/a", author="Wang"))
    where = {one.text: one.spot for one in found.fragments}
    assert where["second page"] == Spot("page", 2)
    assert [one.text for one in found.fragments if one.link] == ["https://www.gov.cn.example.com/a"]
    assert [(mark.sign, mark.detail) for mark in found.marks] == [(Sign.AUTHOR, "Wang")]


def test_chinese_text_in_an_embedded_font() -> None:
    from pathlib import Path

    from fpdf import FPDF

    made = FPDF()
    made.add_page()
    made.add_font("cjk", fname=next(Path("/usr/share/fonts").rglob("NotoSansCJK-Regular.ttc")))
    made.set_font("cjk", size=14)
    made.cell(text="机密★1年")
    assert [one.text for one in read(bytes(made.output())).fragments if one.spot.part == "page"] == ["机密★1年"]


def test_a_code_on_a_page_is_read_and_a_page_without_text_is_not_clean() -> None:
    found = read(pdf("a", picture=picture(code="https://t.cn/x")))
    assert [(one.text, one.spot.number) for one in found.fragments if one.link] == [("https://t.cn/x", 2)]
    assert [(mark.sign, mark.spot.number) for mark in found.marks] == [(Sign.UNREAD, 2)]


def test_an_empty_page_has_nothing_to_read() -> None:
    assert read(pdf("", "a")).marks == ()


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda one: one._add_object(DictionaryObject({NameObject("/JS"): TextStringObject("app.alert(1)")})), [Sign.SCRIPT]),
        (lambda one: one.add_attachment("a.txt", b"a"), [Sign.EMBEDDED]),
        (lambda one: one.encrypt("secret"), [Sign.ENCRYPTED]),
        (
            lambda one: one.root_object.update(
                {NameObject("/OpenAction"): DictionaryObject({NameObject("/S"): NameObject("/Launch")})}
            ),
            [Sign.SCRIPT],
        ),
    ],
)
def test_what_must_not_be_there(change: Callable[[PdfWriter], object], expected: list[Sign]) -> None:
    assert sorted(set(signs(read(changed(pdf("a"), change))))) == expected


def test_comments_and_hidden_layers() -> None:
    from pypdf.annotations import FreeText
    from pypdf.generic import ArrayObject

    def change(one: PdfWriter) -> None:
        one.add_annotation(0, FreeText(text="a remark", rect=(0, 0, 50, 50)))
        layer = one._add_object(DictionaryObject({NameObject("/Type"): NameObject("/OCG")}))
        state = DictionaryObject({NameObject("/Order"): ArrayObject([layer]), NameObject("/OFF"): ArrayObject([layer])})
        one.root_object[NameObject("/OCProperties")] = DictionaryObject({NameObject("/D"): state})

    found = read(changed(pdf("a"), change))
    assert sorted(set(signs(found))) == [Sign.COMMENT, Sign.HIDDEN_TEXT]
    assert "a remark" in [one.text for one in found.fragments]


def test_what_hides_in_xmp_and_form_fields_is_read() -> None:
    def change(one: PdfWriter) -> None:
        packet = DecodedStreamObject()
        packet.set_data("<x:xmpmeta xmlns:x='a'><d>属性的话</d></x:xmpmeta>".encode())
        one.root_object[NameObject("/Metadata")] = one._add_object(packet)
        field = {"/FT": NameObject("/Tx"), "/T": TextStringObject("f"), "/V": TextStringObject("填写的话")}
        one._add_object(DictionaryObject({NameObject(key): value for key, value in field.items()}))

    texts = [one.text for one in read(changed(pdf("a"), change)).fragments]
    assert {"属性的话", "填写的话"} <= set(texts)


def test_damage_and_limits() -> None:
    assert signs(read(b"%PDF-1.7\n1 0 obj <<>> endobj")) == [Sign.DAMAGED]
    assert [(mark.sign, mark.detail) for mark in read(pdf("a", "b", "c"), pages=2).marks] == [(Sign.LIMIT, "pages")]
    assert [(mark.sign, mark.detail) for mark in read(pdf("abc" * 9), characters=20).marks] == [(Sign.LIMIT, "characters")]
