"""T46: whatever the bytes, reading ends soon and says plainly what is too much."""

from __future__ import annotations

import time

import pytest

from support.reading import article_text, read, rules_of

SIZE = 60_000
UNITS = ["[", "![", "[a](", "*a_ ", "*", "~~a ", "`a``b```", "<", "<!--", "<![CDATA[", "<?", "&", "&#", "|", ">", "- ", "\\", '<a b="', "<http:",
         "a]", "[a](<b", '[a](b "', "[a]((((", "![a](b", "__a", "*_~~[`<", "\u3000", "[a]: b\n", "1. ", "# ", "[]()", "|-"]  # fmt: skip


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("width", [0, 80])
def test_t46_a_repeated_mark_costs_bounded_time(unit: str, width: int) -> None:
    body = (unit * SIZE)[:SIZE]
    if width:
        body = "\n".join(body[at : at + width] for at in range(0, SIZE, width))
    began = time.process_time()
    reading = read(article_text(body))
    assert time.process_time() - began < 20
    assert reading.article is not None or reading.findings


@pytest.mark.parametrize(
    "body",
    [
        ">" * 200 + " 甲\n",
        "> " * 200 + "甲\n",
        "- " * 200 + "甲\n",
        "1. " * 200 + "甲\n",
        "> - " * 100 + "甲\n",
        "".join("  " * depth + "- 甲\n" for depth in range(200)),
        "[" * 200 + "甲" + "](u)" * 200 + "\n",
        "![" * 200 + "甲" + "](u)" * 200 + "\n",
        "~~甲 " * 200 + "乙~~ " * 200 + "\n",
        "> 甲\n" + ">" * 60 + " 乙\n",
    ],
)
def test_t46_deep_nesting_is_refused_never_dropped_in_silence(body: str) -> None:
    reading = read(article_text(body))
    assert reading.article is None
    assert rules_of(reading)[0] == "SS0007"
    assert "nested more than 40" in reading.findings[0].message.en
    assert reading.findings[0].place.line >= 6


def test_t46_a_long_rule_is_no_nesting() -> None:
    assert read(article_text("甲\n\n" + "- " * 40 + "\n\n" + "* " * 40 + "\n")).article is not None


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"x" * 1_048_577, "bytes; the limit is 1048576"),
        (article_text("甲" * 100_001).encode(), "characters in a line"),
        (article_text("\n" * 20_001).encode(), "lines; the limit is 20000"),
        (b"x" * 100_000_000, "bytes"),
    ],
)
def test_t46_too_much_is_said_plainly(data: bytes, says: str) -> None:
    began = time.process_time()
    reading = read(data)
    assert rules_of(reading) == ["SS0007"]
    assert says in reading.findings[0].message.en
    assert time.process_time() - began < 5
