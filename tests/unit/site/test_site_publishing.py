"""A build is whole or nothing: what is up stays up until something better is ready."""

from __future__ import annotations

import gzip
import hashlib
import json
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from sanshen.model.errors import BlockedError, UndecidedError
from sanshen.model.finding import Severity
from sanshen.model.lexicon import Lexicon, Term
from sanshen.site import switching
from sanshen.site.edition import Internal as Sheet
from sanshen.site.edition import Published, SheetLine, Tombstone
from sanshen.site.making import Making
from sanshen.site.pictures import ReadFiles, Ready
from support.editions import LOOK, NEWS, START, leftovers, make_article, make_edition, many, page, publish_to, tree

FILES = {NEWS + "a/photo.png": b"\x89PNG picture", NEWS + "a/table.pdf": b"%PDF table"}
BODY = "![现场](a/photo.png)\n\n见[检查表](a/table.pdf)。\n"


def spoiled(article: Published, html: str) -> Published:
    """An article whose HTML is not what was signed: stands for any fault of a renderer or a plug-in."""
    return msgspec.structs.replace(article, html=html)


def test_every_page_of_the_plan_is_there_and_nothing_else(tmp_path: Path) -> None:
    site = tmp_path / "site"
    stone = Tombstone(NEWS + "gone.md", START)
    built = publish_to(site, make_edition(make_article(body=BODY, files=FILES), tombstones=(stone,)), files=FILES)
    names = set(tree(site)) - {name for name in tree(site) if name.startswith("assets/")}
    assert names == {
        "index.html", "404.html", "sitemap.xml", "sitemap.xml.gz", "manifest.json", "manifest/liangshan.json", "feed.xml", "feed.json",
        "manifest/liangshan-2026.json",
        "liangshan/index.html", "liangshan/news/index.html", "liangshan/news/2026/a/index.html", "liangshan/news/2026/gone/index.html",
        "liangshan/news/2026/a/photo.png", "liangshan/news/2026/a/table.pdf", "liangshan/news/2026/a/qr.svg",
        "liangshan/news/feed.xml", "liangshan/news/feed.json", "by_type/news/index.html", "by_month/index.html",
        "by_month/2026-11/index.html", "by_keyword/index.html", "site_map/index.html", "sitemap_parts/pages.xml",
        "sitemap_parts/liangshan-2026.xml", "manifest/by_type.json", "manifest/by_month.json", "manifest/by_keyword.json",
        "manifest/site_map.json", "manifest/sitemap_parts.json", "manifest/site_search.json", "manifest/site_search-2026-1.json",
        "site_search/index.html",
        "site_search/index.json", "site_search/han.json", "site_search/2026-1/00.bin", "site_search/2026-1/shown-0.json",
    }  # fmt: skip
    assert built.switched
    assert leftovers(site) == []
    assert [name for name in tree(site) if name.endswith(".js")] == ["assets/sanshen/search.js", "assets/sanshen/site.js"]


def test_the_same_edition_gives_the_same_bytes(tmp_path: Path) -> None:
    edition = make_edition(*many(23), make_article(body=BODY, files=FILES))
    for name in ("one", "two"):
        publish_to(tmp_path / name, edition, files=FILES)
    publish_to(tmp_path / "three", msgspec.structs.replace(edition, articles=tuple(reversed(edition.articles))), files=FILES)
    one = tree(tmp_path / "one")
    assert one == tree(tmp_path / "two")
    assert one == tree(tmp_path / "three")
    assert gzip.decompress(one["sitemap.xml.gz"]) == one["sitemap.xml"]


