"""A small district that has something on every kind of page, for eyes and for axe."""

from __future__ import annotations

import struct
import zlib
from datetime import timedelta
from pathlib import Path

import msgspec

from sanshen.model.policy import ColumnType
from sanshen.model.roster import Column, Unit
from sanshen.site.edition import Edition, Internal, SheetLine, Tombstone
from sanshen.site.look import Service
from support.editions import LOOK, NEWS, START, make_article, make_edition, many, publish_to

TYPES = {
    "news": ColumnType(name="工作动态", fresh_days=14, source="办法"),
    "policy": ColumnType(name="政策文件", fresh_days=181, source="办法"),
    "guide": ColumnType(name="信息公开指南"),
    "law": ColumnType(name="法定主动公开内容"),
    "report": ColumnType(name="信息公开年报"),
}
COLUMNS = {
    "news": Column(name="街道动态", type="news"),
    "policy": Column(name="政策文件", type="policy"),
    "guide": Column(name="政府信息公开指南", type="guide"),
    "law": Column(name="法定主动公开内容", type="law"),
    "budget": Column(name="财政预决算", type="law", parent="law"),
    "report": Column(name="政府信息公开年报", type="report"),
}
UNITS = {
    "liangshan": Unit(id="liangshan", name="梁山街道", kind="sub-district", columns=COLUMNS),
    "education": Unit(
        id="education", name="区教育委员会", kind="department", columns={"news": Column(name="教育动态", type="news")}
    ),
    "portal": Unit(id="portal", name="示例区人民政府", kind="portal", columns={"news": Column(name="政务要闻", type="news")}),
}
SERVICES = tuple(
    Service(name, "https://www.example.gov.cn/") for name in ("政务服务", "领导信箱", "意见征集", "政策问答", "便民热线 12345")
)
BODY = """为做好冬季消防安全工作，街道组织检查组走访沿街商铺。

![检查现场](a/photo.png "检查组在东门社区检查消防设施")

# 一、检查情况

| 社区 | 检查单位（家） | 发现隐患（处） |
| --- | ---: | ---: |
| 东门社区 | 12 | 4 |

1. 当场整改；
2. 限期整改。

> 隐患就是事故。

# 二、主要做法

逐户检查，**逐一登记**。`code`

## （一）上门

见[国务院网站](https://www.gov.cn/)、[检查表](a/table.pdf)，另见[某报](https://news.example.com/a)。

# 三、下一步

复查。
"""
ARTICLE = "liangshan/news/2026/a/"
DOCUMENT = "liangshan/policy/2026/plan/"
GONE = "liangshan/news/2026/gone/"
MOVED = "liangshan/law/2025/old/"
KINDS = {
    "home": "",
    "unit": "liangshan/",
    "platform": "liangshan/open_platform/",
    "list": "liangshan/news/2026/",
    "kind": "by_type/news/",
    "index": "by_keyword/",
    "map": "site_map/",
    "article": ARTICLE,
    "document": DOCUMENT,
    "tombstone": GONE,
}


def picture(width: int = 1200, height: int = 700) -> bytes:
    """A plain PNG, larger than any phone."""
    rows = b"".join(b"\0" + b"\x66\x88\xaa" * width for _ in range(height))

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


FILES = {NEWS + "a/photo.png": picture(), NEWS + "a/table.pdf": b"%PDF-1.4"}


def rich_edition() -> Edition:
    """The district."""
    late = START + timedelta(days=9)
    article = make_article(
        body=BODY, files=FILES, at=late, corrected=late + timedelta(days=1), keywords="[消防, 安全检查, C++]", editor="马晓燕",
        summary="检查组走访沿街商铺。", internal=Internal("一般", (SheetLine("一审", "张伟", START),)),
    )  # fmt: skip
    document = make_article(
        "content/liangshan/policy/2026/plan.md",
        title="梁山街道关于印发冬春火灾防控工作方案的通知",
        keywords="[消防, 安全检查]",
        document="{index: SLQ000001/2026-00118, number: 梁街发〔2026〕42号, issuer: 梁山街道办事处, written: 2026-10-20, validity: 有效}",
    )
    told = make_article(
        "content/liangshan/policy/2026/told.md",
        title="方案解读",
        interprets=document.path,
        source="{name: 新华社, url: 'https://www.news.cn/a', title: 原题, published: 2026-11-01}",
    )
    pages = [
        make_article(f"content/liangshan/{column}/2026/a.md", title=COLUMNS[column].name)
        for column in ("guide", "budget", "report")
    ]
    moved = make_article(
        "content/liangshan/law/2026/new.md", title="主动公开基本目录", former=("content/liangshan/law/2025/old.md",)
    )
    others = (*many(24), *many(6, unit="education"), *many(3, unit="portal"))
    look = msgspec.structs.replace(
        LOOK, extra=msgspec.structs.replace(LOOK.extra, slogan="公开　服务　便民", contact="便民热线 12345", services=SERVICES)
    )
    stone = Tombstone("content/liangshan/news/2026/gone.md", START)
    edition = make_edition(
        article, document, told, moved, *pages, *others, units=UNITS, tombstones=(stone,), look=look,
        platform=("guide", "law", "report"),
    )  # fmt: skip
    return msgspec.structs.replace(edition, column_types=TYPES)


def build_rich_site(folder: Path) -> None:
    """Build it into `folder`."""
    built = publish_to(folder, rich_edition(), files=FILES)
    assert built.switched
    assert not built.left_out
