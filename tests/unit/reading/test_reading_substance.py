from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from support.reading import article, article_text, read

FOLDER = "content/liangshan/news/2026/"
FILES = {FOLDER + "a.png": b"1", FOLDER + "b.png": b"2", FOLDER + "f/a.png": b"1"}


def digests(body: str, front: dict[str, str] | None = None, files: dict[str, bytes] | None = None) -> tuple[str, str]:
    found = article(body, front, files=FILES if files is None else files)
    return found.substance, found.form


SAME = [
    ("甲乙\n", "甲\n乙\n", "a soft break between Han"),
    ("甲乙\n", "甲 乙\n", "a blank between Han"),
    ("甲乙\n", "甲  \n乙\n", "a hard break"),
    ("甲乙\n", "甲\\\n乙\n", "a hard break with a backslash"),
    ("甲 a 乙\n", "甲a乙\n", "blanks between Han and Latin"),
    ("a b\n", "a\nb\n", "a soft break between words"),
    ("a b\n", "a  b\n", "two blanks"),
    ("a b\n", "a\u00a0\u2003b\n", "other blanks"),
    ("“a” b\n", "“a”\nb\n", "a blank beside a Chinese quotation mark"),
    ("甲，乙\n", "甲，\n乙\n", "a break behind full-width punctuation"),
    ("カ タ\n", "カタ\n", "kana"),
    ("甲乙\n", "　　甲乙　\n", "indentation of a paragraph"),
    ("甲乙\n", "甲**乙**\n", "bold"),
    ("a b\n", "*a* _b_\n", "emphasis"),
    ("a b\n", "*a\nb*\n", "emphasis over a break"),
    ("甲[乙](https://a.cn)丙\n", "甲 [ 乙 ](https://a.cn) 丙\n", "blanks at the edges of a link"),
    ("- 甲\n- 乙\n", "* 甲\n* 乙\n", "bullets"),
    ("- 甲\n- 乙\n", "- 甲\n+ 乙\n", "another bullet in the middle"),
    ("- 甲\n- 乙\n", "- 甲\n\n- 乙\n", "a loose list"),
    ("1. 甲\n2. 乙\n", "1) 甲\n5) 乙\n", "list delimiters, and numbers no reader sees"),
    ("|甲|乙|\n|-|-|\n|1|2|\n", "| 甲 | 乙 |\n|:--|:-:|\n1 | 2\n", "alignment of a table"),
    ("```\na b\n```\n", "~~~~\na b\n~~~~\n", "fences"),
    ("```\na b\n```\n", "    a b\n", "indented code"),
    ("# 甲\n", "甲\n===\n", "underlined headings"),
    ("# 甲\n", "# 甲 #\n", "closing marks of a heading"),
    ("---\n\n甲\n".replace("---", "甲\n\n---"), "甲\n\n***\n\n甲\n", "rules"),
    ("[甲](https://a.cn)\n", "[甲][r]\n\n[r]: https://a.cn\n", "a link by reference"),
    ("<https://a.cn>\n", "[https://a.cn](https://a.cn)\n", "an autolink"),
    ("![图](a.png)\n", "![图](./f/../a.png)\n", "another way to the same file"),
    ("![图](a.png)\n", "![*图*](a.png)\n", "emphasis in an alt text"),
    ("&amp;\n", "&#38;\n", "an entity"),
    ("\\*甲\n", "&#42;甲\n", "an escape"),
    ("> 甲\n> 乙\n", "> 甲\n乙\n", "a lazy continuation"),
    ("甲\n", "\n\n甲\n\n\n", "empty lines"),
    ("甲 `a` 乙\n", "甲\n`a`\n乙\n", "breaks around code beside Han"),
]
OTHER = [
    ("甲乙\n", "甲丙\n", "a character"),
    ("限 10 人\n", "限 100 人\n", "a number"),
    ("a b\n", "ab\n", "a blank between words"),
    ("3 4\n", "34\n", "a blank between digits"),
    ("甲乙\n", "甲\n\n乙\n", "a paragraph"),
    ("甲\n", "~~甲~~\n", "strike-through"),
    ("甲\n", "# 甲\n", "a heading"),
    ("# 甲\n", "## 甲\n", "a heading's level"),
    ("甲\n", "> 甲\n", "a quotation"),
    ("- 甲\n", "1. 甲\n", "a numbered list"),
    ("1. 甲\n", "2. 甲\n", "a list's number"),
    ("- 甲\n  - 乙\n", "- 甲\n- 乙\n", "the depth of a list"),
    ("`甲`\n", "甲\n", "code"),
    ("`a b`\n", "`a  b`\n", "blanks in code"),
    ("```\na\n```\n", "```py\na\n```\n", "a language of code"),
    ("```\na\n```\n", "```\n a\n```\n", "indentation in code"),
    ("|甲|\n|-|\n|1|\n", "|甲|\n|-|\n|2|\n", "a cell"),
    ("|甲|\n|-|\n|1|\n", "|甲|\n|-|\n|1|\n||\n", "a row"),
    ("|甲|乙|\n|-|-|\n|1||\n", "|甲|乙|\n|-|-|\n||1|\n", "the column of a cell"),
    ("[甲](https://a.cn)\n", "[甲](https://b.cn)\n", "a link's target"),
    ("[甲](https://a.cn)\n", "[甲](https://a.cn 'x')\n", "a link's title"),
    ("[甲](https://a.cn)\n", "甲\n", "a link"),
    ("[甲](https://a.cn)乙\n", "[甲乙](https://a.cn)\n", "a link's extent"),
    ("甲[](https://a.cn)\n", "甲\n", "an empty link"),
    ("![图](a.png)\n", "![画](a.png)\n", "an alt text"),
    ("![图](a.png)\n", "![图](b.png)\n", "a picture"),
    ("![图](a.png)\n", "![图](f/a.png)\n", "the same bytes elsewhere"),
    ("![图](a.png)\n", "![图](a.png 'x')\n", "a picture's title"),
    ("![图](a.png)\n", "![[图](https://a.cn)](a.png)\n", "a link hidden in an alt text"),
    ("甲\n", "甲<!-- 藏 -->\n", "an inline comment"),
    ("甲\n", "甲\n\n<!-- 藏 -->\n", "a comment"),
    ("<!-- a -->\n\n甲\n", "<!-- b -->\n\n甲\n", "a comment's text"),
    ("甲<b>乙</b>\n", "甲乙\n", "raw HTML"),
    ("<div>\n甲</div>\n", "<p>\n甲</p>\n", "an HTML block"),
    ("甲\n", "甲\n\n[r]: https://a.cn\n", "an unused definition"),
    ("甲\n\n[r]: https://a.cn\n", "甲\n\n[s]: https://a.cn\n", "an unused definition's label"),
    ("[r]\n\n[r]: https://a.cn\n", "[r]\n\n[r]: https://a.cn\n[r]: https://b.cn\n", "a second definition of a label"),
    ("甲\n\n---\n", "甲\n", "a rule"),
    ("甲\n", "甲\u200b\n", "an invisible character"),
]


