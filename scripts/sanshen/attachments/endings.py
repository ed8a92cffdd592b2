"""What stands before or behind the file proper: pictures and packages can carry another file that no viewer shows."""

from __future__ import annotations

import io
import zipfile
from typing import Final

from sanshen.attachments.notes import Notes
from sanshen.model.extract import Sign

_BLANKS: Final = b"\0\r\n\t "
_PNG_HEAD: Final = 8
_PNG_FRAME: Final = 12
_BARE_MARKERS: Final = frozenset({0x01, *range(0xD0, 0xD9)})
_SCAN: Final = 0xDA
_END_OF_JPEG: Final = 0xD9


def note_what_is_behind(data: bytes, kind: str, notes: Notes) -> None:
    """Mark a picture or PDF that goes on behind its end, and one that is a package as well."""
    end = _ENDS[kind](data) if kind in _ENDS else len(data)
    if end < len(data) and data[end:].strip(_BLANKS):
        notes.mark(Sign.EMBEDDED, None, "behind")
    elif zipfile.is_zipfile(io.BytesIO(data)):
        notes.mark(Sign.EMBEDDED, None, "zip")


def note_what_is_around(data: bytes, package: zipfile.ZipFile, notes: Notes) -> None:
    """Mark a package with bytes that belong to no part of it, before the first or behind the directory."""
    first = min((entry.header_offset for entry in package.infolist()), default=0)
    behind = data.rfind(b"PK\x05\x06") + 22 + len(package.comment)
    if first or package.comment.strip(_BLANKS) or data[behind:].strip(_BLANKS):
        notes.mark(Sign.EMBEDDED, None, "around")


def _end_of_png(data: bytes) -> int:
    at = _PNG_HEAD
    while at + _PNG_FRAME <= len(data):
        kind = data[at + 4 : at + 8]
        at += _PNG_FRAME + int.from_bytes(data[at : at + 4])
        if kind == b"IEND":
            return at
    return len(data)


def _end_of_jpeg(data: bytes) -> int:
    """Behind the last of its pictures: a camera may append smaller ones, which are read as well."""
    at = 0
    while data[at : at + 2] == b"\xff\xd8":
        at = _end_of_one_jpeg(data, at + 2)
        begins = data.find(b"\xff\xd8\xff", at)
        if begins >= 0 and not data[at:begins].strip(_BLANKS):
            at = begins
    return at


def _end_of_one_jpeg(data: bytes, at: int) -> int:
    while 0 <= at < len(data) - 1:
        at = data.find(b"\xff", at)
        if at < 0 or at + 1 >= len(data):
            break
        marker = data[at + 1]
        if marker == _END_OF_JPEG:
            return at + 2
        if marker in {0x00, 0xFF} or marker in _BARE_MARKERS:  # a byte of the picture, padding, a restart
            at += 1 if marker == 0xFF else 2  # noqa: PLR2004
        else:
            at += 2 + (int.from_bytes(data[at + 2 : at + 4]) if at + 4 <= len(data) else len(data))
    return len(data)


def _end_of_gif(data: bytes) -> int:
    """The trailer: blocks are skipped by their lengths."""
    at = 13 + _colours(data[10]) if len(data) > 13 else len(data)  # noqa: PLR2004
    while at < len(data):
        kind = data[at]
        if kind == 0x3B:  # noqa: PLR2004  # the trailer
            return at + 1
        if kind == 0x2C:  # noqa: PLR2004  # a picture: its head, perhaps colours, the size of its codes
            at += 11 + (_colours(data[at + 9]) if at + 9 < len(data) else 0)
        else:
            at += 2
        while at < len(data) and data[at]:
            at += 1 + data[at]
        at += 1
    return len(data)


def _colours(flags: int) -> int:
    """How long the table of colours is that these flags announce."""
    return 3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0


def _end_of_webp(data: bytes) -> int:
    return 8 + int.from_bytes(data[4:8], "little")


def _end_of_pdf(data: bytes) -> int:
    end = data.rfind(b"%%EOF")
    return end + 5 if end >= 0 else len(data)


_ENDS: Final = {"png": _end_of_png, "jpg": _end_of_jpeg, "gif": _end_of_gif, "webp": _end_of_webp, "pdf": _end_of_pdf}
