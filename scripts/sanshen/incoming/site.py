"""The old site as it was found: its pages with their addresses, its files, and whatever could not be understood."""

from __future__ import annotations

import json
import os
import re
import stat
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Final, Literal
from urllib.parse import SplitResult, unquote, urljoin, urlsplit

import msgspec

from sanshen.model.errors import UsageError
from sanshen.model.text import Text
from sanshen.reading.old_front import OldFrontError, OldPage, configuration, split

Kind = Literal[
    "unreadable", "unmapped", "no-time", "changed-by-hand", "not-shown", "draft", "section-page", "skipped", "dropped", "missing-file",
    "too-large", "broken-link", "left-behind", "link-kept", "generator-syntax", "no-address", "address-taken", "unused-file", "setting", "history",
]  # fmt: skip
"""In the order of a report: what keeps pages out first."""
_CONFIGURATION_BYTES: Final = 1_048_576


MARKDOWN: Final = (".md", ".markdown", ".mdown", ".mkdn", ".mkd")
"""How files of pages end: such a file is an article or nothing, never an attachment."""


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
    since: datetime | None = None
    until: datetime | None = None
    """From when on and until when the old site shows it, where that is limited."""


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
        own, link = _parts(self.base), _parts(href)
        prefix = own.path.rstrip("/") + "/"
        if link.netloc.casefold() != own.netloc.casefold() or not f"{link.path}/".startswith(prefix):
            return None
        tail = ("?" + link.query if link.query else "") + ("#" + link.fragment if link.fragment else "")
        return "/" + link.path.removeprefix(prefix.rstrip("/")).lstrip("/") + tail


def is_inside(root: Path, place: Path) -> bool:
    """Whether a path, its links followed, leads to something below the old folder."""
    return root.resolve() in place.resolve().parents


def folder_of(root: Path, word: object, default: str, name: str) -> tuple[str | None, tuple[Note, ...]]:
    """A folder of the old site as its configuration names it; the default, with a note, where that leads out of the old folder.

    `name`: the key of the configuration. None where the default leads out of it too.
    """
    folder = PurePosixPath(str(word))
    if word and not folder.is_absolute() and ".." not in folder.parts and is_inside(root, root / folder):
        return folder.as_posix(), ()
    outside = (Note(name, "setting", f"{str(word)[:200]}: outside of the old folder"),) if word else ()
    if is_inside(root, root / default):
        return default, outside
    return None, (*outside, Note(default, "setting", "leads out of the old folder"))


def content_of(root: Path, word: object, default: str, name: str) -> tuple[str, tuple[Note, ...]]:
    """The folder of the pages. Raises UsageError where there is none inside the old folder."""
    folder, notes = folder_of(root, word, default, name)
    if folder is None:
        raise UsageError(
            Text(f"{root / default} 通到旧站文件夹之外", f"{root / default} leads out of the old folder"),
            Text("把它换成真的文件夹", "put a real folder in its place"),
        )
    return folder, notes


def read_configuration(root: Path, name: str) -> Mapping[str, object]:
    """The old site's configuration. Raises OldFrontError where it cannot be read."""
    return configuration(name, _bounded(root, root / name, _CONFIGURATION_BYTES))


def _bounded(root: Path, path: Path, most: int) -> bytes:
    """The bytes of an old file. Raises OldFrontError for one that is too large, is no plain file, or leads out of the old folder."""
    data = _opened(root, path, most + 1)
    if len(data) > most:
        raise OldFrontError(f"larger than {most} bytes")
    return data


def _opened(root: Path, path: Path, most: int) -> bytes:
    """At most so many bytes of a plain file below the old folder."""
    try:
        # Not a pipe that somebody put there since it was looked at: that would be waited for.
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        with os.fdopen(handle, "rb") as file:
            if not stat.S_ISREG(os.fstat(handle).st_mode) or not is_inside(root, path):
                raise OldFrontError("no plain file of the old folder")
            return file.read(most)
    except OSError as error:
        raise OldFrontError(error.strerror or str(error)) from error


def read_page(root: Path, content: str, source: str, most: int) -> OldPage:
    """An old page of at most so many bytes, cut in two. Raises OldFrontError where it cannot be read, or cannot be written down."""
    if not is_spelt(source):
        raise OldFrontError("its name is not UTF-8: rename it")
    page = split(_bounded(root, root / content / source, most))
    if not is_spelt(shown(page.values)):
        raise OldFrontError("half a character (a lone surrogate) in the front matter")
    return page


def has_front_matter(root: Path, content: str, source: str) -> bool:
    """Whether a file of the pages' folder begins as a page with front matter does. Raises OldFrontError where it cannot be read."""
    begin = _opened(root, root / content / source, 16).removeprefix(b"\xef\xbb\xbf").lstrip()
    return begin.startswith((b"---", b"+++", b"{"))


def shown(value: object) -> str:
    """A value of old front matter as people see it: JSON, or what comes nearest to it."""
    try:
        return json.dumps(value, ensure_ascii=False, default=str)
    except (TypeError, ValueError, RecursionError):  # YAML has dates as keys
        return str(value)


def spelt(path: str) -> str:
    """A path of the old site as it can be written down: bytes that are no UTF-8 become a mark."""
    return re.sub("[\ud800-\udfff]", "\ufffd", path)


def is_spelt(path: str) -> bool:
    """Whether a path of the old site is UTF-8."""
    return spelt(path) == path


def plain_files_below(folder: Path) -> Iterator[str]:
    """Every plain file below a folder, as paths with slashes, sorted; links are not followed, hidden names are left out."""
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(one for one in folders if not one.startswith("."))
        for name in sorted(names):
            path = Path(place, name)
            if not name.startswith(".") and path.is_file() and not path.is_symlink():
                yield path.relative_to(folder).as_posix()


def clean_address(address: str) -> str:
    """An address as it is kept: decoded, without leading slash and without `index.html`."""
    path = unquote(_parts(address).path).lstrip("/")
    return path.removesuffix("index.html") if path == "index.html" or path.endswith("/index.html") else path


def _parts(address: str) -> SplitResult:
    """An address taken apart; nothing of one that is none."""
    try:
        return urlsplit(address)
    except ValueError:  # `http://[`
        return SplitResult("", "", "", "", "")


def joined(base: str, address: str) -> str:
    """An address as it is meant on the page `base`; "" for one that is none."""
    try:
        return urljoin(base, address)
    except ValueError:
        return ""
