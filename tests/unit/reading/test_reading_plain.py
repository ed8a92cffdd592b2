from __future__ import annotations

from sanshen.reading.plain import correction_view
from support.reading import article


def texts(body: str) -> list[tuple[int, str, bool]]:
    return [(piece.line, piece.text, piece.correctable) for piece in correction_view(article(body)).texts]


def test_texts_come_in_order_with_their_lines_and_whether_they_may_be_corrected() -> None:
    body = "# 标题\n\n甲[乙](https://a.cn)丙\n丁~~戊~~`码`\n\n| 己 |\n|-|\n| ![庚](a.png) |\n"
    assert texts(body) == [
        (7, "标题", True),
        (9, "甲", True),
        (9, "乙", False),
        (9, "丙丁", True),
        (10, "戊", False),
        (12, "己", True),
    ]


def test_each_character_knows_its_line() -> None:
    piece = correction_view(article("甲乙\n丙 d\ne\n")).texts[0]
    assert (piece.text, piece.lines) == ("甲乙丙d e", (7, 7, 8, 8, 8, 9))


def test_a_wrong_character_leaves_the_structure_alone() -> None:
    one, other = correction_view(article("甲**乙**丙\n")), correction_view(article("甲乙\n丁\n"))
    assert one.structure == other.structure
    assert one.texts[0].text != other.texts[0].text
    assert hash(one.structure) == hash(other.structure)


def test_what_is_no_ordinary_text_is_structure() -> None:
    for one, other in [
        ("[甲](https://a.cn)\n", "[甲](https://b.cn)\n"),
        ("[甲](https://a.cn 'x')\n", "[甲](https://a.cn 'y')\n"),
        ("![甲](a.png)\n", "![乙](a.png)\n"),
        ("甲`a`\n", "甲`b`\n"),
        ("    a\n", "    b\n"),
        ("甲<!-- a -->\n", "甲<!-- b -->\n"),
        ("甲\n", "甲\n\n乙\n"),
        ("1. 甲\n", "2. 甲\n"),
        ("甲\n", "~~甲~~\n"),
        ("[甲]: https://a.cn\n", "[乙]: https://a.cn\n"),
    ]:
        assert correction_view(article(one)).structure != correction_view(article(other)).structure, one
