"""An article (信息): one Markdown file and its bundle, as read; and the passages that rules look at."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Literal

import msgspec

from sanshen.model.finding import Place


class Source(msgspec.Struct, frozen=True):
    """Where the text comes from: the unit's own name, or a reprint with its origin (Art. 18)."""

    name: str
    url: str = ""
    title: str = ""
    published: str = ""
    reprint: bool = False
    """True where front matter gives a mapping: a reprint from elsewhere."""


class Waiver(msgspec.Struct, frozen=True):
    """误报说明: why one waivable finding is a false alarm here; part of what the reviewers sign."""

    rule: str
    text: str
    reason: str
    line: int


class Document(msgspec.Struct, frozen=True):
    """The block of an official document."""

    index: str = ""
    number: str = ""
    issuer: str = ""
    written: date | None = None
    validity: str = ""


class Meta(msgspec.Struct, frozen=True):
    """Front matter, typed. `grade` is the word as written; policy turns it into an id."""

    title: str
    grade: str
    source: Source
    disclosure: str = "active"
    keywords: tuple[str, ...] = ()
    summary: str = ""
    matter: str = ""
    section: str = ""
    editor: str = ""
    unit: str = ""
    grade_basis: str = ""
    document: Document | None = None
    interprets: str = ""
    publish_after: datetime | None = None
    moved_from: str = ""
    channels: tuple[str, ...] = ()
    waivers: tuple[Waiver, ...] = ()


class BundleFile(msgspec.Struct, frozen=True):
    """A picture or attachment that the article embeds or links. `digest` is the SHA-256 of its bytes, hex."""

    path: str
    digest: str
    size: int


class PassageKind(StrEnum):
    """Where in the article a passage stands."""

    TITLE = "title"
    META = "meta"
    TEXT = "text"
    CODE = "code"
    LINK = "link"
    LINK_TITLE = "link-title"
    IMAGE = "image"
    ALT = "alt"
    HTML = "html"


class Block(msgspec.Struct, frozen=True):
    """The block of the body that a run of text makes up.

    `level` is a heading's level; `table` counts the tables of the article, `row` and `column` the cells of one, all from 0 (row 0 is
    the table's head). `listed`: inside a list item; `quoted`: inside a block quotation.
    """

    kind: Literal["paragraph", "heading", "cell"]
    level: int = 0
    table: int = 0
    row: int = 0
    column: int = 0
    listed: bool = False
    quoted: bool = False


class Passage(msgspec.Struct, frozen=True):
    """A run of text as the reader sees it (across emphasis, links, soft breaks and entities), with true source positions.

    `places[i]` is the (line, column) of `text[i]` in the file, both 1-based; `key` is the front-matter key, if any.
    For LINK and IMAGE, `text` is the target as parsed and `label` the visible text of the link or the alt text. `hidden`: a link
    that shows neither a character nor a picture. `block` is given for the TEXT of a paragraph, heading or table cell.
    """

    kind: PassageKind
    text: str
    places: tuple[tuple[int, int], ...]
    key: str = ""
    label: str = ""
    hidden: bool = False
    block: Block | None = None

    def place(self, start: int, end: int) -> Place:
        """The source span of `text[start:end]`; a span over several lines is cut at the end of its first line."""
        if not self.places:
            return Place()
        line, column = self.places[min(start, len(self.places) - 1)]
        last = column
        for character, (at_line, at_column) in zip(self.text[start:end], self.places[start:end], strict=False):
            if at_line != line:
                break
            last = max(last, at_column - (character == "\n"))  # a line break stands behind the last character
        return Place(line, column, last + 1)


class Article(msgspec.Struct, frozen=True):
    """One article as read from bytes. `claims` (the `signatures` key) prove nothing.

    `canonical` is the token tree the substance digest is computed over (see docs/digests.md); `source` the exact text.
    """

    path: str
    unit: str
    column: str
    year: str
    slug: str
    meta: Meta
    front: Mapping[str, object]
    claims: Mapping[str, str]
    source: str
    body: str
    body_line: int
    bundle: tuple[BundleFile, ...]
    passages: tuple[Passage, ...]
    canonical: tuple[object, ...]
    substance: str
    form: str
    meta_lines: Mapping[str, int] = {}
    """Top-level front-matter key → its line."""

    @property
    def signing_unit(self) -> str:
        """The unit whose people sign: the folder's, or for a portal article the one that `unit` names."""
        return self.meta.unit or self.unit
