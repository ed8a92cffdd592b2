"""What citizens' browsers make of the site: the signed text, no requests elsewhere, no errors, readable on a phone."""

from __future__ import annotations

import re
import struct
import zlib
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page

from sanshen.model.roster import Column, Unit
from sanshen.site.edition import Tombstone
from support.editions import NEWS, START, make_article, make_edition, many, publish_to

from .conftest import OpenPage, Served

BODY = """为切实做好冬季消防安全工作，街道组织**拉网式检查**，
共检查单位 36 家，发现隐患 12 处。

![检查现场](a/photo.png)

# 一、检查情况

| 社区 | 检查单位（家） | 发现隐患（处） | 已整改（处） | 负责人所在科室 |
| --- | ---: | ---: | ---: | --- |
| 东门社区 | 12 | 4 | 4 | 应急管理办公室 |

1. 当场整改；
2. 限期整改。

> 隐患就是事故。

## （一）下一步

详见[检查表](a/table.pdf)和[国务院网站](https://www.gov.cn/)。`code` ~~删去~~ A
B。
"""


def picture(width: int = 1600, height: int = 900) -> bytes:
    """A plain PNG, larger than any phone."""
    rows = b"".join(b"\0" + b"\x33\x66\x99" * width for _ in range(height))

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


FILES = {NEWS + "a/photo.png": picture(), NEWS + "a/table.pdf": b"%PDF-1.4"}
LONG = "示例区人民政府办公室关于进一步做好今冬明春火灾防控和安全生产工作切实保障人民群众生命财产安全的通知"
PAGES = (
    "",
    "liangshan/",
    "liangshan/news/",
    "liangshan/news/2026/",
    "by_type/news/",
    "by_keyword/",
    "site_map/",
    "liangshan/news/2026/a/",
    "liangshan/news/2026/gone/",
    "404.html",
)
ARTICLE = "liangshan/news/2026/a/"
WIDE = "liangshan/news/2026/wide/"
WIDE_BODY = f"""{"| 主要指标（万元） " * 14}|
{"| --- " * 14}|
{"| 1234567.5 " * 14}|

```
{"code " * 60}
```
"""
ODD = "liangshan/news/2026/odd/"
ODD_BODY = "".join("   " * depth + f"1. 第 {depth} 级\n" for depth in range(12))
ODD_SIGHTS: tuple[tuple[tuple[int, int], str], ...] = (
    ((320, 640), "s-elder"),
    ((390, 844), ""),
    ((820, 1180), ""),
    ((1440, 900), "s-elder"),
)
A4 = (718, 1000)
"""A sheet between its margins, in CSS pixels."""


@pytest.fixture(scope="module")
def site(served: Served) -> str:
    article = make_article(
        body=BODY, files=FILES, title=LONG, corrected=START + timedelta(days=1), at=START + timedelta(days=9)
    )
    columns = {
        "news": Column(name="街道动态", type="news"),
        "policy": Column(name="政策文件", type="policy"),
        "notice": Column(name="通知公告", type="notice"),
        "open": Column(name="法定主动公开内容", type="policy"),
        "long": Column(name="群众反映突出问题专项整治工作进展情况公开" * 4, type="news"),
    }
    units = {"liangshan": Unit(id="liangshan", name="梁山街道", kind="sub-district", columns=columns)}
    wide = make_article(NEWS + "wide.md", body=WIDE_BODY, title="统计表", at=START + timedelta(days=8))
    odd = make_article(NEWS + "odd.md", body=ODD_BODY, title="x" * 120, at=START + timedelta(days=7))
    others = (
        wide,
        odd,
        *many(1, column="long"),
        *many(24),
        *many(2, column="policy"),
        *many(1, column="notice"),
        *many(1, column="open"),
    )
    edition = make_edition(article, *others, units=units, tombstones=(Tombstone(NEWS + "gone.md", START),))
    publish_to(served.folder / "site", edition, files=FILES)
    return served.address + "site/"


@pytest.fixture(params=[(1280, 900), (390, 844)], ids=["desktop", "phone"])
def page(request: pytest.FixtureRequest, open_page: OpenPage) -> Page:
    return open_page(request.param)


@pytest.mark.parametrize("address", PAGES)
def test_a_page_loads_whole_and_from_here_alone(site: str, page: Page, address: str) -> None:
    requests: list[str] = []
    trouble: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: trouble.append(message.text))
    page.on("pageerror", lambda error: trouble.append(str(error)))
    # A site is read from any folder, but its 404 page only from the root: its own files are not asked for here.
    page.on("requestfailed", lambda request: trouble.append(request.url))
    page.goto(site + address, wait_until="networkidle")
    assert [url for url in requests if not url.startswith(site.removesuffix("site/"))] == []
    assert address == "404.html" or trouble == []


@pytest.mark.parametrize("address", PAGES[:-1])
def test_nothing_sticks_out_to_the_side(site: str, page: Page, address: str) -> None:
    page.goto(site + address)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0


def test_the_browser_shows_exactly_the_signed_text(site: str, page: Page) -> None:
    page.goto(site + ARTICLE)
    shown = "".join(page.locator("#article-body").inner_text().split())
    signed = "".join(make_article(body=BODY, files=FILES).visible)
    assert shown == signed
    assert "检查**" not in shown
    assert page.locator("h1").count() == 1
    assert page.locator("h1").inner_text().replace("\n", "") == LONG


