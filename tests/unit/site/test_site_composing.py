"""Articles on their page: exactly the text that was judged, links rewritten, nothing that runs."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sanshen.rules.page.reading import read_page
from sanshen.site.composing import sample_hash
from sanshen.site.edition import LeftOut, Published
from support.editions import NEWS, article_text, compose_text, make_article, read

PNG = {NEWS + "a/photo.png": b"\x89PNG", NEWS + "a/table.pdf": b"%PDF"}


def left_out(body: str, **more: object) -> LeftOut:
    made = compose_text(NEWS + "a.md", article_text(body), **more)
    assert isinstance(made, LeftOut), made
    return made


def test_chinese_is_wrapped_without_blanks_and_latin_with_one() -> None:
    html = make_article(body="第一行，\n第二行\n**强调**\nword\nnext\n").html
    assert html == "<p>第一行，第二行<strong>强调</strong>word\nnext</p>\n"


def test_headings_begin_below_the_title_and_have_readable_ids() -> None:
    made = make_article(body="# 一、总则\n\n## 细则\n\n# 一、总则\n\n# main\n")
    assert [(one.level, one.id, one.text) for one in made.headings] == [
        (2, "一-总则", "一、总则"),
        (3, "细则", "细则"),
        (2, "一-总则-2", "一、总则"),
        (2, "main-2", "main"),
    ]
    assert '<h3 id="细则">细则</h3>' in made.html


def test_headings_that_begin_deep_are_raised_and_keep_their_distance() -> None:
    assert [one.level for one in make_article(body="### 甲\n\n##### 乙\n").headings] == [2, 4]


def test_links_lead_to_pages_and_files() -> None:
    body = "[表](a/table.pdf)、[乙](b.md#一)、[外](https://www.gov.cn/a)、[本站](https://www.example.gov.cn/b)、[段](#一)、[信](mailto:a@example.gov.cn)\n"
    html = make_article(body=body, files=PNG, standing=[NEWS + "b.md"]).html
    assert 'href="../../../../liangshan/news/2026/a/table.pdf"' in html
    assert 'href="../../../../liangshan/news/2026/b/#%E4%B8%80"' in html
    assert '<a href="https://www.gov.cn/a" rel="noopener external" target="_blank">外</a>' in html
    assert '<a href="https://www.example.gov.cn/b">本站</a>' in html
    assert '<a href="#%E4%B8%80">段</a>' in html
    assert '<a href="mailto:a@example.gov.cn">信</a>' in html


def test_a_link_to_a_site_of_no_government_is_marked_for_eye_and_ear() -> None:
    html = make_article(
        body="[报](https://news.example.com/a)、[像](https://www.gov.cn.example.com/)、[国](https://www.gov.cn/)\n"
    ).html
    marks = ' rel="noopener external" target="_blank" class="s-outside" aria-describedby="outside-note"'
    assert f'<a href="https://news.example.com/a"{marks}>' in html
    assert f'<a href="https://www.gov.cn.example.com/"{marks}>' in html
    assert '<a href="https://www.gov.cn/" rel="noopener external" target="_blank">' in html


def test_a_link_to_what_is_not_published_is_words_only() -> None:
    made = make_article(body="见[未发布的信息](c.md)。\n")
    assert made.html == "<p>见未发布的信息。</p>\n"
    assert made.dead_links == ("c.md",)


def test_a_link_by_reference_and_its_definition() -> None:
    made = make_article(body="见[乙][b]。\n\n[b]: b.md '标题'\n[没用过]: https://example.com/\n", standing=[NEWS + "b.md"])
    assert made.html == '<p>见<a href="../../../../liangshan/news/2026/b/" title="标题">乙</a>。</p>\n'


def test_a_picture_is_shown_and_an_attachment_is_offered() -> None:
    made = make_article(body="![检查现场](a/photo.png '图一')\n\n[检查表](a/table.pdf)\n", files=PNG)
    assert (
        '<img src="../../../../liangshan/news/2026/a/photo.png" alt="检查现场" title="图一" loading="lazy" decoding="async">'
        in made.html
    )
    assert [(one.path.rsplit("/")[-1], one.label, one.embedded, one.size) for one in made.attachments] == [
        ("photo.png", "", True, 4),
        ("table.pdf", "检查表", False, 4),
    ]
    assert made.picture is not None
    assert made.picture.path == NEWS + "a/photo.png"


def test_attachments_come_in_the_order_of_the_text() -> None:
    numbers = (10, 2, 1)
    files = {NEWS + f"a/f{number}.pdf": b"%PDF" for number in numbers}
    body = "".join(f"[附件{number}](a/f{number}.pdf)\n" for number in sorted(numbers))
    assert [one.label for one in make_article(body=body, files=files).attachments] == ["附件1", "附件2", "附件10"]


def test_tables_align_by_class_and_code_keeps_its_text() -> None:
    html = make_article(body="| 甲 | 乙 |\n| :-- | --: |\n| 1 | 2 |\n\n```c++ onload=x\na < b\n```\n").html
    assert '<td class="s-left">1</td><td class="s-right">2</td>' in html
    assert "style=" not in html
    assert '<pre><code class="language-c++">a &lt; b\n</code></pre>' in html


def test_lists_keep_their_first_number() -> None:
    assert '<ol start="3">' in make_article(body="3. 丙\n4. 丁\n").html


@pytest.mark.parametrize("body", ["<b>粗</b>\n", "文字<!-- 藏 -->。\n", "<script>1</script>\n", "<div>\n\n文字\n\n</div>\n"])
def test_raw_html_is_never_published(body: str) -> None:
    assert "html" in left_out(body).why.en


@pytest.mark.parametrize("name", ["page.html", "run.js", "draw.svg", "a.exe"])
def test_a_file_that_a_browser_could_run_keeps_its_article_off_the_site(name: str) -> None:
    made = left_out(f"[下载](a/{name})\n", files={NEWS + f"a/{name}": b"x"})
    assert name in made.why.zh
    assert made.advice.zh


@pytest.mark.parametrize(
    "text", ["a < b & c", "\"引号\" '单'", "&lt;script&gt;", "&#x202E;".replace("202E", "41"), "\\<b\\>", "1 > 0"]
)
def test_signs_are_escaped_once(text: str) -> None:
    made = make_article(body=f"甲{text}乙\n")
    page = read_page(f'<div id="article-body">{made.html}</div>')
    assert page.body == "".join(made.visible)
    assert not [one for one in page.elements if one.in_body and one.name not in {"p"}]


PIECES = (
    *(
        "甲",
        "乙。",
        "word",
        " ",
        "\n",
        "\n\n",
        "*",
        "**",
        "`",
        "~~",
        "[",
        "](b.md)",
        "](http://a.cn)",
        "!",
        "# ",
        "- ",
        "1. ",
        "> ",
    ),
    *(
        "|",
        "\n| - | - |\n",
        "&amp;",
        "&lt;b&gt;",
        "\\",
        '"',
        "'",
        "  \n",
        "```\n",
        "    ",
        "[x]: b.md\n",
        "<",
        ">",
        "&",
        "---\n",
    ),
)
pieces = st.sampled_from(PIECES)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(st.lists(pieces, max_size=25).map("".join))
def test_a_browser_reads_exactly_the_text_that_was_judged(body: str) -> None:
    made = compose_text(NEWS + "a.md", article_text("文字。\n\n" + body + "\n"), standing=[NEWS + "b.md"])
    if isinstance(made, Published):
        page = read_page(f'<!doctype html><body><div id="article-body">{made.html}</div></body>')
        assert page.body == "".join(made.visible)
        assert page.bodies == 1
    else:
        assert re.search(r"html", made.why.en)


def hash_of(body: str, *, files: dict[str, bytes] | None = None, **front: str) -> str:
    return sample_hash(read(NEWS + "a.md", article_text(body, **front), files))


def test_a_sample_hash_names_what_the_proofreaders_saw() -> None:
    first = hash_of("![现场](a/photo.png)\n", files=PNG)
    assert first == hash_of("![现场](a/photo.png)\n", files=PNG)
    others = {
        hash_of("![现场](a/photo.png)\n", files={**PNG, NEWS + "a/photo.png": b"\x89PNG other"}),
        hash_of("![现场 ](a/photo.png)\n\n。\n", files=PNG),
        hash_of("![现场](a/photo.png)\n", files=PNG, title="另一个标题"),
        hash_of("![现场](a/photo.png)\n", files=PNG, editor="张伟"),
        hash_of("**文字**\n"),
        hash_of("文字\n"),
    }
    assert len(others | {first}) == 7


def test_what_cannot_be_shown_has_no_sample_hash() -> None:
    assert hash_of("<b>粗</b>\n") == ""


PICTURE = {NEWS + "a/p.png": b"x"}


def test_a_picture_with_a_title_has_it_as_its_caption() -> None:
    article = make_article(body='一段。\n\n![现场](a/p.png "检查组在市场 <b> & 现场")\n\n又一段。\n', files=PICTURE)
    assert "<figcaption>检查组在市场 &lt;b&gt; &amp; 现场</figcaption></figure>\n<p>又一段。</p>" in article.html
    assert article.visible == ("一段。", "检查组在市场<b>&现场", "又一段。")


@pytest.mark.parametrize(
    "body", ["![现场](a/p.png)\n", '文字![现场](a/p.png "题")\n', '- ![现场](a/p.png "题")\n', '![现场](a/p.png " ")\n']
)
def test_any_other_picture_stands_as_it_is(body: str) -> None:
    article = make_article(body=body, files=PICTURE)
    assert "<figure>" not in article.html
    assert "题" not in article.visible


def test_the_original_of_a_reprint_is_offered_only_where_it_is_linked() -> None:
    source = "{name: 中国政府网, url: 'https://www.gov.cn/a.htm', title: 甲, original: a/original.txt}"
    files = {NEWS + "a/original.txt": b"words"}
    made = make_article(body="正文。\n", files=files, source=source)
    assert made.attachments == ()
    linked = make_article(body="正文，见[原文](a/original.txt)。\n", files=files, source=source)
    assert [one.label for one in linked.attachments] == ["原文"]
