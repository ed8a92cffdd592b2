"""A site of Hugo: pages below `contentDir`, addresses by front matter, `permalinks` and file names, or by Hugo's own listing.

`hugo list all` says for every page where it stands; where that listing is given it is believed, and the rest is not asked.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, tzinfo
from pathlib import Path, PurePosixPath
from typing import Final, Literal

import msgspec

from sanshen.incoming.site import (
    Note,
    Old,
    OldSite,
    clean_address,
    content_of,
    folder_of,
    plain_files_below,
    read_configuration,
    read_page,
    spelt,
)
from sanshen.incoming.times import moment
from sanshen.model.errors import UsageError
from sanshen.model.text import Text
from sanshen.reading.old_front import OldFrontError

_CONFIGS: Final = tuple(f"{stem}.{kind}" for stem in ("hugo", "config") for kind in ("toml", "yaml", "yml", "json"))
_INDEX: Final = "index.md"
_TIMES: Final = ("date", "publishDate", "publishdate", "pubdate", "published")
_KEPT: Final = frozenset("-_.+~/#")
_TOKEN: Final = re.compile(r":(\w+)(\[[^\]]*\])?")


class Settings(msgspec.Struct, frozen=True):
    """What of Hugo's configuration decides where pages stand. `permalinks`: top section → pattern."""

    base: str = ""
    content: str = "content"
    static: tuple[str, ...] = ("static",)
    ugly: bool = False
    lower: bool = True
    permalinks: Mapping[str, str] = {}


def read_site(root: Path, zone: tzinfo, listing: bytes | None, most: int) -> OldSite:
    """Everything below the `contentDir` of the site at `root`. `listing`: the output of `hugo list all`; `most`: bytes of a page."""
    settings, notes = _settings(root)
    listed = _listed(listing, settings) if listing is not None else {}
    pages: dict[str, Old] = {}
    files = tuple(plain_files_below(root / settings.content))
    bundles = frozenset(one.removesuffix(_INDEX) for one in files if one.endswith(f"/{_INDEX}"))
    for source in files:
        if not source.endswith(".md"):
            continue
        try:
            page = read_page(root, settings.content, source, most)
        except OldFrontError as error:
            notes.append(Note(spelt(source), "unreadable", str(error)))
            continue
        time = next((found for key in _TIMES if (found := moment(page.values.get(key), zone)) is not None), None)
        main = listed.get(source) or _address(source, page.values, settings, time)
        aliases = _aliases(page.values, source)
        path = PurePosixPath(source)
        name = str(page.values.get("slug") or (path.parent.name if path.name == _INDEX else path.stem))
        pages[source] = Old(
            source,
            source,
            page.values,
            page.body,
            (*([main] if main else []), *aliases),
            time,
            name,
            _stays(source, page.values, bundles),
        )
    return OldSite(root, settings.content, settings.static, settings.base, pages, tuple(notes))


def _stays(source: str, values: Mapping[str, object], bundles: frozenset[str]) -> Literal["", "draft", "section-page"]:
    """Why a page stays behind: Hugo would have left it out of its site, or it stands for a section or the whole site.

    `bundles`: the folders of leaf bundles; a page in one of them that is not its index is a mere resource.
    """
    resource = any(source.startswith(folder) and source != folder + _INDEX for folder in _folders(source) & bundles)
    if values.get("draft") is True or values.get("headless") is True or resource:
        return "draft"
    return "section-page" if PurePosixPath(source).name == "_index.md" or source == _INDEX else ""


def _folders(source: str) -> frozenset[str]:
    """Every folder above a file, with its final slash."""
    return frozenset(f"{one}/" for one in PurePosixPath(source).parents if str(one) != ".")


def _settings(root: Path) -> tuple[Settings, list[Note]]:
    name = next((one for one in _CONFIGS if (root / one).is_file()), None)
    found: dict[str, object] = {}
    notes = [Note("hugo.toml", "setting", "")] if name is None else []
    try:
        found = {key.casefold(): value for key, value in read_configuration(root, name).items()} if name is not None else {}
    except OldFrontError as error:
        notes.append(Note(str(name), "setting", str(error)))
    if found.get("languages"):
        notes.append(Note(str(name), "setting", "languages"))
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
    ), notes


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


