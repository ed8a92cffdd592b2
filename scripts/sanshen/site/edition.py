"""An edition: everything one build of the site shows, as facts. Who proved it is not this package's business."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import msgspec

from sanshen.model.article import Document, Source
from sanshen.model.policy import ColumnType
from sanshen.model.roster import Unit
from sanshen.model.text import Text
from sanshen.site.look import Look


class Heading(msgspec.Struct, frozen=True):
    """One heading of an article's body, for its table of contents."""

    level: int
    id: str
    text: str


class Attachment(msgspec.Struct, frozen=True):
    """A file that belongs to an article; `path` is its repository path, `size` bytes."""

    path: str
    size: int
    label: str
    embedded: bool = False
    """A picture shown inside the text rather than offered for download."""
    narrow: tuple[tuple[str, int], ...] = ()
    """The narrower pictures made from it: address, width."""


class SheetLine(msgspec.Struct, frozen=True):
    """One signature of an article's sheet; shown by the internal build only."""

    stage: str
    person: str
    at: datetime
    note: str = ""


class Internal(msgspec.Struct, frozen=True):
    """What only the internal build shows of an article."""

    grade: str
    sheet: tuple[SheetLine, ...] = ()


class Published(msgspec.Struct, frozen=True):
    """One proven article, reduced to what its page needs (the text is rendered already).

    `times` are the publication times of its versions, oldest first: the first is 发布时间, the others are 更正; none for a sample.
    `proof` is the hex digest printed as 校验码. `visible` is every run of text a reader must find on the page, without white space.
    `former` are paths the article was published under before it moved.
    """

    path: str
    unit: str
    column: str
    title: str
    source: Source
    times: tuple[datetime, ...]
    proof: str
    html: str
    visible: tuple[str, ...]
    headings: tuple[Heading, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    links: frozenset[str] = frozenset()
    """Repository paths of the articles it links to."""
    dead_links: tuple[str, ...] = ()
    """Targets as written that lead nowhere; their words stand on the page without a link."""
    keywords: tuple[str, ...] = ()
    summary: str = ""
    editor: str = ""
    section: str = ""
    document: Document | None = None
    interprets: str = ""
    former: tuple[str, ...] = ()
    internal: Internal | None = None

    @property
    def published(self) -> datetime:
        """When it was first published (from its first record)."""
        return self.times[0]

    @property
    def picture(self) -> Attachment | None:
        """The first picture shown in the text."""
        return next((one for one in self.attachments if one.embedded), None)


class Tombstone(msgspec.Struct, frozen=True):
    """An article taken down (Art. 23, 24): its page says so and nothing else."""

    path: str
    at: datetime


class LeftOut(msgspec.Struct, frozen=True):
    """An article that is not in the output, and why."""

    path: str
    why: Text
    advice: Text = Text("", "")


class Setting(msgspec.Struct, frozen=True):
    """What all pages of one build share: look, dossiers, what was taken down; everything but the articles."""

    look: Look
    name: str
    units: Mapping[str, Unit]
    column_types: Mapping[str, ColumnType]
    time_zone: str
    revision: str
    tombstones: tuple[Tombstone, ...] = ()
    internal: bool = False
    in_review: bool = False
    """Whether the board and the samples of what is open stand on it (an internal site alone)."""
    platform: tuple[str, ...] = ()
    """The kinds of column that make up a unit's disclosure platform (Art. 7), in order; policy `disclosure-platform`."""
    government: tuple[str, ...] = ("gov.cn",)
    """Domains of government sites; policy `government-hosts`."""


class Edition(Setting, frozen=True):
    """All facts of one build. The same edition gives the same bytes, whatever the machine or the hour."""

    articles: tuple[Published, ...] = ()


def setting_of(edition: Edition) -> Setting:
    """An edition without its articles."""
    return Setting(**{name: getattr(edition, name) for name in Setting.__struct_fields__})
