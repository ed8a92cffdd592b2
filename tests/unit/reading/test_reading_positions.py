from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from sanshen.model.article import Passage, PassageKind
from sanshen.reading.markdown import parse
from sanshen.reading.passages import passages


def seen(body: str, first_line: int = 1) -> tuple[Passage, ...]:
    return passages(parse(body, first_line, 40).tokens)


def texts(body: str) -> list[str]:
    return [passage.text for passage in seen(body) if passage.kind is PassageKind.TEXT]


def wrong_places(body: str) -> list[tuple[str, str, tuple[int, int]]]:
    """Characters whose place in the source shows another character; breaks and pictures stand for something else."""
    lines = body.split("\n")
    found = []
    for passage in seen(body):
        assert len(passage.places) == len(passage.text)
        for char, (line, column) in zip(passage.text, passage.places, strict=True):
            there = lines[line - 1][column - 1 : column]
            if char != there and char not in "\n " and "%20" not in passage.text and passage.text != "x.zip":
                found.append((passage.text, char, (line, column)))
    return found


@pytest.mark.parametrize(
    ("body", "text", "start", "end"),
    [
        ("a *b* **c**\n", "a b c", (1, 1), (1, 9)),
        ("  缩进\n", "缩进", (1, 3), (1, 4)),
        ("　　首行缩进\n", "首行缩进", (1, 3), (1, 6)),
        ("　　\n下一行\n", "下一行", (2, 1), (2, 3)),
        ("一\n二\n", "一\n二", (1, 1), (2, 1)),
        ("一  \n   二\n", "一\n二", (1, 1), (2, 4)),
        ("一\\\n二\n", "一\n二", (1, 1), (2, 1)),
        ("\\*a\\*\n", "*a*", (1, 2), (1, 5)),
        ("&amp;a\n", "&a", (1, 1), (1, 6)),
        ("``  a b  ``\n", " a b ", (1, 4), (1, 8)),
        ("`` ` ``\n", "`", (1, 4), (1, 4)),
        ("> - 引文\n", "引文", (1, 5), (1, 6)),
        ("> 一\n二\n", "一\n二", (1, 3), (2, 1)),
        ("> > 一\n> 二\n", "一\n二", (1, 5), (2, 3)),
        ("1. 甲\n   乙\n", "甲\n乙", (1, 4), (2, 4)),
        ("-\t甲\n", "甲", (1, 3), (1, 3)),
        ("## 标题 ##\n", "标题", (1, 4), (1, 5)),
        ("# # #\n", "#", (1, 3), (1, 3)),
        ("- # 1\n", "1", (1, 5), (1, 5)),
        ("甲\n乙\n===\n", "甲\n乙", (1, 1), (2, 1)),
        ("禁<!-- x -->词\n", "禁词", (1, 1), (1, 12)),
        ("~~删~~~~~去\n", "删~~~去", (1, 3), (1, 9)),
        ("***a***\n", "a", (1, 4), (1, 4)),
        ("*a **b***\n", "a b", (1, 2), (1, 6)),
        ("a*b\n", "a*b", (1, 1), (1, 3)),
        ("[a *b*](u)c\n", "a bc", (1, 2), (1, 11)),
        ("<http://a.cn>\n", "http://a.cn", (1, 2), (1, 12)),
        ("<a@b.cn>\n", "a@b.cn", (1, 2), (1, 7)),
    ],
)
def test_a_text_and_its_ends(body: str, text: str, start: tuple[int, int], end: tuple[int, int]) -> None:
    passage = next(one for one in seen(body) if one.kind is PassageKind.TEXT)
    assert passage.text == text
    assert (passage.places[0], passage.places[-1]) == (start, end)


def test_table_cells_are_passages_of_their_own_also_behind_quote_marks() -> None:
    body = "> | a | b\\|c |\n> |---|:-:|\n> | *d* | e | 多余 |\n> f\n"
    found = [(passage.text, passage.places[0]) for passage in seen(body) if passage.text.strip()]
    assert found == [("a", (1, 5)), ("b|c", (1, 9)), ("多余", (3, 15)), ("d", (3, 6)), ("e", (3, 11)), ("f", (4, 3))]
    cell = next(passage for passage in seen(body) if passage.text == "b|c")
    assert cell.places == ((1, 9), (1, 11), (1, 12))


def test_surplus_cells_no_reader_sees_are_passages_too() -> None:
    assert "藏" in texts("|a|\n|-|\n|b|藏|\n")


