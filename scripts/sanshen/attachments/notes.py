"""Collects what is read out of one file, within the limits of the policy."""

from __future__ import annotations

from sanshen.attachments.refusal import RefusedError
from sanshen.model.attachments import AttachmentLimits
from sanshen.model.extract import Cell, Extract, Fragment, Mark, Sign, Spot

_MOST_FRAGMENTS = 60_000
_MOST_MARKS = 200
_LONGEST_DETAIL = 200


def _marked(sign: Sign, spot: Spot | None, detail: str) -> Mark:
    shown = " ".join(detail.encode("utf-8", "replace").decode("utf-8").split())[:_LONGEST_DETAIL]
    return Mark(sign, spot or Spot(), shown)


class Notes:
    """Fragments and marks as they are found. Raises RefusedError where there is more text than the policy allows."""

    def __init__(self, limits: AttachmentLimits, *, pictures: bool) -> None:
        self.limits = limits
        self.pictures = pictures
        """Whether words in pictures are wanted."""
        self._fragments: list[Fragment] = []
        self._marks: dict[Mark, None] = {}
        self._characters = 0

    @property
    def count(self) -> int:
        """How many texts were noted."""
        return len(self._fragments)

    def text(
        self,
        text: str,
        spot: Spot,
        *,
        link: bool = False,
        cell: Cell | None = None,
        aside: bool = False,
        boxes: tuple[str, ...] = (),
    ) -> None:
        """Note a text; blank ones are dropped. `link`, `aside`, `boxes`: see `Fragment`."""
        if not text.strip():
            return
        self._characters += len(text)
        if self._characters > self.limits.characters or len(self._fragments) >= _MOST_FRAGMENTS:
            raise RefusedError(Sign.LIMIT, "characters", spot)
        # A lone half of a character pair is no text: what it was meant to be cannot be told.
        whole = text.encode("utf-8", "replace").decode("utf-8")
        self._fragments.append(Fragment(whole, spot, link, cell, aside, boxes))

    def mark(self, sign: Sign, spot: Spot | None = None, detail: str = "") -> None:
        """Note a sign; the same one at the same place is noted once. RefusedError where there are too many: none is passed over."""
        made = _marked(sign, spot, detail)
        if made not in self._marks and len(self._marks) >= _MOST_MARKS:
            raise RefusedError(Sign.LIMIT, "marks")
        self._marks.setdefault(made)

    def refuse(self, sign: Sign, spot: Spot | None = None, detail: str = "") -> None:
        """Note why the file is refused, however much was noted before."""
        self._marks.setdefault(_marked(sign, spot, detail))

    def extract(self, kind: str) -> Extract:
        """What was found."""
        return Extract(kind, tuple(self._fragments), tuple(self._marks))