@pytest.mark.parametrize(("one", "other", "what"), SAME, ids=[case[2] for case in SAME])
def test_form_alone(one: str, other: str, what: str) -> None:
    before, after = digests(one), digests(other)
    assert before[0] == after[0], what
    assert before[1] != after[1], what


@pytest.mark.parametrize(("one", "other", "what"), OTHER, ids=[case[2] for case in OTHER])
def test_substance(one: str, other: str, what: str) -> None:
    before, after = digests(one), digests(other)
    assert before[0] != after[0], what
    assert before[1] != after[1], what


def test_a_line_end_is_neither_substance_nor_form() -> None:
    text = article_text("甲\n\n乙\n")
    found = [read(text.replace("\n", end)).article for end in ("\n", "\r\n", "\r")]
    assert len({(one.substance, one.form) for one in found if one is not None}) == 1
    assert None not in found


def test_a_byte_order_mark_is_form() -> None:
    plain, marked = read(article_text()).article, read("\ufeff" + article_text()).article
    assert plain is not None
    assert marked is not None
    assert plain.substance == marked.substance
    assert plain.form != marked.form


@pytest.mark.parametrize(
    "front",
    [
        {"title": "别的标题"},
        {"grade": "major"},
        {"grade": "一般"},
        {"source": "education"},
        {"keywords": "[消防]"},
        {"summary": "摘要"},
        {"disclosure": "active"},
        {"publish-after": "2026-11-01"},
        {"waivers": "[{rule: SS1302, text: a, reason: b}]"},
        {"moved-from": "content/a/b/2026/c.md"},
        {"document": "{number: 1号}"},
    ],
)
def test_front_matter_is_substance(front: dict[str, str]) -> None:
    assert digests("甲\n")[0] != digests("甲\n", front)[0]


