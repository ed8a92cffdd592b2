"""Earlier versions inside a PDF: a program that saves a change by appending it leaves what was there before, for anybody to read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sanshen.attachments.notes import Notes
from sanshen.attachments.refusal import RefusedError
from sanshen.model.extract import Sign, Spot

_END: Final = b"%%EOF"
_LINEARIZED: Final = b"/Linearized"
_HEAD: Final = 1024
_MOST: Final = 30
"""More versions than this nobody saves one by one; each is read as a file of its own."""


def note_revisions(data: bytes, now: str, notes: Notes) -> None:
    """Note the lines that an earlier version shows and today's (`now`) does not, and mark the file that has any.

    Signing a file or filling it in appends as well: where nothing was taken away, nothing is said. RefusedError beyond the limit.
    """
    shown = {_bare(line) for line in now.splitlines()}
    for number, earlier in enumerate(_earlier(data), start=1):
        if number > _MOST:
            raise RefusedError(Sign.LIMIT, "parts")
        gone = [line for line in _lines(earlier, notes.limits.pages) if _bare(line) and _bare(line) not in shown]
        if gone:
            spot = Spot("part", 1, f"version {number}")
            notes.mark(Sign.REVISION, spot)
            notes.text("\n".join(gone), spot)
            shown.update(map(_bare, gone))


def _bare(line: str) -> str:
    return "".join(line.split())


def _earlier(data: bytes) -> Iterator[bytes]:
    """The file as it was before each append, the oldest first."""
    ends, at = list[int](), data.find(_END)
    while at >= 0:
        ends.append(at + len(_END))
        at = data.find(_END, at + len(_END))
    # A file made for reading over the network says twice where it ends, and is one version.
    first = 1 if _LINEARIZED in data[:_HEAD] else 0
    for end in ends[first:-1]:
        yield data[:end]


def _lines(data: bytes, most: int) -> list[str]:
    """The lines of a version; none where the bytes are no file by themselves (a mark inside a stream is no end)."""
    import pypdfium2

    found: list[str] = []
    try:
        with pypdfium2.PdfDocument(data) as document:
            for number in range(min(len(document), most)):
                page = document[number]
                found += page.get_textpage().get_text_range().replace("\ufffe", "").splitlines()
                page.close()
    except pypdfium2.PdfiumError:
        return found
    return found
