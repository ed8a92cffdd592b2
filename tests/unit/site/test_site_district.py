"""Pages over all units, and what one more article touches."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import msgspec

from sanshen.model.policy import ColumnType
from sanshen.model.roster import Column, Unit
from sanshen.site.edition import Edition, Published
from sanshen.site.mkdocs_plan import plan_of
from sanshen.site.page import Page, page_key
from support.editions import NEWS, START, UNITS, make_article, make_edition, many, page, publish_to, tree


def pages_of(edition: Edition) -> dict[str, Page]:
    return {page.address: page for page in plan_of(edition).pages}


def keys(edition: Edition) -> dict[str, str]:
    plan = plan_of(edition)
    return {page.address: page_key(page, plan.frame) for page in plan.pages}


def town(*more: Published) -> Edition:
    others = (*many(45), *many(30, unit="education"), *many(3, column="policy"))
    return make_edition(*others, make_article(keywords="[消防]"), *more)


def test_kinds_gather_all_units_and_lead_to_their_columns() -> None:
    kind = pages_of(make_edition(*many(3), *many(2, unit="education")))["by_type/news/"]
    assert [(entry.unit, entry.title) for entry in kind.entries[:2]] == [("liangshan", "标题2"), ("education", "标题1")]
    assert [turn.address for turn in kind.groups[0].links] == ["liangshan/news/", "education/news/"]


def test_spellings_of_a_keyword_share_a_page() -> None:
    articles = (
        make_article(keywords="[ＡＩ, 消防, 只此一篇]"),
        make_article(NEWS + "b.md", keywords="[AI, 消防]"),
        make_article(NEWS + "c.md", keywords="[AI, ai]"),
    )
    pages = pages_of(make_edition(*articles))
    assert pages["by_keyword/ai/"].title == "AI"
    assert [entry.path for entry in pages["by_keyword/ai/"].entries] == [one.path for one in articles]
    assert [turn.name for turn in pages["by_keyword/"].groups[0].links] == ["AI", "消防"]
    assert pages["liangshan/news/2026/a/"].words == (("ＡＩ", "by_keyword/ai/"), ("消防", "by_keyword/消防/"), ("只此一篇", ""))


def test_words_that_cannot_be_shown_have_no_page_and_stop_nothing(tmp_path: Path) -> None:
    words = ("", " ", "a\u200bb", "\u202e", "null", "</title>", "词\ud7ff\ue000", "\x85", "消\n防")
    both = (make_article(), make_article(NEWS + "b.md"))
    edition = make_edition(*(msgspec.structs.replace(one, keywords=words) for one in both))
    pages = pages_of(edition)
    assert {pages[one].title for one in pages if one.startswith("by_keyword/") and one != "by_keyword/"} == {
        "null",
        "</title>",
        "消\n防",
    }
    assert publish_to(tmp_path / "site", edition).left_out == ()
    broken = msgspec.structs.replace(make_article(NEWS + "b.md"), keywords=("\0",))
    built = publish_to(tmp_path / "other", make_edition(make_article(), broken))
    assert [one.path for one in built.left_out] == [NEWS + "b.md"]


def test_articles_of_a_kind_that_policy_no_longer_has_are_not_lost() -> None:
    units = {"liangshan": Unit(id="liangshan", name="梁山街道", kind="sub-district", columns={"old": Column("旧栏目", "gone")})}
    both = [make_article(f"content/liangshan/old/2026/{name}.md", keywords="[消防]") for name in "ab"]
    pages = pages_of(make_edition(*both, units=units))
    assert pages["by_type/other_kinds/"].title == "其他"
    assert len(pages["by_month/2026-11/"].entries) == len(pages["by_keyword/消防/"].entries) == 2


def test_a_part_of_a_list_says_which_year_it_is_of(tmp_path: Path) -> None:
    publish_to(tmp_path / "site", make_edition(*many(45)))
    part = page(tmp_path / "site", "liangshan/news/2026-1/")
    assert '街道动态</a></li><li aria-current="page">2026年11月2日—3日</li>' in part
    assert 'liangshan/news/2026/" aria-current="true">2026年</a>' in part
    assert 'aria-current="true">2026年</a>' not in page(tmp_path / "site", "liangshan/news/")


def test_a_site_of_nothing_yet_says_so_and_leads_nowhere(tmp_path: Path) -> None:
    publish_to(tmp_path / "site", make_edition())
    home = page(tmp_path / "site", "")
    assert "网站正在建设" in home
    assert "#units" not in home


def test_the_map_names_every_unit_and_column_and_no_article() -> None:
    edition = town()
    groups = pages_of(edition)["site_map/"].groups
    assert [group.name for group in groups] == ["全站", "信息类别", "梁山街道", "区教育委员会"]
    named = {turn.address for group in groups for turn in group.links}
    assert {"liangshan/news/", "liangshan/policy/", "education/news/", "by_type/news/"} <= named
    assert not [address for address in named if "2026" in address]


def test_the_home_page_shows_fresh_kinds_large() -> None:
    types = {"news": ColumnType(name="动态要闻", fresh_days=14, source="办法"), "policy": ColumnType(name="政策文件")}
    edition = msgspec.structs.replace(make_edition(*many(9), *many(9, column="policy")), column_types=types)
    sections = plan_of(edition).pages[0].sections
    assert [(one.name, one.main, len(one.entries)) for one in sections] == [("动态要闻", True, 7), ("政策文件", False, 3)]


def test_a_page_holds_no_more_than_it_shows() -> None:
    few, lots = pages_of(town()), pages_of(town(*many(400, unit="portal")))
    size = {address: len(msgspec.json.encode(page)) for address, page in lots.items()}
    article = "liangshan/news/2026/n044/"
    assert size[article] == len(msgspec.json.encode(few[article]))
    assert max(size[address] for address in size if address.startswith("portal/news/2026/n")) < 4_000


def test_one_more_article_touches_its_page_and_the_lists_that_hold_it() -> None:
    new = make_article(NEWS + "new.md", at=START + timedelta(hours=300), title="新的一篇", keywords="[消防, 防汛]")
    before, after = keys(town()), keys(town(new))
    touched = {address for address, key in after.items() if before.get(address) != key}
    assert touched == {
        "", "liangshan/", "liangshan/news/", "liangshan/news/2026/", "liangshan/news/2026/new/", "liangshan/news/2026/n044/",
        "by_type/news/", "by_type/news/2026/", "by_month/2026-11/", "by_keyword/", "by_keyword/消防/",
        "liangshan/news/2026/a/",  # its keyword leads somewhere now
    }  # fmt: skip


def test_a_correction_touches_its_page_and_what_shows_its_title_or_time() -> None:
    one = make_article(NEWS + "new.md", at=START + timedelta(hours=300), title="新的一篇")
    other = make_article(
        NEWS + "new.md", at=START + timedelta(hours=300), corrected=START + timedelta(hours=400), title="新的一篇"
    )
    before, after = keys(town(one)), keys(town(other))
    touched = {address for address, key in after.items() if before[address] != key}
    assert "education/news/" not in touched
    assert "liangshan/news/2026/n003/" not in touched
    assert len(touched) <= 9


def test_what_a_page_depends_on_decides_its_bytes(tmp_path: Path) -> None:
    new = make_article(NEWS + "new.md", at=START + timedelta(hours=300), title="新的一篇", keywords="[防汛]")
    files = []
    for name, edition in (("one", town()), ("two", town(new))):
        publish_to(tmp_path / name, edition)
        files.append(tree(tmp_path / name))
    one, two = keys(town()), keys(town(new))
    for address, key in one.items():
        name = f"{address}index.html"
        assert (two[address] == key) == (files[0][name] == files[1][name]), address


def test_neighbours_stay_within_the_column() -> None:
    pages = pages_of(make_edition(*many(3), *many(1, column="policy"), units=UNITS))
    middle = pages["liangshan/news/2026/n001/"]
    assert middle.earlier is not None
    assert middle.later is not None
    assert (middle.earlier.title, middle.later.title) == ("标题0", "标题2")
    only = pages["liangshan/policy/2026/n000/"]
    assert (only.earlier, only.later) == (None, None)


def test_documents_and_interpretations_lead_to_each_other(tmp_path: Path) -> None:
    policy = make_article("content/liangshan/policy/2026/plan.md", title="工作方案")
    told = make_article(title="方案解读", interprets=policy.path)
    publish_to(tmp_path / "site", make_edition(policy, told))
    assert '<span class="s-label">政策解读</span><a href="../../../news/2026/a/">方案解读</a>' in page(
        tmp_path / "site", "liangshan/policy/2026/plan/"
    ).replace("../../../../liangshan/", "../../../")
    assert '<span class="s-label">相关政策文件</span>' in page(tmp_path / "site", "liangshan/news/2026/a/")
