"""Reading a built page as a browser does (the HTML5 algorithm), into the few facts that page rules ask for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Final, cast

import msgspec

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

BODY_ID: Final = "article-body"
"""The element that holds an article's own text."""
_WITH_TEXT: Final = frozenset({"script", "style", "title"})
_OPENED: Final = frozenset({"html", "head", "body", "main"})
"""Elements whose children are looked at one by one; what stands in them beside the article is the same on many pages."""
_OWN: Final = frozenset({"title", "meta"})
"""Children of these that are the page's own, as is the link that names its address; no element stands in any of them."""
_NOTED: Final = frozenset({"meta", "title", "img"})
_MOST_KEPT: Final = 512


class Element(msgspec.Struct, frozen=True):
    """One element: lower-case name, attributes (value "" where it has none), whether it stands in the article's own text."""

    name: str
    attributes: Mapping[str, str]
    in_body: bool
    text: str = ""
    """The text of a `script`, `style` or `title` element."""


class Stretch(msgspec.Struct, frozen=True, eq=False):
    """Elements that stand one behind another. `shared`: the very same object is met again on other pages, none of it is an article's."""

    elements: tuple[Element, ...]
    shared: bool = False
    noted: tuple[Element, ...] = ()
    """Those of its elements that many rules ask for: `meta`, `title`, `img`."""


class PageReading(msgspec.Struct, frozen=True):
    """One page as read. `body` is the visible text of the article's own part, without white space; `bodies` counts such parts.

    `foot` is the visible text of the page's foot (the `footer` directly below `body`), without white space.
    """

    stretches: tuple[Stretch, ...]
    body: str
    bodies: int
    body_text: str
    foot: str = ""

    @property
    def elements(self) -> tuple[Element, ...]:
        """All elements, in the order of the page."""
        return tuple(chain.from_iterable(stretch.elements for stretch in self.stretches))

    @property
    def noted(self) -> tuple[Element, ...]:
        """Every `meta`, `title` and `img`, in the order of the page."""
        return tuple(chain.from_iterable(stretch.noted for stretch in self.stretches))


class PageFacts(msgspec.Struct, frozen=True):
    """What the page is meant to be.

    `tags` are its page tags in order; `repeatable` those that may stand several times. `visible` is every run of the article's text
    without white space, in order; `text` the same as one readable text. `own_hosts`: hosts of this site. `scripts`: the only
    addresses scripts may come from. `refresh`: the only address the page may lead on to by itself. `marks`: the texts of the footer
    marks. `emblem`: the address of the national emblem, "" where the page must not show it.
    `pictures`: the addresses of the article's pictures in all their widths.
    `government`: domains of government sites.
    `kind`: home, list or article where the page standard asks for certain tags; `unset`: tags that the site has nothing for yet.
    """

    address: str
    title: str
    tags: tuple[tuple[str, str], ...] = ()
    repeatable: frozenset[str] = frozenset()
    visible: tuple[str, ...] = ()
    text: str = ""
    article: bool = False
    own_hosts: frozenset[str] = frozenset()
    scripts: frozenset[str] = frozenset()
    refresh: str = ""
    marks: tuple[str, ...] = ()
    emblem: str = ""
    pictures: frozenset[str] = frozenset()
    kind: str = ""
    government: tuple[str, ...] = ("gov.cn",)
    unset: frozenset[str] = frozenset()


def squeeze(text: str) -> str:
    """`text` without any white space: what is compared is what is read, not how it is wrapped."""
    return "".join(text.split())


_NONE: Final[Mapping[str, str]] = {}


@lru_cache(maxsize=_MOST_KEPT)
def _bare(name: str, in_body: bool) -> Element:  # noqa: FBT001  # by the million
    """An element without attributes: one of a name is like the other."""
    return Element(name, _NONE, in_body)