def test_the_manifest_names_every_file_with_its_digest(tmp_path: Path) -> None:
    site = tmp_path / "site"
    publish_to(site, make_edition(make_article(body=BODY, files=FILES)), files=FILES)
    root = json.loads((site / "manifest.json").read_bytes())
    listed = dict(root["files"])
    for part in root["units"].values():
        data = (site / part["path"]).read_bytes()
        assert hashlib.sha256(data).hexdigest() == part["sha256"]
        files = json.loads(data)["files"]
        assert len(files) == part["files"]
        listed |= {name: one["sha256"] for name, one in files.items()}
    found = {name: hashlib.sha256(data).hexdigest() for name, data in tree(site).items() if not name.startswith("manifest")}
    assert listed == found
    assert root["revision"] == "1" * 40
    unit = json.loads((site / "manifest/liangshan-2026.json").read_bytes())["files"]["liangshan/news/2026/a/index.html"]
    assert unit["kind"] == "article"
    assert unit["proof"] == "ab" * 32


def test_a_signature_lies_beside_the_manifest_and_is_over_its_bytes(tmp_path: Path) -> None:
    site = tmp_path / "site"
    signed: list[bytes] = []

    def sign(data: bytes) -> str:
        signed.append(data)
        return "SIGNATURE\n"

    assert publish_to(site, make_edition(make_article()), sign=sign).signed
    assert signed == [(site / "manifest.json").read_bytes()]
    assert (site / "manifest.json.sig").read_text() == "SIGNATURE\n"
    assert not publish_to(site, make_edition(make_article())).signed
    assert not (site / "manifest.json.sig").exists()


def test_a_page_that_would_vanish_keeps_the_old_site_up(tmp_path: Path) -> None:
    site = tmp_path / "site"
    two = (make_article(), make_article(NEWS + "b.md", title="另一篇"))
    publish_to(site, make_edition(*two))
    before = tree(site)
    built = publish_to(site, make_edition(two[0]))
    assert built.vanished == ("liangshan/news/2026/b/index.html",)
    assert not built.switched
    assert tree(site) == before
    assert leftovers(site) == []


def test_a_page_may_go_with_a_take_down_entry_and_its_tombstone_stays(tmp_path: Path) -> None:
    site = tmp_path / "site"
    publish_to(site, make_edition(make_article(), make_article(NEWS + "b.md", title="另一篇")))
    stone = Tombstone(NEWS + "b.md", START)
    assert publish_to(site, make_edition(make_article(), tombstones=(stone,))).switched
    shown = page(site, "liangshan/news/2026/b/")
    assert "该信息已撤下" in shown
    assert "2026-11-02 09:30" in shown
    assert "另一篇" not in shown
    assert 'content="noindex"' in shown
    assert publish_to(site, make_edition(make_article())).vanished == ("liangshan/news/2026/b/index.html",)


def test_a_moved_article_leaves_a_pointer(tmp_path: Path) -> None:
    site = tmp_path / "site"
    publish_to(site, make_edition(make_article()))
    moved = make_article("content/education/news/2026/a.md", former=(NEWS + "a.md",))
    assert publish_to(site, make_edition(moved)).switched
    assert 'href="../../../../education/news/2026/a/"' in page(site, "liangshan/news/2026/a/")


REFRESH = '<meta http-equiv="refresh" content="0; url={}">'


def test_a_column_that_has_moved_leads_to_where_its_articles_stand_now(tmp_path: Path) -> None:
    site = tmp_path / "site"
    others = [make_article(f"content/education/news/2026/{n}.md", former=(f"content/liangshan/old/2026/{n}.md",)) for n in "ab"]
    publish_to(site, make_edition(make_article(), *others))
    shown = page(site, "liangshan/old/")
    assert REFRESH.format("../../education/news/") in shown
    assert "该栏目已移至新地址" in shown
    assert 'content="noindex"' in shown
    assert 'http-equiv="refresh"' not in page(site, "liangshan/")  # the unit itself stands
    assert "liangshan/old/" not in (site / "sitemap.xml").read_text()


def test_a_unit_whose_columns_moved_apart_leads_to_the_unit_that_holds_them(tmp_path: Path) -> None:
    columns = {"a": "news", "b": "policy"}
    moved = [
        make_article(f"content/education/{column}/2026/{n}.md", former=(f"content/culture/x/2026/{n}.md",))
        for n, column in columns.items()
    ]
    publish_to(tmp_path / "site", make_edition(*moved))
    assert REFRESH.format("../education/") in page(tmp_path / "site", "culture/")
    assert REFRESH.format("../../education/") in page(tmp_path / "site", "culture/x/")


