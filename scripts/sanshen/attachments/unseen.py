"""Words of a document that its reader cannot see: hidden by a style, white on white, or as small as a dot."""

from __future__ import annotations

from typing import Final, NamedTuple

from sanshen.attachments.packages import Package, Step

_STYLES: Final = "word/styles.xml"
_OFF: Final = frozenset({"0", "false", "off"})
_PALE: Final = 0xF0
"""From here on every part of a colour is too light to be read on paper."""
_SMALLEST: Final = 4
"""Half points: below two points nothing can be read."""
_MOST_STYLES_UP: Final = 12


def attribute(step: Step, name: str) -> str:
    """An attribute by its local name, "" where it is not there."""
    return next((value for key, value in step.element.attrib.items() if key.rpartition("}")[2] == name), "")


def is_pale(colour: str) -> bool:
    """Whether a colour (`RRGGBB` or `AARRGGBB`) cannot be told from white paper."""
    try:
        return len(colour) in {6, 8} and min(bytes.fromhex(colour[-6:])) >= _PALE
    except ValueError:
        return False


class Look(NamedTuple):
    """How words look, as far as it is said; None: not said."""

    hidden: bool | None = None
    pale: bool | None = None
    tiny: bool | None = None

    def over(self, below: Look) -> Look:
        """This one, and where it says nothing, the other."""
        return Look(*(below[at] if one is None else one for at, one in enumerate(self)))

    def said(self, step: Step) -> Look:
        """This look after one more property of words."""
        value = attribute(step, "val")
        if step.name in {"vanish", "specVanish"}:
            return self._replace(hidden=value not in _OFF)
        if step.name == "color":
            return self._replace(pale=is_pale(value))
        if step.name == "sz" and value.isdecimal():
            return self._replace(tiny=int(value) <= _SMALLEST)
        return self


class Styles:
    """The styles of a document: how each makes words look, and which lay a colour under them."""

    def __init__(self, package: Package) -> None:
        self._looks: dict[str, Look] = {}
        self._based: dict[str, str] = {}
        self.shaded: set[str] = set()
        name = ""
        for step in package.walk(_STYLES) if _STYLES in package.names else ():
            if not step.begins:
                continue
            if step.name == "style":
                name = attribute(step, "styleId")
            elif step.name == "basedOn":
                self._based[name] = attribute(step, "val")
            elif step.name == "shd" and is_shade(step):
                self.shaded.add(name)
            elif step.path[-2:] == ("style", "rPr"):
                self._looks[name] = self._looks.get(name, Look()).said(step)

    def look(self, name: str) -> Look:
        """How a style makes words look, those it is based on included."""
        found = Look()
        for _ in range(_MOST_STYLES_UP):
            found = found.over(self._looks.get(name, Look()))
            name = self._based.get(name, "")
        return found

    def is_shaded(self, name: str) -> bool:
        """Whether a style lays a colour under words, or one it is based on does."""
        for _ in range(_MOST_STYLES_UP):
            if name in self.shaded:
                return True
            name = self._based.get(name, "")
        return False


def is_shade(step: Step) -> bool:
    """Whether a shading lays a colour under the words that makes white ones legible."""
    fill = attribute(step, "fill")
    plain = fill in {"", "auto"} or is_pale(fill)
    return not plain or attribute(step, "themeFill") != "" or attribute(step, "val") not in {"", "clear", "nil"}


class Eyes:
    """Follows a part of a Word document and knows whether its reader can see the words of the run it is in."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._run = self._style = self._paragraph = Look()
        self._under = [False]
        """Whether a colour lies under the words: the document, then each table and each cell around them."""
        self._lit = self._marked = False
        self._boxes = 0

    def begin(self, step: Step) -> None:
        """An element begins."""
        name, above = step.name, step.path[-1] if step.path else ""
        if name == "p":
            self._paragraph, self._lit = Look(), False
        elif name == "r":
            self._run, self._style, self._marked = Look(), Look(), False
        elif name in {"tbl", "tc"}:
            self._under.append(False)
        elif name == "txbxContent":
            self._boxes += 1
        elif above == "rPr" and step.path[-2:] == ("r", "rPr"):
            self._of_run(step)
        elif above in {"pPr", "tblPr", "tcPr"} or name == "background":
            self._around(step)

    def _of_run(self, step: Step) -> None:
        self._run = self._run.said(step)
        if step.name == "rStyle":
            self._style = self._styles.look(attribute(step, "val"))
            self._marked |= self._styles.is_shaded(attribute(step, "val"))
        self._marked |= step.name == "highlight" or (step.name == "shd" and is_shade(step))

    def _around(self, step: Step) -> None:
        value = attribute(step, "val")
        if step.name == "pStyle":
            self._paragraph = self._styles.look(value)
            self._lit |= self._styles.is_shaded(value)
        elif step.name == "background":
            self._under[0] = True
        elif (step.name == "tblStyle" and self._styles.is_shaded(value)) or (step.name == "shd" and is_shade(step)):
            if step.path[-1] == "pPr":
                self._lit = True
            else:
                self._under[-1] = True

    def end(self, step: Step) -> None:
        """An element ends."""
        if step.name in {"tbl", "tc"} and len(self._under) > 1:
            self._under.pop()
        elif step.name == "txbxContent":
            self._boxes -= 1
        elif step.name == "r":
            self._run, self._style = Look(), Look()

    def see(self) -> bool:
        """Whether a reader sees the words of this run."""
        look = self._run.over(self._style).over(self._paragraph)
        lit = self._marked or self._lit or self._boxes > 0 or any(self._under)
        return not (look.hidden or look.tiny or (look.pale and not lit))
