"""markdown-it's block parser, remembering where each line's own text begins behind quote marks, list marks and indents.

The first token of a leaf block gets `meta["starts"]`: for each line of the block, the index in the source of its first
character that is not blank. Where markdown-it would drop deeply nested text in silence, TooDeepError is raised.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, Literal

from markdown_it import MarkdownIt
from markdown_it.common.utils import mdTrim
from markdown_it.parser_block import ParserBlock
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token
from markdown_it.utils import EnvType

_LEAVES: Final = frozenset({"paragraph_open", "heading_open", "table_open", "fence", "code_block", "html_block", "definition"})

_OPENED_BY: Final = {
    "fence": "`~",
    "blockquote": ">",
    "hr": "*-_",
    "list": "*+-0123456789",
    "reference": "[",
    "html_block": "<",
    "heading": "#",
}
"""Rules that look for one of these characters first of all, and pass by a line that begins with another one."""
_CODE: Final = 4
"""Blanks that make an indented line code."""


_Rule = Callable[[StateBlock, int, int, bool], bool]


class TooDeepError(Exception):
    """The text is nested deeper than the limit; `line` counts from 0 in the body (0 where unknown)."""

    def __init__(self, line: int) -> None:
        super().__init__(f"nested too deep at line {line}")
        self.line = line


class BlockToken(Token):
    """A token of a block. The library's own way to make one costs as much as most rules: every default is looked at anew."""

    __slots__ = ()

    def __init__(self, type_: str, tag: str, nesting: Literal[-1, 0, 1], level: int) -> None:  # the rest is set when known
        self.type, self.tag, self.nesting, self.level = type_, tag, nesting, level
        self.attrs, self.meta = {}, {}
        self.map = self.children = None
        self.content = self.markup = self.info = ""
        self.block, self.hidden = True, False


class PositionedLines(StateBlock):
    """The state of the block parser, as markdown-it has it, with tokens that are made quickly."""

    def push(self, ttype: str, tag: str, nesting: Literal[-1, 0, 1]) -> Token:
        """A new token at the end of those found so far, one level up or down where it opens or closes something."""
        if nesting < 0:
            self.level -= 1
        token = BlockToken(ttype, tag, nesting, self.level)
        if nesting > 0:
            self.level += 1
        self.tokens.append(token)
        return token


def _apply(rules: Sequence[_Rule], state: StateBlock, line: int, end: int) -> bool:
    # A plain loop: a generator costs more than most rules do.
    for rule in rules:  # noqa: SIM110
        if rule(state, line, end, False):  # noqa: FBT003  # markdown-it's signature: not silent
            return True
    return False


def _first(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line]]


def _can_only_be_a_paragraph(state: StateBlock, line: int) -> bool:
    """Whether a line stands by itself and begins with a character that no other rule looks for (all of those are ASCII)."""
    return _first(state, line) > "\x7f" and state.isEmpty(line + 1) and state.sCount[line] - state.blkIndent < _CODE


def _paragraph_of_one_line(state: StateBlock, line: int) -> None:
    """What markdown-it's rule for paragraphs makes of such a line."""
    state.parentType = "paragraph"  # as the rule for underlined headings leaves it that looks in vain
    state.line = line + 1
    state.push("paragraph_open", "p", 1).map = [line, line + 1]
    text = state.push("inline", "", 0)
    text.content = mdTrim(state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]])
    text.map, text.children = [line, line + 1], []
    state.push("paragraph_close", "p", -1)


class PositionedBlock(ParserBlock):
    """The block parser with positions; rules and their order are markdown-it's own.

    A line that can only be a paragraph is not shown to the other rules: most lines of an article are such. Other lines are
    shown to those that may take them.
    """

    def __init__(self) -> None:
        super().__init__()
        self._asked: dict[str, list[_Rule]] = {}

    def _rules_for(self, first: str) -> list[_Rule]:
        """The rules that may take a line that begins with that character, in their order."""
        first = min(first, "\x80")  # no rule tells characters apart that are not ASCII
        if first not in self._asked:
            known = zip(self.ruler.get_active_rules(), self.ruler.getRules(""), strict=True)
            self._asked[first] = [rule for name, rule in known if first in _OPENED_BY.get(name, first)]
        return self._asked[first]

    def parse(self, src: str, md: MarkdownIt, env: EnvType, outTokens: list[Token]) -> list[Token] | None:  # noqa: N803  # its names
        """Add the tokens of `src`."""
        if not src:
            return None
        state = PositionedLines(src, md, env, outTokens)
        self.tokenize(state, state.line, state.lineMax)
        return state.tokens

    def tokenize(self, state: StateBlock, startLine: int, endLine: int) -> None:  # noqa: N803  # markdown-it's names
        """Generate tokens for a range of lines, as markdown-it does."""
        line, blank_before = startLine, False
        while line < endLine:
            state.line = line = state.skipEmptyLines(line)
            if line >= endLine or state.sCount[line] < state.blkIndent:
                break
            if state.level >= state.md.options["maxNesting"]:
                raise TooDeepError(line)
            known = len(state.tokens)
            if _can_only_be_a_paragraph(state, line):
                _paragraph_of_one_line(state, line)
            elif not _apply(self._rules_for(_first(state, line)), state, line, endLine) or state.line <= line:
                raise RuntimeError("no block rule moved on")
            self._note(state, line, known)
            state.tight = not blank_before
            line = state.line
            if line - 1 < endLine and state.isEmpty(line - 1):
                blank_before = True
            if line < endLine and state.isEmpty(line):
                blank_before = True
                line += 1
                state.line = line

    @staticmethod
    def _note(state: StateBlock, line: int, known: int) -> None:
        if len(state.tokens) > known and state.tokens[known].type in _LEAVES:
            state.tokens[known].meta["starts"] = [state.bMarks[at] + state.tShift[at] for at in range(line, state.line)]
