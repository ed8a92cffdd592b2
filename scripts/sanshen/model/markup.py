"""Raw HTML that may stand in an article: only what Markdown cannot write, and nothing that hides, runs or leads anywhere."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

LINE_BREAK: Final = "br"
RUBY: Final = "ruby"
ANNOTATIONS: Final = frozenset({"rt", "rp"})
"""Pronunciation above a character, and the brackets around it that only old browsers show."""
INLINE: Final = frozenset({"sub", "sup", "u", "kbd", RUBY, *ANNOTATIONS, LINE_BREAK})
IN_CELLS: Final = INLINE - ANNOTATIONS - {RUBY}
"""Inline elements in the cells of a table written in HTML."""
CELLS: Final = frozenset({"td", "th"})
ROW_GROUPS: Final = frozenset({"thead", "tbody", "tfoot"})
_ROWS: Final = frozenset({"tr"})
WITHIN: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "": frozenset({"table"}),
        "table": frozenset({"caption", "tr"}) | ROW_GROUPS,
        **dict.fromkeys(sorted(ROW_GROUPS), _ROWS),
        "tr": CELLS,
        **dict.fromkeys(("caption", *CELLS), IN_CELLS),
    }
)
"""What may stand directly inside an element of a table; "" is the text itself."""
TABLE: Final = frozenset(WITHIN) - {""}
TAGS: Final = INLINE | TABLE
WIDEST: Final = 50
_SPANS: Final = frozenset(str(number) for number in range(1, WIDEST + 1))
ATTRIBUTES: Final[Mapping[str, Mapping[str, frozenset[str]]]] = MappingProxyType(
    {
        "td": {"colspan": _SPANS, "rowspan": _SPANS},
        "th": {"colspan": _SPANS, "rowspan": _SPANS, "scope": frozenset({"col", "row", "colgroup", "rowgroup"})},
    }
)
"""Element → attribute → the values it may have. All other attributes are refused."""
BRACKETS: Final = frozenset("()（）【】[]〔〕")
"""What may stand in `rp`: readers of today's browsers never see it."""
DEEPEST: Final = 3
"""How deep such elements may stand inside each other in a line of text."""
LONGEST: Final = 200_000
"""Characters of one block of HTML."""


class Refusal(StrEnum):
    """Why a piece of raw HTML is refused."""

    COMMENT = "comment"
    TAG = "tag"
    ATTRIBUTE = "attribute"
    PLACE = "place"
    UNCLOSED = "unclosed"
    STRAY = "stray"
    EMPTY = "empty"
    UNSEEN = "unseen"
    LOOSE = "loose"
    LONG = "long"
    CHANGED = "changed"
