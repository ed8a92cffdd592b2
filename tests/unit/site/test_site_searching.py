"""The search index: what is in it, in what files, and what one more article changes."""

from __future__ import annotations

import random
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from sanshen.model.lexicon import Lexicon
from sanshen.model.roster import Column, Unit
from sanshen.rules.page import read_page
from sanshen.site import searching
from sanshen.site.arranging import catalogue_of
from sanshen.site.changes import Changes
from sanshen.site.edition import Edition, Published, SheetLine, Tombstone
from sanshen.site.edition import Internal as Sheet
from sanshen.site.filing import Files
from sanshen.site.grams import fold, grams_of, mark_of, number_of, weighed
from sanshen.site.making import Before, Making
from sanshen.site.mkdocs_plan import files_beside, plan_of
from sanshen.site.pages import Layout
from sanshen.site.postings import MOST, buckets
from sanshen.site.searching import SearchIndex, SearchPart, variants_file
from support.editions import NEWS, START, make_article, make_edition, many, publish_to, reader, tree
from support.index_reading import Index

BODY = "近日，“三审三校”制度落地，共检查 36 家。\n\n| 社区 | 数量 |\n| --- | --- |\n| 东门 | 12 |\n| 西门 | 4 |\n\nＧＤＰ增长，5G 覆盖。\n"
DOCUMENT = (
    "{index: SLQ000001/2026-00118, number: 梁街发〔2026〕42号, issuer: 梁山街道办事处, written: 2026-10-20, validity: 有效}"
)


def parts_of(edition: Edition) -> tuple[SearchPart, ...]:
    """All parts, the oldest first."""
    index = SearchIndex(Layout(catalogue_of(edition)))
    return tuple(part for year in index.years() for part in index.parts(year))


def search_files(edition: Edition) -> dict[str, bytes]:
    """Every file of an edition's index."""
    made = files_beside(plan_of(edition), reader({}))
    return {name: data for name, data in made.items() if name.startswith(searching.SEARCH)}


def make_whole(edition: Edition) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    catalogue = catalogue_of(edition)
    Making(catalogue, Files(catalogue, files.__setitem__), Lexicon()).whole(reader({}))
    return files


def make_and_change(before: Edition, after: Edition) -> tuple[dict[str, bytes], set[str]]:
    """The files of a site that was made and then brought on, and the names of those that were written the second time."""
    files: dict[str, bytes] = {}
    catalogue = catalogue_of(before)
    layout = Making(catalogue, Files(catalogue, files.__setitem__), Lexicon()).whole(reader({}))
    catalogue.changes = Changes()
    wanted = {one.path: one for one in after.articles}
    for one in before.articles:
        if one.path not in wanted:
            catalogue.drop(one.path)
    for one in wanted.values():
        catalogue.put(one)
    written = Files(catalogue, files.__setitem__)
    Making(catalogue, written, Lexicon()).changed(Before(layout.frame, layout.signs), reader({}))
    for name in written.removed:
        del files[name]
    return files, set(written.written)


def index_of(folder: Path, edition: Edition) -> Index:
    publish_to(folder / "site", edition)
    return Index(folder / "site")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("三审三校", True), ("审三", True), ("校", True), ("三审三校制度", True), ("3", False), ("36", True), ("gdp", True),
        ("GDP增长", True), ("gd", False), ("5g覆盖", True), ("近日三审", False), ("东门", True), ("124", False), ("数量东门", False),
        ("一二三", False), ("消防", True), ("〔2026〕42号", True), ("梁街发[2026]42号", True), ("2026-00118", True), ("全检查共", False),
    ],
)  # fmt: skip
def test_any_run_of_characters_is_found_within_a_clause(tmp_path: Path, query: str, found: bool) -> None:
    index = index_of(tmp_path, make_edition(make_article(body=BODY, document=DOCUMENT), *many(3, unit="education")))
    assert (NEWS.removeprefix("content/") + "a/" in index.search(query)) is found


