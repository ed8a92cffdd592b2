"""Office documents (DOCX, XLSX, PPTX) and OFD: which part is what, and what must not be in them."""

from __future__ import annotations

import re
from typing import Final

from sanshen.attachments.endings import note_what_is_around
from sanshen.attachments.flow import FlowReader
from sanshen.attachments.notes import Notes
from sanshen.attachments.packages import TAIL, Package
from sanshen.attachments.pictures import read_picture
from sanshen.attachments.refusal import RefusedError
from sanshen.attachments.sheets import no_sheets, read_sheets
from sanshen.attachments.slides import Deck, Slide, deck_of, slide_of
from sanshen.attachments.unseen import Eyes, Styles, attribute
from sanshen.model.extract import Sign, Spot

_PICTURES: Final = (".png", ".jpg", ".jpeg", ".gif", ".webp")
_VECTORS: Final = (".emf", ".wmf", ".svg", ".tif", ".tiff", ".bmp", ".wdp")
_HARMLESS: Final = (".odttf", ".fntdata", ".ttf", ".otf", ".esl", ".dat")
_MAIN: Final = {"docx": "word/document.xml", "pptx": "ppt/presentation.xml"}
_PARTS: Final = (
    (re.compile(r"word/document\d*\.xml"), "paragraph"),
    (re.compile(r"word/header\d*\.xml"), "header"),
    (re.compile(r"word/footer\d*\.xml"), "footer"),
    (re.compile(r"word/(?:foot|end)notes\d*\.xml"), "note"),
    (re.compile(r".*Pages/Page_\d+/Content\.xml"), "page"),
    (re.compile(r"ppt/slides/slide\d+\.xml"), "slide"),
    (re.compile(r"ppt/notesSlides/notesSlide\d+\.xml"), "notes"),
    (re.compile(r"(?:word|xl|ppt)/(?:.*/)?(?:threaded)?comments?[^/]*\.xml", re.IGNORECASE), "comment"),
)
_COMMENT_EXTRAS: Final = re.compile(r"comments(?:Extended|Ids|Extensible)\w*\.xml$|commentAuthors\.xml$")
_AUTHORS: Final = {"creator", "lastModifiedBy", "Company", "Manager"}
_PROGRAMS: Final = frozenset({"python-docx", "openpyxl"})
_CONTENT_TYPES: Final = "[Content_Types].xml"
_OFD_AUTHOR: Final = "Author"
_LINK_TYPES: Final = ("/hyperlink",)


def read_office(data: bytes, kind: str, notes: Notes) -> None:
    """Note every part of the document. Raises RefusedError."""
    package = Package(data, notes.limits.unpacked_bytes)
    note_what_is_around(data, package.archive, notes)
    if kind in _MAIN and _MAIN[kind] not in package.names:
        raise RefusedError(Sign.DAMAGED, _MAIN[kind])
    done: frozenset[str] = frozenset()
    if kind == "xlsx":
        no_sheets(package)
        done = read_sheets(package, notes)
    if _CONTENT_TYPES in package.names and b"macroEnabled" in package.read(_CONTENT_TYPES):
        notes.mark(Sign.MACRO, Spot("part", 1, _CONTENT_TYPES))
    sight = Styles(package) if kind == "docx" else deck_of(package) if kind == "pptx" else None
    tables = 0
    for name in sorted(package.names, key=_natural):
        if name not in done:
            tables = _read_part(package, name, notes, tables, sight)


def _eyes(package: Package, name: str, sight: Styles | Deck | None) -> Eyes | Slide | None:
    if isinstance(sight, Styles) and name.startswith("word/"):
        return Eyes(sight)
    return slide_of(package, name, sight) if isinstance(sight, Deck) and name.startswith("ppt/slides/slide") else None


def _natural(name: str) -> list[tuple[int, str]]:
    return [(int(piece), "") if piece.isdecimal() and len(piece) < 9 else (0, piece) for piece in re.split(r"(\d+)", name)]  # noqa: PLR2004


def _read_part(package: Package, name: str, notes: Notes, tables: int, sight: Styles | Deck | None) -> int:
    lower = name.casefold()
    if lower.endswith("vbaproject.bin") or "/activex/" in f"/{lower}":
        notes.mark(Sign.MACRO, Spot("part", 1, name))
    elif "/embeddings/" in f"/{lower}" or "/afchunk" in f"/{lower}":
        notes.mark(Sign.EMBEDDED, Spot("part", 1, name))
    elif lower.endswith(".rels"):
        _read_relations(package, name, notes)
    elif lower.endswith((".xml", ".vml")):
        return _read_xml(package, name, notes, tables, _eyes(package, name, sight))
    elif lower.endswith(_PICTURES):
        read_picture(package.read(name), notes, Spot("picture", 1, name))
    elif lower.endswith(_VECTORS):
        notes.mark(Sign.UNREAD, Spot("picture", 1, name))
    elif "printersettings" not in lower and not lower.endswith(_HARMLESS):
        notes.mark(Sign.EMBEDDED, Spot("part", 1, name))
    return tables


def _read_xml(package: Package, name: str, notes: Notes, tables: int, eyes: Eyes | Slide | None) -> int:
    if name.startswith("docProps/"):
        _read_properties(package, name, notes)
        return tables
    part = next((word for pattern, word in _PARTS if pattern.fullmatch(name)), "part")
    found = re.search(r"(\d{1,6})(?:\.xml|/Content\.xml)$", name) if part in {"slide", "notes", "page"} else None
    number = int(found.group(1)) + (part == "page") if found is not None else 0
    if part == "slide":
        _mark_hidden_slide(package, name, notes, number)
    if part == "notes":
        notes.mark(Sign.NOTES, Spot("slide", number))
    before = notes.count
    reader = FlowReader(notes, part, number, name if part in {"part", "comment"} else "", tables, eyes)
    reader.read(package, name)
    if part == "comment" and notes.count > before and not _COMMENT_EXTRAS.search(name):
        notes.mark(Sign.COMMENT, Spot("part", 1, name))
    if name.endswith("OFD.xml"):
        _read_ofd(package, name, notes)
    return reader.tables


def _mark_hidden_slide(package: Package, name: str, notes: Notes, number: int) -> None:
    first = next(package.walk(name), None)
    if first is not None and attribute(first, "show") in {"0", "false"}:
        notes.mark(Sign.HIDDEN_SLIDE, Spot("slide", number))


def _read_relations(package: Package, name: str, notes: Notes) -> None:
    for step in package.walk(name):
        if not step.begins or step.name != "Relationship" or attribute(step, "TargetMode").casefold() != "external":
            continue
        target = attribute(step, "Target")
        if attribute(step, "Type").endswith(_LINK_TYPES):
            notes.text(target, Spot("part", 1, name), link=True)
        else:
            notes.mark(Sign.EXTERNAL, Spot("part", 1, name), target)


def _read_properties(package: Package, name: str, notes: Notes) -> None:
    for step in package.walk(name):
        text = (step.element.tail if step.name == TAIL else step.element.text) or ""
        if step.begins or not text.strip():
            continue
        notes.text(text, Spot("properties", 1, step.name))
        if step.name in _AUTHORS and text.strip() not in _PROGRAMS:
            notes.mark(Sign.AUTHOR, Spot("properties"), text)


def _read_ofd(package: Package, name: str, notes: Notes) -> None:
    for step in package.walk(name):
        if not step.begins and step.name == _OFD_AUTHOR and (step.element.text or "").strip():
            notes.mark(Sign.AUTHOR, Spot("properties"), step.element.text or "")
