"""办法逐条对照: each article of the measures and what enforces it, as data (`templates/measures.yml`)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Final

import msgspec

from sanshen.model.data import Data
from sanshen.model.text import Text

ARTICLES: Final = 36


class Words(Data, frozen=True):
    """A sentence in both languages."""

    zh: str
    en: str

    def text(self) -> Text:
        """The same as a message."""
        return Text(self.zh, self.en)


class Enforcer(Data, frozen=True):
    """One thing that enforces an article: exactly one key besides `note` is given."""

    rule: str = ""
    command: str = ""
    control_plane: str = ""
    ledger: str = ""
    policy: str = ""
    organisational: Words | None = None
    planned: Words | None = None
    note: Words | None = None

    def named(self) -> Iterator[tuple[str, str]]:
        """(kind, name) of what is named; for words the name is empty."""
        for kind, name in (
            ("rule", self.rule),
            ("command", self.command),
            ("control-plane", self.control_plane),
            ("ledger", self.ledger),
            ("policy", self.policy),
        ):
            if name:
                yield kind, name
        for kind, words in (("organisational", self.organisational), ("planned", self.planned)):
            if words is not None:
                yield kind, ""


class MeasureArticle(Data, frozen=True):
    """One article: its number, our own one-line summary (never the regulation's text), and what enforces it."""

    number: Annotated[int, msgspec.Meta(ge=1, le=ARTICLES)]
    summary: Words
    by: tuple[Enforcer, ...]


class Measures(Data, frozen=True):
    """The whole of `templates/measures.yml`."""

    articles: tuple[MeasureArticle, ...]
