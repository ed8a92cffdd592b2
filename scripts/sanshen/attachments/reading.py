"""One file from bytes to what is in it. Runs in the child process."""

from __future__ import annotations

from typing import Final

from sanshen.attachments.kinds import kind_of, plain_text
from sanshen.attachments.notes import Notes
from sanshen.attachments.refusal import RefusedError
from sanshen.model.attachments import KINDS_BY_NAME, AttachmentLimits
from sanshen.model.extract import Cell, Extract, Sign, Spot

_PICTURES: Final = frozenset({"png", "jpg", "gif", "webp"})
_OFFICE: Final = frozenset({"docx", "xlsx", "pptx", "ofd"})
_REFUSED: Final = {
    "ole": Sign.LEGACY,
    "rtf": Sign.LEGACY,
    "zip": Sign.ARCHIVE,
    "archive": Sign.ARCHIVE,
    "html": Sign.RUNNABLE,
    "program": Sign.RUNNABLE,
    "unknown": Sign.UNKNOWN,
}
_NAMED: Final = {
    **KINDS_BY_NAME,
    "csv": "text",
    "txt": "text",
    "doc": "ole",
    "xls": "ole",
    "ppt": "ole",
    "wps": "ole",
    "et": "ole",
}
"""What a name promises, where it is not the kind of the same name."""


def read_attachment(data: bytes, suffix: str, limits: AttachmentLimits, *, pictures: bool) -> Extract:
    """Everything in one file. `suffix` is its name's last part, lower case; `pictures`: words in pictures are wanted too."""
    kind = kind_of(data) if data else "unknown"
    notes = Notes(limits, pictures=pictures)
    if kind not in _REFUSED and kind != _NAMED.get(suffix, suffix):
        notes.mark(Sign.NAME, None, kind)
    try:
        _read(data, kind, suffix, notes)
    except RefusedError as refused:
        notes.refuse(refused.sign, refused.spot, refused.detail)
    except MemoryError:
        notes.refuse(Sign.LIMIT, None, "memory-bytes")
    return notes.extract(kind)


def _read(data: bytes, kind: str, suffix: str, notes: Notes) -> None:
    from sanshen.attachments.endings import note_what_is_behind

    if kind in _OFFICE:
        from sanshen.attachments.office import read_office

        read_office(data, kind, notes)
    elif kind == "pdf":
        from sanshen.attachments.pdf import read_pdf

        note_what_is_behind(data, kind, notes)
        read_pdf(data, notes)
    elif kind in _PICTURES:
        from sanshen.attachments.pictures import read_picture

        note_what_is_behind(data, kind, notes)
        read_picture(data, notes, Spot("picture"))
    elif kind == "text":
        _read_text(plain_text(data) or "", suffix, notes)
    elif kind == "unknown" and not data:
        notes.mark(Sign.BROKEN)
    elif kind in _REFUSED:
        notes.mark(_REFUSED[kind], None, kind)


def _read_text(text: str, suffix: str, notes: Notes) -> None:
    """Lines of text, or cells of a table of comma-separated values."""
    if suffix != "csv":
        notes.text(text.replace("\r\n", "\n"), Spot("line"))
        return
    import csv

    try:
        for row, cells in enumerate(csv.reader(text.splitlines())):
            for column, value in enumerate(cells):
                notes.text(value, Spot("row", row + 1), cell=Cell(0, row, column))
    except csv.Error as error:
        raise RefusedError(Sign.DAMAGED) from error
