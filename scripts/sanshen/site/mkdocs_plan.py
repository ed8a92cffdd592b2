"""What MkDocs is given when it is run by hand: the pages of an edition, and the files beside them, finished as `build` finishes them."""

from __future__ import annotations

from typing import Final

import msgspec

from sanshen.site.addresses import output_file
from sanshen.site.arranging import catalogue_of
from sanshen.site.codes import qr_code
from sanshen.site.edition import Edition
from sanshen.site.filing import Files
from sanshen.site.finishing import Finishing
from sanshen.site.made import absolute
from sanshen.site.page import Page, Plan
from sanshen.site.pages import Layout, Lot
from sanshen.site.pictures import ReadFiles
from sanshen.site.pressing import Pressed, sheet_of

_BY_MKDOCS: Final = "-"
"""In the place of the digest of a page that MkDocs is still to make."""


def plan_of(edition: Edition) -> Plan:
    """Lay out an edition whole. Pages come in a fixed order, so that every run is the same."""
    layout = Layout(catalogue_of(edition))
    pages = [page for lot in layout.lots() for page in layout.pages(lot) if page.kind != "missing"]
    return Plan(edition, layout.structure, layout.frame, tuple(pages), {})


def files_beside(plan: Plan, read_files: ReadFiles) -> dict[str, bytes]:
    """Pictures, attachments, QR codes, feeds, search index and site map of a plan: name → bytes."""
    made: dict[str, bytes] = {}
    catalogue = catalogue_of(plan.edition)
    files = Files(catalogue, made.__setitem__)
    for page in plan.pages:
        files.take(_to_come(page, plan))
        if page.qr:
            files.add("code", page.qr, qr_code(absolute(plan.frame, page.address)))
    finishing = Finishing(Layout(catalogue), files, None)
    finishing.attachments(read_files)
    finishing.feeds()
    finishing.search()
    finishing.site_map()
    return made


def _to_come(page: Page, plan: Plan) -> Pressed:
    """A page that MkDocs will make: what the site map is to know of it."""
    sheet = msgspec.structs.replace(sheet_of(page, plan.frame, ""), sha256=_BY_MKDOCS)
    return Pressed(Lot(page.kind, page.address), (sheet,), frozenset({output_file(page.address)}))
