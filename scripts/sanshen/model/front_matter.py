"""The front matter of an article as editors complete and check it. The article reader is stricter and has the last word."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated

import msgspec

from sanshen.model.data import Data, Identifier
from sanshen.model.roster import PersonId

Filled = Annotated[str, msgspec.Meta(min_length=1)]
ArticleFile = Annotated[str, msgspec.Meta(pattern=r"^content/[^/]+/[^/]+/[0-9]{4}/[^/]+\.md$(?!\n)", description="信息的路径")]
Moment = Annotated[
    str,
    msgspec.Meta(
        pattern=r"^\d{4}-\d\d-\d\d([Tt ]\d\d:\d\d(:\d\d)?\s?(Z|[+-]\d\d:\d\d)?)?$(?!\n)",
        description="例如 2026-11-01 或 2026-11-01T08:00:00+08:00",
    ),
]


class ReprintOrigin(Data, frozen=True):
    """转载来源 (Art. 18)."""

    name: Filled
    url: Filled | None = None
    title: Filled | None = None
    published: Filled | None = None
    original: Annotated[str, msgspec.Meta(min_length=1, description="信息旁边的原文文件，转载的文字与它比对")] | None = None
    excerpt: Annotated[bool, msgspec.Meta(description="节选：整段略去不算改动")] = False


class DocumentBlock(Data, frozen=True):
    """公文要素."""

    index: Filled | None = None
    number: Filled | None = None
    issuer: Filled | None = None
    written: date | None = None
    validity: Filled | None = None


class WaiverEntry(Data, frozen=True):
    """误报说明."""

    rule: Annotated[str, msgspec.Meta(pattern=r"^SS[0-9]{4}$(?!\n)", description="规则编号")]
    text: Filled
    reason: Filled


class MediumEntry(Data, frozen=True):
    """音视频 (Art. 10)."""

    url: Filled
    sha256: Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}$(?!\n)", description="文件的 SHA-256")]
    seconds: Annotated[int, msgspec.Meta(ge=1, description="时长（秒）")]
    transcript: Annotated[str, msgspec.Meta(min_length=1, description="文字稿")]
    subtitles: Filled | None = None


class FrontMatter(Data, frozen=True):
    """What stands between the two `---` lines of an article (contract §4)."""

    title: Filled
    grade: Annotated[str, msgspec.Meta(min_length=1, description="policy.yml 的等级编号或名称，例如 general 或 一般")]
    source: Annotated[Filled | ReprintOrigin, msgspec.Meta(description="本单位名称，或转载来源")]
    disclosure: Filled = "active"
    keywords: tuple[Filled, ...] = ()
    summary: Filled | None = None
    matter: Filled | None = None
    section: Filled | None = None
    editor: Filled | None = None
    unit: Identifier | None = None
    grade_basis: Filled | None = None
    document: DocumentBlock | None = None
    interprets: ArticleFile | None = None
    publish_after: Moment | None = None
    moved_from: ArticleFile | None = None
    channels: tuple[Filled, ...] = ()
    waivers: tuple[WaiverEntry, ...] = ()
    media: tuple[MediumEntry, ...] = ()
    signatures: Mapping[Identifier, PersonId] = {}
