"""Second looks at text that still wears markup where no reader of Markdown takes it off, or signs that fold to letters.

In a title, a picture's text or code an entity, a tag or a footnote mark stands as it is written; × and ㊣ are letters once folded.
Few articles hold any of these signs, so that the second look costs the others nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from html import unescape
from typing import Final

from sanshen.model.article import Article
from sanshen.reading.folding import fold
from sanshen.rules.reading_view import View, sight
from sanshen.rules.skim import Skim

_SIGNS: Final = "×㊣ˇˈʼ〇々〆"
SHOWN_BY: Final = frozenset("&<^{" + _SIGNS)
"""One of these characters, or `LINKED`, stands in every text that is looked at twice."""
LINKED: Final = "]("


@cache
def _dress() -> re.Pattern[str]:
    entity = r"&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});"
    markup = (
        r"<[^<>\n]{1,200}>|!\[[^\[\]\n]{0,60}\]\([^()\s]{0,200}\)|\]\([^()\s]{0,200}\)|\[\^[^\[\]\s]{1,20}\]|\{[^{}\n]{1,60}\}"
    )
    return re.compile(f"({entity})|{markup}|[{_SIGNS}]")


def may_be_dressed(article: Article) -> bool:
    """Whether any passage may be worth a second look."""
    seen = sight(article)
    return any(map(seen.text.__contains__, SHOWN_BY)) or LINKED in seen.text


def bare_letters(skim: Skim) -> str:
    """The letters and digits of an article without its dress, folded; "" where it wears none."""
    if not may_be_dressed(skim.article):
        return ""
    bare = _dress().sub("", skim.folded)
    return re.sub(r"[\W_]+", "", bare) if len(bare) < len(skim.folded) else ""


def undressed(article: Article) -> Iterator[View]:
    """Each passage (waiver texts aside) that wears any of it, without it; the places are those of the file."""
    if not may_be_dressed(article):
        return
    for view in sight(article).unwaived:
        if _dress().search(view.text) is not None:
            yield _bare(view)


def _bare(view: View) -> View:
    parts, spots, at = list[str](), list[int](), 0
    for found in _dress().finditer(view.text):
        parts.append(view.text[at : found.start()])
        spots += range(at, found.start())
        instead = unescape(found.group(1)) if found.group(1) else " " if found.group() in _SIGNS else ""
        parts.append(instead)
        spots += [found.start()] * len(instead)
        at = found.end()
    text = "".join(parts) + view.text[at:]
    folded = fold(text)
    spots += range(at, len(view.text))
    own = view.spots  # of a target with its percent escapes decoded
    return View(view.passage, text, folded.text, folded.origin, tuple(spots if own is None else (own[spot] for spot in spots)))
