"""What a document hides without saying so: white, tiny and styled-away words, other files behind the file, words that stand in no page."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest

from sanshen.attachments.reading import read_attachment
from sanshen.model.attachments import AttachmentLimits
from sanshen.model.extract import Extract, Sign
from support.papers import docx, mobile, pdf, picture, pptx, repacked, word_part, xlsx

WORDS = "<w:t>底数</w:t></w:r>"


def read(data: bytes, suffix: str) -> Extract:
    return read_attachment(data, suffix, AttachmentLimits(), pictures=False)


def signs(data: bytes, suffix: str) -> set[str]:
    return {mark.sign.value for mark in read(data, suffix).marks}


def word(body: str, styles: str = "") -> bytes:
    parts = {"word/document.xml": word_part(body)}
    if styles:
        parts["word/styles.xml"] = word_part(styles).replace("w:document", "w:styles")
    return repacked(docx(), parts)


def _table(style: str, run: str) -> str:
    return f"<w:tbl>{style}<w:tr><w:tc>{run}</w:tc></w:tr></w:tbl>"


WHITE = f'<w:p><w:r><w:rPr><w:color w:val="FFFFFF"/></w:rPr>{WORDS}</w:p>'
STYLED = (
    '<w:style w:styleId="a"><w:rPr><w:vanish/></w:rPr></w:style><w:style w:styleId="b"><w:basedOn w:val="a"/></w:style>'
    '<w:style w:styleId="dark"><w:tblPr><w:shd w:fill="1F3864"/></w:tblPr></w:style>'
)


@pytest.mark.parametrize(
    "body",
    [
        WHITE,
        WHITE.replace("FFFFFF", "FDFDFE"),
        f'<w:p><w:r><w:rPr><w:sz w:val="2"/></w:rPr>{WORDS}</w:p>',
        f'<w:p><w:r><w:rPr><w:rStyle w:val="b"/></w:rPr>{WORDS}</w:p>',
        f'<w:p><w:pPr><w:pStyle w:val="a"/></w:pPr><w:r>{WORDS}</w:p>',
        _table('<w:tblPr><w:tblStyle w:val="plain"/></w:tblPr>', WHITE),
    ],
)
def test_words_that_the_reader_of_a_document_cannot_see(body: str) -> None:
    assert signs(word(body, STYLED), "docx") == {"hidden-text"}


@pytest.mark.parametrize(
    "body",
    [
        WHITE.replace("<w:p>", '<w:p><w:pPr><w:shd w:val="clear" w:fill="C00000"/></w:pPr>'),
        WHITE.replace("<w:rPr>", '<w:rPr><w:highlight w:val="blue"/>'),
        _table('<w:tblPr><w:tblStyle w:val="dark"/></w:tblPr>', WHITE),
        _table("", '<w:tcPr><w:shd w:val="clear" w:fill="2F5496"/></w:tcPr>' + WHITE),
        WHITE.replace("底数", " "),
        f'<w:p><w:pPr><w:pStyle w:val="a"/></w:pPr><w:r><w:rPr><w:vanish w:val="0"/></w:rPr>{WORDS}</w:p>',
        f'<w:p><w:r><w:rPr><w:sz w:val="21"/><w:color w:val="auto"/></w:rPr>{WORDS}</w:p>',
    ],
)
def test_white_on_a_dark_ground_and_ordinary_words_are_seen(body: str) -> None:
    assert signs(word(body, STYLED), "docx") == set()


def test_fields_that_fetch_and_settings_that_tell_and_a_document_with_macros_by_its_type() -> None:
    assert signs(word('<w:p><w:fldSimple w:instr=" DDEAUTO c:\\x.exe "/></w:p>'), "docx") == {"external"}
    assert signs(word('<w:p><w:r><w:instrText>INCLUDETEXT "http://x.test/a"</w:instrText></w:r></w:p>'), "docx") == {"external"}
    assert signs(word("<w:p><w:r><w:instrText>PAGE \\* MERGEFORMAT</w:instrText></w:r></w:p>"), "docx") == set()
    told = word(f'<w:p><w:sdt><w:alias w:val="联系人{mobile()}"/></w:sdt></w:p>')
    assert any(mobile() in fragment.text for fragment in read(told, "docx").fragments)
    types = '<Types><Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>'
    assert "macro" in signs(repacked(docx(), {"[Content_Types].xml": types}), "docx")


def _sheet(change: Callable[[object], None]) -> bytes:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(xlsx({"表": [["项目", "数"], ["检查", 3]]})))
    change(book.worksheets[0])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _white(sheet: object, fill: str = "") -> None:
    from openpyxl.styles import Font, PatternFill

    sheet["A2"].font = Font(color="FFFFFFFF")  # type: ignore[index]
    if fill:
        sheet["A2"].fill = PatternFill("solid", fgColor=fill)  # type: ignore[index]


def test_cells_that_show_nothing_and_columns_without_width() -> None:
    assert signs(_sheet(_white), "xlsx") == {"hidden-text"}
    assert signs(_sheet(lambda sheet: _white(sheet, "FF1F3864")), "xlsx") == set()
    assert signs(_sheet(lambda sheet: setattr(sheet["A2"], "number_format", ";;;")), "xlsx") == {"hidden-text"}  # type: ignore[index]
    assert signs(_sheet(lambda sheet: setattr(sheet.column_dimensions["B"], "width", 0.01)), "xlsx") == {"hidden-cells"}  # type: ignore[attr-defined]
    # Columns behind the table are often hidden: there is nothing in them.
    assert signs(_sheet(lambda sheet: setattr(sheet.column_dimensions["F"], "hidden", True)), "xlsx") == set()  # type: ignore[attr-defined]


def _shape(left: int, *, hidden: bool = False) -> bytes:
    from pptx import Presentation
    from pptx.util import Inches

    made = Presentation(io.BytesIO(pptx("标题")))
    shape = made.slides[0].shapes.add_textbox(Inches(left), Inches(1), Inches(2), Inches(1))
    shape.text_frame.text = "底数"
    if hidden:
        shape._element.nvSpPr.cNvPr.set("hidden", "1")
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def test_shapes_beside_the_slide_and_switched_off() -> None:
    assert signs(_shape(1), "pptx") == set()
    assert signs(_shape(-9), "pptx") == {"hidden-text"}
    assert signs(_shape(30), "pptx") == {"hidden-text"}
    assert signs(_shape(1, hidden=True), "pptx") == {"hidden-text"}


def _page(draw: Callable[[object], None]) -> bytes:
    from fpdf import FPDF

    made = FPDF()
    made.add_page()
    made.set_font("helvetica", size=14)
    made.cell(text="Form")
    draw(made)
    return bytes(made.output())


def _pale(made: object, ground: int) -> None:
    made.set_fill_color(ground)  # type: ignore[attr-defined]
    made.rect(20, 50, 60, 20, "F")  # type: ignore[attr-defined]
    made.set_text_color(255)  # type: ignore[attr-defined]
    made.text(25, 60, "white words")  # type: ignore[attr-defined]


def _undrawn(made: object) -> None:
    from fpdf.enums import TextMode

    made.text_mode = TextMode.INVISIBLE  # type: ignore[attr-defined]
    made.text(25, 60, "no words")  # type: ignore[attr-defined]


def test_words_of_a_page_that_nobody_sees() -> None:
    assert signs(_page(lambda made: _pale(made, 255)), "pdf") == {"hidden-text"}
    assert signs(_page(lambda made: _pale(made, 40)), "pdf") == set()
    assert signs(_page(_undrawn), "pdf") == {"hidden-text"}
    assert signs(_page(lambda made: made.text(900, 60, "beside")), "pdf") == {"hidden-text"}  # type: ignore[attr-defined]


def test_words_of_stamps_bookmarks_and_alternative_texts() -> None:
    import pypdf
    from pypdf import generic as pg

    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf("Form")))
    writer.add_outline_item(title=f"tel {mobile(1111)}", page_number=0)
    figure = pg.DictionaryObject({pg.NameObject("/Alt"): pg.TextStringObject(f"tel {mobile(2222)}")})
    writer.root_object[pg.NameObject("/StructTreeRoot")] = writer._add_object(figure)
    font = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica"}
    fonts = pg.DictionaryObject({pg.NameObject(key): pg.NameObject(value) for key, value in font.items()})
    drawn = pg.StreamObject()
    drawn.set_data(f"BT /F 12 Tf 5 5 Td ({mobile(3333)}) Tj ET".encode())
    drawn.update(
        {pg.NameObject("/Subtype"): pg.NameObject("/Form"), pg.NameObject("/BBox"): pg.RectangleObject((0, 0, 200, 30))}
    )
    held = pg.DictionaryObject({pg.NameObject("/Font"): pg.DictionaryObject({pg.NameObject("/F"): fonts})})
    drawn[pg.NameObject("/Resources")] = held
    looks = pg.DictionaryObject({pg.NameObject("/N"): writer._add_object(drawn)})
    stamp = pg.DictionaryObject({pg.NameObject("/Subtype"): pg.NameObject("/Stamp"), pg.NameObject("/AP"): looks})
    stamp[pg.NameObject("/Rect")] = pg.RectangleObject((10, 10, 210, 40))
    writer.pages[0][pg.NameObject("/Annots")] = pg.ArrayObject([writer._add_object(stamp)])
    out = io.BytesIO()
    writer.write(out)
    words = " ".join(fragment.text for fragment in read(out.getvalue(), "pdf").fragments)
    assert all(mobile(last) in words for last in (1111, 2222, 3333))


@pytest.mark.parametrize("style", ["PNG", "JPEG", "GIF", "WEBP"])
def test_another_file_behind_or_before_the_file(style: str) -> None:
    plain = picture(style)
    suffix = {"JPEG": "jpg"}.get(style, style.lower())
    assert Sign.EMBEDDED.value not in signs(plain, suffix)
    assert Sign.EMBEDDED.value not in signs(plain + b"\0\0\n", suffix)
    assert Sign.EMBEDDED.value in signs(plain + b"any words", suffix)
    assert Sign.EMBEDDED.value in signs(plain + docx("底数"), suffix)


def test_packages_and_pdf_with_something_around_them() -> None:
    assert Sign.EMBEDDED.value in signs(docx("底数") + b"any words", "docx")
    assert Sign.EMBEDDED.value in signs(pdf("Form") + docx("底数"), "pdf")
    assert signs(pdf("Form") + b"\n", "pdf") == set()


def test_words_on_clear_ground_are_laid_on_paper_of_both_colours() -> None:
    from PIL import Image

    from sanshen.attachments.pictures import _frames

    clear = Image.new("RGBA", (20, 20), (0, 0, 0, 0))
    clear.paste((255, 255, 255, 255), (5, 5, 10, 10))
    edges = [frame.convert("L").getextrema() for frame in _frames(clear)]
    assert edges == [(255, 255), (0, 255)]
    clear.paste((0, 0, 0, 255), (5, 5, 10, 10))
    assert [frame.convert("L").getextrema() for frame in _frames(clear)] == [(0, 255)]


def _sheet_with(more: str) -> list[str]:
    data = xlsx({"表": [["甲", "乙"]]})
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        part = next(name for name in opened.namelist() if name.startswith("xl/worksheets/sheet"))
        text = opened.read(part).decode()
    return [fragment.text for fragment in read(repacked(data, {part: text.replace("</sheetData>", more)}), "xlsx").fragments]


def test_what_a_sheet_says_beside_its_cells() -> None:
    choices = '<formula1>"示例甲,示例乙"</formula1>'
    asked = f'</sheetData><dataValidation type="list" sqref="A1" prompt="找经办人" error="填错了">{choices}</dataValidation>'
    assert {"找经办人", "填错了", '"示例甲,示例乙"'} <= set(_sheet_with(asked))
    assert "去看示例" in _sheet_with('</sheetData><hyperlinks><hyperlink ref="A1" tooltip="去看示例"/></hyperlinks>')


@pytest.mark.parametrize("formula", ['"示"&amp;"例"', '"示" &amp; "例"', 'CONCATENATE("示","例")', 'concat("示", "例")'])
def test_what_a_formula_puts_together_is_read_as_one(formula: str) -> None:
    assert any("示例" in text for text in _sheet_with(f'<row r="9"><c r="A9"><f>{formula}</f></c></row></sheetData>'))
