"""A plan whose pages are few (the samples): rendered, judged and written in one go."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec

from sanshen.model.lexicon import Lexicon
from sanshen.site.addresses import output_file
from sanshen.site.context import missing_page
from sanshen.site.edition import Edition, LeftOut
from sanshen.site.inspection import Inspector
from sanshen.site.page import Plan
from sanshen.site.pictures import Narrow, ReadFiles, copies
from sanshen.site.rounds import until_fit
from sanshen.site.switching import Folder
from sanshen.site.theme_pages import ThemePages, material_sheets, own_assets


def press(plan: Plan, out: Path, inspector: Inspector) -> None:
    """Every page of a plan, the page for addresses that are none, and the theme's own files."""
    theme, folder = ThemePages(plan.frame), Folder(out)
    for page in (*plan.pages, missing_page(plan.frame)):
        html = theme.html(page)
        inspector(page, html)
        folder.write(output_file(page.address), html.encode())
    for name, path in (material_sheets() | own_assets()).items():
        folder.write(name, path.read_bytes())


def press_fit(
    edition: Edition, lexicon: Lexicon, room: Path, lay_out: Callable[[Edition], Plan]
) -> tuple[Plan, Path, tuple[LeftOut, ...]]:
    """Build until every page passes: an article that a page rule refuses is left out, and with it every list entry that names it."""
    left_out: list[LeftOut] = []

    def attempt(number: int) -> tuple[Plan, Path, tuple[LeftOut, ...]] | None:
        nonlocal edition
        plan, out = lay_out(edition), room / f"site-{number}"
        inspector = Inspector(plan.frame, lexicon)
        press(plan, out, inspector)
        if not inspector.refused:
            return plan, out, tuple(left_out)
        left_out.extend(LeftOut(path, one[0].message, one[0].advice) for path, one in sorted(inspector.refused.items()))
        edition = _without(edition, inspector.refused)
        shutil.rmtree(out)
        return None

    return until_fit(attempt)


def _without(edition: Edition, refused: Iterable[str]) -> Edition:
    gone = frozenset(refused)
    return msgspec.structs.replace(edition, articles=tuple(one for one in edition.articles if one.path not in gone))


def write_files(plan: Plan, out: Path, read_files: ReadFiles) -> None:
    """Pictures and attachments, where their articles link to them. Raises UndecidedError where one is missing or cannot be made."""
    folder = Folder(out)
    for name, data in copies({name: Narrow(path, 0) for name, path in plan.files.items()} | dict(plan.narrow), read_files):
        folder.write(name, data)
