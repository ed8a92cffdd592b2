from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path
from xml.etree import ElementTree

import feedparser
import msgspec
import numpy as np
import pytest
import zxingcpp

from sanshen.site.codes import qr_code
from sanshen.site.edition import Tombstone
from sanshen.site.look import Look
from sanshen.site.made import IN_FEED
from sanshen.site.mkdocs_plan import files_beside, plan_of
from support.editions import LOOK, NEWS, START, make_article, make_edition, many, publish_to, reader, tree

SITE = "https://www.example.gov.cn/"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def made(edition: object) -> dict[str, bytes]:
    return files_beside(plan_of(edition), reader({}))  # type: ignore[arg-type]  # an edition of support.editions


def test_every_column_and_the_site_have_a_feed_of_the_newest() -> None:
    files = made(make_edition(*many(IN_FEED + 3), *many(1, column="policy")))
    column = feedparser.parse(files["liangshan/news/feed.xml"])
    assert not column.bozo
    assert column.version == "atom10"
    assert column.feed.title == "梁山街道 街道动态"
    assert [entry.title for entry in column.entries] == [f"标题{number}" for number in range(22, 2, -1)]
    first = column.entries[0]
    assert first.link == first.id == SITE + "liangshan/news/2026/n022/"
    assert first.published == "2026-11-03T07:30:00+08:00"
    assert first.author == "梁山街道"
    assert feedparser.parse(files["feed.xml"]).feed.title == LOOK.site_name
    assert len(feedparser.parse(files["feed.xml"]).entries) == IN_FEED


def test_a_correction_moves_updated_and_not_published() -> None:
    files = made(make_edition(make_article(corrected=START + timedelta(days=3))))
    entry = feedparser.parse(files["feed.xml"]).entries[0]
    assert (entry.published, entry.updated) == ("2026-11-02T09:30:00+08:00", "2026-11-05T09:30:00+08:00")
    assert feedparser.parse(files["feed.xml"]).feed.updated == "2026-11-05T09:30:00+08:00"


def test_the_json_feed_says_the_same() -> None:
    files = made(make_edition(make_article(summary="摘要")))
    told = json.loads(files["liangshan/news/feed.json"])
    assert told["version"] == "https://jsonfeed.org/version/1.1"
    assert told["feed_url"] == SITE + "liangshan/news/feed.json"
    assert told["items"] == [
        {
            "id": SITE + "liangshan/news/2026/a/",
            "url": SITE + "liangshan/news/2026/a/",
            "title": "梁山街道开展冬季消防安全检查",
            "summary": "摘要",
            "content_text": "摘要",
            "date_published": "2026-11-02T09:30:00+08:00",
            "date_modified": "2026-11-02T09:30:00+08:00",
            "authors": [{"name": "梁山街道"}],
        }
    ]


@pytest.mark.parametrize("name", ["甲 & <乙>", "]]><script>", "坏\x01字\x0b符\ufffe", "&#x0;"])
def test_no_name_breaks_a_feed(name: str) -> None:
    look = msgspec.structs.replace(LOOK, site_name=name)
    told = feedparser.parse(made(make_edition(make_article(), look=look))["feed.xml"], sanitize_html=False)
    assert not told.bozo
    assert told.feed.title == "".join(one for one in name if one not in "\x01\x0b\ufffe")


def test_without_the_sites_address_there_is_no_feed_and_no_code(tmp_path: Path) -> None:
    built = publish_to(tmp_path / "site", make_edition(make_article(), look=Look(site_name="示例区")))
    assert built.findings == ()
    assert not [name for name in tree(tmp_path / "site") if name.endswith(("feed.xml", "feed.json", "qr.svg"))]


def test_the_site_map_names_every_page_that_is_to_be_found_once(tmp_path: Path) -> None:
    stone = Tombstone(NEWS + "gone.md", START)
    edition = make_edition(*many(22), tombstones=(stone,))
    publish_to(tmp_path / "site", edition)
    plan = plan_of(edition)
    files = tree(tmp_path / "site")
    parts = [node.text or "" for node in ElementTree.fromstring(files["sitemap.xml"]).iter(f"{MAP}loc")]  # noqa: S314  # our own file
    assert parts == [SITE + "sitemap_parts/liangshan-2026.xml", SITE + "sitemap_parts/pages.xml"]
    found = [
        node.text or ""
        for part in parts
        for node in ElementTree.fromstring(files[part.removeprefix(SITE)]).iter(f"{MAP}loc")  # noqa: S314  # our own file
    ]
    left_out = {
        "liangshan/news/2026/",
        "liangshan/news/2026-1/",
        "by_type/news/2026/",
        "by_type/news/2026-1/",
        "by_month/2026-11/",
    }
    standing = {
        page.address for page in plan.pages if page.kind not in {"tombstone", "search"} and "by_keyword" not in page.address
    } - left_out
    assert sorted(found) == sorted(SITE + address for address in standing)
    assert not [name for name in found if "gone" in name]


def test_a_code_is_the_same_every_time_and_another_for_another_address() -> None:
    one, other = qr_code(SITE + "a/"), qr_code(SITE + "b/")
    assert one == qr_code(SITE + "a/")
    assert one != other
    assert ElementTree.fromstring(one).tag.endswith("svg")  # noqa: S314  # our own file


def shown(code: bytes) -> str:
    """What a reader of codes sees in the strokes of a picture."""
    drawing = ElementTree.fromstring(code)  # noqa: S314  # our own file
    size = int(drawing.attrib["viewBox"].split()[-1])
    modules = np.full((size, size), 255, np.uint8)
    for x, y, strokes in re.findall(r"M(\d+) (\d+)\.5([^M]*)", drawing[1].attrib["d"]):
        at = int(x)
        for light, dark in re.findall(r"m(\d+) 0|h(\d+)", strokes):
            modules[int(y), at : at + int(dark or 0)] = 0
            at += int(light or dark)
    return str(zxingcpp.read_barcodes(np.kron(modules, np.ones((4, 4), np.uint8)))[0].text)


@pytest.mark.parametrize("slug", ["a", "a" * 255])
def test_a_code_of_any_length_says_the_address(slug: str) -> None:
    address = f"{SITE}liangshan/news/2026/{slug}/"
    assert shown(qr_code(address)) == address
