"""T41: one strict reader for front matter; a clear error or the one correct reading."""

from __future__ import annotations

import time

import pytest

from support.reading import article_text, read, rules_of

HEAD = "title: 冬季检查\ngrade: general\nsource: 梁山街道\n"
LAUGHS = "a: &a [x, x]\n" + "".join(f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}]\n" for n in range(20))


def refused(text: str | bytes, rule: str = "SS0002") -> tuple[int, str]:
    reading = read(text)
    assert reading.article is None
    assert set(rules_of(reading)) == {rule}, [finding.message.en for finding in reading.findings]
    finding = reading.findings[0]
    assert finding.message.zh
    return finding.place.line, finding.message.en


@pytest.mark.parametrize(
    ("front", "line", "says"),
    [
        (HEAD + "grade: special\n", 5, "key grade is given twice, first on line 3"),
        (HEAD + "'grade': special\n", 5, "given twice"),
        (HEAD + '"gr\\u0061de": special\n', 5, "given twice"),
        (HEAD + "document: {number: a, number: b}\n", 5, "given twice"),
        (HEAD + "summary: &a x\n", 5, "anchor"),
        (HEAD + "summary: *a\n", 5, "alias *a"),
        (HEAD + "<<: {summary: x}\n", 5, "merge key"),
        (HEAD + "summary: !!python/object:os.system x\n", 5, "tag"),
        (HEAD + "summary: !secret x\n", 5, "tag"),
        (HEAD + LAUGHS, 5, "anchor"),
        (HEAD + "summary:\tx\n\ty: z\n", 6, "YAML"),
        (HEAD + "\tsummary: x\n", 5, "tab"),
        (HEAD + "%YAML 1.1\n", 6, "YAML"),
        (HEAD + "2026: x\n", 5, "must be text"),
        (HEAD + "summary: 'x\n", 5, "YAML"),
        ("--- \n" + HEAD, 2, "another ---"),
        ("--- # x\n" + HEAD, 2, "another ---"),
        (HEAD + "...\nsummary: x\n", 5, "another ---"),
        (HEAD + "...\n", 5, "another ---"),
        (HEAD + "--- # x\nsummary: x\n", 5, "another ---"),
    ],
)
def test_t41_front_matter_that_is_not_strict_yaml_is_refused(front: str, line: int, says: str) -> None:
    text = f"---\n{front}---\n\n文。\n"
    where, message = refused(text)
    assert says in message
    assert where == line


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no front matter"),
        ("文。\n", "no front matter"),
        ("\n---\n" + HEAD + "---\n", "no front matter"),
        (" ---\n" + HEAD + "---\n", "no front matter"),
        ("+++\ntitle = 'x'\n+++\n", "TOML"),
        ('{"title": "x"}\n', "JSON"),
        ("---\n" + HEAD, "not closed"),
        ("---\n" + HEAD + " ---\n文\n", "not closed"),
        ("---\n" + HEAD + "--- \n文\n", "not closed"),
        ("---\n" + HEAD + "----\n文\n", "not closed"),
        ("---\n" + HEAD + "---\n---\ngrade: special\n---\n文\n", "second front matter"),
        ("---\n" + HEAD + "---\n\n \n---\ngrade: special\n---\n文\n", "second front matter"),
        ("---\n" + HEAD + "---\n+++\n+++\n文\n", "second front matter"),
    ],
)
def test_t41_front_matter_of_another_shape_is_refused(text: str, says: str) -> None:
    assert says in refused(text)[1]


@pytest.mark.parametrize(
    "text",
    ["---\n---\n文\n", "---\n- a\n---\n文\n", "---\nx\n---\n文\n", "---\n{title: a, grade: general, source: b}\n---\n文\n"],
)
def test_t41_front_matter_is_a_mapping_one_key_a_line(text: str) -> None:
    refused(text, "SS0003")


def test_t41_three_dashes_in_the_text_are_a_rule_there() -> None:
    found = read(f"---\n{HEAD}---\n文。\n\n---\n\ngrade: special\n\n---\n").article
    assert found is not None
    assert found.meta.grade == "general"
    assert ("hr",) in found.canonical


def test_t41_byte_order_mark_and_crlf_are_read_like_the_plain_file() -> None:
    plain, other = read(article_text()).article, read(("\ufeff" + article_text()).replace("\n", "\r\n")).article
    assert plain is not None
    assert other is not None
    assert plain.meta == other.meta
    assert plain.passages == other.passages
    assert plain.substance == other.substance


def test_t41_a_byte_order_mark_in_the_middle_is_no_key() -> None:
    assert read(f"---\n\ufeff{HEAD}---\n文\n").article is None


def test_t41_a_line_break_that_only_yaml_knows_is_refused_and_named() -> None:
    for code in ("0085", "2028", "2029"):
        found = refused(f"---\n{HEAD}summary: '甲{chr(int(code, 16))}乙'\n---\n文\n", "SS0002")
        assert f"U+{code}" in found[1]


def test_t41_ten_megabytes_of_front_matter_are_refused_before_parsing() -> None:
    began = time.monotonic()
    assert refused(b"---\n" + b"a: [" * 2_500_000, "SS0007")
    assert refused("---\n" + HEAD + "summary: " + "x" * 90_000 + "\n---\n文\n")[1].startswith("larger than")
    assert time.monotonic() - began < 5


def test_t41_nested_brackets_do_not_reach_the_parser_that_would_crash() -> None:
    assert "nested more than" in refused("---\na: " + "[" * 60_000 + "\n---\n文\n")[1]
    assert "nested more than" in refused("---\n" + "- " * 30_000 + "\n---\n文\n")[1]


@pytest.mark.parametrize("word", ["yes", "no", "on", "off", "010", "0x10", "1:30", "2026-01-01", "=", "1_000"])
def test_t41_words_that_other_readers_turn_into_something_else_stay_words(word: str) -> None:
    found = read(article_text(front={"summary": word})).article
    assert found is not None
    assert found.meta.summary == word
    assert found.front["summary"] == word


@pytest.mark.parametrize(
    ("data", "says"),
    [(b"---\ntitle: \xff\n", "byte 11"), (b"\x89PNG\r\n\x1a\n\0\0", "NUL"), ("---\n".encode("utf-16"), "UTF-8")],
)
def test_t41_what_is_no_text_is_said_to_be_none(data: bytes, says: str) -> None:
    reading = read(data)
    assert reading.article is None
    assert rules_of(reading) == ["SS0002"]
    assert says in reading.findings[0].message.en or says == "UTF-8"


def test_t51_words_of_the_author_are_inert_and_masked_in_messages() -> None:
    number = "110101" + "19900307" + "7715"[:4]
    for front in (f"title: {number[:17]}\n", '"\\e[31m\\u202ex": 1\n', f'"{number}": 1\n', "a: !<\u202ex> 1\n"):
        for finding in read("---\n" + front + "---\n文\n").findings:
            assert finding.message.en.isprintable()
            assert finding.message.zh.isprintable()
            assert number[:17] not in finding.message.en
