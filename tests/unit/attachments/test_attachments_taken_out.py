"""What an author took out or covered and everybody can still read: earlier versions of a PDF, bars over words, words on a slide in the paper's colour."""

from __future__ import annotations

import io

import pytest
from fpdf import FPDF
from openpyxl import Workbook
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.util import Inches, Pt
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, NameObject, NumberObject

from sanshen.attachments.reading import read_attachment
from sanshen.model.attachments import AttachmentLimits
from sanshen.model.extract import Extract
from support.papers import pdf

WHITE, NAVY = RGBColor(255, 255, 255), RGBColor(0, 0, 128)


def read(data: bytes, suffix: str) -> Extract:
    return read_attachment(data, suffix, AttachmentLimits(), pictures=False)


def signs(data: bytes, suffix: str) -> set[str]:
    return {mark.sign.value for mark in read(data, suffix).marks}


def appended(data: bytes, *, kept: int) -> bytes:
    """The file with a change behind it: only the first pages are left."""
    writer = PdfWriter(io.BytesIO(data), incremental=True)
    tree = writer._root_object["/Pages"].get_object()
    tree[NameObject("/Kids")] = ArrayObject(list(tree["/Kids"])[:kept])
    tree[NameObject("/Count")] = NumberObject(kept)
    writer.add_metadata({"/Keywords": "work"})
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_page_that_a_later_save_took_out_is_read() -> None:
    whole = pdf("the plan", "the secret page")
    changed = appended(whole, kept=1)
    assert changed.startswith(whole)
    assert len(PdfReader(io.BytesIO(changed)).pages) == 1
    found = read(changed, "pdf")
    assert [(one.text, one.spot.name) for one in found.fragments if one.spot.name.startswith("version")] == [
        ("the secret page", "version 1")
    ]
    assert {mark.sign.value for mark in found.marks} == {"revision"}


def test_a_change_that_takes_nothing_away_is_no_matter() -> None:
    assert signs(appended(pdf("the plan", "page two"), kept=2), "pdf") == set()


def test_more_versions_than_anybody_saves_are_refused() -> None:
    data = pdf("the plan")
    assert signs(data + b"\n%%EOF" * 40, "pdf") >= {"limit"}


def covered(red: int, *, first: bool = False) -> bytes:
    """Words and a bar over them, or (`first`) the bar below them."""
    made = FPDF()
    made.add_page()
    made.set_font("helvetica", size=14)
    made.set_fill_color(red)
    if first:
        made.rect(5, 5, 120, 20, style="F")
    made.set_xy(10, 10)
    made.cell(text="name of a person")
    if not first:
        made.rect(5, 5, 120, 20, style="F")
    return bytes(made.output())


@pytest.mark.parametrize("red", [0, 255])
def test_words_under_a_bar_can_still_be_copied(red: int) -> None:
    assert signs(covered(red), "pdf") == {"hidden-text"}


def test_a_bar_below_words_and_a_thin_line_through_them_hide_nothing() -> None:
    assert signs(covered(200, first=True), "pdf") == set()
    made = FPDF()
    made.add_page()
    made.set_font("helvetica", size=14)
    made.cell(text="struck out")
    made.rect(5, 14, 120, 0.3, style="F")
    assert signs(bytes(made.output()), "pdf") == set()


def slides(
    *, colour: RGBColor | None = None, theme: bool = False, size: int = 18, background: bool = False, bar: bool = False
) -> bytes:
    made = Presentation()
    made.core_properties.author = made.core_properties.last_modified_by = ""
    slide = made.slides.add_slide(made.slide_layouts[6])
    if background:
        slide.background.fill.solid()
        slide.background.fill.fore_color.rgb = NAVY
    box = slide.shapes.add_textbox(0, 0, Inches(4), Inches(1))
    if bar:
        box.fill.solid()
        box.fill.fore_color.rgb = NAVY
    run = box.text_frame.paragraphs[0].add_run()
    run.text, run.font.size = "the words", Pt(size)
    if colour is not None:
        run.font.color.rgb = colour
    if theme:
        run.font.color.theme_color = MSO_THEME_COLOR.BACKGROUND_1
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def test_words_on_a_slide_in_the_colour_of_paper_or_as_small_as_a_dot() -> None:
    assert signs(slides(colour=WHITE), "pptx") == {"hidden-text"}
    assert signs(slides(theme=True), "pptx") == {"hidden-text"}
    assert signs(slides(size=1), "pptx") == {"hidden-text"}


def test_white_words_that_stand_on_something() -> None:
    assert signs(slides(colour=WHITE, background=True), "pptx") == set()
    assert signs(slides(colour=WHITE, bar=True), "pptx") == set()
    assert signs(slides(colour=NAVY), "pptx") == set()


def test_a_number_with_one_digit_to_a_cell_and_a_row_as_low_as_a_line() -> None:
    made = Workbook()
    made.properties.creator = ""
    sheet = made.worksheets[0]
    sheet.append(["No.", *"123456789012"])
    sheet.append(["a", "b"])
    sheet.row_dimensions[2].height = 1
    out = io.BytesIO()
    made.save(out)
    found = read(out.getvalue(), "xlsx")
    assert [one.spot.name for one in found.fragments if one.text == "123456789012"] == ["Sheet!B1"]
    assert {mark.sign.value for mark in found.marks} == {"hidden-cells"}