def test_an_old_place_leads_nowhere_where_its_articles_are_with_several_units_or_something_stands_there(tmp_path: Path) -> None:
    apart = (
        make_article(NEWS + "a.md", former=("content/culture/x/2026/a.md",)),
        make_article(
            "content/education/news/2026/b.md",
            former=("content/culture/x/2026/b.md", "content/posts/one.md", "content/posts/one/two.md"),
        ),
    )
    publish_to(site := tmp_path / "site", make_edition(*apart))
    assert not (site / "culture/index.html").exists()
    assert not (site / "culture/x/index.html").exists()
    assert "该信息已移至新地址" in page(site, "posts/one/")
    assert "该栏目已移至新地址" in page(site, "posts/")


def test_an_article_whose_page_is_not_what_was_signed_is_left_out_and_the_rest_is_built(tmp_path: Path) -> None:
    site = tmp_path / "site"
    once = make_article(NEWS + "b.md", title="被改的一篇", former=("content/old/b.md",))
    good, bad = make_article(), spoiled(once, "<p>别的文字。</p>")
    built = publish_to(site, make_edition(good, bad))
    assert [one.message.zh for one in built.findings if one.rule == "SS2206"] == []  # what led to it was made again, or is gone
    assert [one.path for one in built.left_out] == [NEWS + "b.md"]
    assert built.switched
    assert not (site / "liangshan/news/2026/b").exists()
    assert "被改的一篇" not in "".join(data.decode("utf-8", "replace") for data in tree(site).values())


@pytest.mark.parametrize(
    "html",
    [
        "<p>街道工作人员检查了消防设施。</p><script>1</script>",
        "<p onclick='x()'>街道工作人员检查了消防设施。</p>",
        "<p>街道工作人员检查了消防设施。<a href='javascript:x()'></a></p>",
        "<p>街道工作人员检查了消防设施。</p><iframe></iframe>",
        "<p>街道工作人员检查了消防设施。<img src='https://example.com/a.png'></p>",
        "<p>街道工作人员检查了消防设施。</p></div><div id='article-body'>",
        "<p style='display:none'>街道工作人员检查了消防设施。</p>",
        "<p>街道工作人员检查了消防设施。<!-- 藏 --></p>",
        "<p class='s-hidden' hidden>街道工作人员检查了消防设施。</p>",
        "<p>街道工作人员检查了消防设施。</p><p>另加一句。</p>",
        "<p>街道工作人员检查了。</p>",
        "",
    ],
)
def test_no_way_to_change_a_page_gets_through(tmp_path: Path, html: str) -> None:
    built = publish_to(
        tmp_path / "site", make_edition(spoiled(make_article(), html), make_article(NEWS + "b.md", title="另一篇"))
    )
    assert [one.path for one in built.left_out] == [NEWS + "a.md"]


def test_a_term_that_is_forbidden_since_is_told_and_tears_nothing_out(tmp_path: Path) -> None:
    term = Term(term="示例禁词", category="banned", severity=Severity.ERROR)
    built = publish_to(tmp_path / "site", make_edition(make_article(body="这是示例禁词。\n")), lexicon=Lexicon(terms=(term,)))
    assert not built.left_out
    assert [(one.rule, one.severity.value) for one in built.findings if one.rule == "SS2205"] == [("SS2205", "warning")]


def test_broken_links_are_told(tmp_path: Path) -> None:
    article = make_article(body="见[乙](b.md)。\n", standing=[NEWS + "b.md"])
    built = publish_to(tmp_path / "site", make_edition(article))
    assert [(one.rule, one.path) for one in built.findings] == [("SS2206", "liangshan/news/2026/a/index.html")]


def test_words_whose_link_leads_nowhere_are_told_too(tmp_path: Path) -> None:
    built = publish_to(tmp_path / "site", make_edition(make_article(body="见[乙](b.md)。\n")))
    assert [(one.rule, one.path) for one in built.findings] == [("SS2206", NEWS + "a.md")]


