"""An article (信息): one Markdown file and its bundle, as read; and the passages that rules look at."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from operator import itemgetter
from typing import Final, Literal

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
    original: str = ""
    """The file beside the article that holds the original's text, as written (a relative path); "" where none is attached."""
    excerpt: bool = False
    """节选: what is left out, in whole paragraphs, is no difference from the original."""


class Waiver(msgspec.Struct, frozen=True):
    """误报说明: why one waivable finding is a false alarm here; part of what the reviewers sign."""

    rule: str
    text: str
    reason: str
    line: int


class Medium(msgspec.Struct, frozen=True):
    """Sound or film that the article shows (Art. 10): where it is, the SHA-256 of its bytes (hex), its length and every word in it."""

    url: str
    sha256: str
    seconds: int
    transcript: str
    subtitles: str = ""


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
    media: tuple[Medium, ...] = ()


class BundleFile(msgspec.Struct, frozen=True):
    """A picture or attachment that the article embeds or links. `digest` is the SHA-256 of its bytes, hex."""

    path: str
    digest: str
    size: int


ORIGINAL: Final = "source.original"
"""The key of the passage that names a reprint's original: the file belongs to the bundle like one that is linked."""


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


Run = tuple[int, int, int]
"""(index, line, column): from this index on, characters stand one after the other on that line of the file (1-based)."""


class Passage(msgspec.Struct, frozen=True):
    """A run of text as the reader sees it (across emphasis, links, soft breaks and entities), with true source positions.

    `runs`, by rising index, say where the characters of `text` stand; `key` is the front-matter key, if any. For LINK and IMAGE,
    `text` is the target as parsed and `label` the visible text of the link or the alt text; for HTML, `label` says why it is refused
    (`model.markup.Refusal`), "" where it is only shown to the rules. `hidden`: a link that shows neither a character nor a picture.
    `block` is given for the TEXT of a paragraph, heading or table cell.
    """

    kind: PassageKind
    text: str
    runs: tuple[Run, ...]
    key: str = ""
    label: str = ""
    hidden: bool = False
    block: Block | None = None

    def place(self, start: int, end: int) -> Place:
        """The source span of `text[start:end]`; a span over several lines is cut at the end of its first line."""
        if not self.runs:
            return Place()
        start = min(start, len(self.text) - 1)
        number = max(0, bisect_right(self.runs, start, key=itemgetter(0)) - 1)
        index, line, column = self.runs[number]
        first = last = column + start - index
        while index < end and self.runs[number][1] == line:
            index, _, column = self.runs[number]
            number += 1
            final = min(end, self.runs[number][0] if number < len(self.runs) else len(self.text)) - 1
            # A line break stands behind the last character.
            last = max(last, column + final - index - (self.text[final : final + 1] == "\n"))
            if number == len(self.runs):
                break
            index = self.runs[number][0]
        return Place(line, first, last + 1)

    @property
    def places(self) -> tuple[tuple[int, int], ...]:
        """`places[i]` is the (line, column) of `text[i]` in the file, both 1-based."""
        ends = (*(index for index, _, _ in self.runs[1:]), len(self.text))
        return tuple(
            (line, column + more)
            for (index, line, column), end in zip(self.runs, ends, strict=False)
            for more in range(end - index)
        )


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
