"""Replacements in a file: exact, whole, and seen nowhere else."""

from __future__ import annotations

import pytest

from sanshen.model.finding import Edit, Place
from sanshen.reading.open_text import open_text
from sanshen.reading.rewriting import Shift, rewritten, shows_only
from support.reading import article


def edit(line: int, column: int, before: str, after: str) -> Edit:
    return Edit(Place(line, column, column + len(before)), before, after)


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("last", [b"", b"END"])
def test_every_other_byte_stays(end: bytes, mark: bytes, last: bytes) -> None:
    last = last.replace(b"END", end)
    data = mark + "甲,乙".encode() + end + end + "丙\u2028丁,戊\x0b己".encode() + last
    made = rewritten(data, [edit(3, 4, ",", "，"), edit(1, 2, ",", "，"), edit(1, 3, "乙", "")])
    assert made == mark + "甲，".encode() + end + end + "丙\u2028丁，戊\x0b己".encode() + last


@pytest.mark.parametrize(
    "edits",
    [
        [edit(1, 1, "乙", "丙")],
        [edit(1, 4, "丁", "丙")],
        [edit(9, 1, "甲", "丙")],
        [edit(1, 1, "甲乙", "丙"), edit(1, 2, "乙丙", "丁")],
    ],
    ids=["another-text", "behind-the-line", "behind-the-file", "overlapping"],
)
def test_what_does_not_stand_there_is_not_replaced(edits: list[Edit]) -> None:
    with pytest.raises(ValueError, match="does not hold"):
        rewritten("甲乙丙\n".encode(), edits)


def test_places_move_with_what_stands_before_them() -> None:
    edits = [edit(3, 2, "甲乙", "丙"), edit(3, 8, "丁", "戊己庚")]
    assert [Shift(edits).of(Place(3, column, column))[1] for column in (1, 2, 3, 4, 8, 9)] == [1, 2, 2, 3, 7, 10]
    assert Shift(edits).of(Place(4, 9, 9)) == (4, 9)


def stretches(body: str) -> list[str]:
    return [
        body.split("\n")[line - 1][one.column - 1 : one.end - 1]
        for line, some in sorted(open_text(body, 1).items())
        for one in some
    ]


@pytest.mark.parametrize(
    ("body", "open_"),
    [
        ("甲 **乙** 丙", ["甲 ", "乙", " 丙"]),
        ("甲 `乙` 丙", ["甲 ", " 丙"]),
        ("甲[乙](丙.md '丁')戊", ["甲", "戊"]),
        ("甲![乙](丙.png)戊", ["甲", "戊"]),
        ("甲<https://a.example/乙>戊", ["甲", "戊"]),
        ("甲~~乙~~丙", ["甲", "丙"]),
        ("甲<b>乙</b>丙", []),
        ("<div>\n甲\n</div>", []),
        ("    甲", []),
        ("```text\n甲\n```", []),
        ("> 甲\n\n乙", ["乙"]),
        ('!!! note "甲"\n乙', ["乙"]),
        ('!!! note "甲"\n    乙\n丙', ["丙"]),
        ("::: note\n甲\n:::\n乙", ["乙"]),
        ("::: note\n\n甲\n\n:::\n\n乙", ["乙"]),
        ("??? 甲", []),
        (r"甲\[乙\]&quot;丙", ["甲", r"\[", "乙", r"\]", "&quot;", "丙"]),
        ("| 甲 | 乙 |\n| - | - |\n| 丙\\|丁 | `戊` |", ["甲", "乙", "丙", "|丁"]),
        ("## 甲 ##\n\n- 乙\n  丙", ["甲", "乙", "丙"]),
        ("[甲][乙]\n\n[乙]: https://a.example '丙'", []),
    ],
)
def test_open_text_is_what_may_be_rewritten(body: str, open_: list[str]) -> None:
    assert stretches(body) == open_


def test_a_reader_sees_the_edits_and_nothing_else() -> None:
    before = article("甲,乙。\n\n丙`丁,戊`。\n")
    assert shows_only([edit(7, 2, ",", "，")], before, article("甲，乙。\n\n丙`丁,戊`。\n"))
    assert not shows_only([edit(7, 2, ",", "，")], before, article("甲，乙。\n\n丙`丁，戊`。\n"))
    assert not shows_only([edit(7, 2, ",", "，")], before, article("甲,乙。\n\n丙`丁,戊`。\n"))
    assert not shows_only([edit(7, 2, ",", "# ")], before, article("甲\n# 乙。\n\n丙`丁,戊`。\n"))
    assert not shows_only([], before, article("甲,乙。\n\n丙`丁,戊`。\n", {"keywords": "[消防]"}))
    assert not shows_only([], before, article("甲,乙。\n\n丙`丁,戊`。\n", {"signatures": "{review-1: zhang.wei}"}))


def test_an_escape_or_entity_is_replaced_whole() -> None:
    before = article("甲\\[乙&quot;丙。\n")
    edits = [edit(7, 2, "\\[", "〔"), edit(7, 5, "&quot;", "“")]
    made = rewritten(before.source.encode(), edits).decode()
    assert "甲〔乙“丙。" in made
    assert shows_only(edits, before, article("甲〔乙“丙。\n"))