@pytest.mark.parametrize("name", ["notes.txt", "manifest.json"])
def test_a_folder_of_somebody_else_is_never_replaced(tmp_path: Path, name: str) -> None:
    site = tmp_path / "site"
    site.mkdir()
    (site / name).write_text("{}")
    with pytest.raises(BlockedError):
        publish_to(site, make_edition(make_article()))
    assert list(tree(site)) == [name]


def test_a_tampered_list_of_what_is_up_is_noticed(tmp_path: Path) -> None:
    site = tmp_path / "site"
    publish_to(site, make_edition(make_article(), make_article(NEWS + "b.md", title="另一篇")))
    part = site / "manifest/liangshan-2026.json"
    part.write_bytes(part.read_bytes().replace(b'"kind": "article"', b'"kind": ""'))
    with pytest.raises(BlockedError):
        publish_to(site, make_edition(make_article()))


def test_an_internal_edition_never_takes_the_place_of_the_public_one(tmp_path: Path) -> None:
    site = tmp_path / "site"
    publish_to(site, make_edition(make_article()))
    with pytest.raises(BlockedError):
        publish_to(site, make_edition(make_article(), internal=True))
    assert "内部版" not in page(site, "")


def test_only_the_internal_edition_shows_grade_and_signers(tmp_path: Path) -> None:
    sheet = Sheet("特级", (SheetLine("一审", "张伟", START, "经本环节修改"),))
    edition = make_edition(make_article(internal=sheet))
    publish_to(tmp_path / "public", edition)
    publish_to(tmp_path / "internal", msgspec.structs.replace(edition, internal=True))
    everything = b"".join(tree(tmp_path / "public").values()).decode("utf-8", "replace")
    for secret in ("特级", "张伟", "一审", "经本环节修改", "审签单", "内部版"):
        assert secret not in everything.replace(".s-sheet", "")
    shown = page(tmp_path / "internal", "liangshan/news/2026/a/")
    for told in ("特级", "张伟", "一审", "经本环节修改", "内部版"):
        assert told in shown


def test_an_older_revision_does_not_replace_a_newer_one(tmp_path: Path) -> None:
    site = tmp_path / "site"
    publish_to(site, make_edition(make_article()))
    before = tree(site)
    asked: list[str] = []

    def is_outdated(live: str) -> bool:
        asked.append(live)
        return True

    built = publish_to(site, make_edition(make_article(), revision="2" * 40), is_outdated=is_outdated)
    assert asked == ["1" * 40]
    assert built.outdated
    assert not built.switched
    assert tree(site) == before


@pytest.mark.parametrize("broken", ["kept_publishing.Making", "kept_publishing.write_whole", "workshop.switch"])
def test_a_failure_at_any_step_leaves_the_old_site_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: str) -> None:
    site = tmp_path / "site"
    publish_to(site, make_edition(make_article()))
    before = tree(site)

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(f"sanshen.site.{broken}", full)
    with pytest.raises(OSError, match="No space"):
        publish_to(site, make_edition(make_article(), make_article(NEWS + "b.md", title="另一篇")))
    assert tree(site) == before
    assert leftovers(site) == []


def test_without_the_kernels_exchange_a_failed_rename_puts_the_old_site_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tmp_path / "site"
    publish_to(site, make_edition(make_article()))
    before = tree(site)
    monkeypatch.setattr(switching, "_exchange", lambda *_: False)
    assert publish_to(site, make_edition(make_article(), make_article(NEWS + "b.md", title="另一篇"))).switched
    assert tree(site) != before
    now, real = tree(site), Path.rename

    def fail_into(self: Path, target: Path) -> Path:
        if target == site and not self.name.endswith(".old"):
            raise OSError(5, "Input/output error")
        return real(self, target)

    monkeypatch.setattr(Path, "rename", fail_into)
    with pytest.raises(OSError, match="Input"):
        publish_to(site, make_edition(make_article(), make_article(NEWS + "b.md", title="另一篇")))
    assert tree(site) == now


