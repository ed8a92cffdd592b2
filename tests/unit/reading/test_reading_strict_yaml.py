from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshen.reading.strict_yaml import YamlDocument, YamlError, load, resolve


def read(text: str, **more: int) -> YamlDocument:
    return load(text.encode(), **({"max_bytes": 100_000} | more))


def faults(text: str | bytes, **more: int) -> list[tuple[int, int, str]]:
    with pytest.raises(YamlError) as caught:
        load(text.encode() if isinstance(text, str) else text, **({"max_bytes": 100_000} | more))
    assert all(fault[2].zh and fault[2].en for fault in caught.value.faults)
    return [(line, column, text.en) for line, column, text in caught.value.faults]


@pytest.mark.parametrize(
    ("plain", "value"),
    [
        ("", None),
        ("~", None),
        ("null", None),
        ("true", True),
        ("False", False),
        ("yes", "yes"),
        ("no", "no"),
        ("on", "on"),
        ("12", 12),
        ("-3", -3),
        ("0", 0),
        ("010", "010"),
        ("0x1F", "0x1F"),
        ("0o17", "0o17"),
        ("1_000", "1_000"),
        ("12:30", "12:30"),
        ("1.5", 1.5),
        ("1e5", 1e5),
        ("1.", "1."),
        (".5", ".5"),
        (".inf", ".inf"),
        (".nan", ".nan"),
        ("1e999", "1e999"),
        ("2026-03-01", "2026-03-01"),
        ("2026-03-01T08:00:00Z", "2026-03-01T08:00:00Z"),
        ("123456789012345678901", "123456789012345678901"),
    ],
)
def test_plain_scalars_follow_the_core_schema_and_nothing_else(plain: str, value: object) -> None:
    found = resolve(plain)
    assert found == value
    assert type(found) is type(value)


def test_quoted_scalars_are_always_text() -> None:
    assert read("a: 'true'\nb: \"12\"\nc: ''\n").value == {"a": "true", "b": "12", "c": ""}


def test_marks_count_lines_and_characters_from_one() -> None:
    document = read("标题: 梁山\n列表:\n  - 甲\n  - 乙: 1\n")
    assert document.marks[("标题",)] == (1, 1)
    assert document.marks[("列表", 1)] == (4, 5)
    assert document.marks[("列表", 1, "乙")] == (4, 5)
    assert document.scalars[("标题",)].column == 5


def test_line_offset_is_added_everywhere() -> None:
    document = read("a: x\n", line_offset=7)
    assert document.marks == {("a",): (8, 1), (): (8, 1)}
    assert document.scalars[("a",)].line == 8
    assert faults("a: 1\na: 2\n", line_offset=7)[0][0] == 9


@pytest.mark.parametrize(
    ("text", "line", "column", "word"),
    [
        ("a: 1\nb: 2\na: 3\n", 3, 1, "given twice, first on line 1"),
        ("a:\n  b: 1\n  b: 2\n", 3, 3, "given twice"),
        ("a: &x 1\n", 1, 4, "anchor &x"),
        ("a: &x 1\nb: *x\n", 1, 4, "anchor &x"),
        ("a: !!str 1\n", 1, 4, "tag"),
        ("a: !x 1\n", 1, 4, "tag"),
        ("a: ! 1\n", 1, 4, "tag"),
        ("<<: {a: 1}\n", 1, 1, "merge key"),
        ("1: a\n", 1, 1, "must be text"),
        ("true: a\n", 1, 1, "must be text"),
        ("? [a]\n: b\n", 1, 3, "must be text"),
        ("%YAML 1.1\n---\na: 1\n", 1, 1, "directives"),
        ("a: 1\n---\nb: 1\n", 2, 1, "another ---"),
        ("a:\n\tb: 1\n", 2, 1, "tab"),
        ("a: 'x\n", 1, 4, "YAML"),
        ("a: 1\nb\nc: 1\n", 2, 1, "YAML"),
    ],
)
def test_what_strict_yaml_refuses(text: str, line: int, column: int, word: str) -> None:
    found = faults(text)
    assert found[0][:2] == (line, column)
    assert word in found[0][2]


def test_all_faults_are_reported_in_one_run() -> None:
    found = faults("a: 1\na: 2\nb: &x 1\n1: x\nc: !!int 3\n")
    assert [fault[0] for fault in found] == [3, 5]
    assert [fault[0] for fault in faults("a: 1\na: 2\n<<: 3\n1: x\n")] == [2, 3, 4]


def test_a_quoted_merge_sign_and_quoted_ampersands_are_text() -> None:
    assert read("'<<': 'a & b'\nurl: https://example.org/?a=1&b=2\n").value == {
        "<<": "a & b",
        "url": "https://example.org/?a=1&b=2",
    }


def test_bytes_are_bounded_before_anything_is_read() -> None:
    assert "limit of 10 bytes" in faults(b"\xff" * 11, max_bytes=10)[0][2]


@pytest.mark.parametrize("bomb", ["[" * 60_000, "{a: " * 20_000, "- " * 40_000, "? " * 40_000, "a: " + "[" * 60_000])
def test_nesting_is_stopped_before_the_composer_which_would_crash(bomb: str) -> None:
    assert "nested more than 40" in faults(bomb)[0][2] or "YAML" in faults(bomb)[0][2]


def test_nesting_by_indentation_is_bounded_too() -> None:
    assert "nested more than 40" in faults("".join(" " * depth + "a:\n" for depth in range(60)))[0][2]


def test_nesting_within_the_limit_is_read() -> None:
    assert read("[" * 30 + "]" * 30).value is not None
    assert "nested" in faults("[" * 6 + "]" * 6, max_nesting=4)[0][2]


def test_invalid_utf8_names_line_and_byte() -> None:
    line, column, text = faults("a: 甲\nb: ".encode() + b"\xff\n")[0]
    assert (line, column) == (2, 4)
    assert "byte 10 is 0xFF" in text


def test_byte_order_mark_and_line_ends_do_not_matter() -> None:
    assert read("\ufeffa: 1\r\nb: 2\rc: 3\n").value == {"a": 1, "b": 2, "c": 3}


def test_an_empty_document_is_nothing() -> None:
    assert read("").value is None
    assert read("# only a comment\n").value is None


def test_control_characters_are_refused() -> None:
    assert faults("a: \x01\n")
    assert faults('a: "\\uD800"\n')


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused_with_a_place(text: str) -> None:
    found: tuple[tuple[int, int, object], ...] = ()
    try:
        load(text.encode("utf-8", "surrogatepass"), max_bytes=10_000)
    except YamlError as error:
        found = error.faults
    assert all(line >= 1 and column >= 1 for line, column, _ in found)


@given(
    st.dictionaries(
        st.text("abc甲乙", min_size=1),
        st.one_of(st.integers(-(10**17), 10**17), st.booleans(), st.none(), st.text("a甲: #'\"\\\n")),
        max_size=5,
    )
)
def test_what_a_careful_writer_writes_is_read_back(value: dict[str, object]) -> None:
    import json

    assert load(json.dumps(value).encode(), max_bytes=100_000).value == value
