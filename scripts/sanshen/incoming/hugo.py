"""A site of Hugo: pages below `contentDir`, addresses by front matter, `permalinks` and file names, or by Hugo's own listing.

`hugo list all` says for every page where it stands, when it is shown and whether it is a draft; where that listing is given it is
believed, and a page that it does not name was never shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import tzinfo
from pathlib import Path, PurePosixPath
from typing import Final, Literal

from sanshen.incoming import hugo_front
from sanshen.incoming.hugo_address import INDEX, Settings, address_of
from sanshen.incoming.hugo_listing import Listed, no_listing, read_listing
from sanshen.incoming.site import (
    Note,
    Old,
    OldSite,
    content_of,
    folder_of,
    has_front_matter,
    plain_files_below,
    read_configuration,
    read_page,
    spelt,
)
from sanshen.incoming.times import moment
from sanshen.reading.old_front import OldFrontError, OldPage

_CONFIGS: Final = tuple(f"{stem}.{kind}" for stem in ("hugo", "config") for kind in ("toml", "yaml", "yml", "json"))
_FOLDER: Final = "config/_default"
_PARTS: Final = tuple(f"{_FOLDER}/permalinks.{kind}" for kind in ("toml", "yaml", "yml", "json"))
_MARKDOWN: Final = (".md", ".markdown", ".mdown")
_OTHER_FORMATS: Final = (".html", ".htm", ".org", ".adoc", ".asciidoc", ".ad", ".rst", ".pandoc", ".pdc")
"""Of other pages that Hugo can make; here an article is Markdown."""


def read_site(root: Path, zone: tzinfo, listing: bytes | None, most: int) -> OldSite:
    """Everything below the `contentDir` of the site at `root`. `listing`: the output of `hugo list all`; `most`: bytes of a page."""
    settings, notes = _settings(root)
    files = tuple(plain_files_below(root / settings.content))
    bundles = frozenset(one.removesuffix(INDEX) for one in files if one.endswith(f"/{INDEX}"))
    read, unreadable = _read_all(root, settings.content, files, bundles, most)
    listed = read_listing(listing, settings) if listing is not None else None
    if listed is not None and read and listed.keys().isdisjoint(read):
        raise no_listing(f"{settings.content}/")
    sections = {
        _folder(source): page.values for source, page in read.items() if PurePosixPath(source).name == hugo_front.SECTION
    }
    pages = {}
    for source, page in read.items():
        said = hugo_front.handed_down(source, page.values, sections, settings.cascade)
        stays = "draft" if _is_resource(source, bundles) or _is_unpublished(source, said, listed) else _section_page(source)
        pages[source] = _page(source, page, said, settings, (listed or {}).get(source), zone, stays)
    return OldSite(root, settings.content, settings.static, settings.base, pages, (*notes, *unreadable))


def _read_all(
    root: Path, content: str, files: tuple[str, ...], bundles: frozenset[str], most: int
) -> tuple[dict[str, OldPage], list[Note]]:
    """Every page that can be read, its keys folded, and a note on every other."""
    read: dict[str, OldPage] = {}
    notes = []
    for source in files:
        try:
            if source.endswith(_MARKDOWN):
                found = read_page(root, content, source, most)
                read[source] = OldPage(hugo_front.folded(found.values), found.body)
            elif (
                source.endswith(_OTHER_FORMATS)
                and not _is_resource(source, bundles)
                and has_front_matter(root, content, source)
            ):
                notes.append(Note(spelt(source), "unreadable", "no Markdown: make it a .md file, or name it under skip"))
        except OldFrontError as error:
            notes.append(Note(spelt(source), "unreadable", str(error)))
    return read, notes


def _page(
    source: str,
    page: OldPage,
    said: Mapping[str, object],
    settings: Settings,
    row: Listed | None,
    zone: tzinfo,
    stays: Literal["", "draft", "section-page"],
) -> Old:
    """One page; `said`: its values with those handed down to it."""
    time = hugo_front.time_of(said, zone) or (moment(row.time, zone) if row is not None else None)
    since, until = hugo_front.span(said, zone)
    if row is not None:
        since, until = moment(row.since, zone), moment(row.until, zone)
    main = row.address if row is not None else address_of(source, page.values, settings, time)
    path = PurePosixPath(source)
    own = path.parent.name if path.name == INDEX else path.stem
    return Old(
        source=source,
        section=source,
        values=page.values,
        body=page.body,
        addresses=(*([main] if main else []), *hugo_front.aliases(page.values, main or source)),
        time=time,
        name=str(page.values.get("slug") or own),
        stays=stays,
        since=since,
        until=until,
    )


def _is_unpublished(source: str, said: Mapping[str, object], listed: Mapping[str, Listed] | None) -> bool:
    """Whether Hugo leaves a page out whatever the day."""
    if listed is None or source not in listed:
        return listed is not None or hugo_front.is_unpublished(said)
    return listed[source].draft or hugo_front.is_unpublished(said)


def _is_resource(source: str, bundles: frozenset[str]) -> bool:
    """Whether a file lies in a leaf bundle and is not its page. `bundles`: the folders of leaf bundles, with a final slash."""
    above = {f"{one}/" for one in PurePosixPath(source).parents if str(one) != "."}
    return any(source != folder + INDEX for folder in above & bundles)


def _section_page(source: str) -> Literal["", "section-page"]:
    return "section-page" if PurePosixPath(source).name == hugo_front.SECTION or source == INDEX else ""


def _folder(source: str) -> str:
    return str(PurePosixPath(source).parent)


def _settings(root: Path) -> tuple[Settings, list[Note]]:
    names = [one for one in (*_CONFIGS, *(f"{_FOLDER}/{one}" for one in _CONFIGS)) if (root / one).is_file()]
    name = names[0] if names else "hugo.toml"
    notes = [] if names else [Note(name, "setting", "")]
    found = _configuration(root, name, notes) if names else {}
    for part in _PARTS:
        if name.startswith(_FOLDER) and (root / part).is_file():
            found["permalinks"] = _configuration(root, part, notes)
    if found.get("languages"):
        notes.append(Note(name, "setting", "languages"))
    content, outside = content_of(root, found.get("contentdir"), "content", "contentDir")
    named = found.get("staticdir")
    folders = [folder_of(root, one, "static", "staticDir") for one in (named if isinstance(named, list) else [named])]
    notes += [*outside, *(note for _, found_notes in folders for note in found_notes)]
    return Settings(
        base=str(found.get("baseurl") or ""),
        content=content,
        static=tuple(dict.fromkeys(folder for folder, _ in folders if folder is not None)),
        ugly=found.get("uglyurls") is True,
        lower=found.get("disablepathtolower") is not True,
        permalinks=_permalinks(found.get("permalinks")),
        cascade=found.get("cascade"),
    ), notes


def _configuration(root: Path, name: str, notes: list[Note]) -> dict[str, object]:
    """A file of the configuration, its keys folded; nothing, and a note, where it cannot be read."""
    try:
        return hugo_front.folded(read_configuration(root, name))
    except OldFrontError as error:
        notes.append(Note(name, "setting", str(error)))
        return {}


def _permalinks(value: object) -> Mapping[str, str]:
    """Top section → pattern of its pages: `{posts: "/:year/:slug/"}`, newer `{page: {posts: …}}`."""
    if not isinstance(value, Mapping):
        return {}
    pages = value.get("page")
    return {
        str(key): str(one)
        for key, one in {**value, **(pages if isinstance(pages, Mapping) else {})}.items()
        if isinstance(one, str)
    }
