"""The old site as it was found: its pages with their addresses, its files, and whatever could not be understood."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Literal
from urllib.parse import unquote, urlsplit

import msgspec

Kind = Literal[
    "unreadable", "unmapped", "no-time", "changed-by-hand", "draft", "section-page", "skipped", "dropped", "missing-file",
    "broken-link", "left-behind", "link-kept", "generator-syntax", "no-address", "unused-file", "setting", "history",
]  # fmt: skip
"""In the order of a report: what keeps pages out first."""


class Note(msgspec.Struct, frozen=True):
    """Something that people should know: of which old file, what kind of thing, and what."""

    source: str
    kind: Kind
    what: str


class Old(msgspec.Struct, frozen=True):
    """One page of the old site. `source` is its path below the old folder, `section` the part of it that a mapping looks at.

    `addresses` are those it was reached by, without leading slash, the main one first; none where they are not known. `name`: what its
    file will be called here, as far as letters allow.
    """

    source: str
    section: str
    values: Mapping[str, object]
    body: str
    addresses: tuple[str, ...]
    time: datetime | None = None
    name: str = ""
    stays: Literal["", "draft", "section-page"] = ""
    """Why it stays behind unless people say otherwise."""


class OldSite(msgspec.Struct, frozen=True):
    """Everything that was found. `content` is the folder of the pages, `static` those whose files stand at the site's root.

    `base` is the old site's own address ("" unknown): links that begin with it lead to itself.
    """

    root: Path
    content: str
    static: tuple[str, ...]
    base: str
    pages: Mapping[str, Old]
    notes: tuple[Note, ...]

    def by_address(self) -> dict[str, Old]:
        """Address → page."""
        return {address: page for page in reversed(list(self.pages.values())) for address in page.addresses}

    def inside(self, href: str) -> str | None:
        """The path part of a link to the old site itself, with leading slash; None for a link to another."""
        if not self.base:
            return None
        own, link = urlsplit(self.base), urlsplit(href)
        prefix = own.path.rstrip("/") + "/"
        if link.netloc.casefold() != own.netloc.casefold() or not f"{link.path}/".startswith(prefix):
            return None
        tail = ("?" + link.query if link.query else "") + ("#" + link.fragment if link.fragment else "")
        return "/" + link.path.removeprefix(prefix.rstrip("/")).lstrip("/") + tail


def files_below(folder: Path) -> Iterator[str]:
    """Every plain file below a folder, as paths with slashes, sorted; links are not followed, hidden names are left out."""
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(one for one in folders if not one.startswith("."))
        for name in sorted(names):
            path = Path(place, name)
            if not name.startswith(".") and path.is_file() and not path.is_symlink():
                yield path.relative_to(folder).as_posix()


def clean_address(address: str) -> str:
    """An address as it is kept: decoded, without leading slash and without `index.html`."""
    path = unquote(urlsplit(address).path).lstrip("/")
    return path.removesuffix("index.html") if path == "index.html" or path.endswith("/index.html") else path
