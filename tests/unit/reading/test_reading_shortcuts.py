"""The shortcuts of the parser give what markdown-it's own rules, tried one after the other, give."""

from __future__ import annotations

from unittest.mock import patch

from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.utils import EnvType

from sanshen.reading import blocks, markdown
from sanshen.reading.inline import PositionedInline, PositionedState
from sanshen.reading.location import split_row
from sanshen.reading.positions import Pieces

_LINES = st.sampled_from(
    [
        "", " ", "\u3000", "甲乙，丙。", "  甲", "    甲", "\t甲", "甲\\", "甲  ", "甲*乙*", "甲&lt;", "é", "\u00a0甲", "\x85", "===", "---", "- 甲",
        "-", "1. 甲", "   乙", "> 甲", ">", "| 甲 | 乙 |", "| - | - |", "甲 | 乙", "-|-", "# 甲", "```", "<div>", "[a]: /b", "[a]", "~~甲~~", "+", "* *",
        "甲\u2028乙", "　　甲", "——", "“甲”", "\ufeff甲",
    ]
)  # fmt: skip
_BODIES = st.lists(_LINES, max_size=14).map("\n".join)


def _by_every_rule(self: PositionedInline, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
    state = PositionedState(src, md, env, tokens)
    self.tokenize(state)
    for rule in self.ruler2.getRules(""):
        rule(state)
    return state.tokens


def _told(body: str) -> object:
    parsed = markdown.parse(body, 3, 40)
    shown = [
        token.as_dict(meta_serializer=lambda meta: {key: _plain(value) for key, value in meta.items()})
        for token in parsed.tokens
    ]
    return shown, parsed.deep, parsed.vast


def _plain(value: object) -> object:
    return [value.starts, value.lines, value.columns] if isinstance(value, Pieces) else str(value)


@given(_BODIES)
@example("甲\n\n- 乙\n\n  丙\n丁\n\n戊")
@example("> 甲\n\n乙\n===\n\n- 丙\n- 丁")
@settings(max_examples=200, deadline=None)
def test_a_line_that_can_only_be_a_paragraph(body: str) -> None:
    quick = _told(body)
    with (
        patch.object(blocks, "_can_only_be_a_paragraph", lambda _state, _line: False),
        patch.object(blocks.PositionedBlock, "_rules_for", lambda self, _first: self.ruler.getRules("")),
        patch.object(PositionedInline, "parse", _by_every_rule),
    ):
        assert _told(body) == quick


@given(st.text(alphabet="甲a|| \t\u3000", max_size=16), st.integers(1, 9))
@settings(max_examples=200, deadline=None)
def test_a_row_without_escapes(raw: str, column: int) -> None:
    # An escape behind the row makes no cell of its own, and takes the other way.
    slow = split_row(raw.rstrip() + "\\", 3, column)
    quick = split_row(raw.rstrip() + "a", 3, column)
    assert [(text.replace("\\", "a"), _plain(pieces)) for text, pieces in slow] == [
        (text, _plain(pieces)) for text, pieces in quick
    ]