def test_links_images_titles_and_definitions() -> None:
    body = '[甲](<a b.pdf> "题\\"目") ![图*片*](p.png \'T\') [乙][r] <http://c.cn>\n\n[r]: d.pdf\n  "释义"\n[无人用]: http://e.cn \'藏\'\n'
    found = {(passage.kind, passage.text): passage for passage in seen(body)}
    link = found[PassageKind.LINK, "a%20b.pdf"]
    assert (link.label, link.places[0], link.places[-1]) == ("甲", (1, 6), (1, 12))
    assert found[PassageKind.LINK_TITLE, '题"目'].places == ((1, 16), (1, 17), (1, 19))
    image = found[PassageKind.IMAGE, "p.png"]
    assert (image.label, image.places[0]) == ("图片", (1, 31))
    assert found[PassageKind.ALT, "图片"].places == ((1, 25), (1, 27))
    assert found[PassageKind.LINK, "d.pdf"].label == "乙"
    assert found[PassageKind.LINK, "d.pdf"].places[0] == (1, 42)
    assert found[PassageKind.LINK, "http://c.cn"].places[0] == (1, 50)
    assert found[PassageKind.LINK_TITLE, "释义"].places == ((4, 4), (4, 5))
    assert found[PassageKind.LINK, "http://e.cn"].places[0] == (5, 8)
    assert found[PassageKind.LINK_TITLE, "藏"].places == ((5, 21),)
    assert found[PassageKind.TEXT, "无人用"].places[0] == (5, 2)


def test_code_and_html_blocks() -> None:
    body = "> ```py x\n>   code\n> ```\n\n    indented\n\n<div>\n藏</div>\n\n- <!-- a\n  b -->\n"
    found = [(passage.kind.value, passage.text, passage.places[0], passage.places[-1]) for passage in seen(body)]
    assert found == [
        ("code", "py x", (1, 6), (1, 9)),
        ("code", "  code\n", (2, 3), (2, 9)),
        ("code", "indented\n", (5, 5), (5, 13)),
        ("html", "<div>", (7, 1), (7, 5)),
        ("html", "\n藏</div>\n", (7, 6), (8, 8)),
        ("text", "\n藏\n", (7, 6), (8, 8)),
        ("html", "<!-- a\nb -->", (10, 3), (11, 7)),
    ]


def test_lines_begin_where_the_body_begins_in_the_file() -> None:
    assert seen("a\n", first_line=8)[0].places == ((8, 1),)


FRAGMENTS = st.sampled_from(
    ["甲", "乙丙", "a1", "*b*", "**c丁**", "~~戊~~", "_己_", "`code`", "`` ` ``", "[庚](u.pdf)", "[辛](<v w> 'x')", "![壬](p.png)", "<b>", "<!-- y -->",
     "\\*", "\\|", "*", "_", "~~", "`", "[", "]", "[r]", "<http://c.cn>", "!", "(", ")", " ", "  ", "\n", "\n  ", "  \n", "\\\n", "\u3000", "\t"]
)  # fmt: skip
PREFIXES = st.sampled_from(["", "> ", "- ", "1. ", "> - ", "  ", "# ", "> > ", "- - ", "\t", ">\t", "-\t", "| ", "\u3000"])
LINES = st.builds(lambda prefix, parts: prefix + "".join(parts), PREFIXES, st.lists(FRAGMENTS, max_size=6))
BODIES = st.lists(
    st.one_of(LINES, st.sampled_from(["", "", "|-|", "---", "===", "```", "[r]: x.zip 't'", "<div>"])), max_size=10
).map(lambda lines: "\n".join(lines) + "\n")


@settings(max_examples=400, deadline=None)
@given(BODIES)
def test_every_character_is_where_its_place_says(body: str) -> None:
    assert wrong_places(body) == []


@settings(max_examples=300, deadline=None)
@given(BODIES)
def test_the_tokens_are_those_of_markdown_it_itself(body: str) -> None:
    """Positions change nothing: fragments put together again, the stream is the library's own."""
    plain = MarkdownIt("commonmark", {"html": True, "maxNesting": 40}).enable(["table", "strikethrough"])
    ours = [token for token in parse(body, 1, 40).tokens if token.type != "definition"]
    theirs = plain.parse(body)
    assert [shown(token) for token in ours] == [shown(token) for token in theirs]
    for mine, other in zip(ours, theirs, strict=True):
        assert joined(mine.children) == joined(other.children)


def shown(token: Token) -> dict[str, object]:
    """A block's token but for what inside it has been put together otherwise and for places."""
    return {key: value for key, value in token.as_dict().items() if key not in {"children", "meta"}}


def joined(children: object) -> list[tuple[str, str, str]]:
    found: list[tuple[str, str, str]] = []
    for token in children or ():  # type: ignore[attr-defined]
        kind = "text" if token.type == "text_special" else token.type
        if kind == "text" and found and found[-1][0] == "text":
            found[-1] = ("text", found[-1][1] + token.content, "")
        elif kind != "text" or token.content:
            found.append((kind, token.content, str(token.attrs) if kind != "text" else ""))
    return found


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="甲a*_~`[]()<>!&#;|\\-+1.>: \t\n\u3000\u200b\"'x", max_size=80))
def test_any_text_gives_passages_with_a_place_for_each_character(body: str) -> None:
    lines = body.split("\n")
    for passage in seen(body):
        assert len(passage.places) == len(passage.text)
        assert all(1 <= line <= len(lines) and 1 <= column <= len(lines[line - 1]) + 1 for line, column in passage.places)