def test_order_quotes_and_comments_of_the_front_matter_are_form() -> None:
    one = read("---\ntitle: 甲\ngrade: general\nsource: 乙\n---\n文\n").article
    other = read("---\nsource: '乙' # 来源\ntitle: 甲\n\ngrade: \"general\"\n---\n文\n").article
    assert one is not None
    assert other is not None
    assert one.substance == other.substance
    assert one.form != other.form


def test_the_path_is_in_both() -> None:
    one, other = article("甲\n"), article("甲\n", path="content/liangshan/news/2026/other.md")
    assert one.substance != other.substance
    assert one.form != other.form


def test_text_and_list_of_files_cannot_be_mistaken_for_each_other() -> None:
    # The same bytes in a row, cut elsewhere: text + folder + path of one, text + path of the other.
    from sanshen.reading.digests import form

    deep, flat = FOLDER + FOLDER + "a.png", FOLDER + "a.png"
    assert form("p", b"x", [(deep, "0")]) != form("p", b"x" + FOLDER.encode(), [(flat, "0")])


WORDS = st.text(alphabet="甲乙丙丁戊，。“”ab12", min_size=1, max_size=12)


@settings(max_examples=150, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=5), st.data())
def test_wrapping_and_emphasis_never_change_the_substance(words: list[str], data: st.DataObject) -> None:
    glue = "\n" if data.draw(st.booleans()) else "  \n"
    marked = [f"**{word}**" if word.isascii() and data.draw(st.booleans()) else word for word in words]
    plain, typed = " ".join(words), glue.join(marked)
    assume("**" not in article(typed + "\n").passages[-1].text)
    assert article(plain + "\n").substance == article(typed + "\n").substance


@settings(max_examples=200, deadline=None)
@given(WORDS, WORDS)
def test_different_visible_texts_never_share_a_substance(one: str, other: str) -> None:
    assume(one != other)
    assert article(f"文{one}\n").substance != article(f"文{other}\n").substance


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=20), st.binary(max_size=20))
def test_any_byte_of_an_attachment_is_substance_and_form(one: bytes, other: bytes) -> None:
    assume(one != other)
    found = [digests("![图](a.png)\n", files={FOLDER + "a.png": data}) for data in (one, other)]
    assert found[0][0] != found[1][0]
    assert found[0][1] != found[1][1]


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="甲a1 \n*_~`[]()<>!|-#>.:", max_size=60), st.integers(0, 59), st.sampled_from("甲乙a9"))
def test_an_inserted_character_changes_the_form_and_nothing_is_ever_equal_by_chance(body: str, at: int, char: str) -> None:
    other = body[: min(at, len(body))] + char + body[min(at, len(body)) :]
    one, two = (
        read("---\ntitle: 甲\ngrade: general\nsource: 乙\n---\n文\n\n" + body).draft,
        read("---\ntitle: 甲\ngrade: general\nsource: 乙\n---\n文\n\n" + other).draft,
    )
    assert one is not None
    assert two is not None
    assert one.form != two.form