def test_every_stretch_of_every_article_leads_to_it(tmp_path: Path) -> None:
    dice = random.Random(7)  # noqa: S311  # the same every time
    words = "街道社区消防安全检查整改隐患居民服务工作落实会议通知"
    bodies = ["".join(dice.choices(words, k=90)) + f"{number} 号。" for number in range(60)]
    articles = [
        make_article(f"{NEWS}a{number}.md", body=body + "\n", title=f"甲{number}") for number, body in enumerate(bodies)
    ]
    index = index_of(tmp_path, make_edition(*articles))
    for number, body in enumerate(bodies):
        start = dice.randrange(80)
        stretch = body[start : start + dice.randrange(1, 9)]
        assert f"liangshan/news/2026/a{number}/" in index.search(stretch), stretch
        held = {f"liangshan/news/2026/a{other}/" for other, text in enumerate(bodies) if stretch in text}
        assert held <= set(index.search(stretch))


def test_the_title_weighs_most(tmp_path: Path) -> None:
    articles = (
        make_article(NEWS + "title.md", title="防汛工作部署", body="开会。\n"),
        make_article(NEWS + "word.md", title="部署", body="开会。\n", keywords="[防汛]"),
        make_article(NEWS + "often.md", title="部署", body="防汛，防汛，防汛。\n"),
        make_article(NEWS + "once.md", title="部署", body="防汛。\n"),
    )
    found = index_of(tmp_path, make_edition(*articles)).search("防汛")
    assert {address.split("/")[-2]: weight for address, weight in found.items()} == {
        "title": 3,
        "word": 2,
        "often": 1,
        "once": 0,
    }


def test_units_and_columns_are_marks_that_no_text_gives(tmp_path: Path) -> None:
    columns = {"law": Column(name="主动公开", type="policy"), "budget": Column(name="财政预决算", type="policy", parent="law")}
    units = {
        "liangshan": Unit(id="liangshan", name="梁山街道", kind="sub-district", columns=columns),
        "education": Unit(id="education", name="区教委", kind="department", columns=columns),
    }
    articles = [
        make_article(f"content/{unit}/{column}/2026/a.md", body="预算 unit:liangshan。\n")
        for unit in units
        for column in columns
    ]
    index = index_of(tmp_path, make_edition(*articles, units=units))
    assert len(index.search("预算")) == 4
    assert set(index.search("预算", "unit:liangshan")) == {"liangshan/law/2026/a/", "liangshan/budget/2026/a/"}
    assert set(index.search("预算", "column:财政预决算")) == {"liangshan/budget/2026/a/", "education/budget/2026/a/"}
    assert len(index.search("预算", "column:主动公开")) == 4
    assert set(index.search("预算", "column:财政预决算", "unit:education")) == {"education/budget/2026/a/"}
    names = ["主动公开", "财政预决算"]
    assert index.root["units"] == [["liangshan", "梁山街道", names], ["education", "区教委", names]]


def test_a_year_is_cut_from_its_oldest_article_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "PER_PART", 10)
    before = {part.name: part for part in parts_of(make_edition(*many(25)))}
    assert [(name, len(part.paths)) for name, part in before.items()] == [("2026-1", 10), ("2026-2", 10), ("2026-3", 5)]
    assert before["2026-1"].paths[0] == NEWS + "n000.md"
    one_more = make_article(NEWS + "new.md", at=START + timedelta(hours=99), title="新的一篇")
    after = {part.name: part for part in parts_of(make_edition(*many(25), one_more))}
    assert {name for name in after if before[name].key != after[name].key} == {"2026-3"}
    next_year = make_article("content/liangshan/news/2027/new.md", at=START + timedelta(days=99))
    grown = parts_of(make_edition(*many(25), next_year))
    assert [part.name for part in grown] == ["2026-1", "2026-2", "2026-3", "2027-1"]
    assert all(part.key == before[part.name].key for part in grown[:-1])


