"""PDF: the text of every page as a reader sees it, its comments, form fields, properties; and what must not be in it."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from sanshen.attachments.notes import Notes
from sanshen.attachments.pdf_revisions import note_revisions
from sanshen.attachments.pdf_unseen import note_unseen
from sanshen.attachments.pictures import examine
from sanshen.attachments.refusal import RefusedError
from sanshen.model.extract import Sign, Spot

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader
    from pypdf.generic import DictionaryObject
    from pypdfium2 import PdfDocument, PdfPage

_AUTHORS: Final = ("/Author",)
_PROGRAMS: Final = frozenset({"anonymous", "unknown"})
_SCRIPTS: Final = frozenset(
    {"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/Rendition", "/Movie", "/RichMediaExecute"}
)
_NO_WORDS: Final = frozenset(
    "/ID /Lang /DA /DS /RC /Contents /Author /Creator /Producer /URI /S /N /NM /JS /F".split()  # noqa: SIM905  # shorter to read
)
"""What holds no words for readers, or is read elsewhere."""
_DATE: Final = re.compile(r"D:\d{4}")
_REVIEWING: Final = frozenset({"/Highlight", "/StrikeOut", "/Underline", "/Squiggly", "/Caret"})
"""What reviewers draw on a page, with or without words."""
_PICTURE_SCALE: Final = 2.0
"""144 dots an inch: small print is legible to the engine, a page of A4 stays below 2 million points."""


def read_pdf(data: bytes, notes: Notes) -> None:
    """Note everything in the file. Raises RefusedError."""
    _structure(data, notes)
    _pages(data, notes)


def _structure(data: bytes, notes: Notes) -> None:
    import logging

    import pypdf
    from pypdf.errors import PyPdfError

    logging.disable(logging.CRITICAL)
    try:
        reader = pypdf.PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted:
            raise RefusedError(Sign.ENCRYPTED)
        _check_pages(reader, notes)
        _properties(reader, notes)
        for one in _objects(reader):
            _judge_object(one, notes)
        for number, page in enumerate(reader.pages, start=1):
            _annotations(page, notes, Spot("page", number))
    # pypdf takes objects for what they should be: one of another type fails wherever it is first used, in any of these ways.
    except (PyPdfError, ValueError, TypeError, KeyError, IndexError, AttributeError, ArithmeticError, AssertionError) as error:
        raise RefusedError(Sign.DAMAGED) from error
    # A stream that ends early, a filter nobody has, a tree that leads back to itself.
    except (OSError, NotImplementedError, RecursionError) as error:
        raise RefusedError(Sign.DAMAGED) from error


def _check_pages(reader: PdfReader, notes: Notes) -> None:
    """What the file itself says is asked first: counting ten thousand pages takes seconds."""
    from pypdf.generic import DictionaryObject

    root = reader.root_object.get("/Pages")
    top = root.get_object() if root is not None else None
    said = top.get("/Count", 0) if isinstance(top, DictionaryObject) else 0
    if (isinstance(said, int) and said > notes.limits.pages) or len(reader.pages) > notes.limits.pages:
        raise RefusedError(Sign.LIMIT, "pages")


def _properties(reader: PdfReader, notes: Notes) -> None:
    from pypdf.generic import StreamObject

    for key, value in (reader.metadata or {}).items():
        word = str(value).strip()
        notes.text(word, Spot("properties", 1, str(key)))
        if key in _AUTHORS and word and word not in _PROGRAMS:
            notes.mark(Sign.AUTHOR, Spot("properties"), word)
    packet = reader.root_object.get("/Metadata")
    stream = packet.get_object() if packet is not None else None
    if isinstance(stream, StreamObject):
        data = stream.get_data()
        if len(data) > notes.limits.characters:
            raise RefusedError(Sign.LIMIT, "characters", Spot("properties"))
        from sanshen.attachments.packages import walk

        for step in walk(data.strip(b"\0 \r\n\t"), "XMP"):
            if not step.begins and (step.element.text or "").strip():
                notes.text(step.element.text or "", Spot("properties", 1, step.name))


def _objects(reader: PdfReader) -> Iterator[DictionaryObject]:
    """Every object of the file, used or not."""
    from pypdf.generic import IndirectObject

    numbers = {(number, generation) for generation, ones in reader.xref.items() for number in ones}
    numbers |= {(number, 0) for number in reader.xref_objStm}
    for number, generation in sorted(numbers):
        yield from _within(reader.get_object(IndirectObject(number, generation, reader)))


def _within(found: object) -> Iterator[DictionaryObject]:
    """Every dictionary written inside one object."""
    from pypdf.generic import DictionaryObject

    todo: list[object] = [found]
    while todo:
        one = todo.pop()
        if isinstance(one, DictionaryObject):
            yield one
            todo += one.values()
        elif isinstance(one, list):
            todo += one


def _judge_object(one: DictionaryObject, notes: Notes) -> None:
    if one.get("/S") in _SCRIPTS or "/JS" in one:
        notes.mark(Sign.SCRIPT, None, str(one.get("/S", "/JavaScript")))
    if "/EmbeddedFiles" in one or one.get("/Type") == "/EmbeddedFile" or "/EF" in one:
        notes.mark(Sign.EMBEDDED)
    if one.get("/Type") == "/Font" or "/XFA" in one:
        if "/XFA" in one:
            notes.mark(Sign.EMBEDDED, None, "XFA")
        return
    if one.get("/S") == "/URI" and "/URI" in one:
        notes.text(str(one["/URI"]), Spot("part", 1, "link"), link=True)
    if ("/Order" in one and one.get("/OFF")) or one.get("/BaseState") == "/OFF":
        notes.mark(Sign.HIDDEN_TEXT, None, "/OCG")
    _words_of(one, notes)


def _words_of(one: DictionaryObject, notes: Notes) -> None:
    """Texts that stand in no page: bookmarks, alternative texts, labels, values of fields. What a link leads to is noted as a link."""
    from pypdf.generic import TextStringObject

    for key, value in one.items():
        if isinstance(value, TextStringObject) and key not in _NO_WORDS and not _DATE.match(value):
            notes.text(str(value), Spot("part", 1, "field" if "/FT" in one else str(key)), aside=key not in {"/V", "/DV"})


def _annotations(page: PageObject, notes: Notes, spot: Spot) -> None:
    found = page.get("/Annots")
    for reference in found.get_object() if found is not None else ():
        one = reference.get_object()
        words = str(one.get("/Contents", "") or "").strip()
        notes.text(words, spot, aside=True)
        kind = one.get("/Subtype")
        if (words and kind not in {"/Link", "/Widget"}) or kind in _REVIEWING:
            notes.mark(Sign.COMMENT, spot)


def _pages(data: bytes, notes: Notes) -> None:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise RefusedError(Sign.DAMAGED) from error
    with document:
        if len(document) > notes.limits.pages:
            raise RefusedError(Sign.LIMIT, "pages")
        words = [_page(document, number, notes) for number in range(len(document))]
    note_revisions(data, "\n".join(words), notes)


def _page(document: PdfDocument, number: int, notes: Notes) -> str:
    """Note one page; returns its words and those of what lies on it."""
    import pypdfium2

    spot = Spot("page", number + 1)
    try:
        page = document[number]
        words = page.get_textpage().get_text_range()
        pictured = note_unseen(page, notes, spot)
    except pypdfium2.PdfiumError as error:
        raise RefusedError(Sign.DAMAGED, "", spot) from error
    notes.text(words.replace("\r\n", "\n").replace("\r", "\n").replace("\ufffe", ""), spot)
    above = _laid_on(document, number, words)
    notes.text(above, spot)
    bare = not words.strip()
    if pictured or bare:
        _look(page, notes, spot, bare=bare)
    page.close()
    return f"{words}\n{above}".replace("\ufffe", "")


def _laid_on(document: PdfDocument, number: int, words: str) -> str:
    """The words of what lies on the page (stamps, filled fields, remarks), which are none of its own."""
    import pypdfium2.raw

    page = document[number]
    if not pypdfium2.raw.FPDFPage_GetAnnotCount(page.raw):
        return ""
    page.set_mediabox(*page.get_bbox())  # one that the page has from its parent is lost otherwise
    pypdfium2.raw.FPDFPage_Flatten(page.raw, pypdfium2.raw.FLAT_NORMALDISPLAY)
    lines = document[number].get_textpage().get_text_range().splitlines()
    return "\n".join(line for line in lines if line not in words)


def _look(page: PdfPage, notes: Notes, spot: Spot, *, bare: bool) -> None:
    """Look at the page as a picture: codes on it, and words where they are wanted. A page without any text may be a scan."""
    width, height = page.get_size()
    if width * height * _PICTURE_SCALE**2 > notes.limits.picture_pixels:
        raise RefusedError(Sign.LIMIT, "picture-pixels", spot)
    picture = page.render(scale=_PICTURE_SCALE).to_pil()
    if bare and picture.convert("L").getextrema()[0] == picture.convert("L").getextrema()[1]:
        return  # an empty page
    examine(picture, notes, spot)
    if bare and not notes.pictures:
        notes.mark(Sign.UNREAD, spot)
