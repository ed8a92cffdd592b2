"""What search engines show below a page's name: a summary where there is one, else the text itself, the column's or the site's words."""

from __future__ import annotations

from pathlib import Path

from sanshen.rules.page import read_page
from support.editions import NEWS, make_article, make_edition, publish_to

BODY = "为做好冬季消防安全工作，街道组织检查组走访沿街商铺。\n\n" + "检查仍在继续。" * 30 + "\n"


def descriptions(page: Path) -> list[str]:
    elements = read_page(page.read_text("utf-8")).elements
    named = (one.attributes for one in elements if one.name == "meta")
    return [one["content"] for one in named if one.get("name", "").lower() == "description"]


def test_every_page_that_search_engines_know_has_one_description(tmp_path: Path) -> None:
    site = tmp_path / "site"
    articles = (make_article(body=BODY), make_article(NEWS + "b.md", title="乙", summary="一句话的摘要。"))
    publish_to(site, make_edition(*articles))
    text = "为做好冬季消防安全工作，街道组织检查组走访沿街商铺。 检查仍在继续。"
    (of_text,) = descriptions(site / "liangshan/news/2026/a/index.html")
    assert of_text.startswith(text)
    assert len(of_text) == 100
    assert descriptions(site / "liangshan/news/2026/b/index.html") == ["一句话的摘要。"]
    assert "栏目" in descriptions(site / "liangshan/news/index.html")[0]
    for page in site.rglob("index.html"):
        assert len(descriptions(page)) == 1, page
    assert descriptions(site / "404.html") == []