def test_what_is_left_over_is_cut_finer_until_it_fills_a_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "PER_PART", 16)
    monkeypatch.setattr(searching, "LEAST", 2)
    sizes = {count: [len(part.paths) for part in parts_of(make_edition(*many(count)))] for count in (1, 2, 3, 15, 16, 29)}
    assert sizes == {1: [1], 2: [2], 3: [2, 1], 15: [8, 4, 2, 1], 16: [16], 29: [16, 8, 4, 1]}


def test_one_more_article_changes_the_files_of_its_part_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "PER_PART", 10)
    new = make_article(NEWS + "new.md", at=START + timedelta(hours=99), title="新的一篇")
    before, after = (
        (search_files(make_edition(*many(25)))),
        (search_files(make_edition(*many(25), new))),
    )
    changed = {name for name in after if before.get(name) != after[name]}
    assert {name.split("/")[1] for name in changed} == {"2026-3", "index.json"}


@pytest.mark.parametrize("change", [{"title": "别的"}, {"body": "别的。\n"}, {"keywords": "[别的]"}, {"document": DOCUMENT}])
def test_a_part_is_another_where_anything_it_holds_is(change: dict[str, str]) -> None:
    def key(**more: str) -> str:
        (part,) = parts_of(make_edition(*many(3), make_article(**more)))  # type: ignore[arg-type]
        return part.key

    assert key() == key()
    assert key(**change) != key()


def test_the_index_is_the_same_whatever_order_the_articles_come_in() -> None:
    edition = make_edition(*many(30), *many(30, unit="education"), make_article(body=BODY))
    turned = msgspec.structs.replace(edition, articles=tuple(reversed(edition.articles)))
    assert (search_files(edition)) == (search_files(turned))


def test_only_what_is_public_and_standing_is_in_the_index(tmp_path: Path) -> None:
    sheet = Sheet("一般等级", (SheetLine("一审", "张三丰", START, "请核对措辞"),))
    stone = Tombstone(NEWS + "gone.md", START)
    shown: Published = make_article(internal=sheet, former=(NEWS + "old.md",), editor="马晓燕")
    public = search_files(make_edition(shown, tombstones=(stone,)))
    inner = search_files(make_edition(shown, tombstones=(stone,), internal=True))
    assert public == inner
    index = index_of(tmp_path, make_edition(shown, tombstones=(stone,)))
    for secret in ("张三丰", "核对措辞", "一般等级", "马晓燕", "网站地图", "已撤下"):
        assert index.search(secret) == {}
    everything = b"".join(data for name, data in tree(tmp_path / "site").items() if name.startswith("site_search/"))
    assert b"gone" not in everything
    assert b"/old/" not in everything


def test_an_empty_site_has_no_search(tmp_path: Path) -> None:
    publish_to(tmp_path / "site", make_edition())
    assert not (tmp_path / "site/site_search").exists()
    assert "site_search" not in (tmp_path / "site/index.html").read_text("utf-8")


def test_only_the_search_page_has_the_search_script(tmp_path: Path) -> None:
    publish_to(tmp_path / "site", make_edition(*many(3)))
    for name, html in tree(tmp_path / "site").items():
        if name.endswith(".html"):
            scripts = [one.attributes["src"] for one in read_page(html.decode()).elements if one.name == "script"]
            assert [src.rsplit("/")[-1] for src in scripts] == (
                ["site.js", "search.js"] if name == "site_search/index.html" else ["site.js"]
            )


def test_each_part_of_the_index_has_its_part_of_the_manifest(tmp_path: Path) -> None:
    publish_to(tmp_path / "site", make_edition(*many(3)))
    listed = [
        name
        for part in ("site_search", "site_search-2026-1")
        for name in msgspec.json.decode((tmp_path / f"site/manifest/{part}.json").read_bytes())["files"]
    ]
    assert sorted(listed) == [name for name in tree(tmp_path / "site") if name.startswith("site_search/")]
    assert "site_search/2026-1/00.bin" in listed


