"""Words of a PDF page that its reader cannot see: in no colour or the paper's, beside the page, as small as a dot, under a bar."""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING, Final

from sanshen.attachments.notes import Notes
from sanshen.model.extract import Sign, Spot

if TYPE_CHECKING:
    from pypdfium2 import PdfObject, PdfPage

_TEXT: Final = 1
_PATH: Final = 2
_PICTURE: Final = 3
"""FPDF_PAGEOBJ_TEXT, FPDF_PAGEOBJ_PATH, FPDF_PAGEOBJ_IMAGE."""
_CORNERS: Final = 6
"""Segments of a path that may be a bar: a rectangle, closed or not."""
_MOST_COVERED: Final = 200
_UNDRAWN: Final = frozenset({3, 7})
"""Rendering modes of text that draw nothing: over a scan they are the words that its reader sees in the picture."""
_PALE: Final = 0xF0
_LOWEST: Final = 1.0
"""Points: nothing lower can be read."""
_CONTRAST: Final = 16
"""Between the lightest and the darkest point where words stand, in 256 steps: below it nobody tells them from the paper."""
_SCALE: Final = 1.5

_Box = tuple[float, float, float, float]


def note_unseen(page: PdfPage, notes: Notes, spot: Spot) -> bool:
    """Mark a page with words that nobody sees; True where there is a picture on it."""
    pictured, unseen = False, False
    undrawn: list[PdfObject] = []
    pale: list[_Box] = []
    seen: list[_Box] = []
    for one in page.get_objects():
        pictured |= one.type == _PICTURE
        if one.type == _PATH and seen and _is_bar(one):
            bar = one.get_bounds()
            pale += [box for box in seen if _covers(bar, box)][: _MOST_COVERED - len(pale)]
        if one.type != _TEXT or one.level or unseen:
            continue
        if _is_undrawn(one):
            undrawn.append(one)
            continue
        box = one.get_bounds()
        if (_is_beside(box, page.get_bbox()) or box[3] - box[1] < _LOWEST) and _says(one, page):
            unseen = True
        elif _is_pale(one):
            pale.append(box)
        elif _says(one, page):
            seen.append(box)
    if unseen or (not pictured and any(_says(one, page) for one in undrawn)) or (pale and _melts(page, pale, notes)):
        notes.mark(Sign.HIDDEN_TEXT, spot)
    return pictured


def _is_undrawn(one: PdfObject) -> bool:
    import pypdfium2.raw

    return pypdfium2.raw.FPDFTextObj_GetTextRenderMode(one.raw) in _UNDRAWN


def _is_pale(one: PdfObject) -> bool:
    """Whether it is painted in a colour near white, or lets everything through."""
    import pypdfium2.raw

    parts = [ctypes.c_uint() for _ in range(4)]
    if not pypdfium2.raw.FPDFPageObj_GetFillColor(one.raw, *parts):
        return False
    return min(part.value for part in parts[:3]) >= _PALE or parts[3].value == 0


def _is_bar(one: PdfObject) -> bool:
    """Whether it is a filled rectangle that lets nothing through: laid over words it hides them, and they can still be copied."""
    import pypdfium2.raw

    fill, stroke = ctypes.c_int(), ctypes.c_int()
    if not pypdfium2.raw.FPDFPath_GetDrawMode(one.raw, fill, stroke) or not fill.value:
        return False
    return pypdfium2.raw.FPDFPath_CountSegments(one.raw) <= _CORNERS and not pypdfium2.raw.FPDFPageObj_HasTransparency(one.raw)


def _covers(bar: _Box, box: _Box) -> bool:
    """Whether a bar reaches over the middle line of words from one end to the other."""
    middle = (box[1] + box[3]) / 2
    return bar[0] <= box[0] + 1 and bar[2] >= box[2] - 1 and bar[1] < middle < bar[3]


def _is_beside(box: _Box, page: _Box) -> bool:
    return box[2] <= page[0] or box[0] >= page[2] or box[3] <= page[1] or box[1] >= page[3]


def _says(one: PdfObject, page: PdfPage) -> bool:
    """Whether it holds more than blanks and a dot."""
    import pypdfium2.raw

    words = page.get_textpage()
    length = pypdfium2.raw.FPDFTextObj_GetText(one.raw, words.raw, None, 0)
    held = (ctypes.c_ushort * (length // 2 + 1))()
    pypdfium2.raw.FPDFTextObj_GetText(one.raw, words.raw, held, length)
    return sum(chr(code).isalnum() for code in held) > 1


def _melts(page: PdfPage, boxes: list[_Box], notes: Notes) -> bool:
    """Whether pale words stand on paper as pale as they: white ones on a coloured bar are seen."""
    width, height = page.get_size()
    if page.get_rotation() or width * height * _SCALE**2 > notes.limits.picture_pixels:
        return False
    left, bottom, _, top = page.get_bbox()
    drawn = page.render(scale=_SCALE).to_pil().convert("L")
    for box in boxes:
        at = (box[0] - left, top - box[3], box[2] - left, top - box[1])
        part = drawn.crop(tuple(round(side * _SCALE) for side in at))
        if part.width and part.height and _contrast(part.getextrema()) < _CONTRAST and top > bottom:
            return True
    return False


def _contrast(edges: object) -> float:
    low, high = edges if isinstance(edges, tuple) else (0, 0)
    return float(high) - float(low) if isinstance(low, (int, float)) and isinstance(high, (int, float)) else 0.0
