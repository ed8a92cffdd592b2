"""Messages that people read, in both languages of the product side by side."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

Lang = Literal["zh", "en"]
LANGS: Final[tuple[Lang, ...]] = ("zh", "en")


class Text(NamedTuple):
    """One message in Chinese (the default) and English; reports choose, decisions never do."""

    zh: str
    en: str

    def to(self, lang: Lang) -> str:
        """The message in `lang`."""
        return self.en if lang == "en" else self.zh

    def __add__(self, other: object) -> Text:
        """Both messages, one after the other."""
        if not isinstance(other, Text):
            return NotImplemented
        return Text(self.zh + other.zh, self.en + other.en)


EMPTY: Final = Text("", "")
