"""Where things stand on the site: repository paths become addresses, and addresses become relative links."""

from __future__ import annotations

import hashlib
import unicodedata
from functools import lru_cache
from typing import Final
from urllib.parse import quote

CONTENT: Final = "content/"
BY_TYPE: Final = "by_type/"
BY_KEYWORD: Final = "by_keyword/"
BY_MONTH: Final = "by_month/"
SITE_MAP: Final = "site_map/"
SEARCH: Final = "site_search/"
IN_REVIEW: Final = "in_review/"
"""The board and the samples of what is open: on the internal site alone."""
PARTS: Final = "sitemap_parts/"
_LONGEST_WORD: Final = 40
_UNITS: Final = ("B", "KB", "MB", "GB")


def page_address(path: str) -> str:
    """The address of an article's page, relative to the site: `content/a/b/2026/c.md` → `a/b/2026/c/`. It never changes.

    A page of an older site may have been a file: `content/old/c.html` → `old/c.html`.
    """
    bare = path.removeprefix(CONTENT)
    return bare.removesuffix(".md") + "/" if bare.endswith(".md") else bare


def file_address(path: str) -> str:
    """The address of a picture or attachment: its repository path without `content/`."""
    return path.removeprefix(CONTENT)


def output_file(address: str) -> str:
    """The file that a web server sends for an address: pages are `index.html` of their folder."""
    return address + "index.html" if address == "" or address.endswith("/") else address


def unit_address(unit: str) -> str:
    """A unit's home."""
    return f"{unit}/"


def list_address(unit: str, column: str) -> str:
    """A column's list. Below it stand its years (`chapter_address`) and articles' folders; years have four digits."""
    return f"{unit}/{column}/"


def chapter_address(base: str, period: str, number: int = 0) -> str:
    """A part of a long list: the newest of a year or month (`2026/`), or its part `number`, counted from the oldest (`2026-1/`).

    Articles stand below `2026/` itself, so nothing collides.
    """
    return f"{base}{period}-{number}/" if number else f"{base}{period}/"


def platform_address(unit: str) -> str:
    """A unit's disclosure platform. No column's id can hold an underscore, nor can any unit's."""
    return f"{unit}/open_platform/"


def type_address(kind: str) -> str:
    """All units' information of one kind of column."""
    return f"{BY_TYPE}{kind or 'other_kinds'}/"


def keyword_key(word: str) -> str:
    """What two spellings of a keyword have in common: width, letter case and blanks do not count.

    "" for a word that cannot be shown whole (it holds controls or invisible characters): such a word has no page.
    """
    shown = " ".join(unicodedata.normalize("NFKC", word).split())
    return shown.casefold() if shown.isprintable() else ""


def keyword_address(word: str) -> str:
    """Everything with one keyword. Words of letters and digits stand as they are, any other by its digest, safe on every server."""
    key = keyword_key(word)
    plain = key.isalnum() and len(key) <= _LONGEST_WORD and unicodedata.is_normalized("NFC", key)
    return f"{BY_KEYWORD}{key if plain else 'x-' + hashlib.sha256(key.encode()).hexdigest()[:16]}/"


def link(from_address: str, to_address: str) -> str:
    """A relative reference from one page of the site to another page or file, percent-encoded.

    Relative, so that the site can be read from any folder of any server.
    """
    return link_by(to_address, upwards(from_address))


def upwards(address: str) -> str:
    """The way from a page up to the root of the site."""
    return "../" * address.count("/")


def link_by(to_address: str, up: str) -> str:
    """The reference to an address of the site from where `up` leads to its root."""
    return (up + quoted(to_address)) or "./"


@lru_cache(maxsize=8192)
def quoted(address: str) -> str:
    """An address percent-encoded; the same ones are asked for on page after page."""
    return quote(address)


def human_size(size: int) -> str:
    """A file's size for readers: `12.3 KB`."""
    amount, step = float(size), 0
    while amount >= 1024 and step < len(_UNITS) - 1:  # noqa: PLR2004  # binary kilo, as file managers show it
        amount, step = amount / 1024, step + 1
    return f"{amount:.0f} {_UNITS[step]}" if step == 0 else f"{amount:.1f} {_UNITS[step]}"
