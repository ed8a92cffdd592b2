"""T42, T51: gate and site understand the same bytes alike, and nothing written in an article or its front matter runs on the page."""

from __future__ import annotations

from pathlib import Path

import feedparser
import pytest

from sanshen.rules.page import read_page
from sanshen.site.addresses import link
from sanshen.site.edition import LeftOut, Published
from support.editions import NEWS, article_text, compose_text, make_article, make_edition, page, publish_to

TRICKS = {
    "javascript link": "[x](javascript:alert(1))\n",
    "snippet": '--8<-- "/etc/passwd"\n\n;--8<--\n',
    "macro": "{{ 7 * 7 }} {% include 'base.html' %} {{ config.site_name }}\n",
    "attribute list": "文字{: onclick=alert(1) style=display:none }\n\n{: .hidden }\n",
    "admonition": '!!! danger "标题"\n\n    文字\n\n??? note\n',
    "abbreviation": "*[HTML]: 缩写\n",
    "footnote": "文字[^1]\n\n[^1]: 注脚\n",
    "emoji and keys": ":smile: ++ctrl+c++ ==高亮== ^^下划^^\n",
    "front matter again": "---\ntemplate: evil.html\n---\n",
    "mkdocs meta": "template: evil.html\n\n文字\n",
    "entity": "&lt;script&gt;alert(1)&lt;/script&gt;\n",
    "escaped tag": "\\<script>alert(1)\\</script>\n",
    "tag in code": "`<script>alert(1)</script>`\n\n    <iframe></iframe>\n",
    "list after a line": "一段\n- 甲\n- 乙\n",
    "toc": "[TOC]\n",
    "math": "$$x$$ \\(y\\)\n",
    "allowed html": "CO<sub>2</sub>，<ruby>梁<rp>（</rp><rt>liáng</rt><rp>）</rp></ruby><br>换行 <u>**重点**</u>\n",
    "html table": "<table>\n<caption>表</caption>\n<tr><th colspan='2'>甲&amp;乙</th></tr>\n<tr><td>&lt;丙&gt;</td><td>丁<br>戊</td></tr>\n</table>\n",
    "autolink": "https://example.com www.example.com a@example.com\n",
}


@pytest.mark.parametrize("body", TRICKS.values(), ids=TRICKS.keys())
def test_t42_the_page_shows_what_the_gate_read(tmp_path: Path, body: str) -> None:
    article = make_article(body="文字。\n\n" + body)
    built = publish_to(tmp_path / "site", make_edition(article))
    assert built.left_out == ()
    reading = read_page(page(tmp_path / "site", "liangshan/news/2026/a/"))
    assert reading.body == "".join(article.visible)
    assert not [one for one in reading.elements if one.name in {"iframe", "details", "input"}]
    assert [one.attributes["src"] for one in reading.elements if one.name == "script"] == ["../../../../assets/sanshen/site.js"]
    assert not [name for one in reading.elements for name in one.attributes if name.startswith("on")]


def test_t42_the_template_language_means_nothing_in_an_article(tmp_path: Path) -> None:
    publish_to(tmp_path / "site", make_edition(make_article(body="{{ 7 * 7 }}\n", title="'{{ 6 * 6 }}{% raw %}'")))
    shown = page(tmp_path / "site", "liangshan/news/2026/a/")
    assert "{{ 7 * 7 }}" in shown
    assert "{{ 6 * 6 }}{% raw %}" in shown


@pytest.mark.parametrize("picture", ["https://example.com/a.png", "//example.com/a.png", "data:image/png;base64,AA=="])
def test_t42_a_picture_from_elsewhere_never_gets_onto_the_site(tmp_path: Path, picture: str) -> None:
    made = compose_text(NEWS + "a.md", article_text(f"![图]({picture})\n"))
    assert isinstance(made, Published)
    built = publish_to(tmp_path / "site", make_edition(made, make_article(NEWS + "b.md", title="另一篇")))
    assert [one.path for one in built.left_out] == [NEWS + "a.md"]
    assert not (tmp_path / "site/liangshan/news/2026/a").exists()


@pytest.mark.parametrize(
    "value",
    ["</title><script>alert(1)</script>", '" onload="alert(1)', "<img src=x onerror=alert(1)>", "&#60;b&#62;", "甲 & 乙 < 丙"],
)
@pytest.mark.parametrize("key", ["title", "summary", "editor", "section", "source"])
def test_t51_front_matter_is_inert_on_every_page(tmp_path: Path, key: str, value: str) -> None:
    article = make_article(**{key: "'" + value + "'"})
    built = publish_to(tmp_path / "site", make_edition(article))
    assert built.left_out == ()
    for address in ("", "liangshan/", "liangshan/news/", "liangshan/news/2026/a/"):
        html = page(tmp_path / "site", address)
        own = link(address, "assets/sanshen/site.js")
        assert html.count("<script") == html.count(f'<script src="{own}" defer></script>') == 1
        assert not [name for one in read_page(html).elements for name in one.attributes if name.startswith("on")]
        assert not [one for one in read_page(html).elements if one.name == "img" and "qr.svg" not in one.attributes["src"]]
    for feed in ("feed.xml", "liangshan/news/feed.xml"):
        told = feedparser.parse((tmp_path / "site" / feed).read_bytes(), sanitize_html=False)
        assert not told.bozo
        assert [(one.title, one.summary) for one in told.entries] == [(article.title, article.summary or article.title)]


def test_t65_hidden_text_has_no_way_in(tmp_path: Path) -> None:
    made = compose_text(NEWS + "a.md", article_text('文字<span style="display:none">藏</span>。\n'))
    assert isinstance(made, LeftOut)
