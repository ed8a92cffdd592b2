"""Making the pages of one lot: planned from the catalogue, left alone where nothing has changed, rendered, judged."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator

import msgspec

from sanshen.model.finding import Finding
from sanshen.model.lexicon import Lexicon
from sanshen.site.addresses import output_file
from sanshen.site.codes import qr_code
from sanshen.site.inspection import Inspector, Judged
from sanshen.site.made import STANDING, absolute, part_of
from sanshen.site.page import PERSISTENT, Frame, Page, local, page_key
from sanshen.site.pages import Layout, Lot
from sanshen.site.theme_pages import ThemePages

UNMAPPED = "-"
"""The day of a file that the site map does not name among its standing pages."""


class Sheet(msgspec.Struct, frozen=True):
    """One file of a lot. `data` is None where the file that stands is the right one; `key` is "" for what follows from another page.

    `day` is when the site map says it last changed, `-` where it is not named there.
    """

    name: str
    data: bytes | None = None
    sha256: str = ""
    key: str = ""
    kind: str = ""
    proof: str = ""
    address: str = ""
    day: str = UNMAPPED
    findings: tuple[Finding, ...] = ()
    links: frozenset[str] = frozenset()


class Pressed(msgspec.Struct, frozen=True):
    """What one lot gave. What it had and `names` does not hold is gone.

    `refused` are the errors of an article that may not be on the site.
    """

    lot: Lot
    sheets: tuple[Sheet, ...]
    names: frozenset[str]
    refused: tuple[Finding, ...] = ()


class Press:
    """Makes lots. `kept_key` answers with the key under which a file was made that stands, "" for none."""

    def __init__(self, layout: Layout, lexicon: Lexicon, kept_key: Callable[[str], str]) -> None:
        self._layout = layout
        self._kept_key = kept_key
        self._pages = ThemePages(layout.frame)
        self._inspector = Inspector(layout.frame, lexicon)

    def __call__(self, lot: Lot, only: Collection[str] | None = None) -> Pressed:
        """Make a lot; of a list, only the pages with an address in `only`, where it is given."""
        sheets: list[Sheet] = []
        refused: tuple[Finding, ...] = ()
        for page in self._layout.pages(lot, only):
            made = tuple(self._made(page))
            sheets += (sheet for sheet, _ in made)
            refused += tuple(error for _, judged in made if judged for error in judged.errors)
        marks = self._layout.marks(lot)
        names = {output_file(mark.address) for mark in marks} if marks else {sheet.name for sheet in sheets}
        return Pressed(lot, tuple(sheets), frozenset(names), refused)

    def _made(self, page: Page) -> Iterator[tuple[Sheet, Judged | None]]:
        name, key = output_file(page.address), page_key(page, self._layout.frame)
        standing = self._kept_key(name) == key
        if standing:
            yield sheet_of(page, self._layout.frame, key), None
        else:
            html = self._pages.html(page)
            judged = self._inspector.judged(page, html)
            data = html.encode()
            made = sheet_of(page, self._layout.frame, key)
            yield (
                msgspec.structs.replace(made, data=data, sha256=digest(data), findings=judged.findings, links=judged.links),
                judged,
            )
        if page.qr:
            code = None if standing else qr_code(absolute(self._layout.frame, page.address))
            yield Sheet(page.qr, code, digest(code) if code else ""), None


def sheet_of(page: Page, frame: Frame, key: str) -> Sheet:
    """What is to be noted of a page's file beside its bytes."""
    return Sheet(
        output_file(page.address),
        key=key,
        kind=page.kind if page.kind in PERSISTENT else "",
        proof=page.article.proof if page.article else "",
        address=page.address,
        day=local(page.at, frame.time_zone, "%Y-%m-%d") if part_of(page, frame) == STANDING else UNMAPPED,
    )


def digest(data: bytes) -> str:
    """SHA-256, hex."""
    return hashlib.sha256(data).hexdigest()
