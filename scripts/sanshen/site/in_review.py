"""What the internal site has beside the public one: the board (审签看板) and the samples (样版) of everything that is open."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

import msgspec

from sanshen.model.lexicon import Lexicon
from sanshen.report.inert import inert
from sanshen.site.addresses import IN_REVIEW, output_file
from sanshen.site.board import style_sheet
from sanshen.site.context import NOT_FOUND
from sanshen.site.edition import Edition, LeftOut, Setting
from sanshen.site.manifest import files_below
from sanshen.site.page import Page, Sample, frame_of
from sanshen.site.pictures import ReadFiles
from sanshen.site.plan_pages import press_fit, write_files
from sanshen.site.sample import plan_of_samples
from sanshen.site.structure import Structure
from sanshen.site.tags import site_tags
from sanshen.site.theme_pages import ThemePages

BOARD: Final = f"{IN_REVIEW}board.html"
SHEET: Final = "board.css"
_TITLE: Final = "在办：审签看板与样版"


class Draft(msgspec.Struct, frozen=True):
    """One open change. `folder` is where its samples stand (a name of ours), `title` and `notes` are shown inert.

    `edition` holds the articles that may be shown; None where there are none.
    """

    folder: str
    title: str
    notes: tuple[str, ...]
    edition: Edition | None = None
    read_files: ReadFiles = lambda _: iter(())


def files_in_review(setting: Setting, board: str, drafts: Iterable[Draft], lexicon: Lexicon) -> Mapping[str, bytes]:
    """All files below `in_review/`: name → bytes. `board`: the board's page, which names `SHEET` as its style sheet.

    Articles that break a page rule have no sample; the list says so.
    """
    found = {BOARD: board.encode("utf-8", "replace"), IN_REVIEW + SHEET: style_sheet()}
    rows = [Sample(BOARD, "审签看板", notes=("所有在办的：轮到谁、等了多久",))]
    for draft in drafts:
        made, refused = _samples(draft, lexicon) if draft.edition is not None else ({}, ())
        found |= made
        notes = (*draft.notes, *(f"没有样版 {one.path}：{one.why.zh}" for one in refused))
        shown = f"{IN_REVIEW}{draft.folder}/" if made else ""
        rows.append(Sample(shown, inert(draft.title), notes=tuple(inert(note) for note in notes)))
    found[output_file(IN_REVIEW)] = _index(setting, tuple(rows))
    return found


def _samples(draft: Draft, lexicon: Lexicon) -> tuple[dict[str, bytes], tuple[LeftOut, ...]]:
    if draft.edition is None:
        return {}, ()
    with tempfile.TemporaryDirectory(prefix="sanshen-") as room:
        plan, out, refused = press_fit(draft.edition, lexicon, Path(room), plan_of_samples)
        if not plan.edition.articles:
            return {}, refused
        write_files(plan, out, draft.read_files)
        return dict(_read(out, f"{IN_REVIEW}{draft.folder}/")), refused


def _read(out: Path, below: str) -> Iterator[tuple[str, bytes]]:
    for name in files_below(out):
        if name != NOT_FOUND:
            yield below + name, (out / name).read_bytes()


def _index(setting: Setting, rows: tuple[Sample, ...]) -> bytes:
    frame = frame_of(setting, Structure((), {}, (), ()))
    page = Page(IN_REVIEW, "in_review", _TITLE, site_tags(setting.look), samples=rows)
    return ThemePages(frame).html(page).encode()