def _element(node: LexborNode, in_body: bool = False) -> Element:  # noqa: FBT001, FBT002  # by the million
    name, found = node.tag or "", node.attributes
    if name in _WITH_TEXT:
        return Element(name, _filled(found), in_body, node.text() or "")
    return Element(name, _filled(found), in_body) if found else _bare(name, in_body)


def _filled(attributes: Mapping[str, str | None]) -> Mapping[str, str]:
    """Attributes as rules see them: names in lower case, "" where one has no value."""
    if all(attributes.values()) and "".join(attributes).islower():  # nearly always: nothing is to be changed
        return cast("Mapping[str, str]", attributes)
    return {name.lower(): value or "" for name, value in attributes.items()}


def _stretch(elements: Iterable[Element], *, shared: bool = False) -> Stretch:
    held = tuple(elements)
    return Stretch(held, shared, tuple(one for one in held if one.name in _NOTED))


def _elements(node: LexborNode) -> list[Element]:
    """An element and all below it."""
    return [_element(one) for one in node.traverse()]


def _is_own(node: LexborNode, name: str) -> bool:
    return name in _OWN or (name == "link" and node.attributes.get("rel") == "canonical")


_kept: dict[str, Stretch] = {}


def _shared(node: LexborNode) -> Stretch:
    """An element that other pages may have as well, and all below it: what was read of the same HTML before."""
    html = node.html or ""
    found = _kept.get(html)
    if found is None:
        if len(_kept) >= _MOST_KEPT:
            _kept.clear()
        found = _kept[html] = _stretch(_elements(node), shared=True)
    return found


class _Reader:
    """Reads one tree. `bodies`: the article's own parts."""

    def __init__(self, bodies: list[LexborNode]) -> None:
        self._bodies = {body.mem_id for body in bodies}
        self._way: set[int] = set()
        for body in bodies:
            above = body.parent
            while above is not None and above.mem_id not in self._way:
                self._way.add(above.mem_id)
                above = above.parent
        self._loose: list[Element] = []
        self.stretches: list[Stretch] = []
        self.shown: list[str] = []
        self.feet: list[str] = []

    def read(self, root: LexborNode) -> None:
        """All elements in their order. No recursion: a page may be nested as deeply as its author likes."""
        todo = [(root, "")]
        while todo:
            node, above = todo.pop()
            name, number = node.tag or "", node.mem_id
            if name == "footer" and above == "body":
                self.feet.append(node.text())
            if number in self._bodies:
                self._body(node)
            elif number in self._way or name in _OPENED:
                self._loose.append(_element(node))
                below = [(child, name) for child in node.iter()]
                todo += reversed(below)
            elif above not in _OPENED:
                self._loose += _elements(node)
            elif _is_own(node, name):
                self._loose.append(_element(node))
            else:
                self._close()
                self.stretches.append(_shared(node))
        self._close()

    def _close(self) -> None:
        if self._loose:
            self.stretches.append(_stretch(self._loose))
            self._loose = []

    def _body(self, body: LexborNode) -> None:
        held = body.traverse()
        self._loose.append(_element(next(held)))
        self._loose += [_element(node, True) for node in held]  # noqa: FBT003  # by the million
        self.shown.append(body.text())


def read_page(html: str) -> PageReading:
    """Read a whole page. Comments count as elements named `-comment`; inside the article's part they are text nobody sees."""
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(html)
    bodies = tree.css(f"#{BODY_ID}")
    reader = _Reader(bodies)
    if tree.root is not None:
        reader.read(tree.root)
    text = "".join(reader.shown)
    return PageReading(tuple(reader.stretches), squeeze(text), len(bodies), text, squeeze("".join(reader.feet)))


def text_in(html: str) -> str:
    """The text of an article's HTML as a page shows it, each cell of a table on a line of its own."""
    from selectolax.lexbor import LexborHTMLParser

    body = LexborHTMLParser(html.replace("</td>", "\n</td>").replace("</th>", "\n</th>")).body
    return "" if body is None else body.text()
