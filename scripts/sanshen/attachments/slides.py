"""Slides: words that nobody sees, in shapes beside the slide or switched off, white on white, or as small as a dot."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from sanshen.attachments.packages import Package, Step
from sanshen.attachments.unseen import attribute, is_pale

_PRESENTATION: Final = "ppt/presentation.xml"
_TOP: Final = (("spTree", "sp", "spPr", "xfrm"), ("spTree", "graphicFrame", "xfrm"))
_SHAPES: Final = frozenset({"sp", "graphicFrame", "pic", "cxnSp", "grpSp"})
_BACKGROUNDS: Final = re.compile(r"ppt/(?:slideMasters/slideMaster|slideLayouts/slideLayout)\d+\.xml")
_THEMES: Final = re.compile(r"ppt/theme/theme\d+\.xml")
_FILLS: Final = frozenset({"solidFill", "gradFill", "blipFill", "pattFill"})
_FILLED: Final = frozenset({"spPr", "grpSpPr", "tcPr"})
_PAPER: Final = frozenset({"bg1", "lt1"})
"""What a theme calls the colour of its background; light unless the master or the theme says otherwise."""
_SMALLEST: Final = 200
"""Hundredths of a point: below two points nothing can be read."""


class Deck(NamedTuple):
    """What all slides have in common. `light`: their masters and layouts are plain white, with nothing white words could stand on."""

    size: tuple[int, int] | None
    light: bool


def deck_of(package: Package) -> Deck:
    """Size and paper of a presentation's slides."""
    names = sorted(package.names)
    light = all(_is_light(package, name) for name in names if _BACKGROUNDS.fullmatch(name))
    return Deck(
        _size_of_slides(package), light and all(_is_pale_theme(package, name) for name in names if _THEMES.fullmatch(name))
    )


def _is_pale_theme(package: Package, name: str) -> bool:
    """Whether the colour of paper is white; a theme that does not say has no other."""
    return all(
        is_pale(attribute(step, "lastClr") or attribute(step, "val"))
        for step in package.walk(name)
        if step.begins and step.path[-1:] == ("lt1",)
    )


def _is_light(package: Package, name: str) -> bool:
    """Whether a slide, layout or master is white paper without pictures, filled shapes or shaded cells."""
    return not any(_darkens(step) for step in package.walk(name) if step.begins)


def _darkens(step: Step) -> bool:
    above = step.path[-1] if step.path else ""
    if step.name in {"pic", "blip", "tableStyleId"} or (step.name in _FILLS and above in _FILLED):
        return True
    if step.name == "fillRef":
        return attribute(step, "idx") != "0"
    if step.name == "clrMap":
        return attribute(step, "bg1") not in {"", "lt1"}
    if "bg" not in step.path:
        return False
    if step.name == "schemeClr":
        return attribute(step, "val") not in _PAPER
    return step.name in {"gradFill", "pattFill", "lumMod", "shade"} or (
        step.name == "srgbClr" and not is_pale(attribute(step, "val"))
    )


def slide_of(package: Package, name: str, deck: Deck) -> Slide:
    """Eyes for one slide."""
    return Slide(deck.size, light=deck.light and _is_light(package, name))


def _size_of_slides(package: Package) -> tuple[int, int] | None:
    """Width and height of the slides in the units of their shapes, None where it is not said."""
    for step in package.walk(_PRESENTATION):
        if step.begins and step.name == "sldSz":
            width, height = _whole(attribute(step, "cx")), _whole(attribute(step, "cy"))
            return (width, height) if width and height else None
    return None


class Slide:
    """Follows a slide and knows whether its viewer can see the words of the shape it is in."""

    def __init__(self, size: tuple[int, int] | None, *, light: bool) -> None:
        self._size = size
        self._light = light
        self._pale = self._tiny = False
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
        elif step.name in {"r", "fld"}:
            self._pale = self._tiny = False
        elif step.name == "rPr":
            self._tiny = 0 < _whole(attribute(step, "sz")) <= _SMALLEST
        elif step.path[-2:] == ("rPr", "solidFill"):
            value = attribute(step, "val")
            self._pale = is_pale(value) if step.name == "srgbClr" else step.name == "schemeClr" and value in _PAPER
        elif step.path[-3:-1] == ("rPr", "solidFill") and step.name != "alpha":
            self._pale = False  # a shade of the colour
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
        """Whether a viewer sees the words of this run."""
        return not (self._outside or any(self._off) or self._tiny or (self._pale and self._light))


def _whole(text: str) -> int:
    digits = text.removeprefix("-")
    return int(text) if digits.isdecimal() and digits.isascii() and len(digits) < 12 else 0  # noqa: PLR2004
