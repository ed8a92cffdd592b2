"""markdown-it's block parser, remembering where each line's own text begins behind quote marks, list marks and indents.

The first token of a leaf block gets `meta["starts"]`: for each line of the block, the index in the source of its first
character that is not blank. Where markdown-it would drop deeply nested text in silence, TooDeepError is raised.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from markdown_it.parser_block import ParserBlock
from markdown_it.rules_block import StateBlock, paragraph

_LEAVES: Final = frozenset({"paragraph_open", "heading_open", "table_open", "fence", "code_block", "html_block", "definition"})

_CODE: Final = 4
"""Blanks that make an indented line code."""


class TooDeepError(Exception):
    """The text is nested deeper than the limit; `line` counts from 0 in the body (0 where unknown)."""

    def __init__(self, line: int) -> None:
        super().__init__(f"nested too deep at line {line}")
        self.line = line


def _apply(rules: Sequence[Callable[[StateBlock, int, int, bool], bool]], state: StateBlock, line: int, end: int) -> bool:
    # A plain loop: a generator costs more than most rules do.
    for rule in rules:  # noqa: SIM110
        if rule(state, line, end, False):  # noqa: FBT003  # markdown-it's signature: not silent
            return True
    return False


def _can_only_be_a_paragraph(state: StateBlock, line: int) -> bool:
    """Whether a line stands by itself and begins with a character that no other rule looks for (all of those are ASCII)."""
    first = state.bMarks[line] + state.tShift[line]
    return state.src[first] > "\x7f" and state.isEmpty(line + 1) and state.sCount[line] - state.blkIndent < _CODE


class PositionedBlock(ParserBlock):
    """The block parser with positions; rules and their order are markdown-it's own.

    A line that can only be a paragraph is not shown to the other rules: most lines of an article are such.
    """

    def tokenize(self, state: StateBlock, startLine: int, endLine: int) -> None:  # noqa: N803  # markdown-it's names
        """Generate tokens for a range of lines, as markdown-it does."""
        rules = self.ruler.getRules("")
        line, blank_before = startLine, False
        while line < endLine:
            state.line = line = state.skipEmptyLines(line)
            if line >= endLine or state.sCount[line] < state.blkIndent:
                break
            if state.level >= state.md.options["maxNesting"]:
                raise TooDeepError(line)
            known = len(state.tokens)
            if _can_only_be_a_paragraph(state, line):
                state.parentType = "paragraph"  # as the rule for underlined headings leaves it that looks in vain
                paragraph(state, line, endLine, False)  # noqa: FBT003  # markdown-it's signature: not silent
            elif not _apply(rules, state, line, endLine) or state.line <= line:
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