def test_going_on_gives_what_building_anew_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "PER_PART", 10)
    start = [*many(25), *many(4, unit="education")]
    corrected = make_article(
        start[3].path, body="更正了。\n", title="标题3", at=start[3].published, corrected=START + timedelta(days=9)
    )
    fresh = make_article(NEWS + "new.md", at=START + timedelta(days=30), title="新的一篇", body="新的。\n")
    next_year = make_article("content/liangshan/news/2027/new.md", at=START + timedelta(days=99))
    steps: list[tuple[list[Published], set[str]]] = [
        ([*start[:3], corrected, *start[4:]], {"2026-1"}),
        ([*start, fresh], {"2026-3"}),
        ([*start[:9], *start[10:]], {"2026-1", "2026-2", "2026-3"}),
        (start[:12], {"2026-1", "2026-2", "2026-3"}),
        ([*start, next_year], {"2027-1"}),
        ([next_year], {"2026-1", "2026-2", "2026-3", "2027-1"}),
    ]
    for then, parts in steps:
        files, written = make_and_change(make_edition(*start), make_edition(*then))
        assert {name: data for name, data in files.items() if name.startswith("site_search/")} == {
            name: data for name, data in make_whole(make_edition(*then)).items() if name.startswith("site_search/")
        }
        touched = {name.split("/")[1] for name in written if name.startswith("site_search/") and name.count("/") == 2}
        assert touched <= parts


def test_buckets_hold_every_gram_whatever_their_number() -> None:
    dice = random.Random(3)  # noqa: S311  # the same every time
    held = [
        weighed(
            "".join(dice.choices("甲乙丙丁戊己庚辛壬癸，", k=dice.randrange(200))),
            "",
            f"第{number}篇",
            (f"unit:u{number % 3}",),
        )
        for number in range(300)
    ]
    for bits in (0, 1, 5, 9):
        files = buckets(held, bits, b"\1\2\3\4")
        assert len(files) == 2**bits
        total = sum(len(one) - 4 for one in files)
        assert all(one[:4] == b"\1\2\3\4" for one in files)
        assert total > sum(len(grams) for grams in held)
    assert buckets([], 0, b"abcd") == (b"abcd",)


def test_a_part_may_be_as_large_as_its_numbers_allow() -> None:
    same = weighed("消防", "", "检查", ())
    (file,) = buckets([same] * 3 + [weighed("防汛", "", "", ())] * (MOST - 4) + [same], 0, b"abcd")
    gram = int(grams_of("消防")[0]) & 0xFF_FFFF
    at = file.index(gram.to_bytes(3, "big"))
    # Three neighbours, then a gap of 4092 articles: two bytes.
    assert file[at + 3] == 5
    assert file[at + 4 : at + 9] == bytes([0, 0, 0, (4092 << 2) & 0x7F | 0x80, (4092 << 2) >> 7])


def test_words_have_numbers_of_their_own() -> None:
    assert number_of("消") == ord("消")
    assert number_of("2026") >= 0x8000_0000
    assert len({number_of(word) for word in ("2026", "202", "6", "gdp", "𠮷", "〇")}) == 6
    assert fold("ＧＤＰ〔２０２６〕①") == "gdp〔2026〕1"
    assert int(mark_of("unit:a")[0]) not in {int(gram) for gram in grams_of("unit:a unit a")}


def test_traditional_characters_are_known() -> None:
    table = msgspec.json.decode(variants_file())
    pairs = dict(zip(table["from"], table["to"], strict=True))
    assert "".join(pairs.get(one, one) for one in "環境保護與縣") == "环境保护与县"
    assert len(variants_file()) < 40_000
