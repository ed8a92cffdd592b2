"""A word list kept in a spreadsheet: its first sheet, row by row, read like any other attachment (bounded, in a child process)."""

from __future__ import annotations

from typing import Final

from sanshen.judging.attachments import AttachmentReader
from sanshen.model.attachments import AttachmentLimits
from sanshen.model.errors import UsageError
from sanshen.model.extract import Sign
from sanshen.model.text import Text

SUFFIX: Final = "xlsx"
_SHEET: Final = "sheet"
_UNREAD: Final = frozenset({Sign.CRASHED, Sign.LIMIT, Sign.ENCRYPTED, Sign.DAMAGED, Sign.BROKEN})


def sheet_rows(data: bytes, name: str) -> list[tuple[int, list[str]]]:
    """(row number, cells) of the first sheet. Nothing is remembered: the list may be confidential. Raises UsageError."""
    found = AttachmentReader("never").read(data, SUFFIX, AttachmentLimits(), pictures=False)
    if found.kind != SUFFIX or any(mark.sign in _UNREAD for mark in found.marks):
        raise UsageError(
            Text(
                f"{name} 读不出来：不是 .xlsx，或已加密、损坏、过大",
                f"{name} cannot be read: no .xlsx, locked, damaged or too large",
            ),
            Text("请另存为不加密的 .xlsx，或 UTF-8 的 .csv", "save it as .xlsx without a password, or as .csv in UTF-8"),
        )
    texts = [one for one in found.fragments if one.spot.part == _SHEET and "!" in one.spot.name]
    first = texts[0].spot.name.rpartition("!")[0] if texts else ""
    cells = {
        (one.spot.number, one.cell.column if one.cell is not None else 0): one.text
        for one in texts
        if one.spot.name.rpartition("!")[0] == first
    }
    wide = 1 + max((column for _, column in cells), default=-1)
    return [(row, [cells.get((row, column), "") for column in range(wide)]) for row in sorted({row for row, _ in cells})]
