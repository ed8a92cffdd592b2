"""Every kind of page as axe-core judges it (WCAG 2.2 AA and good practice), and what the site's own script offers."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from support.npm_script import AXE, JSQR, source_of

from .conftest import OpenPage, Served
from .rich_site import ARTICLE, KINDS, MOVED, build_rich_site

DESKTOP, PHONE = (1280, 900), (390, 844)
MODES: dict[str, tuple[tuple[int, int], str, str, tuple[str, ...]]] = {
    "desktop light": (DESKTOP, "light", "", tuple(KINDS)),
    "phone dark": (PHONE, "dark", "", ("home", "list", "article", "document")),
    "contrast": (DESKTOP, "light", "s-contrast s-huge", ("home", "article")),
    "elders": (DESKTOP, "light", "s-elder", ("home", "list", "article", "document")),
    "elders phone": (PHONE, "light", "s-elder", ("home", "list", "article", "document")),
    "200 % zoom": ((640, 450), "light", "", tuple(KINDS)),
    "400 % zoom": ((320, 256), "light", "", ("home", "list", "article", "document")),
}
RUN = """async () => (await axe.run(document, {resultTypes: ['violations']})).violations.map(
    (one) => `${one.id}: ${one.nodes.slice(0, 3).map((node) => node.html.slice(0, 120)).join(' | ')}`)"""
READ_CODE = """async (source) => {
    const picture = document.querySelector('.s-qr img');
    picture.scrollIntoView(); // it is loaded only when it is about to be seen
    await picture.decode();
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = 400;
    const drawn = canvas.getContext('2d');
    drawn.drawImage(picture, 0, 0, 400, 400);
    return jsQR(drawn.getImageData(0, 0, 400, 400).data, 400, 400).data;
}"""


@pytest.fixture(scope="module")
def rich(served: Served) -> str:
    build_rich_site(served.folder / "rich")
    return served.address + "rich/"


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    return open_page(DESKTOP)


@pytest.mark.parametrize("mode", MODES)
def test_axe_finds_nothing(rich: str, open_page: OpenPage, mode: str) -> None:
    size, scheme, classes, kinds = MODES[mode]
    opened = open_page(size, scheme=scheme, calm=True)
    found = {}
    for kind in kinds:
        opened.goto(rich + KINDS[kind])
        opened.evaluate("(names) => { document.documentElement.className = names; }", classes)
        opened.evaluate(source_of(AXE))
        if faults := opened.evaluate(RUN):
            found[kind] = faults
        wide = opened.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, kind
    assert found == {}


def test_the_code_holds_the_pages_address(rich: str, page: Page) -> None:
    page.goto(rich + ARTICLE)
    page.evaluate(source_of(JSQR))
    assert page.evaluate(READ_CODE) == "https://www.example.gov.cn/" + ARTICLE


def test_text_size_and_colours_are_kept_from_page_to_page(rich: str, page: Page) -> None:
    page.goto(rich)
    before = page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")
    page.get_by_role("button", name="字号：标准").click()
    page.get_by_role("button", name="配色：自动").click()
    page.get_by_role("button", name="配色：浅色").click()
    page.goto(rich + ARTICLE)
    assert page.evaluate("document.documentElement.className.split(' ').sort().join(' ')") == "s-dark s-large"
    assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") > before * 1.1
    assert page.get_by_role("button", name="字号：大字").is_visible()


def test_a_stored_setting_that_is_none_of_ours_does_nothing(rich: str, page: Page) -> None:
    page.goto(rich)
    page.evaluate("localStorage.setItem('sanshen-size', 's-hidden')")
    page.goto(rich + ARTICLE)
    assert page.evaluate("document.documentElement.className") == ""


def test_a_reader_is_told_before_leaving_for_a_site_of_no_government(rich: str, page: Page) -> None:
    page.goto(rich + ARTICLE)
    page.get_by_role("link", name="某报").click()
    asked = page.get_by_role("dialog", name="您即将离开本网站")
    assert "news.example.com" in asked.inner_text()
    assert page.evaluate("document.activeElement.textContent") == "留在本站"
    assert asked.get_by_role("link", name="继续访问").get_attribute("href") == "https://news.example.com/a"
    page.keyboard.press("Escape")
    assert not asked.is_visible()
    assert page.url == rich + ARTICLE
    assert page.evaluate("document.activeElement.textContent") == "某报"


def test_an_article_can_be_read_aloud_and_stopped(rich: str, page: Page) -> None:
    page.add_init_script(
        """window.said = [];
        Object.defineProperty(window, 'speechSynthesis', {value: {
            speak: (one) => window.said.push(one.text), cancel: () => window.said.push('-'), pause() {}, resume() {}}});"""
    )
    page.goto(rich + ARTICLE)
    page.get_by_role("button", name="朗读").click()
    said = page.evaluate("window.said")
    assert said[:3] == ["为做好冬季消防安全工作，街道组织检查组走访沿街商铺。", "检查组在东门社区检查消防设施", "一、检查情况"]
    assert said.count("复查。") == 1
    page.get_by_role("button", name="暂停").click()
    page.get_by_role("button", name="继续").click()
    page.get_by_role("button", name="停止").click()
    assert page.evaluate("window.said.at(-1)") == "-"
    assert page.get_by_role("button", name="朗读").is_visible()


def test_a_moved_page_leads_to_where_the_article_stands_now(rich: str, page: Page) -> None:
    page.goto(rich + MOVED)
    page.wait_for_url(rich + "liangshan/law/2026/new/")
    assert page.locator("h1").inner_text() == "主动公开基本目录"


def test_the_elders_mode_is_one_button_away_and_kept(rich: str, page: Page) -> None:
    page.goto(rich)
    page.get_by_role("button", name="长者模式：关").click()
    page.goto(rich + ARTICLE)
    assert page.evaluate("document.documentElement.className") == "s-elder"
    small = page.evaluate("""() => [...document.querySelectorAll('button, .s-nav a, main a')].filter((one) => {
        const box = one.getBoundingClientRect();
        return box.width && !one.closest('p') && box.height < 24;
    }).map((one) => one.textContent)""")
    assert small == []
    assert page.evaluate("parseFloat(getComputedStyle(document.querySelector('#article-body p')).fontSize)") >= 24
    page.get_by_role("button", name="长者模式：开").click()
    assert page.evaluate("document.documentElement.className") == ""


SHIFTS = """window.shifts = [];
    new PerformanceObserver((list) => { shifts.push(...list.getEntries()); }).observe({type: 'layout-shift', buffered: true});"""


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("address", ["", "site_search/?q=消防", "site_search/?q=查无此事"])
def test_nothing_moves_while_a_page_is_made_ready(rich: str, open_page: OpenPage, address: str, size: tuple[int, int]) -> None:
    opened = open_page(size)
    opened.add_init_script(SHIFTS)
    opened.goto(rich + address, wait_until="networkidle")
    if "?" in address:
        opened.wait_for_selector(".s-founds[aria-busy='false']", state="attached")
    assert sum(opened.evaluate("shifts.map((one) => one.value)")) < 0.01


FOCUSED = """() => {
    const one = document.activeElement;
    if (!one || one === document.body) { return null; }
    const style = getComputedStyle(one), box = one.getBoundingClientRect();
    const seen = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0 || style.boxShadow !== 'none';
    return {name: one.textContent.trim() || one.tagName, seen: seen && box.width > 0 && box.bottom > 0 && box.top < innerHeight};
}"""


@pytest.mark.parametrize("kind", ["home", "unit", "list", "article"])
def test_the_keyboard_reaches_everything_and_shows_where_it_is(rich: str, page: Page, kind: str) -> None:
    page.emulate_media(reduced_motion="reduce")  # else the page is still on its way to what has the focus
    page.goto(rich + KINDS[kind])
    wanted = page.evaluate("""() => [...document.querySelectorAll('a[href], button, input, select, summary')]
        .filter((one) => one.tabIndex >= 0 && one.getClientRects().length).length""")
    reached: list[str] = []
    for _ in range(wanted):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        assert focused is not None, reached
        assert focused["seen"], focused["name"]
        reached.append(focused["name"])
    assert wanted > 10
