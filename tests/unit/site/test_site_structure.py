from __future__ import annotations

from datetime import timedelta

from sanshen.model.roster import Column, Unit
from sanshen.site.arranging import arrange, catalogue_of
from sanshen.site.edition import Edition
from sanshen.site.listings import PER_PAGE
from sanshen.site.mkdocs_plan import plan_of
from sanshen.site.structure import Structure
from support.editions import NEWS, START, UNITS, make_article, make_edition, many


def structure_of(edition: Edition) -> Structure:
    return arrange(catalogue_of(edition))


def unit_with(**columns: Column) -> dict[str, Unit]:
    return {"liangshan": Unit(id="liangshan", name="梁山街道", kind="sub-district", columns=columns)}


def test_lists_are_newest_first_and_stable() -> None:
    same = [make_article(f"{NEWS}{name}.md", at=START) for name in "cab"]
    newer = make_article(NEWS + "z.md", at=START + timedelta(minutes=1))
    structure = structure_of(make_edition(*same, newer))
    unit = structure.unit("liangshan")
    assert unit is not None
    assert [entry.path.rsplit("/")[-1] for entry in unit.shelves[0].entries] == ["z.md", "a.md", "b.md", "c.md"]


def test_a_planned_column_without_content_is_hidden_and_an_open_one_is_reported() -> None:
    units = unit_with(
        news=Column(name="街道动态", type="news"),
        notice=Column(name="通知公告", type="notice"),
        policy=Column(name="政策文件", type="policy", state="planned"),
    )
    structure = structure_of(make_edition(make_article(), units=units))
    assert [shelf.id for shelf in structure.units[0].shelves] == ["news"]
    assert [(one.unit, one.column) for one in structure.blank] == [("liangshan", "notice")]


def test_a_planned_column_with_content_is_shown() -> None:
    structure = structure_of(
        make_edition(make_article(), units=unit_with(news=Column(name="街道动态", type="news", state="planned")))
    )
    assert [shelf.id for shelf in structure.units[0].shelves] == ["news"]


def test_a_column_shows_what_stands_in_the_columns_below_it() -> None:
    units = unit_with(
        open=Column(name="政务公开", type="policy"),
        rules=Column(name="制度", type="policy", parent="open"),
        deep=Column(name="细则", type="policy", parent="rules"),
    )
    article = make_article("content/liangshan/deep/2026/a.md")
    unit = structure_of(make_edition(article, units=units)).units[0]
    assert [(shelf.id, shelf.parent, len(shelf.entries)) for shelf in unit.shelves] == [
        ("open", "", 1),
        ("rules", "open", 1),
        ("deep", "rules", 1),
    ]
    assert [shelf.id for shelf in unit.top] == ["open"]
    assert [shelf.id for shelf in unit.below(unit.top[0])] == ["rules"]


def test_articles_of_an_unlisted_column_are_not_lost() -> None:
    structure = structure_of(
        make_edition(make_article("content/liangshan/old/2026/a.md"), make_article("content/gone/news/2026/a.md"))
    )
    assert structure.unlisted == (("gone", "news"), ("liangshan", "old"))
    assert {unit.id for unit in structure.units} == {"liangshan", "gone"}


def test_a_unit_without_content_has_no_page() -> None:
    plan = plan_of(make_edition(make_article()))
    assert "education/" not in {page.address for page in plan.pages}
    assert [heading for heading, _ in plan.structure.directory] == ["街道"]


def test_long_columns_are_paged_and_every_article_is_listed_once() -> None:
    articles = many(2 * PER_PAGE + 1)
    pages = [page for page in plan_of(make_edition(*articles)).pages if page.kind == "list" and page.column]
    news = "liangshan/news/"
    assert [page.address for page in pages] == [news, f"{news}2026-1/", f"{news}2026-2/", f"{news}2026/"]
    assert [len(page.entries) for page in pages] == [PER_PAGE, PER_PAGE, PER_PAGE, 1]
    assert sorted(entry.path for page in pages[1:] for entry in page.entries) == sorted(article.path for article in articles)
    assert [entry.path for entry in pages[0].entries] == [article.path for article in reversed(articles[-PER_PAGE:])]


def test_the_newest_article_with_a_picture_leads() -> None:
    plain = make_article(NEWS + "b.md", at=START + timedelta(days=1))
    pictured = make_article(body="![图](a/p.png)\n", files={NEWS + "a/p.png": b"x"})
    newest = structure_of(make_edition(plain, pictured)).newest
    assert newest is not None
    assert newest.path == pictured.path
    alone = structure_of(make_edition(plain)).newest
    assert alone is not None
    assert alone.path == plain.path


PLATFORM = ("guide", "disclosure", "annual-report")


def test_the_disclosure_platform_gathers_its_columns_and_what_it_lacks_is_told() -> None:
    units = unit_with(
        news=Column(name="街道动态", type="news"),
        report=Column(name="年报", type="annual-report"),
        guide=Column(name="指南", type="guide", state="planned"),
        law=Column(name="法定主动公开内容", type="disclosure"),
        sub=Column(name="目录", type="disclosure", parent="law"),
    )
    held = [make_article(f"content/liangshan/{column}/2026/a.md") for column in ("news", "report", "sub")]
    edition = make_edition(*held, units=units, platform=PLATFORM)
    structure = structure_of(edition)
    assert [shelf.id for shelf in structure.units[0].platform] == ["law", "report"]
    assert [column.id for column in structure.units[0].sign.menu] == ["news"]
    assert structure.lacking == {"liangshan": ("guide",)}
    page = next(page for page in plan_of(edition).pages if page.kind == "platform")
    assert page.address == "liangshan/open_platform/"
    assert [section.name for section in page.sections] == ["法定主动公开内容", "年报"]


def test_without_a_word_of_policy_there_is_no_platform_and_nothing_is_lacking() -> None:
    plan = plan_of(make_edition(make_article()))
    assert not [page for page in plan.pages if page.kind == "platform"]
    assert plan.structure.lacking == {}


def test_an_empty_district_still_has_a_home() -> None:
    plan = plan_of(make_edition(units=UNITS))
    assert [page.kind for page in plan.pages] == ["home"]
    assert plan.structure.newest is None
