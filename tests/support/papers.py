"""Real attachments, made by the libraries that people's own programs are like; nothing in them is anybody's."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def mobile(last: int = 5678) -> str:
    """A mobile number that no file of the repository holds."""
    return f"1{39}1234{last}"


def docx(*paragraphs: str, author: str = "", header: str = "", rows: Sequence[Sequence[str]] = (), hidden: str = "") -> bytes:
    """A Word document; `hidden` is a run of hidden text, `rows` a table."""
    from docx import Document

    made = Document()
    for text in paragraphs:
        made.add_paragraph(text)
    if rows:
        table = made.add_table(len(rows), len(rows[0]))
        for row, cells in enumerate(rows):
            for column, text in enumerate(cells):
                table.cell(row, column).text = text
    if hidden:
        made.add_paragraph().add_run(hidden).font.hidden = True
    if header:
        made.sections[0].header.paragraphs[0].text = header
    made.core_properties.author = author
    made.core_properties.comments = ""
    return _saved(made)


def xlsx(sheets: Mapping[str, Sequence[Sequence[object]]], *, hidden: Sequence[str] = (), comment: str = "") -> bytes:
    """A workbook; `hidden` names sheets that are not shown, `comment` hangs on the first cell."""
    from openpyxl import Workbook
    from openpyxl.comments import Comment

    made = Workbook()
    made.remove(made.worksheets[0])
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        sheet.sheet_state = "veryHidden" if name in hidden else "visible"
    if comment:
        made.worksheets[0]["A1"].comment = Comment(comment, "office")
    return _saved(made)


def pptx(*slides: str, notes: str = "", hidden: int = 0) -> bytes:
    """Slides with a title each; `notes` belong to the first, `hidden` is the number of one that is not shown."""
    from pptx import Presentation

    made = Presentation()
    for number, text in enumerate(slides, start=1):
        slide = made.slides.add_slide(made.slide_layouts[5])
        slide.shapes.title.text = text
        if notes and number == 1:
            slide.notes_slide.notes_text_frame.text = notes
        if number == hidden:
            slide._element.set("show", "0")
    made.core_properties.last_modified_by = ""
    made.core_properties.author = ""
    return _saved(made)


def pdf(*pages: str, author: str = "", link: str = "", picture: bytes = b"") -> bytes:
    """A PDF of Latin text, a page each; `link` lies on the first page, `picture` fills one more page."""
    from fpdf import FPDF

    made = FPDF()
    if author:
        made.set_author(author)
    for number, text in enumerate(pages):
        made.add_page()
        made.set_font("helvetica", size=14)
        if text:
            made.cell(text=text, link=link if number == 0 else "")
    if picture:
        made.add_page()
        made.image(io.BytesIO(picture), w=100)
    return bytes(made.output())


def picture(style: str = "PNG", *, code: str = "", camera: str = "", position: bool = False, words: str = "") -> bytes:
    """A small picture; `code` becomes a QR code in it, `words` are drawn with a Chinese font of the machine."""
    from PIL import Image

    made = Image.new("RGB", (120, 90), "white")
    if code:
        import numpy
        import zxingcpp

        drawn = zxingcpp.create_barcode(code, zxingcpp.BarcodeFormat.QRCode).to_image(scale=4)
        made = Image.fromarray(numpy.array(drawn)).convert("RGB")
    if words:
        made = _lettered(words)
    exif = Image.Exif()
    if camera:
        exif[0x010F] = camera
    if position:
        exif.get_ifd(0x8825)[1] = "N"
        exif.get_ifd(0x8825)[2] = (30.0, 40.0, 20.0)
    out = io.BytesIO()
    made.save(out, style, exif=exif)
    return out.getvalue()


def _lettered(words: str) -> object:
    from pathlib import Path

    from PIL import Image, ImageDraw, ImageFont

    font = next(Path("/usr/share/fonts").rglob("Noto*CJK*.ttc"))
    made = Image.new("RGB", (900, 200), "white")
    ImageDraw.Draw(made).text((40, 60), words, fill="black", font=ImageFont.truetype(str(font), 40))
    return made


def repacked(data: bytes, parts: Mapping[str, bytes | str]) -> bytes:
    """A package with some parts replaced or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, content in parts.items():
            new.writestr(name, content)
    return out.getvalue()


def word_part(body: str) -> str:
    """word/document.xml with that body."""
    return f'<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'


def vast_png(width: int, height: int) -> bytes:
    """A valid PNG of so many white points, made without ever holding them."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    packing = zlib.compressobj(9)
    row = b"\0" * (width + 1)
    rows = b"".join(packing.compress(row) for _ in range(height)) + packing.flush()
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def _saved(made: object) -> bytes:
    out = io.BytesIO()
    made.save(out)  # type: ignore[attr-defined]
    return out.getvalue()
