"""The passages of an article as rules look at them: folded once, link targets decoded, waiver texts apart."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

import msgspec

from sanshen.model.article import Article, Passage, PassageKind
from sanshen.model.finding import Place
from sanshen.reading.folding import fold

TARGETS: Final = frozenset({PassageKind.LINK, PassageKind.IMAGE})


class View(msgspec.Struct, frozen=True):
    """A passage with its folded text; `origin[i]` is the index in `passage.text` that `folded[i]` came from."""

    passage: Passage
    folded: str
    origin: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span of `passage.text` behind `folded[start:end]`."""
        return self.origin[start], self.origin[end - 1] + 1

    def place(self, start: int, end: int) -> Place:
        """Where `folded[start:end]` stands in the file."""
        return self.passage.place(*self.span(start, end))

    def original(self, start: int, end: int) -> str:
        """The author's own characters behind `folded[start:end]`."""
        first, last = self.span(start, end)
        return self.passage.text[first:last]

    def around(self, start: int, end: int, width: int = 12) -> str:
        """The original text around a span, on one line, for an excerpt (not masked)."""
        first, last = self.span(start, end)
        text = self.passage.text
        left, right = max(0, first - width), min(len(text), last + width)
        return ("…" if left else "") + " ".join(text[left:right].split()) + ("…" if right < len(text) else "")


def _unquoted(text: str) -> tuple[str, tuple[int, ...]]:
    """A link target with its percent escapes decoded, each character with the index it began at."""
    from urllib.parse import unquote_to_bytes

    decoded: list[str] = []
    origin: list[int] = []
    at = 0
    while at < len(text):
        end = at
        while text[end : end + 1] == "%" and len(text) >= end + 3:
            end += 3
        if end == at:
            decoded.append(text[at])
            origin.append(at)
            at += 1
            continue
        run = unquote_to_bytes(text[at:end]).decode(errors="replace")
        decoded.extend(run)
        origin.extend([at] * len(run))
        at = end
    return "".join(decoded), tuple(origin)


@lru_cache(maxsize=256)
def _folded(text: str, decode: bool) -> tuple[str, tuple[int, ...]]:  # noqa: FBT001  # private; a cache key, not an option
    if not decode or "%" not in text:
        plain = fold(text)
        return plain.text, plain.origin
    decoded, origin = _unquoted(text)
    folded = fold(decoded)
    return folded.text, tuple(origin[at] for at in folded.origin)


def view_of(passage: Passage) -> View:
    """One passage as rules look at it."""
    folded, origin = _folded(passage.text, passage.kind in TARGETS)
    return View(passage, folded, origin)


def is_waiver_text(passage: Passage) -> bool:
    """Whether this is the `text` of a waiver, which must repeat what it excuses."""
    return passage.key.split(".")[0].split("[")[0] == "waivers" and not passage.key.endswith("reason")


def views(article: Article, *, waivers: bool = False) -> Iterator[View]:
    """Every passage but waiver texts (with `waivers=True` those too: what nothing may excuse is looked for there as well)."""
    for passage in article.passages:
        if waivers or not is_waiver_text(passage):
            yield view_of(passage)
