"""markdown-it's inline parser, remembering where each token began: gate and site then speak of the same characters.

Tokens get `meta["at"]`: for text, a tuple of (index in the source, length) runs that make up its content; for all others
(first index, index after the last). An image's own children count from `meta["alt"]`, the index its alt text begins at.
`meta["label_end"]` of a closing link is the index of its `]`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType

from sanshen.reading.blocks import TooDeepError


class TextToken(Token):
    """All of a source as one text. The library's own way to make a token costs more than finding out that it is one."""

    __slots__ = ()

    def __init__(self, content: str) -> None:
        self.type, self.content = "text", content
        self.attrs, self.meta = {}, {"at": ((0, len(content)),)}
        self.map = self.children = None
        self.tag = self.markup = self.info = ""
        self.nesting, self.level = 0, 0
        self.block, self.hidden = False, False


class PositionedState(StateInline):
    """Inline state whose pending text knows where it came from."""

    def __init__(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> None:
        super().__init__(src, md, env, tokens)
        self.runs: list[tuple[int, int]] = []

    def append_pending(self, text: str) -> None:
        """Pending text is always a copy of the source from the current position."""
        self.runs.append((self.pos, len(text)))
        super().append_pending(text)

    def pushPending(self) -> Token:  # noqa: N802  # markdown-it's name
        """Flush pending text; trailing blanks that a line break swallowed are cut from the runs too."""
        token = super().pushPending()
        token.meta["at"] = _cut(self.runs, len(token.content))
        self.runs = []
        return token

    def push(self, ttype: str, tag: str, nesting: Literal[-1, 0, 1]) -> Token:
        """A new token; where pending text was swallowed whole, its runs go too."""
        if not self.pending:
            self.runs = []
        token = super().push(ttype, tag, nesting)
        if ttype == "link_close":
            token.meta["label_end"] = self.posMax
        return token


class PositionedInline(ParserInline):
    """The inline parser with positions; rules and their order are markdown-it's own."""

    def skipToken(self, state: StateInline) -> None:  # noqa: N802  # markdown-it's name
        """Look ahead over one token; raises TooDeepError where markdown-it would pass over the rest in silence."""
        if state.level >= state.md.options["maxNesting"]:
            raise TooDeepError(0)
        super().skipToken(state)

    def tokenize(self, state: StateInline) -> None:
        """Generate tokens for the range of `state`, as markdown-it does, and note where each began."""
        rules = self.ruler.getRules("")
        end, deepest = state.posMax, state.md.options["maxNesting"]
        while state.pos < end:
            before, known = state.pos, len(state.tokens)
            if state.level >= deepest:
                raise TooDeepError(0)
            if _apply(rules, state):
                if state.pos <= before:
                    raise RuntimeError("an inline rule did not move on")
                if len(state.tokens) > known:
                    _note(state, before, known)
                continue
            state.append_pending(state.src[state.pos])
            state.pos += 1
        if state.pending:
            state.pushPending()

    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        """Parse `src` into `tokens`."""
        if src and self.terminator_re.search(src) is None:  # nothing but text: most blocks of an article
            tokens.append(TextToken(src))
            return tokens
        state = PositionedState(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens


def _apply(rules: Sequence[Callable[[StateInline, bool], bool]], state: StateInline) -> bool:
    # A plain loop: a generator costs more than most rules do.
    for rule in rules:  # noqa: SIM110
        if rule(state, False):  # noqa: FBT003  # markdown-it's signature: not silent
            return True
    return False


def _note(state: StateInline, before: int, known: int) -> None:
    """Give the tokens that one rule pushed their places. Tokens inside a link have theirs already."""
    running = before
    for token in state.tokens[known:]:
        if "at" in token.meta:
            continue
        if token.type == "text":
            if token.content == state.src[running : running + len(token.content)]:
                token.meta["at"] = ((running, len(token.content)),)  # markers, one after the other
                running += len(token.content)
            else:
                token.meta["at"] = _autolink(state.src, before, token.content)
        elif token.type == "text_special":
            token.meta["at"] = _special(token, before)
        else:
            token.meta["at"] = (before, state.pos)
        if token.type == "image":
            token.meta["alt"] = before + 2


def _cut(runs: list[tuple[int, int]], length: int) -> tuple[tuple[int, int], ...]:
    found = []
    for start, size in runs:
        if length <= 0:
            break
        found.append((start, min(size, length)))
        length -= size
    return tuple(found)


def _special(token: Token, before: int) -> tuple[tuple[int, int], ...]:
    """An escaped character stands behind its backslash; all characters of an entity stand at its `&`."""
    if token.info == "escape":
        return ((before + len(token.markup) - len(token.content), len(token.content)),)
    return tuple((before, 1) for _ in token.content)


def _autolink(source: str, before: int, content: str) -> tuple[tuple[int, int], ...]:
    if source.startswith(content, before + 1):
        return ((before + 1, len(content)),)
    return tuple((before + 1, 1) for _ in content)  # percent escapes were decoded: all of it stands at its beginning
