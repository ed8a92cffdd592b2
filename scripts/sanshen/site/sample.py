"""The sample (样版): articles of a change as the site will show them, watermarked, for the three proofs of Art. 12."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import msgspec

from sanshen.model.errors import BlockedError
from sanshen.model.lexicon import Lexicon
from sanshen.model.roster import Unit
from sanshen.model.text import Text
from sanshen.site.addresses import list_address, output_file, page_address, unit_address
from sanshen.site.edition import Edition, LeftOut, Published
from sanshen.site.facts import files_of
from sanshen.site.manifest import encode
from sanshen.site.page import Page, Plan, Sample, frame_of
from sanshen.site.pictures import ReadFiles, narrow_pictures
from sanshen.site.plan_pages import press_fit, write_files
from sanshen.site.structure import Shelf, Structure, UnitSite
from sanshen.site.switching import beside, switch
from sanshen.site.tags import site_tags
from sanshen.site.unit_pages import Beside, article_page

WATERMARK: Final = "样版　未经签发"
INDEX: Final = "samples.json"
"""Beside the samples: article path → sample hash."""


class Samples(msgspec.Struct, frozen=True):
    """What was laid out: article path → the sample's hash and file; `refused` articles break a page rule."""

    hashes: Mapping[str, str]
    files: Mapping[str, Path]
    refused: tuple[LeftOut, ...]


def _structure(articles: Sequence[Published], units: Mapping[str, Unit], types: Mapping[str, str]) -> Structure:
    """Every column of the units concerned, whether it has content yet or not: the sample shows the page in its place."""
    sites = []
    for name in sorted({article.unit for article in articles}):
        unit = units.get(name) or Unit(id=name, name=name, kind="department")
        columns = {key: (one.name, one.type) for key, one in unit.columns.items()}
        columns |= {one.column: (one.column, "") for one in articles if one.unit == name and one.column not in columns}
        shelves = tuple(
            Shelf(name, key, title, kind, types.get(kind, title), list_address(name, key))
            for key, (title, kind) in columns.items()
        )
        sites.append(UnitSite(name, unit.name, unit.kind, unit_address(name), shelves))
    return Structure(tuple(sites), {}, (), ())


def plan_of_samples(edition: Edition) -> Plan:
    """The samples' pages, and a list of them in the place of the home page. `edition` holds nothing but the samples."""
    articles = edition.articles
    structure = _structure(articles, edition.units, {key: kind.name for key, kind in edition.column_types.items()})
    signs = {unit.id: unit.sign for unit in structure.units}
    listed = tuple(Sample(page_address(one.path), one.title, signs[one.unit].name) for one in articles)
    index = Page("", "samples", f"样版（{len(articles)} 篇）", site_tags(edition.look), samples=listed, watermark=WATERMARK)
    pages = (article_page(edition, signs[article.unit], article, Beside()) for article in articles)
    marked = (msgspec.structs.replace(page, watermark=WATERMARK) for page in pages)
    files = {name: path for article in articles for name, path in files_of(article).items()}
    return Plan(edition, structure, frame_of(edition, structure), (index, *marked), files, narrow_pictures(articles))


def lay_out(edition: Edition, out: Path, hashes: Mapping[str, str], *, lexicon: Lexicon, read_files: ReadFiles) -> Samples:
    """Render the samples into `out`, which is replaced in one step. Raises BlockedError where `out` holds something else.

    `hashes`: article path → its sample hash (`composing.sample_hash`).

    An article that breaks a page rule is not laid out: nobody can proof what cannot be published.
    """
    target = out.resolve()
    _require_own(target)
    with beside(target) as room:
        plan, written, refused = press_fit(edition, lexicon, room, plan_of_samples)
        write_files(plan, written, read_files)
        laid = {article.path: hashes[article.path] for article in plan.edition.articles}
        (written / INDEX).write_bytes(encode(laid))
        switch(written, target)
    files = {path: target / output_file(page_address(path)) for path in laid}
    return Samples(laid, files, refused)


def _require_own(target: Path) -> None:
    if not target.exists() or (target.is_dir() and ((target / INDEX).is_file() or not any(target.iterdir()))):
        return
    raise BlockedError(
        Text(f"{target} 里不是样版，不予替换", f"{target} holds no samples and is left alone"),
        Text("换一个 --out，或先移走该文件夹", "choose another --out, or move that folder away first"),
    )