def test_a_missing_picture_stops_the_build(tmp_path: Path) -> None:
    with pytest.raises(UndecidedError, match=r"photo\.png"):
        publish_to(tmp_path / "site", make_edition(make_article(body=BODY, files=FILES)), files={NEWS + "a/table.pdf": b""})
    assert not (tmp_path / "site").exists()


def test_a_page_too_many_stops_the_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Making.whole

    def and_one_more(self: Making, read_files: ReadFiles, ready: Ready) -> object:
        made = real(self, read_files, ready)
        (next(tmp_path.glob(".site.build/room-*")) / "new/extra.html").write_text("x")
        return made

    monkeypatch.setattr(Making, "whole", and_one_more)
    with pytest.raises(UndecidedError, match=r"SS2204.*extra\.html"):
        publish_to(tmp_path / "site", make_edition(make_article()))


def test_a_platform_that_is_not_complete_is_told(tmp_path: Path) -> None:
    built = publish_to(tmp_path / "site", make_edition(make_article(), platform=("news", "policy")))
    assert [(one.rule, one.path, one.message.zh) for one in built.findings] == [
        ("SS0701", "reviews/units/liangshan/columns.yml", "政务信息公开平台缺 政策文件")
    ]
    assert "政务信息公开平台" in page(tmp_path / "site", "liangshan/open_platform/")
    assert 'href="../liangshan/open_platform/"' in page(tmp_path / "site", "liangshan/")


def test_the_emblem_stands_on_the_home_page_alone(tmp_path: Path) -> None:
    extra = msgspec.structs.replace(LOOK.extra, emblem="emblem.png")
    edition = make_edition(make_article(), look=msgspec.structs.replace(LOOK, extra=extra))
    publish_to(tmp_path / "site", edition, files={"emblem.png": b"\x89PNG\r\n\x1a\n emblem"})
    assert (tmp_path / "site/assets/emblem.png").read_bytes().endswith(b"emblem")
    assert "国徽" in page(tmp_path / "site", "")
    assert "国徽" not in page(tmp_path / "site", "liangshan/") + page(tmp_path / "site", "404.html")
    with pytest.raises(UndecidedError, match=r"emblem\.png"):
        publish_to(tmp_path / "other", edition)
    with pytest.raises(BlockedError):
        publish_to(tmp_path / "other", edition, files={"emblem.png": b"<svg onload=alert(1)>"})
    assert not (tmp_path / "other").exists()


def test_a_moved_page_leads_on_by_itself(tmp_path: Path) -> None:
    publish_to(tmp_path / "site", make_edition(make_article(former=("content/liangshan/policy/2026/old.md",))))
    shown = page(tmp_path / "site", "liangshan/policy/2026/old/")
    assert '<meta http-equiv="refresh" content="0; url=../../../../liangshan/news/2026/a/">' in shown
    assert 'content="noindex"' in shown


def test_what_the_dossiers_miss_is_told(tmp_path: Path) -> None:
    edition = make_edition(make_article("content/liangshan/old/2026/a.md"))
    found = publish_to(tmp_path / "site", edition).findings
    assert [(one.rule, one.path) for one in found] == [
        ("SS1701", "reviews/units/liangshan/columns.yml"),
        ("SS0801", "reviews/units/liangshan/columns.yml"),
    ]


def test_a_site_that_is_a_link_is_replaced_where_it_leads(tmp_path: Path) -> None:
    real, site = tmp_path / "versions", tmp_path / "site"
    real.mkdir()
    site.symlink_to(real)
    publish_to(site, make_edition(make_article()))
    assert site.is_symlink()
    assert (real / "index.html").is_file()


def test_later_versions_are_told_as_corrections(tmp_path: Path) -> None:
    publish_to(tmp_path / "site", make_edition(make_article(corrected=START + timedelta(hours=2))))
    shown = page(tmp_path / "site", "liangshan/news/2026/a/")
    assert '<time datetime="2026-11-02T11:30+0800">2026-11-02 11:30</time> 更正后重新发布' in shown
    assert '<meta name="PubDate" content="2026-11-02 09:30">' in shown
