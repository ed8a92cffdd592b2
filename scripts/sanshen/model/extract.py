"""What was read out of an attachment or picture: its text with places, and the marks that rules look at (T64)."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class Spot(msgspec.Struct, frozen=True, array_like=True):
    """A place inside an attachment.

    `part` is the kind of place (`page`, `paragraph`, `sheet`, `slide`, `line`, `comment`, `properties`, `picture` …), `number` its
    page, paragraph, row or slide, from 1; `name` says more: a cell (`人员!B2`), a part of the file.
    """

    part: str = ""
    number: int = 1
    name: str = ""


class Cell(msgspec.Struct, frozen=True, array_like=True):
    """A cell of a table of the attachment; all from 0, row 0 is the head."""

    table: int
    row: int
    column: int


class Fragment(msgspec.Struct, frozen=True, array_like=True):
    """A run of text of the attachment.

    `link`: it is an address that a click or a scan leads to. `aside`: it is no text of the page itself, but an alternative text, a field
    code, a comment. `boxes`: where each line of it stands on a picture, in hundredths of its width and height; () for all other text.
    """

    text: str
    spot: Spot = Spot()
    link: bool = False
    cell: Cell | None = None
    aside: bool = False
    boxes: tuple[str, ...] = ()


class Sign(StrEnum):
    """What an attachment shows besides its text."""

    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    BROKEN = "broken"
    """No program shows it, and it is too small to hide anything: a mistake, no danger."""
    LEGACY = "legacy"
    ARCHIVE = "archive"
    RUNNABLE = "runnable"
    UNKNOWN = "unknown"
    LIMIT = "limit"
    CRASHED = "crashed"
    NAME = "name"
    MACRO = "macro"
    EMBEDDED = "embedded"
    SCRIPT = "script"
    EXTERNAL = "external"
    TRACKED = "tracked"
    REVISION = "revision"
    """An earlier version of the file, with words that today's does not show."""
    COMMENT = "comment"
    HIDDEN_SHEET = "hidden-sheet"
    HIDDEN_CELLS = "hidden-cells"
    HIDDEN_SLIDE = "hidden-slide"
    HIDDEN_TEXT = "hidden-text"
    NOTES = "notes"
    AUTHOR = "author"
    POSITION = "position"
    CAMERA = "camera"
    UNREAD = "unread"
    """A picture, or a page without text, whose words were not read."""
    NO_READER = "no-reader"
    """Words in pictures were to be read, but the engine is not installed."""


class Mark(msgspec.Struct, frozen=True, array_like=True):
    """One sign at one place. `detail` is text out of the file (untrusted) or a plain word of ours."""

    sign: Sign
    spot: Spot = Spot()
    detail: str = ""


class Extract(msgspec.Struct, frozen=True):
    """All that was read out of one file. `kind` is what its bytes are, whatever its name says."""

    kind: str
    fragments: tuple[Fragment, ...] = ()
    marks: tuple[Mark, ...] = ()
