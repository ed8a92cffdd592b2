"""Slides: which shapes stand beside the slide or are switched off, so that nobody sees them."""

from __future__ import annotations

from typing import Final

from sanshen.attachments.packages import Package, Step
from sanshen.attachments.unseen import attribute

_PRESENTATION: Final = "ppt/presentation.xml"
_TOP: Final = (("spTree", "sp", "spPr", "xfrm"), ("spTree", "graphicFrame", "xfrm"))
_SHAPES: Final = frozenset({"sp", "graphicFrame", "pic", "cxnSp", "grpSp"})


def size_of_slides(package: Package) -> tuple[int, int] | None:
    """Width and height of the slides in the units of their shapes, None where it is not said."""
    for step in package.walk(_PRESENTATION):
        if step.begins and step.name == "sldSz":
            width, height = _whole(attribute(step, "cx")), _whole(attribute(step, "cy"))
            return (width, height) if width and height else None
    return None


class Slide:
    """Follows a slide and knows whether its viewer can see the words of the shape it is in."""

    def __init__(self, size: tuple[int, int] | None) -> None:
        self._size = size
        self._corner = (0, 0)
        self._outside = False
        self._off: list[bool] = []

    def begin(self, step: Step) -> None:
        """An element begins."""
        if step.name in _SHAPES:
            self._off.append(False)
            self._outside = self._outside and len(self._off) > 1
        elif step.name in {"cNvPr", "docPr"} and attribute(step, "hidden") in {"1", "true"} and self._off:
            self._off[-1] = True
        elif step.name in {"off", "ext"} and any(step.path[-len(top) :] == top for top in _TOP):
            self._place(step)

    def _place(self, step: Step) -> None:
        if step.name == "off":
            self._corner = (_whole(attribute(step, "x")), _whole(attribute(step, "y")))
        elif self._size is not None:
            extent = (_whole(attribute(step, "cx")), _whole(attribute(step, "cy")))
            self._outside = any(
                at + long <= 0 or at >= whole for at, long, whole in zip(self._corner, extent, self._size, strict=True)
            )

    def end(self, step: Step) -> None:
        """An element ends."""
        if step.name in _SHAPES and self._off:
            self._off.pop()
            self._outside = self._outside and bool(self._off)

    def see(self) -> bool:
        """Whether a viewer sees the words of this shape."""
        return not (self._outside or any(self._off))


def _whole(text: str) -> int:
    digits = text.removeprefix("-")
    return int(text) if digits.isdecimal() and digits.isascii() and len(digits) < 12 else 0  # noqa: PLR2004
