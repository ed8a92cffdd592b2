"""Reading a built page as a browser does (the HTML5 algorithm), into the few facts that page rules ask for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

import msgspec

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

BODY_ID: Final = "article-body"
"""The element that holds an article's own text."""
_WITH_TEXT: Final = frozenset({"script", "style", "title"})


class Element(msgspec.Struct, frozen=True):
    """One element: lower-case name, attributes (value "" where it has none), whether it stands in the article's own text."""

    name: str
    attributes: Mapping[str, str]
    in_body: bool
    text: str = ""
    """The text of a `script`, `style` or `title` element."""


class PageReading(msgspec.Struct, frozen=True):
    """One page as read. `body` is the visible text of the article's own part, without white space; `bodies` counts such parts.

    `foot` is the visible text of the page's foot (the `footer` directly below `body`), without white space.
    """

    elements: tuple[Element, ...]
    body: str
    bodies: int
    body_text: str
    foot: str = ""


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


def _attributes(node: LexborNode) -> dict[str, str]:
    return {name.lower(): value or "" for name, value in node.attributes.items()}


def read_page(html: str) -> PageReading:
    """Read a whole page. Comments count as elements named `-comment`; inside the article's part they are text nobody sees."""
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(html)
    bodies = tree.css(f"#{BODY_ID}")
    inside = {node.mem_id for body in bodies for node in body.traverse(include_text=True) if node.mem_id != body.mem_id}
    elements: list[Element] = []
    shown: list[str] = []
    for node in () if tree.root is None else tree.root.traverse(include_text=True):
        name = node.tag or ""
        in_body = node.mem_id in inside
        if name != "-text":
            text = (node.text() or "") if name in _WITH_TEXT else ""
            elements.append(Element(name, _attributes(node), in_body, text))
        elif in_body:
            shown.append(node.text_content or "")
    text = "".join(shown)
    foot = squeeze("".join(node.text() for node in tree.css("body > footer")))
    return PageReading(tuple(elements), squeeze(text), len(bodies), text, foot)


def text_in(html: str) -> str:
    """The text of an article's HTML as a page shows it, each cell of a table on a line of its own."""
    from selectolax.lexbor import LexborHTMLParser

    body = LexborHTMLParser(html.replace("</td>", "\n</td>").replace("</th>", "\n</th>")).body
    return "" if body is None else body.text()