def test_everything_works_without_scripts(site: str, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    opened = context.new_page()
    opened.goto(site)
    opened.get_by_role("link", name="梁山街道").first.click()
    opened.get_by_role("link", name="更多街道动态").click()
    opened.get_by_role("link", name="按年份查阅全部").click()
    opened.get_by_role("link", name="较早一页").click()
    opened.get_by_role("link", name="标题0", exact=True).click()
    assert opened.locator("#article-body").inner_text() == "第 0 篇。"
    opened.get_by_role("link", name="街道动态").last.click()
    assert opened.url == site + "liangshan/news/"
    context.close()


def test_pictures_fit_and_attachments_are_there(site: str, page: Page) -> None:
    page.goto(site + ARTICLE)
    page.locator("#article-body img").scroll_into_view_if_needed()
    page.wait_for_function("document.querySelector('#article-body img').complete")
    box = page.locator("#article-body img").bounding_box()
    body = page.locator("#article-body").bounding_box()
    assert box is not None
    assert body is not None
    loaded = page.evaluate(
        "(({naturalWidth, currentSrc}) => [naturalWidth > 0, currentSrc])(document.querySelector('#article-body img'))"
    )
    assert loaded[0]
    assert re.search(r"photo\.[0-9a-f]{12}-(480|840)\.png$", loaded[1]), "no wider than it is shown"
    assert box["width"] <= body["width"]
    assert box["width"] / box["height"] == pytest.approx(1600 / 900, rel=0.01)
    assert "PDF 文档，8 B" in page.locator(".s-files").inner_text()


def test_the_text_can_be_read(site: str, page: Page) -> None:
    page.goto(site + ARTICLE)
    style = page.evaluate(
        "(() => { const s = getComputedStyle(document.querySelector('#article-body p'));"
        " return [parseFloat(s.fontSize), parseFloat(s.lineHeight) / parseFloat(s.fontSize)]; })()"
    )
    assert style[0] >= 16
    assert style[1] >= 1.6


def test_print_shows_the_article_and_not_the_navigation(site: str, page: Page) -> None:
    page.goto(site + ARTICLE)
    page.emulate_media(media="print")
    assert not page.locator("header.s-head").is_visible()
    assert page.locator("#article-body").is_visible()


def test_the_keyboard_reaches_the_text_first(site: str, page: Page) -> None:
    page.goto(site + ARTICLE)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"


def test_numbers_of_a_wide_table_stay_whole_and_the_keyboard_moves_it(site: str, page: Page) -> None:
    page.goto(site + WIDE)
    cell = page.locator("td").first
    page.wait_for_selector(".s-table[tabindex='0'][role='group'][aria-label]")
    page.wait_for_selector("pre code[tabindex='0'][role='group'][aria-label]")
    assert cell.evaluate("one => one.getClientRects()[0].height / parseFloat(getComputedStyle(one).lineHeight)") < 2
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    page.locator(".s-table").focus()
    page.evaluate(
        "() => { window.moved = new Promise("
        "(told) => document.querySelector('.s-table').addEventListener('scroll', told, {once: true})); }"
    )
    page.keyboard.press("ArrowRight")
    assert page.evaluate("Promise.race([moved.then(() => true), new Promise((told) => setTimeout(told, 5000, false))])")
    page.goto(site + ARTICLE)
    page.wait_for_load_state("networkidle")
    narrow = page.locator(".s-table")
    overflows = narrow.evaluate("one => one.scrollWidth > one.clientWidth")
    assert narrow.evaluate("one => one.hasAttribute('tabindex')") == overflows


@pytest.mark.parametrize(("size", "mode"), ODD_SIGHTS, ids=[f"{size[0]}{mode}" for size, mode in ODD_SIGHTS])
def test_no_title_list_or_column_is_too_long_for_a_page(
    site: str, open_page: OpenPage, size: tuple[int, int], mode: str
) -> None:
    opened = open_page(size, calm=True)
    opened.goto(site + ODD)
    opened.evaluate("name => { document.documentElement.className = name; }", mode)
    assert opened.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    kinds = "[...new Set([...document.querySelectorAll('#article-body ol')].map(one => getComputedStyle(one).listStyleType))]"
    assert opened.evaluate(kinds) == ["decimal"], "the number that was signed"


def test_titles_on_a_tablet_are_whole(site: str, open_page: OpenPage) -> None:
    tablet = open_page((820, 1180))
    tablet.goto(site)
    cut = "[...document.querySelectorAll('.s-rows a')].filter(one => one.scrollHeight > one.clientHeight + 1).length"
    assert tablet.evaluate(cut) == 0


def test_the_navigation_on_a_phone_begins_where_the_reader_is(site: str, open_page: OpenPage) -> None:
    phone = open_page((390, 844))
    phone.goto(site + "liangshan/long/")
    for row in (".s-nav ul", ".s-side ul"):
        seen = "one => [one.scrollLeft, one.parentElement.getBoundingClientRect().width, one.querySelector('[aria-current]').getBoundingClientRect().left]"
        moved, width, left = phone.locator(row).evaluate(seen)
        assert moved > 0
        assert left < width


def test_paper_holds_the_whole_page(site: str, open_page: OpenPage) -> None:
    sheet = open_page(A4, scheme="dark", calm=True)
    sheet.goto(site + WIDE)
    sheet.evaluate("document.documentElement.className = 's-elder'")
    sheet.emulate_media(media="print", color_scheme="dark")
    table = sheet.locator(".s-table")
    assert table.evaluate("one => one.scrollWidth - one.clientWidth") <= 0
    assert sheet.locator(".s-qr img").is_visible()
    look = "one => [getComputedStyle(one).textAlign, getComputedStyle(one).color]"
    assert sheet.locator("h1").evaluate(look) == ["center", "rgb(0, 0, 0)"]
