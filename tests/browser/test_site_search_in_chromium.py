"""Search as citizens use it: in a real browser, under the site's own policy, with nothing but its files."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, Route

from sanshen.site import searching
from sanshen.site.edition import Published
from support.editions import NEWS, START, make_article, make_edition, many, publish_to
from support.npm_script import AXE, source_of

from .conftest import OpenPage, Served
from .test_site_accessibility import RUN

DOCUMENT = (
    "{index: SLQ000001/2026-00118, number: 梁街发〔2026〕42号, issuer: 梁山街道办事处, written: 2026-10-20, validity: 有效}"
)
WORDS = "街道社区消防安全检查整改隐患居民服务工作落实会议通知"
STATUS, FOUND = ".s-search__status", ".s-found"


def articles() -> tuple[Published, ...]:
    dice = random.Random(11)  # noqa: S311  # the same every time
    bodies = ["，".join("".join(dice.choices(WORDS, k=dice.randrange(4, 20))) for _ in range(9)) for _ in range(40)]
    named = (
        make_article(
            title="梁山街道关于印发冬春火灾防控工作方案的通知", document=DOCUMENT, at=START + timedelta(days=20),
            body="落实“三审三校”制度，保护生态环境。\n\n| 社区 | 数 |\n| --- | --- |\n| 东门 | 12 |\n| 西门 | 4 |\n",
        ),
        make_article(NEWS + "b.md", title="防汛工作部署", body="甲😀𠮷乙，召开会议。\n", at=START - timedelta(days=700)),
        make_article("content/education/news/2026/b.md", title="教师招聘", body="研究防汛工作。\n"),
        make_article(NEWS + "c.md", title="标记 <b>粗</b> & \"引\"", body="文字 `<script>`alert(1)`</script>` 如此。\n"),
    )  # fmt: skip
    return (*named, *(make_article(f"{NEWS}r{number}.md", body=body + "。\n", title=f"随机{number}", at=START + timedelta(hours=number))
                      for number, body in enumerate(bodies)))  # fmt: skip


@pytest.fixture(scope="module")
def site(served: Served) -> str:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(searching, "PER_PART", 16)
        publish_to(served.folder / "town", make_edition(*articles(), *many(12, unit="portal")))
    return served.address + "town/"


@pytest.fixture
def page(open_page: OpenPage) -> Iterator[Page]:
    opened = open_page(calm=True)
    trouble: list[str] = []
    opened.on("console", lambda message: trouble.append(message.text))
    opened.on("pageerror", lambda error: trouble.append(str(error)))
    yield opened
    assert trouble == []


def ask(page: Page, site: str, query: str, **filters: str) -> list[str]:
    """The addresses that a query finds, first view."""
    more = "".join(f"&{name}={quote(value)}" for name, value in filters.items())
    page.goto(f"{site}site_search/?q={quote(query)}{more}")
    settle(page)
    hrefs: list[str] = page.locator(f"{FOUND} a").evaluate_all("links => links.map(link => link.href)")
    return [href.removeprefix(site) for href in hrefs]


def settle(page: Page) -> None:
    page.wait_for_selector(".s-founds[aria-busy='false']", state="attached")


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("梁街发〔2026〕42号", NEWS + "a.md"), ("[2026]42号", NEWS + "a.md"), ("〔2026〕42", NEWS + "a.md"), ("三审三校制度", NEWS + "a.md"),
        ("環境", NEWS + "a.md"), ("生态　东门", NEWS + "a.md"), ("东门 12", NEWS + "a.md"), ("防汛", NEWS + "b.md"), ("𠮷", NEWS + "b.md"),
        ("教师招聘", "content/education/news/2026/b.md"), ("ＡＬＥＲＴ", NEWS + "c.md"), ("随机7", NEWS + "r7.md"), ("聘", "content/education/news/2026/b.md"),
    ],
)  # fmt: skip
def test_what_citizens_type_is_found(site: str, page: Page, query: str, first: str) -> None:
    assert ask(page, site, query)[:1] == [first.removeprefix("content/").removesuffix(".md") + "/"]


@pytest.mark.parametrize(
    "query", ["124", "生态招生", "防汛 招生", "不存在的词", "；", "<img src=x onerror=alert(1)>", "'\"&;--"]
)
def test_what_is_nowhere_is_not_found_and_the_query_is_only_text(site: str, page: Page, query: str) -> None:
    assert ask(page, site, query) == []
    status = page.locator(STATUS).text_content() or ""
    assert status.startswith(f"没有找到含有“{query}”的信息。")
    assert page.locator("#search img, #search script").count() == 0
    assert page.locator("#search").get_by_role("link", name="网站地图").is_visible()


def test_every_stretch_of_a_text_finds_its_article(site: str, page: Page) -> None:
    dice = random.Random(5)  # noqa: S311  # the same every time
    held = {one.path: "".join(one.visible) for one in articles() if "/r" in one.path}
    for path in dice.sample(sorted(held), 8):
        clause = dice.choice([one for one in held[path].rstrip("。").split("，") if len(one) > 3])
        start = dice.randrange(len(clause) - 2)
        stretch = clause[start : start + dice.randrange(2, 8)]
        found = ask(page, site, stretch)
        while page.get_by_role("button", name="继续查找更早的信息").or_(page.get_by_role("button", name="显示更多")).count():
            page.locator(".s-search__foot button").first.click()
            settle(page)
        found = page.locator(f"{FOUND} a").evaluate_all("links => links.map(link => link.pathname)")
        everywhere = {one.removeprefix("content/").removesuffix(".md") for one, text in held.items() if stretch in text}
        assert {one.removeprefix("/town/").rstrip("/") for one in found} == everywhere, stretch


def test_characters_that_nobody_sees_are_left_out_of_a_query(site: str, page: Page) -> None:
    assert ask(page, site, "\u202e教师\u200b招聘\u0000") == ["education/news/2026/b/"]
    assert (page.locator(STATUS).text_content() or "").startswith("“教师招聘”：")
    assert ask(page, site, "\u202e\u202e") == []
    assert (page.locator(STATUS).text_content() or "").startswith("输入词语后按回车键")


def test_a_query_in_quotation_marks_is_spoken_of_in_one_pair(site: str, page: Page) -> None:
    assert ask(page, site, "“教师招聘”") == ["education/news/2026/b/"]
    assert (page.locator(STATUS).text_content() or "").startswith("“教师招聘”：")


def test_a_page_that_was_taken_down_meanwhile_is_passed_over(site: str, open_page: OpenPage) -> None:
    opened = open_page()
    opened.route("**/education/news/2026/b/", lambda route: route.fulfill(status=404, body="没有"))
    assert ask(opened, site, "防汛") == ["liangshan/news/2026/b/"]
    assert "找到 1 条" in opened.locator(STATUS).inner_text()


def test_results_show_the_words_and_where_they_come_from(site: str, page: Page) -> None:
    ask(page, site, "防汛")
    first = page.locator(FOUND).first
    assert first.locator("h2 mark").all_text_contents() == ["防汛"]
    assert first.locator(".s-found__facts").inner_text().split() == ["梁山街道", "街道动态", "2024-12-02"]
    second = page.locator(FOUND).nth(1)
    assert second.locator(".s-found__text").inner_text().strip() == "研究防汛工作。"
    assert second.locator(".s-found__text mark").all_text_contents() == ["防汛"]
    ask(page, site, "alert")
    assert page.locator(f"{FOUND} h2").inner_text() == '标记 <b>粗</b> & "引"'
    assert "<script>alert(1)</script>" in page.locator(".s-found__text").inner_text()
    ask(page, site, "乙")
    assert page.locator(".s-found__text").inner_text().startswith("甲😀𠮷乙")
    assert page.locator(".s-found__text mark").inner_text() == "乙"


def test_filters_narrow_and_stay_in_the_address(site: str, page: Page) -> None:
    assert len(ask(page, site, "防汛")) == 2
    page.get_by_label("单位").select_option("区教育委员会")
    settle(page)
    assert page.locator(f"{FOUND} h2").all_inner_texts() == ["教师招聘"]
    assert "unit=education" in page.url
    assert page.get_by_label("栏目").locator("option").all_inner_texts() == ["全部栏目", "教育动态"]
    page.go_back()
    page.locator(FOUND).nth(1).wait_for()
    page.get_by_label("年份").select_option("2024年")
    settle(page)
    assert page.locator(f"{FOUND} h2").all_inner_texts() == ["防汛工作部署"]
    assert ask(page, site, "防汛", column="街道动态", year="2026") == []
    assert ask(page, site, "防汛", sort="time") == ["education/news/2026/b/", "liangshan/news/2026/b/"]
    assert len(ask(page, site, "防汛", unit="<no>", year="0000", column="'")) == 0


def test_the_newest_come_first_and_the_older_when_asked_for(site: str, page: Page) -> None:
    seen = ask(page, site, "第", sort="time")
    assert len(seen) == 10
    while page.locator(".s-search__foot button").count():
        page.locator(".s-search__foot button").first.click()
        settle(page)
    assert page.locator(FOUND).count() == 12
    assert page.locator(f"{FOUND} h2").first.inner_text() == "标题11"


def test_no_query_loads_the_whole_archive_unasked(site: str, open_page: OpenPage) -> None:
    opened = open_page()
    loaded: list[str] = []
    opened.on("request", lambda request: loaded.append(request.url) if ".bin?" in request.url else None)

    def enlarged(route: Route) -> None:
        """As if each bucket were so large that one part is all that a look may load."""
        root = route.fetch().json()
        route.fulfill(json={**root, "parts": [{**part, "size": 200_000} for part in root["parts"]]})

    def padded(route: Route) -> None:
        """A bucket with many entries of no gram."""
        route.fulfill(body=route.fetch().body() + bytes(200_000))

    opened.route("**/index.json", enlarged)
    opened.route("**/*.bin?*", padded)
    assert ask(opened, site, "召开会议") == []
    assert opened.locator(STATUS).inner_text().startswith("2026年较近的信息中，没有找到含有“召开会议”的信息。")
    assert {url.split("/")[-2] for url in loaded} == {"2026-4"}
    for _ in range(4):
        opened.get_by_role("button", name="继续查找更早的信息").click()
        settle(opened)
    assert opened.locator(f"{FOUND} h2").all_inner_texts() == ["防汛工作部署"]
    assert opened.locator(".s-search__foot button").count() == 0


def test_the_box_of_every_page_leads_here_by_keyboard_alone(site: str, page: Page) -> None:
    page.goto(site + "liangshan/news/2026/b/")
    page.get_by_role("searchbox", name="搜索全站").focus()
    page.keyboard.type("教师招聘")
    page.keyboard.press("Enter")
    page.wait_for_selector(FOUND)
    assert page.get_by_role("searchbox", name="要查找的词").input_value() == "教师招聘"
    page.get_by_role("searchbox").focus()
    for _ in range(6):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/education/news/2026/b/")


def test_without_scripts_the_page_says_so_and_leads_on(site: str, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    plain = context.new_page()
    plain.goto(site)
    plain.get_by_role("link", name="搜索", exact=True).first.click()
    plain.wait_for_url("**/site_search/")
    assert "需要运行本网站的脚本" in plain.locator("#search").inner_text()
    plain.locator("#search").get_by_role("link", name="网站地图").click()
    plain.wait_for_url("**/site_map/")
    context.close()


@pytest.mark.parametrize(
    ("width", "scheme", "classes"), [(1280, "light", ""), (390, "dark", ""), (390, "light", "s-contrast s-elder")]
)
def test_axe_finds_nothing_on_results(site: str, open_page: OpenPage, width: int, scheme: str, classes: str) -> None:
    opened = open_page((width, 900), scheme=scheme, calm=True)
    ask(opened, site, "工作")
    opened.evaluate("(names) => { document.documentElement.className = names; }", classes)
    opened.evaluate(source_of(AXE))
    assert opened.evaluate(RUN) == []
    assert opened.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


def test_a_site_that_changes_under_a_reader_is_noticed(served: Served, page: Page) -> None:
    folder: Path = served.folder / "changing"
    site = served.address + "changing/"
    publish_to(folder, make_edition(*many(3)))
    bucket = folder / "site_search/2026-1/00.bin"
    other = bucket.read_bytes()
    publish_to(folder, make_edition(*many(3), make_article(body="标题。\n")))
    fresh = bucket.read_bytes()
    bucket.write_bytes(other)
    assert ask(page, site, "标题") == []
    assert page.locator(STATUS).inner_text() == "网站刚刚更新，请重新查找。"
    bucket.write_bytes(fresh)
    page.get_by_role("button", name="重试").click()
    page.wait_for_selector(FOUND)


@pytest.fixture
def failing(open_page: OpenPage) -> Callable[[str], Page]:
    opened = open_page()

    def broken(pattern: str) -> Page:
        opened.route(pattern, lambda route: route.abort())
        return opened

    return broken


@pytest.mark.parametrize("pattern", ["**/index.json", "**/*.bin?*", "**/shown-*", "**/r7/"])
def test_a_file_that_does_not_come_is_said(site: str, failing: Callable[[str], Page], pattern: str) -> None:
    page = failing(pattern)
    assert ask(page, site, "随机7") == []
    assert page.locator(STATUS).inner_text() == "检索文件没有读到，请检查网络后重试。"
    page.unroute(pattern)
    page.get_by_role("button", name="重试").click()
    page.wait_for_selector(FOUND)


@pytest.mark.parametrize(("query", "pieces"), [("火灾方案", "火灾 方案"), ("教师研究防汛", "教师 研究 防汛")])
def test_what_stands_nowhere_in_one_piece_is_looked_up_in_pieces(site: str, page: Page, query: str, pieces: str) -> None:
    assert ask(page, site, query)[0] in {"liangshan/news/2026/a/", "education/news/2026/b/"}
    assert page.locator(STATUS).inner_text().startswith(f"没有找到连写的“{query}”。分开查找“{pieces}”")


@pytest.mark.parametrize(
    ("query", "offered", "first"),
    [
        ("火宅防控", ["防控"], "liangshan/news/2026/a/"),
        ("教师研究火灾", ["教师 研究"], "education/news/2026/b/"),
        ("防汛 招生", ["防汛"], "liangshan/news/2026/b/"),
    ],
)
def test_of_a_mistyped_query_what_there_is_can_be_asked_for(
    site: str, page: Page, query: str, offered: list[str], first: str
) -> None:
    assert ask(page, site, query) == []
    button = page.locator(".s-search__foot button").first
    button.wait_for()
    assert page.locator(".s-search__foot button").all_inner_texts()[:1] == [f"改查“{one}”" for one in offered]
    button.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(FOUND)
    assert first in page.locator(f"{FOUND} a").first.evaluate("link => link.href")


def test_what_is_not_there_in_pieces_either_is_said_as_it_was_typed(site: str, page: Page) -> None:
    assert ask(page, site, "教师研究火灾") == []
    assert page.locator(STATUS).inner_text().startswith("没有找到含有“教师研究火灾”")
