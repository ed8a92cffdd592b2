"""The passages of an article as rules look at them: folded once, link targets decoded, waiver texts apart."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, lru_cache
from typing import Final

import msgspec

from sanshen.model.article import Article, Passage, PassageKind
from sanshen.model.finding import Place
from sanshen.reading.folding import fold, fold_evenly

TARGETS: Final = frozenset({PassageKind.LINK, PassageKind.IMAGE})
_HEX: Final = frozenset("0123456789abcdefABCDEF")
BARRIER: Final = "\n\x00\n"
"""Between two passages: no blank, no word, no line goes across it, and what looks back from behind it sees nothing."""


class View(msgspec.Struct, frozen=True):
    """A passage as rules search it.

    `text` is the passage's text, a link target with its percent escapes decoded; `folded[i]` came from `text[origin[i]]`.
    `spots[j]` is where `text[j]` begins in the passage; None where text and passage are the same.
    """

    passage: Passage
    text: str
    folded: str
    origin: Sequence[int]
    spots: tuple[int, ...] | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span of `text` behind `folded[start:end]`."""
        return self.origin[start], self.origin[end - 1] + 1

    def place(self, start: int, end: int) -> Place:
        """Where `folded[start:end]` stands in the file."""
        first, last = self.span(start, end)
        if self.spots is None:
            return self.passage.place(first, last)
        stop = self.spots[last] if last < len(self.spots) else len(self.passage.text)
        return self.passage.place(self.spots[first], stop)

    def original(self, start: int, end: int) -> str:
        """The author's own characters behind `folded[start:end]`."""
        first, last = self.span(start, end)
        return self.text[first:last]

    def around(self, start: int, end: int, width: int = 12) -> str:
        """The original text around a span, on one line, for an excerpt (not masked).

        What is left of a number or a key that the cut went through would no longer be masked: it is left out.
        """
        first, last = self.span(start, end)
        left, right = max(0, first - width), min(len(self.text), last + width)
        while 0 < left < first and _goes_on(self.text, left):
            left += 1
        while last < right < len(self.text) and _goes_on(self.text, right):
            right -= 1
        shown = " ".join(self.text[left:right].split())
        return ("…" if left else "") + shown + ("…" if right < len(self.text) else "")


def _goes_on(text: str, at: int) -> bool:
    """Whether letters and digits, blanks or hyphens between digits included, go on over the cut before `text[at]`."""
    return _in_run(text, at - 1) and _in_run(text, at)


def _in_run(text: str, at: int) -> bool:
    character = text[at]
    if character in " -":
        return text[at - 1 : at].isdigit() and text[at + 1 : at + 2].isdigit()
    return character.isdigit() or character == "_" or (character.isascii() and character.isalnum())


def _unquoted(text: str) -> tuple[str, tuple[int, ...]]:
    """A link target with its percent escapes decoded, each character with the index it began at."""
    data, spots = bytearray(), list[int]()
    at = 0
    while at < len(text):
        code = text[at + 1 : at + 3]
        escaped = text[at] == "%" and len(code) == 2 and all(one in _HEX for one in code)  # noqa: PLR2004
        piece = bytes.fromhex(code) if escaped else text[at].encode("utf-8", "surrogatepass")
        data += piece
        spots += [at] * len(piece)
        at += 3 if escaped else 1
    decoded, begun, origin = data.decode("utf-8", "replace"), 0, list[int]()
    for character in decoded:
        origin.append(spots[min(begun, len(spots) - 1)])
        begun += 1 if character == "\ufffd" else len(character.encode())
    return decoded, tuple(origin)


@lru_cache(maxsize=256)
def _folded(text: str) -> tuple[str, Sequence[int]]:
    folded = fold(text)
    return folded.text, folded.origin


def _shown(passage: Passage) -> tuple[str, tuple[int, ...] | None]:
    if "%" in passage.text and passage.kind in TARGETS:
        return _unquoted(passage.text)
    return passage.text, None


def view_of(passage: Passage) -> View:
    """One passage as rules look at it."""
    text, spots = _shown(passage)
    folded, origin = _folded(text)
    return View(passage, text, folded, origin, spots)


def is_waiver_text(passage: Passage) -> bool:
    """Whether this is the `text` of a waiver, which must repeat what it excuses."""
    key = passage.key
    return key.startswith("waivers") and key.split(".")[0].split("[")[0] == "waivers" and not key.endswith("reason")


class Sight:
    """All passages of an article at one glance, and one by one for those who ask.

    `text`: every passage (waiver texts too) as its view has it, unfolded, with barriers between; `written`: without them; `folded`:
    the text folded. `targets`: whether there is any link or picture, `escapes`: one whose target has percent escapes.
    """

    def __init__(self, article: Article) -> None:
        self.article = article
        self._shown = [_shown(passage) for passage in article.passages]
        texts = [text for text, _ in self._shown]
        # Not `in TARGETS`: the hash of an Enum is Python code.
        link, image = PassageKind.LINK, PassageKind.IMAGE
        self.targets = bool([one for one in article.passages if one.kind is link or one.kind is image])
        self.escapes = bool([spots for _, spots in self._shown if spots is not None])
        self.text, self.written = BARRIER.join(texts), "".join(texts)
        # All at once costs less than one by one; where characters fold to none or several, each passage needs its own origins.
        self._evenly = fold_evenly(self.text)

    @cached_property
    def folded(self) -> str:
        """All passages, folded."""
        return BARRIER.join([view.folded for view in self.every]) if self._evenly is None else self._evenly

    @cached_property
    def every(self) -> tuple[View, ...]:
        """Every passage."""
        if self._evenly is None:
            return tuple([view_of(passage) for passage in self.article.passages])
        found, at = list[View](), 0
        for passage, (text, spots) in zip(self.article.passages, self._shown, strict=True):
            end = at + len(text)
            found.append(View(passage, text, self._evenly[at:end], range(len(text)), spots))
            at = end + len(BARRIER)
        return tuple(found)

    @cached_property
    def unwaived(self) -> tuple[View, ...]:
        """Every passage but waiver texts."""
        return tuple([view for view in self.every if not is_waiver_text(view.passage)])


# The article judged last: one rule after the other looks at the same views.
_latest: list[Sight] = []


def sight(article: Article) -> Sight:
    """What rules look at of an article."""
    if not _latest or _latest[0].article is not article:
        _latest[:] = [Sight(article)]
    return _latest[0]


def views(article: Article, *, waivers: bool = False) -> tuple[View, ...]:
    """Every passage but waiver texts (with `waivers=True` those too: what nothing may excuse is looked for there as well)."""
    return sight(article).every if waivers else sight(article).unwaived
