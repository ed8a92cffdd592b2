"""Raw HTML: what is allowed is shown and read; everything else is refused with the reason at the place."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sanshen.model.article import Passage, PassageKind
from sanshen.model.markup import TAGS, Refusal
from sanshen.reading.html_tags import tag_of
from sanshen.reading.markdown import parse
from sanshen.reading.passages import passages
from sanshen.reading.sanitizing import cleaned, text_of

MERGED = (
    '<table>\n<caption>件数</caption>\n<tr><th rowspan="2" scope="col">镇街</th><th colspan="2">件数</th></tr>\n'
    "<tr><th>上半年</th><th>下半年</th></tr>\n<tr><td>甲镇</td><td>1</td><td>2<br>（估）</td></tr>\n</table>\n"
)


def read(body: str) -> tuple[Passage, ...]:
    return passages(parse(body, 1, 40).tokens)


def refusals(body: str) -> list[tuple[str, str]]:
    return [(one.label, one.text) for one in read(body) if one.kind is PassageKind.HTML and one.label]


def texts(body: str) -> list[str]:
    return [one.text for one in read(body) if one.kind is PassageKind.TEXT]


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("CO<sub>2</sub>和 m<sup>2</sup>\n", ["CO2和 m2"]),
        ("甲<SUB >乙</SUB>\n", ["甲乙"]),
        ("甲<br>乙<br/>丙\n", ["甲\n乙\n丙"]),
        ("| 甲<br>乙 | 丙 |\n| --- | --- |\n| <u>丁</u> | 戊 |\n", ["甲\n乙", "丙", "丁", "戊"]),
        ("**<u>甲</u>**[<kbd>乙</kbd>](https://www.gov.cn/)\n", ["甲乙"]),
        (
            "<ruby>梁<rp>（</rp><rt>liáng</rt><rp>）</rp>山<rt>shān</rt></ruby>镇\n",
            ["梁（liáng）山shān镇", "梁山镇", "（liáng）shān"],
        ),
    ],
)
def test_what_markdown_cannot_write_is_allowed(body: str, shown: list[str]) -> None:
    assert refusals(body) == []
    assert texts(body) == shown


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("甲<b>乙</b>\n", [(Refusal.TAG, "<b>"), (Refusal.TAG, "</b>")]),
        ("甲<!-- 乙 -->\n", [(Refusal.COMMENT, "<!-- 乙 -->")]),
        ("甲<![CDATA[乙]]>\n", [(Refusal.COMMENT, "<![CDATA[乙]]>")]),
        ("<u title='甲'>甲</u>\n", [(Refusal.ATTRIBUTE, "<u title='甲'>"), (Refusal.STRAY, "</u>")]),
        ("<u>甲\n", [(Refusal.UNCLOSED, "<u>")]),
        ("*<u>甲*</u>\n", [(Refusal.UNCLOSED, "<u>"), (Refusal.STRAY, "</u>")]),
        ("<u>甲\n\n乙</u>\n", [(Refusal.UNCLOSED, "<u>"), (Refusal.STRAY, "</u>")]),
        ("甲<u></u>\n", [(Refusal.EMPTY, "<u>")]),
        ("<sub><u><sub>甲</sub></u></sub>\n", [(Refusal.PLACE, "<sub>"), (Refusal.STRAY, "</sub>")]),
        ("<rt>甲</rt>\n", [(Refusal.PLACE, "<rt>"), (Refusal.STRAY, "</rt>")]),
        ("<ruby>甲<rp>乙</rp></ruby>\n", [(Refusal.UNSEEN, "<rp>")]),
        ("![甲<sub>乙</sub>](a.png)\n", [(Refusal.PLACE, "<sub>"), (Refusal.PLACE, "</sub>")]),
        ("甲<td>乙</td>\n", [(Refusal.PLACE, "<td>"), (Refusal.STRAY, "</td>")]),
    ],
)
def test_everything_else_is_refused_in_a_line(body: str, found: list[tuple[str, str]]) -> None:
    assert refusals(body) == found


def test_a_table_with_merged_cells_is_read_cell_by_cell() -> None:
    assert refusals(MERGED) == []
    cells = [(one.text, one.block.kind, one.block.row, one.block.column, one.places[0]) for one in read(MERGED) if one.block]
    assert cells == [
        ("件数", "paragraph", 0, 0, (2, 10)),
        ("镇街", "cell", 0, 0, (3, 33)),
        ("件数", "cell", 0, 1, (3, 56)),
        ("上半年", "cell", 1, 1, (4, 9)),
        ("下半年", "cell", 1, 2, (4, 21)),
        ("甲镇", "cell", 2, 0, (5, 9)),
        ("1", "cell", 2, 1, (5, 20)),
        ("2\n（估）", "cell", 2, 2, (5, 30)),
    ]


def test_tables_are_counted_through_the_article() -> None:
    body = "| 甲 |\n| --- |\n\n<table><tr><td>乙</td></tr></table>\n<table><tr><td>丙</td></tr></table>\n\n| 丁 |\n| --- |\n"
    assert [(one.text, one.block.table) for one in read(body) if one.block] == [("甲", 0), ("乙", 1), ("丙", 2), ("丁", 3)]


@pytest.mark.parametrize(
    ("block", "found"),
    [
        ("<td>甲</td>", (Refusal.PLACE, "<td>")),
        ("<table><tr><td>甲</table>", (Refusal.STRAY, "</table>")),
        ("<table><tr><td>甲</td></tr>", (Refusal.UNCLOSED, "<table>")),
        ("<table>甲<tr><td>乙</td></tr></table>", (Refusal.LOOSE, "甲")),
        ("<table><tr><td>甲</td></tr></table>乙", (Refusal.LOOSE, "乙")),
        ("<table><tr><td><a href='javascript:x'>甲</a></td></tr></table>", (Refusal.TAG, "<a href='javascript:x'>")),
        ("<table><tr><td style='color:#fff'>甲</td></tr></table>", (Refusal.ATTRIBUTE, "<td style='color:#fff'>")),
        ("<table><tr><td colspan='51'>甲</td></tr></table>", (Refusal.ATTRIBUTE, "<td colspan='51'>")),
        ("<table><tr><td colspan=2 colspan='藏'>甲</td></tr></table>", (Refusal.TAG, "<td colspan=2 colspan='藏'>")),
        ("<table><tr><td>甲</td 藏></tr></table>", (Refusal.TAG, "</td 藏>")),
        (
            "<table><tr><td></td><td rowspan=2>甲</td></tr><tr><td colspan=2>藏</td></tr></table>",
            (Refusal.PLACE, "<td colspan=2>"),
        ),
        ("<table><tr><td><table><tr><td>甲</td></tr></table></td></tr></table>", (Refusal.PLACE, "<table>")),
        ("<table><tr><td><ruby>甲<rt>乙</rt></ruby></td></tr></table>", (Refusal.PLACE, "<ruby>")),
        ("<script>alert(1)</script>", (Refusal.TAG, "<script>")),
        ("<!-- 甲 -->", (Refusal.COMMENT, "<!-- 甲 -->")),
        ("<div>甲", (Refusal.TAG, "<div>")),
    ],
)
def test_everything_else_is_refused_in_a_block(block: str, found: tuple[str, str]) -> None:
    assert [(why, text.strip()) for why, text in refusals(block + "\n")] == [found]


def test_a_refused_block_is_still_read() -> None:
    assert texts("<div>示<b></b>例&#31105;词</div>\n") == ["示例禁词\n"]
    assert (
        next(one.text for one in read("<p title='&#31105;词'>甲</p>\n") if one.kind is PassageKind.HTML) == "<p title='禁词'>"
    )


def test_a_table_that_claims_half_the_world_is_refused() -> None:
    row = "<tr>" + "<td colspan=50 rowspan=50>甲</td>" * 20 + "</tr>"
    assert refusals(f"<table>{row}</table>\n")[0][0] == Refusal.LONG
    assert refusals("<table>" + "<tr><td>甲</td></tr>" * 8000 + "</table>\n")[0][0] == Refusal.LONG


@pytest.mark.parametrize(
    "hidden",
    ["&#31192&#23494 密", "&#0000000000000000000000000000000000000031192;", "&CounterClockwiseContourIntegral;", "甲&#x1;乙"],
)
def test_what_a_browser_shows_and_the_rules_do_not_read_is_refused(hidden: str) -> None:
    assert refusals(f"<table><tr><td>{hidden}</td></tr></table>\n")[0][0] == Refusal.CHANGED


@pytest.mark.parametrize(
    "rows",
    [
        "<thead><tr><th rowspan=2>序号</th><th>密码</th></tr></thead><tbody><tr><td>1</td><td>乙</td></tr></tbody>",
        "<tr><th rowspan=2>序号</th><th>密码</th></tr><tbody><tr><td>1</td><td>乙</td></tr></tbody>",
    ],
)
def test_a_cell_may_not_reach_out_of_its_group_of_rows(rows: str) -> None:
    """Browsers cut it off there: what we would take for the second column stands in the first."""
    assert refusals(f"<table>{rows}</table>\n")[0][0] == Refusal.PLACE


PARTS = st.sampled_from(
    [
        *(f"<{name}>" for name in sorted(TAGS)), *(f"</{name}>" for name in sorted(TAGS)), "<td colspan=2>", "<b>", "<a href=x>", "<!--", "-->",
        "甲", "&amp;", "&#31105;", "&#31105", "&#0000000000000000000000000000000000000031105;", "&#x1;", "&CounterClockwiseContourIntegral;",
        "*", "`", "\n", "<", ">", '"', " ", "<br/>",
    ]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(PARTS, min_size=1, max_size=12).map("".join))
def test_what_is_allowed_survives_the_sanitizer_and_says_what_was_read(body: str) -> None:
    for token in parse(body, 1, 40).tokens:
        if token.type == "html_block" and not token.meta["html"].refusal:
            raw = token.meta["html"]
            assert cleaned(raw.html) == raw.html
            read_cells = "".join(character for cell in raw.cells for character, _ in cell.characters)
            assert "".join(read_cells.split()) == "".join(text_of(raw.html).split())
        for child in token.children or ():
            if child.type == "html_inline" and not child.meta["html"].refusal:
                assert tag_of(child.meta["html"].html) == tag_of(child.content)
