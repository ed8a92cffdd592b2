"""Markdown as gate and site read it: one parser, one configuration, true positions.

CommonMark with tables and strike-through; raw HTML is recognised and judged (`raw_html`). Nothing pulls in other files.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import ClassVar, Final, NoReturn

import msgspec
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from sanshen.reading.blocks import PositionedBlock, TooDeepError
from sanshen.reading.inline import PositionedInline
from sanshen.reading.location import locate

MOST_REPEATED: Final = 100_000
"""Characters of targets and titles that references may repeat in one text (the same bound as in other Markdown readers)."""
_MANY_MARKS: Final = re.compile(
    r"^(?!(?:[ \t]*-)+[ \t]*$|(?:[ \t]*\*)+[ \t]*$)(?:[ \t]*(?:>|[-+*][ \t]|[0-9]{1,9}[.)][ \t])){12}", re.MULTILINE
)


class Parsed(msgspec.Struct, frozen=True):
    """The tokens of a body. Leaf tokens and table rows carry `meta["pieces"]`.

    `deep` is the line nested too deep, `vast` the line at which references repeat more than `MOST_REPEATED`; else 0. Either way
    there are no tokens.
    """

    tokens: list[Token]
    deep: int
    vast: int = 0


class _NoRenderer:
    """Pages are rendered from these tokens by `site`; the library's own renderer takes long to make itself ready."""

    __output__: ClassVar[str] = "tokens"

    def __init__(self, _parser: MarkdownIt) -> None:
        pass

    def render(self, tokens: Sequence[Token], options: OptionsDict, env: EnvType) -> NoReturn:
        """Not by this reader."""
        raise NotImplementedError


def parser(nesting: int) -> MarkdownIt:
    """A new parser. Joining of text fragments is left out: each fragment knows its own place."""
    made = MarkdownIt(
        "commonmark",
        {"html": True, "maxNesting": nesting, "store_labels": True, "inline_definitions": True},
        renderer_cls=_NoRenderer,
    ).enable(["table", "strikethrough"])
    inline, block = PositionedInline(), PositionedBlock()
    inline.ruler.enableOnly(made.inline.ruler.get_active_rules())
    inline.ruler2.enableOnly([name for name in made.inline.ruler2.get_active_rules() if name != "fragments_join"])
    block.ruler.enableOnly(made.block.ruler.get_active_rules())
    made.inline, made.block = inline, block
    made.core.ruler.disable("text_join")
    return made


@lru_cache(maxsize=4)
def _shared_parser(nesting: int) -> MarkdownIt:
    return parser(nesting)


def parse(body: str, first_line: int, nesting: int) -> Parsed:
    """Parse the body of an article whose first line is line `first_line` of the file. `nesting` bounds depth."""
    try:
        _bound_marks(body)
        tokens = _shared_parser(nesting).parse(body)
    except TooDeepError as error:
        return Parsed([], first_line + error.line)
    vast = _vast(tokens)
    if vast is not None:
        return Parsed([], 0, first_line + vast)
    locate(tokens, body, first_line)
    if "<" in body:  # what judges raw HTML is loaded where there may be some
        from sanshen.reading.raw_html import judge

        judge(tokens)
    return Parsed(tokens, 0)


def _vast(tokens: Sequence[Token]) -> int | None:
    """The line (from 0) at which references have repeated too much: every `[r]` gives the whole target of `[r]: …` once more."""
    if not any(token.type == "definition" for token in tokens):
        return None
    repeated = line = 0
    for token in tokens:
        line = token.map[0] if token.map else line
        todo = list(token.children or ())
        while todo:
            one = todo.pop()
            todo += one.children or ()
            if "label" in one.meta:
                repeated += sum(len(str(value)) for value in one.attrs.values())
        if repeated > MOST_REPEATED:
            return line
    return None


def _bound_marks(body: str) -> None:
    """Lines that open many quotes or lists at once are refused before parsing: each level looks through all that follows."""
    match = _MANY_MARKS.search(body)
    if match is not None:
        raise TooDeepError(body.count("\n", 0, match.start()))


@lru_cache(maxsize=8)
def parse_shared(body: str, first_line: int, nesting: int) -> Parsed:
    """`parse`, remembered for the next question about the same body. Callers must not change the tokens."""
    return parse(body, first_line, nesting)