def _listed(listing: bytes, settings: Settings) -> dict[str, str]:
    """Source → address from `hugo list all`. Raises UsageError where it is no such listing."""
    text = listing.decode("utf-8-sig", "replace")
    begin = max(0, text.find("path,"))  # a wrapper may have said something before
    try:
        rows = list(csv.DictReader(io.StringIO(text[begin:]), strict=True))
    except csv.Error as error:
        raise _no_listing(str(error)) from error
    if not all(row.get("path") and row.get("permalink") for row in rows) or not rows:
        raise _no_listing("path, permalink")
    prefix = clean_address(settings.base).rstrip("/")
    found = {}
    for row in rows:
        source = str(row["path"]).replace("\\", "/").removeprefix(f"{settings.content}/")
        found[source] = clean_address(str(row["permalink"])).removeprefix(prefix).lstrip("/")
    return found


def _no_listing(why: str) -> UsageError:
    return UsageError(
        Text(f"不是 hugo list all 的输出：{why}", f"this is no output of hugo list all: {why}"),
        Text("hugo list all > list.csv", "hugo list all > list.csv"),
    )


def _aliases(values: Mapping[str, object], source: str) -> Iterator[str]:
    found = values.get("aliases")
    for one in found if isinstance(found, Sequence) and not isinstance(found, str) else ():
        alias = clean_address(str(one)) if str(one).startswith("/") else clean_address(f"{PurePosixPath(source).parent}/{one}")
        yield alias if alias.endswith((".html", ".htm", "/")) else f"{alias}/"


def _address(source: str, values: Mapping[str, object], settings: Settings, time: datetime | None) -> str:
    """Where Hugo puts a page; "" where its pattern asks for something that is not known here."""
    own = values.get("url")
    if isinstance(own, str) and own:
        address = clean_address(own)
        return address if address.endswith("/") or PurePosixPath(address).suffix else f"{address}/"
    path = PurePosixPath(source)
    parent = path.parent.parent if path.name == _INDEX else path.parent
    name = path.parent.name if path.name == _INDEX else path.stem
    slug = str(values.get("slug") or "")
    section = path.parts[0] if len(path.parts) > 1 else ""
    pattern = settings.permalinks.get(section)
    if pattern is None:
        bare = "/".join(part for part in (str(parent) if str(parent) != "." else "", slug or name) if part)
    else:
        filled = _filled(pattern, _tokens(parent, name, slug, str(values.get("title") or ""), time))
        if filled is None:
            return ""
        bare = filled.strip("/")
    bare = _urlized(bare, lower=settings.lower)
    return f"{bare}.html" if settings.ugly and not PurePosixPath(bare).suffix else f"{bare}/"


def _tokens(parent: PurePosixPath, name: str, slug: str, title: str, time: datetime | None) -> dict[str, str]:
    parts = [part for part in parent.parts if part != "."]
    made = {
        "section": parts[0] if parts else "",
        "sections": "/".join(parts),
        "title": title,
        "slug": slug or title,
        "filename": name,
        "contentbasename": name,
        "slugorfilename": slug or name,
        "slugorcontentbasename": slug or name,
    }
    if time is not None:
        made |= {
            "year": f"{time:%Y}",
            "month": f"{time:%m}",
            "day": f"{time:%d}",
            "monthname": f"{time:%B}",
            "yearday": str(time.timetuple().tm_yday),
        }
    return made


def _filled(pattern: str, tokens: Mapping[str, str]) -> str | None:
    known = all(found.group(1) in tokens and not found.group(2) for found in _TOKEN.finditer(pattern))
    return (
        _TOKEN.sub(
            lambda found: tokens[found.group(1)].replace("/", "-") if found.group(1) != "sections" else tokens["sections"],
            pattern,
        )
        if known
        else None
    )


def _urlized(path: str, *, lower: bool) -> str:
    """A path as Hugo writes it: blanks become hyphens, other marks go, letters of every script stay."""
    spaced = re.sub(r"\s+", "-", path.strip())
    kept = "".join(
        one
        for one in spaced
        if one in _KEPT or unicodedata.category(one)[0] in "LN" or unicodedata.category(one) in {"Mn", "Mc"}
    )
    return (kept.lower() if lower else kept).strip("-")
