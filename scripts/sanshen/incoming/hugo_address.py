"""Where Hugo puts a page: by its front matter, `permalinks` and its file's name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from pathlib import PurePosixPath
from typing import Final

import msgspec

from sanshen.incoming.site import clean_address

INDEX: Final = "index.md"
"""The page of a leaf bundle."""
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
    cascade: object = None


def address_of(source: str, values: Mapping[str, object], settings: Settings, time: datetime | None) -> str:
    """Where Hugo puts a page; "" where its pattern asks for something that is not known here."""
    own = values.get("url")
    if isinstance(own, str) and own:
        address = clean_address(own)
        return address if address.endswith("/") or PurePosixPath(address).suffix else f"{address}/"
    path = PurePosixPath(source)
    parent = path.parent.parent if path.name == INDEX else path.parent
    name = path.parent.name if path.name == INDEX else path.stem
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
